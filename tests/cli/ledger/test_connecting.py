"""`promoter accounts connect` and its sisters, as a person types them, with a browser that follows where it is sent."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import requests

from promoter.ledger.tokens import find_tokens
from promoter.sandbox.authorising.people import Consent, Mind
from promoter.sandbox.server import Sandbox
from promoter.sandbox.wire import NetworkName

if TYPE_CHECKING:
    from collections.abc import Iterator

X, LINKEDIN = "x:default", "linkedin:default"


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    with Sandbox() as stand_in:
        for name, value in {
            "X_API_URL": stand_in.url, "LINKEDIN_API_URL": stand_in.url, "X_CLIENT_ID": "sandbox-x-app",
            "LINKEDIN_CLIENT_ID": "sandbox-linkedin-app", "LINKEDIN_CLIENT_SECRET": "sandbox-linkedin-app-secret",
        }.items():  # fmt: skip
            monkeypatch.setenv(f"PROMOTER_{name}", value)
        minded(stand_in, "x")
        minded(stand_in, "linkedin")
        yield stand_in


def minded(sandbox, network, **more):
    sandbox.set_consent(NetworkName(network), Consent(**{"mind": Mind.AGREE, **more}))


class Terminal:
    """The command in a process of its own, and what a browser does with the address that it prints."""

    def __init__(self, folder, *arguments):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "promoter", "accounts", "connect", *arguments], cwd=folder, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        self.said = ""

    def address(self):
        while not (found := re.search(r"^  (http\S+)$", self.said, re.MULTILINE)):
            line = self.process.stderr.readline()
            assert line, self.said
            self.said += line
        return found[1]

    def sent_back(self):
        answer = requests.get(self.address(), allow_redirects=False, timeout=10)
        return answer.headers["location"]

    def end(self, typed=None):
        out, err = self.process.communicate(typed, timeout=60)
        return self.process.returncode, out, self.said + err


def tokens(desk, account):
    ledger = desk.ledger()
    try:
        with ledger.read() as conn:
            return find_tokens(conn, account)
    finally:
        ledger.close()


def test_a_browser_on_this_machine_comes_back_by_itself(desk, sandbox):
    terminal = Terminal(desk.folder, "x", "--port", "0", "--no-browser")
    page = requests.get(terminal.sent_back(), timeout=10)
    assert "You can close this page" in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    code, out, err = terminal.end()
    assert (code, tokens(desk, X) is not None) == (0, True)
    assert out.startswith("x:default is connected: it posts as @sample_assoc. It is renewed by itself")
    assert re.search(
        r"The return address http://127\.0\.0\.1:\d+/accounts/from/x has to be registered with the app at X", err
    )


def test_one_on_another_machine_is_pasted_from(desk, sandbox):
    terminal = Terminal(desk.folder, "linkedin", "--port", "0", "--page", "1002")
    code, out, _ = terminal.end(f"  {terminal.sent_back()}  \n")
    assert (code, "it posts as Sample Weekly" in out) == (0, True)


def test_without_listening_anywhere_it_is_pasted_too(desk, sandbox):
    terminal = Terminal(desk.folder, "x", "--paste")
    back = terminal.sent_back()
    assert back.startswith("http://127.0.0.1:8085/accounts/from/x?")
    assert terminal.end(f"{back}\n")[0] == 0


def test_other_returns_are_turned_away_and_the_right_one_still_counts(desk, sandbox):
    terminal = Terminal(desk.folder, "x", "--port", "0")
    back = terminal.sent_back()
    wrong = requests.get(re.sub(r"state=[^&]*", "state=another", back), timeout=10)
    assert (wrong.status_code, "does not belong to what was begun" in wrong.text) == (400, True)
    elsewhere = requests.get(back.replace("/accounts/from/x", "/elsewhere"), timeout=10)
    assert elsewhere.status_code == 404
    requests.get(back, timeout=10)
    assert terminal.end()[0] == 0


@pytest.mark.parametrize(
    ("pasted", "code", "says"),
    [
        ("", 2, "that is not the address at which the browser ended"),
        ("http://127.0.0.1/accounts/from/x?code=a&state=another", 4, "does not belong to what was begun here"),
    ],
)
def test_something_else_that_is_pasted_is_refused(desk, sandbox, pasted, code, says):
    terminal = Terminal(desk.folder, "x", "--paste")
    terminal.address()
    ended = terminal.end(f"{pasted}\n")
    assert (ended[0], says in ended[2]) == (code, True)
    assert tokens(desk, X) is None


def test_a_no_ends_with_one_sentence(desk, sandbox):
    minded(sandbox, "x", mind=Mind.DENY)
    terminal = Terminal(desk.folder, "x", "--paste")
    code, out, err = terminal.end(f"{terminal.sent_back()}\n")
    assert (code, out) == (4, "")
    assert err.endswith("Error: X was told not to let us post; nothing was connected\n")


def test_a_port_that_is_taken_is_told_with_what_to_do(desk, sandbox):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = desk.run("accounts", "connect", "x", "--port", port)
    assert said.code == 4
    assert f"the return cannot be waited for at 127.0.0.1:{port}" in said.err
    assert "give another with --port and register that address with the app, or use --paste" in said.err


def test_several_pages_have_to_be_chosen_from_where_nobody_can_be_asked(desk, sandbox):
    terminal = Terminal(desk.folder, "linkedin", "--paste")
    code, _, err = terminal.end(f"{terminal.sent_back()}\n")
    assert code == 4
    assert "say which with --page: urn:li:organization:1001, urn:li:organization:1002" in err
    assert "Sample Association (urn:li:organization:1001)" in err


def test_another_one_takes_replace(desk, sandbox):
    connected(desk)
    minded(sandbox, "x", by="sample_other")
    terminal = Terminal(desk.folder, "x", "--paste")
    code, _, err = terminal.end(f"{terminal.sent_back()}\n")
    assert (code, "(promoter accounts connect x --replace)" in err) == (4, True)
    terminal = Terminal(desk.folder, "x", "--paste", "--replace")
    assert terminal.end(f"{terminal.sent_back()}\n")[0] == 0


def connected(desk, network="x", *more):
    terminal = Terminal(desk.folder, network, "--paste", *more)
    code, _, err = terminal.end(f"{terminal.sent_back()}\n")
    assert code == 0, err


def test_page_is_for_linkedin(desk, sandbox):
    said = desk.run("accounts", "connect", "x", "--page", "1")
    assert (said.code, "--page is for LinkedIn" in said.err) == (2, True)


def test_without_an_app_nothing_begins(desk):
    said = desk.run("accounts", "connect", "x")
    assert (said.code, "there is no app for X yet: set PROMOTER_X_CLIENT_ID" in said.err) == (4, True)


def test_only_an_admin_connects(desk, sandbox):
    said = desk.run("accounts", "connect", "x", "--as", "amara@example.org")
    assert (said.code, "only an admin may change people and accounts" in said.err) == (4, True)


def test_the_list_shows_as_whom_and_until_when(desk, sandbox):
    connected(desk)
    connected(desk, "linkedin", "--page", "1001")
    listed = re.sub(r"\s+", " ", desk.done("accounts", "list").out)
    assert "linkedin:default Sample Association, agreed to by Una Sample ready; connected until" in listed
    assert "agreed to by Una Sample" in listed
    assert "x:default @sample_assoc ready; renews itself, and left alone lasts until" in listed
    shape = next(one for one in desk.done("accounts", "list", "--json").json["accounts"] if one["id"] == LINKEDIN)
    assert shape["connected"]["person"] == "Una Sample"
    assert shape["connected"]["renewable"] is False
    assert "sealed" not in str(shape)


def test_checking_asks_with_the_tokens_that_were_agreed_to(desk, sandbox):
    connected(desk)
    assert "they post as @sample_assoc" in desk.done("accounts", "check").out
    sandbox.revoke_all(NetworkName.X)
    said = desk.run("accounts", "check")
    assert (said.code, "promoter accounts connect x" in said.out) == (5, True)


def test_disconnecting_says_where_the_permission_itself_is_taken_back(desk, sandbox):
    connected(desk)
    said = desk.done("accounts", "disconnect", "x")
    assert "its tokens are forgotten here. To take the permission away as well, do so on X:" in said.out
    assert tokens(desk, X) is None
    assert desk.run("accounts", "disconnect", "x").code == 2


def test_keys_are_changed_one_after_the_other(desk, sandbox, monkeypatch):
    old, new = "o" * 32, "n" * 32
    monkeypatch.setenv("PROMOTER_SECRET_KEY", old)
    connected(desk)
    monkeypatch.setenv("PROMOTER_SECRET_KEY", new)
    assert desk.run("accounts", "reseal").code == 4
    monkeypatch.setenv("PROMOTER_SECRET_KEY", f"{new}, {old}")
    assert "The tokens of 1 account are sealed with the first key now" in desk.done("accounts", "reseal").out
    monkeypatch.setenv("PROMOTER_SECRET_KEY", new)
    desk.done("accounts", "check")


@pytest.mark.parametrize("key", ["short", f"{'o' * 32}, short", ","])
def test_a_key_that_is_too_short_is_refused_and_not_shown(desk, monkeypatch, key):
    monkeypatch.setenv("PROMOTER_SECRET_KEY", key)
    said = desk.run("accounts", "list")
    assert said.code == 2
    assert "PROMOTER_SECRET_KEY: each key needs 32 characters or more" in said.err
    assert "short" not in said.err.replace("PROMOTER", "")
    assert "o" * 32 not in said.err


def test_half_an_app_is_refused(desk, monkeypatch):
    monkeypatch.setenv("PROMOTER_X_CLIENT_SECRET", "secret")
    assert "the X app is half set" in desk.run("accounts", "list").err
    monkeypatch.delenv("PROMOTER_X_CLIENT_SECRET")
    monkeypatch.setenv("PROMOTER_LINKEDIN_CLIENT_ID", "id")
    assert "the LinkedIn app is half set" in desk.run("accounts", "list").err


def test_approving_a_post_that_is_due_after_the_end_says_so(desk, sandbox):
    from datetime import timedelta

    from promoter.ledger.queue import list_posts, update_post

    connected(desk, "linkedin", "--page", "1001")
    ledger = desk.ledger()
    with ledger.write() as conn:
        post = list_posts(conn, account=LINKEDIN)[0]
        later = post.at + timedelta(days=70)
        update_post(conn, post, at=later, until=later + timedelta(hours=1))
    ledger.close()
    said = desk.done("approve", post.key, "--as", "ruth@example.org")
    assert "linkedin:default is connected until" in said.err
    assert "unless an admin connects it again before, it does not go out" in said.err
