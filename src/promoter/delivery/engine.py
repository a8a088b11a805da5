"""What wakes the dispatcher: the port, and APScheduler as a metronome on one machine. The ledger is the truth.

A tick every few seconds, a wake-up just before the next post is due, and one at the very moment unless the round still
runs then. A clock that is stepped, a machine that slept, a wake-up that was missed: the next tick sees what is due.
"""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from promoter.errors import PromoterError

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

TICK = timedelta(seconds=5)
SHORTLY = timedelta(milliseconds=250)
EARLY = timedelta(milliseconds=500)  # before a post is due, so that what a round begins with is over when it is
FARTHEST = timedelta(hours=1)  # a wake-up further ahead is left to the ticks


class Engine(Protocol):
    """Sees that what is due is looked at: at every tick, and at the moment when a post is due.

    It promises no more than calls: late ones, doubled ones and lost ones are for the ledger to make harmless.
    """

    def start(self) -> None:
        """Begin, with a first call at once; returns while the work goes on."""
        ...

    def stop(self) -> None:
        """End after what is running: the post in flight is finished and recorded."""
        ...


class Metronome:
    """Calls `work` at every tick and whenever `next_due` says; never twice at the same time.

    A failing call is logged and the next one is made: a full disk or a locked ledger must not end the daemon.
    """

    def __init__(
        self, work: Callable[[], object], next_due: Callable[[], datetime | None], *, tick: timedelta = TICK
    ) -> None:
        self._work = work
        self._next_due = next_due
        self._tick = tick
        self._busy = threading.Lock()
        self._wanted = threading.Event()
        self._stopping = threading.Event()
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(2)},
            # Late is better than never here: what is too late is the ledger's to say, not the scheduler's. Two of a job
            # may run, because the second only leaves word that it was there.
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 2},
        )

    def start(self) -> None:
        """Begin, with a first call at once."""
        now = datetime.now(UTC)
        self._scheduler.add_job(
            self._beat, "interval", seconds=self._tick.total_seconds(), id="tick", next_run_time=now
        )
        self._scheduler.start()

    def stop(self) -> None:
        """End after the call that is running: the post in flight is finished and recorded."""
        self._stopping.set()
        with self._busy:
            pass  # the scheduler must not be shut down under a round: each would wait for the other's lock
        self._scheduler.shutdown(wait=True)

    def _beat(self) -> None:
        # Whoever comes while a round runs leaves word: the round may have looked just before something became due.
        self._wanted.set()
        while self._wanted.is_set() and self._busy.acquire(blocking=False):
            try:
                self._wanted.clear()
                if not self._stopping.is_set():
                    self._round()
            finally:
                self._busy.release()

    def _round(self) -> None:
        try:
            done = self._work()
            self._wake_at(self._next_due(), at_once=bool(done))
        except PromoterError as problem:
            log.error("This round failed, the next one is in %s: %s", self._tick, problem)  # noqa: TRY400 - the sentence says it all
        except Exception:
            log.exception("This round failed, the next one is in %s", self._tick)

    def _wake_at(self, moment: datetime | None, *, at_once: bool) -> None:
        now = datetime.now(UTC)
        if moment is None or moment - now >= FARTHEST:
            return
        if (
            moment <= now
        ):  # it came while the round ended; but what a round could not do, the next one may not do either
            if at_once:
                self._wanted.set()
                return
            moment = now + SHORTLY
        elif moment - now > EARLY:
            moment -= EARLY
        self._scheduler.add_job(self._beat, "date", run_date=moment, id="wake", replace_existing=True)
