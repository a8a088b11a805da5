"""How evenly a week speaks, counted from its posts."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from promoter.campaign.loading import load
from promoter.campaign.model import ChannelName, Kind, Settings
from promoter.ledger.rows import PostRow
from promoter.posts.lifecycle import Status
from promoter.posts.model import Wording
from promoter.reporting.coverage import NO_THEME, NOBODY, coverage, coverage_json
from reporting.conftest import ROOT
from sample_week import WEEK

MONDAY = date(2021, 9, 13)
SETTINGS = Settings.model_validate(
    {
        **WEEK,
        "themes": [{"id": "one", "name": "One"}, {"id": "two", "name": "Two"}],
        "days": [{"date": "2021-09-14", "theme": "two"}, {"date": "2021-09-13", "theme": "one"}],
        "channels": {"x": {}, "linkedin": {}},
        "kinds": {"week_end": False, "event": False},
    }
)


def post(number, *, status=Status.PENDING, channel="x", kind=Kind.BLOG, theme="one", day=MONDAY, blog=None) -> PostRow:
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    return PostRow(
        key=f"week/{number}/{channel}/{kind}", campaign="week", account=f"{channel}:default", kind=kind, day=day,
        said=Wording(channel=ChannelName(channel), text=f"{number}"), at=at, until=at, written_by="amara@example.org",
        spacing=timedelta(minutes=5), status=status, theme=theme, blog=blog,
    )  # fmt: skip


def counts(found, name) -> list[tuple[str, int, int, int]]:
    (its,) = [one for one in found.breakdowns if one.id == name]
    return [(share.name, share.planned, share.sent, share.open) for share in its.shares]


def test_what_is_sent_and_what_is_open_make_up_what_is_planned() -> None:
    posts = [post(number, status=status) for number, status in enumerate(Status)]
    found = coverage(posts, SETTINGS)
    assert (found.all.planned, found.all.sent, found.all.open, found.all.taken_out) == (6, 1, 5, 1)
    for breakdown in found.breakdowns:
        assert sum(share.planned for share in breakdown.shares) == 6
        assert sum(share.taken_out for share in breakdown.shares) == 1


def test_what_was_to_be_covered_and_is_not_has_its_place() -> None:
    found = coverage([post(1, status=Status.SENT)], SETTINGS)
    assert counts(found, "themes") == [("One", 1, 1, 0), ("Two", 0, 0, 0)]
    assert counts(found, "days") == [("Monday 13 September", 1, 1, 0), ("Tuesday 14 September", 0, 0, 0)]
    assert counts(found, "networks") == [("X", 1, 1, 0), ("LinkedIn", 0, 0, 0)]
    assert [name for name, *_ in counts(found, "kinds")] == ["Opener", "Blog", "Second", "Round-up"]
    (themes,) = [one for one in found.breakdowns if one.id == "themes"]
    assert [share.name for share in themes.without] == ["Two"]


def test_a_post_beside_the_week_is_counted_where_it_belongs() -> None:
    found = coverage([post(1, kind=Kind.FREE, theme=None, day=date(2021, 9, 20)), post(2)], SETTINGS)
    assert counts(found, "themes")[-1] == (NO_THEME, 1, 0, 1)
    assert counts(found, "days")[-1] == ("Monday 20 September", 1, 0, 1)
    assert counts(found, "kinds")[-1] == ("Own post", 1, 0, 1)


def test_without_the_blogs_nothing_is_said_of_organisations() -> None:
    found = coverage([post(1)], SETTINGS)
    assert "organisations" not in {one.id for one in found.breakdowns}
    assert coverage_json("week", found)["organisations"] is None


@pytest.fixture(scope="module")
def campaign():
    loaded = load(ROOT / "schedules" / "smarter-state-2021").campaign
    assert loaded is not None
    return loaded


def test_a_blogs_posts_count_for_its_organisation(campaign) -> None:
    blog = campaign.blogs[0]
    posts = [post(1, blog=blog.id, status=Status.SENT), post(2, blog=blog.id), post(3)]
    its = {name: rest for name, *rest in counts(coverage(posts, SETTINGS, campaign.blogs), "organisations")}
    assert its[blog.organisation] == [2, 1, 1]
    assert its[NOBODY] == [1, 0, 1]
    assert list(its)[-1] == NOBODY
    assert all(rest == [0, 0, 0] for name, rest in its.items() if name not in {blog.organisation, NOBODY})


def test_an_organisation_of_which_nothing_is_promoted_is_left_out_unless_it_has_a_post(campaign) -> None:
    blog = campaign.blogs[0].model_copy(update={"status": "declined"})
    assert counts(coverage([], SETTINGS, [blog]), "organisations") == []
    assert counts(coverage([post(1, blog=blog.id)], SETTINGS, [blog]), "organisations") == [
        (blog.organisation, 1, 0, 1)
    ]


def test_the_order_of_the_posts_changes_nothing(campaign) -> None:
    blogs = campaign.blogs
    posts = [
        post(number, status=random.choice(list(Status)), channel=random.choice(["x", "linkedin"]),
             kind=random.choice(list(Kind)), theme=random.choice(["one", "two", None]),
             day=MONDAY + timedelta(days=random.randrange(9)), blog=random.choice([blog.id for blog in blogs]))
        for number in range(60)
    ]  # fmt: skip
    mixed = random.sample(posts, len(posts))
    assert coverage(posts, SETTINGS, blogs) == coverage(mixed, SETTINGS, blogs)
    for breakdown in coverage(posts, SETTINGS, blogs).breakdowns:
        assert sum(share.planned + share.taken_out for share in breakdown.shares) == len(posts)


def test_json_has_every_breakdown_with_its_ids() -> None:
    document = coverage_json("week", coverage([post(1, status=Status.SENT)], SETTINGS))
    assert document["posts"] == {"planned": 1, "sent": 1, "open": 0, "taken_out": 0}
    assert document["themes"][0] == {"id": "one", "name": "One", "planned": 1, "sent": 1, "open": 0, "taken_out": 0}
    assert [day["id"] for day in document["days"]] == ["2021-09-13", "2021-09-14"]
