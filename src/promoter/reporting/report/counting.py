"""Sums and rates over posts, each with its formula and with over how many posts it stands. What nobody told is not 0."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from promoter.ledger.figures import COUNTS, Counts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

INTERACTIONS = ("likes", "comments", "shares", "quotes", "bookmarks")
#: The same as each network calls them, by the network's name: what its sum is made of.
INTERACTIONS_ON = {"x": "likes, reposts, replies, quotes and bookmarks", "linkedin": "likes, comments and reposts"}

MEASURES: dict[str, str] = {
    "impressions": "Impressions",
    "interactions": "Interactions",
    "clicks": "Clicks",
    "visits": "Visits",
}
FORMULAS: dict[str, str] = {
    "impressions": "How often the network says that it showed the posts.",
    "interactions": "Likes + comments + shares + quotes + bookmarks, as far as the network tells them.",
    "clicks": "Clicks that the network counted, on the link or anywhere on the post, as the network counts them.",
    "visits": "Visits to the website that came by the posts' own links, as the website counted them.",
    "interaction_rate": "Interactions ÷ impressions, over the posts of which both are known.",
    "click_rate": "Clicks ÷ impressions, over the posts of which both are known.",
}


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum over the `known` posts that have the figure, and their middle one; None where none has."""

    value: int | None
    known: int
    middle: float | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """A ratio of two sums over the `known` posts that have both; None where none has, or nothing was shown."""

    value: float | None
    known: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What some posts did together. `posts` went out."""

    posts: int
    sums: Mapping[str, Sum]
    interaction_rate: Rate
    click_rate: Rate


class Did(NamedTuple):
    """What one post did, by the names of `MEASURES`; None where nobody told it."""

    impressions: int | None = None
    interactions: int | None = None
    clicks: int | None = None
    visits: int | None = None


NOTHING_TOLD = Did()


def did(counts: Counts | None) -> Did:
    """A post's figures as they are counted."""
    if counts is None:
        return NOTHING_TOLD
    return Did(counts.impressions, interactions(counts), counts.clicks, counts.visits)


def interactions(counts: Counts) -> int | None:
    """What people did with a post, by the one formula for both networks; None if nothing of it is known."""
    known = [value for name in INTERACTIONS if (value := getattr(counts, name)) is not None]
    return sum(known) if known else None


def tally(posts: Iterable[Did]) -> Tally:
    """Count posts that went out."""
    each = list(posts)
    columns = dict(zip(Did._fields, zip(*each, strict=True), strict=True)) if each else {}
    return Tally(
        posts=len(each),
        sums={measure: _sum(columns.get(measure, ())) for measure in MEASURES},
        interaction_rate=_rate((one.interactions, one.impressions) for one in each),
        click_rate=_rate((one.clicks, one.impressions) for one in each),
    )


def joined(newer: Counts, older: Counts | None) -> Counts:
    """The newer figures, and of the older those that the newer does not tell."""
    if older is None:
        return newer
    return Counts(**{name: _first(getattr(newer, name), getattr(older, name)) for name in COUNTS})


def _first(one: int | None, other: int | None) -> int | None:
    return other if one is None else one


def _sum(values: Iterable[int | None]) -> Sum:
    known = [value for value in values if value is not None]
    return Sum(sum(known), len(known), median(known)) if known else Sum(None, 0)


def _rate(each: Iterable[tuple[int | None, int | None]]) -> Rate:
    both = [(above, below) for above, below in each if above is not None and below is not None]
    shown = sum(below for _, below in both)
    return Rate(sum(above for above, _ in both) / shown if shown else None, len(both))
