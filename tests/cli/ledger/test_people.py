from __future__ import annotations

from datetime import UTC, datetime

import pytest

from promoter.ledger.accounts import get_account
from promoter.ledger.tables import accounts
from promoter.sandbox.rules import SAMPLE_LINKEDIN_TOKEN, SAMPLE_ORGANISATION, SAMPLE_X_KEYS
from promoter.sandbox.server import Sandbox

EDITOR, APPROVER = "amara@example.org", "ruth@example.org"


@pytest.fixture
def connected(monkeypatch):
    """Both accounts have keys, and the networks are on this machine."""
    (consumer, consumer_secret), (token, token_secret) = SAMPLE_X_KEYS.items()
    with Sandbox() as sandbox:
        settings = {
            "X_API_URL": sandbox.url,
            "X_CONSUMER_KEY": consumer,
            "X_CONSUMER_SECRET": consumer_secret,
            "X_ACCESS_TOKEN": token,
            "X_ACCESS_TOKEN_SECRET": token_secret,
            "LINKEDIN_API_URL": sandbox.url,
            "LINKEDIN_ACCESS_TOKEN": SAMPLE_LINKEDIN_TOKEN,
            "LINKEDIN_ORGANISATION": SAMPLE_ORGANISATION,
        }
        for name, value in settings.items():
            monkeypatch.setenv(f"PROMOTER_{name}", value)
        yield sandbox


def block(desk, reason: str) -> None:
    ledger = desk.ledger()
    with ledger.write() as conn:
        values = {"blocked_reason": reason, "blocked_at": datetime.now(UTC)}
        conn.execute(accounts.update().where(accounts.c.id == "x:default").values(values))
    ledger.close()


def test_the_first_person_makes_the_ledger_and_is_warned_of_being_alone(bare):
    said = bare.done("users", "add", "Ruth@Example.org", "--role", "approver", "--role", "admin")
    assert said.out == "ruth@example.org is an admin and an approver.\n"
    assert "it takes 2 people" in said.err
    assert bare.done("users", "list", "--json").json["users"][0]["roles"] == ["admin", "approver"]


def test_a_team_that_can_publish_is_not_warned(desk):
    assert desk.done("users", "list").err == ""


def test_giving_roles_again_replaces_them(desk):
    desk.done("users", "add", EDITOR, "--role", "viewer")
    roles = {user["email"]: user["roles"] for user in desk.done("users", "list", "--json").json["users"]}
    assert roles == {EDITOR: ["viewer"], APPROVER: ["approver"]}
    assert desk.run("load", "spring", "--as", EDITOR).code == 4


def test_who_is_named_must_be_an_admin_to_change_people(desk):
    refused = desk.run("users", "add", "joe@example.org", "--role", "editor", "--as", EDITOR)
    assert refused.code == 4
    assert "only an admin" in refused.err
    desk.done("users", "add", "joe@example.org", "--role", "admin")
    desk.done("users", "remove", EDITOR, "--as", "joe@example.org")


def test_the_environment_names_nobody_when_people_are_changed(desk, monkeypatch):
    monkeypatch.setenv("PROMOTER_USER", EDITOR)
    desk.done("users", "add", "joe@example.org", "--role", "editor")


def test_who_was_removed_decides_no_more_and_is_still_listed(desk):
    desk.done("users", "remove", EDITOR)
    assert desk.run("load", "spring", "--as", EDITOR).code == 4
    listed = desk.done("users", "list")
    assert "not active" in listed.out
    assert "it takes 2 people" in listed.err


@pytest.mark.parametrize("arguments", [("joe",), ("joe@example.org",), ("joe@example.org", "--role", "boss")])
def test_a_person_has_an_address_and_a_role(desk, arguments):
    role = () if "--role" in arguments or "@" in arguments[0] else ("--role", "editor")
    assert desk.run("users", "add", *arguments, *role).code == 2


def test_accounts_say_that_their_keys_are_missing(desk):
    said = desk.done("accounts", "list", "--json").json
    assert [(account["id"], account["keys"]) for account in said["accounts"]] == [
        ("linkedin:default", False),
        ("x:default", False),
    ]
    assert "no keys are set" in desk.done("accounts", "list").out


def test_with_no_keys_at_all_there_is_nothing_to_check(desk):
    assert desk.run("accounts", "check").code == 4


def test_networks_are_asked_whether_they_accept_the_keys(desk, connected):
    said = desk.done("accounts", "check")
    assert said.out.startswith("x:default: X accepts the keys")
    assert "linkedin:default: LinkedIn accepts the token" in said.out
    assert "ready" in desk.done("accounts", "list").out


def test_a_network_that_does_not_accept_the_keys_ends_with_five(desk, connected, monkeypatch):
    monkeypatch.setenv("PROMOTER_X_ACCESS_TOKEN_SECRET", "n0t-the-secret")
    said = desk.run("accounts", "check")
    assert said.code == 5
    assert "x:default: not accepted: X answered 401" in said.out
    assert "linkedin:default: LinkedIn accepts" in said.out
    assert "n0t-the-secret" not in said.out + said.err


def test_an_account_is_served_by_hand_when_somebody_says_so(desk):
    desk.done("accounts", "manual", "linkedin:default", "--on")
    assert "people post by hand" in desk.done("accounts", "list").out
    desk.done("accounts", "manual", "linkedin:default", "--off")
    assert not any(account["manual"] for account in desk.done("accounts", "list", "--json").json["accounts"])
    assert desk.run("accounts", "manual", "linkedin:default").code == 2
    assert desk.run("accounts", "manual", "linkedin:default", "--on", "--as", EDITOR).code == 4
    assert desk.run("accounts", "manual", "linkedin:other", "--on").code == 2


def test_an_account_that_was_mended_posts_again(desk, connected):
    block(desk, "X wants to be paid.")
    listed = " ".join(desk.done("accounts", "list").out.split())
    assert "stopped: X wants to be paid." in listed
    assert "promoter accounts unblock x:default" in listed
    desk.done("accounts", "unblock", "x:default")
    ledger = desk.ledger()
    with ledger.read() as conn:
        assert get_account(conn, "x:default").blocked_reason is None
    ledger.close()
    assert desk.run("accounts", "unblock", "x:default").code == 4
