"""How long each version of LinkedIn's interface is served: on the day it ends, LinkedIn refuses everything (426)."""

from __future__ import annotations

from datetime import UTC, date, datetime

#: The ends that LinkedIn has announced.
ANNOUNCED = {
    "202510": date(2026, 10, 15),
    "202511": date(2026, 11, 16),
    "202601": date(2027, 1, 15),
    "202602": date(2027, 2, 15),
    "202603": date(2027, 3, 16),
}
_MIDDLE = 15  # of the month, twelve months later: when versions ended so far


def ends(version: str) -> datetime:
    """When LinkedIn stops serving a version; of one whose end is not announced, when it will by LinkedIn's habit."""
    year, month = int(version[:4]), int(version[4:])
    day = ANNOUNCED.get(version, date(year + 1, month, _MIDDLE))
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
