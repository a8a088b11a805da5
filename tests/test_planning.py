"""From a folder to a plan: the folder's own wordings are checked like any other file, and a plan can be made again."""

from pathlib import Path

import pytest

from promoter import planning
from promoter.campaign.findings import Level
from promoter.campaign.model import ChannelName, Kind

WEEK = """\
name: Sample Week
hashtag: "#SampleWeek"
timezone: Europe/London
organisation: {name: Example}
page: https://www.example.org/week
event: {name: Sample Day, what: conference, starts: "2021-09-22", ends: "2021-09-22"}
rules: {words: [1, 600]}
themes:
  - {id: first, name: First theme, line: the first line}
  - {id: second, name: Second theme, line: the second line}
days:
  - {date: "2021-09-13", theme: first}
  - {date: "2021-09-14", theme: second}
channels: {x: {}, linkedin: {}}
"""
BLOG = """\
---
title: Sample number {number}
subtitle: A sub-title.
hook: A beginning of its own, number {number}.
authors: [{{name: Ann Sample, organisation: Example {number}}}]
themes: [{theme}]
url: https://www.example.org/{number}
received: "2021-09-0{number}T12:00"
status: approved
approved_by: Robin Sample
---
Some words.
"""


@pytest.fixture
def folder(tmp_path):
    """Makes the sample week with these templates."""

    def make(templates=None, week=WEEK):
        place = tmp_path / "sample-week"
        files = {"campaign.yaml": week}
        files |= {f"blogs/b{n}.md": BLOG.format(number=n, theme="first" if n % 2 else "second") for n in range(1, 5)}
        files |= {f"templates/{name}.txt": text for name, text in (templates or {}).items()}
        for path, text in files.items():
            (place / path).parent.mkdir(parents=True, exist_ok=True)
            (place / path).write_text(text, encoding="utf-8")
        return place

    return make


def told(place, loaded):
    return [
        (str(Path(finding.file).relative_to(place)), finding.line, finding.level.value)
        for finding in loaded.findings
        if finding.code.startswith("template")
    ]


def test_a_folder_becomes_posts_and_posts_become_a_plan(folder):
    loaded, posts = planning.read(folder())
    plan = planning.plan(loaded.campaign, posts)
    assert len(plan.planned) == len(posts)
    assert {item.post.key.split("/")[0] for item in plan.planned} == {"sample-week"}
    times = [item.placement.at for item in plan.planned]
    assert times == sorted(times)


def test_the_same_folder_gives_the_same_plan_again(folder):
    place = folder()
    first, again = (
        planning.plan(loaded.campaign, posts) for loaded, posts in (planning.read(place), planning.read(place))
    )
    assert first.posts == again.posts
    assert first.timetable == again.timetable


def test_a_campaign_with_errors_has_no_posts(folder):
    loaded, posts = planning.read(folder(week=WEEK.replace("theme: second}", "theme: third}")))
    assert (loaded.campaign, posts) == (None, ())
    assert loaded.errors


def test_a_folder_s_own_wording_is_used(folder):
    _, posts = planning.read(folder({"x/blog": "{{ title }} is a sample.\n{{ link }} {{ hashtag }}\n"}))
    texts = [post.said.text for post in posts if post.channel is ChannelName.X and post.kind is Kind.BLOG]
    assert len(texts) == 4
    assert all(" is a sample.\n" in text for text in texts)


@pytest.mark.parametrize(
    ("template", "line"),
    [
        ("", 1),
        ("===\n---\n", 1),
        ("{{ title", 1),
        ("{{ title }}\n{% if %}", 2),
        ("one\n\n{{ unknown }}", 3),
        ("one\n---\ntwo\n{{ unknown }}", 4),
        ("{% for a in range(10) %}x{% endfor %}", 1),
        ("{{ title.__class__.__mro__ }}", 1),
        ("{{ ''.__class__ }}", 1),
        ("{{ 'x' * 1000000000 }}", 1),
        ("{{ 2 ** 100000000 }}", 1),
        ("{{ title.format(1) }}", 1),
        ("{{ cycler }}", 1),
        ("{% include '/etc/passwd' %}", 1),
        ("{% import 'os' as os %}", 1),
        ("{% set x = title %}{{ x }}", 1),
        ("{{ title | attr('x') }}", 1),
        ("(" * 5_000 + "{{ " + "(" * 5_000 + "title" + ")" * 5_000 + " }}", 1),
        ("x" * 30_000, 1),
    ],
    ids=range(19),
)
def test_a_wording_that_is_broken_or_hostile_is_an_error_in_its_file(folder, template, line):
    place = folder({"x/blog": template})
    loaded, posts = planning.read(place)
    assert told(place, loaded) == [("templates/x/blog.txt", line, "error")]
    assert (loaded.campaign, posts) == (None, ())


