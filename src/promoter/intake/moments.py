"""When a blog came in: from whatever a sheet, a site or a file says, as a time on the campaign's clock."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_CLOCK = r"(?:[T ,]+([0-9]{1,2}):([0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?\s*([AaPp][Mm])?)?"
_YEAR_FIRST = re.compile(rf"([0-9]{{4}})[-/.]([0-9]{{1,2}})[-/.]([0-9]{{1,2}}){_CLOCK}(.*)")
_DAY_FIRST = re.compile(rf"([0-9]{{1,2}})[-/.]([0-9]{{1,2}})[-/.]([0-9]{{4}}){_CLOCK}(.*)")
_MONTHS_END = 12


def local(moment: datetime, zone: ZoneInfo) -> str:
    """A moment as campaign files have it."""
    return moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M")


def read(said: str, zone: ZoneInfo) -> tuple[str, bool] | None:
    """The time that somebody wrote down, and whether it can be read in one way alone; None if it is none."""
    said = said.strip()
    with suppress(ValueError):
        moment = datetime.fromisoformat(said)
        whole = "T" in said or ":" in said
        return (local(moment, zone) if moment.tzinfo else moment.strftime("%Y-%m-%dT%H:%M")), whole
    found = _YEAR_FIRST.fullmatch(said)
    year, month, day = (int(part) for part in found.groups()[:3]) if found else (0, 0, 0)
    certain = True
    if found is None:
        found = _DAY_FIRST.fullmatch(said)
        if found is None:
            return None
        day, month, year = (int(part) for part in found.groups()[:3])
        certain = day > _MONTHS_END or day == month
        if month > _MONTHS_END:
            day, month, certain = month, day, True
    hour, minute = int(found[4] or 0), int(found[5] or 0)
    if found[6]:
        hour = hour % 12 + 12 * (found[6].lower() == "pm")
    with suppress(ValueError):
        certain = certain and found[4] is not None
        return datetime(year, month, day, hour, minute, tzinfo=zone).strftime("%Y-%m-%dT%H:%M"), certain
    return None


def of_file(modified: float, *, now: datetime, zone: ZoneInfo) -> str | None:
    """The time that a file itself bears, unless it lies ahead."""
    moment = datetime.fromtimestamp(modified, UTC)
    return local(moment, zone) if moment <= now else None
