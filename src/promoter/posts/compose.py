"""From a campaign to its posts. Pure: the same campaign gives the same bytes.

A blog that comes late changes no other blog's post, so that what was approved stays approved.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC
from typing import TYPE_CHECKING, Any

from promoter.campaign.model import Blog, Campaign, ChannelName, Day, Kind, is_promoted
from promoter.campaign.rules import received_order
from promoter.posts import checks, phrases, variables
from promoter.posts.fitting import Fitted, fit
from promoter.posts.links import campaign_tag, content_tag, tagged
from promoter.posts.model import Card, Mention, Post, Remark, Wording
from promoter.posts.templates import Template, built_in, parse
from promoter.posts.variables import KNOWN, Angle, BlogVariables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

TITLE_LIMIT, DESCRIPTION_LIMIT = 200, 256  # LinkedIn's article card; longer ones may be refused
TO_COME = "[address to come]"


def compose(campaign: Campaign, *, merged: Mapping[ChannelName, bool]) -> tuple[Post, ...]:
    """Every post of the campaign, network by network, day by day.

    `merged` says for each network whether the last day's round-up, the end of the week and the event are one post.
    """
    return tuple(
        post for channel in campaign.networks for post in _Composer(campaign, channel, merged[channel]).posts()
    )


def blogs_by_day(campaign: Campaign) -> dict[Day, list[Blog]]:
    """The promoted blogs on the day of their home theme, in the order in which they came."""
    days: defaultdict[str, list[Day]] = defaultdict(list)
    for day in campaign.days:
        days[day.theme].append(day)
    placed: dict[Day, list[Blog]] = {day: [] for day in campaign.days}
    for blog in sorted(campaign.blogs, key=received_order):
        if is_promoted(blog, campaign):
            # A theme with two days: blogs take turns, and the one that is live only later cannot go to the earlier day.
            possible = [day for day in days[blog.home] if blog.live_from is None or blog.live_from.date() <= day.date]
            placed[min(possible or days[blog.home][-1:], key=lambda day: len(placed[day]))].append(blog)
    return placed


@dataclass
class _Composer:
    """Composes one network of one campaign; remembers what must not be said twice in the week."""

    campaign: Campaign
    channel: ChannelName
    merged: bool
    mentioned: set[str] = field(default_factory=set)
    openings: set[tuple[Any, ...]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.days = sorted(self.campaign.days, key=lambda day: day.date)
        self.by_day = blogs_by_day(self.campaign)
        self.week = [blog for day in self.days for blog in self.by_day[day] if blog.url is not None]
        self.tag = campaign_tag(self.campaign)
        self.common = variables.of_week(self.campaign, self.channel, self.days, self.week)
        self.templates: dict[Kind, Template] = {}
        self.turns = _turns(self.campaign)
        self.week_card = _week_card(self.campaign, self.days)

    def posts(self) -> Iterator[Post]:
        for number, day in enumerate(self.days, start=1):
            blogs = self.by_day[day]
            shared = self.common | variables.of_day(self.campaign, self.channel, self.days, number, blogs)
            if self._wants(Kind.OPENER):
                yield self._day_post(Kind.OPENER, day, number, shared)
            for blog in blogs:
                yield from self._blog_posts(blog, day, shared)
            yield from self._closing(day, number, shared, [blog for blog in blogs if blog.url is not None])

    def _wants(self, kind: Kind) -> bool:
        return self.campaign.kinds.wants(kind, self.channel)

    # ------------------------------------------------------------------------------------------------ posts of a day

    def _closing(self, day: Day, number: int, shared: dict[str, Any], blogs: Sequence[Blog]) -> Iterator[Post]:
        last = number == len(self.days)
        one = last and self.merged and self._wants(Kind.WEEK_END) and bool(self.week)
        if self._wants(Kind.ROUND_UP) and len(blogs) > 1 and not one:
            yield self._day_post(Kind.ROUND_UP, day, number, shared, counted=blogs)
        if last and self._wants(Kind.WEEK_END) and self.week:
            week = shared | variables.of_pieces(self.week, self.channel) | {"closing": one and self._wants(Kind.EVENT)}
            yield self._day_post(Kind.WEEK_END, day, number, week, counted=self.week if len(self.week) > 1 else ())
        if last and self._wants(Kind.EVENT) and not one and self.campaign.event and self.campaign.event.ends > day.date:
            yield self._day_post(Kind.EVENT, day, number, shared | variables.of_pieces(self.week, self.channel))

    def _day_post(
        self, kind: Kind, day: Day, number: int, shared: dict[str, Any], *, counted: Sequence[Blog] | None = None
    ) -> Post:
        event = self.campaign.event
        address = event.url if kind is Kind.EVENT and event and event.url else self.campaign.page
        link = address and self._tagged(address, content_tag(f"d{number}", kind))
        shown = link if self.channel is ChannelName.X else address
        theme = self.campaign.theme(day.theme)
        given = shared | {"link": shown or "", "counted": bool(counted)}
        if kind is Kind.EVENT and event and event.url:
            given["event"] = given["event"] | {"url": link if self.channel is ChannelName.X else ""}
        key = f"{self.campaign.slug}/{day.date}/{self.channel}/{kind}"
        fitted = self._fit(number, kind, day, given)
        second = self._fit(number, kind, day, given | {"counted": False}) if counted else None
        said = self._said(
            fitted, uncounted=second.text if second else None, link=link or None, card=self._page_card(kind, address)
        )
        return self._post(
            key, kind, day, said, fitted, theme=theme.id,
            counted=tuple(blog.id for blog in counted or ()), counted_live_from=self._all_live(counted or ()),
        )  # fmt: skip

    def _page_card(self, kind: Kind, address: str | None) -> Card | None:
        if self.channel is ChannelName.X or not address:
            return None
        event = self.campaign.event
        if kind is Kind.EVENT and event and event.url:
            return Card(_cut(f"{event.name}, {phrases.date_range(event.starts, event.ends)}", TITLE_LIMIT), "")
        return self.week_card

    def _all_live(self, blogs: Sequence[Blog]) -> datetime | None:
        moments = [moment for blog in blogs if (moment := self._live_from(blog)) is not None]
        return max(moments, default=None)

    # ------------------------------------------------------------------------------------------------ posts of a blog

    def _blog_posts(self, blog: Blog, day: Day, shared: dict[str, Any]) -> Iterator[Post]:
        angles = variables.angles(blog, self.campaign)
        if self._wants(Kind.BLOG):
            yield self._blog_post(blog, day, shared, Kind.BLOG, angle=angles[0], first=angles[0])
        another = variables.another_angle(angles)
        if self._wants(Kind.SECOND) and another is not None:
            yield self._blog_post(blog, day, shared, Kind.SECOND, angle=another, first=angles[0])

    def _blog_post(
        self, blog: Blog, day: Day, shared: dict[str, Any], kind: Kind, *, angle: Angle, first: Angle
    ) -> Post:
        own = BlogVariables(blog, self.campaign, self.channel, angle, first, self._newly_named(blog, kind))
        link = blog.url and self._tagged(blog.url, content_tag(blog.id, kind))
        given = shared | own.variables() | {"link": link or TO_COME}
        key = f"{self.campaign.slug}/{blog.id}/{self.channel}/{kind}"
        fitted = self._fit(self.turns[blog.id], kind, day, given)
        card = None
        if self.channel is ChannelName.LINKEDIN:
            card = Card(_cut(own.title, TITLE_LIMIT), _cut(blog.subtitle, DESCRIPTION_LIMIT))
        said = self._said(fitted, link=link, card=card, mentions=own.mentions())
        extra = []
        if angle.kind == "title":
            extra.append(Remark("title_only", "Only the title leads: the blog gives no hook, quotation or point."))
        if blog.url is None:
            extra.append(Remark("no_address", "The blog's address is still to come."))
        if blog.image is not None:
            extra.append(Remark("picture", "The blog has a picture; pictures are not sent yet."))
        return self._post(
            key, kind, day, said, fitted, theme=blog.home, blog=blog.id, remarks=extra,
            organisations=tuple(dict.fromkeys(a.organisation for a in blog.authors if a.organisation)),
            not_before=self._live_from(blog), hold=None if blog.url else "address",
        )  # fmt: skip

    def _newly_named(self, blog: Blog, kind: Kind) -> frozenset[str]:
        """The handles and URNs that this post may use: each once a week on a network, in the blog's own post only."""
        if kind is not Kind.BLOG:
            return frozenset()
        wanted = variables.handles(blog) if self.channel is ChannelName.X else variables.urns(blog)
        new = frozenset(name for name in wanted if name.casefold() not in self.mentioned)
        self.mentioned |= {name.casefold() for name in new}
        return new

    def _live_from(self, blog: Blog) -> datetime | None:
        return blog.live_from and blog.live_from.replace(tzinfo=self.campaign.zone).astimezone(UTC)

    # ------------------------------------------------------------------------------------------------- for every post

    def _tagged(self, address: str, content: str) -> str:
        return tagged(address, channel=self.channel, campaign=self.tag, content=content)

    def _template(self, kind: Kind) -> Template:
        if kind not in self.templates:
            name = f"{self.channel}/{kind}"
            own = self.campaign.templates.get(name)
            self.templates[kind] = built_in(name) if own is None else parse(name, own, known=KNOWN)
        return self.templates[kind]

    def _fit(self, turn: int, kind: Kind, day: Day, given: dict[str, Any]) -> Fitted:
        """The first wording that fits, with an opening that no other post of the kind has on this day.

        Variants take turns; networks and kinds begin at different ones.
        """
        template = self._template(kind)
        start = turn + list(Kind).index(kind) + list(ChannelName).index(self.channel)
        tries = range(1) if given.get("counted") is False else range(len(template.variants))
        for step in tries:
            fitted = fit(template, start + step, given, self.channel)
            opening = (kind, day.date, *fitted.text.casefold().split()[:4])
            if opening not in self.openings or given.get("counted") is False:
                break
        self.openings.add(opening)
        return fitted

    def _said(
        self, fitted: Fitted, *, uncounted: str | None = None, link: str | None = None, card: Card | None = None,
        mentions: tuple[Mention, ...] = (),
    ) -> Wording:  # fmt: skip
        return Wording(
            channel=self.channel, text=fitted.text, uncounted=None if uncounted == fitted.text else uncounted,
            link=link, card=card, tags=(self.campaign.hashtag,), mentions=mentions,
        )  # fmt: skip

    def _post(
        self,
        key: str,
        kind: Kind,
        day: Day,
        said: Wording,
        fitted: Fitted,
        *,
        remarks: Sequence[Remark] = (),
        **facts: Any,
    ) -> Post:
        found = checks.remarks(said, hashtag=self.campaign.hashtag)
        return Post(
            key=key, campaign=self.campaign.slug, kind=kind, day=day.date, said=said, wording=fitted.wording,
            warnings=(*fitted.remarks, *remarks, *found), **facts,
        )  # fmt: skip


def _week_card(campaign: Campaign, days: Sequence[Day]) -> Card:
    """The card of the page that lists the week's blogs: its dates, and the themes that it goes through."""
    title = f"{campaign.name}, {phrases.span(days[0].date, days[-1].date)}"
    return Card(_cut(title, TITLE_LIMIT), _cut(" · ".join(theme.name for theme in campaign.themes), DESCRIPTION_LIMIT))


def _turns(campaign: Campaign) -> dict[str, int]:
    """Each blog's place among those of its home theme, promoted or not, as they came.

    So a blog that comes late, or is withdrawn, changes no other blog's wording.
    """
    themes = {theme.id: number for number, theme in enumerate(campaign.themes)}
    seen: Counter[str] = Counter()
    turns = {}
    for blog in sorted(campaign.blogs, key=received_order):
        turns[blog.id] = seen[blog.home] + themes[blog.home]
        seen[blog.home] += 1
    return turns


def _cut(text: str, limit: int) -> str:
    """`text`, ended at a word with "…" if the network would refuse its length."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:–—") + "…"
