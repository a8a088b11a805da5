"""The record of a week and its coverage: what went out, what did not and why, to search, to save, to print."""

from __future__ import annotations

import csv
import html
import io
import re
import shutil
from datetime import timedelta

import pytest

from browsing import PHONE, axe, fits
from promoter import approval, planning
from promoter.ledger.accounts import set_manual
from promoter.ledger.queue import get_post, update_post
from promoter.offering import offer
from promoter.posts.lifecycle import Status
from promoter.reporting.cells import table
from promoter.reporting.reading import deliveries
from promoter.reporting.record import DELIVERY_COLUMNS, delivery_cells
from promoter.web.wiring import Wiring
from serving import WEEK
from web.sending import BLOG, BY_HAND, OPENER, SLUG, do, every, for_a_person, post, refused, sent
from web.test_post_page import MACHINE
from web.visiting import visitor

RECORD, COVERAGE = f"/weeks/{SLUG}/record", f"/weeks/{SLUG}/coverage"
ON_LINKEDIN = "https://www.linkedin.com/feed/update/urn:li:share:7045020441609936898/"


@pytest.fixture
def wiring(house):
    return Wiring(ledger=house.ledger, clock=house.clock, grace=timedelta(minutes=15))


@pytest.fixture
def monday(house):
    """A day on which one post went out by itself, one by hand, and one was refused."""
    do(house, approval.approve_all, campaign=SLUG)
    do(house, set_manual, "linkedin:default", True)
    sent(house)
    house.clock.advance(timedelta(minutes=10))
    do(house, approval.resolve_sent, BY_HAND, ON_LINKEDIN, who="amara")
    refused(house)
    return house


def got(wiring, path=RECORD, **query) -> str:
    answer = visitor(wiring, "vera").get(path, params=query)
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", html.unescape(answer.text))


def rows(page: str, heading: str) -> list[str]:
    """The rows of the table under a heading; none where it is not there."""
    found = re.search(rf'<h2 id="[\w-]+">{heading}</h2> <table.*?<tbody role="rowgroup">(.*?)</tbody>', page)
    return re.findall(r'<tr role="row">(.*?)</tr>', found[1]) if found else []


def keys(page: str) -> set[str]:
    return set(re.findall(r'<td role="cell"><a href="/posts/([^"]+)">', page))


def test_a_record_that_has_not_begun_says_so(wiring) -> None:
    page = got(wiring)
    assert "Nothing has gone out yet." in page
    assert f'href="/weeks/{SLUG}"' in page
    assert "record.csv" not in page


def test_what_went_out_says_when_where_and_by_whom_it_was_approved(monday, wiring) -> None:
    out, by_hand = rows(got(wiring), "What went out")
    assert "Monday 13 September, 08:45 BST" in out
    assert '<a href="https://x.com/i/status/1437312345678901200" rel="noreferrer">' in out
    assert "ruth@example.org" in out
    assert "Opener" in out
    assert "Monday 13 September, 08:55 BST" in by_hand
    assert f'<a href="{ON_LINKEDIN}" rel="noreferrer">' in by_hand
    assert "Posted by hand, put on record by amara@example.org" in by_hand
    assert "put on record" not in out


def test_every_attempt_is_there_on_demand(monday, wiring) -> None:
    out, by_hand = rows(got(wiring), "What went out")
    assert "<details><summary>1 attempt</summary>" in out
    assert "08:45:00 BST</b>: Sent to the network: the network took it." in out
    assert "<details>" not in by_hand


def test_what_did_not_go_out_says_why(monday, wiring) -> None:
    (it,) = rows(got(wiring), "What did not go out")
    assert "<b>Refused by the network.</b> X says that the text is too long." in it


def test_what_may_still_be_out_is_not_called_not_out(house, wiring) -> None:
    do(house, approval.approve_all, campaign=SLUG)
    for_a_person(house)
    page = got(wiring)
    assert rows(page, "What did not go out") == []
    (it,) = rows(page, "Not settled yet")
    assert "We cannot tell whether this went out." in it
    assert "promoter resolve" not in page


def test_a_person_who_settled_an_uncertain_post_is_named(house, wiring) -> None:
    for_a_person(house)
    do(house, approval.resolve_sent, OPENER, "https://x.com/i/status/1", who="amara")
    (it,) = rows(got(wiring), "What went out")
    assert "Put on record by amara@example.org" in it


def test_what_nobody_approved_in_time_is_in_it(house, wiring) -> None:
    house.clock.advance_to(post(house, OPENER).at + timedelta(minutes=1))
    (it,) = rows(got(wiring), "What did not go out")
    assert "Nobody approved it before its time." in it


