"""`promoter figures`: what posts did, as far as anybody told."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from promoter.cli.acting import as_json, as_user, campaign_named, current_time, opened, somebody
from promoter.cli.terminal import say, say_json, table, when
from promoter.errors import NetworkTrouble, NotPossible, PromoterError

if TYPE_CHECKING:
    from datetime import datetime

    from promoter.ledger.figures import FigureRow
    from promoter.settings import Settings

SHOWN = ("impressions", "likes", "comments", "shares", "clicks", "visits")


@click.group("figures")
def figures() -> None:
    """What posts did: figures read from the networks an hour, a day, a week and four weeks after each went out."""


@figures.command("list")
@click.argument("campaign", callback=campaign_named)
@as_json
def list_(*, campaign: str, as_json: bool) -> None:
    """The newest figures of each sent post. What nobody told is "no data", never 0.

    \b
      promoter figures list smarter-state-2021
    """
    from promoter import bootstrap
    from promoter.reporting.report.in_words import figure, told_by
    from promoter.reporting.report.model import OUT
    from promoter.reporting.report.reading import read_report
    from promoter.web.facts import files_of

    settings = bootstrap.load_settings()
    now = current_time()
    with opened() as ledger, ledger.read() as conn:
        report = read_report(conn, campaign, now=now, grace=settings.grace, files_of=files_of)
        coming = _coming(conn, now, settings)
    zone = report.campaign.settings.zone
    out = [one for one in report.posts if one.outcome in OUT]
    if as_json:
        posts = [{"key": one.post.key, "readings": [_shape(reading) for reading in one.readings]} for one in out]
        say_json({"campaign": campaign, "posts": posts, **coming})
        return
    rows = [
        (
            when(one.post.sent_at or one.post.at, zone), one.post.channel.shown, one.title,
            *(figure(getattr(one.counts, name) if one.counts else None) for name in SHOWN),
            told_by(one.latest), "" if one.latest is None else when(one.latest.read_at, zone),
        )
        for one in out
    ]  # fmt: skip
    header = ("Sent", "Network", "Post", *(name.capitalize() for name in SHOWN), "Figures", "Read at")
    for line in table(header, rows, wide=2):
        say(line)
    if not rows:
        say("Nothing of this campaign went out yet, so there are no figures.")
    for sentence in _in_words(coming, zone):
        say(sentence)


@figures.command("read")
def read() -> None:
    """Read now what is due, and no more. X asks money for each post that it shows; the budget of the month holds.

    The exit code is 5 if a network did not let itself be read.
    """
    from promoter import bootstrap
    from promoter.clock import SystemClock

    settings = bootstrap.load_settings()
    with opened() as ledger:
        measurer = bootstrap.measurer(ledger, settings, SystemClock())
        if measurer is None:
            raise NotPossible("PROMOTER_FIGURES is off; set it to on to have figures read")
        made = measurer.round()
        say(f"{made} {'reading was' if made == 1 else 'readings were'} made.")
        with ledger.read() as conn:
            for sentence in _in_words(_coming(conn, current_time(), settings), None):
                say(sentence)
        if measurer.trouble:
            raise NetworkTrouble(" ".join(measurer.trouble))


@figures.command("import")
@click.argument("campaign", callback=campaign_named)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--as-of", "as_of", metavar="ISO", help="When the files were exported. Without it: the file's own time.")
@click.option(
    "--kind", type=click.Choice(["x", "linkedin", "analytics"]), help="Whose export it is, where it cannot be told."
)
@click.option(
    "--column", "columns", multiple=True, metavar="FIGURE=HEADING", help="Which column has what; may be repeated."
)
@click.option("--look", is_flag=True, help="Say what would be taken, and take nothing.")
@as_user
@as_json
def import_(
    *,
    campaign: str,
    files: tuple[Path, ...],
    as_of: str | None,
    kind: str | None,
    columns: tuple[str, ...],
    look: bool,
    user: str | None,
    as_json: bool,
) -> None:
    """Bring in what exports of X, of LinkedIn or of the website's statistics say, matched with the campaign's posts.

    Posts are found by their link or number on the network, or by the tag (utm_content) that their links carry. The same
    file is never counted twice. What belongs to no post is listed. One bad file does not keep the others out.

    \b
      promoter figures import smarter-state-2021 tweets.csv page.xlsx --as-of 2021-09-24T17:00 --as amara@example.org
    """
    from promoter.cli.figure_files import bring_in_all

    told, refused = bring_in_all(
        campaign, files, as_of=as_of, kind=kind, columns=columns, look_only=look, who=somebody(user)
    )
    if as_json:
        say_json({"files": [one.shape for one in told], "refused": refused})
    for one in told if not as_json else ():
        for line in one.lines:
            say(line)
    for sentence in refused:
        say(sentence, err=True)
    if refused:
        raise PromoterError(f"{len(refused)} of {len(files)} files were not taken")


def _coming(conn: Any, now: datetime, settings: Settings) -> dict[str, Any]:
    from promoter.ledger.figures import next_reading
    from promoter.reporting.measuring import spent_on_x

    due = next_reading(conn, now)
    return {
        "next_reading": due and due.isoformat(),
        "x_spent_usd": spent_on_x(conn, now),
        "x_budget_usd": settings.x_read_budget,
        "reading": settings.figures,
    }


def _in_words(coming: dict[str, Any], zone: Any) -> list[str]:
    from datetime import datetime as moment_of
    from zoneinfo import ZoneInfo

    if coming["reading"] == "off":
        return ["PROMOTER_FIGURES is off: no network is read."]
    told = [
        f"Reading X has cost ${coming['x_spent_usd']:.2f} this month, of ${coming['x_budget_usd']:.2f} that are allowed."
    ]
    if coming["next_reading"] is not None:
        due = moment_of.fromisoformat(coming["next_reading"])
        told.append(f"The next reading is due {when(due, zone or ZoneInfo('UTC'))}.")
    return told


def _shape(reading: FigureRow) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "mark": reading.mark,
        "source": reading.source.value,
        "standing": reading.standing.value,
        "read_at": reading.read_at.isoformat(),
        **asdict(reading.counts),
    }
