"""No post leads to a page that is not there: held before the claim, looked at again, sent when it is live, or given back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import requests

from promoter.approval import pause
from promoter.channels.pages import Failed, Got, Why
from promoter.delivery.page_check import PageCheck
from promoter.ledger.events import list_events, verify
from promoter.ledger.rows import Actor
from promoter.posts.lifecycle import Status
from promoter.sandbox.faults import Fault, FaultKind
from promoter.sandbox.kinds import Act
from promoter.sandbox.site import Page

if TYPE_CHECKING:
    from collections.abc import Callable

    from promoter.delivery.dispatch import Dispatcher

NINE = datetime(2021, 9, 13, 8, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
FIRST, SECOND, THIRD = (f"week/{name}/x/blog" for name in ("first", "second", "third"))
ON_LINKEDIN = "week/first/linkedin/blog"
PAGE, OTHER = "https://example.org/first", "https://example.org/second"
RUTH = Actor("ruth@example.org")


@pytest.fixture
def checked(house) -> Callable[..., Dispatcher]:
    """A dispatcher that looks at the sandbox's pages under their own addresses, and believes what it saw."""

    def fetch(address: str, within: float, /) -> Got | Failed:
        answer = requests.get(house.sandbox.page_url(address), timeout=within, allow_redirects=False)
        return Got(status=answer.status_code, headers=dict(answer.headers), body=answer.content)

    check = PageCheck(fetch, house.clock)
    return lambda **more: house.dispatcher(page_check=check, **more)


def go_on(house, dispatcher, *, until: datetime) -> None:
    for _ in range(1000):
        dispatcher.run()
        moment = dispatcher.next_due()
        if moment is None or moment > until:
            house.clock.advance_to(until)
            dispatcher.run()
            return
        # What is late is nobody's next moment: the tick sees it.
        house.clock.advance_to(max(moment, house.clock.now() + timedelta(seconds=5)))
    raise AssertionError("there is no end to it")


def data(house, kind: str, key: str = FIRST) -> dict:
    with house.ledger.read() as conn:
        return next(event.data for event in list_events(conn, post_key=key) if event.kind == kind)


def test_a_post_whose_page_is_live_is_sent_and_what_was_seen_is_kept(house, checked) -> None:
    house.sandbox.put_site({PAGE: Page("A first blog")})
    house.approved(page_titles=("A first blog",))
    checked().run()
    assert house.post().status is Status.SENT
    page = data(house, "claimed")["page"]
    assert (page["asked"], page["status"]) == (PAGE, 200)
    assert "A first blog" in page["titles"]


def test_a_page_that_comes_late_holds_its_post_and_lets_it_go_once_live(house, checked) -> None:
    house.sandbox.put_site({PAGE: Page("A first blog", live_from=NINE + 7 * MINUTE)})
    before = house.approved()
    dispatcher = checked()
    dispatcher.run()
    held = house.post()
    assert (held.status, held.hold, held.look_at) == (Status.APPROVED, "page", NINE + 3 * MINUTE)
    assert "answered 404" in held.hold_reason
    assert (held.approved_by, held.version, held.fence) == (before.approved_by, before.version, 0)
    assert dispatcher.next_due() == NINE + 3 * MINUTE
    go_on(house, dispatcher, until=NINE + 9 * MINUTE)
    post = house.post()
    assert (post.status, post.sent_at, post.hold, post.hold_reason) == (Status.SENT, NINE + 9 * MINUTE, None, None)
    assert house.events()[:5] == ["approved", "held", "released", "claimed", "sent"]
    assert data(house, "held")["page"]["status"] == 404
    assert data(house, "released")["page"]["status"] == 200
    with house.ledger.read() as conn:
        assert verify(conn) == []


def test_a_page_that_comes_hours_late_lets_its_post_go_in_a_later_slot_of_its_day(house, checked) -> None:
    house.sandbox.put_site({PAGE: Page("A first blog", live_from=NINE + 2 * HOUR)})
    house.approved()
    go_on(house, checked(), until=NINE + 7 * HOUR)
    post = house.post()
    assert post.status is Status.SENT
    assert NINE + 2 * HOUR <= post.sent_at <= post.until
    assert post.approved_by == (str(RUTH.email),)


def test_a_page_that_never_comes_gives_its_post_back_at_the_end_of_its_day_with_the_reason(house, checked) -> None:
    house.sandbox.put_site({OTHER: Page("Another")})
    post = house.approved()
    go_on(house, checked(), until=post.until + HOUR)
    given_back = house.post()
    assert (given_back.status, given_back.hold, given_back.look_at) == (Status.PENDING, "past", None)
    assert "no time is free before 17:00" in given_back.reason
    assert "answered 404: the page is not there" in given_back.reason
    assert house.sandbox.requests() == []
    assert len(house.attempts()) == 0