def test_all_broken_wordings_are_told_at_once(folder):
    place = folder(
        {"x/blog": "{{ a }}", "linkedin/opener": "{{ b }}", "x/opener": "{{ week }} {{ link }} {{ hashtag }}"}
    )
    loaded, _ = planning.read(place)
    assert told(place, loaded) == [("templates/linkedin/opener.txt", 1, "error"), ("templates/x/blog.txt", 1, "error")]


def test_what_only_shows_when_posts_are_made_is_told_in_its_file(folder):
    swelling = "{% for blog in blogs %}" + "x" * 3_500 + "{% endfor %}"
    place = folder(
        {"linkedin/round_up": swelling, "x/round_up": swelling, "linkedin/opener": "{{ week }} {{ hashtag }}"}
    )
    loaded, posts = planning.read(place)
    assert told(place, loaded) == [
        ("templates/linkedin/round_up.txt", 1, "error"),
        ("templates/x/round_up.txt", 1, "error"),
    ]
    assert (loaded.campaign, posts) == (None, ())


@pytest.mark.parametrize("name", ["x/blogs", "twitter/blog", "x/free"])
def test_a_wording_that_no_post_uses_is_a_warning_and_stops_nothing(folder, name):
    place = folder({name: "{{ whatever }}"})
    loaded, posts = planning.read(place)
    assert told(place, loaded) == [(f"templates/{name}.txt", 1, "warning")]
    assert loaded.campaign is not None
    assert posts


def test_findings_of_wordings_stand_among_the_others_in_order(folder):
    loaded, _ = planning.read(folder({"x/blog": "{{ a }}"}))
    assert list(loaded.findings) == sorted(loaded.findings)
    assert {finding.level for finding in loaded.findings} == {Level.NOTE, Level.ERROR}


def test_assumptions_that_nobody_confirmed_are_in_the_plan(folder):
    week = WEEK + "assumptions: [{about: a, says: b}, {about: c, says: d, confirmed_by: e}]\n"
    loaded, posts = planning.read(folder(week=week))
    assert [assumption.about for assumption in planning.plan(loaded.campaign, posts).open_assumptions] == ["a"]


def test_the_estimate_counts_what_x_asks_and_linkedin_does_not(folder):
    loaded, posts = planning.read(folder())
    plan = planning.plan(loaded.campaign, posts)
    with_link = sum(item.post.channel is ChannelName.X and item.post.said.link is not None for item in plan.planned)
    without = sum(item.post.channel is ChannelName.X and item.post.said.link is None for item in plan.planned)
    expected = with_link * planning.X_PRICE_WITH_LINK_USD + without * planning.X_PRICE_USD
    assert plan.estimate == {"x_usd": round(expected, 3), "requests": len(posts), "prices_of": planning.PRICES_OF}


def test_a_single_blog_on_the_last_day_has_no_round_up(folder):
    place = folder()
    (place / "blogs" / "b4.md").unlink()
    _, posts = planning.read(place)
    assert [post.key for post in posts if post.kind is Kind.ROUND_UP and "2021-09-14" in post.key] == []


def test_a_wording_that_can_never_fit_is_told_before_anybody_waits_for_it(folder):
    place = folder({"x/opener": "{{ week }} " + "and on " * 60, "linkedin/opener": "{{ week }} " + "and on " * 60})
    loaded, _ = planning.read(place)
    assert told(place, loaded) == [("templates/x/opener.txt", 1, "warning")]
    (finding,) = [finding for finding in loaded.findings if finding.code == "template_too_long"]
    assert finding.message == (
        "even the shortest wording is too long for sample-week/2021-09-13/x/opener (431 of 280), and 1 more: "
        "put a shorter one below it, after a line of ---"
    )
    assert loaded.campaign is not None


def test_an_event_before_the_last_day_takes_no_slot_of_it(folder):
    tight = WEEK.replace("channels: {x: {}, linkedin: {}}", 'channels: {x: {last: "14:45"}}')
    for starts, kinds in (("2021-09-22", {"week_end"}), ("2021-09-14", {"round_up", "week_end"})):
        week = tight.replace('starts: "2021-09-22"', f'starts: "{starts}"')
        _, posts = planning.read(folder(week=week))
        closing = {post.kind.value for post in posts if post.day.day == 14} - {"opener", "blog", "second"}
        assert closing == kinds
