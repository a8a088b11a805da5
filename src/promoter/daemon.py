"""The daemon: posts on schedule until it is told to stop, and says in plain words what it will and will not do."""

from __future__ import annotations

import gc
import logging
import queue
import signal
import threading
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from promoter.delivery.engine import TICK, Metronome
from promoter.errors import PromoterError
from promoter.ledger.accounts import list_accounts
from promoter.ledger.campaigns import list_campaigns
from promoter.ledger.heartbeats import ENDED, ONCE, beat, list_heartbeats
from promoter.ledger.pauses import current_pause
from promoter.ledger.queue import list_posts
from promoter.posts.lifecycle import Status
from promoter.posts.phrases import dated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from sqlalchemy import Connection

    from promoter.clock import Clock
    from promoter.delivery.dispatch import Dispatcher
    from promoter.delivery.engine import Engine
    from promoter.ledger.database import Ledger
    from promoter.ledger.rows import AccountRow, CampaignRow, PostRow

log = logging.getLogger(__name__)

HEARTBEAT = timedelta(seconds=30)
STUCK = timedelta(minutes=5)  #: a round that takes longer is no sign that all is well
NEIGHBOUR = timedelta(minutes=2)  #: another daemon that was awake within this may still run
OVER = frozenset({Status.SENT, Status.WITHDRAWN})


