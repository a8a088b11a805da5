"""Questions about a blog that comes in, one for each fact of which nobody can be sure, beside the text that it was taken from."""

from __future__ import annotations

import sys
import textwrap
from typing import TYPE_CHECKING

import click

from promoter.cli.terminal import Cell, columns, one_line, safe, say

if TYPE_CHECKING:
    from promoter.intake.filing import Folder
    from promoter.intake.matching import Known
    from promoter.intake.proposal import Proposal

SHOWN = 14  #: lines of the source


def asks() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty()


def is_yes(question: str) -> bool:
    return click.confirm(question, default=False, err=True)


def ask(new: Proposal, into: Folder, before: Known | None) -> Proposal:
    """The proposal with every doubtful fact confirmed, corrected or left open by a person."""
    from promoter.intake.proposal import called

    doubtful = new.doubtful
    if not doubtful:
        return new
    _show(new, before)
    if "themes" in doubtful:
        for number, theme in enumerate(into.settings.themes, start=1):
            say(f"  theme {number}: {one_line(theme.name)} ({theme.id})", err=True)
    say("Enter takes what stands in [ ]; - leaves it out.", err=True)
    for fact in doubtful:
        guess = new.facts.get(fact)
        if guess is not None:
            say(f"  {Cell('', dim=True).styled(f'from {one_line(guess.where)}')}", err=True)
        new = _asked(new, fact, called(fact), into)
    return new


def _asked(new: Proposal, fact: str, name: str, into: Folder) -> Proposal:
    from promoter.intake.answers import answered

    while True:
        guessed = one_line(new.value(fact))
        typed = click.prompt(f"  {name}", default=guessed, show_default=bool(guessed), err=True).strip()
        try:
            value = answered(fact, "" if typed == "-" else typed, into.settings)
        except ValueError as problem:
            say(f"  {one_line(str(problem))}", err=True)
            continue
        return new.having({fact: value}, "you")


def _show(new: Proposal, before: Known | None) -> None:
    """The beginning of the source."""
    what = f", another version of {before.id}" if before else ""
    say(Cell("", bold=True).styled(f"{one_line(new.named)}{one_line(what)}"), err=True)
    wide = columns() - 4
    lines = [part for line in safe(new.seen).split("\n") for part in (textwrap.wrap(line, wide) or [""])]
    for line in lines[:SHOWN]:
        say(f"  | {line}", err=True)
    if len(lines) > SHOWN:
        say(f"  | ... and {len(lines) - SHOWN} more lines", err=True)
