"""The posts of which somebody may have to know now, and the few facts by which that is decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, and_, or_, select

from promoter.ledger.queue import post_from
from promoter.ledger.tables import posts
from promoter.posts.lifecycle import Status

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from promoter.ledger.rows import PostRow


@dataclass(frozen=True, slots=True)
class Standing:
    """How a post stands, without its words: enough to decide whether it needs somebody."""

    key: str
    account: str
    status: Status
    hold: str | None
    at: datetime
    trouble: str | None
    let_through: int | None


def standings(conn: Connection, campaigns: Collection[str], *, now: datetime, until: datetime) -> list[Standing]:
    """As `watched`, without the words: what every page can afford to ask."""
    names = ("key", "account", "status", "hold", "at", "trouble", "let_through")
    query = select(*(posts.c[name] for name in names)).where(_watched(campaigns, now, until))
    return [
        Standing(row.key, row.account, Status(row.status), row.hold, row.at, row.trouble, row.let_through)
        for row in conn.execute(query)
    ]


def watched(conn: Connection, campaigns: Collection[str], *, now: datetime, until: datetime) -> list[PostRow]:
    """The posts of these campaigns of which somebody may have to know, in the order of their times.

    Those that wait for approval and are due before `until`, whatever is held or refused, and what is due and has not
    gone. A post of which nobody can tell whether it went out is among them, however long its week is over.
    """
    query = select(posts).where(_watched(campaigns, now, until)).order_by(posts.c.at, posts.c.key)
    return [post_from(row) for row in conn.execute(query)]


def _watched(campaigns: Collection[str], now: datetime, until: datetime) -> ColumnElement[bool]:
    status, held = posts.c.status, posts.c.hold.is_not(None)
    return or_(
        status == Status.UNCLEAR,
        and_(
            posts.c.campaign.in_(campaigns),
            or_(
                status == Status.FAILED,
                and_(status == Status.PENDING, or_(held, posts.c.at <= until)),
                and_(status == Status.APPROVED, or_(held, posts.c.at <= now)),
                and_(status == Status.SENT, posts.c.trouble.is_not(None)),
            ),
        ),
    )
