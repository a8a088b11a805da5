"""The rest of a week goes later or earlier: what may move moves together, and what may not is told."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from promoter.approval import approve, move, withdraw, write
from promoter.campaign.model import ChannelName
from promoter.editing import plan_shift, plan_typed
from promoter.errors import NotPossible, UsageProblem
from promoter.posts.lifecycle import Status

pytestmark = pytest.mark.only_on("sqlite")
LONDON = ZoneInfo("Europe/London")
WEEK, DAY, HOUR = "smarter-state-2021", timedelta(days=1), timedelta(hours=1)
OPENER, BLOG = "2021-09-13/x/opener", "fix-the-address-first/x/blog"
MONDAY, TUESDAY, THURSDAY, SATURDAY = (date(2021, 9, day) for day in (13, 14, 16, 18))


def clock(moment: datetime) -> datetime:
    return moment.astimezone(LONDON).replace(tzinfo=None)


def remarks(effect, key: str) -> set[str]:
    return {remark.code for change in effect.changes if change.key == key for remark in change.remarks}


def test_days_keep_the_time_on_the_clocks_when_the_clocks_change(desk) -> None:
    before = desk.posts()
    desk.carry_out(desk.plan(plan_shift, WEEK, by=timedelta(days=49)))  # into November: summer time is over
    for key, post in desk.posts().items():
        assert clock(post.at) == clock(before[key].at) + timedelta(days=49)
        assert clock(post.until) == clock(before[key].until) + timedelta(days=49)
        assert post.at - before[key].at == timedelta(days=49, hours=1)
        assert post.day == before[key].day + timedelta(days=49)


def test_hours_are_hours_and_take_the_last_moment_along(desk) -> None:
    before = desk.posts()
    desk.carry_out(desk.plan(plan_shift, WEEK, by=2 * HOUR))
    for key, post in desk.posts().items():
        assert (post.at, post.until) == (before[key].at + 2 * HOUR, before[key].until + 2 * HOUR)


def test_hours_over_midnight_change_the_day(desk) -> None:
    effect = desk.plan(plan_shift, WEEK, by=12 * HOUR)
    late = next(change for change in effect.changes if clock(change.before.at).hour >= 12)
    assert late.after.day == late.before.day + DAY


def test_one_day_goes_to_another_and_the_others_stay(desk) -> None:
    before = desk.posts()
    effect = desk.plan(plan_shift, WEEK, day=MONDAY, to=SATURDAY)
    desk.carry_out(effect)
    moved = {key for key, post in desk.posts().items() if post.at != before[key].at}
    assert moved == {key for key, post in before.items() if post.day == MONDAY}
    assert {desk.post(key).day for key in moved} == {SATURDAY}
    assert effect.says == "Move what is left of Monday 13 September to Saturday 18 September"


def test_one_network_moves_alone(desk) -> None:
    effect = desk.plan(plan_shift, WEEK, by=DAY, channel=ChannelName.LINKEDIN)
    assert {change.after.channel for change in effect.changes} == {ChannelName.LINKEDIN}
    assert effect.says == "Move everything on LinkedIn that is not out yet 1 day later"


def test_what_is_out_or_taken_out_stays_and_what_was_refused_waits_again(desk) -> None:
    desk.approve_all()
    x = [post.key for post in desk.posts().values() if post.channel is ChannelName.X]
    desk.attempt(x[0], Status.SENT)
    desk.attempt(x[1], Status.FAILED)
    desk.do(withdraw, x[2], reason="Not this one.", who="joe")
    sent, out = desk.post(x[0]), desk.post(x[2])
    effect = desk.plan(plan_shift, WEEK, by=DAY)
    desk.carry_out(effect)
    assert (desk.post(x[0]), desk.post(x[2])) == (sent, out)
    assert desk.post(x[1]).status is Status.PENDING
    assert effect.stays == ()


@pytest.mark.parametrize(("status", "said"), [(Status.SENDING, "going out now"), (Status.UNCLEAR, "cannot tell")])
def test_what_may_be_out_stays_and_is_told(desk, status: Status, said: str) -> None:
    desk.approve_all()
    before = desk.attempt(OPENER, status)
    effect = desk.plan(plan_shift, WEEK, by=DAY)
    assert [(left.post.key, said in left.reason) for left in effect.stays] == [(before.key, True)]
    desk.carry_out(effect)
    assert desk.post(OPENER) == before


def test_a_time_that_would_have_passed_is_none(desk) -> None:
    desk.now = datetime(2021, 9, 14, 12, 0, tzinfo=UTC)  # the first of Wednesday would go on Tuesday morning
    effect = desk.plan(plan_shift, WEEK, by=-DAY)
    stays = {left.post.key: left.reason for left in effect.stays}
    wednesday = desk.key("2021-09-15/x/opener")
    assert stays[wednesday] == "it stays: its new time, 08:45 on Tuesday 14 September, has passed"
    assert all(change.after.at >= desk.now for change in effect.changes)
    before = desk.post(wednesday)
    desk.carry_out(effect)
    assert desk.post(wednesday) == before


def test_a_page_that_is_live_only_later_keeps_its_post(desk) -> None:
    effect = desk.plan(plan_shift, WEEK, by=-DAY)
    reason = next(left.reason for left in effect.stays if left.post.key == desk.key(BLOG))
    assert reason.startswith(
        "it stays: its page is live only from 07:00 on Thursday 16 September, and it would go out at"
    )
    assert desk.key("2021-09-16/x/opener") in {change.key for change in effect.changes}


def test_a_post_whose_time_passed_waiting_gets_a_time_to_come(empty) -> None:
    empty.now = datetime(2021, 9, 13, 20, 0, tzinfo=UTC)
    empty.load()
    assert empty.post(OPENER).hold == "past"
    empty.carry_out(empty.plan(plan_shift, WEEK, by=DAY))
    post = empty.post(OPENER)
    assert (clock(post.at), post.hold) == (datetime(2021, 9, 14, 8, 45), None)
    empty.do(approve, post.key, who="ruth")


def test_what_is_odd_about_the_new_times_is_said(desk) -> None:
    effect = desk.plan(plan_shift, WEEK, day=MONDAY, to=TUESDAY)
    assert "too_near" in remarks(effect, desk.key(OPENER))
    assert "names_a_day" in remarks(effect, desk.key("2021-09-13/x/round_up"))
    effect = desk.plan(plan_shift, WEEK, day=MONDAY, to=SATURDAY)
    assert "odd_day" in remarks(effect, desk.key(OPENER))
    assert "too_near" not in remarks(effect, desk.key(OPENER))
    effect = desk.plan(plan_shift, WEEK, by=-2 * HOUR)
    assert "odd_hour" in remarks(effect, desk.key(OPENER))


def test_posts_that_move_together_are_not_in_each_others_way(desk) -> None:
    effect = desk.plan(plan_shift, WEEK, by=7 * DAY)
    assert effect.changes
    assert {code for change in effect.changes for code in remarks(effect, change.key)} <= {"odd_day", "names_a_day"}


def test_a_free_post_moves_along(desk) -> None:
    at = datetime(2021, 9, 17, 15, 30, tzinfo=UTC)
    post = desk.do(write, WEEK, ChannelName.X, at, "Thanks. #techUKSmarterState", who="joe")
    desk.carry_out(desk.plan(plan_shift, WEEK, by=DAY))
    assert desk.post(post.key).at == at + DAY


def test_a_post_that_was_moved_by_hand_moves_on_from_there(desk) -> None:
    at = datetime(2021, 9, 16, 13, 5, tzinfo=UTC)
    desk.do(move, desk.key(BLOG), at, who="joe")
    desk.carry_out(desk.plan(plan_shift, WEEK, by=DAY))
    assert desk.post(BLOG).at == at + DAY


def test_a_load_afterwards_keeps_the_new_times_even_if_the_hours_change(desk) -> None:
    desk.carry_out(desk.plan(plan_shift, WEEK, by=DAY))
    times = {key: post.at for key, post in desk.posts().items()}
    desk.load("joe")
    assert {key: desk.post(key).at for key in times} == times
    desk.carry_out(desk.plan(plan_typed, desk.folder, {"channels.x.first": "09:30"}))
    assert {key: desk.post(key).at for key in times} == times


def test_each_post_has_its_decision(desk) -> None:
    desk.carry_out(desk.plan(plan_shift, WEEK, by=-HOUR, day=None))
    assert {event.kind for event in desk.events() if event.post_key == desk.key(OPENER)} == {"offered", "moved"}
    assert desk.events()[-1].data["by"] == "-1 hour"


@pytest.mark.parametrize(
    "how",
    [{}, {"by": timedelta()}, {"day": MONDAY}, {"to": MONDAY}, {"day": MONDAY, "to": MONDAY}, {"by": DAY, "day": MONDAY, "to": TUESDAY}],
)  # fmt: skip
def test_a_way_that_leads_nowhere_is_a_mistake(desk, how) -> None:
    with pytest.raises(UsageProblem):
        desk.plan(plan_shift, WEEK, **how)


def test_the_calendar_ends_somewhere(desk) -> None:
    with pytest.raises(UsageProblem, match="the calendar ends"):
        desk.plan(plan_shift, WEEK, by=timedelta(days=4_000_000))


def test_a_week_of_which_all_is_out_has_nothing_to_move(desk) -> None:
    effect = desk.plan(plan_shift, WEEK, day=SATURDAY, to=MONDAY)
    assert effect.changes == ()
    desk.carry_out(effect)


def test_only_somebody_who_may_change_posts_moves_them(desk) -> None:
    with pytest.raises(NotPossible, match=r"vera@example\.org is a viewer"):
        desk.plan(plan_shift, WEEK, by=DAY, who="vera")
