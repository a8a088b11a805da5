"""The stop button: while a pause is open, nothing is claimed and nothing that is claimed leaves, but what was let through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, insert, or_, select, update

from promoter.ledger import events
from promoter.ledger.rows import Actor, PauseRow
from promoter.ledger.tables import pauses, posts

if TYPE_CHECKING:
    from datetime import datetime


_OPEN = select(pauses).where(pauses.c.resumed_at.is_(None)).order_by(pauses.c.id).limit(1)
_NOW = select(func.min(pauses.c.id)).where(pauses.c.resumed_at.is_(None)).scalar_subquery()

#: Nothing is paused, or the post was let through: a condition in statements about posts.
MAY_PASS = or_(_NOW.is_(None), posts.c.let_through == _NOW)


def current_pause(conn: Connection) -> PauseRow | None:
    """The pause that is open now."""
    row = conn.execute(_OPEN).mappings().first()
    return None if row is None else PauseRow(**row)


def list_pauses(conn: Connection) -> list[PauseRow]:
    """All pauses, oldest first."""
    return [PauseRow(**row) for row in conn.execute(select(pauses).order_by(pauses.c.id)).mappings()]


def open_pause(conn: Connection, reason: str, *, who: Actor, now: datetime) -> PauseRow:
    """Stop everything."""
    values = {"reason": reason, "paused_by": who.name, "paused_at": now}
    number = conn.execute(insert(pauses).values(values).returning(pauses.c.id)).scalar_one()
    events.append_for_house(conn, "paused", who, now, reason=reason)
    return PauseRow(id=number, reason=reason, paused_by=who.name, paused_at=now)


def close_pause(conn: Connection, *, who: Actor, now: datetime, **more: Any) -> None:
    """Start again: whatever pause is open ends. `more` is told in the event."""
    conn.execute(update(pauses).where(pauses.c.resumed_at.is_(None)).values(resumed_by=who.name, resumed_at=now))
    events.append_for_house(conn, "resumed", who, now, **more)
