"""The campaigns here hold what their README says, so that tests which use them cannot go blind unnoticed."""

from collections import Counter
from pathlib import Path

import pytest

from promoter.campaign.findings import Level
from promoter.campaign.loading import load
from promoter.campaign.model import BlogStatus, Campaign, is_late, is_promoted
from promoter.graphemes import grapheme_count

HERE = Path(__file__).parent
FOLDERS = sorted(path.parent for path in HERE.glob("*/campaign.yaml"))
SCHEDULES = sorted(path.parent for path in (HERE.parents[1] / "schedules").glob("smarter-state-*/campaign.yaml"))


def campaign(name: str) -> Campaign:
    loaded = load(HERE / name)
    assert loaded.campaign is not None, loaded.errors
    return loaded.campaign


def named(folder: Path) -> str:
    return folder.name


@pytest.mark.parametrize("folder", FOLDERS + SCHEDULES, ids=named)
def test_a_campaign_kept_here_loads_and_names_only_samples(folder):
    loaded = load(folder)
    assert loaded.errors == ()
    assert loaded.campaign is not None
    assert loaded.campaign.blogs
    assert all(blog.sample for blog in loaded.campaign.blogs)


@pytest.mark.parametrize("folder", SCHEDULES, ids=named)
def test_the_weeks_of_the_calls_leave_nothing_to_warn_of(folder):
    assert [str(finding) for finding in load(folder).findings if finding.level is not Level.NOTE] == []


@pytest.mark.parametrize("folder", SCHEDULES, ids=named)
def test_every_blog_of_the_calls_is_promoted_with_a_hook_points_and_two_quotations(folder):
    week = load(folder).campaign
    assert {blog.home for blog in week.blogs} == {theme.id for theme in week.themes}
    for blog in week.blogs:
        assert is_promoted(blog, week), blog.id
        assert blog.hook, blog.id
        assert len(blog.points) >= 3, blog.id
        assert len(blog.quotes) == 2, blog.id


def test_the_readme_names_every_folder():
    text = (HERE / "README.md").read_text(encoding="utf-8")
    assert [folder.name for folder in FOLDERS if f"| `{folder.name}/` |" not in text] == []


def test_fifteen_has_fifteen_blogs_on_one_day_and_none_on_the_next():
    week = campaign("fifteen")
    count = Counter(blog.home for blog in week.blogs)
    assert [count[day.theme] for day in week.days] == [2, 15, 0, 2]


def test_statuses_has_every_status_and_both_kinds_of_late():
    week = campaign("statuses")
    assert {blog.status for blog in week.blogs} == set(BlogStatus)
    late = {blog.id: is_promoted(blog, week) for blog in week.blogs if is_late(blog, week)}
    assert late == {"late-accepted": True, "late-not-accepted": False}


def test_organisations_goes_over_the_cap_and_shares_a_handle():
    assert {"cap", "handle"} <= {finding.code for finding in load(HERE / "organisations").findings}


def test_titles_has_sub_titles_of_150_and_151_user_perceived_characters():
    lengths = {blog.id: grapheme_count(blog.subtitle) for blog in campaign("titles").blogs}
    assert (lengths["sub-title-of-150"], lengths["sub-title-of-151"]) == (150, 151)


def test_titles_has_nothing_but_titles_to_lead_with():
    assert not any(blog.hook or blog.points or blog.quotes for blog in campaign("titles").blogs)


def test_titles_keeps_its_combining_accents_and_loses_its_no_break_spaces():
    titles = {blog.id: blog.title for blog in campaign("titles").blogs}
    assert "\u0301" in titles["accents-apart"]
    assert titles["no-break-spaces"] == "Ten years on, and still counting"


def test_people_has_every_wish_to_be_mentioned():
    authors = [author for blog in campaign("people").blogs for author in blog.authors]
    assert {author.mention for author in authors} == {"name", "handle", "none"}
    assert any(author.organisation is None for author in authors)
    assert any(author.linkedin for author in authors)


def test_addresses_has_one_to_come_and_one_used_twice():
    week = campaign("addresses")
    assert [blog.id for blog in week.blogs if blog.url is None] == ["to-come"]
    assert "same_address" in {finding.code for finding in load(HERE / "addresses").findings}


@pytest.mark.parametrize(("folder", "network"), [("no-page", "x"), ("one-day", "linkedin")])
def test_a_campaign_of_one_network_has_no_page(folder, network):
    week = campaign(folder)
    assert [name.value for name in week.networks] == [network]
    assert week.page is None


def test_same_hashtag_shares_days_hashtag_and_blog_ids_with_another_campaign():
    one, other = campaign("organisations"), campaign("same-hashtag")
    assert (one.hashtag, one.days, one.channels) == (other.hashtag, other.days, other.channels)
    assert {blog.id for blog in one.blogs} & {blog.id for blog in other.blogs} == {"morning", "afternoon"}
