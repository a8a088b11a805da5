"""Connections that somebody began on the pages: each bound to one session, good for one return, and over after a while."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, insert, select, update

from promoter.ledger.tables import connections

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionRow:
    """A connection under way. `sealed` is what we have to remember of it, tokens included once there are some.

    `replace`: it may be another user's or page's than before. `offer` are the pages to choose from, each [URN, name].
    """

    id: int
    account: str
    replace: bool
    sealed: str = field(repr=False)
    offer: tuple[tuple[str, str], ...] | None
    made_by: str
    made_at: datetime
    ends_at: datetime


def begin_connection(
    conn: Connection, *, state_hash: str, session: int, account: str, replace: bool, sealed: str, made_by: str,
    now: datetime, ends_at: datetime,
) -> None:  # fmt: skip
    """Note that somebody sets out to connect an account."""
    conn.execute(
        insert(connections).values(
            state_hash=state_hash, session=session, account=account, replace=replace, sealed=sealed, made_by=made_by,
            made_at=now, ends_at=ends_at,
        )
    )  # fmt: skip


def forget_stale(conn: Connection, *, now: datetime) -> None:
    """Forget those that are over, with what was kept for them."""
    conn.execute(delete(connections).where(connections.c.ends_at <= now))


def some_stale(conn: Connection, *, now: datetime) -> bool:
    """Is there anything to forget?"""
    return conn.execute(select(connections.c.id).where(connections.c.ends_at <= now).limit(1)).first() is not None


def take_connection(conn: Connection, state_hash: str, *, session: int, now: datetime) -> ConnectionRow | None:
    """The connection to which somebody returns, once; None if it is not theirs, was used, or took too long."""
    mine = (connections.c.state_hash == state_hash) & (connections.c.session == session)
    fresh = connections.c.used_at.is_(None) & (connections.c.ends_at > now)
    statement = update(connections).where(mine, fresh).values(used_at=now).returning(connections.c.id)
    number = conn.execute(statement).scalar()
    return None if number is None else _one(conn, connections.c.id == number)


def keep_offer(
    conn: Connection, row: ConnectionRow, *, sealed: str, offer: Sequence[tuple[str, str]], ends_at: datetime
) -> None:
    """Keep what came of it until the person has chosen a page."""
    values = {"sealed": sealed, "offer": [list(page) for page in offer], "ends_at": ends_at}
    conn.execute(update(connections).where(connections.c.id == row.id).values(values))


def find_offer(conn: Connection, number: int, *, session: int, now: datetime) -> ConnectionRow | None:
    """The connection for which this session has to choose a page."""
    mine = (connections.c.id == number) & (connections.c.session == session)
    return _one(conn, mine & (connections.c.ends_at > now) & connections.c.offer.is_not(None))


def end_connection(conn: Connection, row: ConnectionRow) -> bool:
    """It has come to its end; False if somebody was faster."""
    return conn.execute(delete(connections).where(connections.c.id == row.id)).rowcount == 1


def _one(conn: Connection, which: Any) -> ConnectionRow | None:
    found = conn.execute(select(connections).where(which)).mappings().first()
    if found is None:
        return None
    row = {name: value for name, value in found.items() if name not in {"state_hash", "session", "used_at"}}
    offer = row["offer"] and tuple((urn, name) for urn, name in row["offer"])
    return ConnectionRow(**{**row, "offer": offer})
