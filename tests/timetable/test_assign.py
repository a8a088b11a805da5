"""The timetable of a day and a week: order, fairness, spacing, what is kept, and what is left over."""

import random
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, permutations
from zoneinfo import ZoneInfo

import pytest

from promoter.campaign.model import ChannelName, Kind
from promoter.timetable.assign import assign, few_slots

LONDON = ZoneInfo("Europe/London")
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = "2021-09-13", "2021-09-14", "2021-09-15", "2021-09-16", "2021-09-17"


def at(day, wall):
    return datetime.fromisoformat(f"{day}T{wall}").replace(tzinfo=LONDON).astimezone(UTC)


def clock(moment):
    return f"{moment.astimezone(LONDON):%H:%M}"


def times(table, channel=None):
    """What stands where: "b1 x blog" -> "10:45"."""
    found = {}
    for placement in table.placements:
        _, subject, network, kind = placement.key.split("/")
        if channel in (None, network):
            found[f"{subject} {kind}" if channel else f"{subject} {network} {kind}"] = clock(placement.at)
    return found


def blogs(make, day, names, organisations=None, channels=("x", "linkedin")):
    return [
        make.post(day, channel, "blog", name, (organisations or {}).get(name, f"Organisation of {name}"))
        for channel in channels
        for name in names
    ]


def frame(make, day, *kinds):
    return [post for kind in kinds for post in make.on_both(day, kind)]


# ---------------------------------------------------------------------------------------------------- order of the day


def test_a_day_opens_at_the_first_slot_and_closes_at_the_last(make):
    posts = frame(make, MONDAY, "opener", "round_up") + blogs(make, MONDAY, ["a"])
    table = assign(posts, make.campaign())
    assert times(table, "x") == {f"{MONDAY} opener": "08:45", "a blog": "12:45", f"{MONDAY} round_up": "16:45"}
    assert times(table, "linkedin")[f"{MONDAY} opener"] == "08:50"
    assert times(table, "linkedin")[f"{MONDAY} round_up"] == "16:20"


def test_on_the_last_day_the_event_comes_last_and_the_end_of_the_week_before_it(make):
    posts = frame(make, FRIDAY, "event", "opener", "week_end", "round_up") + blogs(make, FRIDAY, ["a", "b"])
    table = assign(posts, make.campaign())
    x = times(table, "x")
    assert [x[f"{FRIDAY} {kind}"] for kind in ("opener", "round_up", "week_end", "event")] == [
        "08:45",
        "14:45",
        "15:45",
        "16:45",
    ]
    assert (x["a blog"], x["b blog"]) in {("10:45", "12:45"), ("12:45", "10:45")}


def test_blogs_lie_evenly_over_what_is_free(make):
    posts = frame(make, MONDAY, "opener", "round_up") + blogs(make, MONDAY, "abc")
    x = times(assign(posts, make.campaign()), "x")
    assert sorted(x[f"{name} blog"] for name in "abc") == ["10:45", "12:45", "14:45"]


def test_a_post_may_go_until_the_end_of_its_days_window(make):
    table = assign(blogs(make, MONDAY, "a"), make.campaign())
    assert {placement.until for placement in table.placements} == {at(MONDAY, "17:00")}


def test_every_time_is_aware_and_in_utc(make):
    table = assign(
        blogs(make, MONDAY, "ab"), make.campaign(), fixed={"week/a/x/blog": at(MONDAY, "09:00").astimezone(LONDON)}
    )
    assert all(moment.tzinfo is UTC for placement in table.placements for moment in (placement.at, placement.until))


def test_clock_changes_inside_the_week_change_nothing_on_the_wall(make):
    campaign = make.campaign(["2021-10-30", "2021-10-31", "2021-11-01"])
    posts = [make.post(day, "x", "opener") for day in ("2021-10-30", "2021-10-31", "2021-11-01")]
    table = assign(posts, campaign)
    assert [clock(placement.at) for placement in table.placements] == ["08:45"] * 3
    assert [f"{placement.at:%H:%M}" for placement in table.placements] == ["07:45", "08:45", "08:45"]


def test_days_that_end_and_begin_at_midnight_keep_the_gap_between_them(make):
    around_the_clock = {"first": "00:00", "last": "23:59", "gap": "50m", "per_day": 40}
    campaign = make.campaign([MONDAY, TUESDAY], x=around_the_clock)
    posts = [make.post(day, "x", "blog", f"{day}-{n}") for day in (MONDAY, TUESDAY) for n in range(29)]
    table = assign(posts, campaign)
    found = [placement.at for placement in table.placements]
    assert len(found) >= 56
    assert all(b - a >= timedelta(minutes=50) for a, b in pairwise(found))


# ------------------------------------------------------------------------------------------------------------- live_from


