"""Changing many posts at once from the command line: looked at first, done then, told in sentences."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pictures.samples import halves, saved
from promoter.posts.lifecycle import Status

EDITOR, APPROVER = "amara@example.org", "ruth@example.org"
OPENER = "spring/{}/x/opener"


def as_editor(*arguments: str) -> tuple[str, ...]:
    return (*arguments, "--as", EDITOR)


def test_a_week_is_shown_moved_and_then_moves(desk, first_day: date) -> None:
    key = OPENER.format(first_day)
    at = desk.row(key).at
    shown = desk.done(*as_editor("shift", "spring", "--by", "1d", "--dry-run"))
    assert "Move everything that is not out yet 1 day later (nothing was changed yet)" in shown.out
    assert f"moved: {key}" in shown.out
    assert desk.row(key).at == at
    done = desk.done(*as_editor("shift", "spring", "--by", "1d"))
    assert "They wait for somebody else's approval: promoter approve --all --campaign spring" in done.out
    assert desk.row(key).day == first_day + timedelta(days=1)
    desk.done("approve", "--all", "--campaign", "spring", "--as", APPROVER)
    assert desk.row(key).status is Status.APPROVED


def test_the_same_as_json(desk, first_day: date) -> None:
    key = OPENER.format(first_day)
    desk.approve(key)
    said = desk.done(*as_editor("shift", "spring", "--by", "-1h30m", "--channel", "x", "--json"))
    post = next(post for post in said.json["posts"] if post["key"] == key)
    assert (said.json["done"], post["before"]["at"][11:16], post["after"]["at"][11:16]) == (True, "08:45", "07:15")
    assert (post["before"]["status"], post["after"]["status"]) == ("approved", "pending")
    assert post["no_longer_approved_by"] == [APPROVER]
    assert {post["key"].split("/")[2] for post in said.json["posts"]} == {"x"}


def test_one_day_goes_to_another(desk, first_day: date) -> None:
    to = first_day + timedelta(days=3)
    desk.done(*as_editor("shift", "spring", "--day", f"{first_day}", "--to", f"{to}"))
    assert desk.row(OPENER.format(first_day)).day == to
    assert desk.row(OPENER.format(first_day + timedelta(days=1))).day == first_day + timedelta(days=1)


@pytest.mark.parametrize("way", ["", "d", "1w", "1", "--1d", "1h1d"])
def test_a_way_that_cannot_be_read_is_a_usage_error(desk, way: str) -> None:
    said = desk.run(*as_editor("shift", "spring", f"--by={way}"))
    assert (said.code, said.out) == (2, "")
    assert "is not a way to go" in said.err


def test_blogs_are_listed_and_decided_about(desk) -> None:
    listed = desk.done("blog", "list", "spring")
    assert "doors: approved by Robin Sample\n  “Doors” (Example Doors)\n" in listed.out
    desk.done(*as_editor("blog", "withdraw", "spring", "doors", "--reason", "The author asked."))
    withdrawn = next(
        blog for blog in desk.done("blog", "list", "spring", "--json").json["blogs"] if blog["id"] == "doors"
    )
    assert (withdrawn["status"], withdrawn["promoted"]) == ("withdrawn", False)
    post = desk.row("spring/doors/x/blog")
    assert (post.status, post.reason) == (Status.WITHDRAWN, "its blog was withdrawn: The author asked.")
    desk.done(*as_editor("blog", "approve", "spring", "doors"))
    assert desk.row("spring/doors/x/blog").status is Status.PENDING
    refused = desk.run(*as_editor("blog", "decline", "spring", "doors"))
    assert (refused.code, "an approved one is withdrawn" in refused.err) == (4, True)


def test_a_dry_run_writes_no_file(desk) -> None:
    path = desk.folder / "schedules" / "spring" / "blogs" / "doors.md"
    before = path.read_bytes()
    said = desk.done(*as_editor("blog", "withdraw", "spring", "doors", "--reason", "The author asked.", "--dry-run"))
    assert "would be written: spring/blogs/doors.md" in said.out
    assert "taken out: spring/doors/x/blog (its blog was withdrawn: The author asked.)" in said.out
    assert path.read_bytes() == before


def test_a_fact_is_changed_and_what_it_changes_is_shown(desk) -> None:
    said = desk.done(*as_editor("fact", "spring", "themes.one.name", "The very first theme"))
    assert "written: spring/campaign.yaml" in said.out
    assert any(line.startswith("    + ") and "very first theme" in line for line in said.out.splitlines())
    text = (desk.folder / "schedules" / "spring" / "campaign.yaml").read_text(encoding="utf-8")
    assert '- {id: one, name: The very first theme, line: "the first of the themes"}' in text


def test_facts_that_belong_together_are_changed_together(desk) -> None:
    said = desk.done(*as_editor("fact", "spring", "themes.one.name", "First of all", "hashtag", "#ExampleSprings"))
    assert "Change the name of “" in said.out
    assert "” and the hashtag: " in said.out
    text = (desk.folder / "schedules" / "spring" / "campaign.yaml").read_text(encoding="utf-8")
    assert ("First of all" in text, "#ExampleSprings" in text) == (True, True)


@pytest.mark.parametrize("words", [("hashtag",), ("hashtag", "#A", "hashtag", "#B"), ("hashtag", "#A", "name")])
def test_a_fact_without_its_value_or_named_twice_is_refused(desk, words: tuple[str, ...]) -> None:
    said = desk.run(*as_editor("fact", "spring", *words))
    assert (said.code, "write each fact once, with its value after it" in said.err) == (2, True)


def test_a_fact_that_cannot_be_exits_as_an_invalid_campaign(desk) -> None:
    said = desk.run(*as_editor("fact", "spring", "timezone", "Europe/Londn"))
    assert said.code == 3
    assert said.err.startswith(
        "Error: nothing was changed, because the files would have an error: spring/campaign.yaml, line 4"
    )


def test_an_assumption_is_confirmed(desk) -> None:
    path = desk.folder / "schedules" / "spring" / "campaign.yaml"
    with path.open("a", encoding="utf-8") as file:
        file.write("assumptions:\n  - {about: days, says: Monday and Tuesday}\n")
    said = desk.done(*as_editor("confirm", "spring", "days"))
    assert "Confirm the days of the week and their themes: Monday and Tuesday: no post changes." in said.out
    assert f'  - {{about: days, says: Monday and Tuesday, confirmed_by: "{EDITOR}"}}\n' in path.read_text(
        encoding="utf-8"
    )


def test_a_handle_is_corrected(desk) -> None:
    path = desk.folder / "schedules" / "spring" / "blogs" / "doors.md"
    text = path.read_text(encoding="utf-8").replace(
        '{name: "Una Sample",', '{name: "Una Sample", x: "@una", mention: handle,'
    )
    path.write_text(text, encoding="utf-8")
    desk.done(*as_editor("load", "spring"))
    said = desk.done(*as_editor("correct-handle", "spring", "@una", "@una_sample"))
    assert "(@una_sample)" in said.out
    assert "(@una_sample)" in desk.row("spring/doors/x/blog").said.text


def test_nobody_who_is_unknown_changes_anything(desk) -> None:
    said = desk.run("shift", "spring", "--by", "1d", "--as", "eve@example.org")
    assert (said.code, "nobody here is called eve@example.org" in said.err) == (4, True)


def blog_file(desk):
    return desk.folder / "schedules" / "spring" / "blogs" / "doors.md"


def images(desk) -> list[str]:
    return sorted(path.name for path in (desk.folder / "schedules" / "spring").glob("images/*"))


def test_a_blog_is_put_right_with_its_authors(desk) -> None:
    desk.approve("spring/doors/x/blog")
    said = desk.done(
        *as_editor(
            "blog", "set", "spring", "doors", "hook", "A door is a promise.", "points", "One.\nTwo.",
            "authors.0.role", "Keeper", "authors.1.name", "Bo Sample", "authors.1.x", "bo_sample",
        )
    )  # fmt: skip
    assert "Change the hook and the points of “Doors”, change the role of Una Sample, an author, put in Bo" in said.out
    assert "written: spring/blogs/doors.md" in said.out
    text = blog_file(desk).read_text(encoding="utf-8")
    assert 'authors: [{name: "Una Sample", organisation: "Example Doors", role: Keeper}, ' in text
    assert '{name: Bo Sample, x: "@bo_sample"}]' in text
    assert desk.row("spring/doors/x/blog").status is Status.PENDING
    desk.done(*as_editor("blog", "set", "spring", "doors", "authors.0", "null", "hook", "null", "points", "null"))
    listed = desk.done("blog", "list", "spring", "--json").json["blogs"][0]
    assert listed["authors"] == ["Bo Sample"]


def test_themes_are_called_by_name_or_id_in_any_case(desk) -> None:
    desk.done(*as_editor("blog", "set", "spring", "doors", "themes", "the SECOND theme, One"))
    assert desk.done("blog", "list", "spring", "--json").json["blogs"][0]["themes"] == ["two", "one"]
    said = desk.run(*as_editor("blog", "set", "spring", "doors", "themes", "The second themes"))
    assert (said.code, "The second themes" in said.err) == (3, True)


def test_a_picture_is_brought_described_and_taken_away(desk, tmp_path) -> None:
    file = tmp_path / "Door (final) 2.PNG"
    file.write_bytes(saved(halves()))
    shown = desk.done(
        *as_editor("blog", "set", "spring", "doors", "--picture", f"{file}", "--alt", "A door", "--dry-run")
    )
    assert "Change the picture of “Doors” (nothing was changed yet)" in shown.out
    assert not (desk.folder / "schedules" / "spring" / "images").exists()
    desk.done(*as_editor("blog", "set", "spring", "doors", "--picture", f"{file}", "--alt", "A door"))
    (name,) = images(desk)
    assert name.startswith("doors-")
    assert [(one.file, one.alt) for one in desk.row("spring/doors/x/blog").said.media] == [(f"images/{name}", "A door")]
    desk.done(*as_editor("blog", "set", "spring", "doors", "--alt", "An open door"))
    assert desk.row("spring/doors/x/blog").said.media[0].alt == "An open door"
    desk.done(*as_editor("blog", "set", "spring", "doors", "--no-picture"))
    assert desk.row("spring/doors/x/blog").said.media == ()
    assert images(desk) == [name]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ((), 2, "say what is to be otherwise"),
        (("hook",), 2, "with its value after it"),
        (("shoe", "9"), 2, "shoe is nothing that is changed here"),
        (("authors.0", "null"), 2, "at least one author"),
        (("authors.0.email", "una"), 2, "write an e-mail address"),
        (("--alt", "A door"), 2, "choose a picture"),
        (("--picture", "door.png"), 2, "say what the picture shows"),
        (("--picture", "door.png", "--alt", "x" * 1001), 2, "may have 1,000"),
        (("--picture", "program.png", "--alt", "A door"), 2, "a program, whatever it is called"),
        (("--picture", "none.png", "--alt", "A door"), 2, "there is no such file"),
        (("--picture", "door.png", "--no-picture"), 2, "not both"),
        (("--picture", "door.png", "--alt", "A door", "url", "nowhere"), 3, "is not a web address"),
    ],
)
def test_what_cannot_be_of_a_blog_changes_nothing(desk, arguments, code, says) -> None:
    (desk.folder / "door.png").write_bytes(saved(halves()))
    (desk.folder / "program.png").write_bytes(b"MZ\x90\x00" + b"\x00" * 200)
    before = blog_file(desk).read_bytes()
    said = desk.run(*as_editor("blog", "set", "spring", "doors", *arguments))
    assert (said.code, said.out) == (code, "")
    assert says in said.err
    assert blog_file(desk).read_bytes() == before
    assert images(desk) == []


def test_a_blog_that_is_not_there_has_no_picture(desk) -> None:
    (desk.folder / "door.png").write_bytes(saved(halves()))
    said = desk.run(*as_editor("blog", "set", "spring", "../../doors", "--picture", "door.png", "--alt", "A door"))
    assert (said.code, images(desk)) == (2, [])
    assert "spring has no blog ../../doors" in said.err
