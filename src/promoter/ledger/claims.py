"""One attempt at a time: a post is claimed in one transaction, and what came of it is recorded in another.

Between the two nothing is locked. The fence says whose attempt is the last; the open attempt says that something may
have left; the lease says when to stop waiting for news.
"""

from __future__ import annotations

import hashlib
from contextlib import closing
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, bindparam, exists, or_, select, update

from promoter.ledger import events
from promoter.ledger.accounts import left_and_let_go, let_go, note_left
from promoter.ledger.attempts import close_attempt, doubtful_attempts, evidence, open_attempt, outcome_word
from promoter.ledger.campaigns import settings_from
from promoter.ledger.decisions import approvals
from promoter.ledger.due import PICTURED, give_up
from promoter.ledger.holds import hold_of_returned
from promoter.ledger.pauses import MAY_PASS
from promoter.ledger.queue import get_post, post_from, update_post
from promoter.ledger.rows import Claim, NextStep, PostRow, UploadRow
from promoter.ledger.tables import accounts, campaigns, fixed, posts
from promoter.ledger.uploads import forget_pictures, ready_pictures
from promoter.posts.lifecycle import MOVES, Status
from promoter.posts.outcome import Later, Outcome, Sent, Unclear

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Mapping
    from datetime import timedelta

NOTHING_SEEN: Mapping[str, Mapping[str, Any]] = MappingProxyType({})
DAEMON = "daemon"  #: the actor of what nobody decided
_LEASE_RAN_OUT = "the time for this attempt ran out before anybody recorded what came of it"


# What every post needs is put together once: building a statement takes longer than running it.
_STILL_OURS = select(posts.c.status, posts.c.fence, MAY_PASS.label("may_pass")).where(posts.c.key == bindparam("key"))
_IS_FREE = (
    accounts.c.busy_post.is_(None),
    accounts.c.blocked_reason.is_(None),
    accounts.c.manual.is_(False),
    or_(accounts.c.not_before.is_(None), accounts.c.not_before <= bindparam("now")),
)
_TAKE_ACCOUNT = update(accounts).where(accounts.c.id == bindparam("its_id")).values(busy_post=bindparam("busy_post"))
_ONLY = posts.c.key.in_(bindparam("only", expanding=True))
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_MAY_GO = (
    posts.c.status == fixed(Status.APPROVED),
    posts.c.at.between(bindparam("earliest"), bindparam("now")),
    posts.c.hold.is_(None),
    or_(posts.c.retry_at.is_(None), posts.c.retry_at <= bindparam("now")),
    or_(posts.c.not_before.is_(None), posts.c.not_before <= bindparam("now")),
    MAY_PASS,
    PICTURED,
)
_FREE = select(accounts.c.id, accounts.c.last_left_at).where(*_IS_FREE)
_IN_DEMAND = (  # who waits longest comes first
    _FREE.where(exists().where(posts.c.account == accounts.c.id, *_MAY_GO)).order_by(
        accounts.c.last_left_at.nulls_first(), accounts.c.id
    )
)
_IN_DEMAND_FOR = _IN_DEMAND.where(accounts.c.id.in_(select(posts.c.account).where(_ONLY)))
_LOCK_ACCOUNT = _FREE.where(accounts.c.id == bindparam("id")).with_for_update(key_share=True)
_TRY_ACCOUNT = _LOCK_ACCOUNT.with_for_update(key_share=True, skip_locked=True)
_FIRST_DUE = (
    select(posts, campaigns.c.settings)
    .join(campaigns, campaigns.c.slug == posts.c.campaign)
    .where(posts.c.account == bindparam("account"), *_MAY_GO)
    .order_by(posts.c.at, posts.c.key)
    .limit(1)
    .with_for_update(skip_locked=True, of=posts)
)
_FIRST_DUE_OF = _FIRST_DUE.where(_ONLY)
_NAMED_SO = posts.alias("named_so")
_TO_RECORD = (
    select(
        posts.c.version,
        posts.c.fence,
        posts.c.status,
        posts.c.trouble,
        select(_NAMED_SO.c.key)
        .where(_NAMED_SO.c.channel == posts.c.channel, _NAMED_SO.c.network_id == bindparam("network_id"))
        .scalar_subquery()
        .label("named_so"),
    )
    .where(posts.c.key == bindparam("key"))
    .with_for_update(of=posts)
)


