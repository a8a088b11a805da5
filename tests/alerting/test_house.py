"""What is told of accounts, pauses and the daemon itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from promoter.alerting.house import about_absence
from promoter.alerting.week import weeks
from promoter.approval import pause, resume
from promoter.ledger.accounts import ensure_account, unblock_account
from promoter.ledger.heartbeats import ENDED, ONCE, beat
from promoter.posts.lifecycle import Status
from promoter.posts.outcome import Blocked

from .conftest import GRACE, NINE, RUTH


def blocked(desk) -> None:
    desk.approved()
    desk.attempted(Blocked(detail="401"), Status.APPROVED, block_account="X does not accept our keys any more")


def test_a_stopped_account_is_told_once_with_what_to_do(desk) -> None:
    blocked(desk)
    (one,) = desk.new()
    assert one.subject == "x:default is stopped: nothing is posted there"
    assert one.body.startswith("X does not accept our keys any more.\nSince 09:00 BST on Monday 13 September.")
    assert "promoter accounts unblock x:default" in one.body
    desk.pass_time(minutes=5)
    assert desk.new() == []


def test_an_account_that_stops_again_is_told_again(desk) -> None:
    blocked(desk)
    assert len(desk.new()) == 1
    desk.do(unblock_account, "x:default", who=RUTH)
    desk.pass_time(minutes=1)
    desk.attempted(Blocked(detail="401"), Status.APPROVED, block_account="The keys again")
    assert desk.subjects() == ["x:default is stopped: nothing is posted there"]


def test_an_account_of_a_week_that_is_over_is_not_told(desk) -> None:
    blocked(desk)
    desk.do(lambda conn, now: ensure_account(conn, "linkedin", "default"))
    desk.pass_time(days=10)
    assert desk.outstanding() == []


def test_a_pause_and_its_end_are_told_with_who_and_why_even_if_nobody_looked_in_between(desk) -> None:
    desk.do(pause, reason="A sad day.", who=RUTH)
    desk.pass_time(hours=1)
    desk.do(resume, who=RUTH, grace=GRACE)
    paused, resumed = desk.new()
    assert (paused.subject, paused.body.splitlines()[0]) == ("Everything is stopped by ruth@example.org", "A sad day.")
    assert resumed.subject == "Everything goes on: started again by ruth@example.org"
    assert "10:00 BST" in resumed.body
    desk.pass_time(minutes=1)
    assert desk.new() == []


# ------------------------------------------------------------------------------------------------------ a daemon's absence


def absence(desk, last, *, detail: str = "") -> str | None:
    """What a daemon says that starts now, after this last sign of life."""
    with desk.ledger.write() as conn:
        beat(conn, "here:1", now=last, detail=detail)
        now = desk.clock.now()
        found = about_absence(conn, weeks(conn, now), now)
    return None if found is None else found.body


@pytest.mark.parametrize(("minutes", "told"), [(5, False), (6, True)])
def test_a_daemon_that_was_away_for_more_than_minutes_in_the_weeks_hours_says_so(
    desk, minutes: int, told: bool
) -> None:
    desk.pass_time(hours=1)
    body = absence(desk, desk.clock.now() - timedelta(minutes=minutes))
    assert (body is not None) is told
    if body is not None:
        assert "from 09:54 BST on Monday 13 September to 10:00 BST" in body


def test_a_night_in_which_nothing_was_to_go_is_no_absence(desk) -> None:
    desk.clock.advance_to(NINE + timedelta(hours=23, minutes=45))  # 08:45 on Tuesday
    assert absence(desk, NINE + timedelta(hours=8)) is None  # since 17:00 on Monday


def test_a_night_and_the_morning_after_it_are(desk) -> None:
    desk.clock.advance_to(NINE + timedelta(days=1))
    assert absence(desk, NINE + timedelta(hours=9)) is not None


def test_a_daemon_that_was_told_to_end_was_away_all_the_same(desk) -> None:
    desk.pass_time(hours=1)
    assert absence(desk, NINE, detail=ENDED) is not None


def test_a_timer_that_looks_now_and_then_was_not_away(desk) -> None:
    desk.pass_time(hours=1)
    assert absence(desk, NINE, detail=ONCE) is None


def test_before_the_first_daemon_there_was_none_to_be_missed(desk) -> None:
    with desk.ledger.read() as conn:
        assert about_absence(conn, weeks(conn, NINE), NINE) is None


def test_outside_all_weeks_nobody_misses_a_daemon(desk) -> None:
    desk.pass_time(days=10)
    assert absence(desk, NINE) is None