def test_a_held_post_does_not_hold_up_the_next_one(house, checked) -> None:
    house.sandbox.put_site({OTHER: Page("Another")})
    for key in (FIRST, SECOND, ON_LINKEDIN):
        house.approved(key)
    checked().run()
    assert [house.post(key).hold for key in (FIRST, SECOND, ON_LINKEDIN)] == ["page", None, "page"]
    assert house.post(SECOND).status is Status.SENT


def test_once_its_page_is_live_a_held_post_goes_before_those_that_come_after_it(house, checked) -> None:
    house.sandbox.put_site({PAGE: Page("First", live_from=NINE + MINUTE), OTHER: Page("Second")})
    house.approved(FIRST)
    house.approved(SECOND, at=NINE + 3 * MINUTE)
    go_on(house, checked(), until=NINE + HOUR)
    assert house.post(FIRST).sent_at == NINE + 3 * MINUTE
    assert house.post(SECOND).sent_at == NINE + 8 * MINUTE


def test_a_page_is_believed_for_a_minute_and_no_longer(house, checked) -> None:
    house.sandbox.put_site({PAGE: Page("First")})
    for key, at in ((FIRST, NINE), (ON_LINKEDIN, NINE + timedelta(seconds=59))):
        house.approved(key, at=at)
    dispatcher = checked()
    dispatcher.run()
    house.pass_time(seconds=59)
    dispatcher.run()
    assert [house.post(key).status for key in (FIRST, ON_LINKEDIN)] == [Status.SENT, Status.SENT]
    assert len(house.sandbox.looks()) == 1
    house.approved(THIRD, link=PAGE, at=NINE + 5 * MINUTE)
    house.pass_time(minutes=5)
    dispatcher.run()
    assert len(house.sandbox.looks()) == 2


def test_after_the_clock_was_set_back_nothing_seen_in_the_future_is_believed(house) -> None:
    seen = []

    def fetch(address: str, within: float, /) -> Got | Failed:
        seen.append(house.clock.now())
        return Failed(why=Why.SLOW)

    post, check = house.approved(), PageCheck(fetch, house.clock)
    check.look(post, ())
    house.clock.advance(-HOUR)
    check.look(post, ())
    assert seen == [NINE, NINE - HOUR]


@pytest.mark.parametrize("kind", [FaultKind.SIGN_IN, FaultKind.NOINDEX, FaultKind.OTHER_TITLE, FaultKind.REDIRECT])
def test_a_page_that_only_seems_live_holds_its_post_too(house, checked, kind: FaultKind) -> None:
    house.sandbox.put_site({PAGE: Page("A first blog")})
    house.sandbox.order(Fault(kind=kind, on=Act.PAGE))
    house.approved(page_titles=("A first blog",))
    checked().run()
    assert (house.post().status, house.post().hold, house.sandbox.requests()) == (Status.APPROVED, "page", [])


def test_a_page_elsewhere_than_on_the_campaigns_hosts_holds_its_post(house, checked) -> None:
    house.campaign(rules={"hosts": ["example.com"]})
    house.approved()
    checked().run()
    assert house.post().hold == "page"
    assert "example.com" in house.post().hold_reason


def test_the_same_sight_is_told_once(house, checked) -> None:
    house.sandbox.put_site({OTHER: Page("Another")})
    house.approved()
    dispatcher = checked()
    for _ in range(4):
        dispatcher.run()
        house.pass_time(minutes=3)
    assert len(house.sandbox.looks()) == 4
    assert house.events() == ["approved", "held"]


def test_no_page_is_looked_at_for_what_cannot_go_now(house, checked) -> None:
    house.approved(FIRST, at=NINE + MINUTE)
    house.approved(ON_LINKEDIN)
    house.do(pause, reason="look first", who=RUTH)
    checked().run()
    assert house.sandbox.looks() == []


def test_a_post_that_leads_nowhere_needs_no_page(house, checked) -> None:
    house.sandbox.put_site({})
    house.approved(link=None, text="Thanks to all")
    checked().run()
    assert house.post().status is Status.SENT
    assert house.sandbox.looks() == []


def test_with_the_check_off_no_page_is_looked_at_and_what_was_held_goes(house, checked) -> None:
    house.sandbox.put_site({OTHER: Page("Another")})
    house.approved(FIRST)
    house.approved(SECOND, at=NINE + 4 * MINUTE)
    checked().run()
    assert house.post().hold == "page"
    looks = len(house.sandbox.looks())
    house.pass_time(minutes=3)
    house.run()
    assert (house.post().status, house.post().hold) == (Status.SENT, None)
    house.pass_time(minutes=5)
    house.run()
    assert house.post(SECOND).status is Status.SENT
    assert len(house.sandbox.looks()) == looks
