"""One history: a machine, its daemons, a ledger, the networks and people, driven by one seed to its end, and judged."""

from __future__ import annotations

import sqlite3
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from promoter.campaign.model import ChannelName
from promoter.delivery.dispatch import Dispatcher, Terms
from promoter.delivery.looking import SETTLING, Settling
from promoter.errors import PromoterError
from promoter.ledger.database import open_ledger
from simulation.faulty import FaultyLedger
from simulation.machine import Crash, MachineClock, Process
from simulation.network import Network, SimulatedChannel
from simulation.oracle import Broken, Oracle
from simulation.people import People
from simulation.weather import KINDS, Weather, weather_of
from simulation.week import week

if TYPE_CHECKING:
    from collections.abc import Callable

    from promoter.ledger.database import Ledger

IN_DOUBT = "SELECT count(*) FROM posts WHERE status IN ('sending', 'unclear')"
TERMS = Terms(grace=timedelta(minutes=15), lease=timedelta(seconds=60), http_timeout=timedelta(seconds=20))
ACCOUNTS = ("x:default", "linkedin:default")
TROUBLED = 50 * 60.0  #: seconds for which things go wrong; after that everything may come to rest
MOST_STEPS, MOST_STEPPED = 3000, 2
PAUSES = (1, 5, 30, 55, 65, 90, 190, 250, 400, 800, 2000)
IN_MOTION = "SELECT count(*) FROM posts WHERE hold IS NOT 'person' AND (status IN ('approved', 'sending', 'unclear') OR look_at IS NOT NULL)"


@dataclass(frozen=True, kw_only=True)
class Build:
    """How the program under test is put together; a mutant is another build."""

    name: str = "as it is"
    shows_in: str = ""  #: for a mutant: the arranged weather in which it shows soonest
    dispatcher: type[Dispatcher] = Dispatcher
    terms: Terms = TERMS
    ears: Callable[[Any], Any] = staticmethod(lambda channel: channel)


AS_IT_IS = Build()


@dataclass(frozen=True)
class Verdict:
    """What came of a history: `broken` says which promise was, if any."""

    seed: int
    build: str
    weather: Weather
    broken: str | None
    history: tuple[str, ...]
    points: frozenset[str]
    sent: int

    def __str__(self) -> str:
        lines = "\n".join(self.history)
        return (
            f"seed {self.seed}, {self.build}, with {', '.join(self.weather.troubles)}:\n{lines}\nBROKEN: {self.broken}"
        )


class Daemon:
    """One daemon's process, which is started again after a crash."""

    def __init__(self, world: World, name: str, process: Process, wakes: float) -> None:
        self.world, self.name, self.process, self.wakes = world, name, process, wakes
        self.dispatcher: Dispatcher | None = None

    def go_on(self) -> None:
        """Start a round, or go on with the one that rests."""
        if not self.process.runs:
            self.process.begin(self._round)
        end = self.process.resume()
        if isinstance(end, Crash):
            self.dispatcher = None
            self.wakes = self.world.clock.seconds + self.world.draw.choice((1, 10, 61, 200, 700))
        elif end is not None:
            raise end

    def point(self, label: str, *, longest: float = 1e9) -> None:
        """A moment at which the process may end, stand still, or see others go first."""
        world = self.world
        world.points.add(label)
        world.clock.seconds += 0.002
        world.interrupt()
        if world.happens("crash", f"{self.name}: CRASH at {label}"):
            world.crashed.add(label)
            raise Crash
        if world.happens("freeze", f"{self.name}: frozen at {label}"):
            self.sleep(min(world.draw.choice(PAUSES), longest))
        elif world.happens("switch", ""):
            self.sleep(min(world.draw.random() * 3, longest))

    def sleep(self, seconds: float) -> None:
        """Let time pass; others go on meanwhile."""
        world = self.world
        until = world.clock.seconds + seconds
        self.wakes = until
        if world.next_moment(besides=self) <= until:
            self.process.rest()  # whoever has it go on has set the clock
        else:
            world.clock.seconds = until

    def _round(self) -> None:
        world = self.world
        due = None
        try:
            if self.dispatcher is None:
                self.dispatcher = self._start()
            self.dispatcher.run()
            due = self.dispatcher.next_due()
        except PromoterError as problem:
            world.trace(f"{self.name}: this round failed: {problem}")
        tick = world.tick()
        if due is not None:
            tick = min(tick, max((due - world.clock.now()).total_seconds(), 1))
        self.wakes = world.clock.seconds + tick

    def _start(self) -> Dispatcher:
        world, build = self.world, self.world.build
        channels = {account: build.ears(SimulatedChannel(self, account)) for account in ACCOUNTS}
        return build.dispatcher(
            ledger=FaultyLedger(world.ledger, self), channels=channels, clock=world.clock, terms=world.terms,
            owner=self.name, host="here",
        )  # fmt: skip


