"""`promoter check`: what is wrong with a campaign's files, what to look at, and what is good to know."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from promoter.campaign.findings import Finding, Level
from promoter.campaign.loading import find_folder
from promoter.cli import terminal
from promoter.errors import CampaignInvalid

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from promoter.campaign.loading import Loaded
    from promoter.campaign.model import Campaign
    from promoter.pictures.illustrating import Illustrated
    from promoter.posts.model import Post

MOST_ALIKE = 20


@click.command("check")
@click.argument("name", metavar="CAMPAIGN")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(name: str, *, as_json: bool) -> None:
    """Check a campaign's files and the call's rules.

    Each finding is one line, file:line:column: level: message. An error has to be put right before the campaign can be
    loaded; a warning is worth a look; a note is good to know. The exit code is 3 if there are errors, else 0.

    \b
      promoter check schedules/smarter-state-2021
    """
    try:
        loaded, _ = read(name)
        findings = loaded.findings
    except CampaignInvalid as problem:
        if not as_json:
            raise
        findings = (Finding(name, 1, 1, Level.ERROR, "campaign", str(problem)),)
    if as_json:
        terminal.say_json({"findings": [_shape(finding) for finding in findings]})
    else:
        for line in _lines(findings):
            terminal.say(line)
    terminal.say(_summary(findings), err=True)
    if _has_errors(findings):
        click.get_current_context().exit(CampaignInvalid.exit_code)


def illustrate(loaded: Loaded, posts: Iterable[Post], /) -> Illustrated:
    """Give posts their pictures. Most campaigns have none, and their previews need not wait for what draws."""
    from promoter.pictures.illustrating import illustrate as give_pictures

    return give_pictures(loaded, posts)


def read(name: str) -> tuple[Loaded, tuple[Post, ...]]:
    """The campaign that a person means by `name`, its posts, and its findings with paths as one would type them here."""
    from promoter.planning import read as read_folder

    here = Path.cwd()
    loaded, posts = read_folder(find_folder(name, start=here), illustrate=illustrate)
    return replace(loaded, findings=tuple(_from_here(loaded.findings, here))), posts


def read_valid(name: str) -> tuple[Campaign, tuple[Post, ...]]:
    """The campaign and its posts; with errors in its files they are printed on stderr, and that is all."""
    campaign, posts, _ = read_whole(name)
    return campaign, posts


def read_whole(name: str) -> tuple[Campaign, tuple[Post, ...], Loaded]:
    """The same, with all else that was read: its findings, and the pictures that were made and are not in its folder yet."""
    loaded, posts = read(name)
    if loaded.campaign is None:
        for line in _lines(loaded.errors):
            terminal.say(line, err=True)
        errors = _counted(len(loaded.errors), "error")
        raise CampaignInvalid(
            f"{name} has {errors}: put right what is listed above. `promoter check {name}` says more."
        )
    return loaded.campaign, posts, loaded


def _from_here(findings: Iterable[Finding], here: Path) -> Iterable[Finding]:
    for finding in findings:
        path = Path(finding.file)
        yield finding._replace(file=str(path.relative_to(here))) if path.is_relative_to(here) else finding


def _lines(findings: Sequence[Finding]) -> Iterable[str]:
    """A line for each finding; of very many alike in one file the first ones, and how many more there are."""
    count = Counter(map(_kind, findings))
    shown = Counter[tuple[str, ...]]()
    for finding in findings:
        kind = _kind(finding)
        shown[kind] += 1
        if shown[kind] <= MOST_ALIKE:
            yield _line(finding)
        elif shown[kind] == MOST_ALIKE + 1:
            yield _line(finding._replace(message=f"... and {count[kind] - MOST_ALIKE} more like it in this file"))


def _kind(finding: Finding) -> tuple[str, ...]:
    """What findings have in common that are alike: all but their places, and the words and numbers that they quote."""
    said = re.sub(r'".*?"|[0-9]+', "", finding.message)
    return finding.file, finding.level, finding.code, said


def _line(finding: Finding) -> str:
    place = f"{terminal.one_line(finding.file)}:{finding.line}:{finding.column}"
    return f"{place}: {terminal.level(finding.level)}: {terminal.one_line(finding.message)}"


def _summary(findings: Sequence[Finding]) -> str:
    counts = Counter(finding.level for finding in findings)
    found = ", ".join(_counted(counts[level], level.value) for level in Level)
    if counts[Level.ERROR]:
        return f"{found}: put the errors right, then check again."
    return f"{found}: ready to load{', once you have looked at the warnings' if counts[Level.WARNING] else ''}."


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _has_errors(findings: Iterable[Finding]) -> bool:
    return any(finding.level is Level.ERROR for finding in findings)


def _shape(finding: Finding) -> dict[str, str | int]:
    return {
        "file": finding.file,
        "line": finding.line,
        "column": finding.column,
        "level": finding.level.value,
        "code": finding.code,
        "message": finding.message,
    }