def test_no_blog_goes_out_before_its_page_is_live(make):
    campaign = make.campaign([MONDAY], x=make.X)
    posts = [
        make.post(MONDAY, "x", "blog", name, not_before=at(MONDAY, wall))
        for name, wall in (("a", "15:00"), ("b", "07:00"))
    ]
    table = assign(posts, campaign)
    x = times(table, "x")
    assert x["b blog"] < "15:00" <= x["a blog"]


def test_blogs_that_are_all_live_late_are_spread_over_what_remains(make):
    campaign = make.campaign([MONDAY], x=make.X)
    posts = [make.post(MONDAY, "x", "blog", name, not_before=at(MONDAY, "11:00")) for name in "ab"]
    assert sorted(times(assign(posts, campaign)).values()) == ["12:45", "15:45"]


def test_a_blog_live_after_the_last_slot_is_named_with_the_time(make):
    campaign = make.campaign([MONDAY], x=make.X)
    posts = [make.post(MONDAY, "x", "blog", "a", not_before=at(MONDAY, "17:30")), make.post(MONDAY, "x", "blog", "b")]
    table = assign(posts, campaign)
    (left,) = table.overflow
    assert (left.code, left.keys) == ("live_too_late", ("week/a/x/blog",))
    assert left.message == (
        "Monday 13 September has no free slot left on X from 17:30 on, when the page is live: a is not on X at all"
    )
    assert list(times(table)) == ["b x blog"]


def test_a_blog_live_only_on_a_later_day_is_named_with_that_day(make):
    table = assign([make.post(MONDAY, "x", "blog", "a", not_before=at(TUESDAY, "07:00"))], make.campaign())
    assert "from Tuesday 14 September, 07:00 on" in table.overflow[0].message


def test_the_reason_names_the_time_from_which_the_page_is_live(make):
    table = assign(
        [make.post(MONDAY, "x", "blog", "a", not_before=at(MONDAY, "11:00"))], make.campaign([MONDAY], x=make.X)
    )
    assert "not before 11:00, when the page is live" in table.placements[0].why


# -------------------------------------------------------------------------------------------------------------- fairness


@pytest.mark.parametrize("day", [MONDAY, TUESDAY])
@pytest.mark.parametrize("many", [2, 3, 4, 5])
def test_who_is_early_on_one_network_is_late_on_the_other(make, day, many):
    names = "abcde"[:many]
    campaign = make.campaign(linkedin=make.X | {"first": "08:50"}, x=make.X)
    table = assign(frame(make, day, "opener", "round_up") + blogs(make, day, names), campaign)
    order = {
        channel: sorted(names, key=lambda name, c=channel: times(table, c)[f"{name} blog"])
        for channel in ("x", "linkedin")
    }
    assert order["x"] == order["linkedin"][::-1]


def test_the_networks_take_turns_in_having_the_first_choice(make):
    posts = [post for day in (MONDAY, TUESDAY) for post in blogs(make, day, [f"{day}-{n:02}" for n in range(20)])]
    table = assign(posts, make.campaign([MONDAY, TUESDAY], x=make.X, linkedin=make.X))
    placed = {placement.key for placement in table.placements}
    first = {day: [c for c in ("x", "linkedin") if f"week/{day}-00/{c}/blog" in placed] for day in (MONDAY, TUESDAY)}
    assert sorted(first.values()) == [["linkedin"], ["x"]]


@pytest.mark.parametrize("day", [MONDAY, TUESDAY])
def test_of_one_organisations_blogs_the_page_that_is_live_first_goes_first(make, day):
    posts = frame(make, day, "opener", "round_up")
    for channel in ("x", "linkedin"):
        posts += [
            make.post(day, channel, "blog", "a", "Example Digital", at(day, "13:00")),
            make.post(day, channel, "blog", "b", "Example Digital"),
            make.post(day, channel, "blog", "c", "Example Health"),
        ]
    table = assign(posts, make.campaign())
    for channel in ("x", "linkedin"):
        found = times(table, channel)
        assert found["b blog"] < found["c blog"] < found["a blog"]


def test_other_days_begin_with_other_blogs(make):
    posts = [post for day in make.WEEK for post in blogs(make, day, [f"{day}-{n}" for n in range(3)], channels=["x"])]
    table = assign(posts, make.campaign(blogs=[f"{day}-{n}" for day in make.WEEK for n in range(3)]))
    firsts = {}
    for placement in table.placements:
        blog = placement.key.split("/")[1]
        firsts.setdefault(blog[:10], blog[-1])
    assert set(firsts.values()) == {"0", "1", "2"}


