"""Campaigns and posts with only what a timetable looks at."""

from datetime import date
from types import SimpleNamespace

import pytest

from promoter.campaign.model import Cadence, Campaign, ChannelName, Kind
from promoter.posts.model import Post, Wording

X = {"first": "08:45", "last": "17:00", "gap": "60m", "per_day": 9}
LINKEDIN = {"first": "08:50", "last": "17:00", "gap": "90m", "per_day": 6, "blackout": [["12:00", "13:00"]]}
WEEK = ("2021-09-13", "2021-09-14", "2021-09-15", "2021-09-16", "2021-09-17")


def _cadence(**settings):
    return Cadence.model_validate(settings)


def _campaign(days=WEEK, *, zone="Europe/London", blogs=(), kinds=None, **channels):
    settings = Campaign(
        slug="week",
        name="A Week",
        hashtag="#AWeek",
        timezone=zone,
        organisation={"name": "Example"},
        themes=[{"id": "theme", "name": "A theme"}],
        days=[{"date": day, "theme": "theme"} for day in days],
        channels=channels or {"x": X, "linkedin": LINKEDIN},
        kinds=kinds or {},
    )
    return settings.model_copy(update={"blogs": tuple(SimpleNamespace(id=blog) for blog in blogs)})


def _post(day, channel, kind, blog=None, organisation=None, not_before=None, number=1):
    suffix = "" if number == 1 else f"-{number}"
    return Post(
        key=f"week/{blog or day}/{channel}/{kind}{suffix}",
        campaign="week",
        kind=Kind(kind),
        day=date.fromisoformat(day),
        said=Wording(channel=ChannelName(channel), text="words"),
        blog=blog,
        organisations=(organisation,) if organisation else (),
        not_before=not_before,
    )


def _on_both(day, kind, *args, **kwargs):
    return [_post(day, channel, kind, *args, **kwargs) for channel in ("x", "linkedin")]


@pytest.fixture(scope="session")
def make():
    return SimpleNamespace(
        cadence=_cadence, campaign=_campaign, post=_post, on_both=_on_both, X=X, LINKEDIN=LINKEDIN, WEEK=WEEK
    )
