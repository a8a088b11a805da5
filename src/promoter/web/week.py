"""A week of posts as the board shows it: sorted into days and times, each with its standing in a word and a sign."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from promoter.campaign.model import ChannelName
from promoter.ledger.holds import CHANGES
from promoter.posts.lifecycle import Status
from promoter.posts.phrases import dated
from promoter.reporting.plan import KINDS
from promoter.reporting.standing import status_in_words
from promoter.web.signing import may_sign
from promoter.web.stopped import PASSED, passed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime, timedelta

    from promoter.ledger.rows import CampaignRow, PauseRow, PostRow, Role, UserRow

_SIGNS = {
    Status.PENDING: ("waits", "○"),
    Status.APPROVED: ("ready", "✓"),
    Status.SENDING: ("going", "→"),
    Status.SENT: ("out", "●"),
    Status.FAILED: ("trouble", "✕"),
    Status.UNCLEAR: ("trouble", "?"),
    Status.WITHDRAWN: ("gone", "–"),
}
_HELD = ("held", "‖")


@dataclass(frozen=True, slots=True)
class Filter:
    """What the board is narrowed to; the empty word means all."""

    network: str = ""
    status: str = ""
    blog: str = ""
    person: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Filter:
        return cls(*(query.get(name, "") for name in ("network", "status", "blog", "person")))

    @property
    def any(self) -> bool:
        return bool(self.network or self.status or self.blog or self.person)

    def takes(self, card: Card) -> bool:
        post = card.post
        return (
            self.network in {"", post.channel.value}
            and self.blog in {"", post.blog}
            and self.person in {"", post.written_by, *post.approved_by}
            and (not self.status or self.status in {card.tone, "mine" if card.mine else ""})
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A post on the board. `tone` is its standing for the eye, `sign` and `word` say the same to everybody.

    `mine`: it waits for approval and this person may give it; `returned`: they might, and changes are wanted first.
    `is_next`: it goes out next. `passed`: its time passed while everything is stopped.
    """

    post: PostRow
    kind: str
    title: str
    tone: str
    sign: str
    word: str
    mine: bool
    returned: bool
    is_next: bool
    passed: bool
    first_line: str


@dataclass(frozen=True, slots=True)
class Time:
    """What goes out at one time of the day, on each network."""

    clock: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """A column. `when` is "today", "past" or "to come"."""

    date: date
    name: str
    theme: str
    when: str
    times: tuple[Time, ...]
    without: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """The board: its days, and what matters at a glance."""

    days: tuple[Day, ...]
    counts: tuple[tuple[str, str, int], ...]
    mine: tuple[Card, ...]
    returned: tuple[Card, ...]
    passed: int
    next: Card | None
    shown: int
    all: int


def week(
    campaign: CampaignRow, posts: Sequence[PostRow], wanted: Filter, *, now: datetime, me: str,
    users: Mapping[str, UserRow], roles: frozenset[Role], pause: PauseRow | None, grace: timedelta,
    besides: Collection[str] = (),
) -> Week:  # fmt: skip
    """The board of a week for one person. Of the posts in `besides` changes are wanted while something else holds them."""
    going = [post for post in posts if post.status is Status.APPROVED and post.hold is None and post.at >= now]
    first = min(going, key=lambda post: (post.at, post.key), default=None)

    def card(post: PostRow) -> Card:
        signs = _may_sign(post, me, users, roles)
        late = passed(post, pause, now=now, grace=grace)
        is_next = first is not None and post.key == first.key
        return _card(post, is_next=is_next, signs=signs, late=late, besides=post.key in besides)

    cards = list(map(card, posts))
    shown = [card for card in cards if wanted.takes(card)]
    return Week(
        days=tuple(_days(campaign, shown, posts, now)),
        counts=tuple(_counts(cards)),
        mine=tuple(card for card in cards if card.mine),
        returned=tuple(card for card in cards if card.returned),
        passed=sum(card.passed for card in cards),
        next=next((card for card in cards if card.is_next), None),
        shown=len(shown),
        all=len(cards),
    )


def _may_sign(post: PostRow, me: str, users: Mapping[str, UserRow], roles: frozenset[Role]) -> bool:
    waits = post.status is Status.PENDING and post.hold in {None, CHANGES} and me not in post.approved_by
    return waits and may_sign(post, me, roles, users)


def _card(post: PostRow, *, is_next: bool, signs: bool, late: bool, besides: bool) -> Card:
    word = PASSED if late else status_in_words(post)
    held = late or (post.hold is not None and post.status in {Status.PENDING, Status.APPROVED})
    tone, sign = _HELD if held else _SIGNS[post.status]
    return Card(
        post=post,
        kind=KINDS[post.kind],
        title=next(iter(post.page_titles), "") if post.blog is not None else "",
        tone=tone,
        sign=sign,
        word=f"{word}; changes wanted" if besides else word,
        mine=signs and post.hold is None,
        returned=signs and post.hold == CHANGES,
        is_next=is_next,
        passed=late,
        first_line=post.said.text.split("\n", 1)[0],
    )


def _days(campaign: CampaignRow, cards: Iterable[Card], posts: Sequence[PostRow], now: datetime) -> Iterator[Day]:
    zone = campaign.settings.zone
    themes = {theme.id: theme.name for theme in campaign.settings.themes}
    named = {day.date: themes.get(day.theme or "", "") for day in campaign.settings.days}
    of_day: dict[date, list[Card]] = {}
    for card in cards:
        of_day.setdefault(card.post.at.astimezone(zone).date(), []).append(card)
    today = now.astimezone(zone).date()
    used = {(post.at.astimezone(zone).date(), post.channel) for post in posts if post.status is not Status.WITHDRAWN}
    networks = [name for name in ChannelName if getattr(campaign.settings.channels, name.value) is not None]
    for day in sorted(named.keys() | of_day.keys()):
        when = "today" if day == today else "past" if day < today else "to come"
        times = groupby(of_day.get(day, []), key=lambda card: f"{card.post.at.astimezone(zone):%H:%M}")
        without = tuple(name.shown for name in networks if day in named and (day, name) not in used)
        rows = tuple(Time(clock, tuple(its)) for clock, its in times)
        yield Day(day, dated(day), named.get(day, ""), when, rows, without)


def _counts(cards: Sequence[Card]) -> Iterator[tuple[str, str, int]]:
    for tone, one, more in (
        ("waits", "waits for approval", "wait for approval"), ("held", "held", "held"), ("ready", "approved", "approved"),
        ("going", "going out", "going out"), ("out", "went out", "went out"),
        ("trouble", "needs somebody", "need somebody"), ("gone", "taken out", "taken out"),
    ):  # fmt: skip
        count = sum(card.tone == tone for card in cards)
        if count:
            yield tone, one if count == 1 else more, count
