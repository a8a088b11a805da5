"""The page of what members get."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest

from browsing import PHONE, axe, fits
from promoter import approval
from promoter.web.wiring import Wiring
from web.sending import SLUG, do, sent
from web.visiting import visitor

PROOF = f"/weeks/{SLUG}/proof"


@pytest.fixture
def wiring(house):
    return Wiring(ledger=house.ledger, clock=house.clock, grace=timedelta(minutes=15))


@pytest.fixture
def monday(house):
    do(house, approval.approve_all, campaign=SLUG)
    sent(house)
    return house


def test_each_organisation_has_its_page_and_its_mail(monday, wiring) -> None:
    amara = visitor(wiring, "amara")
    assert "Example Digital" in amara.get(PROOF).text
    page = amara.get(f"{PROOF}/example-digital.html")
    assert page.headers["content-disposition"] == 'attachment; filename="example-digital.html"'
    assert "Thank you" in page.text
    assert amara.get(f"{PROOF}/example-digital.eml").content.startswith(b"Subject: Your part of")
    assert amara.get(f"{PROOF}/rival.html").status_code == 404
    packed = zipfile.ZipFile(io.BytesIO(amara.get(f"{PROOF}.zip").content))
    assert "example-digital.eml" in packed.namelist()


def test_each_line_says_to_whom_the_mail_goes(monday, wiring) -> None:
    read = " ".join(re.sub(r"<[^>]*>", "", visitor(wiring, "amara").get(PROOF).text).split())
    assert "page, mail (no address is known)" in read
    assert "page, mail to amara.sample@example.org" in read


def test_what_leaves_a_rehearsal_says_that_it_is_made_up(monday, wiring) -> None:
    made_up = "A rehearsal: nothing of this was posted, and its figures are made up."
    in_earnest, rehearsed = (visitor(one, "amara") for one in (wiring, replace(wiring, forward=lambda: None)))
    for path in (f"{PROOF}/example-digital.html", f"{PROOF}/example-digital.eml", f"/weeks/{SLUG}/report.html"):
        assert made_up not in " ".join(in_earnest.get(path).text.split())
        assert made_up in " ".join(rehearsed.get(path).text.split())
    assert rehearsed.get(f"{PROOF}/example-digital.eml").content.startswith(b"Subject: A rehearsal: nothing of this")


def test_it_is_not_for_viewers(monday, wiring) -> None:
    assert visitor(wiring, "vera").get(PROOF).status_code == 403


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_for_everybody_on_a_phone(open_page, sign_in, served, monday, scheme) -> None:
    page = sign_in(open_page(viewport=PHONE, color_scheme=scheme), "amara")
    page.goto(served.at(PROOF))
    axe(page)
    fits(page)
