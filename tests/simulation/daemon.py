"""One daemon's process: the real dispatcher, with points at which it may end, stand still, or see others go first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from promoter.channels.contract import Picture
from promoter.delivery.dispatch import Dispatcher, Terms
from promoter.errors import PromoterError
from simulation.faulty import FaultyLedger
from simulation.machine import Crash
from simulation.network import SimulatedChannel
from simulation.week import PICTURE

if TYPE_CHECKING:
    from collections.abc import Callable

    from promoter.ledger.rows import PostRow
    from simulation.machine import Process
    from simulation.world import World

TERMS = Terms(grace=timedelta(minutes=15), lease=timedelta(seconds=60), http_timeout=timedelta(seconds=20))
ACCOUNTS = ("x:default", "linkedin:default")
PAUSES = (1, 5, 30, 55, 65, 90, 190, 250, 400, 800, 2000)


def _pictures_of(post: PostRow) -> list[Picture]:
    return [Picture(content=PICTURE, media_type="image/png", alt=medium.alt) for medium in post.said.media]


def _as_they_are(channel: Any) -> Any:
    return channel


@dataclass(frozen=True, kw_only=True)
class Build:
    """How the program under test is put together; a mutant is another build."""

    name: str = "as it is"
    shows_in: str = ""  #: for a mutant: the arranged weather in which it shows soonest
    dispatcher: type[Dispatcher] = Dispatcher
    terms: Terms = TERMS
    ears: Callable[[Any], Any] = _as_they_are


AS_IT_IS = Build()


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
            owner=self.name, host="here", pictures_of=_pictures_of,
        )  # fmt: skip
