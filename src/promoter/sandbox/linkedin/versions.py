"""Which versions of LinkedIn's interface are alive at a moment."""

from __future__ import annotations

import re
from datetime import UTC, datetime

FIRST = (2022, 6)  # the first versioned month
NEWEST_KNOWN = (2026, 9)
SKIPPED = frozenset({(2025, 12)})  # not every month has a version
LAST_DAY = 15  # of the same month a year later, or a day after


def is_active(version: str, now: datetime) -> bool:
    """Alive from its month on, for a year. A pretended past knows the newest version too: only its end is played."""
    match = re.fullmatch(r"(\d{4})(0[1-9]|1[0-2])", version)
    if not match:
        return False
    year, month = int(match[1]), int(match[2])
    if (year, month) in SKIPPED or not FIRST <= (year, month) <= max((now.year, now.month), NEWEST_KNOWN):
        return False
    return now < datetime(year + 1, month, LAST_DAY, tzinfo=UTC)
