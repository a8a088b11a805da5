"""All that can be told of a campaign's files is told at once, and nothing that only follows from what is told."""

import re

import pytest

from promoter.campaign.document import parse
from promoter.campaign.findings import Level
from promoter.campaign.loading import load
from promoter.campaign.model import FrontMatter, Settings
from promoter.campaign.writing import written

LONG = "x" * 151


def errors(loaded):
    return [(finding.file.rsplit("/", 1)[-1], finding.code) for finding in loaded.errors]


def test_a_wrong_type_does_not_hide_what_the_other_facts_say_of_each_other(folder, week):
    week = week.replace("per_day: 9", 'per_day: "9"').replace("theme: second", "theme: third")
    week = week.replace("2021-09-09T17:00", "2021-10-09T17:00")
    found = [("campaign.yaml", "deadline"), ("campaign.yaml", "unknown_theme"), ("campaign.yaml", "type")]
    assert errors(load(folder(week))) == found


def test_an_error_of_the_week_does_not_hide_those_of_its_blogs(folder, week, blog):
    blog = blog.replace("[first]", "[third]").replace("A sample sub-title.", LONG)
    found = errors(load(folder(week.replace("per_day: 9", 'per_day: "9"'), {"a.md": blog})))
    assert found == [("a.md", "subtitle"), ("a.md", "unknown_theme"), ("campaign.yaml", "type")]


def test_an_error_of_a_blog_does_not_hide_others_of_it(folder, week, blog):
    blog = blog.replace("[first]", "[third]").replace("A sample sub-title.", LONG).replace(": approved\n", ": yes\n")
    blog += "image: none"
    found = errors(
        load(folder(week, {"a.md": blog.replace("title: A", "image: {file: x.png, alt: X}\ntitle: [A]\nx: A")}))
    )
    assert sorted(found) == sorted(
        ("a.md", code) for code in ("image", "type", "unknown_key", "subtitle", "unknown_theme", "type")
    )


def test_a_fact_that_is_there_twice_does_not_hide_what_the_others_are(folder, week, blog):
    blog = blog.replace("title: A sample title", "title: A\ntitle: B").replace("[first]", "[third]")
    assert errors(load(folder(week, {"a.md": blog}))) == [("a.md", "duplicate_key"), ("a.md", "unknown_theme")]


def test_a_blog_with_a_name_that_cannot_be_is_read_all_the_same(folder, week, blog):
    found = errors(load(folder(week, {"two words.md": blog.replace("[first]", "[third]")})))
    assert found == [("two words.md", "blog_id"), ("two words.md", "unknown_theme")]


def test_a_misspelt_key_is_told_once_and_not_as_missing_too(of_week, of_blog):
    assert of_week("hashtag:", "hashtags:") == [
        'campaign.yaml:2:1: error: unknown key "hashtags": did you mean "hashtag"?'
    ]
    assert of_blog("title:", "titel:") == ['sample.md:2:1: error: unknown key "titel": did you mean "title"?']


def test_what_is_misspelt_is_not_noted_as_left_out(folder, week):
    loaded = load(folder(week.replace("deadline:", "deadlin:")))
    assert [finding.code for finding in loaded.findings] == ["unknown_key"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('deadline: "', 'deadline: !text "', ["tag"]),
        (
            'deadline: "2021-09-09T17:00"',
            'deadline: "2021-10-09T17:00"\ndeadline: "2021-09-09T17:00"',
            ["duplicate_key"],
        ),
        ("page: https://www.example.org/week", "page: &page https://www.example.org/week", ["alias"]),
        ("{name: Example, x: ", "{name: &name Example, x: *name, contact: ", ["alias"]),
        ("id: second, name: Second theme", "id: &id second, name: *id", ["alias"]),
    ],
)
def test_of_what_was_not_taken_nothing_follows(folder, week, old, new, expected):
    assert old in week
    loaded = load(folder(week.replace(", contact: week@example.org", "").replace(old, new, 1)))
    assert [finding.code for finding in loaded.findings if finding.code != "missing_fact"] == expected
    assert "no deadline" not in str(loaded.findings)


@pytest.mark.parametrize("key", sorted(Settings.model_fields))
@pytest.mark.parametrize("wrong", [[[[]]], {"nothing": 1}, "#"], ids=["list", "facts", "text"])
def test_of_one_wrong_fact_of_the_week_nothing_follows(folder, week, blog, key, wrong):
    facts = parse(week).value | {key: wrong}
    place = re.compile(rf"^{key}:", re.MULTILINE)
    text = written(facts)
    loaded = load(folder(text, {"a.md": blog}))
    above = text.count("\n", 0, place.search(text).start())
    below = above + len(written({key: wrong}).splitlines())
    findings = [
        finding for finding in loaded.findings if finding.code not in ("value", "type", "unknown_key", "missing")
    ]
    assert findings == []
    assert all(above < finding.line <= below for finding in loaded.findings)
    assert bool(loaded.errors) == (loaded.campaign is None)


@pytest.mark.parametrize("key", sorted(FrontMatter.model_fields))
def test_of_one_wrong_fact_of_a_blog_nothing_follows(folder, week, blog, key):
    _, head, body = blog.split("---\n")
    text = written(parse(head).value | {key: [[[]]]})
    loaded = load(folder(week, {"a.md": f"---\n{text}---\n{body}"}))
    assert {finding.code for finding in loaded.findings} <= {"type", "value"}
    line = text[: re.search(rf"^{key}:", text, re.MULTILINE).start()].count("\n") + 2
    assert {finding.line for finding in loaded.findings} == {line}


@pytest.mark.parametrize("week_file", ["", "name: [", "- a", "&a b"])
def test_a_week_that_cannot_be_read_at_all_hides_no_error_of_a_blog(folder, blog, week_file):
    found = errors(load(folder(week_file, {"a.md": blog.replace("[first]", "first")})))
    assert found[0] == ("a.md", "type")
    assert len(found) == 2


# ------------------------------------------------------------------------------------------------ brought in, not yet decided

SOURCE = f"""source:
  file: originals/a.docx
  sha256: {"a" * 64}
  imported_at: "2021-09-08T13:00"
  guessed: {{title: the first line}}
"""


def test_what_is_wrong_with_a_blog_that_was_brought_in_stops_nobody_until_it_is_approved(folder, week, blog):
    for status, usable in (("submitted", True), ("approved", False)):
        lines = [line for line in blog.splitlines(keepends=True) if not line.startswith(("subtitle:", "status:"))]
        broken = "".join(lines).replace("---\n", f"---\nstatus: {status}\n{SOURCE}", 1)
        loaded = load(folder(week, {"a.md": blog, "b.md": broken}))
        assert (loaded.campaign is not None) is usable, loaded.errors
        levels = {found.level for found in loaded.findings if found.file.endswith("b.md") and found.code == "missing"}
        assert levels == {Level.WARNING if usable else Level.ERROR}
        if loaded.campaign is not None:
            assert [one.id for one in loaded.campaign.blogs] == ["a"]
        assert "guessed" in {found.code for found in loaded.findings}


def test_a_blog_that_is_not_there_yet_is_read_as_if_it_were(folder, week, blog):
    place = folder(week, {"a.md": blog})
    loaded = load(place, instead={place / "blogs" / "b.md": blog.replace("/sample", "/other")})
    assert loaded.campaign is not None
    assert [one.id for one in loaded.campaign.blogs] == ["a", "b"]