class Beside(Protocol):
    """Something that runs beside the posting as long as the daemon does, and can neither hold it up nor end it."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


class Chore:
    """Work that is done again and again in a thread of its own. What goes wrong is logged when it begins to."""

    PATIENCE = 30.0  #: seconds that the daemon waits at its end for work that is being done

    def __init__(self, name: str, work: Callable[[], object], every: timedelta) -> None:
        self._name, self._work, self._every = name, work, every.total_seconds()
        self._stopping = threading.Event()
        self._failing: str | None = None
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(self.PATIENCE)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self.once()
            self._stopping.wait(self._every)

    def once(self) -> None:
        """Do the work once. Nothing is raised: posting has to go on."""
        try:
            self._work()
        except PromoterError as problem:
            if str(problem) != self._failing:
                log.error("%s: %s", self._name, problem)  # noqa: TRY400 - the sentence says it all
            self._failing = str(problem)
        except Exception as problem:
            if str(problem) != self._failing:
                log.exception("%s failed, and is done again", self._name)
            self._failing = str(problem)
        else:
            self._failing = None


@dataclass
class Daemon:
    """Wakes the dispatcher and leaves signs of life. `beside` runs as long as it does.

    `engine` makes what calls the rounds; without it, that is the metronome of one machine.
    """

    dispatcher: Dispatcher
    ledger: Ledger
    clock: Clock
    tick: timedelta = TICK
    beside: Sequence[Beside] = ()
    engine: Callable[[Callable[[], object]], Engine] | None = None
    _last_beat: datetime | None = field(default=None, init=False)
    _last_good: datetime | None = field(default=None, init=False)
    _trouble: str | None = field(default=None, init=False)

    def once(self) -> list[PostRow]:
        """Do what is due now and no more; the posts that were seen to, as they stand afterwards."""
        with self._noting():
            posts = self.dispatcher.run()
        self._sign_of_life(ONCE)
        return posts

    def run(self, wait: Callable[[], object]) -> None:
        """Post on schedule until `wait` returns. The post in flight is finished and recorded first."""
        engine = (self.engine or self._metronome)(self.round)
        self.dispatcher.warm_up()
        # What is there now stays: looking through all of it for rubbish would hold up a post by tens of milliseconds.
        gc.collect()
        gc.freeze()
        engine.start()
        for one in self.beside:
            one.start()
        try:
            wait()
        finally:
            engine.stop()
            for one in self.beside:
                one.stop()
            self._sign_of_life(ENDED)

    def _metronome(self, work: Callable[[], object]) -> Engine:
        return Metronome(work, self.dispatcher.next_due, tick=self.tick)

    def trouble(self) -> str | None:
        """Why nothing can be posted at present, or None: the last round succeeded, left its sign of life, and is not long ago."""
        if self._trouble is not None:
            return self._trouble
        if self._last_good is None:
            return "no round has ended yet"
        if self.clock.now() - self._last_good >= STUCK:
            return f"a round has not ended since {self._last_good:%H:%M} UTC"
        return None

    def round(self) -> list[str]:
        """Do what is due now, and leave a sign of life now and then; the keys of the posts that were seen to."""
        with self._noting():
            keys = self.dispatcher.round()
        now = self.clock.now()
        quiet = self._last_beat is None or now - self._last_beat >= HEARTBEAT
        self._trouble = self._sign_of_life() if quiet else None
        return keys

    @contextmanager
    def _noting(self) -> Iterator[None]:
        """Keep in mind whether a round went well."""
        try:
            yield
        except PromoterError as problem:
            self._trouble = str(problem)
            raise
        except Exception as problem:
            self._trouble = f"the rounds fail ({type(problem).__name__})"
            raise
        self._last_good, self._trouble = self.clock.now(), None

    def _sign_of_life(self, detail: str = "") -> str | None:
        """Leave one; what kept it from being written."""
        now = self.clock.now()
        try:
            with self.ledger.write() as conn:
                beat(conn, self.dispatcher.owner, now=now, detail=detail)
        except PromoterError as problem:
            log.error("The sign of life could not be written: %s", problem)  # noqa: TRY400 - the sentence says it all
            return str(problem)
        self._last_beat = now
        return None


def neighbours(conn: Connection, *, now: datetime, owner: str) -> Iterator[str]:
    """Other daemons that were awake on this ledger just now: one sentence each."""
    for beat_ in list_heartbeats(conn):
        ago = now - beat_.at
        if beat_.name != owner and beat_.detail not in {ENDED, ONCE} and ago < NEIGHBOUR:
            seconds = max(round(ago.total_seconds()), 0)
            yield (
                f"Another daemon, {beat_.name}, was awake on this ledger {seconds} s ago. If it still runs, that does no harm: "
                "whichever is first posts, and the other does not. On one machine, one is enough."
            )


def until_a_signal() -> Callable[[], object]:
    """From now on SIGTERM and Ctrl-C end nothing by themselves; what is given back returns once one has come.

    Later ones change nothing: what is in flight is finished and recorded.
    """
    # A queue, because its `put` is safe where a handler interrupts anything; an Event's `set` may wait for itself.
    told: queue.SimpleQueue[int] = queue.SimpleQueue()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _frame: told.put(number))
    return told.get


# -------------------------------------------------------------------------------------------------- what is to be expected


def prospects(conn: Connection, *, now: datetime, connected: frozenset[str]) -> Iterator[str]:
    """What will be posted, or why nothing will be: one sentence for each account in trouble and one for each campaign.

    `connected` are the accounts that have keys.
    """
    pause = current_pause(conn)
    if pause is not None:
        yield f"Everything is stopped by {pause.paused_by}: {pause.reason.rstrip('.')}. Nothing is posted until somebody starts again."
    serving = set()
    for account in list_accounts(conn):
        trouble = _trouble(account, connected)
        if trouble is None:
            serving.add(account.id)
        else:
            yield trouble
    campaigns = list_campaigns(conn)
    if not campaigns:
        yield "No campaign is loaded, so nothing will be posted."
    for campaign in campaigns:
        posts = list_posts(conn, campaign=campaign.slug)
        yield f"{campaign.slug}: {_prospect(campaign, posts, now, paused=pause is not None, serving=serving)}."


def _trouble(account: AccountRow, connected: frozenset[str]) -> str | None:
    if account.manual:
        return f"{account.id} is served by hand: its posts come up at their time, for a person to post."
    if account.blocked_reason is not None:
        mended = "" if account.wants_connecting else f" promoter accounts unblock {account.id} starts it again."
        return f"{account.id} is stopped: {account.blocked_reason.rstrip('.')}.{mended}"
    if account.id not in connected:
        return (
            f"{account.id} has no keys in the settings, so nothing is posted there: connect it on the page Accounts, or put "
            "its keys into .env."
        )
    return None


def _prospect(campaign: CampaignRow, posts: list[PostRow], now: datetime, *, paused: bool, serving: set[str]) -> str:
    zone = campaign.settings.zone
    counts = Counter(post.status for post in posts)
    unclear = counts[Status.UNCLEAR]
    they = "it" if unclear == 1 else "they"
    look = f"; of {unclear} nobody can tell whether {they} went out: look, then promoter resolve" if unclear else ""
    last = max([*(day.date for day in campaign.settings.days), *(post.day for post in posts)])
    if last < now.astimezone(zone).date():
        left = sum(count for status, count in counts.items() if status not in OVER | {Status.UNCLEAR})
        stay = f"; {left} of its posts did not go out" if left else ""
        return f"nothing will be posted, because its last day was {dated(last)} {last.year}{stay}{look}"
    waiting = counts[Status.PENDING]
    wait = f"{waiting} {'waits' if waiting == 1 else 'wait'} for approval" if waiting else "none waits for approval"
    approved = [post for post in posts if post.status is Status.APPROVED]
    if not approved:
        return f"nothing will be posted, because no post is approved; {wait}{look}"
    if paused:
        return f"nothing will be posted while everything is stopped; {len(approved)} approved, {wait}{look}"
    coming = [post for post in approved if post.account in serving]
    if not coming:
        return f"nothing will be posted, because no account of its approved posts is ready; {len(approved)} approved, {wait}{look}"
    return f"{len(coming)} approved and ready, the first {_when(coming[0], now, zone)} ({zone.key}); {wait}{look}"


def _when(post: PostRow, now: datetime, zone: ZoneInfo) -> str:
    at = post.at.astimezone(zone)
    return f"{'was due ' if post.at < now else ''}at {at:%H:%M} on {dated(at.date())}"
