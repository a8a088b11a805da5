"""Numbers about the ledger: how many posts stand where, what came of the attempts, and how long the oldest one waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, or_, select

from promoter.ledger.holds import OF_DELIVERY
from promoter.ledger.tables import accounts, attempts, fixed, posts
from promoter.posts.lifecycle import Status

if TYPE_CHECKING:
    from datetime import datetime


def accounts_waited_for(conn: Connection) -> frozenset[str]:
    """The accounts that have approved posts, or one that is going out."""
    waiting = posts.c.status.in_([Status.APPROVED, Status.SENDING])
    return frozenset(conn.execute(select(posts.c.account).where(waiting).distinct()).scalars())


def count_posts(conn: Connection) -> dict[tuple[str, str], int]:
    """How many posts there are of each network and status."""
    columns = (posts.c.channel, posts.c.status)
    return {(row[0], row[1]): row[2] for row in conn.execute(select(*columns, func.count()).group_by(*columns))}


def count_attempts(conn: Connection) -> dict[tuple[str, str], int]:
    """How many attempts there were of each network and outcome; those that are still open are not among them."""
    network = accounts.c.channel
    query = (
        select(network, attempts.c.outcome, func.count())
        .join(accounts, accounts.c.id == attempts.c.account)
        .where(attempts.c.outcome.is_not(None))
        .group_by(network, attempts.c.outcome)
    )
    return {(row[0], row[1]): row[2] for row in conn.execute(query)}


def oldest_due(conn: Connection, now: datetime) -> datetime | None:
    """When the approved post was due that waits longest for the daemon; those that people post are not among them.

    Posts that wait for their page or their picture are: their time has come all the same.
    """
    query = (
        select(func.min(posts.c.at))
        .join(accounts, accounts.c.id == posts.c.account)
        .where(
            posts.c.status == fixed(Status.APPROVED),
            posts.c.at <= now,
            accounts.c.manual.is_(False),
            or_(posts.c.hold.is_(None), posts.c.hold.in_(OF_DELIVERY)),
        )
    )
    moment: datetime | None = conn.execute(query).scalar_one()
    return moment


def last_sent(conn: Connection) -> datetime | None:
    """When the last post went out."""
    moment: datetime | None = conn.execute(select(func.max(posts.c.sent_at))).scalar_one()
    return moment