@dataclass
class World:
    """Everything that a history is made of."""

    seed: int
    weather: Weather
    build: Build
    ledger: Ledger
    processes: list[Process]
    eyes: sqlite3.Connection
    history: list[str] = field(default_factory=list)
    points: set[str] = field(default_factory=set)
    crashed: set[str] = field(default_factory=set)
    steps: int = 0
    slept: bool = False

    def __post_init__(self) -> None:
        self.draw = Random(self.seed)
        self.clock = MachineClock()
        self.network = Network(self)
        self.oracle = Oracle(self)
        self.people = People(self)
        self.calm = False
        self._events: list[tuple[float, Callable[[], None]]] = []
        settling = dict(self.build.terms.settling)
        if self.weather.auto and self.build.terms.settling is SETTLING:
            settling[ChannelName.LINKEDIN] = Settling(SETTLING[ChannelName.LINKEDIN].settle, resend=True)
        base = self.build.terms
        self.terms = Terms(grace=base.grace, lease=base.lease, http_timeout=base.http_timeout, settling=settling)
        self.grace, self.lease, self.http_timeout = base.grace, base.lease, base.http_timeout
        count = 2 if self.weather.second else 1
        self.daemons = [Daemon(self, f"daemon-{n + 1}", self.processes[n], n * 3.0) for n in range(count)]

    # ------------------------------------------------------------------------------------------------------------ chances

    def happens(self, trouble: str, told: str) -> bool:
        """Does this trouble happen now?"""
        chance = self.draw.random()
        if self.calm or chance >= getattr(self.weather, trouble):
            return False
        if told:
            self.trace(told)
        return True

    def trace(self, line: str) -> None:
        self.history.append(f"{self.clock.seconds:9.2f} {self.clock.now():%H:%M:%S} {line}")

    def restless(self) -> None:
        """Something happened: somebody looks soon."""
        if not self.calm and self.draw.random() < 0.3:
            daemon = self.draw.choice(self.daemons)
            if not daemon.process.runs:
                daemon.wakes = min(daemon.wakes, self.clock.seconds + self.draw.choice((1, 5, 30)))

    def stir(self, besides: Daemon) -> None:
        """Whoever stands still may come back at this very moment, the worst there is."""
        for daemon in self.daemons:
            if daemon is not besides and daemon.process.runs and self.draw.random() < 0.8:
                daemon.wakes = min(daemon.wakes, self.clock.seconds)

    def tick(self) -> float:
        """How long a daemon waits if nothing is due before: not often in vain, and now and then for no reason.

        The real one looks every few seconds, and finds nothing to do nearly always.
        """
        if not self.calm and self.draw.random() < 0.1:
            return self.draw.choice((1, 5, 30))
        (lease,) = self.peek("SELECT min(lease_until) FROM posts WHERE status = 'sending'")
        if lease is None:
            return 1200 if self.calm else self.draw.choice((200, 400, 900))
        left = (datetime.fromisoformat(lease).replace(tzinfo=UTC) - self.clock.now()).total_seconds()
        return min(max(left, 0) + self.draw.choice((0.5, 5, 60)), 900)

    def peek(self, query: str) -> Any:
        """The first row of a question to the ledger that is none of the history's transactions."""
        return self.eyes.execute(query).fetchone()

    def next_moment(self, *, besides: Daemon) -> float:
        """When anything else happens."""
        others = [daemon.wakes for daemon in self.daemons if daemon is not besides]
        return min([*others, *(at for at, _ in self._events[:1])], default=1e12)

    # ------------------------------------------------------------------------------------------------------------ running

    def run(self) -> None:
        """From a minute before the first post until everything has come to rest; `Broken` if a promise is not kept."""
        start = week(self.seed % KINDS)
        self.oracle.approved.update(start.approved)
        self._plan()
        for _ in range(MOST_STEPS):
            if not self._step():
                break
            if self.calm and self._is_at_rest():
                break
        else:
            raise Broken("it does not come to rest")
        self.people.settle()
        self._finish()
        self.oracle.judge()

    def _step(self) -> bool:
        daemon = min(self.daemons, key=lambda one: one.wakes)
        if self._events and self._events[0][0] <= daemon.wakes:
            at, deed = self._events.pop(0)
            self.clock.seconds = max(self.clock.seconds, at)
            deed()
            return True
        self.clock.seconds = max(self.clock.seconds, daemon.wakes)
        daemon.go_on()
        self.oracle.once()
        return True

    def _plan(self) -> None:
        """What comes from outside, and when."""
        draw, weather = self.draw, self.weather
        plans: list[tuple[float, Callable[[], None]]] = [(TROUBLED, self._clear_up)]
        if weather.people:
            plans += [(draw.random() * TROUBLED, self.people.act) for _ in range(draw.choice((3, 8, 15)))]
        if weather.tamper:
            plans += [(draw.random() * TROUBLED / 2, self.people.tamper)]
        self._events = sorted(plans, key=lambda plan: plan[0])

    def interrupt(self) -> None:
        """At any point, once or twice in a history: the wall clock is set, or the lid is closed."""
        if self.steps < MOST_STEPPED and self.happens("steps", ""):
            by = self.draw.choice((-3600, 3600))
            if by > 0 or self.weather.back or self.peek(IN_DOUBT) == (0,):
                self.clock.ahead += by
                self.steps += 1
                self.trace(f"CLOCK set by {by} s")
        if not self.slept and self.happens("suspend", ""):
            seconds = self.draw.choice((30, 100, 300, 1500))
            self.clock.seconds += seconds
            self.slept = True
            self.trace(f"MACHINE slept for {seconds} s")

    def _clear_up(self) -> None:
        self.calm = True
        self.trace("TROUBLES are over")
        if not self.people.clear_up():  # somebody stands still with the ledger in hand
            self._events.append((self.clock.seconds + 30, self._clear_up))
        for daemon in self.daemons:
            daemon.wakes = min(daemon.wakes, self.clock.seconds + 1)

    def _is_at_rest(self) -> bool:
        if self._events or any(daemon.process.runs for daemon in self.daemons):
            return False
        return self.peek(IN_MOTION) == (0,)

    def _finish(self) -> None:
        """One more round, which finds nothing to publish."""
        for daemon in self.daemons:
            daemon.go_on()


