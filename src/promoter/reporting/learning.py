"""What hours and kinds of post did better over several campaigns: hints, with on how little each stands. Nothing acts on them."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from promoter.campaign.model import ChannelName
from promoter.ledger.figures import Mark
from promoter.reporting.plan import KINDS
from promoter.reporting.report.counting import did
from promoter.reporting.report.model import OUT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from promoter.reporting.report.model import Report, Reported

AT = Mark.DAY  #: posts are compared as they stood after a day: later, some have had more time than others
FEWEST_CAMPAIGNS = 2
FEWEST = 8  #: posts; a median of fewer says more of one post than of an hour
WORTH_SAYING = 1.25  #: times the middle post


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """One hour or kind of post on one network: `times` what the network's middle post was shown, over `posts` posts.

    `least` and `most` are how often the posts behind it were shown, `of` is the network's middle post.
    """

    network: str
    about: str
    what: str
    times: float
    posts: int
    campaigns: int
    least: int
    most: int
    of: float

    @property
    def says(self) -> str:
        network = ChannelName(self.network).shown
        better = f"{self.times:.1f} times as often as" if self.times > 1 else f"only {self.times:.1f} times as often as"
        return (
            f"On {network}, {self.what} were shown {better} the middle post ({self.posts} posts of {self.campaigns} campaigns, "
            f"between {self.least:,} and {self.most:,} times each)."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """The hints, and what they stand on in a sentence; `hints` is empty where there is too little to say anything."""

    hints: tuple[Hint, ...]
    stands_on: str


def learn(reports: Iterable[Report]) -> Learnt:
    """What the campaigns together suggest. Differences of hours may be differences of themes, days or news."""
    seen = [(number, one, shown) for number, report in enumerate(reports) for one, shown in _shown(report)]
    campaigns = len({number for number, _, _ in seen})
    if campaigns < FEWEST_CAMPAIGNS:
        return Learnt(hints=(), stands_on=_too_little(campaigns, len(seen)))
    hints = sorted(_hints(seen), key=lambda hint: (hint.network, hint.about, -hint.times, hint.what))
    stands_on = (
        f"{len(seen)} posts of {campaigns} campaigns, as they stood after a day. What they were about, the day and the news "
        "differ as well: take it as a hint for what to try, not as a rule."
    )
    return Learnt(hints=tuple(hints), stands_on=stands_on)


def _too_little(campaigns: int, posts: int) -> str:
    return (
        f"Figures that were read a day after posting are there of {campaigns} {'campaign' if campaigns == 1 else 'campaigns'} "
        f"({posts} posts); with {FEWEST_CAMPAIGNS} or more something could be said of hours and kinds."
    )


def _shown(report: Report) -> Iterator[tuple[Reported, int]]:
    for one in report.posts:
        reading = one.at_mark.get(AT.value)
        if one.outcome in OUT and reading is not None:
            shown = did(reading.counts).impressions
            if shown is not None:
                yield one, shown


def _hints(seen: Sequence[tuple[int, Reported, int]]) -> Iterator[Hint]:
    for network in ChannelName:
        its = [entry for entry in seen if entry[1].post.channel is network]
        if not its:
            continue
        middle = median(shown for _, _, shown in its)
        for about, of in (("hour", _hour), ("kind", _kind)):
            groups: dict[str, list[tuple[int, int]]] = {}
            for number, one, shown in its:
                groups.setdefault(of(one), []).append((number, shown))
            for what, group in groups.items():
                hint = _hint(network, about, what, group, middle)
                if hint is not None:
                    yield hint


def _hint(network: ChannelName, about: str, what: str, group: Sequence[tuple[int, int]], middle: float) -> Hint | None:
    campaigns = len({number for number, _ in group})
    if len(group) < FEWEST or campaigns < FEWEST_CAMPAIGNS or not middle:
        return None
    values = [shown for _, shown in group]
    times = median(values) / middle
    if 1 / WORTH_SAYING < times < WORTH_SAYING:
        return None
    return Hint(
        network=network.value, about=about, what=what, times=times, posts=len(group), campaigns=campaigns,
        least=min(values), most=max(values), of=middle,
    )  # fmt: skip


def _hour(one: Reported) -> str:
    sent = (one.post.sent_at or one.post.at).astimezone(one.zone)
    return f"posts between {sent:%H}:00 and {sent:%H}:59"


def _kind(one: Reported) -> str:
    return f"posts of the kind “{KINDS[one.post.kind]}”"