def claim(
    conn: Connection,
    *,
    now: datetime,
    lease: timedelta,
    owner: str,
    host: str,
    grace: timedelta | None = None,
    accounts: Collection[str] | None = None,
    only: Collection[str] | None = None,
    pages: Mapping[str, Mapping[str, Any]] = NOTHING_SEEN,
    boottime: float | None = None,
) -> Claim | None:
    """Take the right to publish one post, or None if there is nothing to publish now.

    A free account is taken first, one of `accounts` if they are given, then its first due post. `only` names the posts
    that were looked at just before, and `grace` how late one may be; both are checked here again, because looking and
    claiming are two moments. `pages` is what was seen of their pages, for the record; `boottime` is what the host's
    boot-time clock said before.
    """
    given: dict[str, Any] = {"now": now, "earliest": _LONG_AGO if grace is None else now - grace}
    if only is not None:
        given["only"] = list(only)
    with closing(_free_accounts(conn, given, accounts)) as free:
        for account in free:
            while (found := _first_due(conn, account.id, given)) is not None:
                post, approvals_needed = found
                if account.last_left_at is not None and account.last_left_at + post.spacing > now:
                    break
                fault = _not_as_approved(conn, post, approvals_needed)
                if fault is not None:
                    give_up(conn, post.key, fault, now=now)
                    continue
                brought = ready_pictures(conn, post, until=now) if post.said.media else ()
                if brought is None:
                    update_post(conn, post, picture_at=now, pictured_until=None)
                    continue
                return _take(
                    conn, post, now=now, lease_until=now + lease, owner=owner, host=host, page=pages.get(post.key),
                    boottime=boottime, brought=brought,
                )  # fmt: skip
    return None


def still_ours(conn: Connection, claimed: Claim) -> bool:
    """May this claim's request still leave? Not when everything is paused or somebody else took over."""
    row = conn.execute(_STILL_OURS, {"key": claimed.post.key}).first()
    return row is not None and row.status == Status.SENDING and row.fence == claimed.fence and bool(row.may_pass)


def record(conn: Connection, claimed: Claim, outcome: Outcome, step: NextStep, *, now: datetime) -> bool:
    """Write down what came of an attempt; False if somebody else has settled it meanwhile.

    An answer "sent" that arrives after the lease ran out is still taken, as long as no later attempt was made and the
    words are the same: it is better evidence than none. Any other late answer only goes into the record of events.
    """
    post, named_so = _to_record(conn, claimed.post, outcome)
    in_time = post.status is Status.SENDING and post.fence == claimed.fence
    late = not in_time and _still_true(post, claimed, outcome)
    if not in_time and not late:
        _note_late_answer(conn, post, claimed, outcome, now)
        return False
    if late:
        step = NextStep(status=Status.SENT, counts=False, look_at=step.look_at)
    hold, why = step.hold, step.reason if step.hold else None
    if step.status is Status.PENDING and hold is None:
        hold, why = hold_of_returned(post, now)
    if isinstance(outcome, Later) and outcome.pictures_gone:
        forget_pictures(conn, post, outcome.detail, now=now)
        post = update_post(conn, post, picture_at=now, pictured_until=None)
    after = update_post(
        conn,
        post,
        status=step.status,
        hold=hold,
        hold_reason=why,
        lease_until=None,
        retry_at=step.retry_at,
        look_at=step.look_at,
        tries=post.tries + step.counts,
        reason=step.reason,
        **_told_by(post, outcome, named_so, now, before=claimed.post if in_time else post),
    )
    close_attempt(conn, post, outcome, now)
    _free_account(conn, post, now, may_have_left=isinstance(outcome, Sent | Unclear), step=step)
    _tell(
        conn, after, outcome_word(outcome), now, fence=post.fence, status=after.status, late=late, retry_at=step.retry_at,
        reason=step.reason, account_blocked=step.block_account, **evidence(outcome),
    )  # fmt: skip
    return True


