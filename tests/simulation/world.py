"""One history: a machine, its daemons, a ledger, the networks and people, driven by one seed to its end, and judged."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING, Any

from promoter.campaign.model import ChannelName
from promoter.delivery.dispatch import Terms
from promoter.delivery.looking import SETTLING, Settling
from simulation.daemon import Daemon
from simulation.machine import MachineClock
from simulation.network import Network
from simulation.oracle import Broken, Oracle
from simulation.people import People
from simulation.weather import KINDS
from simulation.week import week

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from promoter.ledger.database import Ledger
    from simulation.daemon import Build
    from simulation.machine import Process
    from simulation.weather import Weather

TROUBLED = 50 * 60.0  #: seconds for which things go wrong; after that everything may come to rest
MOST_STEPS, MOST_STEPPED = 3000, 2
IN_MOTION = "SELECT count(*) FROM posts WHERE hold IS NOT 'person' AND (status IN ('approved', 'sending', 'unclear') OR look_at IS NOT NULL)"
IN_DOUBT = "SELECT count(*) FROM posts WHERE status IN ('sending', 'unclear')"


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
            # The one thing that goes wrong on a clock that is set: see test_clocks.py.
            measured = by > 0 and not self.weather.second and not self.crashed
            if measured or self.peek(IN_DOUBT) == (0,):
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