@dataclass
class Stage:
    """What histories share because it is dear to make: a ledger's file, open, and two processes."""

    folder: tempfile.TemporaryDirectory[str] = field(default_factory=lambda: _folder())

    def __post_init__(self) -> None:
        self.path = Path(self.folder.name) / "ledger.db"
        self.path.write_bytes(week(0).file)
        self.ledger = open_ledger(f"sqlite:///{self.path}", patience=timedelta())
        self.processes = [Process("daemon-1"), Process("daemon-2")]

    def play(self, seed: int, build: Build = AS_IT_IS, weather: Weather | None = None) -> Verdict:
        """The history of a seed."""
        eyes = self.lay_out(week(seed % KINDS).file)
        world = World(seed, weather or weather_of(seed), build, self.ledger, self.processes, eyes)
        broken = None
        try:
            world.run()
        except Broken as promise:
            broken = str(promise)
        except Exception as error:  # noqa: BLE001 - whatever the program raises is a fault of it
            broken = f"{type(error).__name__}: {error}"
        finally:
            for process in self.processes:
                process.kill()
            eyes.close()
        sent = sum(not post.ghost for post in world.network.public)
        return Verdict(seed, build.name, world.weather, broken, tuple(world.history), frozenset(world.crashed), sent)

    def lay_out(self, file: bytes) -> sqlite3.Connection:
        """Begin with this ledger; a connection beside it, to look with."""
        self.ledger.engine.dispose()
        for beside in ("-wal", "-shm"):
            Path(f"{self.path}{beside}").unlink(missing_ok=True)
        self.path.write_bytes(file)
        return sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)

    def close(self) -> None:
        for process in self.processes:
            process.end()
        self.ledger.close()
        self.folder.cleanup()


def _folder() -> tempfile.TemporaryDirectory[str]:
    memory = Path("/dev/shm")  # what a power cut would leave is not asked here, so nobody waits for a disk
    return tempfile.TemporaryDirectory(prefix="promoter-simulation-", dir=memory if memory.is_dir() else None)


def shrink(stage: Stage, verdict: Verdict, build: Build = AS_IT_IS) -> Verdict:
    """The same seed with as few kinds of trouble as still break a promise."""
    for trouble in verdict.weather.troubles:
        with_less = stage.play(verdict.seed, build, verdict.weather.without(trouble))
        if with_less.broken is not None:
            verdict = with_less
    return verdict
