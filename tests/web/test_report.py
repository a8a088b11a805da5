"""What the week did, on a page: for a director in a minute, and as files to pass on."""

from __future__ import annotations

import html
import io
import re
from datetime import timedelta

import pytest
from python_calamine import load_workbook
from sqlalchemy import update

from browsing import PHONE, axe, fits
from promoter import approval
from promoter.ledger.accounts import set_manual
from promoter.ledger.figures import Counts, FigureRow, Source, add_reading
from promoter.ledger.tables import accounts
from promoter.web.wiring import Wiring
from web.sending import BY_HAND, OPENER, ROUND_UP, SLUG, do, for_a_person, refused, sent, unclear
from web.test_record import ON_LINKEDIN
from web.visiting import visitor

REPORT = f"/weeks/{SLUG}/report"
BLOG_LATER = f"{SLUG}/an-ordinary-tuesday-in-2031/x/blog"


@pytest.fixture
def wiring(house):
    return Wiring(ledger=house.ledger, clock=house.clock, grace=timedelta(minutes=15))


@pytest.fixture
def monday(house):
    """A day on which one post went out by itself, one by hand, and one was refused; an hour later X tells its figures."""
    do(house, approval.approve_all, campaign=SLUG)
    do(house, set_manual, "linkedin:default", True)
    sent(house)
    house.clock.advance(timedelta(minutes=10))
    do(house, approval.resolve_sent, BY_HAND, ON_LINKEDIN, who="amara")
    refused(house)
    figures = FigureRow(
        post_key=OPENER, source=Source.NETWORK, mark="1h", read_at=house.clock.now(),
        counts=Counts(impressions=1234, likes=21, comments=0),
    )  # fmt: skip
    with house.ledger.write() as conn:
        add_reading(conn, figures)
    return house


def got(wiring, path=REPORT, **query):
    answer = visitor(wiring, "vera").get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer


def text(wiring, **query) -> str:
    return re.sub(r"\s+", " ", html.unescape(got(wiring, **query).text))


def test_the_best_posts_are_drawn_as_the_account_that_posted_them(monday, wiring) -> None:
    assert "@sample_other" not in got(wiring).text
    with monday.ledger.write() as conn:
        conn.execute(update(accounts).where(accounts.c.id == "x:default").values(subject_name="@sample_other"))
    assert "@sample_other" in got(wiring).text


def test_the_first_sentences_say_what_a_director_asks(monday, wiring) -> None:
    said = text(wiring)
    assert "posts went out so far: 1 on time, 1 by hand." in said
    assert "1 did not go out." in said
    assert (
        "X: 1,234 impressions, 21 interactions (likes, reposts, replies, quotes and bookmarks), 1.7 % of impressions led to an interaction."
        in said
    )


def test_what_did_not_go_as_planned_says_why(monday, wiring) -> None:
    assert "not sent: X says that the text is too long." in text(wiring)


def test_it_names_no_command_and_no_post_as_machines_do(monday, wiring) -> None:
    """Of some posts nobody can tell, some nobody sent: what is to be done stands on other pages, and a director reads this."""
    for_a_person(monday, BLOG_LATER)
    unclear(monday, ROUND_UP)
    do(monday, set_manual, "linkedin:default", False)
    said = text(wiring)
    assert "X is read back at" in said
    assert "nothing has sent it yet" in said
    for machines in (r"promoter [a-z]+ ", r"\bdaemon\b", rf"{SLUG}/[\w-]+/x/(?!.*utm)"):
        assert re.search(machines, re.sub(r"<[^>]*>", "", said)) is None, machines


def test_what_nobody_told_is_no_data_and_never_nought(monday, wiring) -> None:
    said = text(wiring)
    assert "Nobody has told what 1 of the posts did: no data." in said
    assert re.search(r"LinkedIn</th>.*?no data", said)


def test_a_week_in_which_nothing_went_out_has_a_report(wiring) -> None:
    assert "0 of" in text(wiring)


def test_files_to_pass_on_carry_the_same(monday, wiring) -> None:
    page = got(wiring, f"{REPORT}.html")
    assert page.headers["content-disposition"] == f'attachment; filename="report-{SLUG}.html"'
    assert "1,234" in page.text
    assert "<script" not in page.text
    assert "src=" not in page.text.replace('src="data:', "")
    book = load_workbook(io.BytesIO(got(wiring, f"{REPORT}.xlsx").content))
    assert book.sheet_names[:2] == ["Summary", "Posts"]
    posts = book.get_sheet_by_name("Posts").to_python()
    column = posts[0].index("impressions")
    assert [row[column] for row in posts if row[0] == OPENER] == [1234]
    assert got(wiring, f"{REPORT}.csv").content.startswith(b"\xef\xbb\xbfkey,")
    whole = got(wiring, f"{REPORT}.json")
    assert whole.headers["content-disposition"] == f'attachment; filename="report-{SLUG}.json"'
    assert [post["figures"]["impressions"] for post in whole.json()["posts"] if post["key"] == OPENER] == [1234]
    assert f"{REPORT}.json" in got(wiring).text


def test_another_week_that_is_not_there_is_said(monday, wiring) -> None:
    assert visitor(wiring, "vera").get(REPORT, params={"against": "none"}).status_code == 404


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_report_is_for_everybody_on_a_phone(open_page, sign_in, served, monday, scheme) -> None:
    page = sign_in(open_page(viewport=PHONE, color_scheme=scheme), "vera")
    page.goto(served.at(REPORT))
    axe(page)
    fits(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_file_by_itself_is_for_everybody(open_page, monday, wiring, tmp_path, scheme) -> None:
    file = tmp_path / "report.html"
    file.write_bytes(got(wiring, f"{REPORT}.html").content)
    page = open_page(viewport=PHONE, color_scheme=scheme)
    page.goto(file.as_uri())
    axe(page)
    fits(page)
