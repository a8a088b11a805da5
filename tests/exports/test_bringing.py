"""Exports matched with our posts: in other languages and orders, of other accounts, twice, and damaged."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
import xlsxwriter

from promoter.errors import NotPossible, UsageProblem
from promoter.exports.bringing import bring_in, look
from promoter.exports.columns import ExportKind, headings, plain
from promoter.ledger.figures import Source, list_files, list_readings
from promoter.ledger.rows import Actor

NINE = datetime(2021, 9, 13, 9, 0, tzinfo=UTC)
FRIDAY = NINE + timedelta(days=11)
AMARA = Actor("amara@example.org")
ONE, TWO, THIRD = "week/first/x/blog", "week/second/x/blog", "week/first/linkedin/blog"
X_EXPORT = """Post id,Date,Post text,Post Link,Impressions,Likes,Engagements,Bookmarks,Reposts,Replies,URL Clicks
1001,"Mon, Sep 13, 2021",Words,https://x.com/techUK/status/1001,"1,234",21,50,1,4,0,17
1002,"Mon, Sep 13, 2021",More,https://x.com/techUK/status/1002,1.2K,-,3,0,0,1,2
9999,"Tue, Sep 7, 2021",Old,https://x.com/techUK/status/9999,5,0,0,0,0,0,0
"""


@pytest.fixture
def week(exports_desk):
    return exports_desk


def bring(week, content, name="export.csv", **more):
    with week.ledger.write() as conn:
        looked = look(conn, "week", content.encode() if isinstance(content, str) else content, name, **more)
        bring_in(conn, "week", looked, as_of=FRIDAY, who=AMARA, now=FRIDAY + timedelta(hours=1))
    return looked


def told(week, key=ONE):
    with week.ledger.read() as conn:
        return list_readings(conn, post_key=key)


def refused(week, content, **more):
    with pytest.raises(UsageProblem) as problem:
        bring(week, content, **more)
    assert told(week) == []
    return str(problem.value)


def test_x_s_export_is_taken_and_what_belongs_to_no_post_is_listed(week):
    looked = bring(week, X_EXPORT)
    (first,) = told(week)
    assert (first.source, first.read_at) == (Source.EXPORT, FRIDAY)
    assert (first.counts.impressions, first.counts.likes, first.counts.comments, first.counts.clicks) == (
        1234,
        21,
        0,
        17,
    )
    (second,) = told(week, TWO)
    assert (second.counts.impressions, second.counts.likes) == (1200, None)
    assert looked.matched.unmatched == ("row 4: post 9999",)
    with week.ledger.read() as conn:
        assert list_files(conn, "week")[0].unmatched == looked.matched.unmatched


def test_the_same_file_is_counted_once(week):
    bring(week, X_EXPORT)
    with pytest.raises(NotPossible, match=r"was brought in on 24 September 2021 by amara@example\.org"):
        bring(week, X_EXPORT, name="again.csv")
    assert len(told(week)) == 1


def test_a_newer_export_stands_beside_the_older(week):
    bring(week, X_EXPORT)
    bring(week, X_EXPORT.replace('"1,234"', '"1,300"'))
    assert [one.counts.impressions for one in told(week)] == [1234, 1300]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("spelling", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_usual_spelling_of_a_table_is_read(week, mark, spelling):
    text = (
        mark.join(["Likes", "Überschrift", "Post permalink"])
        + "\r\n"
        + mark.join(["3", "Grüße", "https://twitter.com/techUK/status/1001"])
    )
    bring(week, text.encode(spelling))
    assert told(week)[0].counts.likes == 3


@pytest.mark.parametrize(
    ("head", "measure"),
    [
        ("Link zum Beitrag;Impressionen", "impressions"),
        ("Lien de la publication;Clics", "clicks"),
        ("Enlace de la publicación;Comentarios", "comments"),
    ],
)
def test_linkedin_s_export_is_read_in_other_languages(week, head, measure):
    bring(week, f"{head}\nhttps://www.linkedin.com/feed/update/urn:li:share:77/;1.234\n")
    assert getattr(told(week, THIRD)[0].counts, measure) == 1234


def workbook(*sheets):
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return held.getvalue()


def test_linkedin_s_workbook_with_words_above_and_a_sheet_of_days_before_is_read(week):
    days = ("Metrics", [["Date", "Impressions (total)", "Clicks (total)"], ["09/13/2021", 500, 20]])
    posts = (
        "All posts",
        [
            ["Aggregated engagement metrics for your organic posts. Data is in UTC."],
            [
                "Post title",
                "Post link",
                "Post type",
                "Created date",
                "Impressions",
                "Clicks",
                "Likes",
                "Comments",
                "Reposts",
                "Engagement rate",
            ],
            [
                "Words",
                "https://www.linkedin.com/posts/techuk_words-share-77-AbCd",
                "Organic",
                "09/13/2021",
                410,
                12,
                9,
                1,
                2,
                0.06,
            ],
        ],
    )
    bring(week, workbook(days, posts), name="page.xlsx")
    counts = told(week, THIRD)[0].counts
    assert (counts.impressions, counts.clicks, counts.shares) == (410, 12, 2)


def test_the_website_s_statistics_are_matched_by_the_tags_of_links(week):
    text = (
        "# ----------------------------------------\n# Traffic\n# 20210913-20210917\n\n"
        "Session source,Session manual ad content,Sessions\nx,first-blog-1,30\nt.co,first-blog-1,2\nlinkedin,first-blog-1,8\n(direct),(not set),99\nGrand total,,139\n"
    )
    looked = bring(week, text)
    assert told(week)[0].counts.visits == 32
    assert told(week, THIRD)[0].counts.visits == 8
    assert told(week)[0].source is Source.ANALYTICS
    assert looked.matched.unmatched == ("row 9: the tag (not set) from (direct)",)
    assert looked.matched.skipped == ("row 10: a row of totals",)


def test_a_tag_that_stands_on_both_networks_is_not_guessed(week):
    text = "utm_content,visits\nfirst-blog-1,30\nsecond-blog-1,4\n"
    looked = bring(week, text)
    assert told(week) == []
    assert told(week, TWO)[0].counts.visits == 4
    assert "export it with its source" in looked.matched.unmatched[0]


def test_a_post_number_that_a_spreadsheet_rounded_is_not_guessed(week):
    looked = bring(week, "Post id,Impressions\n1.43731E+18,9\n1002,5\n")
    assert "was rounded by a spreadsheet" in looked.matched.unmatched[0]


def test_linkedin_s_activities_are_not_guessed(week):
    looked = bring(
        week,
        "Post link,Likes\nhttps://www.linkedin.com/feed/update/urn:li:activity:55,3\nhttps://www.linkedin.com/feed/update/urn:li:share:77,4\n",
    )
    assert "name for an activity" in looked.matched.unmatched[0]


def test_a_person_says_which_column_is_which(week):
    named = {"link": "Wo", "impressions": "Gesehen"}
    looked = bring(week, "Wo,Gesehen\nhttps://x.com/techUK/status/1001,8\n", kind=ExportKind.X, named=named)
    assert looked.found.measures == ("impressions",)
    assert told(week)[0].counts.impressions == 8


def test_another_account_s_export_is_refused(week):
    said = refused(week, X_EXPORT.replace("techUK", "rival").replace("1001", "5001").replace("1002", "5002"))
    assert said == "export.csv is about @rival, and this campaign goes out as @techUK; export that account's posts"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "is empty"),
        ("Post permalink,Likes\n", "has headings and no rows"),
        ("Name,Age\nUna,44\n", "has no row of headings"),
        ("<html><table>", "is a web page under another name"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "cannot be read as a sheet"),
        (b"PK\x03\x04" + bytes(50), "is broken"),
        (b"\x7fELF\0\0\0", "is neither a table nor a sheet"),
        ("Post permalink,Likes\nhttps://x.com/techUK/status/1001,many\n", "row 2, likes: “many” is no count"),
        ("Post permalink,Likes\nhttps://x.com/techUK/status/1001,-3\n", "row 2, likes: “-3” is no count"),
        ("Post id,Likes\n1001,3\n1001,4\n", "row 3: this post stands in row 2 already"),
        ("Post id,Likes\n7,3\n", "none of the 1 rows"),
        (b"x" * 20_000_001, "has 20 MB, more than 20"),
    ],
)
def test_bad_files_get_one_clear_sentence_and_count_nothing(week, content, says):
    assert says in refused(week, content)


def test_figures_of_a_moment_to_come_are_refused(week):
    with week.ledger.write() as conn, pytest.raises(UsageProblem, match="moment to come"):
        bring_in(conn, "week", look(conn, "week", X_EXPORT.encode(), "a.csv"), as_of=FRIDAY, who=AMARA, now=NINE)


def test_headings_are_compared_without_case_accents_and_signs():
    assert plain("  Gefällt mir-Angaben ") == "gefallt mir angaben"
    assert headings([["words"], ["Post ID", "LIKES"]]).row == 1
    assert headings([["Likes", "Comments"]]) is None


def test_nobody_without_the_right_brings_files_in(week):
    with week.ledger.write() as conn:
        looked = look(conn, "week", X_EXPORT.encode(), "a.csv")
        with pytest.raises(NotPossible):
            bring_in(conn, "week", looked, as_of=NINE, who=Actor("vera@example.org"), now=FRIDAY)
