"""`promoter fact`, `confirm` and `correct-handle`: what the campaign's files state, changed there and then loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from promoter.cli.acting import somebody
from promoter.cli.effects import do, folder_named, looking_first
from promoter.errors import UsageProblem

if TYPE_CHECKING:
    from pathlib import Path


@click.command("fact")
@click.argument("folder", metavar="CAMPAIGN", callback=folder_named)
@click.argument("facts", metavar="FACT VALUE...", nargs=-1, required=True)
@looking_first
def fact(*, folder: Path, facts: tuple[str, ...], dry_run: bool, user: str | None, as_json: bool) -> None:
    """State facts of campaign.yaml otherwise, and load: such as event.edition, deadline, the theme or the date of a day.

    A day is named by its date and a theme by its id; null takes a fact away. What belongs together is changed together.
    Comments stay. Posts that say something else by then wait for somebody else's approval.

    \b
      promoter fact smarter-state-2021 event.edition eighth --dry-run --as amara@example.org
      promoter fact smarter-state-2021 days.2021-09-13 data-driven --as amara@example.org
      promoter fact smarter-state-2021 event.starts 2021-09-28 event.ends 2021-09-29 --as amara@example.org
      promoter fact smarter-state-2021 days.2021-09-17.date 2021-09-20 --as amara@example.org
    """
    from promoter.editing import plan_typed

    who = somebody(user)
    typed = dict(zip(facts[::2], facts[1::2], strict=False))
    if len(facts) % 2 or len(typed) * 2 != len(facts):
        raise UsageProblem("write each fact once, with its value after it: event.edition eighth")
    do(
        lambda conn, now: plan_typed(conn, folder, typed, who=who, now=now),
        dry_run=dry_run,
        as_json=as_json,
    )


@click.command("confirm")
@click.argument("folder", metavar="CAMPAIGN", callback=folder_named)
@click.argument("assumption")
@looking_first
def confirm(*, folder: Path, assumption: str, dry_run: bool, user: str | None, as_json: bool) -> None:
    """Confirm what is assumed about something: your name stands behind it in campaign.yaml from then on.

    \b
      promoter confirm smarter-state-2021 deadline --as amara@example.org
    """
    from promoter.editing import plan_confirm

    who = somebody(user)
    do(
        lambda conn, now: plan_confirm(conn, folder, assumption, who=who, now=now),
        dry_run=dry_run,
        as_json=as_json,
    )


@click.command("correct-handle")
@click.argument("folder", metavar="CAMPAIGN", callback=folder_named)
@click.argument("old")
@click.argument("new")
@looking_first
def correct_handle(*, folder: Path, old: str, new: str, dry_run: bool, user: str | None, as_json: bool) -> None:
    """Put a handle on X right once for all: in the blogs' files, in campaign.yaml, and in the words that people wrote.

    So too what LinkedIn calls a person (urn:li:person:AbC123) or a page (urn:li:organization:1234, or its address with the
    number, as in linkedin.com/company/1234): posts then link the right one.

    \b
      promoter correct-handle smarter-state-2021 @sample_tom @tom_sample --as amara@example.org
      promoter correct-handle smarter-state-2021 urn:li:person:AbC123 urn:li:person:AbC124 --as amara@example.org
    """
    from promoter.editing import plan_handle

    who = somebody(user)
    do(
        lambda conn, now: plan_handle(conn, folder, old, new, who=who, now=now),
        dry_run=dry_run,
        as_json=as_json,
    )
