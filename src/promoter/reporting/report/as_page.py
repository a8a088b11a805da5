"""The report as one page that needs nothing else: to read on a screen, light or dark, and on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from promoter.campaign.model import ChannelName
from promoter.posts.phrases import span
from promoter.reporting.drawing import draw
from promoter.reporting.page import environment
from promoter.reporting.plan import KINDS
from promoter.reporting.report.counting import FORMULAS, INTERACTIONS_ON, MEASURES
from promoter.reporting.report.in_words import (
    amount,
    compared,
    figure,
    heading,
    in_one_minute,
    length,
    made,
    outcome,
    rate,
    told_by,
    what_became,
    when,
)
from promoter.reporting.report.model import OUT, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from promoter.reporting.drawing import Drawing
    from promoter.reporting.report.model import Cut, Question, Report, Reported

LONGEST_LABEL = 32  #: letters that fit beside the numbers on the narrowest screen
_STEP, _LABEL, _BAR = (
    2.9,
    1.05,
    1.3,
)  #: of each bar, in em: its height with the label, the label's line, where it begins


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar under its label: what it is of, on one network and on the other. Widths are percentages of the drawing."""

    label: str
    says: str
    text_y: float
    y: float
    parts: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The bars of one question, and what they say for those who do not see them."""

    bars: tuple[Bar, ...]
    height: float
    desc: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Best:
    """One of the posts with which people did most, as people saw it."""

    one: Reported
    drawing: Drawing


def report_page(report: Report, *, notice: str = "", picture: Callable[[str], str | None] = lambda _: None) -> str:
    """The whole page, with `notice` above all else.

    `picture` gives the address of a picture's file, such as a data: address with all of it.
    """
    return environment().get_template("report.html").render(notice=notice, **in_parts(report, picture=picture))


def in_parts(report: Report, *, picture: Callable[[str], str | None] = lambda _: None) -> dict[str, Any]:
    """What a page of the report is made of, for whichever page it stands in."""
    organisation = report.campaign.settings.organisation
    return {
        "report": report,
        "heading": heading(report),
        "dates": span(*report.days),
        "sentences": tuple(in_one_minute(report)),
        "charts": {question.id: chart(question) for question in report.questions},
        "best": {
            ChannelName(network).shown: tuple(
                Best(one=one, drawing=draw(one.post.said, organisation, account=one.posted_as, picture=picture))
                for one in its
            )
            for network, its in report.best.items()
        },
        "astray": tuple(
            one
            for one in report.posts
            if one.outcome in {Outcome.LATE, Outcome.NOT_SENT, Outcome.UNKNOWN, Outcome.BY_HAND}
        ),
        "grace": length(report.grace),
        "made": made(report),
        "measures": MEASURES,
        "formulas": FORMULAS,
        "interactions_on": {ChannelName(network).shown: made_of for network, made_of in INTERACTIONS_ON.items()},
        "kinds": KINDS,
        "out": OUT,
        "amount": amount,
        "figure": figure,
        "rate": rate,
        "when": lambda moment: when(moment, report),
        "told_by": told_by,
        "outcome": outcome,
        "what_became": what_became,
        "compared": compared,
    }


def chart(question: Question) -> Chart | None:
    """How often the posts of each cut were shown, network by network; None where nobody told that of any."""
    most = max((sum(value for _, value in _shown(cut)) for cut in question.cuts), default=0)
    if not most:
        return None
    cuts = [cut for cut in question.cuts if not cut.is_empty]
    bars = tuple(_bar(cut, number, most) for number, cut in enumerate(cuts))
    says = "; ".join(f"{cut.name}: {bar.says}" for cut, bar in zip(cuts, bars, strict=True))
    return Chart(bars=bars, height=round(len(bars) * _STEP, 2), desc=f"{says}. The table below has the same numbers.")


def _bar(cut: Cut, number: int, most: int) -> Bar:
    top, left, parts = number * _STEP, 0.0, []
    for network, value in _shown(cut):
        width = round(100 * value / most, 3)
        parts.append((network, left, width))
        left = round(left + width, 3)
    label = cut.name if len(cut.name) <= LONGEST_LABEL else f"{cut.name[: LONGEST_LABEL - 1].rstrip()}…"
    return Bar(
        label=label, says=amount(cut.tally.sums["impressions"]), text_y=round(top + _LABEL, 2), y=round(top + _BAR, 2),
        parts=tuple(parts),
    )  # fmt: skip


def _shown(cut: Cut) -> list[tuple[str, int]]:
    return [(network, found.sums["impressions"].value or 0) for network, found in cut.networks.items()]
