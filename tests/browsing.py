"""A real browser for tests: how it is begun, what it complains of, and what is asked of every page."""

from __future__ import annotations

import re
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol
from weakref import WeakSet

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Playwright, ViewportSize

DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 320, "height": 640}

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # the browser itself finds nothing outside
)
OURS = re.compile(r"(http://127\.0\.0\.1[:/]|data:|blob:|about:|file:)")

WCAG = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "rules": {"target-size": {"enabled": True}},  # the one rule of WCAG 2.2 AA, which axe leaves out unless asked
    "resultTypes": ["violations"],
}

SCRIPTLESS: WeakSet[BrowserContext] = WeakSet()  #: where axe, a script, would wait for ever


class OpenPage(Protocol):
    """Open a page as somebody with this screen and these wishes would have it."""

    def __call__(
        self, *, viewport: ViewportSize = DESK, color_scheme: str = "light", javascript: bool = True
    ) -> Page: ...


def launch(playwright: Playwright) -> Browser:
    """The machine's Chromium, or the one that Playwright fetched."""
    installed = filter(None, map(shutil.which, BROWSERS))
    for path in installed:
        with suppress(Error):  # Ubuntu has a placeholder by that name
            return playwright.chromium.launch(executable_path=path, args=FLAGS)
    return playwright.chromium.launch(args=FLAGS)


def context_of(
    browser: Browser, complaints: list[str], *, viewport: ViewportSize, color_scheme: str, javascript: bool
) -> BrowserContext:
    """A browser of its own as far as cookies go, which adds to `complaints` what it complains of."""
    context = browser.new_context(
        viewport=viewport,
        color_scheme=color_scheme,  # type: ignore[arg-type]  # light or dark
        java_script_enabled=javascript,
        locale="en-GB",
        reduced_motion="reduce",
        service_workers="block",
    )
    context.set_default_timeout(10_000)
    if not javascript:
        SCRIPTLESS.add(context)
    _listen(context, complaints)
    return context


def _listen(context: BrowserContext, complaints: list[str]) -> None:
    context.on("console", lambda said: said.type == "error" and complaints.append(f"console: {said.text}"))
    context.on("weberror", lambda error: complaints.append(f"error on the page: {error.error}"))
    context.on(
        "request",
        lambda asked: OURS.match(asked.url) is None and complaints.append(f"reached outside for {asked.url}"),
    )
    context.on(
        "requestfailed",
        lambda asked: (
            # A page that is left, or a file that is saved, ends its requests so.
            asked.failure != "net::ERR_ABORTED" and complaints.append(f"did not load: {asked.url} ({asked.failure})")
        ),
    )


def axe(page: Page) -> None:
    """Axe finds nothing on the page that WCAG 2.2 AA does not allow."""
    if page.context in SCRIPTLESS:
        pytest.fail("axe is a script, and would wait for ever: check a page that was opened with script")
    page.wait_for_load_state()  # of a page that is still coming in, a link may lack its words yet
    found = Axe().run(page, options=WCAG).response["violations"]
    if found:
        pytest.fail(f"{page.url} is not accessible:\n" + "\n".join(map(_finding, found)), pytrace=False)


def fits(page: Page) -> None:
    """Nothing on the page has to be scrolled sideways into sight."""
    wide, seen = page.evaluate("[document.scrollingElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= seen, f"{page.url} is {wide} px wide on a screen of {seen} px"


def _finding(violation: dict[str, Any]) -> str:
    lines = [f"{violation['id']}: {violation['help']}"]
    for node in violation["nodes"]:
        why = [line.strip() for line in node["failureSummary"].splitlines()[1:]]
        lines += [f"  at {' '.join(map(str, node['target']))}", f"    {node['html'][:160]}"]
        lines += [f"    {line}" for line in why]
    return "\n".join(lines)
