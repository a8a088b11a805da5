"""The words of a card, where each of them stands in the campaign's files, and what is said of the card to those who cannot see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from promoter.campaign.model import Kind
from promoter.pictures.letters import tidy
from promoter.posts.angles import title_of
from promoter.posts.contributors import nameable
from promoter.posts.phrases import dated, listed, span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from promoter.campaign.model import Author, Blog, Campaign

Place = tuple[str | None, tuple[str | int, ...]]  #: blog, None for campaign.yaml, and the path to a fact


class Part(StrEnum):
    """A part of a card, from its top to its foot."""

    LABEL = "label"
    HEADLINE = "headline"
    DETAIL = "detail"
    WEEK = "week"
    HASHTAG = "hashtag"


@dataclass(frozen=True, kw_only=True)
class Words:
    """All that a card says; `detail` line by line. `places` are where to change each part, and do not make another card."""

    label: str
    headline: str
    detail: tuple[str, ...] = ()
    week: str
    hashtag: str
    alt: str
    of_blog: bool = field(default=False, compare=False)
    places: Mapping[Part, Place] = field(default_factory=dict, compare=False)


def of_blog(blog: Blog, campaign: Campaign) -> Words:
    """Title, authors as they want to be named, and theme."""
    title, theme = tidy(title_of(blog, campaign)), campaign.theme(blog.home)
    people = nameable(blog)
    by = f" by {listed(author.name for author in people)}" if people else ""
    return _words(
        campaign,
        label=tidy(theme.name),
        headline=title,
        detail=_by_lines(people),
        alt=f"“{title}”{by}. Theme: {_sentence(theme.name)}",
        is_of_blog=True,
        places={
            Part.LABEL: (None, ("themes", campaign.themes.index(theme), "name")),
            Part.HEADLINE: (blog.id, ("title",)),
            Part.DETAIL: (blog.id, ("authors",)),
        },
    )


def of_day(kind: Kind, day: date, theme_id: str | None, campaign: Campaign) -> Words:
    """A post that is about a day, the week or the event."""
    if kind is Kind.EVENT and campaign.event is not None:
        event = campaign.event
        dates = span(event.starts, event.ends)
        return _words(
            campaign, label=dates, headline=tidy(event.name), detail=(tidy(event.what).capitalize(),) if event.what else (),
            alt=f"{_sentence(event.name)} {dates}.",
            places={Part.LABEL: (None, ("event", "starts")), Part.HEADLINE: (None, ("event", "name")), Part.DETAIL: (None, ("event", "what"))},
        )  # fmt: skip
    if kind is Kind.WEEK_END or theme_id is None:
        days = [one.date for one in campaign.days]
        dates = span(min(days), max(days))
        return _words(
            campaign, label=dates, headline="The week in blogs", alt=f"{dates}: the week in blogs.", places={}
        )
    theme = campaign.theme(theme_id)
    label = f"{dated(day)}: the day in blogs" if kind is Kind.ROUND_UP else dated(day)
    more = (theme.question or theme.line) if kind is Kind.OPENER else None
    place = ("themes", campaign.themes.index(theme))
    return _words(
        campaign, label=label, headline=tidy(theme.name), detail=(tidy(more),) if more else (),
        alt=f"{label}. {_sentence(theme.name)}{f' {_sentence(more)}' if more else ''}",
        places={
            Part.HEADLINE: (None, (*place, "name")),
            Part.DETAIL: (None, (*place, "question" if theme.question else "line")),
        },
    )  # fmt: skip


def _words(
    campaign: Campaign, *, label: str, headline: str, alt: str, places: Mapping[Part, Place],
    detail: tuple[str, ...] = (), is_of_blog: bool = False,
) -> Words:  # fmt: skip
    week = tidy(campaign.name)
    foot = {Part.WEEK: (None, ("name",)), Part.HASHTAG: (None, ("hashtag",))}
    return Words(
        label=label, headline=headline, detail=detail, week=week, hashtag=tidy(campaign.hashtag),
        alt=tidy(f"{alt} {week}, {campaign.hashtag}."), of_blog=is_of_blog, places={**foot, **places},
    )  # fmt: skip


def _by_lines(people: Sequence[Author]) -> tuple[str, ...]:
    """Each person with role and organisation; the organisation of several once, below them."""
    shared = {author.organisation for author in people}
    if len(people) > 1 and len(shared) == 1:
        each = (", ".join(part for part in (author.name, author.role) if part) for author in people)
        return tuple(tidy(line) for line in (*each, *filter(None, shared)))
    return tuple(tidy(", ".join(filter(None, (one.name, one.role, one.organisation)))) for one in people)


def _sentence(text: str) -> str:
    """`text` with its own end, or with a full stop."""
    text = tidy(text)
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."
