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
_DATES = (
    re.compile(rf"\b{_WEEKDAY}\.?,?\s(?:the\s)?{_DAY}\s(?:of\s)?{_MONTH}{_YEAR}"),
    re.compile(rf"\b{_WEEKDAY}\.?,?\s{_MONTH}\s{_DAY}\b{_YEAR}"),
)


def disagreeing_dates(text: str, *, year: int) -> Iterator[tuple[int, str]]:
    """Where in `text` a date names the wrong weekday, such as "Monday 14 September" in 2021, and a sentence about it."""
    for match in sorted((match for pattern in _DATES for match in pattern.finditer(text)), key=re.Match.start):
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
