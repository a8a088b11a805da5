"""Whatever people, files, crashes and time do to a queue, in any order: nothing goes out twice, late or unapproved."""

from __future__ import annotations

import logging
import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from promoter.approval import approve_all
from promoter.campaign.model import Campaign
from promoter.ledger.queue import list_posts
from promoter.offering import offer
from promoter.planning import compose_week
from promoter.posts.lifecycle import Status
from simulation.daemon import AS_IT_IS, Build
from simulation.mutants import MUTANTS
from simulation.oracle import Approval, Broken
from simulation.people import AMARA, RUTH
from simulation.stage import Stage
from simulation.weather import Weather
from simulation.week import DAY_BEFORE, SETTINGS, nothing_yet
from simulation.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulation.daemon import Daemon

IN_CI = os.environ.get("CI", "").lower() not in {"", "0", "false"}
EXAMPLES, STEPS = (250, 40) if IN_CI else (40, 30)
PARTS = 5 if IN_CI else 1  #: tests among which the examples are divided, so that all cores have some to try
MOST_ROUNDS = 400
TROUBLES = (
    "lost_before", "lost_after", "never_connected", "accept_lag", "timeline_lag", "unreadable", "rate_limit", "block",
    "refuse", "busy", "commit_lost", "ghost", "no_id", "filter",
)  # fmt: skip
NAMES = ("first", "second")
TITLES = ("A title", "Another title", "A third title")


class Ordered(World):
    """A world in which nothing goes wrong but what was ordered."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.orders: Counter[str] = Counter()

    def happens(self, trouble: str, told: str) -> bool:
        """The n-th occasion from now is hit, where n was ordered."""
        if self.calm or not self.orders[trouble]:
            return False
        self.orders[trouble] -= 1
        if self.orders[trouble]:
            return False
        self.trace(told or trouble)
        return True

    def next_moment(self, *, besides: Daemon) -> float:
        return 1e12

    def restless(self) -> None:
        pass


class AnyOrder(RuleBasedStateMachine):
    """One campaign, one daemon, three people."""

    stage: Stage
    build: Build = AS_IT_IS

    @initialize(titles=st.fixed_dictionaries(dict.fromkeys(NAMES, st.sampled_from(TITLES))))
    def open(self, titles: dict[str, str]) -> None:
        eyes = self.stage.lay_out(nothing_yet())
        self.world = Ordered(0, Weather(), self.build, self.stage.ledger, self.stage.processes, eyes)
        self.people, self.oracle = self.world.people, self.world.oracle
        self.load(titles)
        self.approve_all()

    # --------------------------------------------------------------------------------------------------------- the editor

    @rule(titles=st.dictionaries(st.sampled_from(NAMES), st.sampled_from(TITLES)))
    def load(self, titles: dict[str, str]) -> None:
        blogs = [_blog(name, title) for name, title in sorted(titles.items())]
        campaign = Campaign.model_validate({"slug": "week", **SETTINGS, "kinds": KINDS, "blogs": blogs})
        posts = compose_week(campaign)
        with self.world.ledger.write() as conn:
            offer(conn, campaign, posts, folder=Path("week"), who=AMARA, now=max(self.world.clock.now(), DAY_BEFORE))
            rows = list_posts(conn)
        self.world.trace(f"PEOPLE load {titles}")
        for row in rows:
            approval = self.oracle.approved.get(row.key)
            if approval is not None and row.version != approval.version:
                del self.oracle.approved[row.key]
            if row.status is Status.WITHDRAWN:
                self.oracle.withdrawn.add(row.key)

    @rule()
    def approve_all(self) -> None:
        with self.world.ledger.write() as conn:
            approved, _ = approve_all(conn, who=RUTH, now=self.world.clock.now())
        self.oracle.approved.update({post.key: Approval.of(post, str(RUTH.email)) for post in approved})

    @rule(number=st.integers(0, 9), deed=st.sampled_from(["approve", "edit", "move", "withdraw", "reopen", "return_"]))
    def change(self, number: int, deed: str) -> None:
        posts = self.people.posts()
        if posts:
            getattr(self.people, deed)(posts[number % len(posts)])

    @rule(deed=st.sampled_from(["pause", "resume", "resume", "settle", "mend"]))
    def do(self, deed: str) -> None:
        getattr(self.people, deed)()

    # -------------------------------------------------------------------------------------------------- what goes by itself

    @rule(seconds=st.sampled_from([1, 10, 35, 61, 130, 310, 900]), times=st.integers(1, 4))
    def time_passes(self, seconds: int, times: int) -> None:
        for _ in range(times):
            self.world.clock.seconds += seconds
            self.run()

    @rule()
    def run(self) -> None:
        self.world.daemons[0].go_on()

    @rule(point=st.integers(1, 25))
    def crash_soon(self, point: int) -> None:
        self.world.orders["crash"] = point

    @rule(trouble=st.sampled_from(TROUBLES))
    def trouble_ahead(self, trouble: str) -> None:
        self.world.orders[trouble] = 1

    @rule()
    def clock_is_set(self) -> None:
        if self.world.clock.ahead == 0:
            self.world.clock.ahead = 3600
            self.world.steps += 1

    @rule(seconds=st.sampled_from([100, 1500]))
    def machine_sleeps(self, seconds: int) -> None:
        self.world.clock.seconds += seconds

    # ----------------------------------------------------------------------------------------------------------- promises

    @invariant()
    def nothing_is_public_twice(self) -> None:
        self.oracle.once()

    def teardown(self) -> None:
        """Everything comes to rest, and is judged."""
        if not hasattr(self, "world"):
            return
        world = self.world
        try:
            world.calm = True
            assert self.people.clear_up()
            daemon = world.daemons[0]
            for _ in range(MOST_ROUNDS):
                daemon.go_on()
                if world._is_at_rest():
                    break
                world.clock.seconds = max(world.clock.seconds, daemon.wakes)
            self.people.settle()
            daemon.go_on()
            self.oracle.judge()
        except Broken as promise:
            raise AssertionError("\n".join((*world.history, str(promise)))) from promise
        finally:
            world.eyes.close()


KINDS = {"opener": True, "second": False, "round_up": False, "week_end": False, "event": False}


def _blog(name: str, title: str) -> dict[str, Any]:
    return {
        "id": name, "body": "Words.", "title": f"{title} of {name}", "subtitle": "What it is about.",
        "authors": [{"name": f"Author of {name}", "organisation": f"Firm {name}"}], "themes": ["one"],
        "url": f"https://example.org/{name}", "status": "approved", "sample": True,
    }  # fmt: skip


@pytest.fixture
def stage() -> Iterator[Stage]:
    logging.disable()
    stage = Stage()
    yield stage
    stage.close()
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_promise_is_kept_in_any_order_of_events(stage: Stage, part: int) -> None:
    _try(stage, AS_IT_IS, EXAMPLES // PARTS, tuple(Phase), part if IN_CI else None)


def test_a_safeguard_that_is_missing_is_noticed(stage: Stage) -> None:
    with pytest.raises((AssertionError, Broken)):
        _try(stage, MUTANTS["goes-however-late"], 300, (Phase.generate,))


def _try(stage: Stage, build: Build, examples: int, phases: tuple[Phase, ...], part: int | None = None) -> None:
    machine = type("AnyOrder", (AnyOrder,), {"stage": stage, "build": build})
    if part is not None:  # where nothing is drawn by chance, each part would try the same
        machine = seed(part)(machine)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck),
            phases=phases, database=None,
        ),
    )  # fmt: skip
