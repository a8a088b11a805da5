"""Pages in a real browser, served by the real server from a real ledger that holds the week of 2021."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from playwright.sync_api import Error, sync_playwright

from browsing import DESK, context_of, launch
from promoter.clock import PretendedClock
from promoter.ledger.database import open_ledger
from promoter.ledger.tables import campaigns
from promoter.web.app import create_app
from promoter.web.wiring import Wiring
from serving import FRIDAY, House, Served, load_week, serving, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize
    from starlette.types import ASGIApp

    from browsing import OpenPage


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", type=Path, help="write the pictures of the main pages into this folder")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a window. Where none can be begun, its tests are skipped, but never in CI."""
    with pytest.MonkeyPatch.context() as patch, ExitStack() as until_the_end:
        patch.setenv("PLAYWRIGHT_BROWSERS_PATH", "0")  # in its own package, where make test puts it
        try:
            chromium = launch(until_the_end.enter_context(sync_playwright()))
        except Error as error:
            if os.environ.get("CI", "").lower() not in {"", "0", "false"}:
                raise
            pytest.skip(f"there is no browser for the tests, and make test gets one: {error.message.splitlines()[0]}")
        yield chromium
        chromium.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained of so far: errors on its console, what it could not load, where it was not to go."""
    return []


@pytest.fixture
def allowed() -> list[str]:
    """Patterns of the complaints that a test expects, such as "status of 409"; any other fails it."""
    return []


@pytest.fixture
def open_page(
    browser: Browser,
    complaints: list[str],
    allowed: list[str],
    at_the_end: object,  # so that pages are closed before the server that they listen to, and the ledger under it
) -> Iterator[OpenPage]:
    """Opens pages, each in a browser of its own as far as cookies go. Complaints of any of them fail the test."""
    contexts: list[BrowserContext] = []

    def opened(*, viewport: ViewportSize = DESK, color_scheme: str = "light", javascript: bool = True) -> Page:
        contexts.append(
            context_of(browser, complaints, viewport=viewport, color_scheme=color_scheme, javascript=javascript)
        )
        return contexts[-1].new_page()

    yield opened
    for context in contexts:
        for page in context.pages:
            page.title()  # by its answer, what the page complained of before has arrived
        context.close()
    left = [line for line in complaints if not any(re.search(pattern, line) for pattern in allowed)]
    if left:
        pytest.fail("the browser complained:\n" + "\n".join(left), pytrace=False)


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A page on a desk, in light colours, with script."""
    return open_page()


@pytest.fixture
def at_the_end() -> Iterator[ExitStack]:
    """What is ended after the pages are closed: servers first, then the ledgers under them."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def serve(at_the_end: ExitStack) -> Callable[[ASGIApp], str]:
    """Serves an app until the test ends, and says at which address."""
    return lambda app: at_the_end.enter_context(serving(app))


@pytest.fixture(scope="session")
def loaded_week(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a ledger with the week and its people, made once: nothing in it is approved yet."""
    file = tmp_path_factory.mktemp("week") / "promoter.db"
    ledger = open_ledger(f"sqlite:///{file}", create=True)
    load_week(ledger)
    ledger.close()
    return file


@pytest.fixture
def house(loaded_week: Path, tmp_path: Path, at_the_end: ExitStack) -> House:
    """A copy of the loaded week for this test, on Friday afternoon."""
    file = shutil.copy(loaded_week, tmp_path / "promoter.db")
    ledger = open_ledger(f"sqlite:///{file}")
    at_the_end.callback(ledger.close)
    return House(ledger, PretendedClock(FRIDAY))


@pytest.fixture
def served(house: House, serve: Callable[[ASGIApp], str]) -> Served:
    """The pages of the house, for a browser. What they write is in `served.ledger`."""
    wiring = Wiring(ledger=house.ledger, clock=house.clock, grace=timedelta(minutes=30))
    return Served(serve(create_app(wiring)), house.ledger, house.clock, wiring)


@pytest.fixture
def sign_in(served: Served) -> Callable[[Page, str], Page]:
    """Signs somebody of PEOPLE in on a page, as `sign_in(page, "ruth")`, and opens the start page."""
    return lambda page, name: signed_in(page, served, name)


@pytest.fixture
def folder(house: House, tmp_path: Path) -> Path:
    """The campaign's files as a copy that pages may change."""
    with house.ledger.write() as conn:
        kept = Path(conn.execute(sa.select(campaigns.c.folder)).scalar_one())
        copy = shutil.copytree(kept, tmp_path / kept.name)
        conn.execute(sa.update(campaigns).values(folder=str(copy)))
    return copy