def _to_record(conn: Connection, post: PostRow, outcome: Outcome) -> tuple[PostRow, str | None]:
    """The post, kept from others, and which post the network's name for it belongs to already.

    It is read whole only if it is not as it was claimed: while an attempt is open, nothing but these four changes.
    """
    name = outcome.network_id if isinstance(outcome, Sent) else None
    *now, named_so = conn.execute(_TO_RECORD, {"key": post.key, "network_id": name}).one()
    as_claimed = now == [post.version, post.fence, post.status, post.trouble]
    return post if as_claimed else get_post(conn, post.key), named_so


def _told_by(
    post: PostRow, outcome: Outcome, named_so: str | None, now: datetime, *, before: PostRow
) -> dict[str, Any]:
    """The columns that say what came of it. `before` is the post as it was when this attempt began."""
    if not isinstance(outcome, Sent):
        return {"trouble": outcome.detail, "sent_at": None, "network_id": None, "url": None}
    # What was noted while this attempt was under way is of another attempt, which went out as well.
    trouble = post.trouble if post.trouble != before.trouble else None
    name = outcome.network_id
    if named_so is not None and named_so != post.key:
        trouble = f"{post.channel.shown} says that it is {outcome.url or name}, which is {named_so} here; look at both"
        return {"trouble": trouble, "sent_at": now, "network_id": None, "url": None}
    return {"trouble": trouble, "sent_at": now, "network_id": name, "url": outcome.url}


def _still_true(post: PostRow, claimed: Claim, outcome: Outcome) -> bool:
    same = post.fence == claimed.fence and post.digest == claimed.post.digest
    return same and isinstance(outcome, Sent) and Status.SENT in MOVES[post.status]


def _note_late_answer(conn: Connection, post: PostRow, claimed: Claim, outcome: Outcome, now: datetime) -> None:
    if isinstance(outcome, Sent) and outcome.network_id != post.network_id:
        place = outcome.url or outcome.network_id or "an address that the network did not tell"
        post = update_post(conn, post, trouble=f"attempt {claimed.fence}, answered late, did go out: {place}")
    _tell(conn, post, "late_answer", now, fence=claimed.fence, **evidence(outcome))


def expire_leases(conn: Connection, now: datetime) -> list[PostRow]:
    """Give up waiting for attempts whose lease has run out: nobody can tell what came of them."""
    query = select(posts).where(posts.c.status == fixed(Status.SENDING), posts.c.lease_until <= now)
    rows = conn.execute(query.order_by(posts.c.lease_until).with_for_update(skip_locked=True)).all()
    found, expired = [post_from(row) for row in rows], []
    for post in found:  # all before the first event: nobody may wait for an account with a record of events in hand
        note_left(conn, post.account, now)  # the account stays taken until somebody has looked
    for post in found:
        outcome = Unclear(detail=_LEASE_RAN_OUT)
        after = update_post(
            conn,
            post,
            status=Status.UNCLEAR,
            lease_until=None,
            tries=post.tries + 1,
            trouble=_LEASE_RAN_OUT,
            look_at=now,
        )
        close_attempt(conn, post, outcome, now)
        _tell(conn, after, "unclear", now, fence=post.fence, status=after.status, **evidence(outcome))
        expired.append(after)
    return expired