@pytest.mark.parametrize("names", ["ab", "abc", "abcd", "abcde"])
def test_two_blogs_of_one_organisation_are_three_hours_apart(make, names):
    organisations = {"a": "Example Digital", "b": "Example Digital"}
    for day in make.WEEK:
        posts = frame(make, day, "opener", "round_up") + blogs(make, day, names, organisations)
        for channel in ("x", "linkedin"):
            mine = [p for p in posts if p.channel == channel][: 6 if channel == "linkedin" else 9]
            table = assign(mine, make.campaign())
            when = {p.key.split("/")[1]: p.at for p in table.placements}
            if {"a", "b"} <= set(when):
                assert abs(when["a"] - when["b"]) >= timedelta(hours=3), (day, channel, times(table))


def test_three_blogs_of_one_organisation_are_three_hours_apart_where_the_day_allows(make):
    organisations = dict.fromkeys("abc", "Example Digital")
    posts = frame(make, MONDAY, "opener", "round_up") + blogs(make, MONDAY, "abc", organisations, channels=["x"])
    assert sorted(times(assign(posts, make.campaign()), "x").values()) == ["08:45", "09:45", "12:45", "15:45", "16:45"]


def test_where_three_hours_are_not_to_be_had_one_organisation_gets_as_far_apart_as_can_be(make):
    campaign = make.campaign([MONDAY], x={"first": "09:00", "last": "11:00", "gap": "30m"})
    organisations = {"a": "Example Digital", "b": "example digital"}
    posts = blogs(make, MONDAY, "abcde", organisations, channels=["x"])
    table = assign(posts, campaign)
    x = times(table, "x")
    assert {x["a blog"], x["b blog"]} == {"09:00", "11:00"}
    why = {placement.key: placement.why for placement in table.placements}
    assert (
        "as far as the day allows from the other blog of Example Digital" in why["week/a/x/blog"] + why["week/b/x/blog"]
    )


def test_a_new_blog_keeps_away_from_its_organisations_blog_that_keeps_its_time(make):
    organisations = {"a": "Example Digital", "b": "Example Digital"}
    posts = blogs(make, MONDAY, "ab", organisations, channels=["x"])
    table = assign(posts, make.campaign(), fixed={"week/a/x/blog": at(MONDAY, "12:45")})
    x = times(table, "x")
    assert x["a blog"] == "12:45"
    assert x["b blog"] in {"08:45", "09:45", "15:45", "16:45"}


SAME = {"first": "09:00", "last": "12:00", "gap": "60m"}


@pytest.mark.parametrize("many", [1, 2, 3, 4])
def test_no_blog_is_on_both_networks_in_the_same_minute(make, many):
    campaign = make.campaign([MONDAY], x=SAME, linkedin=SAME)
    table = assign(blogs(make, MONDAY, "abcd"[:many]), campaign)
    found = times(table)
    assert len(found) == 2 * many
    assert all(found[f"{name} x blog"] != found[f"{name} linkedin blog"] for name in "abcd"[:many])


def test_two_networks_with_the_same_slots_are_each_others_mirror(make):
    table = assign(blogs(make, MONDAY, "ab"), make.campaign([MONDAY], x=SAME, linkedin=SAME))
    hours = {channel: sorted(int(wall[:2]) for wall in times(table, channel).values()) for channel in ("x", "linkedin")}
    assert sorted(hours.values()) == [[9, 11], [10, 12]]


@pytest.mark.parametrize("day", [MONDAY, TUESDAY, WEDNESDAY])
@pytest.mark.parametrize("live", [None, "10:00"])
@pytest.mark.parametrize("kept", [*permutations("abc"), *permutations("ab")], ids="".join)
def test_on_a_full_day_blogs_change_places_rather_than_share_a_minute(make, day, live, kept):
    full = SAME | {"per_day": len(kept)}
    posts = blogs(make, day, kept, channels=["linkedin"])
    posts += [
        make.post(day, "x", "blog", name, not_before=at(day, live) if live and name == "c" else None) for name in kept
    ]
    fixed = {f"week/{name}/linkedin/blog": at(day, f"{9 + n:02}:00") for n, name in enumerate(kept)}
    table = assign(posts, make.campaign([day], x=full, linkedin=full), fixed=fixed)
    assert table.overflow == ()
    found = times(table)
    assert all(found[f"{name} x blog"] != found[f"{name} linkedin blog"] for name in kept)
    assert sorted(times(table, "x").values()) == ["09:00", "10:00", "11:00"][: len(kept)]
    assert not live or found.get("c x blog", live) >= live


def test_a_slot_far_off_is_better_than_none(make):
    minute = {"first": "09:00", "last": "09:01", "gap": "1s", "per_day": 61}
    table = assign(blogs(make, MONDAY, "a"), make.campaign([MONDAY], x=minute, linkedin=minute))
    assert table.overflow == ()
    assert [clock(placement.at) for placement in table.placements] == ["09:00", "09:01"]


ONE_AND_A_BIT = {"first": "09:00", "last": "09:30", "gap": "60m"}


