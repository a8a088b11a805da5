"""A time that a person chose is theirs to choose; what is odd about it is said."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from promoter.approval import approve, edit, move, remarks_beside, remarks_on_time, withdraw, write
from promoter.campaign.model import ChannelName, Kind
from promoter.errors import NotPossible
from promoter.ledger.campaigns import get_campaign
from promoter.ledger.holds import EARLY
from promoter.posts.lifecycle import Status

KEY = "week/first/x/blog"
NOON = datetime(2021, 9, 13, 11, 0, tzinfo=UTC)


@pytest.fixture
def odd(desk):
    """What is odd about a post's new time, as codes; and the sentences, by code."""
    desk.set_up(channels={"x": {"first": "09:00", "last": "17:00", "gap": "60m", "per_day": 3,
                                "blackout": [["12:30", "13:00"]]}})  # fmt: skip

    def odd(to, key=KEY):
        post = desk.do(move, key, to, who="joe")
        with desk.ledger.read() as conn:
            return {remark.code: remark.message for remark in remarks_on_time(conn, post)}

    return odd


def test_a_time_of_the_campaigns_own_days_and_hours_is_not_odd(desk, odd):
    desk.put()
    assert odd(NOON) == {}


@pytest.mark.parametrize(
    ("to", "says"),
    [
        (NOON.replace(hour=7, minute=59), "08:59 is outside the campaign's hours on this network, 09:00 to 17:00"),
        (NOON.replace(hour=16, minute=1), "17:01 is outside the campaign's hours on this network, 09:00 to 17:00"),
        (NOON.replace(minute=30), "12:30 is in a time of day in which the campaign is quiet on this network"),
    ],
)
def test_an_odd_hour_is_said_and_done(desk, odd, to, says):
    desk.put()
    assert odd(to) == {"odd_hour": says}
    assert (desk.post().at, desk.post().status) == (to, Status.PENDING)


def test_the_ends_of_the_hours_belong_to_them(desk, odd):
    desk.put()
    assert [odd(NOON.replace(hour=hour)) for hour in (8, 12, 16)] == [{}, {}, {}]


def test_hours_are_those_of_the_campaigns_clocks(desk, odd):
    desk.put()
    winter = datetime(2021, 11, 1, 9, 0, tzinfo=UTC)  # nine in London too
    assert odd(winter) == {"odd_day": "Monday 1 November is none of the campaign's days"}


def test_a_day_that_is_none_of_the_campaigns_is_said(desk, odd):
    desk.put()
    assert odd(NOON + timedelta(days=5)) == {"odd_day": "Saturday 18 September is none of the campaign's days"}


@pytest.mark.parametrize(("minutes", "apart"), [(1, "1 minute"), (59, "59 minutes"), (-30, "30 minutes")])
def test_a_neighbour_that_is_too_near_is_named(desk, odd, minutes, apart):
    desk.put("week/second/x/blog", at=NOON + timedelta(minutes=minutes))
    desk.put()
    clock = f"{NOON + timedelta(hours=1, minutes=minutes):%H:%M}"
    says = f"the blog post goes at {clock}, {apart} away; the campaign keeps 60 minutes between posts"
    assert odd(NOON) == {"too_near": says}


def test_a_neighbour_of_another_week_is_told_with_its_week(desk, odd):
    desk.put()
    near, now = desk.post(), NOON + timedelta(minutes=5)
    with desk.ledger.read() as conn:
        settings = get_campaign(conn, "week").settings
    other = replace(near, key="summer/first/x/blog", campaign="summer", at=now)
    (remark,) = remarks_beside(replace(near, at=NOON), settings, [other])
    assert remark.message.startswith("the blog post of the week summer goes at 12:05, 5 minutes away; ")


def test_seconds_are_told_where_minutes_would_not_do(desk, odd):
    desk.put("week/second/x/blog", at=NOON + timedelta(seconds=90))
    desk.put()
    assert "90 seconds away" in odd(NOON)["too_near"]


def test_a_neighbour_a_gap_away_on_another_network_taken_out_or_without_a_true_time_is_not_near(desk, odd):
    desk.put("week/second/x/blog", at=NOON + timedelta(hours=1))
    desk.put("week/third/linkedin/blog", at=NOON)
    desk.put("week/fourth/x/blog", at=NOON)
    desk.do(withdraw, "week/fourth/x/blog", reason="pulled", who="joe")
    desk.put("week/fifth/x/blog", at=NOON, hold="early")
    desk.put()
    assert odd(NOON) == {}


def test_more_posts_than_the_campaign_allows_a_day_are_said(desk, odd):
    for name, hour in (("second", 8), ("third", 14), ("fourth", 15)):
        desk.put(f"week/{name}/x/blog", at=NOON.replace(hour=hour))
    desk.put()
    says = "it is one of 4 on Monday 13 September; the campaign allows 3 a day"
    assert odd(NOON) == {"too_many": says}
    assert odd(NOON + timedelta(days=1)).keys() == {"odd_day"}


def test_a_post_of_ones_own_is_looked_at_as_well(desk, odd):
    post = desk.do(write, "week", ChannelName.X, NOON + timedelta(hours=9), "Thank you #SampleWeek", who="joe")
    with desk.ledger.read() as conn:
        assert [remark.code for remark in remarks_on_time(conn, post)] == ["odd_hour"]
    assert post.day == date(2021, 9, 13)


# --------------------------------------------------------------------------------------- before the page is there


def test_a_post_whose_page_is_live_only_after_its_time_is_not_approved(desk):
    desk.put(not_before=NOON + timedelta(hours=1), at=NOON, hold=EARLY[0], hold_reason=EARLY[1])
    with pytest.raises(NotPossible, match="its page is live only after its time; move it to a later one"):
        desk.do(approve, KEY, who="ruth")
    assert desk.do(edit, KEY, f"Other words https://example.org/{KEY}", who="joe").hold == "early"
    assert desk.do(move, KEY, NOON + timedelta(hours=1), who="joe").hold is None
    assert desk.do(approve, KEY, who="ruth").status is Status.APPROVED


@pytest.mark.parametrize(
    ("kind", "titles", "says"),
    [
        (Kind.BLOG, ("Fix the address first",), "the blog post “Fix the address first” goes at"),
        (Kind.SECOND, ("Fix the address first",), "the second post “Fix the address first” goes at"),
        (Kind.ROUND_UP, (), "the day’s round-up goes at"),
        (Kind.FREE, (), "a post that somebody wrote goes at"),
        (Kind.BLOG, ("word " * 30,), "the blog post “" + "word " * 11 + "word…” goes at"),
    ],
)
def test_a_neighbour_is_called_by_what_people_know_and_never_by_its_key(desk, odd, kind, titles, says):
    desk.put("week/second/x/other", at=NOON, kind=kind, page_titles=titles, blog="second" if titles else None)
    desk.put()
    assert odd(NOON + timedelta(minutes=3))["too_near"].startswith(says)
