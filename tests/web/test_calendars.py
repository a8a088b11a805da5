"""Calendar addresses: made once, read without signing in by whoever has one, and ended."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from icalendar import Calendar

from browsing import PHONE, axe, fits
from promoter import approval
from promoter.web.wiring import Wiring
from web.sending import OPENER, SLUG, do, sent
from web.visiting import visitor

OURS = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def wiring(house):
    return Wiring(ledger=house.ledger, clock=house.clock, grace=timedelta(minutes=15))


def made(wiring, campaign="", who="amara") -> str:
    answer = visitor(wiring, who).post("/calendars", data={"campaign": campaign}, headers=OURS)
    assert answer.status_code == 200
    return re.search(r"(/calendar/[\w-]+\.ics)", html.unescape(answer.text))[1]


def entries(wiring, path):
    answer = visitor(wiring).get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    return {
        str(entry["UID"]).removesuffix("@promoter"): entry
        for entry in Calendar.from_ical(answer.content).walk("VEVENT")
    }


def test_a_calendar_program_reads_every_post_with_how_it_stands(house, wiring) -> None:
    path = made(wiring, SLUG)
    before = entries(wiring, path)[OPENER]
    assert "(waits for approval)" in str(before["SUMMARY"])
    assert re.fullmatch(r"X: Opener – [^,–]+ \(waits for approval\)", str(before["SUMMARY"])), (
        "its theme, and its kind once"
    )
    assert str(before["STATUS"]) == "TENTATIVE"
    assert "DESCRIPTION" not in before, "words that nobody approved stay on the pages"
    do(house, approval.approve_all, campaign=SLUG)
    sent(house)
    after = entries(wiring, path)[OPENER]
    assert str(after["STATUS"]) == "CONFIRMED"
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert str(after["URL"]).startswith("https://x.com/")
    assert str(after["UID"]) == str(before["UID"])


def test_a_post_that_was_taken_out_is_cancelled_and_one_that_was_moved_is_moved(house, wiring) -> None:
    path = made(wiring)
    do(house, approval.withdraw, OPENER, reason="not now", who="amara")
    assert str(entries(wiring, path)[OPENER]["STATUS"]) == "CANCELLED"


def test_an_address_that_has_ended_or_never_was_gives_nothing(house, wiring) -> None:
    path = made(wiring)
    amara = visitor(wiring, "amara")
    assert "not read yet" in amara.get("/calendars").text
    entries(wiring, path)
    assert "read last on" in amara.get("/calendars").text
    assert amara.post("/calendars/1/end", headers=OURS, follow_redirects=False).status_code == 303
    assert visitor(wiring).get(path).status_code == 404
    assert visitor(wiring).get("/calendar/x.ics").status_code == 404
    assert amara.post("/calendars/1/end", headers=OURS).status_code == 409


def test_the_address_is_shown_once_and_only_its_hash_is_kept(house, wiring) -> None:
    token = made(wiring).split("/")[-1].removesuffix(".ics")
    assert token not in visitor(wiring, "amara").get("/calendars").text
    with house.ledger.read() as conn:
        raw = conn.connection.driver_connection
        assert token not in "\n".join(raw.iterdump())


def test_viewers_make_none(house, wiring) -> None:
    assert visitor(wiring, "vera").post("/calendars", data={}, headers=OURS).status_code == 403


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_for_everybody_on_a_phone(open_page, sign_in, served, house, scheme) -> None:
    page = sign_in(open_page(viewport=PHONE, color_scheme=scheme), "amara")
    page.goto(served.at("/calendars"))
    page.get_by_role("button", name="Make an address").click()
    page.get_by_text("shown this once").wait_for()
    axe(page)
    fits(page)
