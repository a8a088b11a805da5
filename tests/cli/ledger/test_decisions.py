from __future__ import annotations

import io
import sys
from datetime import timedelta

import pytest

from promoter.ledger.rows import Actor
from promoter.ledger.tokens import Given, keep_tokens

EDITOR, APPROVER = "amara@example.org", "ruth@example.org"
BLOG, OTHER = "spring/doors/x/blog", "spring/stairs/linkedin/blog"
ADDRESS = "https://x.com/example/status/1437312345678901234"


# ------------------------------------------------------------------------------------------------------------ approving


def test_a_post_is_approved_as_it_stands(desk):
    said = desk.done("approve", BLOG, "--as", APPROVER)
    assert said.out.startswith(f"approved: {BLOG}, ")
    assert desk.post(BLOG)["status"] == "approved"
    assert desk.post(BLOG)["approved_by"] == [APPROVER]


def test_the_operating_systems_user_is_kept_beside_the_decision(desk):
    desk.approve(BLOG)
    (decision,) = desk.post(BLOG)["decisions"]
    assert decision["by"] == APPROVER
    assert decision["os_user"]


@pytest.mark.parametrize("name", ["{}", "sha256:{}", "{:.12}", "sha256:{:.20}"])
def test_the_digest_that_was_seen_may_be_whole_or_short(desk, name):
    digest = desk.post(BLOG)["digest"].removeprefix("sha256:")
    desk.done("approve", f"{BLOG}@{name.format(digest)}", "--as", APPROVER)


@pytest.mark.parametrize(("digest", "code"), [("0123456789ab", 4), ("0123", 2), ("", 2)])
def test_a_digest_that_is_not_the_posts_approves_nothing(desk, digest, code):
    assert desk.run("approve", f"{BLOG}@{digest}", "--as", APPROVER).code == code
    assert desk.post(BLOG)["status"] == "pending"


def test_nobody_approves_what_they_wrote(desk):
    said = desk.run("approve", BLOG, "--as", EDITOR)
    assert said.code == 4
    assert "somebody else has to approve it" in said.err


def test_of_several_posts_one_that_is_refused_does_not_keep_the_others_back(desk):
    said = desk.done("approve", "spring/door/x/blog", BLOG, "--as", APPROVER)
    assert f"approved: {BLOG}" in said.out
    assert f"left alone: there is no post spring/door/x/blog; did you mean {BLOG}?" in said.out


def test_several_posts_of_which_none_can_be_approved_end_with_four(desk):
    assert desk.run("approve", BLOG, OTHER, "--as", EDITOR).code == 4


def test_a_post_that_does_not_exist_is_a_fault_of_the_command(desk):
    assert desk.run("approve", "spring/door/x/blog", "--as", APPROVER).code == 2


def test_all_of_a_day_are_approved_and_the_rest_is_left(desk, first_day):
    said = desk.done("approve", "--all", "--day", str(first_day), "--as", APPROVER, "--json")
    approved = {post["key"] for post in said.json["approved"]}
    assert {BLOG, OTHER} <= approved
    posts = desk.done("queue", "--json").json["posts"]
    assert {post["key"] for post in posts if post["status"] == "approved"} == approved
    assert {post["day"] for post in posts if post["status"] == "pending"} == {str(first_day + timedelta(days=1))}


def test_what_a_sweep_leaves_alone_is_listed_with_the_reason(desk):
    desk.done("edit", BLOG, "--text", "Mine. #ExampleSpring", "--as", APPROVER)
    desk.done("return", OTHER, "--reason", "Name the stairs.", "--as", APPROVER)
    said = desk.done("approve", "--all", "--as", APPROVER, "--json")
    skipped = {one["key"]: one["reason"] for one in said.json["skipped"]}
    assert "changed spring/doors/x/blog last" in skipped[BLOG]
    assert skipped[OTHER] == "changes are wanted: Name the stairs."
    assert f"left alone: {OTHER}: changes are wanted: Name the stairs." in said.err


