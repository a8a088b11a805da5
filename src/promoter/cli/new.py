"""`promoter new`: this year's campaign folder, made from last year's."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import click

from promoter.campaign.document import parse
from promoter.campaign.loading import find_folder, shown_path
from promoter.campaign.renewal import renewed
from promoter.campaign.writing import written
from promoter.cli import terminal
from promoter.cli.acting import current_time
from promoter.cli.check import read_valid
from promoter.cli.moments import day
from promoter.errors import PromoterError, UsageProblem
from promoter.posts.phrases import weekday

if TYPE_CHECKING:
    from datetime import date

    from promoter.campaign.model import Campaign

SCHEMA = "campaign.schema.json"
LONGEST_SLUG = 60


@click.command("new")
@click.argument("slug")
@click.option("--from", "source", metavar="CAMPAIGN", required=True, help="The campaign to begin from.")
@click.option("--start", callback=day, metavar="DATE", required=True, help="The new week's first day.")
def command(slug: str, source: str, start: date) -> None:
    """Make a new campaign folder beside an old one, or in schedules here if the old one is somewhere else.

    All dates move by whole days, so that the first day is DATE. Themes, hashtag and times of day stay; blogs stay
    behind; addresses are emptied, so that last year's cannot be promoted. Whatever was moved or taken over stands in
    the new campaign.yaml as an assumption, until you confirm it there.

    \b
      promoter new smarter-state-2022 --from smarter-state-2021 --start 2022-09-12
    """
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) or len(slug) > LONGEST_SLUG:
        raise UsageProblem(
            f'"{slug}" cannot be a campaign\'s name: write lower-case letters, digits and hyphens, such as smarter-state-2022.'
        )
    campaign, _ = read_valid(source)
    old = find_folder(source, start=Path.cwd())
    folder = _place(old) / slug
    if folder.exists():
        raise UsageProblem(f"{shown_path(folder)} is there already: choose another name, or remove it first.")
    text, assumptions = _campaign_file(old, campaign, start, schema=(folder.parent / SCHEMA).exists())
    _write(folder, text, old / "templates", _logo(old, campaign))
    _report(folder, campaign, start, assumptions)


def _place(old: Path) -> Path:
    """Where the new folder goes: never into somebody else's, such as that of the program itself."""
    here = Path.cwd().resolve()
    return old.parent if old.resolve().is_relative_to(here) else here / "schedules"


def _campaign_file(old: Path, campaign: Campaign, start: date, *, schema: bool) -> tuple[str, int]:
    """The new campaign.yaml, and how many assumptions it holds. Comments stay behind: they quote last year's call."""
    facts = parse((old / "campaign.yaml").read_text(encoding="utf-8-sig")).value
    try:
        new = renewed(facts, campaign, source=campaign.slug, start=start)
    except OverflowError:
        raise UsageProblem(
            f"The calendar ends before a week that starts on {start} does: choose an earlier day."
        ) from None
    if (old / "templates").is_dir():
        says = f"the wordings in templates are those of {campaign.slug}; confirm"
        new["assumptions"].append({"about": "templates", "says": says, "confirmed_by": None})
    lines = [
        f"# Made from {campaign.slug}. What is not certain stands under assumptions: put it right where it is wrong,",
        "# then write your name at confirmed_by, or remove the assumption.",
        "",
    ]
    if schema:
        lines.insert(0, f"# yaml-language-server: $schema=../{SCHEMA}\n#")
    return "\n".join(lines) + "\n" + written(new), len(new["assumptions"])


def _logo(old: Path, campaign: Campaign) -> Path | None:
    """The logo that the look of cards names, by its place in the folder."""
    logo = campaign.look.logo
    return None if logo is None else (old / logo).resolve().relative_to(old.resolve())


def _write(folder: Path, text: str, templates: Path, logo: Path | None) -> None:
    """The whole folder or none of it."""
    unfinished = folder.with_name(f".{folder.name}.{os.getpid()}.new")
    try:
        (unfinished / "blogs").mkdir(parents=True)
        (unfinished / "campaign.yaml").write_text(text, encoding="utf-8")
        if templates.is_dir():
            shutil.copytree(templates, unfinished / "templates")
        if logo is not None:
            (unfinished / logo).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(templates.parent / logo, unfinished / logo)
        unfinished.rename(folder)
    except OSError as problem:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise PromoterError(
            f"{shown_path(folder)} cannot be made ({problem.strerror}): see whether you may write there."
        ) from None


def _report(folder: Path, campaign: Campaign, start: date, assumptions: int) -> None:
    first = min(day.date for day in campaign.days)
    shown = terminal.one_line(shown_path(folder))
    terminal.say(f"Made {shown}. It has no blogs yet, and {assumptions} assumptions to confirm in its campaign.yaml.")
    if first.weekday() != start.weekday():
        terminal.say(f"Last time the first day was a {weekday(first)}; {start} is a {weekday(start)}. Is that meant?")
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
