"""A machine that is pretended: its two clocks, and the processes on it, of which one runs at a time and only when told to."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

START = datetime(2021, 9, 13, 7, 59, tzinfo=UTC)  # a minute to nine in London


class Crash(BaseException):
    """The process ends here, as with kill -9: nothing of it goes on, and no `except Exception` hears of it."""


class MachineClock:
    """`seconds` is the truth, and the time since boot; what the wall clock shows can be set wrong."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.ahead = 0.0

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds + self.ahead)

    def boottime(self) -> float:
        return self.seconds

    def truth(self) -> datetime:
        """What the networks' clocks show."""
        return START + timedelta(seconds=self.seconds)


class Process:
    """Work that can rest in the middle of a call. It is a thread, but never runs beside another one.

    Whoever resumes it stands still until it rests or ends, so that the same seed gives the same history.
    """

    def __init__(self, name: str) -> None:
        self.runs = False
        self._work: Callable[[], None] | None = None
        self._ended_by: BaseException | None = None
        self._cut = False
        self._go, self._back = threading.Lock(), threading.Lock()
        self._go.acquire()
        self._back.acquire()
        self._thread = threading.Thread(target=self._loop, name=name, daemon=True)
        self._thread.start()

    def begin(self, work: Callable[[], None]) -> None:
        """Have it do `work` when it is resumed next."""
        self._work, self._ended_by, self._cut, self.runs = work, None, False, True

    def resume(self) -> BaseException | None:
        """Let it go on until it rests or ends; what it ended by, if by anything."""
        self._go.release()
        self._back.acquire()
        return None if self.runs else self._ended_by

    def rest(self) -> None:
        """Called by the work itself: stand still until resumed."""
        self._back.release()
        self._go.acquire()
        if self._cut:
            raise Crash

    def kill(self) -> None:
        """End it where it rests."""
        if self.runs:
            self._cut = True
            self.resume()

    def end(self) -> None:
        """It is needed no more."""
        self.kill()
        self._work = None
        self._go.release()
        self._thread.join()

    def _loop(self) -> None:
        while True:
            self._go.acquire()
            if self._work is None:
                return
            try:
                self._work()
            except BaseException as end:  # noqa: BLE001 - a crash among them
                self._ended_by = end
            self.runs = False
            self._back.release()