def test_five_minutes_later_is_no_way_out_when_the_other_network_has_that_minute_too(make):
    posts = [*blogs(make, MONDAY, "a"), make.post(MONDAY, "linkedin", "second", "a")]
    fixed = {"week/a/linkedin/blog": at(MONDAY, "09:00"), "week/a/linkedin/second": at(MONDAY, "09:05")}
    table = assign(posts, make.campaign([MONDAY], x=ONE_AND_A_BIT, linkedin=ONE_AND_A_BIT), fixed=fixed)
    assert [(left.code, left.keys) for left in table.overflow] == [("same_minute", ("week/a/x/blog",))]


@pytest.mark.parametrize(("live", "expected"), [("09:30", "09:55"), ("09:57", None)])
def test_five_minutes_sooner_will_do_if_the_page_is_live(make, live, expected):
    two = {"first": "09:00", "last": "10:00", "gap": "60m"}
    posts = [make.post(MONDAY, channel, "blog", "a", not_before=at(MONDAY, live)) for channel in ("x", "linkedin")]
    free = make.post(MONDAY, "x", "free")
    table = assign(
        [*posts, free],
        make.campaign([MONDAY], x=two, linkedin=two),
        fixed={"week/a/linkedin/blog": at(MONDAY, "10:00")},
    )
    assert times(table, "x").get("a blog") == expected
    assert (free.key in {placement.key for placement in table.placements}) is (expected is None), (
        "09:00 would be too close"
    )


def test_where_there_is_no_other_slot_one_network_follows_five_minutes_later(make):
    campaign = make.campaign([MONDAY], x=ONE_AND_A_BIT, linkedin=ONE_AND_A_BIT)
    on_slot, beside = assign(blogs(make, MONDAY, "a"), campaign).placements
    assert (clock(on_slot.at), clock(beside.at)) == ("09:00", "09:05")
    other = "X" if "/x/" in on_slot.key else "LinkedIn"
    assert beside.why.endswith(f"; beside its slot, because {other} has it in that minute")


def test_where_there_is_no_other_minute_at_all_one_network_goes_without_and_says_so(make):
    one = {"first": "09:00", "last": "09:00", "gap": "60m"}
    table = assign(blogs(make, MONDAY, "a"), make.campaign([MONDAY], x=one, linkedin=one))
    assert len(table.placements) == 1
    assert [left.code for left in table.overflow] == ["same_minute"]


def test_a_post_that_keeps_its_time_counts_for_the_same_minute_too(make):
    campaign = make.campaign([MONDAY], x=SAME, linkedin=SAME)
    for wall in ("09:00", "10:00", "11:00", "12:00"):
        table = assign(blogs(make, MONDAY, "a"), campaign, fixed={"week/a/x/blog": at(MONDAY, wall)})
        assert times(table)["a linkedin blog"] != wall


# --------------------------------------------------------------------------------------------------- more than fits


def fifteen(make, *kinds):
    names = [f"b{n:02}" for n in range(15)]
    return frame(make, TUESDAY, *kinds) + blogs(make, TUESDAY, names), make.campaign(blogs=names)


def test_fifteen_blogs_fill_both_networks_and_the_rest_are_named(make):
    posts, campaign = fifteen(make, "opener", "round_up")
    table = assign(posts, campaign)
    placed = {
        channel: {p.key.split("/")[1] for p in table.placements if p.key.endswith(f"{channel}/blog")}
        for channel in ("x", "linkedin")
    }
    assert {channel: len(names) for channel, names in placed.items()} == {"x": 7, "linkedin": 4}
    by_channel = {left.channel: left for left in table.overflow}
    assert set(by_channel) == set(ChannelName)
    for channel, left in by_channel.items():
        assert {key.split("/")[1] for key in left.keys} == {f"b{n:02}" for n in range(15)} - placed[channel]
        assert left.day == date.fromisoformat(TUESDAY)
        assert left.code == "overflow"
    assert by_channel[ChannelName.X].message.startswith("Tuesday 14 September has 15 blogs and 7 free slots on X: ")
    assert by_channel[ChannelName.X].message.endswith(" are carried by the round-up only")


def test_a_blog_left_out_on_one_network_is_placed_on_the_other(make):
    posts, campaign = fifteen(make, "opener", "round_up")
    table = assign([*posts, *(make.post(TUESDAY, "x", "second", f"b{n:02}") for n in range(15))], campaign)
    placed = [p.key.split("/")[1] for p in table.placements if p.key.endswith("/blog")]
    assert len(placed) == len(set(placed)) == 11


def test_without_a_round_up_nothing_is_said_to_carry_the_rest(make):
    posts, campaign = fifteen(make, "opener")
    assert all("at all" in left.message and "carried" not in left.message for left in assign(posts, campaign).overflow)