def test_a_sweep_counts_the_posts_of_weeks_that_are_over_and_lists_them_for_other_programs(desk, past):
    desk.done("load", past, "--as", EDITOR)
    said = desk.done("approve", "--all", "--as", APPROVER)
    assert "Left out: " in said.out
    assert "left alone: one-day/" not in said.out
    skipped = desk.run("approve", "--all", "--as", APPROVER, "--json").json["skipped"]
    assert {one["key"].split("/")[0] for one in skipped} == {"one-day"}
    named = desk.run("approve", "--all", "--campaign", past, "--as", APPROVER)
    assert named.code == 4
    assert "left alone: one-day/" in named.out


def test_with_nothing_left_to_approve_all_ends_with_four(desk):
    desk.done("approve", "--all", "--as", APPROVER)
    said = desk.run("approve", "--all", "--as", APPROVER)
    assert (said.code, said.err) == (4, "Error: nothing waits for approval\n")


@pytest.mark.parametrize(
    "arguments", [(), ("--all", BLOG), (BLOG, "--day", "2021-09-13"), (BLOG, "--campaign", "spring")]
)
def test_posts_are_named_or_all_are_meant_but_not_both(desk, arguments):
    assert desk.run("approve", *arguments, "--as", APPROVER).code == 2


def test_a_campaign_that_is_not_there_is_no_empty_sweep(desk):
    assert desk.run("approve", "--all", "--campaign", "sprung", "--as", APPROVER).code == 2


def test_who_approves_a_post_by_name_is_told_what_was_wanted_of_it(desk):
    desk.done("return", BLOG, "--reason", "Name the stairs.", "--as", APPROVER)
    said = desk.done("approve", BLOG, "--as", APPROVER)
    assert f"approved: {BLOG}" in said.out
    assert f"{BLOG} is approved as it stands, although changes were wanted: Name the stairs." in said.err
    desk.done("return", BLOG, "--reason", "Name the city.", "--as", APPROVER)
    shape = desk.done("approve", BLOG, "--as", APPROVER, "--json").json
    assert [one["message"] for one in shape["warnings"] if one["code"] == "changes_wanted"] == [
        f"{BLOG} is approved as it stands, although changes were wanted: Name the city."
    ]


def test_changes_wanted_send_a_post_back_to_its_writer(desk):
    said = desk.done("return", BLOG, "--reason", "Name the door.", "--as", APPROVER)
    assert said.out.startswith(f"sent back to {EDITOR}: {BLOG}")
    assert desk.post(BLOG)["hold"] == "changes"
    assert "changes wanted" in desk.done("queue").out
    assert "Name the door." in desk.done("queue").out


# ------------------------------------------------------------------------------------------------------------- changing


def test_an_edited_post_waits_for_somebody_else_and_says_how_to_approve_it(desk):
    desk.approve(BLOG)
    said = desk.done("edit", BLOG, "--text", "A door. #ExampleSpring", "--as", APPROVER)
    after = desk.post(BLOG)
    assert (after["status"], after["text"], after["written_by"]) == ("pending", "A door. #ExampleSpring", APPROVER)
    named = f"{BLOG}@{after['digest'].removeprefix('sha256:')[:12]}"
    assert f"promoter approve {named} --as USER" in said.out
    desk.done("approve", named, "--as", EDITOR)


def test_new_words_may_come_from_a_file(desk):
    (desk.folder / "words.txt").write_bytes("\ufeffA door.\r\n\r\n#ExampleSpring\r\n".encode())
    desk.done("edit", BLOG, "--file", "words.txt", "--as", EDITOR)
    assert desk.post(BLOG)["text"] == "A door.\n\n#ExampleSpring"


def test_new_words_may_come_from_standard_input(desk, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("Une porte, déjà. #ExampleSpring\n".encode())))
    desk.done("edit", BLOG, "--file", "-", "--as", EDITOR)
    assert desk.post(BLOG)["text"] == "Une porte, déjà. #ExampleSpring"