def test_only_a_safe_address_is_a_link(monday, wiring) -> None:
    with monday.ledger.write() as conn:
        update_post(conn, get_post(conn, OPENER), url="javascript:alert(1)")
    out, _ = rows(got(wiring), "What went out")
    assert 'href="javascript' not in out
    assert "X: javascript:alert(1)" in out


def test_what_people_wrote_is_only_words(monday, wiring) -> None:
    with monday.ledger.write() as conn:
        update_post(conn, get_post(conn, OPENER), page_titles=("<script>alert(1)</script>",))
    text = visitor(wiring, "vera").get(RECORD).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {OPENER, BY_HAND, BLOG}),
        ({"words": "legacy SYSTEMS"}, {BLOG}),
        ({"words": "legacy nowhere"}, set()),
        ({"blog": "give-every-new-system-a-leaving-date"}, {BLOG}),
        ({"person": "ruth@example.org"}, {OPENER, BY_HAND, BLOG}),
        ({"person": "tom@example.org"}, set()),
        ({"network": "linkedin"}, {BY_HAND}),
        ({"standing": "sent"}, {OPENER, BY_HAND}),
        ({"standing": "refused by the network", "network": "x"}, {BLOG}),
    ],
)
def test_the_record_can_be_searched_and_what_is_found_can_be_saved(monday, wiring, query, found) -> None:
    page = got(wiring, **query)
    assert keys(page) == found
    if query and not found:
        assert "Nothing in the record is like that." in page
    address = re.search(r'href="(/weeks/[\w-]+/record\.csv[^"]*)"', page)
    assert address is not None
    saved = csv.DictReader(io.StringIO(visitor(wiring, "vera").get(address[1]).content.decode("utf-8-sig")))
    assert {row["Post"] for row in saved} == found


def test_who_put_a_post_on_record_can_be_searched_for(monday, wiring) -> None:
    with monday.ledger.write() as conn:
        for one in every(monday):
            if one.written_by == "amara@example.org":
                update_post(conn, get_post(conn, one.key), written_by="tom@example.org")
    assert keys(got(wiring, person="amara@example.org")) == {BY_HAND}


def test_the_file_is_what_the_command_prints_with_headings_that_people_read(monday, wiring) -> None:
    with monday.ledger.write() as conn:
        update_post(conn, get_post(conn, BLOG), trouble='=HYPERLINK("https://example.net")')
    answer = visitor(wiring, "vera").get(f"{RECORD}.csv")
    with monday.ledger.read() as conn:
        record = deliveries(conn, campaign=SLUG, now=monday.clock.now())
    printed = table(DELIVERY_COLUMNS, map(delivery_cells, record))
    assert answer.content.startswith(b"\xef\xbb\xbfPost,Week,Network,"), "without its mark, Excel spells it wrongly"
    headings, _, saved = answer.content.decode("utf-8-sig").partition("\n")
    columns, _, rows_of_command = printed.partition("\n")
    assert saved == rows_of_command
    assert columns.startswith("key,campaign,channel,"), "other programs know them by these names"
    assert len(headings.split(",")) == len(columns.split(","))
    assert MACHINE.findall(headings) == []
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == f'attachment; filename="{SLUG}-record.csv"'
    (row,) = [row for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))) if row["Post"] == BLOG]
    assert row["Why it stands so"].startswith("'=HYPERLINK")


@pytest.mark.parametrize("path", [RECORD, f"{RECORD}.csv", COVERAGE])
def test_a_week_that_was_never_loaded_is_refused(wiring, path) -> None:
    assert visitor(wiring, "vera").get(path.replace(SLUG, "another")).status_code == 404


# ------------------------------------------------------------------------------------------------------------ all weeks


@pytest.fixture
def two_weeks(monday, tmp_path):
    """The week of Monday, and that of 2020 from which nobody sent anything."""
    folder = shutil.copytree(WEEK.parent / "smarter-state-2020", tmp_path / "smarter-state-2020")
    loaded, posts = planning.read(folder)
    do(monday, lambda conn, **who: offer(conn, loaded.campaign, posts, folder=folder, **who), who="amara")
    return monday


def test_the_record_of_all_weeks_has_every_week_with_its_year_and_can_be_narrowed(two_weeks, wiring) -> None:
    every_week = got(wiring, "/record")
    assert {key.partition("/")[0] for key in keys(every_week)} == {SLUG, "smarter-state-2020"}
    assert "Monday 13 September 2021, 08:45 BST" in every_week
    assert keys(got(wiring, "/record", week=SLUG)) == {OPENER, BY_HAND, BLOG}
    assert keys(got(wiring, "/record", week=SLUG, network="linkedin")) == {BY_HAND}
    narrowed = got(wiring, "/record", week=SLUG)
    assert 'href="/record.csv?week=smarter-state-2021"' in narrowed
    saved = visitor(wiring, "vera").get("/record.csv", params={"week": SLUG}).content.decode("utf-8-sig")
    assert {row["Post"] for row in csv.DictReader(io.StringIO(saved))} == {OPENER, BY_HAND, BLOG}


