"""Drawings of posts, in a real browser: on the page that needs nothing else, and under the policy of the web pages."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from browsing import DESK, PHONE, axe, fits
from promoter import planning
from promoter.campaign.model import ChannelName, Organisation
from promoter.posts.model import Card, Media, Wording
from promoter.reporting.drawing import draw
from promoter.reporting.page import page as offline_page
from promoter.web.access import Headers
from serving import WEEK

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page, ViewportSize
    from starlette.types import ASGIApp

    from browsing import OpenPage
    from promoter.planning import Plan

SCREENS = pytest.mark.parametrize(
    ("viewport", "scheme"), [(DESK, "light"), (DESK, "dark"), (PHONE, "light"), (PHONE, "dark")],
    ids=["desk-light", "desk-dark", "phone-light", "phone-dark"],
)  # fmt: skip

PAGE = """<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Drawings</title>
<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,"><link rel="stylesheet" href="/drawing.css">
{% import "post_drawing.html" as drawn %}
<main><h1>Drawings</h1><p>{{ drawn.about() }}</p>
{% for drawing in drawings %}{{ drawn.post(drawing) }}<p>{{ drawn.count(drawing) }}</p>{% endfor %}</main></html>"""

DOT = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="


@pytest.fixture(scope="session")
def plan() -> Plan:
    loaded, posts = planning.read(WEEK)
    assert loaded.campaign is not None
    return planning.plan(loaded.campaign, posts)


@pytest.fixture
def offline(plan: Plan, tmp_path: Path) -> str:
    """The address of the page that `preview --html` writes."""
    file = tmp_path / "week.html"
    file.write_text(offline_page(plan, now=datetime(2021, 9, 1, tzinfo=UTC)), encoding="utf-8")
    return file.as_uri()


@pytest.fixture
def drawings(serve: Callable[[ASGIApp], str]) -> str:
    """A page of drawings of every sort, with the headers of the web pages."""
    environment = Environment(
        loader=PackageLoader("promoter.reporting"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    html = environment.from_string(PAGE).render(drawings=list(every_sort()))
    css = (files("promoter.reporting") / "static" / "drawing.css").read_text(encoding="utf-8")
    routes = [
        Route("/", lambda _: HTMLResponse(html)),
        Route("/drawing.css", lambda _: Response(css, media_type="text/css")),
    ]
    return serve(Headers(Starlette(routes=routes), secure=False))


def every_sort() -> object:
    house, bare = Organisation(name="Example Association", x="@example"), Organisation(name="Example")
    link = "https://example.org/a-page?" + "x" * 200
    picture = Media("images/door.png", "0" * 64, "A door that stands open")
    long = "A sentence of some length that says what the blog is about, and why it matters now. " * 6
    on_x, on_linkedin = ChannelName.X, ChannelName.LINKEDIN
    yield draw(Wording(channel=on_x, text=f"Read @sample_una: {link} #Sample", link=link), house)
    yield draw(Wording(channel=on_x, text=f"Read it: {link}", link=link), house, page_title="The page’s title")
    yield draw(Wording(channel=on_x, text="W" * 280, media=(picture,)), bare)
    yield draw(Wording(channel=on_x, text="Seen", media=(picture,)), bare, picture=lambda _: DOT)
    yield draw(Wording(channel=on_linkedin, text=f"{long}\n\n{link} #Sample", tags=("#Sample",)), house)
    card = Card("The title of a card", "What it is about", "card.png")
    yield draw(Wording(channel=on_linkedin, text="Short. #Sample", tags=("#Sample",), link=link, card=card), house)
    seen = draw(Wording(channel=on_linkedin, text="Short.", link=link, card=card), house, picture=lambda _: DOT)
    yield seen


@SCREENS
def test_the_page_that_needs_nothing_else_is_for_everybody(
    open_page: OpenPage, offline: str, viewport: ViewportSize, scheme: str
) -> None:
    page = open_page(viewport=viewport, color_scheme=scheme)
    page.goto(offline)
    assert page.locator(".drawn").count() > 40
    axe(page)
    fits(page)


@SCREENS
def test_drawings_of_every_sort_are_for_everybody(
    open_page: OpenPage, drawings: str, viewport: ViewportSize, scheme: str
) -> None:
    page = open_page(viewport=viewport, color_scheme=scheme)
    page.goto(drawings)
    axe(page)
    fits(page)


def test_the_stylesheet_is_that_of_the_drawings(page: Page, drawings: str) -> None:
    page.goto(drawings)
    rest = page.locator(".drawn-rest")
    assert rest.count() == 1
    assert rest.evaluate("one => getComputedStyle(one, '::before').content") == '"…more"'
    assert (
        page.locator(".drawn-text").first.evaluate("one => getComputedStyle(one).whiteSpaceCollapse")
        == "preserve-breaks"
    )


def test_a_copied_text_is_the_posts_and_nothing_more(page: Page, drawings: str) -> None:
    page.goto(drawings)
    assert "…more" not in page.locator(".drawn").nth(4).inner_text()
