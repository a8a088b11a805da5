from __future__ import annotations

import shutil

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


def test_the_settings_file_may_say_who_acts_and_the_command_line_wins(desk):
    (desk.folder / ".env").write_text(f"PROMOTER_USER={APPROVER}\n", encoding="utf-8")
    desk.done("approve", BLOG)
    assert desk.post(BLOG)["approved_by"] == [APPROVER]
    assert desk.run("load", "spring", "--as", "joe@example.org").code == 4


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


def warnings(said) -> dict[str, dict]:
    return {warning["code"]: warning for warning in said.json["warnings"]}


def change(desk, old: str, new: str, file: str = "campaign.yaml") -> None:
    path = desk.folder / "schedules/spring" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_first_load_says_that_it_made_the_ledger(bare):
    said = bare.run("load", "spring", "--as", EDITOR)
    assert f"a new one was made, {bare.folder / 'promoter.db'}" in said.err
    assert "a new one was made" not in bare.run("load", "spring", "--as", EDITOR).err


def test_posts_that_lack_an_approval_since_the_files_ask_for_two_are_counted(desk):
    desk.approve(BLOG)
    change(desk, "name: Example Spring", "name: Example Spring\napprovals: 2")
    said = desk.done("load", "spring", "--as", EDITOR, "--json")
    assert warnings(said)["approvals"] == {
        "code": "approvals",
        "message": "1 post given back to wait again: the campaign asks for more people's approval now",
        "posts": [BLOG],
    }
    assert f"given back to wait again: the campaign asks for more people's approval now ({BLOG})" in said.err
    assert desk.post(BLOG)["status"] == "pending"
    assert "two people's approval" in desk.done("queue", "--status", "pending").out


def test_a_post_whose_page_is_live_later_is_said_to_have_a_later_time(desk, first_day):
    before = desk.post(BLOG)
    live = f"{first_day}T{before['at'][11:13]}:59"
    change(desk, "status: approved", f"status: approved\nlive_from: {live}", "blogs/doors.md")
    said = desk.done("load", "spring", "--as", EDITOR, "--json")
    assert BLOG in warnings(said)["later"]["posts"]
    assert desk.post(BLOG)["at"] > before["at"]


def test_a_post_whose_page_is_live_after_its_day_is_said_to_need_a_time(desk, first_day):
    change(desk, "status: approved", f"status: approved\nlive_from: {first_day}T18:00", "blogs/doors.md")
    said = desk.done("load", "spring", "--as", EDITOR, "--json")
    assert BLOG in warnings(said)["early"]["posts"]
    assert "2 posts cannot go out: the page is live only after the time" in said.err
    assert (
        BLOG in warnings(desk.done("load", "spring", "--as", EDITOR, "--json"))["early"]["posts"]
    )  # as long as it is so
    assert "needs a later time" in desk.done("queue").out


def test_another_week_of_the_same_name_is_refused_until_it_is_said_to_have_moved(desk):
    desk.done("load", "spring", "--moved", "--as", EDITOR)
    shutil.copytree(desk.folder / "schedules/spring", desk.folder / "other/spring")
    path = desk.folder / "other/spring/campaign.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Example Spring", "Another Spring"), encoding="utf-8")
    said = desk.run("load", "other/spring", "--as", EDITOR)
    assert said.code == 4
    assert f"spring was loaded from {desk.folder / 'schedules/spring'}, which is still there" in said.err
    desk.done("load", "other/spring", "--moved", "--as", EDITOR)
    assert desk.run("load", "spring", "--as", EDITOR).code == 4


def test_the_same_week_from_another_place_is_said(desk):
    desk.done("load", "spring", "--moved", "--as", EDITOR)
    shutil.copytree(desk.folder / "schedules/spring", desk.folder / "other/spring")
    said = desk.done("load", "other/spring", "--as", EDITOR, "--json")
    assert f"loaded from {desk.folder / 'schedules/spring'} before" in warnings(said)["place"]["message"]


def test_what_nobody_has_confirmed_is_said_on_loading_approving_and_by_doctor(desk):
    assumed = 'assumptions: [{about: days, says: "in this order"}, {about: year, says: "this", confirmed_by: Ruth}]'
    change(desk, "name: Example Spring", f"name: Example Spring\n{assumed}")
    says = "1 assumption of spring is not confirmed by anyone: promoter check spring lists it"
    assert warnings(desk.done("load", "spring", "--as", EDITOR, "--json"))["assumptions"]["message"] == says
    assert f"warning: {says}" in desk.done("load", "spring", "--as", EDITOR).out
    assert f"warning: {says}" in desk.done("approve", BLOG, "--as", APPROVER).err
    approved = desk.done("approve", "spring/doors/linkedin/blog", "--as", APPROVER, "--json")
    assert approved.json["warnings"] == [{"code": "assumptions", "message": says}]
    checks = {check["name"]: check for check in desk.run("doctor", "--json").json["checks"]}
    assert (checks["assumptions"]["state"], checks["assumptions"]["says"]) == ("look", says)
    change(desk, 'says: "in this order"', 'says: "in this order", confirmed_by: Ruth')
    assert "assumptions" not in warnings(desk.done("load", "spring", "--as", EDITOR, "--json"))


def test_the_check_that_is_named_finds_a_campaign_that_lies_elsewhere(desk):
    (desk.folder / "weeks").mkdir()
    (desk.folder / "schedules/spring").rename(desk.folder / "weeks/spring")
    path = desk.folder / "weeks/spring/campaign.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "assumptions: [{about: days, says: so}]\n", encoding="utf-8")
    message = warnings(desk.done("load", "weeks/spring", "--as", EDITOR, "--json"))["assumptions"]["message"]
    named = message.split("promoter check ")[1].split(" lists")[0]
    assert "assumed, not confirmed" in desk.done("check", named).out
