"""The two clocks that the program reads, and only at its edge: the wall clock and the time since boot."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Where "now" comes from. Thinking code takes times as arguments and never sees one of these."""

    def now(self) -> datetime:
        """The wall clock, aware, in UTC."""
        ...

    def boottime(self) -> float:
        """Seconds since some fixed moment, never stepped, running on while the machine sleeps."""
        ...


class SystemClock:
    """The machine's own clocks."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def boottime(self) -> float:
        # CLOCK_MONOTONIC stands still while a laptop sleeps, CLOCK_BOOTTIME (Linux) does not.
        return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class PretendedClock:
    """A clock for rehearsals and tests: it moves only when told to."""

    def __init__(self, now: datetime) -> None:
        self._now = as_utc(now)
        self._boottime = 0.0

    def now(self) -> datetime:
        return self._now

    def boottime(self) -> float:
        return self._boottime

    def advance(self, by: timedelta) -> None:
        """Let time pass on both clocks."""
        self._now += by
        self._boottime += by.total_seconds()

    def advance_to(self, moment: datetime) -> None:
        """Let time pass until `moment`; a moment that has passed already changes nothing."""
        self.advance(max(as_utc(moment) - self._now, timedelta()))


class RunningClock(PretendedClock):
    """A pretended clock that goes on by itself, `speed` times as fast as the machine's, and jumps ahead when told to."""

    def __init__(self, now: datetime, *, speed: float = 1.0) -> None:
        super().__init__(now)
        self._speed = speed
        self._read_at = time.monotonic()
        self._lock = threading.Lock()

    def now(self) -> datetime:
        self._go_on()
        return super().now()

    def boottime(self) -> float:
        self._go_on()
        return super().boottime()

    def advance_to(self, moment: datetime) -> None:
        self._go_on()
        super().advance_to(moment)

    def _go_on(self) -> None:
        with self._lock:
            read_at = time.monotonic()
            self.advance(timedelta(seconds=(read_at - self._read_at) * self._speed))
            self._read_at = read_at


def as_utc(moment: datetime) -> datetime:
    """The same moment in UTC. A time without its zone is refused: nobody can say which moment it means."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} names no time zone")
    return moment.astimezone(UTC)
