"""How a blog stands, on the list of blogs and on its own page: what was decided, what is missing, its text, the decision."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from browsing import PHONE, axe, fits
from promoter.campaign.loading import load
from promoter.campaign.model import BlogStatus
from promoter.web.wiring import Wiring
from web.visiting import visitor

if TYPE_CHECKING:
    from pathlib import Path

    from serving import House

SLUG, BLOG = "smarter-state-2021", "an-ordinary-tuesday-in-2031"
LIST = f"/weeks/{SLUG}/blogs"
PAGE = f"{LIST}/{BLOG}"
DECIDES = f'<form method="post" action="{PAGE}">'


@pytest.fixture
def wiring(house: House, folder: Path) -> Wiring:
    return Wiring(ledger=house.ledger, clock=house.clock, grace=timedelta(minutes=15))


@pytest.fixture
def submitted(folder: Path) -> Path:
    """The blog as it came: nobody decided, and where its page will be is not known."""
    path = folder / "blogs" / f"{BLOG}.md"
    kept = [line for line in path.read_text().splitlines() if not line.startswith(("url:", "approved_by:"))]
    path.write_text("\n".join(kept).replace("status: approved", "status: submitted") + "\n")
    return path


def card(page: str) -> str:
    return next(one for one in page.split("<article")[1:] if f"{LIST}/{BLOG}" in one)


def words(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", page)))


def test_the_list_leads_to_each_blogs_page_and_to_what_is_missing(wiring, submitted) -> None:
    page = visitor(wiring, "amara").get(LIST).text
    assert re.search(rf'<h2[^>]*><a href="{PAGE}">', card(page))
    assert "Complete it" in card(page)
    assert page.count("Complete it") == 1  # the others have all that they need
    assert "Complete it" not in visitor(wiring, "vera").get(LIST).text


@pytest.mark.parametrize("path", [LIST, PAGE])
def test_what_is_to_come_is_said_without_the_words_of_files(wiring, submitted, path) -> None:
    said = words(visitor(wiring, "amara").get(path).text)
    assert "The page's address is still to come: its posts cannot be approved until it is known." in said
    assert "(url)" not in said


def test_its_own_page_says_how_it_stands_and_what_the_call_finds(wiring, submitted) -> None:
    said = words(visitor(wiring, "vera").get(PAGE).text)
    assert "Submitted" in said
    assert re.search(r"words: [\d,]+ of [\d,]+ to [\d,]+", said)
    assert "theme: The next ten years, Monday 13 September" in said


def test_it_is_approved_on_its_own_page_as_on_the_list(wiring, submitted, folder) -> None:
    amara = visitor(wiring, "amara")
    page = amara.get(PAGE).text
    form = page[page.index(DECIDES) :]
    assert '<button name="what" value="approve">' in form
    assert '<button name="what" value="decline">' in form
    shown = amara.post(PAGE, data={"what": "approve"})
    seal = re.search(r'name="seal" value="([^"]+)"', shown.text)[1]
    assert "Back to the form" not in shown.text
    assert amara.post(PAGE, data={"what": "approve", "seal": seal}).status_code == 303
    assert next(one for one in load(folder).blogs if one.id == BLOG).status is BlogStatus.APPROVED
    assert DECIDES not in amara.get(PAGE).text


def test_who_may_not_write_sees_no_decision(wiring, submitted) -> None:
    assert DECIDES not in visitor(wiring, "vera").get(PAGE).text


def test_its_text_is_there_to_read_and_nothing_in_it_is_run(wiring, submitted) -> None:
    submitted.write_text(
        submitted.read_text() + "\nOne *more* &lt;script&gt;alert(1)&lt;/script&gt; thing.\n\nAnd an end.\n"
    )
    page = visitor(wiring, "vera").get(PAGE).text
    text = page[page.index("The blog’s text") :].partition("</details>")[0]
    assert '<p class="wording" dir="auto">And an end.</p>' in text
    assert "&lt;script&gt;alert(1)" in text
    assert "<script" not in text
    assert "One more" in words(text)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_are_for_everybody_on_a_phone(open_page, sign_in, served, submitted, scheme) -> None:
    page = sign_in(open_page(viewport=PHONE, color_scheme=scheme), "amara")
    for path in (LIST, PAGE):
        page.goto(served.at(path))
        if path == PAGE:
            page.get_by_text("The blog’s text").click()
        axe(page)
        fits(page)
