"""The week as one page that needs nothing else: to look at, to pass round, to print."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound
from markupsafe import Markup

from promoter.campaign.links import host
from promoter.campaign.model import ChannelName
from promoter.posts import little_text, x_text
from promoter.posts.fitting import measure
from promoter.posts.phrases import dated, span
from promoter.reporting.plan import (
    HOLDS,
    KINDS,
    by_day,
    costs_in_words,
    event_in_words,
    past_in_words,
    shortfalls,
    title,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date, datetime

    from promoter.campaign.model import Campaign
    from promoter.planning import Plan, Planned
    from promoter.posts.model import Wording

SHOWN_ADDRESS = 32  # letters of an address that X shows before "…"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a post's text: plain words, or something that the network makes a link of."""

    text: str
    kind: str = "words"
    href: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostView:
    """A post as the page draws it. `status` is for pages of what has happened; a plan has none."""

    item: Planned
    time: str
    network: str
    kind: str
    title: str | None
    pieces: tuple[Piece, ...]
    length: int
    card_host: str
    hold: str | None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class DayView:
    """A day's column."""

    date: date
    name: str
    theme: str
    posts: tuple[PostView, ...]
    gaps: tuple[str, ...]


def page(plan: Plan, *, now: datetime, status: Callable[[str], str | None] | None = None) -> str:
    """The plan as HTML. `status` gives, by a post's key, what became of it, where something has."""
    campaign = plan.campaign
    days = [day.date for day in campaign.days]
    template = _environment().get_template("week.html")
    return template.render(
        campaign=campaign,
        dates=span(min(days), max(days)),
        event=event_in_words(campaign),
        past=past_in_words(plan, now),
        is_plan=status is None,
        assumptions=plan.open_assumptions,
        days=[_day(day, items, plan, status) for day, items in by_day(plan)],
        counts=[(name.shown, sum(item.post.channel is name for item in plan.planned)) for name in campaign.networks],
        shortfalls=shortfalls(plan),
        costs=costs_in_words(plan),
    )


def _environment() -> Environment:
    environment = Environment(
        loader=_Templates(),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals["style"] = Markup(_read("week.css"))  # noqa: S704 - our own file, not a person's words
    return environment


class _Templates(BaseLoader):
    """The pages that come with the program."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, None]:  # noqa: ARG002
        try:
            return _read(template), template, None
        except FileNotFoundError:
            raise TemplateNotFound(template) from None


def _read(name: str) -> str:
    return (files("promoter.reporting") / "templates" / name).read_text(encoding="utf-8")


def _day(day: date, items: Sequence[Planned], plan: Plan, status: Callable[[str], str | None] | None) -> DayView:
    themes = {day.date: plan.campaign.theme(day.theme).name for day in plan.campaign.days}
    posts = tuple(_post(item, plan.campaign, status(item.post.key) if status else None) for item in items)
    return DayView(
        day, dated(day), themes.get(day, ""), posts, tuple(gap.message for gap in plan.gaps if gap.day == day)
    )


def _post(item: Planned, campaign: Campaign, status: str | None) -> PostView:
    post, said = item.post, item.post.said
    return PostView(
        item=item,
        time=f"{item.placement.at.astimezone(campaign.zone):%H:%M}",
        network=post.channel.shown,
        kind=KINDS[post.kind],
        title=next((title(blog, campaign) for blog in campaign.blogs if blog.id == post.blog), None),
        pieces=tuple(_pieces(said)),
        length=measure(said.text, said.channel),
        card_host=host(said.link or "").removeprefix("www."),
        hold=HOLDS.get(post.hold, post.hold).capitalize() if post.hold else None,
        status=status,
    )


def _pieces(said: Wording) -> Iterator[Piece]:
    """The text, divided where the network would draw something as a link."""
    text = said.text
    if said.channel is ChannelName.X:
        links = {(link.start, link.end): Piece(_shown(link.text), "link", link.text) for link in x_text.urls(text)}
        tags = [*x_text.hashtags(text), *x_text.mentions(text)]
    else:
        links = {}
        tags = [tag for tag in little_text.hashtags(text) if f"#{tag.text}" in said.tags]
    found = links | {(tag.start, tag.end): Piece(text[tag.start : tag.end], "tag") for tag in tags}
    ends = [(0, 0), *sorted(found), (len(text), len(text))]
    for (_, before), (start, end) in pairwise(ends):
        if before < start:
            yield Piece(text[before:start])
        if (start, end) in found:
            yield found[start, end]


def _shown(address: str) -> str:
    """An address as X shows it: without its protocol, and not all of it."""
    bare = address.removeprefix("https://").removeprefix("http://").removeprefix("www.")
    return bare if len(bare) <= SHOWN_ADDRESS else f"{bare[:SHOWN_ADDRESS]}…"
