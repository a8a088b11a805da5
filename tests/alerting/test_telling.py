"""Telling: once each, again until somebody took it, never a flood, and never in the way."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from promoter.alerting.addresses import Addresses, Delivery
from promoter.alerting.telling import Alerter
from promoter.approval import pause
from promoter.errors import PromoterError
from promoter.ledger.alerts import untold
from promoter.ledger.heartbeats import ENDED, beat
from promoter.posts.lifecycle import Status
from promoter.posts.outcome import Refused
from promoter.reporting.health import State, of_ledger

from .conftest import GRACE, NINE, RUTH


class Letters(Addresses):
    """Addresses whose answers are given: for each message how many of two took it."""

    def __init__(self, *answers: int) -> None:
        super().__init__(("json://one", "json://two"))
        object.__setattr__(self, "answers", list(answers))
        object.__setattr__(self, "got", [])

    def tell(self, messages):
        deliveries = []
        for message in messages:
            taken = self.answers.pop(0) if self.answers else 2
            failing = {1: {"alert address 2 (json)": "403"}, 0: {"alert address 1 (json)": "500"}}.get(taken, {})
            deliveries.append(Delivery(taken, failing))
            if taken:
                self.got.append(message)
        return deliveries

    @property
    def subjects(self) -> list[str]:
        return [subject for subject, _ in self.got]


def alerter(desk, letters, owner: str = "here:1") -> Alerter:
    return Alerter(desk.ledger, desk.clock, letters, owner=owner, grace=GRACE)


def refused(desk, *names: str) -> None:
    for name in names:
        desk.approved(f"week/{name}/x/blog", at=desk.clock.now() - timedelta(minutes=1))
        desk.attempted(Refused(detail="no"), Status.FAILED)
        desk.pass_time(minutes=6)


def alerts_check(desk):
    with desk.ledger.read() as conn:
        checks = of_ledger(conn, now=desk.clock.now(), connected=())
    return next((check for check in checks if check.name == "alerts"), None)


@pytest.mark.only_on("sqlite")
def test_from_the_ledger_to_an_inbox(desk, inbox) -> None:
    refused(desk, "a")
    mine = alerter(desk, Addresses((inbox.url,)))
    for _ in range(3):
        mine.round()
    assert inbox.subjects == ["X refused week/a/x/blog"]
    assert "promoter edit week/a/x/blog" in inbox.got[0][1]


def test_each_thing_is_told_once_also_by_the_next_daemon(desk) -> None:
    letters = Letters()
    refused(desk, "a")
    alerter(desk, letters).round()
    refused(desk, "b")
    alerter(desk, letters, owner="here:2").round()
    alerter(desk, letters, owner="here:3").round()
    assert letters.subjects == ["X refused week/a/x/blog", "X refused week/b/x/blog"]


def test_what_came_about_while_no_daemon_was_there_is_told_by_the_next_one(desk) -> None:
    letters = Letters()
    mine = alerter(desk, letters)
    mine.round()
    refused(desk, "a")
    desk.do(pause, reason="A sad day.", who=RUTH)
    alerter(desk, letters).round()
    assert sorted(letters.subjects) == ["Everything is stopped by ruth@example.org", "X refused week/a/x/blog"]


# --------------------------------------------------------------------------------------------------------- when it fails


def test_what_no_address_took_is_tried_again_with_growing_pauses(desk) -> None:
    letters = Letters(0, 0, 0)
    mine = alerter(desk, letters)
    refused(desk, "a")
    tried = []
    for second in range(0, 300, 10):
        left = len(letters.answers) + 1 - len(letters.got)
        mine.round()
        if len(letters.answers) + 1 - len(letters.got) < left:
            tried.append(second)
        desk.pass_time(seconds=10)
    assert tried == [0, 30, 90, 210]


def test_what_could_not_be_told_says_later_when_it_was_noticed(desk) -> None:
    letters = Letters(0)
    mine = alerter(desk, letters)
    refused(desk, "a")
    mine.round()
    desk.pass_time(minutes=11)
    mine.round()
    ((_, body),) = letters.got
    assert "noticed at 08:06 UTC on 2021-09-13 and could not be told before" in body


def test_doctor_says_what_could_not_be_told_and_why_and_that_it_was_told_in_the_end(desk, caplog) -> None:
    letters = Letters(0)
    mine = alerter(desk, letters)
    assert alerts_check(desk) is None
    refused(desk, "a")
    with caplog.at_level(logging.ERROR):
        mine.round()
    assert "1 alerts could not be told" in caplog.text
    check = alerts_check(desk)
    assert check.state is State.LOOK
    assert check.says.startswith("1 alert nobody was told of")
    assert "alert address 1 (json) did not take it: 500" in check.says
    desk.pass_time(minutes=1)
    mine.round()
    assert alerts_check(desk).state is State.OK


def test_an_address_that_fails_is_told_to_the_others_once_a_day_and_by_doctor(desk) -> None:
    letters = Letters(1, 1, 1, 1)
    mine = alerter(desk, letters)
    refused(desk, "a", "b")
    mine.round()
    mine.round()
    mine.round()
    assert letters.subjects[-1] == "Alert address 2 (json) does not take messages"
    assert len(letters.got) == 3
    assert "alert address 2 (json) did not take it: 403" in alerts_check(desk).says


# ----------------------------------------------------------------------------------------------------------- not too much


@pytest.mark.parametrize(("count", "messages"), [(10, 10), (11, 1)])
def test_more_than_ten_at_a_time_become_one_message(desk, count: int, messages: int) -> None:
    letters = Letters()
    refused(desk, *(f"p{number:02}" for number in range(count)))
    alerter(desk, letters).round()
    assert len(letters.got) == messages
    if messages == 1:
        ((subject, body),) = letters.got
        assert subject == "11 things need somebody's attention"
        assert body.count("- X refused week/p") == 11
    with desk.ledger.read() as conn:
        assert untold(conn, since=NINE) == []


def test_a_digest_stays_whole_in_a_flood(desk) -> None:
    letters = Letters()
    refused(desk, *(f"p{number:02}" for number in range(11)))
    desk.clock.advance_to(NINE + timedelta(hours=9))
    alerter(desk, letters).round()
    assert letters.subjects == [
        "11 things need somebody's attention",
        "week: 0 sent, 11 not on Monday 13 September",
    ]


def test_of_two_daemons_that_are_awake_one_tells(desk) -> None:
    letters = Letters()
    refused(desk, "a")

    def beats(**details: str) -> None:
        with desk.ledger.write() as conn:
            for name, detail in details.items():
                beat(conn, name, now=desk.clock.now(), detail=detail)

    beats(a="", b="")
    alerter(desk, letters, owner="b").round()
    assert letters.got == []
    beats(a=ENDED)
    alerter(desk, letters, owner="b").round()
    assert letters.subjects == ["X refused week/a/x/blog"]
    refused(desk, "b")
    beats(a="")
    desk.pass_time(minutes=2)
    alerter(desk, letters, owner="b").round()
    assert len(letters.got) == 2


# ---------------------------------------------------------------------------------------------------------- without ledger


@pytest.mark.only_on("sqlite")
def test_a_ledger_that_cannot_be_used_is_told_after_two_minutes_and_once(desk, tmp_path) -> None:
    letters = Letters()
    mine = alerter(desk, letters)
    mine.round()
    desk.ledger.close()
    (tmp_path / "ledger.db").write_bytes(b"no ledger any more")
    for _ in range(10):
        with pytest.raises(PromoterError):
            mine.round()
        desk.pass_time(seconds=30)
    ((subject, body),) = letters.got
    assert subject == "Promoter cannot work: nothing is posted"
    assert "Since 08:00 UTC" in body


def test_an_absence_is_told_before_the_first_sign_of_life_hides_it(desk) -> None:
    letters = Letters()
    with desk.ledger.write() as conn:
        beat(conn, "here:0", now=NINE)
    desk.pass_time(hours=1)
    mine = alerter(desk, letters)
    mine.begin()
    with desk.ledger.write() as conn:
        beat(conn, "here:1", now=desk.clock.now())
    mine.round()
    assert letters.subjects == ["The daemon was away and is back"]


def test_a_daemon_whose_rounds_fail_is_told_after_two_minutes_and_again_when_it_fails_again(desk) -> None:
    letters = Letters()
    why: list[str | None] = ["the disk is full"]
    mine = alerter(desk, letters)
    mine.trouble = lambda: why[0]

    def minutes(count: int) -> int:
        for _ in range(count):
            mine.round()
            desk.pass_time(minutes=1)
        return len(letters.got)

    assert [minutes(2), minutes(1), minutes(60)] == [0, 1, 1]
    assert letters.got[0][1].startswith("Since 08:00 UTC: the disk is full.")
    why[0] = None
    minutes(1)
    why[0] = "the disk is full"
    assert [minutes(2), minutes(1)] == [1, 2]


def test_what_nobody_could_be_told_for_a_week_is_let_be(desk) -> None:
    letters = Letters(0)
    mine = alerter(desk, letters)
    refused(desk, "a")
    mine.round()
    desk.pass_time(days=8)
    mine.round()
    assert letters.got == []
    assert alerts_check(desk) is None
