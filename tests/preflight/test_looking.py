"""Asking everybody: clocks compared by what answers say, accounts by what networks say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from preflight.conftest import page, png
from promoter.campaign.model import ChannelName
from promoter.channels.authorising import Owner
from promoter.channels.page_fetch import FetchElsewhere, PageFetch
from promoter.channels.pages import Live, Page, Why
from promoter.clock import SystemClock
from promoter.errors import NetworkTrouble
from promoter.preflight.looking import Looking, ask_account, clocks_apart

NOON = datetime(2021, 9, 10, 12, 0, 0, tzinfo=UTC)
DATE = "Fri, 10 Sep 2021 12:00:00 GMT"


def apart(began: float, ended: float, **headers: str) -> float | None:
    """Seconds, by an answer that came between these seconds after noon of ours."""
    told = headers or {"Date": DATE}
    off = clocks_apart(told, began=NOON + timedelta(seconds=began), ended=NOON + timedelta(seconds=ended))
    return None if off is None else off.total_seconds()


@pytest.mark.parametrize(
    ("began", "ended", "seconds"),
    [
        (0, 0.5, 0),
        (0.9, 3, 0),
        (-3, 0, 0),
        (1, 2, 0),
        (1.5, 2, -0.5),
        (61, 62, -60),
        (-20, -10, 10),
        (-0.5, -0.25, 0.25),
    ],
)
def test_clocks_are_apart_by_as_much_as_cannot_be_explained(began: float, ended: float, seconds: float) -> None:
    assert apart(began, ended) == seconds


@pytest.mark.parametrize(
    "headers",
    [
        {"X": "y"}, {"Date": ""}, {"Date": "yesterday"}, {"Date": DATE, "Age": "90"}, {"Date": "Fri, 99 Sep 99999 12:00:00 GMT"},
        {"DATE": DATE, "age": "1"},
    ],
)  # fmt: skip
def test_what_tells_no_time_tells_none(headers: dict[str, str]) -> None:
    assert apart(0, 1, **headers) is None


def test_a_date_without_a_zone_is_utc() -> None:
    assert apart(0, 0.5, Date="Fri, 10 Sep 2021 12:00:00 -0000", Age="0") == 0


class Account:
    """An account on X whose network says what a test wants."""

    name = ChannelName.X

    def __init__(self, whose: Owner | None, says: str | None) -> None:
        self._whose, self._says, self.requests = whose, says, 0

    def whose(self) -> Owner:
        self.requests += 1
        if self._whose is None:
            raise NetworkTrouble("it does not say whose")
        return self._whose

    def check(self) -> str:
        self.requests += 1
        if self._says is None:
            raise NetworkTrouble("X answered 401. Set the keys anew.")
        return self._says


def test_an_account_that_answers_costs_one_request() -> None:
    account = Account(Owner("1", "@techUK"), None)
    look = ask_account(account)
    assert (look.accepted, look.subject, look.says) == (True, "1", "X accepts the keys; they post as @techUK")
    assert account.requests == 1


def test_one_that_does_not_is_quoted_with_why() -> None:
    look = ask_account(Account(None, None))
    assert (look.accepted, look.says) == (False, "X answered 401. Set the keys anew")


def test_one_that_only_answers_otherwise_is_accepted_and_nobodys() -> None:
    look = ask_account(Account(None, "Fine."))
    assert (look.accepted, look.subject, look.says) == (True, None, "Fine")


def test_a_page_that_hangs_is_left_out_and_holds_nobody_up(website) -> None:
    pages = [Page(address=f"https://www.example.org/{number}", titles=("A title",)) for number in range(40)]
    for one in pages:
        website.has(one.address, page("A title"))
    website.has("https://www.example.org/card.png", png(1200, 627), kind="image/png")
    website.held.add(pages[7].address)
    fetch = FetchElsewhere(website.where)
    looks = Looking({}, fetch, fetch, SystemClock(), within=5.0)([], pages, lambda *_: None)
    assert looks.pages.keys() == {*pages} - {pages[7]}
    assert all(isinstance(look.verdict, Live) and look.faults == () for look in looks.pages.values())


def test_pages_that_are_not_to_be_looked_at_are_left_alone(website) -> None:
    fetch = FetchElsewhere(website.where)
    looking = Looking({}, fetch, fetch, SystemClock(), pages=False)
    assert looking([], [Page(address="https://www.example.org/1", titles=())], lambda *_: None).pages == {}
    assert website.asked == []


def test_a_page_of_this_machine_is_not_opened_in_earnest() -> None:
    pages = [Page(address="https://localhost/admin", titles=()), Page(address="https://127.0.0.1/", titles=())]
    looks = Looking({}, PageFetch(), PageFetch(), SystemClock())([], pages, lambda *_: None)
    assert [look.verdict.why for look in looks.pages.values()] == [Why.PRIVATE, Why.PRIVATE]
