"""The pages over PostgreSQL: what a team does in a week, once through."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from promoter.clock import PretendedClock
from promoter.ledger import claims
from promoter.ledger.database import open_ledger
from promoter.ledger.queue import list_posts
from promoter.ledger.rows import NextStep
from promoter.posts.lifecycle import Status
from promoter.posts.outcome import Sent
from serving import FRIDAY, PASSWORD, House, email, load_week

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.only_on("postgresql")
WEEK = "/weeks/smarter-state-2021"


@pytest.fixture
def house(database) -> Iterator[House]:
    ledger = open_ledger(database.fresh(load_week))
    yield House(ledger, PretendedClock(FRIDAY))
    ledger.close()


def statuses(house) -> set[Status]:
    with house.ledger.read() as conn:
        return {post.status for post in list_posts(conn)}


def come_in(page, served, name):
    page.goto(served.at("/sign-in"))
    page.get_by_label("E-mail").fill(email(name))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto(served.at(WEEK))
    return page


def test_a_week_is_mended_moved_approved_stopped_and_sent(open_page, served, house) -> None:
    amara, ruth = come_in(open_page(), served, "amara"), come_in(open_page(), served, "ruth")
    # mend one, comment on it
    amara.locator("article.card h3 a").first.click()
    amara.locator("summary", has_text=re.compile("words", re.IGNORECASE)).first.click()
    amara.locator("textarea[name=text]").first.fill("Good morning. #techUKSmarterState")
    amara.get_by_role("button", name="Save").first.click()
    amara.locator(".said").wait_for()
    # a day later
    amara.goto(served.at(f"{WEEK}/shift"))
    amara.get_by_role("button", name="Show what changes").first.click()
    amara.get_by_role("button", name="Do this").click()
    amara.locator(".said").wait_for()
    # approve, stop, start
    ruth.goto(served.at(WEEK))
    for box in ruth.locator("form.sweep input[type=checkbox]").all():
        box.check()
    ruth.get_by_role("button", name="Approve what is ticked").click()
    ruth.locator(".said").wait_for()
    assert statuses(house) == {Status.APPROVED}
    amara.locator(".stop summary").click()
    amara.locator("#stop-reason").fill("a cyber incident")
    amara.get_by_role("button", name="Stop everything now").click()
    ruth.locator(".stopped").wait_for()  # without a reload
    ruth.goto(served.at("/start"))
    ruth.get_by_role("button", name="Start again").click()
    ruth.locator(".said").wait_for()
    # out goes the first, and the board that is open shows it
    with house.ledger.read() as conn:
        first = min(list_posts(conn), key=lambda post: post.at)
    house.clock.advance_to(first.at - timedelta(minutes=1))
    ruth = come_in(open_page(), served, "ruth")
    house.clock.advance_to(first.at)
    with house.ledger.write() as conn:
        claimed = claims.claim(conn, now=first.at, lease=timedelta(minutes=1), owner="d", host="h")
        sent = Sent(network_id="1", url="https://x.com/i/status/1")
        claims.record(conn, claimed, sent, NextStep(status=Status.SENT), now=first.at)
    ruth.locator("article.card.out").wait_for()
    ruth.goto(served.at(f"{WEEK}/record"))
    assert ruth.locator('a[href="https://x.com/i/status/1"]').count() >= 1
    ruth.goto(served.at("/attention"))
    assert ruth.locator("h1").count() == 1
