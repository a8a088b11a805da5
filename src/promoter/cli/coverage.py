"""`promoter coverage`: how evenly a week speaks, and how much of it went out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from promoter.cli.acting import as_json, campaign_named, opened
from promoter.cli.terminal import Cell, say, say_json, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promoter.reporting.coverage import Breakdown, Share


@click.command("coverage")
@click.argument("campaign", callback=campaign_named)
@as_json
def command(*, campaign: str, as_json: bool) -> None:
    """Count a week's posts per theme, day, network, kind and organisation: planned, sent, still open.

    Organisations are counted where the campaign's files are on this machine.

    \b
    promoter coverage smarter-state-2021
    """
    from promoter.ledger.campaigns import get_campaign
    from promoter.ledger.queue import list_posts
    from promoter.reporting.coverage import coverage, coverage_json
    from promoter.web.facts import files_of

    with opened() as ledger, ledger.read() as conn:
        row = get_campaign(conn, campaign)
        posts = list_posts(conn, campaign=campaign)
    files = files_of(row)
    found = coverage(posts, row.settings, files.blogs if files else None)
    if as_json:
        say_json(coverage_json(campaign, found))
        return
    for breakdown in found.breakdowns:
        for line in _lines(breakdown):
            say(line)
        say()
    if files is None:
        say(f"Organisations are not counted: the files of {row.settings.name} are not here, or have errors.", err=True)
    say(_sum(found.all))


def _lines(breakdown: Breakdown) -> Iterator[str]:
    rows = [
        (
            Cell(share.name, None if share.planned else "yellow"),
            *(Cell(f"{number}") for number in (share.planned, share.sent, share.open)),
        )
        for share in breakdown.shares
    ]
    yield from table((breakdown.name, "Planned", "Sent", "Open"), rows, wide=0)


def _sum(share: Share) -> str:
    taken_out = f" {share.taken_out} taken out." if share.taken_out else ""
    planned = "1 post" if share.planned == 1 else f"{share.planned} posts"
    return f"{planned}: {share.sent} sent, {share.open} open.{taken_out}"
