"""Addresses at which calendars read the queue and the record. Of the token in an address only the hash is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, insert, select, update

from promoter.ledger.tables import feeds

if TYPE_CHECKING:
    from datetime import datetime

_KEPT = [column for column in feeds.columns if column.name not in {"token_hash", "ended_at"}]
SELDOM = timedelta(hours=1)  #: calendars ask every few minutes; that they still do is noted once an hour


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """An address that stands; of one campaign, or of all if `campaign` is None."""

    id: int
    campaign: str | None
    made_by: str
    made_at: datetime
    last_read_at: datetime | None


def add_feed(conn: Connection, token_hash: str, *, campaign: str | None, made_by: str, now: datetime) -> int:
    """Note a new address; its number."""
    values = {"campaign": campaign, "token_hash": token_hash, "made_by": made_by, "made_at": now}
    return int(conn.execute(insert(feeds).values(values).returning(feeds.c.id)).scalar_one())


def feed_by_token(conn: Connection, token_hash: str) -> Feed | None:
    """The address with this token, if it still stands."""
    return _first(conn, feeds.c.token_hash == token_hash)


def list_feeds(conn: Connection) -> list[Feed]:
    """The addresses that stand, oldest first."""
    rows = conn.execute(select(*_KEPT).where(feeds.c.ended_at.is_(None)).order_by(feeds.c.id)).mappings()
    return [Feed(**row) for row in rows]


def end_feed(conn: Connection, number: int, *, now: datetime) -> bool:
    """Whoever has the address gets nothing from now on; False if there is none of this number, or not any more."""
    mine = update(feeds).where(feeds.c.id == number, feeds.c.ended_at.is_(None)).values(ended_at=now)
    return conn.execute(mine).rowcount == 1


def note_read(conn: Connection, number: int, *, now: datetime) -> None:
    """A calendar read it."""
    conn.execute(update(feeds).where(feeds.c.id == number).values(last_read_at=now))


def _first(conn: Connection, which: Any) -> Feed | None:
    row = conn.execute(select(*_KEPT).where(which, feeds.c.ended_at.is_(None))).mappings().first()
    return None if row is None else Feed(**row)
