"""Stacked bars drawn as SVG: what went out and what is still open, in shares of the longest bar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from promoter.reporting.coverage import Breakdown, Share

LONGEST_LABEL = 32  #: letters that fit beside the numbers on the narrowest screen
_STEP, _LABEL, _BAR = (
    2.9,
    1.05,
    1.3,
)  #: of each bar, in em: its height with the label, the label's line, where it begins


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar under its label. Widths are percentages of the drawing, heights multiples of the letters' size."""

    share: Share
    label: str
    text_y: float
    y: float
    sent: float
    open: float


@dataclass(frozen=True, slots=True)
class Chart:
    """The bars of one question, and what they say for those who do not see them."""

    breakdown: Breakdown
    bars: tuple[Bar, ...]
    height: float
    desc: str


def chart(breakdown: Breakdown) -> Chart:
    """The drawing of a breakdown."""
    most = max(breakdown.most, 1)
    bars = tuple(_bar(share, number, most) for number, share in enumerate(breakdown.shares))
    says = "; ".join(f"{share.name}: {share.sent} of {share.planned} went out" for share in breakdown.shares)
    return Chart(breakdown, bars, round(len(bars) * _STEP, 2), f"{says}. The table below has the same numbers.")


def _bar(share: Share, number: int, most: int) -> Bar:
    top = number * _STEP
    cut = share.name if len(share.name) <= LONGEST_LABEL else f"{share.name[: LONGEST_LABEL - 1].rstrip()}…"
    return Bar(
        share=share, label=cut, text_y=round(top + _LABEL, 2), y=round(top + _BAR, 2),
        sent=round(100 * share.sent / most, 3), open=round(100 * share.open / most, 3),
    )  # fmt: skip
