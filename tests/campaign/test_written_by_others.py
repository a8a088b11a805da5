"""Campaigns that others write by the page on campaign files load, however little or much of it they use."""

import re
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from promoter import planning
from promoter.campaign.findings import Level
from promoter.campaign.loading import load
from promoter.campaign.model import Blog, ChannelName, Kind, Settings

PAGE = (Path(__file__).parents[2] / "docs" / "campaign-files.md").read_text(encoding="utf-8")
SHORT_WEEK, LONG_WEEK = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
SHORT_BLOG, LONG_BLOG = re.findall(r"```markdown\n(.*?)```", PAGE, re.DOTALL)


def errors(loaded):
    return [str(finding) for finding in loaded.errors]


@pytest.mark.parametrize("week", [SHORT_WEEK, LONG_WEEK], ids=["short", "long"])
@pytest.mark.parametrize("blog", [SHORT_BLOG, LONG_BLOG], ids=["short", "long"])
def test_the_examples_of_the_page_load_as_they_stand(folder, week, blog):
    week = week.replace("theme: first-steps}", 'theme: first-steps}\n  - {date: "2021-09-15", theme: other}', 1)
    week = week.replace("themes:\n", "themes:\n  - {id: other, name: Other}\n", 1)
    blog = blog.replace(", overcoming-challenges]", ", other]")
    loaded = load(folder(week, {"sixteen-people.md": blog}, others={"images/letter.png": b"a picture"}))
    assert errors(loaded) == []
    assert loaded.campaign.blogs[0].title == "What sixteen people told us"


def test_the_long_examples_use_every_key_there_is():
    for shape, text in ((Settings, LONG_WEEK), (Blog, LONG_BLOG)):
        outer = {"id", "body", "image_sha256"} if shape is Blog else set()
        keys = set(shape.model_fields) - outer
        keys |= {key for part in shape.model_json_schema()["$defs"].values() for key in part.get("properties", {})}
        assert [key for key in sorted(keys) if not re.search(rf"\b{key}:", text)] == []
        assert [
            key
            for key in sorted(keys)
            if f"`{key}`" not in PAGE and key not in {"id", "date", "starts", "ends", "theme", "free"}
        ] == []


def test_what_the_page_says_of_defaults_holds(folder):
    campaign = load(folder(SHORT_WEEK)).campaign
    x = campaign.cadence(ChannelName.X)
    assert (x.first, x.last, x.gap, x.per_day, x.account, x.blackout) == (
        time(8, 45),
        time(17),
        timedelta(hours=1),
        24,
        "default",
        (),
    )
    assert (campaign.rules.words, campaign.rules.subtitle, campaign.rules.per_organisation) == ((400, 600), 150, None)
    assert (campaign.approvals, campaign.deadline, campaign.event, campaign.page) == (1, None, None, None)
    assert campaign.kinds.wants(Kind.SECOND, ChannelName.X)
    assert not campaign.kinds.wants(Kind.SECOND, ChannelName.LINKEDIN)
    assert all(campaign.kinds.wants(kind, name) for kind in Kind if kind is not Kind.SECOND for name in ChannelName)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("channels: {x: {}, linkedin: {}}", "channels: {x: {}}"),
        ("channels: {x: {}, linkedin: {}}", "channels: {linkedin: {}}"),
        ("channels: {x: {}, linkedin: {}}", "channels: {x: {first: 09:00}, linkedin: null}"),
        ("channels: {x: {}, linkedin: {}}", "channels:\n  x:\n    gap: 45m\n"),
        ("channels:", "event: {name: E, starts: 2021-09-22, ends: 2021-09-22}\nchannels:"),
        ("channels:", "kinds: {second: false, round_up: {x: true}, opener: {linkedin: true}}\nchannels:"),
        ("channels:", "rules: {}\nkinds: {}\nassumptions: []\nchannels:"),
        ("channels:", "rules:\nkinds:\nassumptions:\ndeadline:\nevent:\npage:\napprovals:\nchannels:"),
        ("channels:", "rules: {words: null, hosts: null, subtitle: null}\nchannels:"),
        ("channels:", "deadline: 2021-09-09 17:00\napprovals: 2\nchannels:"),
        ("{id: first-steps, name: First steps}", "{id: first-steps, name: First steps, description: null, line: null}"),
        ('"2021-09-13"', "2021-09-13"),
        ("first-steps", "Theme_1"),
        ("name: Building", "---\n# a comment\nname: Building"),
        ("name: Building", "%YAML 1.2\n---\nname: Building"),
        ('hashtag: "#BetterServices"', "hashtag: '#Été2021'"),
    ],
)
def test_whatever_is_optional_may_be_left_out_or_left_empty(folder, old, new):
    loaded, posts = planning.read(
        folder(
            SHORT_WEEK.replace(old, new),
            {"a.md": SHORT_BLOG.replace("first-steps", "Theme_1" if new == "Theme_1" else "first-steps")},
        )
    )
    assert errors(loaded) == []
    assert {finding.level for finding in loaded.findings if finding.file.endswith(".yaml")} <= {Level.NOTE}
    assert posts or "opener: {linkedin" in new