def test_the_end_of_week_post_carries_the_rest_where_it_is_the_only_closing_post(make):
    posts, campaign = fifteen(make, "opener", "week_end")
    assert all(
        left.message.endswith("are carried by the end-of-week post only") for left in assign(posts, campaign).overflow
    )
    posts, campaign = fifteen(make, "opener", "week_end", "round_up")
    assert all(left.message.endswith("are carried by the round-up only") for left in assign(posts, campaign).overflow)


def test_each_organisation_gets_one_slot_before_any_gets_a_second_and_then_the_order_given_counts(make):
    campaign = make.campaign([MONDAY], x=SAME, blogs=["z", "y", "c", "b", "a"])
    posts = blogs(
        make, MONDAY, "abcyz", {"z": "One", "y": "One", "c": "Two", "b": "Three", "a": "Four"}, channels=["x"]
    )
    (left,) = assign(posts, campaign).overflow
    assert left.keys == ("week/y/x/blog",)
    posts = blogs(make, MONDAY, "abcyz", channels=["x"])
    (left,) = assign(posts, campaign).overflow
    assert left.keys == ("week/a/x/blog",)


def test_with_a_single_slot_the_opener_has_it_and_all_else_is_named(make):
    campaign = make.campaign([MONDAY], x={"first": "09:00", "last": "09:00", "gap": "60m"})
    posts = [make.post(MONDAY, "x", kind) for kind in ("round_up", "opener", "event")]
    table = assign([*posts, make.post(MONDAY, "x", "blog", "a")], campaign)
    assert times(table) == {f"{MONDAY} x opener": "09:00"}
    assert {key for left in table.overflow for key in left.keys} == {
        "week/a/x/blog",
        f"week/{MONDAY}/x/round_up",
        f"week/{MONDAY}/x/event",
    }
    assert (
        "Monday 13 September has no slot left on X for the round-up and the reminder of the event: "
        "widen its window, shorten its gap or raise its cap"
    ) in {left.message for left in table.overflow}


def test_where_two_slots_are_left_for_three_closing_posts_the_round_up_stays(make):
    campaign = make.campaign([FRIDAY], x={"first": "09:00", "last": "11:00", "gap": "60m"})
    posts = [make.post(FRIDAY, "x", kind) for kind in ("event", "opener", "round_up", "week_end")]
    table = assign(posts, campaign)
    assert list(times(table).values()) == ["09:00", "10:00", "11:00"]
    assert [left.keys for left in table.overflow] == [(f"week/{FRIDAY}/x/event",)]


def test_a_post_for_a_network_that_the_campaign_does_not_use_is_named(make):
    table = assign(blogs(make, MONDAY, "a", channels=["linkedin"]), make.campaign([MONDAY], x=make.X))
    assert [left.code for left in table.overflow] == ["no_network"]
    assert "The campaign does not use LinkedIn" in table.overflow[0].message


# ---------------------------------------------------------------------------------------------------------- second posts


def test_a_second_post_follows_three_hours_after_the_first(make):
    posts = [make.post(MONDAY, "x", kind) for kind in ("opener", "round_up")]
    posts += [make.post(MONDAY, "x", kind, name) for name in "ab" for kind in ("blog", "second")]
    table = assign(posts, make.campaign())
    x = times(table, "x")
    early = min("ab", key=lambda name: x[f"{name} blog"])
    assert x[f"{early} blog"] == "10:45"
    assert x[f"{early} second"] == "13:45"
    reasons = {placement.key: placement.why for placement in table.placements}
    assert reasons[f"week/{early}/x/second"] == "a second look at the blog, three hours or more after the post of 10:45"


def test_a_second_post_that_would_crowd_is_left_out_and_that_is_no_loss(make):
    posts = [make.post(MONDAY, "x", kind) for kind in ("opener", "round_up")]
    posts += [make.post(MONDAY, "x", kind, name) for name in "ab" for kind in ("blog", "second")]
    table = assign(posts, make.campaign())
    (left,) = table.overflow
    late = max("ab", key=lambda name: times(table, "x")[f"{name} blog"])
    assert (left.code, left.keys) == ("second_left_out", (f"week/{late}/x/second",))
    assert left.message == (
        f"Monday 13 September has no slot on X long enough after the first for a second post about {late}"
    )


def test_a_short_day_says_it_a_second_time_as_late_as_it_can(make):
    campaign = make.campaign([MONDAY], x={"first": "09:00", "last": "12:00", "gap": "30m"})
    table = assign([make.post(MONDAY, "x", kind, "a") for kind in ("second", "blog")], campaign)
    assert times(table, "x") == {"a blog": "10:30", "a second": "12:00"}
    assert table.placements[1].why == "a second look at the blog, as long as the day allows after the post of 10:30"


