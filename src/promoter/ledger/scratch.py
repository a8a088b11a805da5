"""A copy of the queue in memory: what a change would come to is seen by making it there."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, insert, select

from promoter.ledger.tables import accounts, campaigns, deputies, metadata, posts, users

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

# What decisions look at. The record of what happened is left out: it is long, and begins anew in the copy.
_COPIED = (campaigns, accounts, users, deputies, posts)


@contextmanager
def scratch(conn: Connection) -> Iterator[Connection]:
    """A connection to a copy of the queue as `conn` sees it. Nothing that is done there stays or is seen by anybody."""
    engine = create_engine("sqlite://", hide_parameters=True)
    try:
        with engine.connect() as copy:
            metadata.create_all(copy)
            for table in _COPIED:
                rows = [dict(row) for row in conn.execute(select(table)).mappings()]
                if rows:
                    copy.execute(insert(table), rows)
            yield copy
    finally:
        engine.dispose()