def test_a_file_that_is_not_utf_8_is_refused(desk):
    (desk.folder / "words.txt").write_bytes("déjà".encode("latin-1"))
    said = desk.run("edit", BLOG, "--file", "words.txt", "--as", EDITOR)
    assert said.code == 2
    assert "words.txt is not UTF-8 text" in said.err


@pytest.mark.parametrize(
    "arguments", [(), ("--text", "a", "--file", "b"), ("--keep", "--composed"), ("--text", "a", "--keep")]
)
def test_an_edit_says_one_thing(desk, arguments):
    assert desk.run("edit", BLOG, *arguments, "--as", EDITOR).code == 2


def test_there_is_nothing_to_choose_where_nothing_was_edited(desk):
    assert desk.run("edit", BLOG, "--composed", "--as", EDITOR).code == 4


def test_a_post_is_moved_on_the_campaigns_clocks(desk, first_day):
    desk.done("move", BLOG, "--to", f"{first_day}T16:40", "--as", EDITOR)
    after = desk.post(BLOG)
    assert after["at"].startswith(f"{first_day}T16:40:00")
    assert after["moved"]


def test_a_post_is_not_moved_into_the_past(desk):
    assert desk.run("move", BLOG, "--to", "2021-09-13T10:45", "--as", EDITOR).code == 4


def test_a_time_that_nobody_can_read_moves_nothing(desk):
    said = desk.run("move", BLOG, "--to", "noon", "--as", EDITOR)
    assert said.code == 2
    assert '"noon" is not a time like' in said.err


@pytest.mark.parametrize("campaign", ["spring", "schedules/spring"])
def test_a_post_of_ones_own_waits_for_approval_like_any_other(desk, first_day, campaign):
    said = desk.done(
        "write",
        campaign,
        "--channel",
        "x",
        "--at",
        f"{first_day}T16:59",
        "--text",
        "Thank you. #ExampleSpring",
        "--as",
        EDITOR,
    )
    key = f"spring/{first_day}/x/free"
    assert key in said.out
    assert desk.post(key)["status"] == "pending"
    desk.approve(key)


@pytest.mark.parametrize(
    ("time", "says"),
    [
        ("{first}T07:00", "07:00 is outside the campaign's hours on this network, 08:45 to 17:00"),
        ("{saturday}T10:00", "is none of the campaign's days"),
        ("{first}T08:50", "the day’s opener goes at 08:45, 5 minutes away; the campaign keeps 60 minutes"),
    ],
)
def test_an_odd_time_is_warned_of_and_taken(desk, first_day, time, says):
    days = {"first": first_day, "saturday": first_day + timedelta(days=5)}
    to, says = time.format(**days), says.format(**days)
    said = desk.done("move", BLOG, "--to", to, "--as", EDITOR)
    assert says in said.err
    assert says not in said.out
    assert desk.post(BLOG)["at"].startswith(to)
    again = desk.done("move", BLOG, "--to", to, "--as", EDITOR, "--json")
    assert any(says in warning["message"] for warning in again.json["warnings"])
    assert again.json["key"] == BLOG
    post = ("--channel", "x", "--at", to, "--text", "Thanks. #ExampleSpring", "--as", EDITOR)
    written = desk.done("write", "spring", *post, "--json")
    assert {"odd_hour", "odd_day", "too_near"} & {warning["code"] for warning in written.json["warnings"]}


def test_a_time_that_is_not_odd_is_taken_without_a_word(desk, first_day):
    said = desk.done("move", BLOG, "--to", f"{first_day + timedelta(days=1)}T15:05", "--as", EDITOR)
    assert said.err == ""


# ------------------------------------------------------------------------------------------- what would keep it from going


def token_until(desk, ends):
    """The account on X is connected until then."""
    given = Given(sealed="x", scopes=(), token_ends=ends, refresh_ends=None, renewable=False)
    now = ends - timedelta(days=60)
    ledger = desk.ledger()
    try:
        with ledger.write() as conn:
            keep_tokens(conn, "x:default", given, subject="1", name="@x", person=None, who=Actor(EDITOR), now=now)
    finally:
        ledger.close()


