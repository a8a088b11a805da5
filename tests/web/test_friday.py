"""The whole of it, as people meet it: a Friday afternoon on the rehearsed week, and Monday morning, with the real daemon."""

from __future__ import annotations

import re
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browsing import PHONE, axe, fits
from promoter import planning, staging
from promoter.rehearsal import APPROVERS, PASSWORD, WRITER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

WEEK = Path(__file__).parents[2] / "schedules" / "smarter-state-2021"
BOARD = f"/weeks/{WEEK.name}"
APPROVER, SECOND = (who.name for who in APPROVERS)


@contextmanager
def rehearsed() -> Iterator[str]:
    """The week on the Friday before, with sandbox and daemon; where its pages are."""
    loaded, posts = planning.read(WEEK)
    with staging.stage(loaded.campaign, posts, folder=WEEK) as (pages, daemon):
        daemon.beside = [pages]
        over = threading.Event()
        thread = threading.Thread(target=lambda: daemon.run(over.wait), name="daemon")
        thread.start()
        try:
            yield pages.address
        finally:
            over.set()
            thread.join()


@pytest.fixture
def week() -> Iterator[str]:
    with rehearsed() as address:
        yield address


def come_in(page: Page, address: str, who: str) -> Page:
    page.goto(f"{address}/sign-in")
    page.get_by_label("E-mail").fill(who)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto(address + BOARD)
    return page


def test_friday_afternoon_and_monday_morning(week, open_page) -> None:
    writer, approver = come_in(open_page(), week, WRITER.name), come_in(open_page(), week, APPROVER)
    # look, and mend two posts
    mended = []
    for number in (0, 3):
        writer.goto(week + BOARD)
        link = writer.locator("article.card h3 a").nth(number)
        mended.append(link.get_attribute("href"))
        link.click()
        writer.locator("summary", has_text=re.compile("words", re.IGNORECASE)).first.click()
        words = writer.locator("textarea[name=text]").first
        words.fill(words.input_value().replace("#techUKSmarterState", "Read it today. #techUKSmarterState"))
        writer.get_by_role("button", name="Save", exact=False).first.click()
        writer.locator(".said").wait_for()
        assert "Read it today." in writer.inner_text("main")
    # the colleague approves all of it, the mended ones included
    approver.goto(week + BOARD)
    assert "46 wait for you" in approver.inner_text(".glance")
    for box in approver.locator("form.sweep input[type=checkbox]").all():
        box.check()
    approver.get_by_role("button", name="Approve what is ticked").click()
    assert "46 approved" in approver.inner_text(".said")
    assert "Next: X, Monday 13 September, 08:45 BST" in approver.inner_text(".glance")
    # Monday: the first post goes out while the board is open
    approver.goto(week + BOARD)
    come_in(open_page(), week, SECOND).get_by_role("button", name="Go on to what happens next").click()
    out = approver.locator("article.card.out")
    out.first.wait_for()
    axe(approver)
    approver.goto(f"{week}{BOARD}/record")
    assert (
        approver.locator("main a", has_text=re.compile("x.com|127.0.0.1|See it|Open|live", re.IGNORECASE)).count() >= 1
    )
    axe(approver)


def test_the_week_on_a_phone(week, open_page) -> None:
    page = come_in(open_page(viewport=PHONE), week, APPROVER)
    fits(page)
    page.locator("article.card h3 a").first.click()
    page.get_by_role("button", name="Approve", exact=True).click()
    assert "Approved" in page.inner_text(".said")
    fits(page)
    axe(page)
    page.locator(".stop summary").click()
    page.locator("#stop-reason").fill("a cyber incident")
    page.get_by_role("button", name="Stop everything now").click()
    assert "Everything is stopped" in page.inner_text(".stopped")
    fits(page)
    axe(page)


def test_what_people_change_in_a_rehearsal_stays_in_it(week, open_page) -> None:
    before = {path: path.read_bytes() for path in WEEK.rglob("*") if path.is_file()}
    page = come_in(open_page(), week, WRITER.name)
    page.goto(f"{week}{BOARD}/facts")
    page.get_by_role("button", name="I confirm this").first.click()
    page.get_by_role("button", name="Do this").click()
    assert f"Confirmed by {WRITER.name}" in page.inner_text("main")
    assert {path: path.read_bytes() for path in WEEK.rglob("*") if path.is_file()} == before


def test_whether_a_page_is_live_is_told_when_somebody_asks(week, open_page) -> None:
    page = come_in(open_page(), week, WRITER.name)
    page.locator("article.card h3 a", has_text="An ordinary Tuesday").first.click()
    page.get_by_role("button", name="Look at it now").click()
    assert "404" in page.inner_text(".said"), "the page is live only from Monday"
    for _ in range(3):
        page.get_by_role("button", name="Go on to what happens next").click()
    for _ in range(70):  # nothing is approved, so time goes on by hours
        if "Monday 13" in page.inner_text(".rehearsal"):
            break
        page.get_by_role("button", name="Go on to what happens next").click()
    for _ in range(9):
        page.get_by_role("button", name="Go on to what happens next").click()
    page.get_by_role("button", name="Look at it now").click()
    assert "404" not in page.inner_text(".said")
