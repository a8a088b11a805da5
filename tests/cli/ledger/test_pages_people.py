"""People of the approval pages on the command line: links, sessions, deputies, comments."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from promoter.people import inviting
from promoter.people.passwords import Cost

EDITOR, APPROVER = "amara@example.org", "ruth@example.org"
KEY = "spring/doors/x/blog"


@pytest.fixture
def admin(desk) -> str:
    desk.done("users", "add", "adam@example.org", "--role", "admin")
    return "adam@example.org"


def come_in(desk, email: str):
    """The person takes the link that the command prints."""
    token = re.search(r"/welcome/(\S+)", desk.done("users", "invite", email).out)[1]
    ledger = desk.ledger()
    try:
        return inviting.accept(
            ledger, token, "plum cactus ferry", now=datetime.now(UTC), address="192.0.2.1", agent="Fire\x1b[31mfox",
            cost=Cost(rounds=1, memory=8, lanes=1),
        )  # fmt: skip
    finally:
        ledger.close()


def test_an_admin_invites_and_the_link_is_whole_where_the_address_is_known(desk, admin, monkeypatch):
    said = desk.done("users", "invite", "New@example.org", "--role", "editor", "--as", admin)
    assert said.out.splitlines()[0] == "new@example.org can come in by this link, once, within seven days:"
    assert re.fullmatch(r"http://127\.0\.0\.1:8080/welcome/[\w-]{43}", said.out.splitlines()[1])
    assert "PROMOTER_PUBLIC_URL" in said.err
    monkeypatch.setenv("PROMOTER_PUBLIC_URL", "https://week.example.org")
    said = desk.done("users", "invite", "new@example.org", "--as", admin)
    assert re.fullmatch(r"https://week\.example\.org/welcome/[\w-]{43}", said.out.splitlines()[1])
    assert said.err == ""


def test_only_an_admin_invites(desk, admin):
    assert desk.run("users", "invite", "new@example.org", "--role", "editor", "--as", EDITOR).code == 4
    assert desk.run("users", "invite", "new@example.org", "--as", admin).code == 2, "a new person needs a role"


def test_whoever_has_the_machine_invites_the_first_one(bare):
    said = bare.done("users", "invite", "nora@example.org", "--role", "admin")
    assert "/welcome/" in said.out
    assert "a new one was made" in said.err


def test_open_links_are_listed_and_withdrawn(desk, admin):
    desk.done("users", "invite", EDITOR)
    (one,) = desk.done("users", "invitations", "--json").json["invitations"]
    assert one["email"] == EDITOR
    assert EDITOR in desk.done("users", "invitations").out
    assert desk.run("users", "invitations", "--withdraw", str(one["number"]), "--as", APPROVER).code == 4
    said = desk.done("users", "invitations", "--withdraw", str(one["number"]), "--as", admin)
    assert said.out == "Nobody has an open invitation.\n"
    assert desk.run("users", "invitations", "--withdraw", str(one["number"])).code == 2


def test_sessions_are_listed_and_ended(desk, admin):
    assert desk.done("users", "sessions").out == "Nobody is signed in.\n"
    first, second = come_in(desk, EDITOR), come_in(desk, APPROVER)
    listed = desk.done("users", "sessions").out
    assert EDITOR in listed
    assert APPROVER in listed
    assert "192.0.2.1" in listed
    assert "\x1b" not in listed
    assert first.token not in listed
    (one,) = desk.done("users", "sessions", EDITOR, "--json").json["sessions"]
    assert (one["number"], one["via"]) == (first.session.id, "invitation")
    assert desk.run("users", "sessions", "--end", str(first.session.id), "--as", APPROVER).code == 4
    said = desk.done("users", "sessions", "--end", str(first.session.id), "--as", EDITOR, "--json")
    assert [one["number"] for one in said.json["sessions"]] == [second.session.id]


def test_a_person_is_signed_out_everywhere(desk, admin):
    come_in(desk, EDITOR)
    assert desk.run("users", "sign-out", EDITOR, "--as", APPROVER).code == 4
    assert desk.done("users", "sign-out", EDITOR, "--as", admin).out == f"{EDITOR} is signed out (1 device).\n"
    assert desk.done("users", "sign-out", EDITOR).out == f"{EDITOR} was signed in nowhere.\n"
    assert desk.run("users", "sign-out", "nobody@example.org").code == 2


def test_a_password_is_taken_away_by_an_admin(desk, admin):
    come_in(desk, EDITOR)
    assert desk.run("users", "forget-password", EDITOR, "--as", APPROVER).code == 4
    said = desk.done("users", "forget-password", EDITOR, "--as", admin).out
    assert said == f"{EDITOR} has no password any more, and is signed out.\n"
    assert desk.done("users", "sign-out", EDITOR).out == f"{EDITOR} was signed in nowhere.\n"
    assert desk.run("users", "forget-password", EDITOR, "--as", admin).code == 4, "there is none now"
    assert desk.run("users", "forget-password", "nobody@example.org").code == 2


def test_a_deputy_is_appointed_approves_and_ends(desk):
    today, week = datetime.now(UTC).date(), timedelta(days=7)
    desk.done("users", "add", "vera@example.org", "--role", "viewer")
    days = ("--from", str(today), "--until", str(today + week))
    assert desk.run("users", "deputy", APPROVER, "--deputy", "vera@example.org", *days, "--as", EDITOR).code == 4
    said = desk.done("users", "deputy", APPROVER, "--deputy", "vera@example.org", *days, "--as", APPROVER)
    assert said.out == f"vera@example.org stands in for {APPROVER} from {today} until {today + week}.\n"
    desk.done("approve", KEY, "--as", "vera@example.org")
    assert any(
        event["data"].get("in_stead_of") == APPROVER
        for event in desk.post(KEY)["events"]
        if event["kind"] == "approved"
    )
    (one,) = desk.done("users", "deputies", "--json").json["deputies"]
    assert (one["deputy"], one["from"]) == ("vera@example.org", str(today))
    assert "stands in for" in desk.done("users", "deputies").out
    said = desk.done("users", "deputies", "--end", str(one["number"]), "--as", APPROVER)
    assert said.out == "Nobody stands in for anybody.\n"
    assert desk.run("users", "deputy", APPROVER, "--deputy", EDITOR, "--from", "soon", "--until", "then").code == 2


def test_a_comment_is_put_listed_settled_and_opened_again(desk):
    desk.done("users", "add", "vera@example.org", "--role", "viewer")
    assert desk.done("comments", KEY).out == f"Nobody has remarked anything on {KEY}.\n"
    said = desk.done("comment", KEY, "Is her title right?", "--as", "vera@example.org")
    assert f"promoter comments {KEY} --settle 1" in said.out
    listed = desk.done("comments", KEY).out
    assert "vera@example.org" in listed
    assert "Is her title right?" in listed
    settled = desk.done("comments", KEY, "--settle", "1", "--as", EDITOR, "--json").json["comments"]
    assert (settled[0]["settled_by"], settled[0]["text"]) == (EDITOR, "Is her title right?")
    assert f"settled by {EDITOR}" in desk.done("comments", KEY).out
    assert (
        desk.done("comments", KEY, "--reopen", "1", "--as", EDITOR, "--json").json["comments"][0]["settled_by"] is None
    )


def test_a_comment_that_cannot_be_is_refused(desk):
    assert desk.run("comment", KEY, " ", "--as", EDITOR).code == 2
    assert desk.run("comment", KEY, "hello").code == 2, "nobody says it"
    assert desk.run("comment", KEY, "hello", "--as", "nobody@example.org").code == 4
    assert desk.run("comment", "spring/none/x/blog", "hello", "--as", EDITOR).code == 2
    assert desk.run("comments", "spring/none/x/blog").code == 2
    desk.done("comment", KEY, "hello", "--as", EDITOR)
    assert desk.run("comments", "spring/stairs/x/blog", "--settle", "1", "--as", EDITOR).code == 2, "of another post"
