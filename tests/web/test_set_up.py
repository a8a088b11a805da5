"""The browser tests' own tools: a complaint of the browser, a fault that axe finds and a step outside each fail a test."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from browsing import axe, fits
from promoter.ledger.people import list_users
from promoter.ledger.queue import list_posts
from promoter.posts.lifecycle import Status
from serving import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page
    from starlette.requests import Request
    from starlette.types import ASGIApp

    from browsing import OpenPage
    from serving import House, Served

STYLE = """
:root { color-scheme: light dark; --ink: #222; --paper: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #eee; --paper: #111; } }
body { color: var(--ink); background: var(--paper); }
"""


def page_of(body: str, *, style: str = STYLE) -> Callable[[Request], Response]:
    html = f'<!doctype html><html lang="en"><title>A page</title><link rel="icon" href="data:,"><style>{style}</style><main><h1>A page</h1>{body}</main></html>'
    return lambda request: HTMLResponse(html, headers={"content-security-policy": request.query_params.get("csp", "")})


PAGES = {
    "/good": "<p>All is well.</p>",
    "/pale": "<p style='color: #ccc; background: #fff'>Hardly to be seen.</p>",
    "/small": "<button style='width: 9px; height: 9px; padding: 0'>a</button><button style='width: 9px; height: 9px; padding: 0'>b</button>",
    "/nameless": "<input name='q'>",
    "/error": "<script>console.error('planted')</script>",
    "/thrown": "<script>setTimeout(() => { throw new Error('planted') })</script>",
    "/policy": "<p style='color: red'>Styled in place.</p>",
    "/missing": "<img alt='' src='/nothing-here.png'>",
    "/outside": "<img alt='' src='https://example.org/logo.png'>",
    "/outside-by-number": "<img alt='' src='http://192.0.2.1/logo.png'>",
    "/wide": "<p style='width: 900px'>Wide.</p>",
    "/script": "<p id='said'>without</p><script>said.textContent = 'with'</script>",
}


@pytest.fixture
def url(serve: Callable[[ASGIApp], str]) -> str:
    routes = [Route(path, page_of(body)) for path, body in PAGES.items()]
    return serve(Starlette(routes=[*routes, Route("/plain", lambda _: PlainTextResponse("plain"))]))


def test_a_page_without_fault_passes(page: Page, url: str) -> None:
    page.goto(f"{url}/good")
    axe(page)
    fits(page)


@pytest.mark.parametrize(
    ("path", "rule"), [("pale", "color-contrast"), ("small", "target-size"), ("nameless", "label")]
)
def test_axe_finds_a_fault_and_says_where(page: Page, url: str, path: str, rule: str) -> None:
    page.goto(f"{url}/{path}")
    with pytest.raises(pytest.fail.Exception, match=rf"is not accessible:\n{rule}: .*\n  at "):
        axe(page)


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        ("error", "console: planted"),
        ("thrown", "error on the page: .*planted"),
        ("policy?csp=style-src+'none'", "Content Security Policy"),
        ("missing", "status of 404"),
        ("outside", "reached outside for https://example.org/logo.png"),
        ("outside-by-number", "reached outside for http://192.0.2.1/logo.png"),
    ],
)
def test_the_browsers_complaints_are_heard(
    page: Page, url: str, complaints: list[str], allowed: list[str], path: str, complaint: str
) -> None:
    page.goto(f"{url}/{path}")
    page.wait_for_load_state("networkidle")
    assert [line for line in complaints if re.search(complaint, line)]
    allowed.append("")


def test_a_page_without_fault_leaves_no_complaint(page: Page, url: str, complaints: list[str]) -> None:
    page.goto(f"{url}/good")
    page.title()
    assert complaints == []


def test_what_is_wider_than_the_screen_is_seen(open_page: OpenPage, url: str) -> None:
    page = open_page(viewport={"width": 320, "height": 640})
    page.goto(f"{url}/wide")
    with pytest.raises(AssertionError, match="wide on a screen of 320 px"):
        fits(page)


@pytest.mark.parametrize(("scheme", "colour"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(17, 17, 17)")])
def test_light_and_dark_are_the_readers_choice(open_page: OpenPage, url: str, scheme: str, colour: str) -> None:
    page = open_page(color_scheme=scheme)
    page.goto(f"{url}/good")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == colour


@pytest.mark.parametrize(("javascript", "said"), [(True, "with"), (False, "without")])
def test_script_can_be_done_without(open_page: OpenPage, url: str, javascript: bool, said: str) -> None:
    page = open_page(javascript=javascript)
    page.goto(f"{url}/script")
    assert page.locator("#said").inner_text() == said


def test_axe_says_that_it_needs_script_rather_than_wait_for_ever(open_page: OpenPage, url: str) -> None:
    page = open_page(javascript=False)
    page.goto(f"{url}/good")
    fits(page)
    with pytest.raises(pytest.fail.Exception, match="axe is a script"):
        axe(page)


def test_pages_are_strangers_to_each_other(open_page: OpenPage, url: str) -> None:
    one, other = open_page(), open_page()
    one.goto(f"{url}/good")
    other.goto(f"{url}/good")
    one.context.add_cookies([{"name": "promoter", "value": "secret", "url": url}])
    assert one.evaluate("document.cookie") == "promoter=secret"
    assert other.evaluate("document.cookie") == ""


def test_the_week_is_loaded_and_nothing_of_it_is_approved(house: House) -> None:
    with house.ledger.read() as conn:
        posts = list_posts(conn)
        names = [user.email.partition("@")[0] for user in list_users(conn)]
    assert {post.status for post in posts} == {Status.PENDING}
    assert len(posts) > 40
    assert names == ["adam", "amara", "ruth", "tom", "vera"]
    assert f"{house.clock.now():%A %H:%M}" == "Friday 13:00"


def test_somebody_signs_in_by_the_form(page: Page, served: Served) -> None:
    page.goto(served.at("/sign-in"))
    page.get_by_label("E-mail").fill("ruth@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("banner").get_by_text("ruth@example.org").wait_for()


def test_two_people_are_signed_in_at_once(
    open_page: OpenPage, served: Served, sign_in: Callable[[Page, str], Page]
) -> None:
    ruth, amara = sign_in(open_page(), "ruth"), sign_in(open_page(color_scheme="dark"), "amara")
    ruth.get_by_role("banner").get_by_text("ruth@example.org").wait_for()
    amara.get_by_role("banner").get_by_text("amara@example.org").wait_for()
