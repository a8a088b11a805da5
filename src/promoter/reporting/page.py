"""The week as one page that needs nothing else: to look at, to pass round, to print."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound
from markupsafe import Markup

from promoter.posts.phrases import dated, span
from promoter.reporting.drawing import draw
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
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from promoter.campaign.model import Campaign
    from promoter.planning import Plan, Planned
    from promoter.reporting.drawing import Drawing


@dataclass(frozen=True, slots=True, kw_only=True)
class PostView:
    """A post as the page draws it. `status` is for pages of what has happened; a plan has none."""

    item: Planned
    time: str
    network: str
    kind: str
    title: str | None
    drawing: Drawing
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


def page(
    plan: Plan,
    *,
    now: datetime,
    status: Callable[[str], str | None] | None = None,
    picture: Callable[[str], str | None] = lambda _: None,
) -> str:
    """The plan as HTML. `status` gives, by a post's key, what became of it, where something has.

    `picture` gives the address of a picture's file, such as a data: address with all of it.
    """
    campaign = plan.campaign
    days = [day.date for day in campaign.days]
    template = environment().get_template("week.html")
    return template.render(
        campaign=campaign,
        dates=span(min(days), max(days)),
        event=event_in_words(campaign),
        past=past_in_words(plan, now),
        is_plan=status is None,
        assumptions=plan.open_assumptions,
        days=[_day(day, items, plan, status, picture) for day, items in by_day(plan)],
        counts=[(name.shown, sum(item.post.channel is name for item in plan.planned)) for name in campaign.networks],
        shortfalls=shortfalls(plan),
        costs=costs_in_words(plan),
    )


def environment() -> Environment:
    """What pages that need nothing else are made with."""
    made = Environment(
        loader=_Templates(),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    style = _read("static/drawing.css") + _read("templates/week.css")
    made.globals["report_style"] = Markup(_read("static/report.css"))  # noqa: S704 - our own file
    made.globals["style"] = Markup(style)  # noqa: S704 - our own files, not a person's words
    return made


class _Templates(BaseLoader):
    """The pages that come with the program."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, None]:  # noqa: ARG002
        try:
            return _read(f"templates/{template}"), template, None
        except FileNotFoundError:
            raise TemplateNotFound(template) from None


def _read(name: str) -> str:
    return (files("promoter.reporting") / name).read_text(encoding="utf-8")


def _day(
    day: date,
    items: Sequence[Planned],
    plan: Plan,
    status: Callable[[str], str | None] | None,
    picture: Callable[[str], str | None],
) -> DayView:
    themes = {day.date: plan.campaign.theme(day.theme).name for day in plan.campaign.days}
    posts = tuple(_post(item, plan.campaign, status(item.post.key) if status else None, picture) for item in items)
    return DayView(
        day, dated(day), themes.get(day, ""), posts, tuple(gap.message for gap in plan.gaps if gap.day == day)
    )


def _post(item: Planned, campaign: Campaign, status: str | None, picture: Callable[[str], str | None]) -> PostView:
    post = item.post
    return PostView(
        item=item,
        time=f"{item.placement.at.astimezone(campaign.zone):%H:%M}",
        network=post.channel.shown,
        kind=KINDS[post.kind],
        title=next((title(blog, campaign) for blog in campaign.blogs if blog.id == post.blog), None),
        drawing=draw(post.said, campaign.organisation, page_title=next(iter(post.titles), None), picture=picture),
        hold=HOLDS.get(post.hold, post.hold).capitalize() if post.hold else None,
        status=status,
    )
