"""A campaign beside an earlier one of the same hashtag: like with like, and said on how little it stands."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from promoter.campaign.model import ChannelName
from promoter.ledger.figures import Mark
from promoter.reporting.report.counting import did
from promoter.reporting.report.model import OUT, Compared, Comparison

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from promoter.reporting.report.model import Report

COMPARED = ("impressions", "interactions", "clicks")
FEW = 10  #: posts; with fewer on one side, one post that did well decides


def compare(ours: Report, theirs: Report) -> Comparison:
    """Compare two reports. Only posts of one network, read at one age, are set beside each other."""
    return Comparison(
        with_=theirs.campaign,
        lines=tuple(_lines(ours, theirs)),
        sent=(ours.whole.sent, theirs.whole.sent),
        caveats=tuple(_caveats(ours, theirs)),
    )


def _lines(ours: Report, theirs: Report) -> Iterator[Compared]:
    for network in ChannelName:
        for mark in Mark:
            for measure in COMPARED:
                mine, others = (_values(one, network, mark, measure) for one in (ours, theirs))
                if mine and others:
                    yield Compared(
                        network=network.value, mark=mark.value, measure=measure, ours=median(mine), of_ours=len(mine),
                        theirs=median(others), of_theirs=len(others),
                    )  # fmt: skip


def _values(report: Report, network: ChannelName, mark: Mark, measure: str) -> list[int]:
    readings = (
        one.at_mark[mark.value]
        for one in report.posts
        if one.outcome in OUT and one.post.channel is network and mark.value in one.at_mark
    )
    return [value for reading in readings if (value := getattr(did(reading.counts), measure)) is not None]


def _caveats(ours: Report, theirs: Report) -> Iterator[str]:
    if ours.campaign.settings.hashtag.casefold() != theirs.campaign.settings.hashtag.casefold():
        yield (
            f"They have different hashtags: {ours.campaign.settings.hashtag} and {theirs.campaign.settings.hashtag}."
        )
    if not ours.over:
        yield "This week is not over; the earlier one is."
    lines = list(_lines(ours, theirs))
    if not lines:
        yield "No network was read at the same age in both weeks, so there are no figures to compare."
    few = sorted({ChannelName(line.network).shown for line in lines if min(line.of_ours, line.of_theirs) < FEW})
    if few:
        yield f"On {_and(few)} fewer than {FEW} posts stand on one side: one post that did well decides."
    if lines:
        yield "Years differ in more than their posts: followers, news and the networks' own rules changed as well."


def _and(names: Iterable[str]) -> str:
    return " and ".join(names)
