"""Posts that missed their time: sent within the grace, else on the next free slot of their day, else given back. Never a burst."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from at_once import begin
from promoter.approval import move, pause
from promoter.channels.contract import Seen
from promoter.delivery.lateness import put_right
from promoter.ledger.due import hold_for_page
from promoter.ledger.events import list_events
from promoter.ledger.queue import get_post, list_posts, update_post
from promoter.ledger.rows import Actor
from promoter.posts.lifecycle import Status
from promoter.posts.outcome import Later, Sent
from promoter.sandbox.faults import Fault, FaultKind

NINE = datetime(2021, 9, 13, 8, 0, tzinfo=UTC)
NOON, FIVE = NINE + timedelta(hours=3), NINE + timedelta(hours=8)
FIRST, SECOND, THIRD = (f"week/{name}/x/blog" for name in ("first", "second", "third"))
ON_LINKEDIN = "week/first/linkedin/blog"
RUTH = Actor("ruth@example.org")
GRACE, SPACING = timedelta(minutes=15), timedelta(minutes=5)
MINUTE, SECOND_ = timedelta(minutes=1), timedelta(seconds=1)


def at(house, moment: datetime) -> list:
    house.clock.advance_to(moment)
    return house.run()


@pytest.mark.parametrize(("late", "goes"), [(GRACE, True), (GRACE + SECOND_, False)])
def test_a_post_goes_until_its_grace_ends_and_not_a_second_later(house, late: timedelta, goes: bool) -> None:
    house.approved()
    at(house, NINE + late)
    assert (house.post().status is Status.SENT) is goes


def test_a_later_post_takes_the_next_slot_of_its_day_and_says_why(house) -> None:
    house.approved()
    at(house, NINE + timedelta(minutes=30))
    post = house.post()
    assert (post.status, post.at) == (Status.APPROVED, datetime(2021, 9, 13, 8, 45, tzinfo=UTC))
    assert post.why == "missed 09:00; the next free time of its day"
    assert house.events() == ["approved", "reslotted"]
    at(house, post.at)
    assert house.post().status is Status.SENT


@pytest.mark.parametrize(
    ("becomes", "taken"),
    [
        ((), True),
        ((Status.PENDING,), True),
        ((Status.SENDING,), True),
        ((Status.SENDING, Status.SENT), True),
        ((Status.SENDING, Status.UNCLEAR), True),
        ((Status.WITHDRAWN,), False),
        ((Status.SENDING, Status.FAILED), False),
    ],
)
def test_a_free_slot_is_one_that_no_other_post_of_the_account_has(
    house, becomes: tuple[Status, ...], taken: bool
) -> None:
    house.approved(FIRST)
    other = house.approved(SECOND, at=NINE + 45 * MINUTE)
    with house.ledger.write() as conn:
        for status in becomes:
            other = update_post(conn, other, status=status)
    at(house, NINE + 30 * MINUTE)
    assert house.post(FIRST).at == NINE + (105 if taken else 45) * MINUTE


def test_the_time_of_a_post_that_went_by_is_free_for_others(house) -> None:
    house.approved(FIRST)
    missed = house.approved(SECOND, at=NINE + 20 * MINUTE)
    with house.ledger.write() as conn:
        update_post(conn, missed, status=Status.PENDING, hold="past")
    at(house, NINE + 30 * MINUTE)
    assert house.post(FIRST).at == NINE + 45 * MINUTE


def test_a_late_post_keeps_its_distance_from_one_that_left_later_than_its_time(house) -> None:
    house.approved(FIRST)
    at(house, NINE + 14 * MINUTE)
    assert house.post(FIRST).sent_at == NINE + 14 * MINUTE
    house.approved(SECOND, until=NINE + 25 * MINUTE)
    at(house, NINE + 16 * MINUTE)
    assert house.post(SECOND).at == NINE + 19 * MINUTE


def test_a_late_post_is_not_put_before_its_page_is_live(house) -> None:
    house.approved(not_before=NINE + timedelta(hours=2))
    at(house, NINE + 30 * MINUTE)
    assert house.post().at == NINE + timedelta(hours=2, minutes=45)


def test_a_late_post_is_not_put_before_its_next_try(house) -> None:
    house.approved()
    busy = Later(detail="Busy.", until=NINE + timedelta(hours=2))
    house.run(channels={"x:default": Answers(busy)})
    assert house.account().not_before is None
    at(house, NINE + 30 * MINUTE)
    assert house.post().at == NINE + timedelta(hours=2, minutes=45)


def test_a_late_post_stays_out_of_the_blackout(house) -> None:
    house.approved(ON_LINKEDIN, at=NOON - 20 * MINUTE)
    at(house, NOON - 4 * MINUTE)
    assert house.post(ON_LINKEDIN).at >= NOON + 60 * MINUTE


def test_a_late_post_without_a_free_time_is_given_back_with_the_reason(house) -> None:
    house.approved(at=FIVE - timedelta(minutes=10))
    at(house, FIVE + timedelta(minutes=6))
    post = house.post()
    assert (post.status, post.hold, post.approved_by) == (Status.PENDING, "past", ())
    assert post.reason == "It missed 16:50, and no time is free before 17:00."


def test_a_late_post_that_was_held_back_is_given_back_with_what_held_it(house) -> None:
    house.approved(at=FIVE - timedelta(minutes=10))
    house.do(hold_for_page, FIRST, "the page answers 404", look_at=FIVE + timedelta(hours=1), evidence={})
    at(house, FIVE + timedelta(minutes=6))
    assert house.post().reason == "It missed 16:50, and no time is free before 17:00: the page answers 404."
    assert house.public() == []


def test_a_late_post_that_was_tried_is_given_back_with_what_came_of_that(house) -> None:
    house.approved(until=NINE + 25 * MINUTE)
    house.run(channels={"x:default": Answers(Later(detail="Busy.", until=NINE + 20 * MINUTE))})
    assert house.post().status is Status.APPROVED
    at(house, NINE + 26 * MINUTE)
    assert house.post().reason == "It missed 09:00, and no time is free before 09:25: Busy."


def test_a_late_post_is_never_put_after_its_last_moment(house) -> None:
    house.approved(until=NINE + 30 * MINUTE)
    house.approved(SECOND, at=NINE + 20 * MINUTE, until=NINE + 30 * MINUTE)
    at(house, NINE + 16 * MINUTE)
    assert (house.post().status, house.post(SECOND).status) == (Status.APPROVED, Status.APPROVED)
    assert NINE + 16 * MINUTE <= house.post().at <= NINE + 30 * MINUTE
    at(house, NINE + 46 * MINUTE)
    assert house.post().reason.endswith("and no time is free before 09:30.")


def test_a_network_that_takes_nothing_until_tomorrow_is_named_as_the_reason(house) -> None:
    house.approved(FIRST)
    house.approved(SECOND, at=NINE + timedelta(hours=1))
    house.sandbox.order(Fault(kind=FaultKind.RATE_LIMITED, reset=24 * 3600))
    at(house, NINE)
    at(house, NINE + timedelta(hours=1, minutes=16))
    assert house.post(FIRST).status is Status.PENDING
    assert house.post(SECOND).reason.endswith("X takes nothing from us before 09:00 on Tuesday 14 September.")


def test_a_post_of_yesterday_is_never_sent(house) -> None:
    house.approved()
    at(house, NINE + timedelta(days=1))
    assert (house.post().status, house.public()) == (Status.PENDING, [])


def test_a_retry_that_is_due_after_the_grace_gets_a_slot_of_its_own(house) -> None:
    house.approved()
    house.sandbox.order(Fault(kind=FaultKind.RATE_LIMITED, reset=3600))
    at(house, NINE)
    at(house, NINE + timedelta(minutes=16))
    assert house.post().at == datetime(2021, 9, 13, 9, 45, tzinfo=UTC)  # the first slot after the limit
    at(house, house.post().at)
    assert house.post().status is Status.SENT


def test_while_everything_is_paused_no_late_post_moves(house) -> None:
    house.approved()
    house.do(pause, reason="look first", who=RUTH)
    at(house, NINE + timedelta(hours=2))
    assert (house.post().status, house.post().at) == (Status.APPROVED, NINE)


def test_a_network_that_the_campaign_dropped_gives_its_posts_back(house) -> None:
    house.approved(ON_LINKEDIN)
    house.campaign(channels={"x": {}})
    at(house, NINE + timedelta(hours=1))
    assert house.post(ON_LINKEDIN).reason == "The campaign does not use LinkedIn any more."


def test_a_post_that_was_approved_for_the_night_is_not_sent_in_the_morning(house) -> None:
    house.approved(at=FIVE + timedelta(hours=4))
    at(house, FIVE + timedelta(hours=4, minutes=16))
    assert house.post().status is Status.PENDING


class TakesAll:
    """A network that takes whatever still may leave."""

    def __init__(self) -> None:
        self.numbers = iter(range(1, 10**9))

    def publish(self, post, *, now, still_ours):
        assert still_ours()
        return Sent(network_id=str(next(self.numbers)), url=None)

    def read(self, network_id, post, *, now):
        return Seen(network_id=network_id, url="", text=post.text, created_at=now, as_sent=True)


class Answers:
    """A network that has one answer."""

    def __init__(self, outcome) -> None:
        self.outcome = outcome

    def publish(self, post, *, now, still_ours):
        assert still_ours()
        return self.outcome


MINUTES = st.integers(0, 8 * 60)
OUTAGES = st.lists(st.tuples(MINUTES, st.integers(20, 5 * 60)), max_size=3)


@settings(
    max_examples=15, phases=[Phase.reuse, Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(outages=OUTAGES, posts=st.lists(MINUTES, min_size=1, max_size=12, unique=True))
def test_whatever_the_outages_nothing_bursts_nothing_is_too_late_and_nothing_is_lost(
    new_house, outages: list[tuple[int, int]], posts: list[int]
) -> None:
    house = new_house()
    for minute in posts:
        house.approved(f"week/number-{minute}/x/blog", at=NINE + minute * MINUTE)
    dispatcher = house.dispatcher(channels={"x:default": TakesAll()})
    left = []
    while (now := house.clock.now()) < FIVE + 2 * GRACE:
        wake = tick = now + 7 * MINUTE
        if not any(NINE + begins * MINUTE <= now < NINE + (begins + long) * MINUTE for begins, long in outages):
            left += [now for post in dispatcher.run() if post.status is Status.SENT]
            due = dispatcher.next_due()
            wake = min(due, tick) if due is not None and due > now else tick
        house.clock.advance_to(wake)
    given_back = at(house, NINE + timedelta(days=1))  # whatever was still to come waits for a person by the morning
    assert all(post.status is Status.PENDING for post in given_back)
    rows = house.posts()
    assert all(later - earlier >= SPACING for earlier, later in pairwise(left))
    assert sorted(row.sent_at for row in rows if row.status is Status.SENT) == left
    assert all(row.sent_at <= max(row.until, row.at + GRACE) for row in rows if row.sent_at)
    assert all(row.status in {Status.SENT, Status.PENDING} for row in rows)
    assert all(row.reason and row.hold == "past" for row in rows if row.status is Status.PENDING)
    if not outages and all(later - earlier >= 5 for earlier, later in pairwise(sorted(posts))):
        assert [row.sent_at for row in rows] == [row.at for row in rows]


def test_two_campaigns_of_one_account_keep_their_distance_too(house) -> None:
    house.campaign("other")
    house.approved(FIRST)
    house.approved("other/first/x/blog", at=NINE + MINUTE)
    for minute in range(10):
        at(house, NINE + minute * MINUTE)
    with house.ledger.read() as conn:
        left = sorted(post.sent_at for post in list_posts(conn))
        assert left == [NINE, NINE + SPACING]
        assert [event.kind for event in list_events(conn, campaign="other")][-2:] == ["sent", "read_back"]


# ------------------------------------------------------------------------------------------------------------- two at once


@pytest.mark.only_on("postgresql")
def test_a_late_post_that_somebody_is_changing_is_left_to_them_and_neither_waits_for_the_other(house) -> None:
    """Whoever moves the second has it in hand and needs the record of events; the daemon has that, from the first."""
    house.approved(FIRST)
    house.approved(SECOND, at=NINE + MINUTE)
    now = NINE + timedelta(minutes=30)
    with ThreadPoolExecutor(1) as pool, house.ledger.write() as conn:
        get_post(conn, SECOND, lock=True)
        daemon = begin(pool, house.ledger, lambda conn: put_right(conn, now=now, grace=GRACE, connected={"x:default"}))
        move(conn, SECOND, NOON, who=RUTH, now=now)
        assert [post.key for post in daemon.result()] == [FIRST]
    assert (house.post(FIRST).status, house.post(FIRST).why) == (
        Status.APPROVED,
        "missed 09:00; the next free time of its day",
    )
    assert (house.post(SECOND).status, house.post(SECOND).at) == (Status.PENDING, NOON)
