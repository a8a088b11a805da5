"""A campaign's facts for another year: dates moved by whole days, and nothing taken over without being asked about."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import date
from typing import TYPE_CHECKING, Any

from promoter.campaign.dates import MONTHS, WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from promoter.campaign.model import Settings


def renewed(facts: dict[str, Any], settings: Settings, *, source: str, start: date) -> dict[str, Any]:
    """`facts`, the values of a campaign.yaml that reads as `settings`, moved so that the first day is `start`.

    What could be wrong this year becomes an assumption; addresses and the event's edition are emptied, so that last
    year's cannot be promoted. Last year's own assumptions were about last year's call and are left out. Raises
    `OverflowError` where the calendar ends.
    """
    new = deepcopy(facts)
    first = min(day.date for day in settings.days)
    by = start - first
    found = dict(_moved_dates(new, by))
    if str(first.year) in settings.name and start.year != first.year:
        new["name"] = settings.name.replace(str(first.year), str(start.year))
        found["name"] = f"was “{settings.name}” in {source}; confirm"
    if str(first.year) in settings.hashtag:
        found["hashtag"] = f"is that of {source} and names {first.year}; confirm"
    for path, was in _emptied(new):
        found[path] = f"was “{was}” in {source} and is empty until this year's is known"
    if settings.rules.hosts:
        found["rules.hosts"] = (
            f"are those of {source} ({', '.join(settings.rules.hosts)}); confirm that pages live there"
        )
    found["organisation"] = f"is “{settings.organisation.name}”, as in {source}, with its handle and its page; confirm"
    if settings.event is not None:
        found["event.name"] = f"is “{settings.event.name}”, as in {source}; confirm"
    found["themes"] = (
        f"names, lines, questions and descriptions are those of {source}; confirm them against this year's call"
    )
    new["assumptions"] = [{"about": about, "says": says, "confirmed_by": None} for about, says in found.items()]
    return new


def _moved_dates(new: dict[str, Any], by: timedelta) -> Iterator[tuple[str, str]]:
    days = new["days"]
    earliest = min(date.fromisoformat(day["date"].strip()) for day in days)
    for day in days:
        day["date"] = _moved(day["date"], by)[1]
    yield "days", f"begin on {_in_words(earliest + by)}, moved from {_in_words(earliest)} by {_days(by)}; confirm"
    places = [(new, "deadline", "deadline")]
    if new.get("event"):
        places += [(new["event"], "starts", "event.starts"), (new["event"], "ends", "event.ends")]
    for part, key, about in places:
        if part.get(key):
            before, part[key] = _moved(part[key], by)
            yield about, f"is {_in_words(before + by)}, moved from {_in_words(before)} by {_days(by)}; confirm"


def _moved(text: str, by: timedelta) -> tuple[date, str]:
    """The date that `text` begins with, and `text` with that date moved."""
    day, rest = re.fullmatch(r"\s*(\d{4}-\d{2}-\d{2})(.*?)\s*", text).groups()  # type: ignore[union-attr]
    before = date.fromisoformat(day)
    return before, f"{before + by}{rest}"


def _emptied(new: dict[str, Any]) -> Iterator[tuple[str, str]]:
    places = [(new, "page", "page")]
    if new.get("event"):
        places += [(new["event"], "url", "event.url"), (new["event"], "edition", "event.edition")]
    for part, key, about in places:
        if part.get(key):
            was, part[key] = part[key], None
            yield about, was


def _in_words(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def _days(by: timedelta) -> str:
    return f"{by.days} day{'' if abs(by.days) == 1 else 's'}"
