"""What wakes the dispatcher on many machines: procrastinate, which hands posts that are due soon to whichever is free.

Every worker keeps the metronome's ticks as well. So a job is a wake-up and no more: if it comes late, twice or never, the
ticks find what is due, and the claim sees that one worker gets it. No lock and no retry of procrastinate's is used: both
would have it decide what only the ledger can.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from procrastinate import App, PsycopgConnector, SyncPsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import DeleteJobCondition, Status
from procrastinate.worker import Worker

from promoter.delivery.engine import TICK, Metronome
from promoter.errors import PromoterError
from promoter.ledger.engine_schema import SCHEMA_NAME, engines_connection
from promoter.ledger.handing_over import hand_over

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection

    from promoter.clock import Clock
    from promoter.ledger.database import Ledger

log = logging.getLogger(__name__)

HORIZON = timedelta(minutes=10)  # procrastinate slows down with jobs far ahead, so it gets only those that come soon
HAND_OVER = timedelta(seconds=5)
CLEAN_UP = timedelta(minutes=1)
POLL = 0.5  # seconds between two looks of an idle worker for jobs whose time has come
AGAIN = 2.0  # seconds until procrastinate is started again after its database was gone
SERVE = "promoter.serve"


class Fleet:
    """One machine in a fleet. `work` is called at the ticks, `serve` for the account of each job.

    `hands` is how many jobs run at the same time here.
    """

    def __init__(
        self,
        ledger: Ledger,
        clock: Clock,
        *,
        work: Callable[[], object],
        serve: Callable[[str], object],
        accounts: Collection[str],
        tick: timedelta = TICK,
        hands: int = 4,
    ) -> None:
        self._ledger, self._clock, self._accounts = ledger, clock, accounts
        self._serve_account = serve
        self._hands = hands
        self._metronome = Metronome(work, lambda: None, tick=tick)
        self._maker = App(
            connector=SyncPsycopgConnector()
        )  # makes jobs on connections that it is given, and opens none
        self._guard = threading.Lock()
        self._stopping = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._told_to_stop = asyncio.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), name="fleet", daemon=True)

    def start(self) -> None:
        """Begin; procrastinate joins as soon as its database answers."""
        self._metronome.start()
        self._thread.start()

    def stop(self) -> None:
        """End after the jobs and the round that are running: posts in flight are finished and recorded."""
        with self._guard:
            self._stopping = True
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._told_to_stop.set)
        self._thread.join()
        self._metronome.stop()

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(self._hands + 2, thread_name_prefix="fleet"))
        with self._guard:
            if self._stopping:
                return
            self._loop = loop
        try:
            while not self._told_to_stop.is_set():
                await self._try_to_work()
        finally:
            with self._guard:
                self._loop = None

    async def _try_to_work(self) -> None:
        try:
            await self._work()
        except ConnectorException as problem:
            log.error("The job queue cannot be reached and is tried again: %s", _in_short(problem))  # noqa: TRY400
        except Exception:
            log.exception("The job queue failed, and is started again")
        with suppress(TimeoutError):
            await asyncio.wait_for(self._told_to_stop.wait(), AGAIN)

    async def _work(self) -> None:
        """Be a worker of procrastinate's until told to stop.

        Nothing is cancelled: a query that is cancelled ends in another error, which would be taken for trouble.
        """
        app = App(connector=_connector(self._ledger))
        app.task(name=SERVE)(self._serve)
        async with app.open_async():
            worker = Worker(
                app,
                concurrency=self._hands,
                fetch_job_polling_interval=POLL,
                delete_jobs=DeleteJobCondition.ALWAYS.value,
                install_signal_handlers=False,
            )
            over = asyncio.Event()
            running = asyncio.create_task(worker.run())  # type: ignore[no-untyped-call]
            told = asyncio.create_task(self._told_to_stop.wait())
            beside = [
                asyncio.create_task(_every(HAND_OVER, lambda: asyncio.to_thread(self.hand_over), over)),
                asyncio.create_task(_every(CLEAN_UP, lambda: _clean_up(app), over)),
            ]
            await asyncio.wait({running, told}, return_when=asyncio.FIRST_COMPLETED)
            over.set()
            told.cancel()
            worker.stop()  # type: ignore[no-untyped-call]  # it finishes its jobs first
            await asyncio.gather(*beside)
            await running

    def _serve(self, account: str, post: str) -> None:
        try:
            self._serve_account(account)
        except PromoterError as problem:
            log.error("%s: the ticks take over, because %s", post, problem)  # noqa: TRY400 - the sentence says it all
        except Exception:
            log.exception("%s: the ticks take over", post)

    def hand_over(self) -> int:
        """Make jobs for what is due soon, in the transaction that marks it; how many were made."""
        with self._ledger.write() as conn:
            now = self._clock.now()
            handed = hand_over(conn, now, horizon=HORIZON, only=self._accounts)
            jobs = [
                self._maker.configure_task(SERVE, schedule_at=one.at).job.evolve(
                    task_kwargs={"account": one.account, "post": one.key}
                )
                for one in handed
            ]
            if jobs:
                self._maker.job_manager.batch_defer_jobs(jobs, connection=engines_connection(conn))
        return len(jobs)


async def _every(period: timedelta, work: Callable[[], Awaitable[object]], over: asyncio.Event) -> None:
    """Do the work again and again until it is over; what fails is logged and done again."""
    while not over.is_set():
        try:
            await work()
        except (PromoterError, ConnectorException) as problem:
            log.error("The job queue is not looked after, the ticks take over: %s", _in_short(problem))  # noqa: TRY400
        except Exception:
            log.exception("The job queue could not be looked after")
        with suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), period.total_seconds())


async def _clean_up(app: App) -> None:
    """Take out the jobs of workers that died. What they were at is for the ledger's leases to say."""
    for job in await app.job_manager.get_stalled_jobs():
        log.warning("A worker died over %s; its job is taken out", job.task_kwargs.get("post", job.id))
        await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)


def _connector(ledger: Ledger) -> PsycopgConnector:
    address = ledger.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    return PsycopgConnector(
        conninfo=address, min_size=1, max_size=4, timeout=5.0, kwargs={"options": f"-c search_path={SCHEMA_NAME}"}
    )


def _in_short(problem: BaseException) -> str:
    said = problem if isinstance(problem, PromoterError) else problem.__cause__ or problem
    return " ".join(f"{type(said).__name__}: {said}".split())
