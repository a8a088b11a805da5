"""Counts as exports write them: with commas, points or spaces between thousands, with K and M; and no data as none."""

from __future__ import annotations

import re
from math import isfinite

_NOTHING = frozenset({"", "-", "–", "—", "n/a", "na", "null", "none", "(not set)", "--"})
_GROUPED = re.compile(r"\d{1,3}([,.'’ \u00a0\u202f])\d{3}(?:\1\d{3})*")
_ROUNDED = re.compile(r"(\d{1,4})(?:[.,](\d{1,2}))?\s*(k|m|tsd\.?|mio\.?|mil|mn)", re.IGNORECASE)
_WHOLE = re.compile(r"(\d{1,12})(?:[.,]0+)?")
_TIMES = {"k": 1_000, "tsd": 1_000, "mil": 1_000, "m": 1_000_000, "mio": 1_000_000, "mn": 1_000_000}
MOST = 2_000_000_000


class NoCount(ValueError):
    """A cell that should have a count and has something else."""


def count(cell: object) -> int | None:
    """The count in a cell, None where there is none, `NoCount` where it is something else.

    Counts have no decimals: what follows one comma or point by three digits is a group of thousands in every language.
    """
    if cell is None:
        return None
    if isinstance(cell, bool):
        raise NoCount(str(cell))
    if isinstance(cell, int | float):
        if not isfinite(cell) or cell < 0 or cell > MOST or cell != int(cell):
            raise NoCount(f"{cell:g}")
        return int(cell)
    text = str(cell).strip().strip("\u200e\u200f")
    if text.casefold() in _NOTHING:
        return None
    return _within(_read(text), text)


def _read(text: str) -> int:
    if _GROUPED.fullmatch(text):  # before whole numbers: 1,000 is not a 1 with three noughts behind it
        return int(re.sub(r"\D", "", text))
    if match := _WHOLE.fullmatch(text):
        return int(match[1])
    if match := _ROUNDED.fullmatch(text):
        whole, part, unit = match[1], match[2] or "", match[3].casefold().rstrip(".")
        times = _TIMES[unit]
        return int(whole) * times + (int(part) * times // 10 ** len(part) if part else 0)
    raise NoCount(text)


def _within(value: int, text: str) -> int:
    if value > MOST:
        raise NoCount(text)
    return value
