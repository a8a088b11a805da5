"""`promoter new`: a new campaign's folder, made from last year's or from a few facts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from promoter.campaign.beginning import like, make, of_facts, refuse_name
from promoter.campaign.loading import FILE, find_folder, load, shown_path
from promoter.campaign.model import ChannelName
from promoter.cli import terminal
from promoter.cli.acting import current_time
from promoter.cli.check import read_valid
from promoter.cli.moments import day
from promoter.errors import PromoterError, UsageProblem
from promoter.posts.phrases import listed, weekday

if TYPE_CHECKING:
    from datetime import date

    from promoter.campaign.beginning import NewWeek
    from promoter.campaign.model import Campaign


@click.command("new")
@click.argument("name", metavar="SLUG")
@click.option("--from", "source", metavar="CAMPAIGN", help="The earlier campaign to begin from.")
@click.option("--start", callback=day, metavar="DATE", required=True, help="The new week's first day.")
@click.option("--name", "called", metavar="NAME", help="Without --from: what the week is called.")
@click.option("--organisation", metavar="NAME", help="Without --from: whose week it is.")
@click.option("--hashtag", metavar="#TAG", help="Without --from: the week's hashtag.")
@click.option("--theme", "themes", metavar="NAME", multiple=True, help="Without --from: a theme a day, in their order.")
@click.option("--host", "hosts", metavar="SITE", multiple=True, help="Without --from: a site on which blogs will be.")
@click.option("--timezone", metavar="ZONE", help="Without --from: whose clocks count.  [default: Europe/London]")
def command(
    *,
    name: str,
    source: str | None,
    start: date,
    called: str | None,
    organisation: str | None,
    hashtag: str | None,
    themes: tuple[str, ...],
    hosts: tuple[str, ...],
    timezone: str | None,
) -> None:
    """Make a new campaign folder: like an earlier campaign's, or from a few facts.

    With --from it is made beside the old one, or in schedules here if the old one is somewhere else. All dates move by
    whole days, so that the first day is DATE. Themes, hashtag and times of day stay; blogs stay behind; addresses are
    emptied, so that last year's cannot be promoted. Whatever was moved or taken over stands in the new campaign.yaml as
    an assumption, until you confirm it there.

    Without --from it is made in schedules here, with a theme a day from DATE on, weekends left out.

    \b
      promoter new smarter-state-2022 --from smarter-state-2021 --start 2022-09-12
      promoter new spring-2027 --start 2027-04-12 --name "Spring Week" --organisation "Example Trade Body" \\
        --hashtag "#SpringWeek" --theme "Data" --theme "People" --host example.org
    """
    refuse_name(name)
    afresh = {
        "--name": called, "--organisation": organisation, "--hashtag": hashtag, "--theme": themes, "--host": hosts,
        "--timezone": timezone,
    }  # fmt: skip
    if source is None:
        if lacking := [option for option in ("--name", "--organisation", "--hashtag", "--theme") if not afresh[option]]:
            raise UsageProblem(f"say with --from which campaign to begin from, or give {listed(lacking)} as well")
        new = of_facts(
            Path.cwd() / "schedules" / name, name=str(called), organisation=str(organisation), hashtag=str(hashtag),
            timezone=timezone or "Europe/London", start=start, themes=themes, hosts=hosts, networks=tuple(ChannelName),
        )  # fmt: skip
        _refuse_mistakes(new)
        make(new)
    else:
        if given := [option for option, value in afresh.items() if value]:
            raise UsageProblem(f"{given[0]} is for a week without --from: what it takes over, promoter fact changes")
        campaign, _ = read_valid(source)
        old = find_folder(source, start=Path.cwd())
        new = like(old, campaign, folder=_place(old) / name, start=start)
        make(new)
        _ask_about_weekday(campaign, start)
    _report(new)


def _place(old: Path) -> Path:
    """Where the new folder goes: never into somebody else's, such as that of the program itself."""
    here = Path.cwd().resolve()
    return old.parent if old.resolve().is_relative_to(here) else here / "schedules"


def _refuse_mistakes(new: NewWeek) -> None:
    """What was typed has to make a campaign: else it is said, and nothing is made."""
    if errors := load(new.folder, instead={new.folder / FILE: new.text}).errors:
        raise UsageProblem(f"no week can be made of this: {errors[0].message}")


def _ask_about_weekday(old: Campaign, start: date) -> None:
    first = min(day.date for day in old.days)
    if first.weekday() != start.weekday():
        terminal.say(f"Last time the first day was a {weekday(first)}; {start} is a {weekday(start)}. Is that meant?")


def _report(new: NewWeek) -> None:
    shown = terminal.one_line(shown_path(new.folder))
    assumed = f", and {new.assumptions} assumptions to confirm in its campaign.yaml" if new.assumptions else ""
    terminal.say(f"Made {shown}. It has no blogs yet{assumed}.")
    terminal.say(f"See what is open: promoter check {shown}")
    if hints := _hints():
        terminal.say(f"Earlier weeks suggest something of hours and kinds of post ({hints}): promoter hints")


def _hints() -> str:
    """How many hints the weeks in the ledger give; nothing without a ledger, which a new week does not need."""
    from promoter import bootstrap
    from promoter.reporting.report.reading import read_learnt

    try:
        settings = bootstrap.load_settings()
        ledger = bootstrap.open_ledger(settings)
    except PromoterError:
        return ""
    try:
        with ledger.read() as conn:
            count = len(read_learnt(conn, now=current_time(), grace=settings.grace).hints)
    finally:
        ledger.close()
    return f"{count} {'hint' if count == 1 else 'hints'}" if count else ""
