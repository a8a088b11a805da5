"""The report as CSV, one row a post, and as an Excel workbook. Nothing that anybody wrote becomes a formula."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from promoter.ledger.figures import COUNTS
from promoter.reporting.cells import table
from promoter.reporting.report.counting import FORMULAS, MEASURES
from promoter.reporting.report.in_words import heading, in_one_minute, told_by
from promoter.reporting.report.model import OUT, OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from promoter.reporting.report.model import Report, Reported

Cell = str | int | float | None

POSTS = (
    "key", "network", "kind", "title", "theme", "day", "authors", "organisations", "outcome", "why", "planned_at", "sent_at",
    "url", "approved_by", *COUNTS, "figures_from", "figures_read_at", "text",
)  # fmt: skip
_WIDE = {
    "title": 40,
    "text": 60,
    "why": 30,
    "url": 30,
    "key": 30,
    "planned_at": 18,
    "sent_at": 18,
    "figures_read_at": 18,
}


def report_csv(report: Report) -> str:
    """One row a post, in the order of their times. Moments are ISO 8601 in the campaign's zone; no data is an empty cell."""
    return table(POSTS, [_post(one, report) for one in report.posts])


def report_xlsx(report: Report) -> bytes:
    """A workbook: the summary, the posts, each question, the readings, what did not match, and the formulas in words."""
    import xlsxwriter  # noqa: PLC0415 - a report on the terminal needs none

    held = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(held, options) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        formats = {"rate": book.add_format({"num_format": "0.0%"}), "number": book.add_format({"num_format": "#,##0"})}
        book.set_properties({"title": heading(report), "comments": "Written by Promoter"})
        for name, header, rows, kinds in _sheets(report):
            _sheet(book, name, header, rows, kinds, head, formats)
    return held.getvalue()


def _sheets(report: Report) -> Iterator[tuple[str, Sequence[str], list[Sequence[Cell]], Sequence[str]]]:
    summary: list[Sequence[Cell]] = [(heading(report),), *((sentence,) for sentence in in_one_minute(report))]
    summary += [(f"Made at {report.made_at.astimezone(report.campaign.settings.zone):%Y-%m-%d %H:%M %Z}.",)]
    if report.head is not None:
        summary.append((f"The record of events ends with number {report.head[0]}, {report.head[1]}.",))
    yield "Summary", ("What the week did",), summary, ()
    yield "Posts", POSTS, [_post(one, report) for one in report.posts], ()
    for question in report.questions:
        header = (
            question.name, "Planned", *(word.capitalize() for word in OUTCOMES.values()),
            *(part for shown in MEASURES.values() for part in (shown, f"{shown}: of posts")),
            "Interaction rate", "Rate: of posts", "Click rate", "Rate: of posts ",
        )  # fmt: skip
        kinds = ["", "number", *("number" for _ in OUTCOMES), *("number" for _ in MEASURES for _ in range(2))]
        yield (
            f"By {question.name.lower()}"[:31],
            header,
            [_cut(cut) for cut in question.cuts],
            [*kinds, "rate", "number", "rate", "number"],
        )
    yield "Readings", ("key", "mark", "source", "standing", "read_at", *COUNTS), list(_readings(report)), ()
    unmatched: list[Sequence[Cell]] = [(file.name, row) for file in report.files for row in file.unmatched]
    if unmatched:
        yield "Not matched", ("File", "Row"), unmatched, ()
    yield (
        "Formulas",
        ("Measure", "How it is counted"),
        [(MEASURES.get(name, name.replace("_", " ").capitalize()), says) for name, says in FORMULAS.items()],
        (),
    )


def _sheet(  # noqa: PLR0917
    book: Any,
    name: str,
    header: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    kinds: Sequence[str],
    head: Any,
    formats: Any,
) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for column, word in enumerate(header):
        sheet.write_string(0, column, word, head)
        sheet.set_column(column, column, _WIDE.get(word, max(12, min(len(word) + 2, 30))))
    if len(header) == 1:
        sheet.set_column(0, 0, 100)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            kind = formats.get(kinds[column]) if column < len(kinds) else None
            if isinstance(cell, str):
                sheet.write_string(number, column, cell)
            elif cell is not None:
                sheet.write_number(number, column, cell, kind)
    if len(header) > 1 and rows:
        sheet.autofilter(0, 0, len(rows), len(header) - 1)


def _cut(cut: Any) -> list[Cell]:
    tally = cut.tally
    sums = [part for measure in MEASURES for part in (tally.sums[measure].value, tally.sums[measure].known)]
    return [
        cut.name, cut.planned, *(cut.outcomes.get(outcome, 0) for outcome in OUTCOMES), *sums,
        tally.interaction_rate.value, tally.interaction_rate.known, tally.click_rate.value, tally.click_rate.known,
    ]  # fmt: skip


def _post(one: Reported, report: Report) -> list[Any]:
    post, zone = one.post, report.campaign.settings.zone
    counts = one.counts if one.outcome in OUT else None
    latest = one.latest if one.outcome in OUT else None
    return [
        post.key, post.channel.shown, post.kind.value, one.title, one.theme, post.day.isoformat(), "; ".join(one.authors),
        "; ".join(one.organisations), OUTCOMES[one.outcome], one.why, one.planned_at.astimezone(zone).isoformat(),
        post.sent_at and post.sent_at.astimezone(zone).isoformat(), post.url, "; ".join(post.approved_by),
        *(getattr(counts, name) if counts else None for name in COUNTS),
        told_by(latest) if one.outcome in OUT else None,
        latest and latest.read_at.astimezone(zone).isoformat(), post.said.text,
    ]  # fmt: skip


def _readings(report: Report) -> Iterator[list[Cell]]:
    zone = report.campaign.settings.zone
    for one in report.posts:
        for reading in one.readings:
            yield [
                reading.post_key, reading.mark, reading.source.value, reading.standing.value,
                reading.read_at.astimezone(zone).isoformat(), *(getattr(reading.counts, name) for name in COUNTS),
            ]  # fmt: skip
