"""Who is signed in, on which device. Of the token that a browser holds only the hash is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from promoter.ledger.rows import SessionRow
from promoter.ledger.tables import sessions

if TYPE_CHECKING:
    from datetime import datetime

_OPEN = select(*(column for column in sessions.columns if column.name not in {"token_hash", "ended_at"})).where(
    sessions.c.ended_at.is_(None)
)
_BY_TOKEN = _OPEN.where(sessions.c.token_hash == bindparam("its_token"))  # asked for with every page


def add_session(
    conn: Connection, email: str, token_hash: str, *, now: datetime, address: str, agent: str, via: str
) -> SessionRow:
    """Note that a person signed in."""
    values = {"email": email, "made_at": now, "seen_at": now, "address": address, "agent": agent, "via": via}
    statement = insert(sessions).values(token_hash=token_hash, **values).returning(sessions.c.id)
    number: int = conn.execute(statement).scalar_one()
    return SessionRow(
        id=number, email=email, made_at=now, seen_at=now, address=address, agent=agent, via=via
    )  # the moments as they were given: what comes back from a statement need not be in UTC


def session_by_token(conn: Connection, token_hash: str) -> SessionRow | None:
    """The session of this token, unless somebody ended it."""
    row = conn.execute(_BY_TOKEN, {"its_token": token_hash}).mappings().first()
    return None if row is None else SessionRow(**row)


def session_by_number(conn: Connection, number: int) -> SessionRow | None:
    """The session of this number, unless somebody ended it."""
    row = conn.execute(_OPEN.where(sessions.c.id == number)).mappings().first()
    return None if row is None else SessionRow(**row)


def list_sessions(conn: Connection, email: str | None = None) -> list[SessionRow]:
    """The sessions that nobody ended, of one person or of all, the one seen last first."""
    query = _OPEN.order_by(sessions.c.seen_at.desc(), sessions.c.id.desc())
    if email is not None:
        query = query.where(sessions.c.email == email)
    return [SessionRow(**row) for row in conn.execute(query).mappings()]


def note_seen(conn: Connection, token_hash: str, *, now: datetime, unless_since: datetime) -> None:
    """Note that a session was used now, unless one was noted after `unless_since`."""
    mine = sessions.c.token_hash == token_hash
    conn.execute(update(sessions).where(mine, sessions.c.seen_at <= unless_since).values(seen_at=now))


def end_session(conn: Connection, number: int, *, now: datetime) -> None:
    """End one session."""
    conn.execute(update(sessions).where(sessions.c.id == number, sessions.c.ended_at.is_(None)).values(ended_at=now))


def end_sessions(conn: Connection, email: str, *, now: datetime, but: int | None = None) -> int:
    """End all sessions of a person, except one if it is named; how many were ended."""
    theirs = update(sessions).where(sessions.c.email == email, sessions.c.ended_at.is_(None))
    if but is not None:
        theirs = theirs.where(sessions.c.id != but)
    return conn.execute(theirs.values(ended_at=now)).rowcount


def addresses_of(conn: Connection, email: str) -> set[str]:
    """The network addresses from which a person signed in, as far back as sessions are kept."""
    return set(conn.execute(select(sessions.c.address).where(sessions.c.email == email)).scalars())


def forget_sessions(conn: Connection, before: datetime) -> None:
    """Remove sessions that were made before then: nobody needs to know for ever who sat where."""
    conn.execute(delete(sessions).where(sessions.c.made_at < before))
