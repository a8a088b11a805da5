"""Dates in running text: a weekday and a date that disagree are a mistake in one of them."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_WEEKDAY = (
    r"(?P<weekday>Mon(?:day)?|Tue(?:s|sday)?|Wed(?:nesday)?|Thu(?:rs?|rsday)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?)"
)
_MONTH = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s(?P<year>(?:19|20)[0-9]{2}))?(?![0-9])"
_DATE = (
    rf"\b{_WEEKDAY}\.?,?\s(?:the\s)?{_DAY}\s(?:of\s)?{_MONTH}{_YEAR}",
    rf"\b{_WEEKDAY}\.?,?\s{_MONTH}\s{_DAY}\b{_YEAR}",
)
# Whether a date may follow at all: few texts have one, and the patterns above take their time to be compiled.
_NEAR = re.compile(r"[A-Z][a-z]{2,8}\.?,?\s(?:the\s)?(?:[A-Z][a-z]{2,8}\.?\s)?[0-9]")


def disagreeing_dates(text: str, *, year: int) -> Iterator[tuple[int, str]]:
    """Where in `text` a date names the wrong weekday, such as "Monday 14 September" in 2021, and a sentence about it."""
    for match in _dates(text):
        written = int(match["year"] or year)
        month = next(number for number, name in enumerate(MONTHS, start=1) if name.startswith(match["month"][:3]))
        weekday = next(name for name in WEEKDAYS if name.startswith(match["weekday"][:3]))
        said = f"{match['day']} {MONTHS[month - 1]} {written}"
        try:
            real = WEEKDAYS[date(written, month, int(match["day"])).weekday()]
        except ValueError:
            yield match.start(), f"there is no {said}: correct the date"
            continue
        if real != weekday:
            yield match.start(), f"{said} is a {real}, not a {weekday}: correct one of them"


def _dates(text: str) -> Iterator[re.Match[str]]:
    """The dates with a weekday in `text`, in order."""
    for start in _weekdays(text):
        if _NEAR.match(text, start):
            found = (re.compile(pattern).match(text, start) for pattern in _DATE)
            if match := next(filter(None, found), None):
                yield match


def _weekdays(text: str) -> list[int]:
    """Where words begin that may be weekdays."""
    starts = []
    for name in WEEKDAYS:
        start = text.find(name[:3])
        while start >= 0:
            starts.append(start)
            start = text.find(name[:3], start + 1)
    return sorted(starts)