def test_a_second_post_does_not_share_the_other_networks_minute_either(make):
    day = {"first": "09:00", "last": "16:00", "gap": "60m"}
    posts = [*blogs(make, MONDAY, "a"), make.post(MONDAY, "x", "second", "a")]
    fixed = {"week/a/x/blog": at(MONDAY, "10:00"), "week/a/linkedin/blog": at(MONDAY, "13:00")}
    assert times(assign(posts, make.campaign([MONDAY], x=day, linkedin=day), fixed=fixed))["a x second"] == "14:00"


def test_several_second_posts_of_a_blog_follow_each_other(make):
    campaign = make.campaign([MONDAY], x={"first": "06:00", "last": "23:00", "gap": "60m"})
    seconds = [make.post(MONDAY, "x", "second", "a", number=number) for number in (1, 2)]
    table = assign(seconds, campaign, fixed={"week/a/x/blog": at(MONDAY, "07:00")})
    assert len(table.placements) == 2
    table = assign(
        [make.post(MONDAY, "x", "blog", "a"), *seconds], campaign, fixed={"week/a/x/blog": at(MONDAY, "07:00")}
    )
    assert times(table, "x") == {"a blog": "07:00", "a second": "10:00", "a second-2": "13:00"}


def test_a_blog_without_a_first_post_gets_no_second(make):
    campaign = make.campaign([MONDAY], x=make.X)
    posts = [
        make.post(MONDAY, "x", kind, "a", not_before=at(MONDAY, "17:30") if kind == "blog" else None)
        for kind in ("blog", "second")
    ]
    assert {left.code for left in assign(posts, campaign).overflow} == {"live_too_late", "second_left_out"}


# ------------------------------------------------------------------------------------------------- what keeps its time


def test_posts_that_have_a_time_keep_it_and_new_ones_fill_the_slots_around_them(make):
    before = frame(make, MONDAY, "opener", "round_up") + blogs(make, MONDAY, "ab")
    campaign = make.campaign()
    first = assign(before, campaign)
    kept = {placement.key: placement.at for placement in first.placements}
    again = assign([*before, *blogs(make, MONDAY, "c")], campaign, fixed=kept)
    found = {placement.key: placement.at for placement in again.placements}
    assert {key: found[key] for key in kept} == kept
    assert set(found) - set(kept) == {"week/c/x/blog", "week/c/linkedin/blog"}
    assert [p.why for p in again.placements if p.key in kept] == ["keeps the time that it has"] * len(kept)
    assert again.overflow == ()


def test_the_reason_for_a_time_that_stays_is_told_as_long_as_it_is_true(make):
    posts = frame(make, MONDAY, "opener", "round_up") + blogs(make, MONDAY, "ab")
    first = assign(posts, make.campaign())
    kept = {placement.key: placement.at for placement in first.placements}
    given = {placement.key: placement.why for placement in first.placements}
    again = assign(posts, make.campaign(), fixed=kept, given=given)
    assert {placement.key: placement.why for placement in again.placements} == given
    more = assign([*posts, *blogs(make, MONDAY, "c")], make.campaign(), fixed=kept, given=given)
    told = {placement.key: placement.why for placement in more.placements if placement.key in kept}
    assert {key for key, reason in told.items() if reason != given[key]} == {key for key in kept if "/blog" in key}
    assert all("of three blogs, at the time given to it" in why for key, why in told.items() if "/blog" in key)


def test_what_closed_a_day_and_does_not_any_more_only_keeps_its_time(make):
    posts = frame(make, MONDAY, "opener", "round_up") + blogs(make, MONDAY, "a", channels=["x"])
    first = assign(posts, make.campaign(x=make.X))
    given = {placement.key: placement.why for placement in first.placements}
    kept = {placement.key: placement.at for placement in first.placements}
    closing, opening, moved = f"week/{MONDAY}/x/round_up", f"week/{MONDAY}/x/opener", "week/a/x/blog"
    kept[moved], kept[opening] = kept[closing] + timedelta(hours=1), kept[opening] + timedelta(minutes=7)
    again = assign(posts, make.campaign(x=make.X), fixed=kept, given=given)
    told = {placement.key: placement.why for placement in again.placements}
    assert told[closing] == "keeps the time that it has"
    assert told[opening].startswith("opens the day, at the time given to it before")


def test_a_time_off_the_slots_keeps_its_distance_all_round(make):
    posts = blogs(make, MONDAY, "abcdefghij", channels=["x"])
    table = assign(posts, make.campaign(), fixed={"week/a/x/blog": at(MONDAY, "10:00")})
    found = [placement.at for placement in table.placements]
    assert at(MONDAY, "10:00") in found
    assert all(b - a >= timedelta(hours=1) for a, b in pairwise(found))
    assert len(found) == 9


