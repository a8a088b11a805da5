"""Hints for the next campaign: only from enough, only like with like, and with what they stand on."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from promoter.campaign.model import Kind
from promoter.reporting.learning import FEWEST, learn
from reporting.report.test_making import NINE, post, reading, report


def week(shown, *, hour=0, mark="24h", kind=Kind.BLOG):
    """A week whose posts were shown so often, all at one hour after nine."""
    at = NINE + timedelta(hours=hour)
    posts = [post(f"{hour}-{number}", at=at, sent_at=at, kind=kind) for number in range(len(shown))]
    return posts, [reading(one, mark=mark, impressions=many) for one, many in zip(posts, shown, strict=True)]


def made(*weeks):
    posts = [one for its, _ in weeks for one in its]
    told = [one for _, its in weeks for one in its]
    return report(posts, readings=told)


def test_an_hour_that_did_better_in_two_campaigns_is_said_with_its_few_posts():
    good, poor = [200] * 4, [100] * 6
    learnt = learn([made(week(good, hour=0), week(poor, hour=4)) for _ in range(2)])
    best = learnt.hints[0]
    assert best.what == "posts between 10:00 and 10:59"  # in London
    assert (best.posts, best.campaigns, best.least, best.most) == (8, 2, 200, 200)
    assert best.says.startswith(
        "On X, posts between 10:00 and 10:59 were shown 2.0 times as often as the middle post (8 posts of 2 campaigns"
    )
    assert "not as a rule" in learnt.stands_on


def test_one_campaign_says_nothing():
    learnt = learn([made(week([500] * 20), week([1] * 20, hour=3))])
    assert learnt.hints == ()
    assert "of 1 campaign (40 posts)" in learnt.stands_on
    assert learn([]).hints == ()


def test_too_few_posts_say_nothing():
    few = [made(week([900] * (FEWEST // 2 - 1)), week([100] * 20, hour=3)) for _ in range(2)]
    assert not any("10:00" in hint.what for hint in learn(few).hints)


def test_an_hour_of_one_campaign_alone_says_nothing():
    one = made(week([900] * 20), week([100] * 20, hour=3))
    other = made(week([100] * 20, hour=3))
    assert not any("10:00" in hint.what for hint in learn([one, other]).hints)


def test_posts_that_were_read_at_another_age_do_not_count():
    assert learn([made(week([900] * 20, mark="7d")) for _ in range(2)]).hints == ()


def test_what_hardly_differs_is_not_said():
    assert learn([made(week([110] * 10), week([100] * 10, hour=3)) for _ in range(2)]).hints == ()


def test_kinds_are_compared_too():
    learnt = learn([made(week([300] * 10, kind=Kind.OPENER), week([100] * 30, hour=3)) for _ in range(2)])
    assert any(hint.about == "kind" and "Opener" in hint.what for hint in learnt.hints)


@given(st.lists(st.integers(0, 10_000), max_size=30), st.lists(st.integers(0, 10_000), max_size=30))
def test_no_hint_stands_on_less_than_it_says(one, other):
    for hint in learn([made(week(one), week(other, hour=2)), made(week(other), week(one, hour=2))]).hints:
        assert hint.posts >= FEWEST
        assert hint.campaigns == 2
        assert hint.least <= hint.most
