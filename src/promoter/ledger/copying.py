"""Moving a ledger from one database to another: all of it in one transaction, counted and checked before it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Integer, Table, func, insert, select, text

from promoter.errors import NotPossible, PromoterError, UsageProblem
from promoter.ledger.database import upgrade
from promoter.ledger.events import heads, verify
from promoter.ledger.heartbeats import ENDED, ONCE, list_heartbeats
from promoter.ledger.tables import metadata, posts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime, timedelta

    from sqlalchemy import Connection

    from promoter.ledger.database import Ledger

_AT_ONCE = 500


def copy_ledger(
    source: Ledger,
    target: Ledger,
    *,
    now: datetime,
    awake: timedelta,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> dict[str, int]:
    """Copy everything into an empty ledger; how many rows of each table. Nothing is kept unless all of it is right.

    A source on which a daemon was awake within `awake` is refused: what it sent meanwhile would be missing in the copy,
    and would go out again from there. `progress` is told how many rows of how many are copied.
    """
    if source.engine.url == target.engine.url:
        raise UsageProblem(f"{source.where} cannot be copied onto itself; name another place")
    with source.read() as of:
        refuse_awake(of, source, now - awake)
        counts = _counts(of)
        upgrade(target)
        with target.write() as to:
            _refuse_filled(to, target)
            done = 0
            for table in metadata.sorted_tables:
                for rows in _rows(of, table):
                    to.execute(insert(table), rows)
                    done += len(rows)
                    progress(done, sum(counts.values()))
                _count_on(to, table)
            _compare(of, to, counts)
    return counts


def refuse_awake(conn: Connection, source: Ledger, since: datetime) -> None:
    for beat in list_heartbeats(conn):
        if beat.at >= since and beat.detail not in {ENDED, ONCE}:
            raise NotPossible(
                f"{beat.name} posts from {source.where}, or did a moment ago; stop it, and if it was killed, wait two minutes"
            )


def _refuse_filled(conn: Connection, target: Ledger) -> None:
    filled = [name for name, count in _counts(conn).items() if count]
    if filled:
        raise NotPossible(f"{target.where} is not empty (it has {', '.join(filled)}); copy to a new database")


def _counts(conn: Connection) -> dict[str, int]:
    return {
        table.name: conn.execute(select(func.count()).select_from(table)).scalar_one()
        for table in metadata.sorted_tables
    }


def _rows(conn: Connection, table: Table) -> Any:
    """The table's rows, some at a time, as they are. Jobs are not copied, so no post has been handed over."""
    result = conn.execute(select(table).execution_options(yield_per=_AT_ONCE))
    for part in result.mappings().partitions():
        rows = [dict(row) for row in part]
        if table is posts:
            for row in rows:
                row["handed_at"] = None
        yield rows


def _count_on(conn: Connection, table: Table) -> None:
    """PostgreSQL counts its numbers apart from the rows: the next one follows the last that was copied."""
    number = _numbered(table)
    if conn.dialect.name != "postgresql" or number is None:
        return
    last = conn.execute(select(func.max(number))).scalar_one()
    if last is not None:
        statement = text("SELECT setval(pg_get_serial_sequence(:table, :column), :last)")
        conn.execute(statement, {"table": table.name, "column": number.name, "last": last})


def _numbered(table: Table) -> Column[Any] | None:
    keys = list(table.primary_key.columns)
    return keys[0] if len(keys) == 1 and isinstance(keys[0].type, Integer) else None


def _compare(source: Connection, copy: Connection, counts: Mapping[str, int]) -> None:
    for name, count in _counts(copy).items():
        if count != counts[name]:
            raise PromoterError(f"{count} of {counts[name]} {name} arrived; nothing was kept, try again")
    breaks = verify(copy)
    if breaks:
        raise PromoterError(
            f"the record of events is not whole ({breaks[0].campaign or 'house'} {breaks[0].seq}: {breaks[0].message}); "
            "nothing was kept; promoter audit says more about the ledger that was to be copied"
        )
    if heads(copy) != heads(source):
        raise PromoterError("the record of events does not end where it should; nothing was kept, try again")
