"""What is due and when the next thing will be, and what happens to a post that cannot go at its time.

Whoever changes something here looked a moment ago. A post that is not approved any more is left and given back as it is.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, Text, and_, bindparam, case, exists, func, or_, select, type_coerce

from promoter.ledger import events
from promoter.ledger.accounts import account_from, list_accounts
from promoter.ledger.holds import PAGE, hold_of_returned
from promoter.ledger.pauses import MAY_PASS
from promoter.ledger.queue import get_post, post_from, update_post
from promoter.ledger.tables import accounts, fixed, posts
from promoter.posts.lifecycle import Status

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from promoter.ledger.rows import AccountRow, PostRow

#: Has the network its pictures, if it has any? Until then a post is not claimed, whatever else it waits for.
PICTURED = or_(type_coerce(posts.c.media, Text) == "[]", posts.c.pictured_until > bindparam("now"))

MISSED = "missed"  #: how the reason for a late post's later time begins

_FEW = 4  #: how many accounts are looked at for one claim; several, because several may be claiming
_FIRST = 3  #: how many posts of an account are looked at for the one that may go: the page of the first may not be live
_SOON = timedelta(seconds=2)
_AHEAD = 20  #: how many posts of an account are looked at for its next moment


# What is asked for every post is put together once: building a statement takes longer than running it.
_DUE_AND_READY = (
    posts.c.status == fixed(Status.APPROVED),
    posts.c.at <= bindparam("now"),
    MAY_PASS,
    PICTURED,
    or_(
        posts.c.hold.is_(None),
        and_(posts.c.hold == PAGE, or_(posts.c.look_at.is_(None), posts.c.look_at <= bindparam("now"))),
    ),
    or_(posts.c.retry_at.is_(None), posts.c.retry_at <= bindparam("now")),
    or_(posts.c.not_before.is_(None), posts.c.not_before <= bindparam("now")),
)
_IN_DEMAND = (
    select(accounts)
    .where(
        accounts.c.id.in_(bindparam("only", expanding=True)),
        exists().where(posts.c.account == accounts.c.id, *_DUE_AND_READY),
    )
    .order_by(accounts.c.last_left_at.nulls_first(), accounts.c.id)
)
_MAY_GO = (
    select(posts)
    .where(posts.c.account == bindparam("account"), *_DUE_AND_READY)
    .order_by(posts.c.at, posts.c.key)
    .limit(_FIRST)
)

_SOMETHING = (
    select(posts.c.key)
    .where(posts.c.account.in_(select(accounts.c.id).where(accounts.c.busy_post.is_(None))), *_DUE_AND_READY)
    .limit(1)
)
_DUE = (
    select(posts)
    # All accounts are named, because the index of what is due is by account.
    .where(posts.c.account.in_(select(accounts.c.id)), posts.c.status == fixed(Status.APPROVED))
    .where(posts.c.at <= bindparam("now"))
    .order_by(posts.c.at, posts.c.key)
)
_HELD = (
    select(posts)
    .where(posts.c.look_at.is_not(None), posts.c.status == fixed(Status.APPROVED), posts.c.hold == PAGE)
    .with_for_update(skip_locked=True)  # whoever changes one of them has it for now
)


def due(conn: Connection, now: datetime) -> list[PostRow]:
    """Approved posts whose time has come, those on hold and those that wait for a retry included."""
    return [post_from(row) for row in conn.execute(_DUE, {"now": now})]


def something_due(conn: Connection, now: datetime) -> bool:
    """May there be anything to claim? Asked without the lock that a writer takes."""
    return conn.execute(_SOMETHING, {"now": now}).first() is not None


def candidates(conn: Connection, now: datetime, *, only: Collection[str]) -> list[list[PostRow]]:
    """For a few of the accounts that are free, the posts that may go now if their pages are live: the first to go first.

    Whoever waits longest comes first. Posts that wait for their page are among them when it is to be looked at again.
    """
    found = []
    for account in map(account_from, conn.execute(_IN_DEMAND, {"now": now, "only": list(only)}).mappings()):
        if _is_free(account):
            rows = conn.execute(_MAY_GO, {"account": account.id, "now": now})
            ready = [post for post in map(post_from, rows) if _next_moment(post, account) <= now]
            if ready:
                found.append(ready)
            if len(found) == _FEW:  # one of them is claimed next, and then all is asked anew
                break
    return found


def next_due(conn: Connection, now: datetime, *, only: Collection[str] | None = None) -> datetime | None:
    """The earliest moment, now or later, at which anything could be claimed as things stand.

    `only` names the accounts that can be served; what waits for the others wakes nobody.
    """
    soon = _soon(conn, now, only)
    if soon is not None:
        return max(now, soon)
    served = [account for account in list_accounts(conn) if only is None or account.id in only]
    moments = [moment for account in served if (moment := _next_of(conn, account, now)) is not None]
    return max(now, min(moments)) if moments else None


def _soon(conn: Connection, now: datetime, only: Collection[str] | None) -> datetime | None:
    """The earliest such moment that is near: asked in one statement, however many accounts there are."""
    until = now + _SOON
    moments = [
        row.moment if row.last_left_at is None else max(row.moment, row.last_left_at + timedelta(seconds=row.spacing_s))
        for row in conn.execute(_coming(conn.dialect.name), {"until": until, "now": now})
        if only is None or row.id in only
    ]
    return min((moment for moment in moments if moment <= until), default=None)


@cache
def _coming(dialect: str) -> Select[Any]:
    latest = func.max if dialect == "sqlite" else func.greatest
    look_at = case((posts.c.hold == PAGE, posts.c.look_at))
    bounds = (
        func.coalesce(bound, posts.c.at)
        for bound in (posts.c.retry_at, posts.c.not_before, accounts.c.not_before, look_at)
    )
    return (
        select(
            accounts.c.id,
            accounts.c.last_left_at,
            posts.c.spacing_s,
            func.min(latest(posts.c.at, *bounds)).label("moment"),
        )
        .join(posts, posts.c.account == accounts.c.id)
        .where(posts.c.account.in_(select(accounts.c.id)))  # the index of what is due is by account
        .where(accounts.c.manual.is_(False), accounts.c.busy_post.is_(None), accounts.c.blocked_reason.is_(None))
        .where(posts.c.status == fixed(Status.APPROVED), posts.c.at <= bindparam("until"), MAY_PASS, PICTURED)
        .where(or_(posts.c.hold.is_(None), posts.c.hold == PAGE))
        .group_by(accounts.c.id, accounts.c.last_left_at, posts.c.spacing_s)
    )


def _next_of(conn: Connection, account: AccountRow, now: datetime) -> datetime | None:
    if not _is_free(account):
        return None
    here = (posts.c.account == account.id, posts.c.status == fixed(Status.APPROVED), MAY_PASS, PICTURED)
    coming = select(posts).where(*here, posts.c.hold.is_(None)).order_by(posts.c.at, posts.c.key)
    held = select(posts).where(*here, posts.c.hold == PAGE).order_by(posts.c.look_at)
    rows = [row for query in (coming, held) for row in conn.execute(query.limit(_AHEAD), {"now": now})]
    return min((_next_moment(post, account) for post in map(post_from, rows)), default=None)


def _is_free(account: AccountRow) -> bool:
    return not account.manual and account.busy_post is None and account.blocked_reason is None


def _next_moment(post: PostRow, account: AccountRow) -> datetime:
    """When the post may go, or its page has to be looked at again."""
    spaced = None if account.last_left_at is None else account.last_left_at + post.spacing
    look_at = post.look_at if post.hold == PAGE else None
    bounds = (post.at, post.retry_at, post.not_before, account.not_before, spaced, look_at)
    return max(bound for bound in bounds if bound is not None)


def reslot(conn: Connection, key: str, at: datetime, why: str, *, now: datetime) -> PostRow:
    """Give a late post a later time of the same day. Its approval stays: it was given for the day, until its end."""
    post = get_post(conn, key, lock=True)
    if post.status is not Status.APPROVED:
        return post
    if not post.at <= at <= post.until:
        raise ValueError(f"{key} may be put between {post.at} and {post.until}, not at {at}")
    after = update_post(conn, post, keep_approval=True, at=at, why=why, retry_at=None)
    _tell(conn, after, "reslotted", now, before=post.at, at=at, why=why)
    return after


def give_up(conn: Connection, key: str, reason: str, *, now: datetime) -> PostRow:
    """An approved post cannot go: it waits for a person again, with the reason."""
    post = get_post(conn, key, lock=True)
    if post.status is not Status.APPROVED:
        return post
    hold, why = hold_of_returned(post, now)
    after = update_post(
        conn, post, status=Status.PENDING, reason=reason, retry_at=None, look_at=None, hold=hold, hold_reason=why
    )
    _tell(conn, after, "given_up", now, reason=reason)
    return after


def hold_for_page(
    conn: Connection, key: str, reason: str, *, look_at: datetime, now: datetime, evidence: Mapping[str, Any]
) -> PostRow:
    """Keep an approved post back because its page is not live; the page is looked at again. The approval stays."""
    post = get_post(conn, key, lock=True)
    if post.status is not Status.APPROVED:
        return post
    after = update_post(conn, post, hold=PAGE, hold_reason=reason, look_at=look_at)
    if (post.hold, post.hold_reason) != (PAGE, reason):  # the same sight every few minutes is told once
        _tell(conn, after, "held", now, hold=PAGE, reason=reason, page=dict(evidence))
    return after


def held_for_pages(conn: Connection) -> list[PostRow]:
    """The approved posts that wait for their pages, kept from others until the transaction ends."""
    return [post_from(row) for row in conn.execute(_HELD)]


def release_post(conn: Connection, key: str, *, now: datetime, evidence: Mapping[str, Any]) -> PostRow:
    """The page is live now."""
    post = get_post(conn, key, lock=True)
    if post.status is not Status.APPROVED or post.hold != PAGE:
        return post
    after = update_post(conn, post, hold=None, hold_reason=None, look_at=None)
    _tell(conn, after, "released", now, hold=post.hold, page=dict(evidence))
    return after


def _tell(conn: Connection, post: PostRow, kind: str, now: datetime, **data: object) -> None:
    events.append(conn, campaign=post.campaign, kind=kind, actor="daemon", post_key=post.key, at=now, data=data)