def test_kept_posts_count_for_the_days_cap(make):
    campaign = make.campaign([MONDAY], x=make.X | {"per_day": 3})
    posts = blogs(make, MONDAY, "abcd", channels=["x"])
    table = assign(posts, campaign, fixed={"week/a/x/blog": at(MONDAY, "16:00"), "week/b/x/blog": at(MONDAY, "16:59")})
    assert len(table.placements) == 3
    assert len(table.overflow[0].keys) == 1


def test_the_time_of_a_post_that_is_no_more_is_still_taken(make):
    table = assign(
        blogs(make, MONDAY, "a", channels=["x"]),
        make.campaign([MONDAY], x=SAME),
        fixed={"week/gone/x/blog": at(MONDAY, "11:00")},
    )
    assert [clock(placement.at) for placement in table.placements] != ["11:00"]
    assert len(table.placements) == 1


def test_two_posts_that_keep_the_same_minute_are_left_to_the_people_who_put_them_there(make):
    organisations = {"a": "Example Digital", "b": "Example Digital"}
    posts = blogs(make, MONDAY, "ab", organisations, channels=["x"])
    table = assign(posts, make.campaign(), fixed={post.key: at(MONDAY, "12:00") for post in posts})
    assert [placement.at for placement in table.placements] == [at(MONDAY, "12:00")] * 2


def test_a_kept_time_after_the_window_is_its_own_last_moment(make):
    evening = at(MONDAY, "19:30")
    table = assign([make.post(MONDAY, "x", "free")], make.campaign(), fixed={f"week/{MONDAY}/x/free": evening})
    assert (table.placements[0].at, table.placements[0].until) == (evening, evening)


def test_a_post_moved_to_another_day_takes_its_place_there(make):
    posts = [make.post(MONDAY, "x", "blog", "a"), make.post(TUESDAY, "x", "opener")]
    table = assign(posts, make.campaign([MONDAY, TUESDAY], x=make.X), fixed={"week/a/x/blog": at(TUESDAY, "08:45")})
    assert times(table, "x") == {"a blog": "08:45", f"{TUESDAY} opener": "09:45"}
    assert table.placements[0].until == at(TUESDAY, "17:00")
    assert table.placements[1].why == "opens the day at the first free slot"
    assert ("no_post", date.fromisoformat(MONDAY)) in {(gap.code, gap.day) for gap in table.gaps}


def test_other_campaigns_of_the_account_are_kept_five_minutes_away(make):
    theirs = [at(MONDAY, wall) for wall in ("09:00", "10:00", "11:00", "12:00")]
    campaign = make.campaign([MONDAY], x=SAME | {"last": "12:30"})
    table = assign(blogs(make, MONDAY, "abcd", channels=["x"]), campaign, taken={ChannelName.X: theirs})
    mine = [placement.at for placement in table.placements]
    assert len(mine) == 4
    assert all(abs(a - b) >= timedelta(minutes=5) for a in mine for b in theirs)
    assert all(b - a >= timedelta(hours=1) for a, b in pairwise(mine))


def test_on_a_running_day_nothing_new_is_put_into_the_past(make):
    posts = blogs(make, MONDAY, "a", channels=["x"]) + blogs(make, TUESDAY, "b", channels=["x"])
    table = assign(posts, make.campaign(), now=at(MONDAY, "14:00"))
    assert times(table, "x") == {"a blog": "15:45", "b blog": "12:45"}


def test_a_day_that_is_over_keeps_the_times_it_would_have_had(make):
    posts = blogs(make, MONDAY, "a", channels=["x"])
    assert (
        assign(posts, make.campaign(), now=at(TUESDAY, "10:00")).placements == assign(posts, make.campaign()).placements
    )


# ------------------------------------------------------------------------------------------------------------------ gaps


def test_days_without_blogs_and_networks_without_posts_are_listed(make):
    posts = [post for day in make.WEEK for post in blogs(make, day, [day]) if day != WEDNESDAY]
    posts += [make.post(WEDNESDAY, "x", "opener")]
    gaps = assign(posts, make.campaign()).gaps
    assert [(gap.code, gap.day, gap.channel, gap.message) for gap in gaps] == [
        ("no_blog", date.fromisoformat(WEDNESDAY), None, "Wednesday 15 September has no blog yet"),
        ("no_post", date.fromisoformat(WEDNESDAY), ChannelName.LINKEDIN, "Wednesday has no LinkedIn post"),
    ]


def test_in_a_longer_campaign_a_gap_names_the_date(make):
    gaps = assign([], make.campaign(["2021-09-15", "2021-09-22"], x=make.X)).gaps
    assert "Wednesday 22 September has no X post" in {gap.message for gap in gaps}


def test_a_campaign_without_posts_has_gaps_and_nothing_else(make):
    table = assign([], make.campaign())
    assert (table.placements, table.overflow) == ((), ())
    assert len(table.gaps) == 15


def test_a_campaign_that_wants_no_blogs_lacks_none(make):
    gaps = assign([make.post(MONDAY, "x", "opener")], make.campaign([MONDAY], x=make.X, kinds={"blog": False})).gaps
    assert gaps == ()