def test_a_time_after_the_end_of_the_token_is_warned_of_wherever_it_is_chosen(desk, first_day):
    at = desk.row(BLOG).at
    token_until(desk, at + timedelta(minutes=1))
    says = "x:default is connected until"
    early = desk.done("move", BLOG, "--to", at.isoformat(), "--as", EDITOR)
    assert says not in early.err
    to = (at + timedelta(hours=1)).isoformat()
    moved = desk.done("move", BLOG, "--to", to, "--as", EDITOR)
    assert f"warning: {says}" in moved.err
    assert "unless an admin connects it again before, it does not go out" in moved.err
    again = desk.done("move", BLOG, "--to", to, "--as", EDITOR, "--json")
    assert "token_ends" in {one["code"] for one in again.json["warnings"]}
    words = ("--channel", "x", "--at", to, "--text", "Thanks. #ExampleSpring", "--as", EDITOR)
    assert f"warning: {says}" in desk.done("write", "spring", *words).err


def test_a_week_that_is_moved_past_the_end_of_the_token_is_warned_of_once(desk):
    token_until(desk, desk.row(BLOG).at + timedelta(minutes=1))
    for dry in (("--dry-run",), ()):
        said = desk.done("shift", "spring", "--by", "7d", "--as", EDITOR, *dry)
        assert said.err.count("warning: x:default is connected until") == 1
    shape = desk.done("shift", "spring", "--by", "1h", "--as", EDITOR, "--json").json
    assert any("x:default is connected until" in one for one in shape["warnings"])


def test_a_link_to_a_host_that_the_week_does_not_name_is_told_with_the_post_and_its_approval(desk, monkeypatch):
    facts = desk.folder / "schedules" / "spring" / "campaign.yaml"
    written = facts.read_text(encoding="utf-8").replace("{words: [1, 600]}", "{words: [1, 600], hosts: [example.com]}")
    facts.write_text(written, encoding="utf-8")
    desk.done("load", "spring", "--as", EDITOR)
    says = f"{BLOG} leads to example.org, which the week does not name among its hosts: it would be held"
    assert says in " ".join(desk.done("show", BLOG).out.split())
    assert [one["code"] for one in desk.post(BLOG)["warnings"]] == ["host_not_named"]
    assert f"warning: {says}" in desk.done("approve", BLOG, "--as", APPROVER).err
    approved = desk.done("approve", "--all", "--campaign", "spring", "--as", APPROVER, "--json").json
    told = [one["message"] for one in approved["warnings"] if one["code"] == "host_not_named"]
    assert len(told) == sum(post["blog"] is not None for post in approved["approved"]) > 1
    monkeypatch.setenv("PROMOTER_PAGE_CHECK", "off")
    assert "it would go out there all the same" in " ".join(desk.done("show", BLOG).out.split())


# ------------------------------------------------------------------------------------------- taking out, settling, pause


def test_a_post_that_is_taken_out_comes_back_only_for_approval(desk):
    desk.approve(BLOG)
    desk.done("withdraw", BLOG, "--reason", "The blog was pulled.", "--as", EDITOR)
    assert desk.post(BLOG)["status"] == "withdrawn"
    assert "The blog was pulled." in desk.done("queue", "--status", "withdrawn").out
    desk.done("reopen", BLOG, "--as", EDITOR)
    assert desk.post(BLOG)["status"] == "pending"


def test_a_post_of_which_nobody_can_tell_is_settled_by_its_address(desk):
    desk.approve(BLOG)
    desk.attempt(BLOG, None)
    assert f"promoter resolve {BLOG}" in desk.done("show", BLOG).out
    desk.done("resolve", BLOG, "--sent", ADDRESS, "--as", EDITOR)
    assert desk.post(BLOG)["url"] == "https://x.com/i/status/1437312345678901234"


def test_a_post_that_did_not_go_out_waits_for_approval_again(desk):
    desk.approve(BLOG)
    desk.attempt(BLOG, None)
    desk.done("resolve", BLOG, "--not-sent", "--as", EDITOR)
    assert desk.post(BLOG)["status"] == "pending"