def test_the_record_of_a_week_leads_to_that_of_all(wiring) -> None:
    assert 'href="/record"' in got(wiring)


def test_blogs_are_searched_for_by_their_titles(monday, wiring) -> None:
    option = '<option value="give-every-new-system-a-leaving-date">Give every new system a leaving date</option>'
    assert option in got(wiring)


def test_what_was_done_to_the_week_as_a_whole_is_told(monday, wiring) -> None:
    do(monday, approval.pause, reason="Look first.", who="vera")
    assert "vera@example.org stopped everything: Look first." in got(wiring, "/record")
    assert "amara@example.org brought the week in from its files: 46 new posts." in got(wiring)


def test_who_signed_in_is_for_those_who_look_after_the_people(house, wiring) -> None:
    assert "signed in." not in got(wiring, "/record")
    assert "adam@example.org signed in." in visitor(wiring, "adam").get("/record").text


# ------------------------------------------------------------------------------------------------------------- coverage


def test_each_chart_says_what_its_table_says(monday, wiring) -> None:
    page = got(wiring, COVERAGE)
    charts = re.findall(r'<section aria-labelledby="by-(\w+)">(.*?)</section>', page)
    assert [name for name, _ in charts] == ["themes", "days", "networks", "kinds", "organisations"]
    for _, chart in charts:
        assert chart.index("</svg>") < chart.index("<table")
        desc = re.search(r"<desc[^>]*>(.*?)\. The table below has the same numbers\.</desc>", chart)
        told = re.findall(r'<tr><th scope="row">(.*?)</th><td>(\d+)</td><td>(\d+)</td>', chart)
        assert desc is not None
        assert told
        assert desc[1] == "; ".join(f"{name}: {out} of {planned} went out" for name, planned, out in told)


def test_a_bar_is_as_long_as_its_posts(monday, wiring) -> None:
    page = got(wiring, COVERAGE)
    networks = re.search(r'<section aria-labelledby="by-networks">(.*?)</section>', page)
    assert networks is not None
    on = {name: [one for one in every(monday) if one.channel == name] for name in ("x", "linkedin")}
    most = len(on["x"])
    assert most > len(on["linkedin"])
    wide = re.findall(r'<rect class="(sent|open)"[^>]* width="([\d.]+)%"', networks[1])
    expected = []
    for its in on.values():
        out = sum(one.status is Status.SENT for one in its)
        expected += [("sent", 100 * out / most), ("open", 100 * (len(its) - out) / most)]
    assert [(name, pytest.approx(float(width), abs=0.01)) for name, width in wide] == expected


def test_what_no_post_covers_is_named(house, wiring) -> None:
    for one in every(house):
        if one.day.isoformat() == "2021-09-15":
            do(house, approval.withdraw, one.key, reason="Not this one.")
    page = got(wiring, COVERAGE)
    assert "Nothing is planned for Wednesday 15 September." in page
    assert "Taken out" in page


def test_without_the_weeks_files_organisations_are_not_counted(house, wiring) -> None:
    with house.ledger.write() as conn:
        conn.exec_driver_sql("UPDATE campaigns SET folder = '/nowhere'")
    page = got(wiring, COVERAGE)
    assert 'id="by-organisations"' not in page
    assert "Organisations are not counted" in page


# ---------------------------------------------------------------------------------------------------------- in a browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [RECORD, "/record", COVERAGE])
def test_record_and_coverage_are_for_everybody_on_a_phone(
    open_page, sign_in, served, house, monday, scheme, path
) -> None:
    page = sign_in(open_page(viewport=PHONE, color_scheme=scheme), "vera")
    page.goto(served.at(path))
    for details in page.locator("main details").all():
        details.evaluate("it => { it.open = true }")
    axe(page)
    fits(page)


def test_on_paper_the_record_has_its_addresses_and_no_forms(page, sign_in, served, monday) -> None:
    sign_in(page, "vera").goto(served.at(RECORD))
    page.emulate_media(media="print")
    page.get_by_text(ON_LINKEDIN, exact=True).wait_for()
    assert not page.get_by_role("search").is_visible()
    assert not page.get_by_role("link", name="Save all of it").is_visible()


def test_the_search_works_without_script(open_page, sign_in, served, monday) -> None:
    page = sign_in(open_page(javascript=False), "vera")
    page.goto(served.at(RECORD))
    page.get_by_label("Words").fill("legacy systems")
    page.get_by_label("Network").select_option("x")
    page.get_by_role("button", name="Search").click()
    page.get_by_text("1 of 3 are shown").wait_for()
    assert page.get_by_role("row").count() == 2
