"""What holds for every timetable, whatever the campaign looks like."""

import random
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promoter.campaign.model import ChannelName, Kind
from promoter.timetable import slots
from promoter.timetable.assign import assign

DAYS = ("2021-10-29", "2021-10-30", "2021-10-31", "2021-11-01")  # London's clocks go back on the Sunday
ZONES = ("Europe/London", "America/New_York", "Asia/Kolkata")
NIGHT = datetime(2021, 10, 28, 22, tzinfo=UTC)

walls = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.sampled_from((0, 15, 30, 59)))
moments = st.integers(0, 96 * 4).map(lambda quarters: NIGHT + timedelta(minutes=15 * quarters))


@st.composite
def cadences(draw):
    first, last = sorted((draw(walls), draw(walls)))
    blackout = sorted((draw(walls), draw(walls)))
    return {
        "first": first,
        "last": last,
        "gap": f"{draw(st.sampled_from((1, 5, 20, 60, 90, 240)))}m",
        "per_day": draw(st.integers(1, 12)),
        "blackout": [blackout] if blackout[0] < blackout[1] and draw(st.booleans()) else [],
    }


@st.composite
def weeks(draw, make):
    """A campaign, its posts, and the times that some of them keep."""
    channels = {name: draw(cadences()) for name in draw(st.sampled_from((("x",), ("linkedin",), ("x", "linkedin"))))}
    if len(channels) == 2 and draw(st.booleans()):
        channels["linkedin"] = channels["x"]
    campaign = make.campaign(DAYS, zone=draw(st.sampled_from(ZONES)), **channels)
    posts = []
    for day in DAYS:
        names = [f"{day}-{number}" for number in range(draw(st.sampled_from((0, 1, 2, 3, 7))))]
        about = {name: (draw(st.sampled_from((None, "One", "Two"))), draw(st.none() | moments)) for name in names}
        for channel in channels:
            posts += [
                make.post(day, channel, kind)
                for kind in draw(st.sets(st.sampled_from(("opener", "round_up", "week_end", "event"))))
            ]
            for name, (organisation, live) in about.items():
                posts.append(make.post(day, channel, "blog", name, organisation, live))
                if draw(st.booleans()):
                    posts.append(make.post(day, channel, "second", name, organisation, live))
    kept = draw(st.lists(st.sampled_from([post.key for post in posts]), max_size=4, unique=True)) if posts else []
    return campaign, posts, {key: draw(moments) for key in kept}, draw(st.lists(moments, max_size=5))


def local_day(at, campaign):
    return at.astimezone(ZoneInfo(campaign.timezone)).date()


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_every_timetable_keeps_every_promise(make, data):
    campaign, posts, fixed, others = data.draw(weeks(make))
    table = assign(posts, campaign, fixed=fixed, taken=dict.fromkeys(ChannelName, others))
    by_key = {post.key: post for post in posts}
    seated = [(by_key[placement.key], placement) for placement in table.placements]

    placed, left = [p.key for p in table.placements], [key for one in table.overflow for key in one.keys]
    assert sorted(placed + left) == sorted(by_key), "every post is somewhere, once"

    for post, placement in seated:
        assert placement.until >= placement.at
        assert placement.why
        if post.key in fixed:
            assert placement.at == fixed[post.key]
            continue
        cadence = campaign.cadence(post.channel)
        start, end = slots.window(post.day, cadence, campaign.zone)
        assert start <= placement.at <= end == placement.until
        assert local_day(placement.at, campaign) == post.day
        shown = placement.at.astimezone(campaign.zone).time()
        assert not any(a <= shown < b for a, b in cadence.blackout)
        assert post.not_before is None or post.not_before <= placement.at
        assert all(abs(placement.at - other) >= slots.spacing(cadence) for other in others)
        for another, its in seated:
            if another is not post and another.channel is post.channel:
                assert abs(its.at - placement.at) >= cadence.gap
            if another.blog == post.blog is not None and another.channel is not post.channel:
                assert its.at.replace(second=0) != placement.at.replace(second=0)
            if post.kind is Kind.SECOND and another.kind is Kind.BLOG and another.blog == post.blog:
                same_page = another.channel is post.channel and local_day(its.at, campaign) == post.day
                assert not same_page or placement.at - its.at >= timedelta(hours=1)

    for channel in campaign.networks:
        for day in map(date.fromisoformat, DAYS):
            its = [p for post, p in seated if post.channel is channel and local_day(p.at, campaign) == day]
            kept = sum(p.key in fixed for p in its)
            assert len(its) <= max(campaign.cadence(channel).per_day, kept)

    shuffled = random.Random(7).sample(posts, len(posts))
    assert (
        assign(shuffled, campaign, fixed=dict(reversed(fixed.items())), taken=dict.fromkeys(ChannelName, others))
        == table
    )


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_free_slots_and_left_out_blogs_never_exist_side_by_side(make, data):
    channel = {"first": "08:00", "last": "18:00", "gap": "60m", "per_day": data.draw(st.integers(1, 11))}
    campaign = make.campaign(DAYS[:1], x=channel)
    many = data.draw(st.integers(0, 15))
    posts = [make.post(DAYS[0], "x", "blog", f"b{number}") for number in range(many)]
    table = assign(posts, campaign)
    assert len(table.placements) == min(many, channel["per_day"])


@pytest.mark.parametrize("many", range(1, 12))
def test_blogs_are_never_bunched(make, many):
    campaign = make.campaign(DAYS[:1], x={"first": "08:00", "last": "18:00", "gap": "60m"})
    posts = [make.post(DAYS[0], "x", "blog", f"b{number:02}") for number in range(many)]
    found = [placement.at for placement in assign(posts, campaign).placements]
    steps = [later - sooner for sooner, later in pairwise(found)]
    assert not steps or max(steps) - min(steps) <= timedelta(hours=1)
