"""Figures on a page: what was told of each post, and files handed in."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest

from browsing import PHONE, axe, fits
from promoter import approval
from promoter.ledger.not_read import note_not_read
from promoter.web.wiring import Wiring
from web.sending import SLUG, do, sent
from web.visiting import visitor

FIGURES = f"/weeks/{SLUG}/figures"
EXPORT = 'Post permalink,Impressions,Likes\nhttps://x.com/techUK/status/1437312345678901200,"1,234",5\nhttps://x.com/techUK/status/7,1,1\n'
OURS = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def wiring(house):
    return Wiring(ledger=house.ledger, clock=house.clock, grace=timedelta(minutes=15))


@pytest.fixture
def monday(house):
    do(house, approval.approve_all, campaign=SLUG)
    sent(house)
    house.clock.advance(timedelta(hours=2))
    return house


def hand_in(wiring, text=EXPORT, deed="bring", who="amara", as_of="2021-09-13T09:30", columns=""):
    files = {"files": ("export.csv", text.encode(), "text/csv")}
    return visitor(wiring, who).post(
        FIGURES, data={"as_of": as_of, "kind": "", "deed": deed, "columns": columns}, files=files, headers=OURS
    )


def said(answer) -> str:
    return re.sub(r"\s+", " ", html.unescape(answer.text))


def test_a_file_is_brought_in_and_says_what_was_not_matched(monday, wiring) -> None:
    page = said(hand_in(wiring))
    assert "was brought in as X’s export: impressions, likes of 1 post, from 2 rows." in page
    assert "row 3: post 7" in page
    assert ">1,234</td>" in page
    assert "from the network's export" in page


def test_looking_takes_nothing(monday, wiring) -> None:
    page = said(hand_in(wiring, deed="look"))
    assert "would be brought in" in page
    assert ">1,234</td>" not in page


def test_headings_that_are_not_known_can_be_named(monday, wiring) -> None:
    foreign = EXPORT.replace("Impressions", "Näyttökerrat").replace("Post permalink", "Linkki")
    refused = said(hand_in(wiring, text=foreign))
    assert "has no row of headings" in refused
    assert "impressions=Aufrufe" in refused
    assert "--column" not in refused
    page = said(hand_in(wiring, text=foreign, columns="link=Linkki\r\nimpressions = Näyttökerrat\r\n"))
    assert "was brought in as X’s export: impressions, likes of 1 post" in page
    assert "there is no figure called views" in said(hand_in(wiring, text=foreign + "\n", columns="views=x")).lower()


def test_what_is_wrong_is_one_sentence_that_names_the_file_once(monday, wiring) -> None:
    refused = said(hand_in(wiring, text=EXPORT.replace("techUK", "nasa").replace("1437312345678901200", "3")))
    (sentence,) = re.findall(r'<b dir="auto">export.csv</b> was not taken\. ([^<]*)</p>', refused)
    assert sentence.startswith("It is about @nasa")
    assert sentence.endswith("posts.")
    assert not sentence.endswith("..")


def test_the_same_file_again_is_said_and_not_counted(monday, wiring) -> None:
    hand_in(wiring)
    again = hand_in(wiring)
    assert again.status_code == 422
    assert "nothing was counted again" in said(again)


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "<html>"])
def test_a_bad_file_is_refused_with_a_sentence(monday, wiring, text) -> None:
    answer = hand_in(wiring, text)
    assert answer.status_code in {409, 422}
    assert "export.csv" in said(answer) or "Choose a file" in said(answer)


def test_a_moment_that_is_none_and_one_to_come_are_refused(monday, wiring) -> None:
    assert "Say when the file was exported" in said(hand_in(wiring, as_of="soon"))
    assert "moment to come" in said(hand_in(wiring, as_of="2031-01-01T00:00"))


def test_a_network_that_does_not_let_us_read_is_said_on_the_page_and_in_the_report(monday, wiring) -> None:
    with monday.ledger.write() as conn:
        why = "X could not be read: it answered 402. Add credits in X's developer console."
        note_not_read(conn, "x:default", why, http_status=402, now=monday.clock.now() + timedelta(minutes=1))
    for path in (FIGURES, f"/weeks/{SLUG}/report"):
        words = said(visitor(wiring, "vera").get(path))
        assert (
            "it answered 402. Add credits in X's developer console. So it has been since 13 September 2021 at" in words
        )


def test_viewers_see_figures_and_hand_nothing_in(monday, wiring) -> None:
    assert hand_in(wiring, who="vera").status_code == 403
    assert "Bring in a file" not in visitor(wiring, "vera").get(FIGURES).text


def test_a_week_with_nothing_out_says_so(wiring) -> None:
    assert "Nothing of this week went out yet" in visitor(wiring, "vera").get(FIGURES).text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_for_everybody_on_a_phone(open_page, sign_in, served, monday, scheme, tmp_path) -> None:
    page = sign_in(open_page(viewport=PHONE, color_scheme=scheme), "amara")
    page.goto(served.at(FIGURES))
    page.get_by_text("Bring in a file of figures").click()
    file = tmp_path / "export.csv"
    file.write_text(EXPORT, encoding="utf-8")
    page.get_by_label("Exports of X").set_input_files(file)
    page.get_by_role("button", name="Bring in").click()
    page.get_by_text("was brought in").wait_for()
    axe(page)
    fits(page)
