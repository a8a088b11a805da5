from __future__ import annotations

import pytest

EDITOR, APPROVER = "amara@example.org", "ruth@example.org"
BLOG = "spring/doors/x/blog"


def add_team(desk) -> None:
    desk.done("users", "add", EDITOR, "--role", "editor")
    desk.done("users", "add", APPROVER, "--role", "approver")


def test_the_first_load_puts_all_posts_into_the_queue(bare):
    add_team(bare)
    said = bare.done("load", "spring", "--as", EDITOR, "--json")
    assert said.json["campaign"] == "spring"
    assert BLOG in said.json["added"]
    assert not said.json["unchanged"]
    assert sorted(said.json["added"]) == sorted(post["key"] for post in bare.done("queue", "--json").json["posts"])


def test_loading_the_same_files_again_changes_nothing(desk):
    said = desk.done("load", "spring", "--as", EDITOR, "--json")
    assert said.json["added"] == said.json["changed"] == said.json["withdrawn"] == said.json["edited"] == []
    assert BLOG in said.json["unchanged"]


def test_a_campaign_may_be_named_by_its_path(desk):
    assert desk.done("load", "schedules/spring/", "--as", EDITOR, "--json").json["campaign"] == "spring"


def test_nobody_loads_without_saying_who_they_are(desk):
    said = desk.run("load", "spring")
    assert said.code == 2
    assert said.err == "Error: say who you are: --as amara@example.org\n"


def test_the_environment_may_say_who_acts(desk, monkeypatch):
    monkeypatch.setenv("PROMOTER_USER", EDITOR)
    desk.done("load", "spring")


def test_a_stranger_loads_nothing(bare):
    add_team(bare)
    said = bare.run("load", "spring", "--as", "joe@example.org")
    assert said.code == 4
    assert "nobody here is called joe@example.org" in said.err
    assert bare.done("queue", "--json").json["posts"] == []


def test_errors_in_the_files_are_listed_and_nothing_is_loaded(bare):
    add_team(bare)
    blog = bare.folder / "schedules/spring/blogs/doors.md"
    blog.write_text(blog.read_text(encoding="utf-8").replace("themes: [one]", "themes: [nine]"), encoding="utf-8")
    said = bare.run("load", "spring", "--as", EDITOR, "--json")
    assert said.code == 3
    assert said.out == ""
    assert "schedules/spring/blogs/doors.md:" in said.err
    assert bare.done("queue", "--json").json["posts"] == []


def test_files_with_errors_make_no_ledger(bare):
    (bare.folder / "schedules/spring/campaign.yaml").write_text("name: [", encoding="utf-8")
    assert bare.run("load", "spring", "--as", EDITOR).code == 3
    assert not (bare.folder / "promoter.db").exists()


def test_a_team_of_one_is_warned_when_it_loads(bare):
    bare.done("users", "add", APPROVER, "--role", "approver")
    said = bare.done("load", "spring", "--as", APPROVER, "--json")
    assert said.json["warnings"][0]["code"] == "team"
    assert "it takes 2 people" in said.err


def test_changed_files_change_their_post_and_no_other(desk):
    blog = desk.folder / "schedules/spring/blogs/doors.md"
    blog.write_text(
        blog.read_text(encoding="utf-8").replace("A door is a queue.", "A door is a promise."), encoding="utf-8"
    )
    said = desk.done("load", "spring", "--as", EDITOR, "--json")
    assert sorted(said.json["changed"]) == ["spring/doors/linkedin/blog", BLOG]
    assert f"  {BLOG}" in said.err.splitlines()
    assert "A door is a promise." in desk.post(BLOG)["text"]


@pytest.mark.parametrize(
    ("choice", "words"), [("--keep", "Mine. #ExampleSpring"), ("--composed", "A door is a promise.")]
)
def test_a_post_whose_files_changed_under_an_edit_waits_for_a_choice(desk, choice, words):
    desk.done("edit", BLOG, "--text", "Mine. #ExampleSpring", "--as", EDITOR)
    blog = desk.folder / "schedules/spring/blogs/doors.md"
    blog.write_text(
        blog.read_text(encoding="utf-8").replace("A door is a queue.", "A door is a promise."), encoding="utf-8"
    )
    assert desk.done("load", "spring", "--as", EDITOR, "--json").json["edited"] == [BLOG]
    both = desk.post(BLOG)
    assert both["hold"] == "choose"
    assert both["text"] == "Mine. #ExampleSpring"
    assert "A door is a promise." in both["composed"]["text"]
    assert desk.run("approve", BLOG, "--as", APPROVER).code == 4
    desk.done("edit", BLOG, choice, "--as", EDITOR)
    assert words in desk.post(BLOG)["text"]
    desk.done("approve", BLOG, "--as", APPROVER)


def test_a_blog_that_vanished_takes_its_posts_out(desk):
    (desk.folder / "schedules/spring/blogs/doors.md").unlink()
    assert BLOG in desk.done("load", "spring", "--as", EDITOR, "--json").json["withdrawn"]
    assert desk.post(BLOG)["status"] == "withdrawn"


def test_a_week_that_is_past_is_loaded_and_said_to_be_past(desk, past):
    said = desk.done("load", past, "--as", EDITOR, "--json")
    (warning,) = [warning for warning in said.json["warnings"] if warning["code"] == "past"]
    assert sorted(warning["posts"]) == sorted(said.json["added"])
    posts = desk.done("queue", "--campaign", "one-day", "--json").json["posts"]
    assert {(post["status"], post["hold"]) for post in posts} == {("pending", "past")}
    refused = desk.run("approve", posts[0]["key"], "--as", APPROVER)
    assert refused.code == 4
    assert "its time has passed" in refused.err
