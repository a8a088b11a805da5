"""Two transactions at the same moment, of which the second begins while the first is open; for PostgreSQL, which lets it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor, Future

    from sqlalchemy import Connection

    from promoter.ledger.database import Ledger

    Deed = Callable[[Connection], object]

WAITS = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
A_MOMENT = 0.01


def both(ledger: Ledger, first: Deed, second: Deed) -> list[object]:
    """What came of each: `second` looks before what `first` did is there to be seen."""
    with ThreadPoolExecutor(1) as pool:
        with ledger.write() as conn:
            done = first(conn)
            other = begin(pool, ledger, second)
        return [done, other.result()]


def begin(pool: Executor, ledger: Ledger, deed: Deed) -> Future[object]:
    """A transaction in another thread that has come to its end by now, or to where it waits for a lock."""

    def do() -> object:
        with ledger.write() as conn:
            return deed(conn)

    begun = pool.submit(do)
    while not begun.done() and not _waits(ledger):
        threading.Event().wait(A_MOMENT)
    return begun


def _waits(ledger: Ledger) -> bool:
    with ledger.read() as conn:
        return bool(conn.execute(WAITS).scalar_one())