@pytest.mark.parametrize(
    "facts",
    [
        "status: approved",
        "url:\nhook:\npoints:\nquotes:\nsuggested:\nimage:\nlive_from:\nreceived:\nsample:\nkind:\nstatus:",
        "suggested: {x: null, linkedin: null}",
        "suggested: {}",
        "received: 2021-09-08 15:20",
        "kind: case-study",
        "url: http://example.org",
        "url: https://example.org/a_(b)?c=d#e",
    ],
)
def test_whatever_is_optional_in_a_blog_may_be_left_out_or_left_empty(folder, facts):
    loaded, _ = planning.read(folder(SHORT_WEEK, {"a.md": SHORT_BLOG.replace("title:", f"{facts}\ntitle:", 1)}))
    assert errors(loaded) == []
    assert len(loaded.campaign.blogs) == 1


@pytest.mark.parametrize(
    ("text", "body"),
    [
        (SHORT_BLOG.replace("\n\nSixteen", "\n\nFirst\n\n---\n\nSixteen"), "\nFirst\n\n---\n\nSixteen people came, and none of them wanted what we had drawn.\n"),
        (SHORT_BLOG.replace("---\n\nSixteen", "...\nSixteen"), "Sixteen people came, and none of them wanted what we had drawn.\n"),
        (SHORT_BLOG.replace("---\n", "--- \t\n"), "\nSixteen people came, and none of them wanted what we had drawn.\n"),
        ("\n\n" + SHORT_BLOG, "\nSixteen people came, and none of them wanted what we had drawn.\n"),
        (SHORT_BLOG.split("\n\nSixteen")[0], ""),
        (SHORT_BLOG.split("\n\nSixteen")[0] + "\n", ""),
    ],
    ids=range(6),
)  # fmt: skip
def test_the_text_begins_after_the_second_line_of_hyphens(folder, text, body):
    loaded = load(folder(SHORT_WEEK, {"a.md": text}))
    assert errors(loaded) == []
    assert loaded.campaign.blogs[0].body == body


def test_places_are_right_after_empty_lines_before_the_facts(folder):
    loaded = load(folder(SHORT_WEEK, {"a.md": "\n\n" + SHORT_BLOG.replace("[first-steps]", "[nowhere]")}))
    assert [(finding.line, finding.column) for finding in loaded.errors] == [(7, 10)]


def test_what_is_read_is_made_of_models_all_the_way_down(folder):
    campaign = load(folder(LONG_WEEK, {"a.md": LONG_BLOG}, others={"images/letter.png": b"x"})).campaign
    assert campaign.event.starts == date(2021, 9, 22)
    assert campaign.deadline == datetime(2021, 9, 9, 17)
    assert campaign.cadence(ChannelName.LINKEDIN).blackout == ((time(12), time(13)),)
    assert campaign.blogs[0].authors[1].mention == "name"
    assert campaign.blogs[0].suggested.x == "Ask first, then draw."
    assert Settings.model_validate_json(
        campaign.model_dump_json(include=set(Settings.model_fields))
    ) == Settings.model_validate({name: getattr(campaign, name) for name in Settings.model_fields})


def test_text_on_several_lines_is_one_line_where_one_is_wanted(folder):
    text = SHORT_BLOG.replace(
        "title: What sixteen people told us", "title: |\n  What sixteen\n    people\u00a0told us\n"
    )
    assert load(folder(SHORT_WEEK, {"a.md": text})).campaign.blogs[0].title == "What sixteen people told us"


def test_suggested_wording_keeps_its_lines(folder):
    text = SHORT_BLOG.replace("title:", "suggested:\n  x: |\n    one\n    two\ntitle:", 1)
    assert load(folder(SHORT_WEEK, {"a.md": text})).campaign.blogs[0].suggested.x == "one\ntwo"
