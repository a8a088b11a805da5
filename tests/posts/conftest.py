"""Campaigns and blogs made on the spot, with only what a test is about, and everything that there is to say of them."""

from types import SimpleNamespace

import pytest

from promoter.campaign.model import Blog, Campaign, ChannelName, Kind
from promoter.posts.compose import compose

DAYS = ("2021-09-13", "2021-09-14", "2021-09-15")
THEMES = (
    {"id": "one", "name": "The first theme", "question": "What comes first?", "line": "where things begin"},
    {"id": "two", "name": "A second theme", "line": "what comes after", "description": "What comes after the start"},
    {"id": "three", "name": "Endings"},
)
EVENT = {"name": "Example", "what": "conference", "edition": "third", "starts": "2021-09-22", "ends": "2021-09-22"}
BODY = "We began at the wrong end. Nobody had asked for a portal, they had asked for an answer. It took a week."


def _blog(number=1, *, body=BODY, **front):
    """A blog with everything that a blog may have; what a test leaves out it sets to None or ()."""
    told = {
        "id": f"blog-{number}",
        "title": f"What number {number} found",
        "subtitle": f"How the sample team of number {number} went about it.",
        "hook": f"Number {number} has a point to make.",
        "points": (f"The first thing of {number} is small.", f"The second thing of {number} is a little larger."),
        "quotes": ("Nobody had asked for a portal, they had asked for an answer.",) if number == 1 else (),
        "authors": [{"name": f"Sample {number}", "role": "Analyst", "organisation": f"Example {number}"}],
        "themes": ["one"],
        "url": f"https://example.org/week/{number}",
        "received": f"2021-09-01T09:{number:02}",
        "status": "approved",
        "body": body,
    }
    return Blog.model_validate({key: value for key, value in (told | front).items() if value is not None})


def _campaign(*blogs, **settings):
    told = {
        "slug": "week",
        "name": "Example Week",
        "hashtag": "#ExampleWeek",
        "timezone": "Europe/London",
        "organisation": {"name": "Example Association"},
        "page": "https://example.org/week",
        "event": EVENT,
        "themes": THEMES,
        "days": [{"date": day, "theme": theme["id"]} for day, theme in zip(DAYS, THEMES, strict=True)],
        "channels": {"x": {}, "linkedin": {}},
        "kinds": {"second": True},
        "blogs": blogs,
    }
    return Campaign.model_validate({key: value for key, value in (told | settings).items() if value is not None})


def _posts(campaign, *, merged=False):
    return compose(campaign, merged=dict.fromkeys(ChannelName, merged))


def _of(posts, kind, channel="x", blog=None):
    """The one post of a kind on a network; of a blog, if it is one of several."""
    (post,) = (p for p in posts if p.kind is Kind(kind) and p.channel == channel and blog in (None, p.blog))
    return post


@pytest.fixture(scope="session")
def make():
    return SimpleNamespace(blog=_blog, campaign=_campaign, posts=_posts, of=_of, THEMES=THEMES, EVENT=EVENT, DAYS=DAYS)
