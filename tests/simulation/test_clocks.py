"""A wall clock that is set while nobody knows whether a post went out."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from simulation.stage import Stage
from simulation.weather import Weather
from simulation.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator

AN_HOUR = 3600.0
DOUBT = Weather(accept_lag=1, timeline_lag=1, auto=1)


@pytest.fixture
def stage() -> Iterator[Stage]:
    logging.disable()
    stage = Stage()
    yield stage
    stage.close()
    logging.disable(logging.NOTSET)


class SetInDoubt(World):
    """The daemon crashes when the network has just taken a post; before it looks, the wall clock is set."""

    before, after = 0.0, 0.0  #: by how much the clock is ahead

    def __post_init__(self) -> None:
        super().__post_init__()
        self.clock.ahead = self.before

    def happens(self, trouble: str, told: str) -> bool:
        if trouble == "crash" and not self.crashed and told.endswith("publish: answered"):
            self.trace(told)
            self.clock.ahead = self.after
            self.steps += 1
            self.trace(f"CLOCK set by {self.after - self.before:.0f} s")
            return True
        return super().happens(trouble, told)


class SetForward(SetInDoubt):
    after = AN_HOUR


class SetBack(SetInDoubt):
    before = AN_HOUR


def test_a_crash_alone_breaks_no_promise(stage: Stage) -> None:
    assert {stage.play(seed, weather=DOUBT, kind=SetInDoubt).broken for seed in range(16)} == {None}


@pytest.mark.parametrize("kind", [SetForward, SetBack])
def test_a_clock_that_is_set_between_a_crash_and_the_look_brings_nothing_twice(stage: Stage, kind: type[World]) -> None:
    for seed in range(32):
        verdict = stage.play(seed, weather=DOUBT, kind=kind)
        assert verdict.broken is None, str(verdict)
