"""Looking back at the network: which post is to be looked for next, and what a look has brought.

A look is taken before it is made, so that two do not make the same one. Nothing is locked while the network answers.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, and_, func, insert, or_, select, union_all

from promoter.ledger import events
from promoter.ledger.accounts import let_go, note_left
from promoter.ledger.attempts import by_hand, doubtful_attempts, list_attempts
from promoter.ledger.claims import DAEMON
from promoter.ledger.queue import find_by_network_id, get_post, post_from, update_post
from promoter.ledger.rows import Look, LookStep, PostRow, ReadingRow
from promoter.ledger.tables import attempts, fixed, posts, readings
from promoter.posts.lifecycle import Status

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from promoter.campaign.model import ChannelName
    from promoter.ledger.rows import AttemptRow

#: How far around an attempt other posts' ids are gathered: no search goes further back.
_AROUND = timedelta(days=2)
#: How long before the attempt somebody may have posted the same words by hand.
_BY_ANOTHER_HAND = timedelta(days=1)
_SHORTLY = timedelta(seconds=5)
_LOOKED_FOR = (Status.UNCLEAR.value, Status.SENT.value)


def take_look(conn: Connection, now: datetime, *, patience: timedelta, only: Collection[str]) -> Look | None:
    """The look that is due first, if any; for as long as `patience` nobody else takes it.

    `only` names the accounts that can be spoken to.
    """
    query = (
        select(posts)
        .where(posts.c.look_at <= now, posts.c.status.in_(_LOOKED_FOR), posts.c.account.in_(only))
        .order_by(posts.c.look_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = conn.execute(query).first()
    if row is None:
        return None
    post = update_post(conn, post_from(row), look_at=now + patience)
    last = (list_attempts(conn, post_key=post.key) or [by_hand(post)])[-1]
    of_this_one = (readings.c.post_key == post.key, readings.c.fence == post.fence)
    counted = select(func.count()).where(*of_this_one, readings.c.counts)
    made = select(func.count()).where(*of_this_one)
    doubtful = doubtful_attempts(conn, post)
    duplicate = post.status is Status.UNCLEAR and last.outcome == "refused" and not doubtful
    began = min(attempt.started_at for attempt in (*doubtful, last)) - (_BY_ANOTHER_HAND if duplicate else timedelta())
    text = _text(post, last)
    named = post.network_id is not None  # then it is read by its name, and nobody searches
    return Look(
        post=post,
        attempt=last,
        text=text,
        began=began,
        taken=frozenset() if named else _taken(conn, post, began),
        next_alike=None if named else _next_alike(conn, post, text, began),
        absences=conn.execute(counted).scalar_one(),
        made=conn.execute(made).scalar_one(),
        duplicate=duplicate,
        pictures=frozenset(
            picture["network_id"] for attempt in (*doubtful, last) for picture in attempt.pictures or ()
        ),
    )  # fmt: skip


def find_unseen(
    conn: Connection,
    now: datetime,
    *,
    unseen: timedelta,
    settle: Mapping[ChannelName, timedelta],
    besides: Collection[str],
    lock: bool = False,
) -> PostRow | None:
    """An unclear post of an account that is not among `besides`, for which nobody has looked for as long as `unseen`.

    Whoever has the account's keys would have: its lease and the network's settle time are over as well.
    """
    settled = or_(*(and_(posts.c.channel == name, attempts.c.lease_until <= now - its) for name, its in settle.items()))
    query = (
        select(posts)
        .join(attempts, and_(attempts.c.post_key == posts.c.key, attempts.c.fence == posts.c.fence))
        .where(
            posts.c.look_at <= now - unseen, posts.c.status == fixed(Status.UNCLEAR), posts.c.hold.is_(None),
            posts.c.account.not_in(besides), settled,
        )
        .order_by(posts.c.look_at)
        .limit(1)
    )  # fmt: skip
    if lock:
        query = query.with_for_update(of=posts, skip_locked=True)
    row = conn.execute(query).first()
    return None if row is None else post_from(row)


def give_to_a_person(conn: Connection, post: PostRow, step: LookStep, *, now: datetime) -> PostRow:
    """Nobody here can look for it: what a person is asked, instead of a reading."""
    after = update_post(
        conn,
        post,
        status=step.status,
        hold=step.hold,
        hold_reason=step.reason,
        reason=step.reason,
        look_at=step.look_at,
    )
    let_go(conn, post)
    events.append(
        conn, campaign=post.campaign, kind=step.event or "", actor=DAEMON, post_key=post.key, at=now,
        data={"fence": post.fence, "status": after.status, "reason": step.reason},
    )  # fmt: skip
    return after


def next_look(conn: Connection, *, only: Collection[str]) -> datetime | None:
    """When the next look at a network is due."""
    query = select(func.min(posts.c.look_at)).where(
        posts.c.look_at.is_not(None), posts.c.status.in_(_LOOKED_FOR), posts.c.account.in_(only)
    )
    moment: datetime | None = conn.execute(query).scalar_one()
    return moment


def record_look(conn: Connection, look: Look, reading: ReadingRow, step: LookStep, *, now: datetime) -> PostRow | None:
    """Write down what a look has brought; None if the post was settled meanwhile, which the reading does not change.

    What was found counts whenever it comes. Anything else counts for nothing once somebody took the look up again.
    """
    # The post first: two that had put their readings in would each hold what the other needs to lock it.
    post = get_post(conn, look.post.key, lock=True)
    conn.execute(insert(readings).values({name: getattr(reading, name) for name in ReadingRow.__slots__}))
    if (post.status, post.fence, post.version) != (look.post.status, look.post.fence, look.post.version):
        return None
    if step.network_id is None and post.look_at != look.post.look_at:
        return None
    if step.network_id is not None and step.network_id != post.network_id:
        other = find_by_network_id(conn, post.channel, step.network_id)
        if other is not None and other.key != post.key:  # somebody has settled another post with this id meanwhile
            return update_post(conn, post, look_at=now + _SHORTLY)
    changes: dict[str, Any] = {"look_at": step.look_at, **step.changes}
    why = step.reason if step.hold else None
    after = update_post(conn, post, status=step.status, hold=step.hold, hold_reason=why, reason=step.reason, **changes)
    if step.frees:
        let_go(conn, post)
    if step.network_id is not None and after.sent_at is not None:
        note_left(conn, post.account, after.sent_at)  # by another hand, or later than when it was tried
    if step.event is not None:
        events.append(
            conn, campaign=post.campaign, kind=step.event, actor=DAEMON, post_key=post.key, at=now,
            data={
                "fence": post.fence, "status": after.status, "finding": reading.finding, "detail": reading.detail,
                "network_id": reading.network_id, "seen": reading.seen, "reason": step.reason,
            },
        )  # fmt: skip
    return after


def list_readings(conn: Connection, post_key: str) -> list[ReadingRow]:
    """Every look at the network for a post, in order."""
    columns = [readings.c[name] for name in ReadingRow.__slots__]
    query = select(*columns).where(readings.c.post_key == post_key).order_by(readings.c.id)
    return [ReadingRow(**row) for row in conn.execute(query).mappings()]


def _text(post: PostRow, last: AttemptRow) -> str:
    """The very words that went out. An attempt with others was refused, or a person said that it did not arrive."""
    if last.payload is not None and last.digest == post.digest:
        return last.payload
    return post.payload_at(post.sent_at or last.started_at)


def _taken(conn: Connection, post: PostRow, began: datetime) -> frozenset[str]:
    query = select(posts.c.network_id).where(
        posts.c.channel == post.channel,
        posts.c.network_id.is_not(None),
        or_(posts.c.sent_at.is_(None), posts.c.sent_at > began - _AROUND),
    )
    return frozenset(conn.execute(query).scalars())


def _next_alike(conn: Connection, post: PostRow, text: str, began: datetime) -> datetime | None:
    """When the account was next used for a post with the same words of which the network's name is not known either."""
    here = (posts.c.account == post.account, posts.c.key != post.key, posts.c.network_id.is_(None))
    nameless = select(posts.c.key).where(*here, posts.c.look_at.is_not(None), posts.c.status.in_(_LOOKED_FOR))
    under_way = select(posts.c.key).where(*here, posts.c.status == fixed(Status.SENDING))
    moments = []
    for key in conn.execute(union_all(nameless, under_way)).scalars():
        made = list_attempts(conn, post_key=key)
        moments += [one.started_at for one in made if one.payload == text and one.started_at > began]
    return min(moments, default=None)
