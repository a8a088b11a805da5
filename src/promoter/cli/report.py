"""`promoter report`: what a week did, for a director in a minute and for an analyst in ten."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from promoter.cli.acting import as_json, campaign_named, current_time, opened
from promoter.cli.terminal import Cell, one_line, say, say_json, table
from promoter.errors import PromoterError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from sqlalchemy import Connection

    from promoter.reporting.report.counting import Tally
    from promoter.reporting.report.model import Comparison, Question, Report

PARTLY = "*"  #: behind a sum over some of the posts
FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("report")
@click.argument("campaign", callback=campaign_named)
@click.option("--html", type=FILE, help="Write it as one page that needs nothing else.")
@click.option("--csv", type=FILE, help="Write the posts, a row each.")
@click.option("--xlsx", type=FILE, help="Write a workbook with every table.")
@click.option("--against", metavar="CAMPAIGN", callback=campaign_named, help="An earlier campaign to set beside it.")
@as_json
def command(
    *, campaign: str, html: Path | None, csv: Path | None, xlsx: Path | None, against: str | None, as_json: bool
) -> None:
    """Say what was planned, sent, on time, late or not sent, and what it did, by theme, day, hour, author, organisation.

    A figure that nobody told is "no data" and never 0. Figures come from the networks, as the daemon reads them, and
    from files that promoter figures import brings in.

    \b
      promoter report smarter-state-2021 --html report.html --xlsx report.xlsx
    """
    from promoter import bootstrap
    from promoter.reporting.cells import as_file
    from promoter.reporting.report.as_json import report_json
    from promoter.reporting.report.as_sheets import report_csv, report_xlsx

    grace = bootstrap.load_settings().grace
    with opened() as ledger, ledger.read() as conn:
        report = _read(conn, campaign, against, grace)
    if csv is not None:
        _write(csv, as_file(report_csv(report)))
    if xlsx is not None:
        _write(xlsx, report_xlsx(report))
    if html is not None:
        _write(html, _page(report))
    if as_json:
        say_json(report_json(report))
    elif not (html or csv or xlsx):
        for line in _lines(report):
            say(line)


def _read(conn: Connection, campaign: str, against: str | None, grace: timedelta) -> Report:
    from dataclasses import replace

    from promoter.reporting.report.comparing import compare
    from promoter.reporting.report.reading import read_report
    from promoter.web.facts import files_of

    now = current_time()
    report = read_report(conn, campaign, now=now, grace=grace, files_of=files_of)
    if against is None:
        return report
    return replace(report, comparison=compare(report, read_report(conn, against, now=now, grace=grace)))


def _page(report: Report) -> bytes:
    from promoter.reporting.report.as_page import report_page

    return report_page(report).encode()


def _write(file: Path, whole: bytes) -> None:
    try:
        file.write_bytes(whole)
    except OSError as error:
        raise PromoterError(f"{file} cannot be written: {error.strerror}; choose another place") from error
    say(f"{one_line(str(file))} is written.", err=True)


def _lines(report: Report) -> Iterator[str]:
    from promoter.reporting.report.counting import FORMULAS, MEASURES
    from promoter.reporting.report.in_words import heading, in_one_minute, outcome, when
    from promoter.reporting.report.model import Outcome

    yield heading(report)
    yield ""
    yield from in_one_minute(report)
    astray = [one for one in report.posts if one.outcome in {Outcome.NOT_SENT, Outcome.UNKNOWN, Outcome.LATE}]
    if astray:
        yield ""
        rows = [(when(one.planned_at, report), one.post.channel.shown, one.title, outcome(one)) for one in astray]
        yield from table(("Planned", "Network", "Post", "What became of it"), rows, wide=3)
    yield from _best(report)
    for question in report.questions:
        yield ""
        yield from _question(question)
    if report.comparison is not None:
        yield ""
        yield from _comparison(report.comparison)
    yield ""
    if any(_is_partly(cut.tally, measure) for one in report.questions for cut in one.cuts for measure in MEASURES):
        yield f"{PARTLY} Of fewer posts than went out: nobody has told it of the others. --html says of how many."
    for name in ("interactions", "interaction_rate", "click_rate"):
        yield f"{name.replace('_', ' ').capitalize()}: {FORMULAS[name]}"
    if report.head is not None:
        yield f"The record of events ends with number {report.head[0]}, {report.head[1]}: promoter audit checks it."


def _best(report: Report) -> Iterator[str]:
    from promoter.campaign.model import ChannelName
    from promoter.reporting.report.counting import MEASURES
    from promoter.reporting.report.in_words import figure, when

    for network, its in report.best.items():
        yield ""
        rows = [
            (when(one.post.sent_at, report), one.title, *(figure(getattr(one.did, measure)) for measure in MEASURES))
            for one in its
        ]
        yield from table((f"Best on {ChannelName(network).shown}", "Post", *MEASURES.values()), rows, wide=1)


def _question(question: Question) -> Iterator[str]:
    from promoter.reporting.report.in_words import rate

    rows: list[tuple[Cell | str, ...]] = [
        (cut.name, "none planned", *([""] * 6))
        if cut.is_empty
        else (
            cut.name, Cell(f"{cut.sent}/{cut.planned}", None if cut.sent == cut.planned else "yellow"),
            *(_sum(cut.tally, measure) for measure in ("impressions", "interactions", "clicks", "visits")),
            rate(cut.tally.interaction_rate), rate(cut.tally.click_rate),
        )
        for cut in question.cuts
    ]  # fmt: skip
    header = ("Sent", "Impressions", "Interactions", "Clicks", "Visits", "Interaction rate", "Click rate")
    yield from table((question.name, *header), rows, wide=0)
    if question.overlapping:
        yield "A post of several counts for each of them, so these do not add up to the whole."


def _sum(tally: Tally, measure: str) -> str:
    from promoter.reporting.report.in_words import amount

    return amount(tally.sums[measure]) + (f" {PARTLY}" if _is_partly(tally, measure) else "")


def _is_partly(tally: Tally, measure: str) -> bool:
    return 0 < tally.sums[measure].known < tally.posts


def _comparison(comparison: Comparison) -> Iterator[str]:
    from promoter.reporting.report.in_words import compared

    name = comparison.with_.settings.name
    yield f"Beside {name} ({comparison.with_.slug}): {comparison.sent[0]} posts went out, {comparison.sent[1]} then."
    rows = [
        (compared(line), f"{line.ours:g}", f"{line.of_ours}", f"{line.theirs:g}", f"{line.of_theirs}")
        for line in comparison.lines
        if line.ours is not None and line.theirs is not None
    ]
    if rows:
        yield from table(("Middle post", "Now", "of posts", "Then", "of posts"), rows, wide=0)
    yield from comparison.caveats
