"""A new week's folder: like an earlier week's, or made from a few facts; whole on the disk, or not there at all."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from promoter.campaign.document import parse
from promoter.campaign.loading import FILE, shown_path
from promoter.campaign.naming import slug
from promoter.campaign.renewal import renewed
from promoter.campaign.values import LONGEST_NAME
from promoter.campaign.writing import written
from promoter.errors import Mistake, PromoterError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from promoter.campaign.model import Campaign, ChannelName

SCHEMA = "campaign.schema.json"
MOST_DAYS = 31
_SATURDAY = 5
#: How often the networks are used, until somebody says otherwise: what a team of four can answer to in a day.
CADENCES = {
    "x": {"first": "08:45", "last": "17:00", "gap": "60m", "per_day": 9},
    "linkedin": {"first": "08:50", "last": "17:00", "gap": "90m", "per_day": 6},
}


@dataclass(frozen=True)
class NewWeek:
    """A folder that is not there yet: the text of its campaign.yaml, and what it gets of an earlier week's.

    `copies` are files and folders of the earlier week by their places in the new one; `assumptions` counts what somebody
    has to confirm.
    """

    folder: Path
    text: str
    assumptions: int = 0
    copies: Mapping[str, Path] = field(default_factory=dict)


def refuse_name(name: str) -> None:
    """`Mistake` if this cannot be a new week's name in keys and addresses."""
    if len(name) > LONGEST_NAME or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise Mistake(
            f'"{name}" cannot be a campaign\'s name: write lower-case letters, digits and hyphens, such as smarter-state-2022.',
            field="slug",
        )


def like(old: Path, campaign: Campaign, *, folder: Path, start: date) -> NewWeek:
    """The week of `old` moved so that its first day is `start`, without its blogs; all that may be wrong is an assumption.

    Comments stay behind: they quote the earlier call. Raises `Mistake` where the calendar ends.
    """
    facts = parse((old / FILE).read_text(encoding="utf-8-sig")).value
    try:
        new = renewed(facts, campaign, source=campaign.slug, start=start)
    except OverflowError:
        raise _calendar_ends(start) from None
    copies = dict(_copies(old, campaign))
    if "templates" in copies:
        says = f"the wordings in templates are those of {campaign.slug}; confirm"
        new["assumptions"].append({"about": "templates", "says": says, "confirmed_by": None})
    lines = (
        f"Made from {campaign.slug}. What is not certain stands under assumptions: put it right where it is wrong,",
        "then write your name at confirmed_by, or remove the assumption.",
    )
    return NewWeek(folder, _text(new, folder, lines), len(new["assumptions"]), copies)


def of_facts(
    folder: Path,
    *,
    name: str,
    organisation: str,
    hashtag: str,
    timezone: str,
    start: date,
    themes: Sequence[str],
    hosts: Sequence[str] = (),
    networks: Sequence[ChannelName],
) -> NewWeek:
    """A week made from nothing but these facts: a theme a day from `start` on. A theme that is named twice has two days.

    The facts are written as they were said; what is wrong with them, a reading of the folder finds.
    """
    if not 0 < len(themes) <= MOST_DAYS:
        raise Mistake(f"name a theme for each day of the week, at most {MOST_DAYS}", field="themes")
    called = dict(_called(themes))
    try:
        days = list(_days(start, len(themes)))
    except OverflowError:
        raise _calendar_ends(start) from None
    facts: dict[str, Any] = {
        "name": name,
        "hashtag": hashtag,
        "timezone": timezone,
        "organisation": {"name": organisation},
        "rules": {"hosts": list(hosts)},
        "themes": [{"id": called[theme], "name": theme} for theme in called],
        "days": [{"date": day.isoformat(), "theme": called[theme]} for day, theme in zip(days, themes, strict=True)],
        "channels": {network.value: CADENCES[network.value] for network in networks},
    }
    lines = ("docs/campaign-files.md explains every fact that may stand here.",)
    return NewWeek(folder, _text(facts, folder, lines))


def make(new: NewWeek) -> None:
    """The whole folder or none of it."""
    folder = new.folder
    if folder.exists():
        raise Mistake(f"{shown_path(folder)} is there already: choose another name, or remove it first.", field="slug")
    unfinished = folder.with_name(f".{folder.name}.{os.getpid()}.new")
    try:
        (unfinished / "blogs").mkdir(parents=True)
        (unfinished / FILE).write_text(new.text, encoding="utf-8")
        for place, old in new.copies.items():
            (unfinished / place).parent.mkdir(parents=True, exist_ok=True)
            shutil.copytree(old, unfinished / place) if old.is_dir() else shutil.copyfile(old, unfinished / place)
        unfinished.rename(folder)
    except OSError as problem:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise PromoterError(
            f"{shown_path(folder)} cannot be made ({problem.strerror}): see whether you may write there."
        ) from None


def _calendar_ends(start: date) -> Mistake:
    return Mistake(
        f"The calendar ends before a week that starts on {start} does: choose an earlier day.", field="start"
    )


def _text(facts: dict[str, Any], folder: Path, lines: Sequence[str]) -> str:
    head = [f"# {line}" for line in lines]
    if (folder.parent / SCHEMA).exists():
        head = [f"# yaml-language-server: $schema=../{SCHEMA}", "#", *head]
    return "\n".join(head) + "\n\n" + written(facts)


def _copies(old: Path, campaign: Campaign) -> Iterator[tuple[str, Path]]:
    """The wordings, and the logo that the look of cards names, by its place in the folder."""
    if (old / "templates").is_dir():
        yield "templates", old / "templates"
    if campaign.look.logo is not None:
        logo = (old / campaign.look.logo).resolve()
        yield str(logo.relative_to(old.resolve())), logo


def _called(themes: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each theme with a name of its own for files."""
    taken: set[str] = set()
    for number, theme in enumerate(dict.fromkeys(themes), start=1):
        name = slug(theme) or f"theme-{number}"
        name = f"{name[:55].rstrip('-')}-{number}" if name in taken else name
        taken.add(name)
        yield theme, name


def _days(start: date, count: int) -> Iterator[date]:
    """So many days from `start` on, over weekends to the next Monday unless the week begins on one."""
    day = start
    for _ in range(count):
        while day.weekday() >= _SATURDAY > start.weekday():
            day += timedelta(days=1)
        yield day
        day += timedelta(days=1)
