"""Work that one program does at a time, and that the others leave to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy import Connection


def alone(conn: Connection, task: str) -> bool:
    """Is nobody else at this task? If so, nobody will be until this transaction ends. It never waits."""
    if conn.dialect.name != "postgresql":
        return True  # SQLite has one writer
    query = text("SELECT pg_try_advisory_xact_lock(hashtext(:task))")
    return bool(conn.execute(query, {"task": f"promoter:{task}"}).scalar_one())
