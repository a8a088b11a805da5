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
    """The number of changes seen so far, and a way to wait for the next one.

    Everything that happens leaves an event, so the heads of the chains of events say whether anything has.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._listeners: set[asyncio.Event] = set()
        self._watching: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._over = False

    def end(self) -> None:
        """Let everybody go who listens, from any thread: the server stops."""
        self._over = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._tell)

    def _tell(self) -> None:
        for listener in self._listeners:
            listener.set()

    async def __aiter__(self) -> AsyncIterator[None]:
        """Once for each time that something changed since the last."""
        self._loop = asyncio.get_running_loop()
        changed = asyncio.Event()
        self._listeners.add(changed)
        if self._watching is None or self._watching.done():
            self._watching = asyncio.create_task(self._watch())
        try:
            while not self._over:
                await changed.wait()
                changed.clear()
                if not self._over:
                    yield
        finally:
            self._listeners.discard(changed)

    async def _watch(self) -> None:
        seen = None
        while self._listeners:
            try:
                heads = await run_in_threadpool(self._look)
            except PromoterError as problem:
                log.warning("Open pages are not told of changes for now: %s", problem)
            else:
                if seen is not None and heads != seen:
                    self._tell()
                seen = heads
            await asyncio.sleep(EVERY)

    def _look(self) -> dict[str, tuple[int, str]]:
        with self._ledger.read() as conn:
            return events.heads(conn)
