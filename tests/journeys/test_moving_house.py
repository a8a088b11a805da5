"""The 2021 week, moved to another database in the middle: the same record there, and the rest goes out from there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from promoter import bootstrap, staging
from promoter.approval import approve_all, pause, resume, withdraw
from promoter.channels.page_fetch import FetchElsewhere
from promoter.cli import run
from promoter.clock import PretendedClock
from promoter.ledger import events
from promoter.ledger.database import open_ledger
from promoter.ledger.people import add_user
from promoter.ledger.queue import list_posts
from promoter.ledger.rows import Actor, Role
from promoter.offering import offer
from promoter.planning import read
from promoter.posts.lifecycle import Status
from promoter.reporting import reading
from promoter.reporting.record import delivery_json, evidence_json
from promoter.sandbox.faults import Fault, FaultKind
from promoter.sandbox.server import Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from promoter.campaign.model import Campaign
    from promoter.ledger.database import Ledger
    from promoter.posts.model import Post

FOLDER = Path(__file__).parents[2] / "schedules" / "smarter-state-2021"
FRIDAY = datetime(2021, 9, 10, 14, 0, tzinfo=UTC)
WEDNESDAY = datetime(2021, 9, 15, 9, 30, tzinfo=UTC)
NEXT_WEEK = datetime(2021, 9, 20, tzinfo=UTC)
AMARA, RUTH = Actor("amara@example.org"), Actor("ruth@example.org")


@dataclass
class House:
    """The clock and the networks, which stay where they are when the ledger moves."""

    clock: PretendedClock
    sandbox: Sandbox

    def run_until(self, ledger: Ledger, end: datetime, *, enough: Callable[[], bool] = lambda: False) -> None:
        settings = staging.rehearsal_settings(self.sandbox.url, Path("nowhere"))
        fetch = FetchElsewhere(self.sandbox.page_url)
        dispatcher = bootstrap.dispatcher(ledger, settings, clock=self.clock, fetch=fetch, hands=1)
        while not enough():
            dispatcher.run()
            due = dispatcher.next_due()
            if due is None or due > end:
                self.clock.advance_to(end)
                return
            self.clock.advance_to(max(due, self.clock.now()))

    def do(self, ledger: Ledger, deed: Callable[..., Any], *given: Any, **more: Any) -> Any:
        with ledger.write() as conn:
            return deed(conn, *given, now=self.clock.now(), **more)


@pytest.fixture(scope="module")
def week() -> tuple[Campaign, tuple[Post, ...]]:
    loaded, posts = read(FOLDER)
    assert loaded.campaign is not None
    return loaded.campaign, posts


@pytest.fixture
def house(week) -> Iterator[House]:
    clock = PretendedClock(FRIDAY)
    with Sandbox(clock=clock.now, site=staging._site(week[0])) as sandbox:
        yield House(clock, sandbox)


@pytest.fixture
def places(postgresql, tmp_path) -> Iterator[Callable[[str], Ledger]]:
    """A new and empty ledger of the kind that is asked for."""
    ledgers, names = [], []

    def place(kind: str) -> Ledger:
        url = f"sqlite:///{tmp_path}/ledger-{len(ledgers)}.db"
        if kind == "postgresql":
            names.append(postgresql.create())
            url = postgresql.address(names[-1])
        ledgers.append(open_ledger(url, create=True, older=True))
        return ledgers[-1]

    yield place
    for ledger in ledgers:
        ledger.close()
    for name in names:
        postgresql.drop(name)


@pytest.fixture
def paused(house, week, places) -> Ledger:
    """On Wednesday, with a post of which nobody can tell, one taken out, and everything paused."""
    ledger, (campaign, posts) = places("sqlite"), week
    for who, role in ((AMARA, Role.EDITOR), (RUTH, Role.APPROVER)):
        house.do(ledger, add_user, str(who.email), [role], who=Actor(None, "root"))
    house.do(ledger, offer, campaign, posts, folder=FOLDER, who=AMARA)
    house.do(ledger, approve_all, who=RUTH, campaign=campaign.slug)
    with ledger.read() as conn:
        last = list_posts(conn)[-1].key
    house.do(ledger, withdraw, last, reason="The blog was pulled.", who=AMARA)
    house.run_until(ledger, WEDNESDAY)
    house.sandbox.order(Fault(kind=FaultKind.DROPPED_AFTER))
    house.run_until(ledger, NEXT_WEEK, enough=lambda: statuses(ledger)[Status.UNCLEAR] == 1)
    house.do(ledger, pause, reason="We move.", who=AMARA)
    return ledger


def statuses(ledger: Ledger) -> Counter[Status]:
    with ledger.read() as conn:
        return Counter(post.status for post in list_posts(conn))


def record_of(ledger: Ledger, now: datetime) -> dict[str, Any]:
    """Everything that `deliveries`, `evidence` and `audit` tell."""
    with ledger.read() as conn:
        breaks, heads = events.verify(conn), events.heads(conn)
        stories = [reading.story(conn, post.key, now=now) for post in list_posts(conn)]
        return {
            "breaks": breaks,
            "heads": heads,
            "deliveries": [delivery_json(one) for one in reading.deliveries(conn, now=now)],
            "evidence": [evidence_json(story, breaks, heads[story.post.campaign]) for story in stories],
        }


@pytest.mark.parametrize("way", [("postgresql",), ("postgresql", "sqlite")])
def test_a_week_that_moves_in_the_middle_has_the_same_record_and_the_rest_goes_out_once(
    house, paused, places, way: tuple[str, ...]
) -> None:
    before = record_of(paused, house.clock.now())
    out, ledger = len(house.sandbox.posts()), paused
    assert statuses(paused)[Status.SENT] == out - 1 > 10
    for kind in way:
        there = places(kind)
        assert (
            run(["db", "copy", *(one.engine.url.render_as_string(hide_password=False) for one in (ledger, there))]) == 0
        )
        assert record_of(there, house.clock.now()) == before
        ledger = there
    assert before["breaks"] == []

    house.run_until(ledger, house.clock.now() + timedelta(minutes=5))
    assert statuses(ledger)[Status.UNCLEAR] == 0
    assert len(house.sandbox.posts()) == out, "the pause has moved too"

    assert house.do(ledger, resume, who=RUTH, grace=timedelta(minutes=15)) == []
    house.run_until(ledger, NEXT_WEEK)
    assert statuses(ledger) == {Status.SENT: 45, Status.WITHDRAWN: 1}
    with ledger.read() as conn:
        assert events.verify(conn) == []
        sent = {post.network_id for post in list_posts(conn, status=Status.SENT)}
    assert Counter(post.id for post in house.sandbox.posts()) == dict.fromkeys(sent, 1)
    assert len(house.sandbox.requests()) == 45
