"""Passwords as hashes, and the wrong tries of the last while."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, insert, select, text

from promoter.ledger.putting import put_over
from promoter.ledger.tables import credentials, sessions, sign_in_failures, users

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


def password_hash(conn: Connection, email: str) -> str | None:
    """The hash of a person's password, if they have one and are let in."""
    query = select(credentials.c.password_hash).join(users).where(users.c.email == email, users.c.active)
    found: str | None = conn.execute(query).scalar()
    return found


def save_password_hash(conn: Connection, email: str, hashed: str, *, now: datetime) -> None:
    """Give a person this password instead of the one they had."""
    put_over(conn, credentials, {"email": email, "password_hash": hashed, "set_at": now})


def forget_password(conn: Connection, email: str) -> None:
    """Take a person's password away."""
    conn.execute(delete(credentials).where(credentials.c.email == email))


def anybody_signs_in(conn: Connection) -> bool:
    """Has anybody who is let in a password, or come in another way of late?"""
    with_password = select(credentials.c.email).join(users).where(users.c.active)
    with_session = select(sessions.c.email).join(users).where(users.c.active)
    return conn.execute(with_password.union_all(with_session).limit(1)).first() is not None


# ---------------------------------------------------------------------------------------------------------- wrong tries


def take_turns(conn: Connection, keys: Iterable[str]) -> None:
    """Wait until nobody else counts tries under these keys: many at once must not all be the last one allowed."""
    if conn.dialect.name != "postgresql":  # SQLite has one writer anyway
        return
    for key in sorted(keys):  # in one order, so that no two wait for each other
        conn.execute(text("SELECT pg_advisory_xact_lock(hashtext(:key))"), {"key": f"promoter:sign-in:{key}"})


def failures(conn: Connection, key: str, *, since: datetime) -> list[datetime]:
    """When tries under this key failed, oldest first."""
    found = sign_in_failures
    query = select(found.c.at).where(found.c.key == key, found.c.at > since).order_by(found.c.at)
    return list(conn.execute(query).scalars())


def add_failure(conn: Connection, key: str, *, now: datetime) -> int:
    """Note a failed try; its number."""
    number: int = conn.execute(
        insert(sign_in_failures).values(key=key, at=now).returning(sign_in_failures.c.id)
    ).scalar_one()
    return number


def forget_failures(
    conn: Connection, *, key: str | None = None, number: int | None = None, before: datetime | None = None
) -> None:
    """Remove the failures of a key, the one of a number, or all from before a moment."""
    columns = ((sign_in_failures.c.key, key), (sign_in_failures.c.id, number))
    chosen = [column == value for column, value in columns if value is not None]
    if before is not None:
        chosen.append(sign_in_failures.c.at <= before)
    if chosen:
        conn.execute(delete(sign_in_failures).where(*chosen))