def _free_accounts(conn: Connection, given: Mapping[str, Any], wanted: Collection[str] | None) -> Generator[Any]:
    """The free accounts that have something due, by id and when a post left them, one by one: mostly the first will do."""
    with conn.execute(_IN_DEMAND if "only" not in given else _IN_DEMAND_FOR, given) as rows:
        if conn.dialect.name == "sqlite":  # which has one writer: nobody else can take it
            yield from (row for row in rows if wanted is None or row.id in wanted)
            return
        names = [name for name in rows.scalars() if wanted is None or name in wanted]
    for identifier in names:
        # One by one: a worker that locked them all would leave nothing to the next one. Who wants but one waits for it,
        # because whoever has it now may be about to let it go.
        lock = _LOCK_ACCOUNT if len(names) == 1 else _TRY_ACCOUNT
        row = conn.execute(lock, {"id": identifier, "now": given["now"]}).first()
        if row is not None:
            yield row


def _first_due(conn: Connection, account: str, given: Mapping[str, Any]) -> tuple[PostRow, int] | None:
    """The account's first due post, and how many approvals its campaign asks for."""
    query = _FIRST_DUE if "only" not in given else _FIRST_DUE_OF
    row = conn.execute(query, {**given, "account": account}).first()
    return None if row is None else (post_from(row), settings_from(row.settings).approvals)


def _not_as_approved(conn: Connection, post: PostRow, needed: int) -> str | None:
    """Why the post may not go out after all. Approvals are counted anew from the decisions, not from the post."""
    people = set()
    for approval in approvals(conn, post):
        if approval.digest != post.digest:
            return "the words are not those that were approved; look at them and approve again"
        if (approval.account, approval.day, approval.until) != (post.account, post.day, post.until):
            return "the account or the day is not what was approved; look at the post and approve again"
        if not approval.at <= post.at <= post.until:
            return "the time is not what was approved; look at it and approve again"
        people.add(approval.by)
    if len(people - {post.written_by}) < needed:
        return "nobody but its writer has approved this as it stands" if needed == 1 else "it lacks an approval"
    return None


def _take(
    conn: Connection,
    post: PostRow,
    *,
    now: datetime,
    lease_until: datetime,
    owner: str,
    host: str,
    page: Mapping[str, Any] | None,
    boottime: float | None,
    brought: tuple[UploadRow, ...],
) -> Claim:
    fence = post.fence + 1
    doubtful = doubtful_attempts(conn, post) if post.fence else []
    after = update_post(
        conn, post, status=Status.SENDING, fence=fence, lease_until=lease_until, retry_at=None, look_at=None
    )
    claimed = Claim(
        post=after, fence=fence, owner=owner, host=host, claimed_at=now, lease_until=lease_until,
        again=doubtful[-1].payload if doubtful else None,
        doubt_since=doubtful[0].started_at if doubtful else None, boottime=boottime, pictures=brought,
    )  # fmt: skip
    open_attempt(conn, claimed)
    conn.execute(_TAKE_ACCOUNT, {"its_id": post.account, "busy_post": post.key})
    _tell(
        conn, after, "claimed", now, fence=fence, owner=owner, host=host, digest=post.digest, lease_until=lease_until,
        payload_sha256=hashlib.sha256(claimed.payload.encode()).hexdigest(), without_count=claimed.payload != post.said.payload_text,
        page=page and dict(page), again=claimed.again is not None,
        **({"pictures": [picture.evidence for picture in brought]} if brought else {}),
    )  # fmt: skip
    return claimed


def _free_account(conn: Connection, post: PostRow, now: datetime, *, may_have_left: bool, step: NextStep) -> None:
    settled = step.status is not Status.UNCLEAR  # until somebody has looked, the next post could come before this one
    if settled and may_have_left:
        left_and_let_go(conn, post, now)
    elif settled:
        let_go(conn, post)
    elif may_have_left:
        note_left(conn, post.account, now)
    values: dict[str, Any] = {}
    if step.account_not_before is not None:
        values["not_before"] = step.account_not_before
    if step.block_account is not None:
        values |= {"blocked_reason": step.block_account, "blocked_at": now}
    if values:
        conn.execute(update(accounts).where(accounts.c.id == post.account).values(values))


def _tell(conn: Connection, post: PostRow, kind: str, now: datetime, **data: Any) -> None:
    events.append(conn, campaign=post.campaign, kind=kind, actor=DAEMON, post_key=post.key, at=now, data={**data})
