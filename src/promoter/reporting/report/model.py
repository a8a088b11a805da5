"""The report as values: what became of each post, what it did, and both by theme, day, hour, people, network and kind."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from promoter.ledger.figures import COUNTS, Counts, FigureRow, Source
from promoter.reporting.report.counting import NOTHING_TOLD, Did

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime, timedelta
    from zoneinfo import ZoneInfo

    from promoter.ledger.figures import FigureFile
    from promoter.ledger.not_read import NotRead
    from promoter.ledger.rows import CampaignRow, PostRow
    from promoter.reporting.report.counting import Tally


class Outcome(StrEnum):
    """What became of a post, told once for each: every post of a week has exactly one."""

    ON_TIME = "on_time"
    LATE = "late"
    BY_HAND = "by_hand"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"
    TO_COME = "to_come"
    TAKEN_OUT = "taken_out"


OUTCOMES: dict[Outcome, str] = {
    Outcome.ON_TIME: "sent on time",
    Outcome.LATE: "sent late",
    Outcome.BY_HAND: "posted by hand",
    Outcome.NOT_SENT: "not sent",
    Outcome.UNKNOWN: "nobody can tell",
    Outcome.TO_COME: "still to come",
    Outcome.TAKEN_OUT: "taken out",
}
OUT = frozenset({Outcome.ON_TIME, Outcome.LATE, Outcome.BY_HAND})


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest(FigureRow):
    """A post's figures as they are counted: those of one reading, and of others what that does not tell.

    `filled` are these others, each with the names of the figures that are its own. `gone`: the network has the post no more.
    """

    filled: tuple[tuple[FigureRow, tuple[str, ...]], ...] = ()
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A post with what became of it and what it did.

    `title` is its blog's, or says what kind of post it is. `planned_at` is the time that people gave it, before the daemon
    gave it another. `why` says in a sentence why it was late or not sent. `latest` is what its newest readings say
    together, `did` that as it is counted, and `readings` are all of them. `posted_as` is what people call the account, where
    one is connected.
    """

    post: PostRow
    zone: ZoneInfo
    title: str
    theme: str | None
    authors: tuple[str, ...]
    organisations: tuple[str, ...]
    outcome: Outcome
    planned_at: datetime
    why: str = ""
    latest: Newest | None = None
    did: Did = NOTHING_TOLD
    readings: tuple[FigureRow, ...] = ()
    posted_as: str | None = None

    @property
    def at_mark(self) -> dict[str, FigureRow]:
        """What the network said at each age."""
        return {one.mark: one for one in self.readings if one.source is Source.NETWORK}

    @property
    def counts(self) -> Counts | None:
        """Its figures, as far as anybody told them."""
        return None if self.latest is None else self.latest.counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """One theme, day, author or the like: what became of its posts, and what they did together.

    `networks` has the same by network, because a network's figures are best compared with its own.
    """

    id: str
    name: str
    outcomes: Mapping[Outcome, int]
    tally: Tally
    networks: Mapping[str, Tally]

    @property
    def planned(self) -> int:
        return sum(count for outcome, count in self.outcomes.items() if outcome is not Outcome.TAKEN_OUT)

    @property
    def sent(self) -> int:
        return sum(self.outcomes.get(outcome, 0) for outcome in OUT)

    @property
    def has_others(self) -> bool:
        """Has it posts that are not out?"""
        return any(count and outcome not in OUT for outcome, count in self.outcomes.items())

    @property
    def is_empty(self) -> bool:
        """Was there never a post, as of a theme that has no day? Then it has no figures that could be missing."""
        return not self.outcomes


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The week by one question. `overlapping`: a post may be in several cuts, so they do not add up to the whole."""

    id: str
    name: str
    cuts: tuple[Cut, ...]
    overlapping: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCovered:
    """A blog that should have been promoted on a network, and of which no post went out there."""

    title: str
    network: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All of it. `posts` are in the order of their times; `heads` is the end of the chain of events.

    `grace` is how late after its time a post is on time. `over`: the week is over, and nothing is to come. `with_files`:
    the campaign's files were there, so that blogs, authors and organisations are known. `not_read` are networks that do
    not let us read at present. `read_between` are the moments of the oldest and the newest reading that is counted.
    """

    campaign: CampaignRow
    made_at: datetime
    grace: timedelta
    over: bool
    with_files: bool
    posts: tuple[Reported, ...]
    whole: Cut
    questions: tuple[Question, ...]
    not_covered: tuple[NotCovered, ...]
    blogs: int
    best: Mapping[str, tuple[Reported, ...]]
    read_between: tuple[datetime, datetime] | None
    files: Sequence[FigureFile]
    head: tuple[int, str] | None
    not_read: Sequence[NotRead] = ()
    comparison: Comparison | None = None

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day."""
        days = [day.date for day in self.campaign.settings.days]
        return min(days), max(days)

    @property
    def without_figures(self) -> tuple[Reported, ...]:
        """What went out, and nobody told what it did."""
        return tuple(one for one in self.posts if one.outcome in OUT and not told(one.counts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One measure on one network at one age, of both campaigns: the middle post of each, and of how many posts."""

    network: str
    mark: str
    measure: str
    ours: float | None
    of_ours: int
    theirs: float | None
    of_theirs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A campaign beside an earlier one. `caveats` are sentences on what the comparison stands on."""

    with_: CampaignRow
    lines: tuple[Compared, ...]
    sent: tuple[int, int]
    caveats: tuple[str, ...] = ()


def told(counts: Counts | None) -> bool:
    """Has anybody told any figure?"""
    return counts is not None and any(getattr(counts, name) is not None for name in COUNTS)
