"""What people were told, so that each thing is told once; and the posts and events that people may have to be told of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, and_, func, or_, select, update

from promoter.ledger.claims import DAEMON
from promoter.ledger.holds import OF_DELIVERY
from promoter.ledger.putting import put_in
from promoter.ledger.queue import post_from
from promoter.ledger.rows import EventRow
from promoter.ledger.tables import alerts, events, posts
from promoter.posts.lifecycle import Status

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from promoter.ledger.rows import PostRow


@dataclass(frozen=True, slots=True)
class AlertRow:
    """Something for a person to know. `told_at`: when an address took it. `trouble`: what the addresses that did not said."""

    key: str
    raised_at: datetime
    text: str
    told_at: datetime | None = None
    trouble: str | None = None


def raise_alert(conn: Connection, keys: Collection[str], text: str, *, now: datetime) -> bool:
    """Note what is to be told, under every one of its keys that is new; False if all of them were raised before."""
    # Whoever tells the same at this moment goes through the keys in the same order, and so waits and is not waited for.
    new = [key for key in sorted(set(keys)) if put_in(conn, alerts, {"key": key, "raised_at": now, "text": text})]
    return bool(new)


def raised(conn: Connection, keys: Collection[str]) -> frozenset[str]:
    """Those of the keys that were raised before."""
    return frozenset(conn.execute(select(alerts.c.key).where(alerts.c.key.in_(keys))).scalars())


def untold(conn: Connection, *, since: datetime) -> list[AlertRow]:
    """What was raised since then and nobody was told yet, in the order in which it was raised."""
    query = select(alerts).where(alerts.c.told_at.is_(None), alerts.c.raised_at >= since)
    query = query.order_by(alerts.c.raised_at, alerts.c.key)
    return [AlertRow(**row) for row in conn.execute(query).mappings()]


def last_told(conn: Connection) -> AlertRow | None:
    """What was told last."""
    query = select(alerts).where(alerts.c.told_at.is_not(None)).order_by(alerts.c.told_at.desc(), alerts.c.key).limit(1)
    row = conn.execute(query).mappings().first()
    return None if row is None else AlertRow(**row)


def note_told(conn: Connection, keys: Collection[str], *, now: datetime, trouble: str | None = None) -> None:
    """An address took it. `trouble` is what those said that did not."""
    conn.execute(update(alerts).where(alerts.c.key.in_(keys)).values(told_at=now, trouble=trouble))


def note_trouble(conn: Connection, keys: Collection[str], trouble: str) -> None:
    """No address took it yet."""
    conn.execute(update(alerts).where(alerts.c.key.in_(keys)).values(trouble=trouble))


# ------------------------------------------------------------------------------------------------- what may have to be told


def posts_to_watch(
    conn: Connection, campaigns: Collection[str], by_hand: Collection[str], *, since: datetime, until: datetime
) -> list[PostRow]:
    """The posts of these campaigns, due between the two moments, of which somebody may have to know.

    `by_hand` are the accounts for which people post.
    """
    query = select(posts).where(
        posts.c.campaign.in_(campaigns),
        posts.c.at.between(since, until),
        or_(
            posts.c.status.in_([Status.PENDING, Status.UNCLEAR, Status.FAILED]),
            and_(posts.c.status == Status.APPROVED, or_(posts.c.hold.in_(OF_DELIVERY), posts.c.account.in_(by_hand))),
            and_(posts.c.status == Status.SENT, posts.c.trouble.is_not(None)),
        ),
    )
    return [post_from(row) for row in conn.execute(query.order_by(posts.c.at, posts.c.key))]


def missed_times(conn: Connection, campaign: str, *, since: datetime) -> list[EventRow]:
    """When the daemon gave a post of the campaign another time, or gave it back to people; oldest first."""
    return [event for event in reversed(list(_newest(conn, campaign, since))) if _missed(event)]


def _missed(event: EventRow) -> bool:
    given_back = event.actor == DAEMON and event.data.get("status") == Status.PENDING
    return event.kind in {"reslotted", "given_up"} or given_back


def _newest(conn: Connection, campaign: str, since: datetime) -> Iterator[EventRow]:
    # Backwards along the chain, and no further than asked: the record only ever grows.
    query = select(events).where(events.c.campaign == campaign).order_by(events.c.seq.desc())
    with conn.execute(query.execution_options(yield_per=200)) as rows:
        for row in rows.mappings():
            if row["at"] < since:
                return
            yield EventRow(**row)


def last_time(conn: Connection, campaign: str) -> datetime | None:
    """When the last post of a campaign is or was due."""
    moment: datetime | None = conn.execute(
        select(func.max(posts.c.at)).where(posts.c.campaign == campaign)
    ).scalar_one()
    return moment