# ---------------------------------------------------------------------------------------------- determinism and reasons


def busy_week(make):
    posts = []
    for number, day in enumerate(make.WEEK):
        posts += frame(make, day, "opener", "round_up")
        names = [f"{day}-{n}" for n in range((1, 3, 6, 2, 9)[number])]
        posts += blogs(make, day, names, {name: f"Organisation {n // 2}" for n, name in enumerate(names)})
        posts += [make.post(day, "x", "second", name) for name in names]
    return [*posts, *frame(make, FRIDAY, "week_end", "event")]


def test_the_order_in_which_posts_come_in_changes_nothing(make):
    posts, campaign = busy_week(make), make.campaign()
    expected = assign(posts, campaign)
    for seed in range(5):
        shuffled = random.Random(seed).sample(posts, len(posts))
        assert assign(shuffled, campaign) == expected


def test_a_second_run_that_keeps_everything_changes_nothing(make):
    posts, campaign = busy_week(make), make.campaign()
    first = assign(posts, campaign)
    again = assign(posts, campaign, fixed={placement.key: placement.at for placement in first.placements})
    assert [(p.key, p.at, p.until) for p in again.placements] == [(p.key, p.at, p.until) for p in first.placements]
    assert {key for left in again.overflow for key in left.keys} == {
        key for left in first.overflow for key in left.keys
    }


def test_every_reason_is_a_sentence_for_people(make):
    table = assign(busy_week(make), make.campaign())
    assert len(table.placements) > 50
    for placement in table.placements:
        assert len(placement.why.split()) >= 3
        assert not set(placement.why) & set("_{}[]<>")
        assert not placement.why.endswith((".", ";", ",", " "))
        assert "  " not in placement.why


def test_a_reason_speaks_of_the_other_network_only_if_it_has_the_blog_on_that_day(make):
    posts = blogs(make, MONDAY, "a")
    table = assign(posts, make.campaign(), fixed={"week/a/linkedin/blog": at(TUESDAY, "11:50")})
    assert table.placements[0].why == "the only blog of the day, as near to the middle as can be"


def test_a_reason_speaks_of_the_live_page_only_if_the_day_had_to_wait_for_it(make):
    table = assign([make.post(MONDAY, "x", "blog", "a", not_before=at(MONDAY, "07:00"))], make.campaign())
    assert "live" not in table.placements[0].why


def test_reasons_say_what_decided(make):
    posts = frame(make, FRIDAY, "opener", "round_up", "week_end", "event") + blogs(make, FRIDAY, "abc")
    table = assign(
        posts,
        make.campaign([FRIDAY], x=make.X | {"last": "18:00", "per_day": 12}, linkedin=make.X | {"first": "09:00"}),
    )
    x = {placement.key.split("/")[1:4:2][-1]: placement.why for placement in table.placements if "/x/" in placement.key}
    assert x["opener"] == "opens the day at the first slot"
    assert x["round_up"] == "closes the day; the end of the week follows"
    assert x["week_end"] == "closes the week; the reminder of the event follows"
    assert x["event"] == "reminds of the event at the end of the day"
    first = next(placement for placement in table.placements if placement.key.endswith("x/blog"))
    assert first.why == "first of three blogs, spread over the day; LinkedIn has it in the afternoon"


# ------------------------------------------------------------------------------------------------------------- few slots


@pytest.mark.parametrize(
    ("channel", "many", "expected"),
    [
        ("linkedin", 2, True),
        ("x", 2, False),
        ("x", 3, False),
        ("x", 4, True),
        ("linkedin", 0, False),
        ("linkedin", 1, True),
    ],
)
def test_the_last_day_has_few_slots_when_second_and_late_posts_would_find_no_room(make, channel, many, expected):
    closing = {Kind.ROUND_UP, Kind.WEEK_END, Kind.EVENT}
    assert few_slots(make.campaign(), ChannelName(channel), many, closing) is expected


def test_one_closing_post_needs_no_merging_and_a_missing_opener_leaves_its_slot(make):
    linkedin = ChannelName.LINKEDIN
    assert few_slots(make.campaign(), linkedin, 9, {Kind.ROUND_UP}) is False
    assert few_slots(make.campaign(), linkedin, 1, {Kind.ROUND_UP, Kind.WEEK_END}) is False
    assert few_slots(make.campaign(), linkedin, 2, {Kind.ROUND_UP, Kind.WEEK_END}) is True
    assert few_slots(make.campaign(kinds={"opener": False}), linkedin, 2, {Kind.ROUND_UP, Kind.WEEK_END}) is False
    assert few_slots(make.campaign(x=make.X), linkedin, 1, {Kind.ROUND_UP, Kind.WEEK_END}) is False
