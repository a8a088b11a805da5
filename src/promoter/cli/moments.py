"""Days and times as people type them, right across clock changes."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from promoter.errors import UsageProblem

if TYPE_CHECKING:
    from datetime import date
    from zoneinfo import ZoneInfo

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:?\d{2})?", re.IGNORECASE)


def day(_ctx: click.Context, _param: click.Parameter, typed: str | None) -> date | None:
    """What click calls for an option that takes a date like 2021-09-13."""
    if typed is None:
        return None
    try:
        return datetime.strptime(typed, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise click.BadParameter(f'"{typed}" is no day in the calendar; write one like 2021-09-13') from None


def moment(typed: str, zone: ZoneInfo) -> datetime:
    """The moment, in UTC, that somebody means by an ISO time; without an offset it is the time on the zone's clocks."""
    read = _read(typed.strip())
    if read is None:
        raise UsageProblem(f'"{typed}" is not a time like 2021-09-13T10:45 or 2021-09-13T10:45+01:00')
    if read.tzinfo is not None:
        return read.astimezone(UTC)
    first, second = (read.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0) != read:
        raise UsageProblem(
            f"there is no {read:%H:%M} on {read.date()} in {zone.key}: clocks go forward over it; choose another time"
        )
    if first.utcoffset() != second.utcoffset():
        raise UsageProblem(
            f"{read:%H:%M} comes twice on {read.date()} in {zone.key}: say which, {_short(first)} or {_short(second)}"
        )
    return first.astimezone(UTC)


def _read(typed: str) -> datetime | None:
    try:
        return datetime.fromisoformat(typed.upper()) if _MOMENT.fullmatch(typed) else None
    except ValueError:  # the 31st of September, or half past 25
        return None


def _short(time: datetime) -> str:
    return time.isoformat(timespec="minutes")
