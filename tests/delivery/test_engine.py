"""The metronome: it calls at every tick and at the moment that is due, one call at a time, whatever a call does."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from promoter.delivery.engine import EARLY, SHORTLY, Metronome
from promoter.errors import PromoterError

NEVER = timedelta(hours=1)
OFTEN = timedelta(milliseconds=20)
PATIENCE = 20.0  # only a broken metronome takes as long


class Calls:
    """Counts calls, and lets a test wait for one."""

    def __init__(self, during=lambda _number: None) -> None:
        self._during = during
        self._changed = threading.Condition()
        self.count = 0
        self.at_once = 0
        self.most_at_once = 0

    def __call__(self) -> None:
        with self._changed:
            self.count += 1
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            number = self.count
            self._changed.notify_all()
        try:
            self._during(number)
        finally:
            with self._changed:
                self.at_once -= 1

    def wait_for(self, count: int) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self.count >= count, PATIENCE)


@pytest.fixture
def started():
    running = []

    def start(*args, **more) -> Metronome:
        metronome = Metronome(*args, **more)
        running.append(metronome)
        metronome.start()
        return metronome

    yield start
    for metronome in running:
        if metronome._scheduler.running:
            metronome.stop()


def test_the_first_call_comes_at_once_and_the_next_at_the_ticks(started) -> None:
    calls = Calls()
    started(calls, lambda: None, tick=OFTEN)
    assert calls.wait_for(3)


def test_a_moment_that_is_due_is_met_between_two_ticks(started) -> None:
    calls = Calls()
    moment = datetime.now(UTC) + timedelta(milliseconds=150)
    seen = []
    started(lambda: (calls(), seen.append(datetime.now(UTC))), lambda: moment, tick=NEVER)
    assert calls.wait_for(2)
    assert seen[0] < moment <= datetime.now(UTC)


def test_a_moment_further_ahead_is_prepared_for_and_met_too(started) -> None:
    calls = Calls()
    moment = datetime.now(UTC) + 2 * EARLY
    seen = []
    started(lambda: (calls(), seen.append(datetime.now(UTC))), lambda: moment, tick=NEVER)
    assert calls.wait_for(3)
    assert moment - EARLY <= seen[1] < moment <= datetime.now(UTC)


def test_what_became_due_while_a_round_ended_does_not_wait_for_the_tick(started) -> None:
    calls = Calls()
    started(lambda: (calls(), calls.count < 3)[1], lambda: datetime.now(UTC), tick=NEVER)
    assert calls.wait_for(3)


def test_what_a_round_could_not_do_is_tried_again_shortly_and_not_without_a_pause(started) -> None:
    calls = Calls()
    began = datetime.now(UTC)
    started(calls, lambda: began, tick=NEVER)
    assert calls.wait_for(3)
    assert datetime.now(UTC) - began >= 2 * SHORTLY


def test_a_moment_that_moves_nearer_is_met_too(started) -> None:
    calls = Calls()
    due = [datetime.now(UTC) + timedelta(minutes=30)]
    beat = started(calls, lambda: due[0], tick=NEVER)._beat
    assert calls.wait_for(1)
    due[0] = datetime.now(UTC) + timedelta(milliseconds=100)
    beat()
    assert calls.wait_for(3)


@pytest.mark.parametrize("moment", [datetime(2000, 1, 1, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC), None])
def test_no_moment_and_one_long_past_or_far_ahead_are_left_to_the_ticks(started, moment: datetime | None) -> None:
    calls = Calls()
    started(calls, lambda: moment, tick=OFTEN)
    assert calls.wait_for(2)


def test_there_are_never_two_calls_at_once(started) -> None:
    calls = Calls(during=lambda _: threading.Event().wait(0.05))
    due = lambda: datetime.now(UTC) + timedelta(milliseconds=10)  # noqa: E731
    metronome = started(calls, due, tick=OFTEN)
    others = [threading.Thread(target=metronome._beat) for _ in range(4)]
    for thread in others:
        thread.start()
    assert calls.wait_for(6)
    metronome.stop()
    for thread in others:
        thread.join()
    assert calls.most_at_once == 1


def test_whoever_comes_during_a_call_is_served_after_it(started) -> None:
    began, go_on = threading.Event(), threading.Event()

    def during(number: int) -> None:
        if number == 1:
            began.set()
            assert go_on.wait(PATIENCE)

    calls = Calls(during)
    metronome = started(calls, lambda: None, tick=NEVER)
    assert began.wait(PATIENCE)
    metronome._beat()  # comes back at once: the call that runs may have looked already
    assert calls.count == 1
    go_on.set()
    assert calls.wait_for(2)


@pytest.mark.parametrize("error", [PromoterError("the disk is full"), RuntimeError("a fault of ours")])
def test_a_call_that_fails_is_logged_and_does_not_end_it(started, error: Exception, caplog) -> None:
    def fail(number: int) -> None:
        if number < 3:
            raise error

    calls = Calls(fail)
    with caplog.at_level("ERROR"):
        started(calls, lambda: None, tick=OFTEN)
        assert calls.wait_for(4)
    assert "This round failed" in caplog.text
    assert ("Traceback" in caplog.text) is isinstance(error, RuntimeError)


def test_stopping_waits_for_the_call_that_runs_and_makes_no_other() -> None:
    began, finished = threading.Event(), threading.Event()

    def during(_number: int) -> None:
        began.set()
        threading.Event().wait(0.1)
        finished.set()

    calls = Calls(during)
    metronome = Metronome(calls, lambda: None, tick=NEVER)
    metronome.start()
    assert began.wait(PATIENCE)
    metronome._beat()  # leaves word, which nobody answers any more
    metronome.stop()
    assert finished.is_set()
    metronome._beat()
    assert calls.count == 1


def test_stopping_under_a_call_that_asks_to_be_woken_comes_to_an_end() -> None:
    began, go_on = threading.Event(), threading.Event()

    def during(_number: int) -> None:
        began.set()
        assert go_on.wait(PATIENCE)

    metronome = Metronome(Calls(during), lambda: datetime.now(UTC) + timedelta(minutes=1), tick=NEVER)
    metronome.start()
    assert began.wait(PATIENCE)
    stopper = threading.Thread(target=metronome.stop, daemon=True)
    stopper.start()
    assert metronome._stopping.wait(PATIENCE)
    go_on.set()
    stopper.join(PATIENCE)
    assert not stopper.is_alive()
