"""The real ledger, where a process may crash, stand still or meet a database fault at either end of each transaction."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from promoter.errors import PromoterError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection

    from promoter.ledger.database import Ledger
    from simulation.daemon import Daemon

MOST_PAGES = 1_000_000


class FaultyLedger:
    """Hands out the real ledger's transactions. Those that write are points of the history, named after who opens them."""

    def __init__(self, ledger: Ledger, daemon: Daemon) -> None:
        self._ledger, self._daemon = ledger, daemon
        self.engine, self.where = ledger.engine, ledger.where
        self.read: Callable[[], AbstractContextManager[Connection]] = ledger.read

    def write(self) -> AbstractContextManager[Connection]:
        return self._write(sys._getframe(1).f_code.co_name.lstrip("_"))

    @contextmanager
    def _write(self, who: str) -> Iterator[Connection]:
        daemon, world = self._daemon, self._daemon.world
        daemon.point(f"{who}: before")
        if world.happens("busy", f"{who}: the ledger is busy"):
            raise PromoterError("the ledger is busy")
        full = world.happens("disk", f"{who}: the disk is full")
        with self._ledger.write() as conn:
            if full:
                pages = conn.exec_driver_sql("PRAGMA page_count").scalar_one()
                conn.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
            try:
                yield conn
            finally:
                if full:
                    conn.exec_driver_sql(f"PRAGMA max_page_count = {MOST_PAGES}")
            daemon.point(f"{who}: before the commit")
        daemon.point(f"{who}: after the commit")
        if world.happens("commit_lost", f"{who}: committed, and the answer was lost"):
            raise PromoterError("the connection to the ledger was lost")
