"""A comment may be so long and no longer: the page says how long it is, and nothing of it is cut."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from browsing import axe
from promoter.people.comments import MOST, comments
from promoter.web.wiring import Wiring
from web.sending import OPENER
from web.visiting import visitor

if TYPE_CHECKING:
    from serving import House

TOO_LONG = "ä" * (MOST + 1)


@pytest.fixture
def wiring(house: House) -> Wiring:
    return Wiring(ledger=house.ledger, clock=house.clock, grace=timedelta(minutes=15))


def said(house: House) -> list[str]:
    with house.ledger.read() as conn:
        return [one.text for one in comments(conn, OPENER)]


def test_a_comment_that_is_too_long_is_refused_whole_and_stays_to_be_shortened(house: House, wiring: Wiring) -> None:
    answer = visitor(wiring, "vera").post(f"/posts/{OPENER}/comment", data={"comment": TOO_LONG})
    assert answer.status_code == 422
    assert TOO_LONG in answer.text
    assert 'aria-describedby="comment-most comment-wrong" aria-invalid="true"' in answer.text
    assert "2,001 characters and may have 2,000" in answer.text.partition('id="comment-wrong"')[2]
    assert said(house) == []


def test_one_that_just_fits_is_taken_whole(house: House, wiring: Wiring) -> None:
    visitor(wiring, "vera").post(f"/posts/{OPENER}/comment", data={"comment": TOO_LONG[1:]})
    assert said(house) == [TOO_LONG[1:]]


def test_whoever_types_sees_how_long_it_is_and_what_is_pasted_is_not_cut(page, sign_in, served) -> None:
    sign_in(page, "vera").goto(served.at(f"/posts/{OPENER}"))
    field = page.get_by_label("Put a comment")
    assert "At most 2,000 characters." in page.inner_text("#comment-most")
    field.fill(TOO_LONG)
    assert page.inner_text("#comment-most") == "At most 2,000 characters, 2,001 so far."
    assert page.locator("#comment-most output.over").count() == 1
    assert len(field.input_value()) == MOST + 1
    axe(page)
    field.fill("  👍🏽 done  ")
    assert page.inner_text("#comment-most") == "At most 2,000 characters, 7 so far."
    assert page.locator("output.over").count() == 0
