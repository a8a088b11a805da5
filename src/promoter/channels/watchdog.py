"""One thread that cuts off whatever has lasted too long. A thread for every call would take longer than many a call."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Watch:
    """Something that is watched until it is called off."""

    __slots__ = ("cut",)

    def __init__(self, cut: Callable[[], None]) -> None:
        self.cut: Callable[[], None] | None = cut


class Watchdog:
    """Calls `cut` of each watch at its moment of the monotonic clock, unless it was called off before."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._watches: list[tuple[float, int, Watch]] = []
        self._numbers = itertools.count()
        self._thread: threading.Thread | None = None

    def watch(self, until: float, cut: Callable[[], None]) -> Watch:
        """Have `cut` called at `until`. It must be quick and raise nothing."""
        watch = Watch(cut)
        with self._changed:
            heapq.heappush(self._watches, (until, next(self._numbers), watch))
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="watchdog", daemon=True)
                self._thread.start()
            elif self._watches[0][2] is watch:
                self._changed.notify()
        return watch

    def call_off(self, watch: Watch) -> None:
        """Leave it alone. If it is being cut at this moment, this waits until that is done."""
        with self._changed:
            watch.cut = None

    def _run(self) -> None:
        with self._changed:
            while True:
                wait = self._watches[0][0] - time.monotonic() if self._watches else None
                if wait is None or wait > 0:
                    self._changed.wait(wait)
                    continue
                _, _, watch = heapq.heappop(self._watches)
                if watch.cut is not None:
                    watch.cut()


WATCHDOG = Watchdog()