@pytest.mark.parametrize("arguments", [(), ("--sent", ADDRESS, "--not-sent")])
def test_a_post_is_settled_one_way(desk, arguments):
    assert desk.run("resolve", BLOG, *arguments, "--as", EDITOR).code == 2


def test_an_address_elsewhere_settles_nothing(desk):
    desk.approve(BLOG)
    said = desk.run("resolve", BLOG, "--sent", "https://example.org/status/1", "--as", EDITOR)
    assert said.code == 2
    assert "is not the address of a post on x" in said.err


def test_the_address_of_another_accounts_post_settles_nothing(desk):
    file = desk.folder / "schedules" / "spring" / "campaign.yaml"
    named = file.read_text(encoding="utf-8").replace("Example Association}", 'Example Association, x: "@example_org"}')
    file.write_text(named, encoding="utf-8")
    desk.done("load", "spring", "--as", EDITOR)
    desk.approve(BLOG)
    said = desk.run("resolve", BLOG, "--sent", ADDRESS, "--as", EDITOR)
    assert said.code == 4
    assert "is a post of @example, and spring/doors/x/blog goes out as @example_org" in said.err
    assert desk.post(BLOG)["status"] == "approved"
    desk.done("resolve", BLOG, "--sent", "https://x.com/i/status/1437312345678901234", "--as", EDITOR)


def test_a_pause_is_seen_where_people_look(desk):
    desk.done("pause", "--reason", "We stay silent.", "--as", EDITOR)
    assert desk.done("queue").out.startswith(f"Stopped by {EDITOR} since ")
    assert desk.done("queue", "--json").json["paused"]["reason"] == "We stay silent."
    assert "Stopped already, by amara@example.org" in desk.done("pause", "--reason", "Again.", "--as", APPROVER).out


def test_only_an_approver_starts_again(desk):
    desk.done("pause", "--reason", "We stay silent.", "--as", EDITOR)
    assert desk.run("resume", "--as", EDITOR).code == 4
    desk.done("resume", "--as", APPROVER)
    assert desk.done("queue", "--json").json["paused"] is None
    assert desk.run("resume", "--as", APPROVER).code == 4


def test_posts_whose_time_passed_in_a_pause_are_listed_when_it_ends(desk):
    desk.approve(BLOG)
    desk.done("pause", "--reason", "We stay silent.", "--as", EDITOR)
    desk.let_its_time_pass(BLOG)
    said = desk.done("resume", "--as", APPROVER)
    assert f"its time has passed: {BLOG}" in said.out
    assert (desk.post(BLOG)["status"], desk.post(BLOG)["hold"]) == ("pending", "past")


@pytest.mark.parametrize(
    "arguments",
    [
        ("approve", BLOG),
        ("return", BLOG, "--reason", "a"),
        ("edit", BLOG, "--text", "a"),
        ("move", BLOG, "--to", "2030-01-07T10:00"),
        ("write", "spring", "--channel", "x", "--at", "2030-01-07T10:00", "--text", "a"),
        ("withdraw", BLOG, "--reason", "a"),
        ("reopen", BLOG),
        ("resolve", BLOG, "--not-sent"),
        ("pause", "--reason", "a"),
        ("resume",),
    ],
    ids=lambda arguments: arguments[0],
)
def test_every_decision_asks_who_decides(desk, arguments):
    said = desk.run(*arguments)
    assert (said.code, said.err) == (2, "Error: say who you are: --as amara@example.org\n")
    stranger = desk.run(*arguments, "--as", "joe@example.org")
    assert stranger.code == 4
    assert "nobody here is called joe@example.org" in stranger.err


@pytest.mark.parametrize(
    "command",
    ["approve", "return", "edit", "move", "write", "withdraw", "reopen", "resolve", "pause", "resume", "load"],
)
def test_help_shows_an_example(bare, command):
    said = bare.done(command, "--help")
    assert said.out.count(f"promoter {command} ") >= 2  # how it is used, and with what
    assert "PROMOTER_USER" in said.out
