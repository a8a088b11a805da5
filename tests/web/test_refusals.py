"""What no page answers: for people a page that looks like the others and says where to go, for programs one line."""

from __future__ import annotations

import dataclasses
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from browsing import PHONE, axe, fits
from promoter.clock import PretendedClock
from promoter.errors import PromoterError
from promoter.web.access import Headers
from promoter.web.app import MOST_BYTES
from promoter.web.wiring import Wiring
from serving import FRIDAY
from web.test_post_page import MACHINE
from web.visiting import visitor

if TYPE_CHECKING:
    from serving import House

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
LINE = "text/plain; charset=utf-8"

MET = [
    ("GET", "/nothing-here", {}, 404, "There is no such page"),
    ("GET", "/posts-typed-wrongly/x", {}, 404, "There is no such page"),
    ("GET", "/static/nothing.css", {}, 404, "There is no such page"),
    ("GET", "/stop", {}, 405, "There is no page here"),
    ("DELETE", "/sign-in", {}, 405, "There is no page here"),
    ("POST", "/sign-in", {"content": b"x" * (MOST_BYTES + 1)}, 413, "That is too much at once"),
    ("POST", "/sign-in", {"sec-fetch-site": "cross-site"}, 403, "That was not done"),
    ("GET", "/sign-in", {"host": "example.net"}, 400, "This was not understood"),
    ("POST", "/sign-in", {"files": True}, 400, "This was not understood"),
]


@pytest.fixture
def wiring(house: House) -> Wiring:
    return Wiring(ledger=house.ledger, clock=house.clock, grace=timedelta(minutes=15))


def ask(client: Any, method: str, path: str, more: dict[str, Any], headers: dict[str, str]) -> Any:
    headers = headers | {name: value for name, value in more.items() if isinstance(value, str)}
    files = {"files": {"old": ("a.html", b"<script>")}} if "files" in more else {}
    content = {"content": more["content"]} if "content" in more else {}
    return client.request(method, path, headers=headers, **files, **content)


def heading(page: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page)
    return found[1] if found else ""


@pytest.mark.parametrize(
    ("method", "path", "more", "status", "title"), MET, ids=[f"{m} {p} {s}" for m, p, _, s, _ in MET]
)
@pytest.mark.parametrize("name", [None, "vera"])
def test_a_person_gets_a_page_that_leads_on(
    wiring: Wiring, name: str | None, method: str, path: str, more: dict[str, Any], status: int, title: str
) -> None:
    answer = ask(visitor(wiring, name), method, path, more, BROWSER)
    assert (answer.status_code, heading(answer.text)) == (status, title)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert 'href="/">To the start page</a>' in answer.text
    assert "promoter.css" in answer.text
    assert MACHINE.findall(re.sub(r"<[^>]*>", "", answer.text)) == []
    assert answer.headers.get_list("content-security-policy") == [Headers.POLICY]
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "path", "more", "status", "title"), MET, ids=[f"{m} {p} {s}" for m, p, _, s, _ in MET]
)
def test_a_program_gets_one_line(
    wiring: Wiring, method: str, path: str, more: dict[str, Any], status: int, title: str
) -> None:
    answer = ask(visitor(wiring), method, path, more, {"accept": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (status, LINE)
    assert answer.text
    assert "<" not in answer.text


def test_which_methods_an_address_takes_is_said_in_both(wiring: Wiring) -> None:
    for headers in (BROWSER, {}):
        assert visitor(wiring).get("/stop", headers=headers).headers["allow"] == "POST"


class _Broken(PretendedClock):
    def now(self) -> Any:
        raise ZeroDivisionError("with a secret in it")


class _Refusing(PretendedClock):
    def now(self) -> Any:
        raise PromoterError("there is no ledger at /srv/secret/promoter.db; run promoter db upgrade")


@pytest.mark.parametrize(("clock", "status"), [(_Broken, 500), (_Refusing, 503)])
@pytest.mark.parametrize("headers", [BROWSER, {}], ids=["person", "program"])
def test_what_went_wrong_inside_is_no_ones_business(
    wiring: Wiring, clock: Any, status: int, headers: dict[str, str]
) -> None:
    client = visitor(dataclasses.replace(wiring, clock=clock(FRIDAY)), raise_server_exceptions=False)
    answer = client.get("/sign-in", headers=headers)
    assert answer.status_code == status
    assert "secret" not in answer.text
    assert "promoter db" not in answer.text
    assert ("<h1>" in answer.text) == bool(headers)
    assert answer.headers.get_list("content-security-policy") == [Headers.POLICY]


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("/weeks/none", "week"), ("/weeks/none/record", "week"), ("/weeks/none/facts", "week"),
        ("/weeks/none/coverage", "week"), ("/weeks/smarter-state-2022", "week"),
    ],
)  # fmt: skip
def test_a_week_that_is_not_there_is_a_page_that_is_not_there(wiring: Wiring, path: str, what: str) -> None:
    answer = visitor(wiring, "vera").get(path)
    assert answer.status_code == 404
    assert f"There is no {what} under this address." in answer.text
    assert "promoter load" not in answer.text
    assert 'href="/"' in answer.text


def test_a_deed_on_what_is_not_there_says_so_too(wiring: Wiring) -> None:
    answer = visitor(wiring, "amara").post("/weeks/none/shift", data={"what": "all", "days": "1"})
    assert answer.status_code == 404


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1280, "height": 900}], ids=["phone", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_for_everybody(open_page, served, allowed, viewport, scheme) -> None:
    allowed.append("status of 404")
    page = open_page(viewport=viewport, color_scheme=scheme)
    page.goto(served.at("/nothing-here"))
    assert page.get_by_role("heading").inner_text() == "There is no such page"
    axe(page)
    fits(page)
    page.get_by_role("link", name="To the start page").click()
    page.wait_for_url("**/sign-in**")
