"""What one person may approve in one go: the posts that wait for them, day by day, and which they have looked at."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from promoter.campaign.model import Kind
from promoter.posts.phrases import dated
from promoter.reporting.plan import KINDS
from promoter.web.look import moment

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date
    from zoneinfo import ZoneInfo

    from promoter.ledger.rows import PostRow
    from promoter.web.week import Card

_LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True)
class SweepDay:
    """The posts of a day that wait for somebody, as the board has them."""

    date: date
    name: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Sweep:
    """All that waits for somebody; `seen` are the keys of those that they have looked at as they stand.

    `returned` is left out: changes are wanted, and whoever approves it all the same says so at the post itself.
    """

    days: tuple[SweepDay, ...]
    seen: frozenset[str]
    returned: tuple[Card, ...]


def sweep(mine: Sequence[Card], returned: Sequence[Card], seen: Collection[str], zone: ZoneInfo) -> Sweep:
    """Sort what waits for a person into days."""
    by_day = groupby(mine, key=lambda card: card.post.at.astimezone(zone).date())
    days = tuple(SweepDay(day, dated(day), tuple(cards)) for day, cards in by_day)
    return Sweep(days, frozenset(card.post.key for card in mine).intersection(seen), tuple(returned))


def called(post: PostRow, zone: ZoneInfo) -> str:
    """A post by its place in the week, such as "Blog on X, Monday 13 September, 09:00 BST"."""
    return f"{KINDS[post.kind]} on {post.channel.shown}, {moment(post.at, zone)}"


def headed(post: PostRow) -> str:
    """What a post is about: its blog's title, or what it is for, such as "Round-up"."""
    title = next(iter(post.page_titles), "") if post.blog is not None else ""
    return (title if len(title) <= _LONGEST_TITLE else f"{title[:_LONGEST_TITLE]}…") or KINDS[post.kind]


def placed(post: PostRow, zone: ZoneInfo) -> str:
    """Where and when, after what it is about: "on X, Monday 13 September, 09:00 BST"."""
    again = " again" if post.kind is Kind.SECOND else ""
    return f"{again} on {post.channel.shown}, {moment(post.at, zone)}".strip()
