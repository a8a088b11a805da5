"""The main pages in every look: for everybody to use, without a complaint of the browser, and as pictures for the documentation."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import pytest

from browsing import DESK, PHONE, axe, fits
from promoter.approval import approve_all
from promoter.ledger.rows import Actor
from serving import email, signed_in

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import ViewportSize

    from browsing import OpenPage
    from serving import Served

WEEK = "/weeks/smarter-state-2021"


class Shown(NamedTuple):
    """A page, by the name of its pictures, and who looks at it; nobody is signed in where that is empty."""

    name: str
    path: str
    who: str = "ruth"


MAIN = (
    Shown("sign-in", "/sign-in", ""),
    Shown("week", WEEK),
    Shown("post-x", "/posts/smarter-state-2021/give-every-new-system-a-leaving-date/x/blog"),
    Shown("post-linkedin", "/posts/smarter-state-2021/an-ordinary-tuesday-in-2031/linkedin/blog"),
    Shown("attention", "/attention"),
    Shown("record", f"{WEEK}/record"),
    Shown("coverage", f"{WEEK}/coverage"),
    Shown("people", "/people", "adam"),
    Shown("me", "/me"),
    Shown("help", "/help"),
)

LOOKS: dict[str, tuple[ViewportSize, str]] = {
    "light": (DESK, "light"),
    "dark": (DESK, "dark"),
    "320": (PHONE, "light"),
}


@pytest.fixture
def pictures(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Where they go: into the folder that `--screenshots` names, or nowhere that lasts."""
    folder: Path = request.config.getoption("--screenshots", default=None) or tmp_path
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("shown", MAIN, ids=lambda shown: shown.name)
def test_a_main_page_is_for_everybody(
    open_page: OpenPage, served: Served, pictures: Path, shown: Shown, look: str
) -> None:
    with served.ledger.write() as conn:
        approve_all(conn, who=Actor(email("tom")), now=served.clock.now(), day=date(2021, 9, 13))
    viewport, scheme = LOOKS[look]
    page = open_page(viewport=viewport, color_scheme=scheme)
    if shown.who:
        signed_in(page, served, shown.who)
    answer = page.goto(served.at(shown.path))
    assert answer is not None
    assert answer.status == 200
    page.screenshot(path=pictures / f"{shown.name}-{look}.png")
    axe(page)
    fits(page)
