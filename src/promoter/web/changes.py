"""Tells open pages that something changed: one look at the ledger for all of them, not one for each."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool

from promoter.errors import PromoterError
from promoter.ledger import events

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from promoter.ledger.database import Ledger

log = logging.getLogger(__name__)

EVERY = 1.0  #: seconds between two looks; only while somebody listens


class Changes:
    """Lets open pages wait for the next change.

    Everything that happens leaves an event, so the number of events says whether anything has. Each page brings the
    number as of which it was made, so that nothing is missed between its making and its listening.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._listeners: dict[asyncio.Event, int | None] = {}
        self._watching: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._over = False

    def end(self) -> None:
        """Let everybody go who listens, from any thread: the server stops."""
        self._over = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._let_go)

    def _let_go(self) -> None:
        for listener in self._listeners:
            listener.set()

    async def since(self, number: int | None) -> AsyncIterator[None]:
        """Once for each time that something changed since there were so many events; without it, since now."""
        self._loop = asyncio.get_running_loop()
        changed = asyncio.Event()
        self._listeners[changed] = number
        if self._watching is None or self._watching.done():
            self._watching = asyncio.create_task(self._watch())
        try:
            while not self._over:
                await changed.wait()
                changed.clear()
                if not self._over:
                    yield
        finally:
            self._listeners.pop(changed, None)

    async def _watch(self) -> None:
        while self._listeners:
            try:
                number = await run_in_threadpool(self._look)
            except PromoterError as problem:
                log.warning("Open pages are not told of changes for now: %s", problem)
            else:
                for listener, known in list(self._listeners.items()):
                    if known != number:
                        self._listeners[listener] = number
                        if known is not None:
                            listener.set()
            await asyncio.sleep(EVERY)

    def _look(self) -> int:
        with self._ledger.read() as conn:
            return events.total(conn)
