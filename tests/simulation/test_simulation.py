"""Thousands of histories of the real delivery code, each from a seed, in every one of which all promises are kept."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from simulation.daemon import TERMS
from simulation.mutants import MUTANTS
from simulation.network import ACCEPT_LAG, AFTER_GUARD, TIMELINE_LAG
from simulation.stage import Stage, shrink
from simulation.weather import ARRANGED, Weather

if TYPE_CHECKING:
    from collections.abc import Iterator

IN_CI = os.environ.get("CI", "").lower() not in {"", "0", "false"}
HISTORIES = int(os.environ.get("SIMULATION_HISTORIES", "3000" if IN_CI else "200"))
FIRST = int(os.environ.get("SIMULATION_FIRST", "0"))
AT_ONCE = 100  #: histories of one test, so that all cores have some to play
PLAY = Path(__file__).with_name("play.py")
ENOUGH = 200  #: histories in the weather of its choice, in which every mutant has shown itself
PLACES = {  # where a process must have crashed for the histories to mean anything
    "tidy: before the commit", "tidy: after the commit", "claim: before the commit", "claim: after the commit",
    "publish: connecting", "publish: after the guard", "publish: on its way back", "publish: answered",
    "record: before", "record: before the commit", "record: after the commit", "look: before the commit", "look: after the commit",
    "find: asking", "find: reading", "read: asking", "make: before the commit", "make: after the commit",
    "upload: asking", "upload: answered", "bring: before the commit", "bring: after the commit", "note: before the commit", "note: after the commit",
}  # fmt: skip


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    logging.disable()
    stage = Stage()
    yield stage
    stage.close()
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("first", range(FIRST, FIRST + HISTORIES, AT_ONCE))
def test_every_promise_is_kept_in_every_history(stage: Stage, first: int) -> None:
    for seed in range(first, min(first + AT_ONCE, FIRST + HISTORIES)):
        verdict = stage.play(seed)
        assert verdict.broken is None, str(shrink(stage, verdict))


@pytest.mark.parametrize("name", MUTANTS)
def test_a_safeguard_that_is_missing_is_noticed(stage: Stage, name: str) -> None:
    mutant = MUTANTS[name]
    weather = ARRANGED[mutant.shows_in]
    assert all(stage.play(seed, weather=weather).broken is None for seed in range(3))
    broken = (seed for seed in range(ENOUGH) if stage.play(seed, mutant, weather).broken is not None)
    assert next(broken, None) is not None, f"{ENOUGH} histories without a word about {name}: the simulation is blind"


def test_the_same_seed_gives_the_same_history(stage: Stage) -> None:
    for seed in (3, 12, 40):
        assert stage.play(seed) == stage.play(seed)


def test_processes_crash_everywhere_and_most_posts_get_out_all_the_same(stage: Stage) -> None:
    weather = Weather(crash=0.1, lost_after=0.2, accept_lag=0.2, second=1)
    verdicts = [stage.play(seed, weather=weather) for seed in range(120)]
    crashes = Counter(place for verdict in verdicts for place in verdict.points)
    assert crashes.keys() >= PLACES
    assert sum(verdict.sent for verdict in verdicts) >= len(verdicts)


def test_a_broken_history_is_told_with_its_seed_and_without_what_does_not_matter(stage: Stage) -> None:
    mutant = MUTANTS["retries-when-the-lease-ends"]
    broken = next(verdict for seed in range(ENOUGH) if (verdict := stage.play(seed, mutant)).broken is not None)
    told = shrink(stage, broken, mutant)
    assert told.broken is not None
    assert set(told.weather.troubles) <= set(broken.weather.troubles)
    assert f"seed {broken.seed}" in str(told)
    assert any("leaves as" in line for line in told.history)


@pytest.mark.parametrize(("said", "ends"), [("0 3", 0), ("12 3 keeps-no-distance", 1)])
def test_histories_can_be_played_from_the_command_line(said: str, ends: int) -> None:
    played = subprocess.run([sys.executable, PLAY, *said.split()], capture_output=True, text=True, check=False)
    assert played.returncode == ends, played.stderr
    assert ("BROKEN" in played.stdout) == bool(ends)


def test_what_the_network_may_take_its_time_for_is_within_what_delivery_allows_for() -> None:
    allowed = TERMS.http_timeout + min(its.settle for its in TERMS.settling.values())
    assert allowed.total_seconds() >= ACCEPT_LAG + TIMELINE_LAG + AFTER_GUARD + 20
