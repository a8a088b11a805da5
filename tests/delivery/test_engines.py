"""One suite for both engines: the metronome of one machine and the fleet of many."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from promoter.campaign.model import ChannelName, Kind, Settings
from promoter.clock import SystemClock
from promoter.delivery.engine import Metronome
from promoter.delivery.fleet import Fleet
from promoter.errors import PromoterError
from promoter.ledger.accounts import ensure_account
from promoter.ledger.campaigns import save_campaign
from promoter.ledger.database import open_ledger, upgrade
from promoter.ledger.queue import insert_post
from promoter.ledger.rows import PostRow
from promoter.posts.lifecycle import Status
from promoter.posts.model import Wording
from sample_week import WEEK

NEVER = timedelta(hours=1)
OFTEN = timedelta(milliseconds=20)
PATIENCE = 30.0  # only a broken engine takes as long
SETTINGS = Settings.model_validate({**WEEK, "channels": {"x": {}}})


class Calls:
    """Counts calls, and lets a test wait for one."""

    def __init__(self, during=lambda _number: None) -> None:
        self._during = during
        self._changed = threading.Condition()
        self.count = 0

    def __call__(self, *_: str) -> None:
        with self._changed:
            self.count += 1
            number = self.count
            self._changed.notify_all()
        self._during(number)

    def wait_for(self, count: int) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self.count >= count, PATIENCE)


def a_campaign(ledger) -> None:
    with ledger.write() as conn:
        save_campaign(conn, "week", folder="week", settings=SETTINGS, loaded_by="a", now=datetime.now(UTC))
        ensure_account(conn, ChannelName.X, "default")


def due(ledger, at: datetime) -> None:
    post = PostRow(
        key="week/first/x/blog", campaign="week", account="x:default", kind=Kind.BLOG, day=at.date(),
        said=Wording(channel=ChannelName.X, text="words"), at=at, until=at + NEVER, written_by="a",
        spacing=timedelta(minutes=5), status=Status.APPROVED,
    )  # fmt: skip
    with ledger.write() as conn:
        insert_post(conn, post)


@pytest.fixture(params=["metronome", "fleet"])
def start(request):
    """Starts an engine that calls `work`: at the ticks, and at `moment`."""
    running, ledgers = [], []
    if request.param == "fleet":  # asked for here, so that it outlives what is started on it
        url = request.getfixturevalue("postgresql_ledger")

    def metronome(work, moment, tick):
        return Metronome(work, lambda: moment, tick=tick)

    def fleet(work, moment, tick):
        ledger = open_ledger(url)
        ledgers.append(ledger)
        if moment is not None:
            due(ledger, moment)
        return Fleet(ledger, SystemClock(), work=work, serve=work, accounts=["x:default"], tick=tick)

    def start(work, *, moment=None, tick=OFTEN):
        engine = {"metronome": metronome, "fleet": fleet}[request.param](work, moment, tick)
        engine.start()
        running.append(engine)
        return engine

    start.running = running
    yield start
    for engine in running:
        engine.stop()
    for ledger in ledgers:
        ledger.close()


@pytest.fixture
def postgresql_ledger(postgresql):
    name = postgresql.create()
    ledger = open_ledger(postgresql.address(name), older=True)
    upgrade(ledger)
    a_campaign(ledger)
    ledger.close()
    yield postgresql.address(name)
    postgresql.drop(name)


def test_the_first_call_comes_at_once_and_the_next_at_the_ticks(start) -> None:
    calls = Calls()
    start(calls)
    assert calls.wait_for(3)


def test_a_moment_that_is_due_is_met_between_two_ticks(start) -> None:
    moment, met = datetime.now(UTC) + timedelta(seconds=1), threading.Event()
    calls = Calls(lambda _: datetime.now(UTC) >= moment and met.set())
    start(calls, moment=moment, tick=NEVER)
    assert calls.wait_for(1)
    assert not met.is_set()  # the first call comes at once, not at the moment
    assert met.wait(PATIENCE)


def test_a_moment_that_has_passed_already_harms_nothing(start) -> None:
    calls = Calls()
    start(calls, moment=datetime.now(UTC) - timedelta(minutes=1))
    assert calls.wait_for(4)


@pytest.mark.parametrize("error", [PromoterError("the disk is full"), RuntimeError("a fault of ours")])
def test_a_call_that_fails_does_not_end_it(start, error, caplog) -> None:
    def fail(number: int) -> None:
        if number < 3:
            raise error

    calls = Calls(fail)
    start(calls, moment=datetime.now(UTC))
    assert calls.wait_for(4)
    assert str(error) in caplog.text


def test_stopping_waits_for_the_call_that_runs_and_makes_no_other(start) -> None:
    began, finished = threading.Event(), threading.Event()

    def during(_number: int) -> None:
        began.set()
        threading.Event().wait(0.1)
        finished.set()

    calls = Calls(during)
    engine = start(calls, tick=NEVER)
    assert began.wait(PATIENCE)
    engine.stop()
    start.running.remove(engine)
    assert finished.is_set()
    assert calls.count == 1


def test_an_engine_may_be_stopped_as_soon_as_it_is_started(start) -> None:
    engine = start(Calls(), tick=NEVER)
    engine.stop()
    start.running.remove(engine)
