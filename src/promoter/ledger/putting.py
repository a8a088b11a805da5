"""Rows that two may put in at the same moment, so that looking first whether one is there would not help."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection, Table

    Insert = sqlite.Insert | postgresql.Insert

# Both write it in the same way, and SQLAlchemy has it in each dialect rather than once.
_INSERT: dict[str, Callable[[Table], Insert]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def put_in(conn: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Put a row in unless one with its key is there, which stays as it is; whether it was put in.

    Whoever is about to put in the same one is waited for.
    """
    insert = _INSERT[conn.dialect.name](table).values(row).on_conflict_do_nothing()
    return conn.execute(insert.returning(*table.primary_key)).first() is not None


def put_over(conn: Connection, table: Table, row: Mapping[str, Any]) -> None:
    """Put a row in, over the one with its key if there is one."""
    insert = _INSERT[conn.dialect.name](table).values(row)
    key = [column.name for column in table.primary_key]
    changes = {name: insert.excluded[name] for name in row if name not in key}
    conn.execute(insert.on_conflict_do_update(index_elements=key, set_=changes))
