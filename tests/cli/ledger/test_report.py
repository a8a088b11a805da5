"""`promoter report` and `promoter figures`: what the week did, on the terminal and in files."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from python_calamine import load_workbook

from promoter.ledger.figures import Counts, FigureRow, Source, add_reading
from promoter.posts.outcome import Sent

BLOG = "spring/doors/x/blog"


@pytest.fixture
def told(desk):
    """A post that went out, and what X said of it a day later."""
    desk.approve(BLOG)
    desk.attempt(BLOG, Sent(network_id="1", url="https://x.com/i/web/status/1"))
    ledger = desk.ledger()
    row = FigureRow(
        post_key=BLOG, source=Source.NETWORK, mark="24h", read_at=desk.row(BLOG).at + timedelta(days=1),
        counts=Counts(impressions=1234, likes=10),
    )  # fmt: skip
    with ledger.write() as conn:
        add_reading(conn, row)
    ledger.close()
    return desk


def test_it_says_first_what_a_director_asks(told):
    said = told.done("report", "spring").out
    assert "posts went out so far: " in said or "posts went out so far, all on time" in said
    assert (
        "X: 1,234 impressions, 10 interactions (likes, reposts, replies, quotes and bookmarks), "
        "0.8 % of impressions led to an interaction."
    ) in " ".join(said.split())
    assert "no data" in said
    assert "promoter audit" in said


def test_a_sum_over_some_of_the_posts_has_a_mark_and_the_best_posts_are_named(told):
    other = "spring/doors/linkedin/blog"
    told.approve(other)
    told.attempt(other, Sent(network_id="urn:li:share:1", url="https://www.linkedin.com/feed/update/urn:li:share:1"))
    out = told.done("report", "spring").out
    assert re.search(r"^Blog +2/\d+ +1,234 \* +10 \* +no data", out, re.MULTILINE)
    assert "* Of fewer posts than went out" in out
    assert re.search(r"^Best on X .*\n.*Doors +1,234 +10", out, re.MULTILINE)
    assert "Click rate: Clicks ÷ impressions" in out


def test_other_programs_get_null_where_nobody_told(told):
    whole = told.done("report", "spring", "--json").json
    (post,) = [one for one in whole["posts"] if one["key"] == BLOG]
    assert post["figures"]["impressions"] == 1234
    assert post["figures"]["clicks"] is None
    assert whole["whole"]["clicks"] is None
    assert whole["chain"]["seq"] > 0


def test_files_are_written_beside_each_other(told):
    said = told.done("report", "spring", "--csv", "r.csv", "--xlsx", "r.xlsx", "--html", "r.html")
    assert said.out == ""
    assert said.err.count("is written.") == 3
    rows = list(csv.DictReader(io.StringIO((told.folder / "r.csv").read_text(encoding="utf-8-sig"))))
    assert [row["impressions"] for row in rows if row["key"] == BLOG] == ["1234"]
    assert load_workbook(str(told.folder / "r.xlsx")).sheet_names[0] == "Summary"
    assert "1,234" in (told.folder / "r.html").read_text(encoding="utf-8")


def test_what_somebody_wrote_is_no_formula_in_the_workbook(told):
    blog = told.folder / "schedules" / "spring" / "blogs" / "doors.md"
    blog.write_text(
        blog.read_text(encoding="utf-8").replace('title: "Doors"', 'title: "=HYPERLINK(1)"'), encoding="utf-8"
    )
    told.done("load", "spring", "--as", "amara@example.org", "--moved")
    told.done("report", "spring", "--xlsx", "r.xlsx", "--csv", "r.csv")
    posts = load_workbook(str(told.folder / "r.xlsx")).get_sheet_by_name("Posts").to_python()
    assert "=HYPERLINK(1)" in {row[3] for row in posts}
    assert "'=HYPERLINK(1)" in (told.folder / "r.csv").read_text(encoding="utf-8-sig")


def test_a_campaign_with_nothing_sent_and_one_that_is_not_there(desk):
    assert "0 of" in desk.done("report", "spring").out
    assert "no figures" in desk.done("figures", "list", "spring").out
    said = desk.run("report", "sprung")
    assert said.code == 2
    assert "did you mean spring?" in said.err


def test_a_place_that_cannot_be_written_is_said(told):
    said = told.run("report", "spring", "--html", "gone/r.html")
    assert said.code == 1
    assert "gone/r.html cannot be written" in said.err


def test_figures_are_listed_with_who_told_them(told):
    said = told.done("figures", "list", "spring").out
    assert "1,234" in said
    assert "read from the network" in said
    assert "Reading X has cost $0.00 this month, of $5.00 that are allowed." in said
    (post,) = [one for one in told.done("figures", "list", "spring", "--json").json["posts"] if one["key"] == BLOG]
    assert [one["mark"] for one in post["readings"]] == ["24h"]


def test_reading_that_is_switched_off_says_so(told, monkeypatch):
    monkeypatch.setenv("PROMOTER_FIGURES", "off")
    assert "set it to on" in told.run("figures", "read").err
    assert "no network is read" in told.done("figures", "list", "spring").out


def test_calendars_are_made_listed_ended_and_written(told):
    said = told.done("calendar", "add", "--campaign", "spring", "--as", "amara@example.org")
    assert said.out.startswith("http://127.0.0.1:8080/calendar/")
    assert [one["campaign"] for one in told.done("calendar", "list", "--json").json["calendars"]] == ["spring"]
    told.done("calendar", "end", "1", "--as", "amara@example.org")
    assert "There is none" in told.done("calendar", "list").out
    told.done("queue", "--ics", "queue.ics")
    told.done("deliveries", "--campaign", "spring", "--ics", "record.ics")
    assert (told.folder / "record.ics").read_bytes().count(b"BEGIN:VEVENT") > 1
    assert b"UID:spring/doors/x/blog@promoter" in (told.folder / "queue.ics").read_bytes()


def test_hints_say_on_how_little_they_stand(told):
    assert "of 1 campaign (1 posts)" in told.done("hints").out
    assert told.done("hints", "--json").json["hints"] == []


def test_each_organisation_gets_a_page_and_a_mail(told):
    said = told.done("proof", "spring").out
    assert "Example Doors: 1 post, 1 to come, " in said
    assert (told.folder / "proof" / "example-doors.eml").is_file()
    assert "there are Example Doors" in told.run("proof", "spring", "--organisation", "Rival").err
