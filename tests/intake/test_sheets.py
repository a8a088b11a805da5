"""Sheets of submissions, one row each: columns found by name, in whatever order, encoding and shape they come."""

from __future__ import annotations

import io

import pytest
import xlsxwriter

from promoter.intake.refusing import NotReadable

HEAD = [
    "Timestamp",
    "Your name",
    "Job title",
    "Company",
    "Blog title",
    "Sub-title (150 characters)",
    "Which theme?",
    "Your blog",
]
ROW = ["2021-09-08 15:20", "Ann Sample", "Director", "Example One", "On time; and more", "How it came to be", "Overcoming challenges", "First.\n\nSecond, “quoted”."]  # fmt: skip
FACTS = {
    "title": "On time; and more", "subtitle": "How it came to be", "authors.0.name": "Ann Sample", "authors.0.role": "Director",
    "authors.0.organisation": "Example One", "themes": "overcoming-challenges", "received": "2021-09-08T15:20",
}  # fmt: skip


def csv(*rows: list[str], mark: str = ",") -> str:
    return "\r\n".join(mark.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)


def xlsx(fill) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        fill(book)
    return made.getvalue()


def test_columns_are_found_by_their_names_in_any_order(facts):
    assert facts("a.csv", csv(HEAD, ROW)) == FACTS
    assert facts("a.csv", csv(HEAD[::-1], ROW[::-1])) == FACTS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_are_told_from_the_file(propose, encoding, mark):
    (one,) = propose("a.csv", csv(HEAD, ROW, mark=mark).encode(encoding))
    assert {fact: guess.value for fact, guess in one.facts.items()} == FACTS
    assert one.body == "First.\n\nSecond, “quoted”.\n"


def test_what_excel_writes_about_the_delimiter_is_believed(facts):
    assert facts("a.csv", "sep=;\n" + csv(HEAD, ROW, mark=";")) == FACTS


def test_every_row_is_a_blog_and_empty_rows_are_none(propose):
    found = propose(
        "a.csv", csv(HEAD, [""] * 8, ROW, ["", "", "", "", "", "", "", ""], [*ROW[:4], "Another", *ROW[5:]])
    )
    assert [(one.part, one.value("title")) for one in found] == [("row 3", "On time; and more"), ("row 5", "Another")]
    assert found[0].part_sha256 != found[1].part_sha256


def test_a_column_may_be_named_where_its_name_says_nothing(facts):
    head = ["Q1", "Q2", "Q3", *HEAD[3:4], "Q4", *HEAD[5:]]
    known = facts("a.csv", csv(head, ROW), columns={"title": "Q4", "author": "Q2", "role": "q3"})
    assert (known["title"], known["authors.0.name"], known["authors.0.role"]) == (
        "On time; and more",
        "Ann Sample",
        "Director",
    )


def test_a_named_column_goes_before_what_would_be_guessed(facts):
    head = ["Title", "Real title", "Text"]
    assert facts("a.csv", csv(head, ["Ms", "On time", "Text."]), columns={"title": "Real title"})["title"] == "On time"


def test_a_named_column_that_is_not_there_is_a_sentence(propose):
    with pytest.raises(NotReadable, match='no column "Blog titel": did you mean "Blog title"'):
        propose("a.csv", csv(HEAD, ROW), columns={"title": "Blog titel"})


def test_a_sheet_without_the_columns_is_a_sentence_that_names_them(propose):
    with pytest.raises(NotReadable, match='its first row says "Colour", "Size"'):
        propose("a.csv", csv(["Colour", "Size"], ["red", "7"]))


def test_first_and_last_names_are_one_name(facts):
    known = facts("a.csv", csv(["First name", "Surname", "Title", "Text"], ["Ann", "Sample", "On time", "Text."]))
    assert known["authors.0.name"] == "Ann Sample"


def test_cells_are_text_and_formulas_are_never_worked_out(facts):
    known = facts("a.csv", csv(["Title", "Author", "Text"], ['=HYPERLINK("https://example.org";"x")', "+1", "=1+1"]))
    assert known["title"] == '=HYPERLINK("https://example.org";"x")'


def test_an_excel_sheet_is_read_with_values_merged_cells_and_dates(propose):
    def fill(book):
        sheet = book.add_worksheet("Answers")
        sheet.merge_range(0, 0, 0, 4, "Submissions 2021")
        for place, name in enumerate(["Title", "Author", "Organisation", "Received", "Text", "Words"]):
            sheet.write(2, place, name)
        sheet.write_row(3, 0, ["One", "Ann Sample"])
        sheet.merge_range(3, 2, 4, 2, "Example One")
        sheet.write_datetime(
            3,
            3,
            __import__("datetime").datetime(2021, 9, 8, 15, 20),
            book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        )
        sheet.write(3, 4, "Text of one.")
        sheet.write_formula(3, 5, "=LEN(E4)", value=12)
        sheet.write_formula(4, 0, '="Tw"&"o"', value="Two")
        sheet.write_row(4, 1, ["Bo Sample"])
        sheet.write(4, 4, "Text of two.")
        book.add_worksheet("Notes").write(0, 0, "not read")
        hidden = book.add_worksheet("Old")
        hidden.write_row(0, 0, ["Title", "Text"])
        hidden.hide()

    one, two = propose("a.xlsx", xlsx(fill))
    assert (one.value("title"), one.value("received"), one.value("authors.0.organisation")) == (
        "One",
        "2021-09-08T15:20",
        "Example One",
    )
    assert (two.value("title"), two.value("authors.0.organisation"), two.part) == ("Two", "Example One", "row 5")
    assert one.remarks == ('of its sheets only "Answers" was read, not "Notes"',)


def test_a_sheet_far_too_large_or_broken_is_a_sentence(propose):
    with pytest.raises(NotReadable, match="more than 5,000 rows"):
        propose("a.csv", csv(["Title", "Text"], *[["a", "b"]] * 5_001))
    with pytest.raises(NotReadable, match="never ends"):
        propose("a.csv", 'Title,Text\n"a,' + "b" * 200_000)


def test_columns_of_one_sheet_are_each_told_where_they_come_from(propose):
    (one,) = propose("a.csv", csv(HEAD, ROW))
    assert one.facts["authors.0.role"].where == 'the column "Job title"'
    assert one.doubtful == ("received",)
