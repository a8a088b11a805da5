"""From a campaign to its posts. Pure: the same campaign gives the same bytes.

A blog that comes late changes no other blog's post, so that what was approved stays approved.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from promoter.campaign.model import Blog, Campaign, ChannelName, Day, Kind, is_promoted
from promoter.campaign.rules import received_order
from promoter.posts import checks, contributors, phrases, variables
from promoter.posts.angles import Angle, Leads, leads, opening, title_of
from promoter.posts.fitting import Fitted, fit, shorten
from promoter.posts.links import campaign_tag, content_tag, tagged
from promoter.posts.model import Card, Mention, Post, Remark, Wording
from promoter.posts.templates import Template, built_in, parse
from promoter.posts.variables import KNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

TITLE_LIMIT, DESCRIPTION_LIMIT = 200, 256  # LinkedIn's article card; longer ones may be refused
TO_COME = "[address to come]"
TITLE_ONLY = (
    "Only the title leads: the blog’s file gives no hook (its point, in at most 140 characters), no quotation and no points "
    "(what it says, a sentence each)."
)


def compose(campaign: Campaign, *, merged: Mapping[ChannelName, bool]) -> tuple[Post, ...]:
    """Every post of the campaign, network by network, day by day.

    `merged` says for each network whether the last day's round-up, the end of the week and the event are one post.
    """
    ways_in = leads(campaign)
    return tuple(
        post for channel in campaign.networks for post in _Composer(campaign, channel, merged[channel], ways_in).posts()
    )


def blogs_by_day(campaign: Campaign) -> dict[Day, list[Blog]]:
    """The promoted blogs on the day of their home theme, in the order in which they came."""
    days: defaultdict[str, list[Day]] = defaultdict(list)
    for day in sorted(campaign.days, key=lambda day: day.date):
        days[day.theme].append(day)
    placed: dict[Day, list[Blog]] = {day: [] for day in campaign.days}
    turns = Counter[Day]()
    for blog in sorted(campaign.blogs, key=received_order):
        # A theme with two days: blogs take turns, and the one that is live only later cannot go to the earlier day.
        # Blogs that are not promoted have a turn as well, so that a withdrawn one moves no other.
        possible = [day for day in days[blog.home] if blog.live_from is None or blog.live_from.date() <= day.date]
        day = min(possible or days[blog.home][-1:], key=lambda day: turns[day])
        turns[day] += 1
        if is_promoted(blog, campaign):
            placed[day].append(blog)
    return placed


def reminder_day(campaign: Campaign) -> Day | None:
    """The day that reminds of the event: the last one before it, which need not be the last of the week."""
    event = campaign.event
    before = [day for day in campaign.days if event is not None and day.date < event.starts]
    return max(before, key=lambda day: day.date, default=None)


@dataclass
class _Composer:
    """Composes one network of one campaign; remembers how the day's posts began."""

    campaign: Campaign
    channel: ChannelName
    merged: bool
    leads: Mapping[str, Leads]
    openings: set[tuple[Kind, Day, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.days = sorted(self.campaign.days, key=lambda day: day.date)
        self.by_day = blogs_by_day(self.campaign)
        self.week = [blog for day in self.days for blog in self.by_day[day] if blog.url is not None]
        self.tag = campaign_tag(self.campaign)
        self.common = variables.of_week(self.campaign, self.channel, self.days, self.week)
        self.named = contributors.named_once(self.campaign, self.channel)
        self.templates: dict[Kind, Template] = {}
        self.turns = _turns(self.campaign)
        self.week_card = _week_card(self.campaign, self.days)
        self.reminder = reminder_day(self.campaign)

    def posts(self) -> Iterator[Post]:
        for number, day in enumerate(self.days, start=1):
            blogs = self.by_day[day]
            shared = self.common | variables.of_day(self.campaign, self.channel, self.days, number)
            if self._wants(Kind.OPENER):
                public = [blog for blog in blogs if self._live_when_it_opens(blog, day)]
                yield self._day_post(Kind.OPENER, day, number, shared | self._pieces(public))
            for blog in blogs:
                yield from self._blog_posts(blog, day, shared)
            yield from self._closing(day, number, shared, [blog for blog in blogs if blog.url is not None])

    def _wants(self, kind: Kind) -> bool:
        return self.campaign.kinds.wants(kind, self.channel)

    def _live_when_it_opens(self, blog: Blog, day: Day) -> bool:
        """Whether an opener may name the blog: nobody hears of one before its own hour."""
        cadence = self.campaign.cadence(self.channel)
        return blog.live_from is None or cadence is None or blog.live_from <= datetime.combine(day.date, cadence.first)

    # ------------------------------------------------------------------------------------------------ posts of a day

    def _closing(self, day: Day, number: int, shared: dict[str, Any], blogs: Sequence[Blog]) -> Iterator[Post]:
        last = number == len(self.days)
        one = last and self.merged and self._wants(Kind.WEEK_END) and bool(self.week)
        reminds = self._wants(Kind.EVENT) and day == self.reminder
        if self._wants(Kind.ROUND_UP) and len(blogs) > 1 and not one:
            yield self._day_post(Kind.ROUND_UP, day, number, shared | self._pieces(blogs), counted=blogs)
        if not (last or reminds):
            return
        week = shared | self._pieces(self.week)
        if last and self._wants(Kind.WEEK_END) and self.week:
            counted = self.week if len(self.week) > 1 else ()
            yield self._day_post(Kind.WEEK_END, day, number, week | {"closing": one and reminds}, counted=counted)
        if reminds and not one:
            yield self._day_post(Kind.EVENT, day, number, week | {"closing": last})

    def _pieces(self, blogs: Sequence[Blog]) -> dict[str, Any]:
        return variables.of_pieces(blogs, self.campaign, self.channel)

    def _day_post(
        self, kind: Kind, day: Day, number: int, shared: dict[str, Any], *, counted: Sequence[Blog] = ()
    ) -> Post:
        event = self.campaign.event
        address = event.url if kind is Kind.EVENT and event and event.url else self.campaign.page
        link = address and self._tagged(address, content_tag(f"d{number}", kind))
        given = shared | {"link": link or "", "counted": bool(counted)}
        if kind is Kind.EVENT and event and event.url:
            given["event"] = given["event"] | {"url": link}
        fitted = self._fit(number, kind, given)
        second = self._fit(number, kind, given | {"counted": False}) if counted else None
        uncounted = second.text if second and second.text != fitted.text else None
        said = self._said(fitted, uncounted=uncounted, link=link or None, card=self._page_card(kind, address))
        return self._post(
            f"{day.date}", kind, day, said, fitted, theme=day.theme,
            counted=tuple(blog.id for blog in counted), counted_live_from=self._all_live(counted),
        )  # fmt: skip

    def _page_card(self, kind: Kind, address: str | None) -> Card | None:
        if self.channel is ChannelName.X or not address:
            return None
        event = self.campaign.event
        if kind is Kind.EVENT and event and event.url:
            return _card(f"{event.name}, {phrases.span(event.starts, event.ends)}", "")
        return self.week_card

    def _all_live(self, blogs: Sequence[Blog]) -> datetime | None:
        moments = [moment for blog in blogs if (moment := self._live_from(blog)) is not None]
        return max(moments, default=None)

    # ------------------------------------------------------------------------------------------------ posts of a blog

    def _blog_posts(self, blog: Blog, day: Day, shared: dict[str, Any]) -> Iterator[Post]:
        lead = self.leads[blog.id]
        second = lead.second if self._wants(Kind.SECOND) else None
        said: tuple[str, ...] = ()
        if self._wants(Kind.BLOG):
            own = self._blog_post(
                blog, day, shared, Kind.BLOG, lead.first, named=self.named.get(blog.id, frozenset()),
                said=(second.text,) if second else (),
            )  # fmt: skip
            said = (own.said.text,)
            yield own
        if second:
            yield self._blog_post(blog, day, shared, Kind.SECOND, second, named=frozenset(), said=said)

    def _blog_post(
        self, blog: Blog, day: Day, shared: dict[str, Any], kind: Kind, angle: Angle, *, named: frozenset[str],
        said: Sequence[str],
    ) -> Post:  # fmt: skip
        own = variables.of_blog(blog, self.campaign, self.channel, angle=angle, named=named, said=said)
        link = blog.url and self._tagged(blog.url, content_tag(blog.id, kind))
        fitted = self._fit(self.turns[blog.id], kind, shared | own | {"link": link or TO_COME})
        card = None
        if self.channel is ChannelName.LINKEDIN:
            card = _card(title_of(blog, self.campaign), blog.subtitle)
        extra = list(self._on_blog(blog, angle))
        begins = (kind, day, opening(fitted.text))
        if begins in self.openings:
            extra.append(Remark("same_opening", "Another post of this day begins with the same four words."))
        self.openings.add(begins)
        return self._post(
            blog.id, kind, day, self._said(fitted, link=link, card=card, mentions=contributors.mentions(blog, named)),
            fitted, theme=blog.home, blog=blog.id, remarks=extra,
            organisations=tuple(dict.fromkeys(a.organisation for a in blog.authors if a.organisation)),
            not_before=self._live_from(blog), hold=None if blog.url else "address",
            titles=tuple(dict.fromkeys((blog.title, title_of(blog, self.campaign)))),
        )  # fmt: skip

    def _on_blog(self, blog: Blog, angle: Angle) -> Iterator[Remark]:
        if angle.kind == "title":
            yield Remark("title_only", TITLE_ONLY)
        if blog.url is None:
            yield Remark("no_address", "The blog's address is still to come.")

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

    def _fit(self, turn: int, kind: Kind, given: dict[str, Any]) -> Fitted:
        """The longest wording that fits. Variants take turns; networks and kinds begin at different ones."""
        variant = turn + list(Kind).index(kind) + list(ChannelName).index(self.channel)
        return fit(self._template(kind).rungs(variant), given, self.channel)

    def _said(
        self, fitted: Fitted, *, uncounted: str | None = None, link: str | None = None, card: Card | None = None,
        mentions: tuple[Mention, ...] = (),
    ) -> Wording:  # fmt: skip
        return Wording(
            channel=self.channel, text=fitted.text, uncounted=uncounted, link=link, card=card,
            tags=(self.campaign.hashtag,), mentions=mentions,
        )  # fmt: skip

    def _post(
        self, subject: str, kind: Kind, day: Day, said: Wording, fitted: Fitted, *, remarks: Sequence[Remark] = (),
        **facts: Any,
    ) -> Post:  # fmt: skip
        found = checks.remarks(said, hashtag=self.campaign.hashtag)
        return Post(
            key=f"{self.campaign.slug}/{subject}/{self.channel}/{kind}", campaign=self.campaign.slug, kind=kind,
            day=day.date, said=said, wording=fitted.wording, warnings=(*fitted.remarks, *remarks, *found), **facts,
        )  # fmt: skip


def _week_card(campaign: Campaign, days: Sequence[Day]) -> Card:
    """The card of the page that lists the week's blogs: its dates, and the themes that it goes through."""
    title = f"{campaign.name}, {phrases.span(days[0].date, days[-1].date)}"
    themes = list(dict.fromkeys(campaign.theme(day.theme).name for day in days))
    return _card(title, " · ".join(themes) if len(themes) > 1 else "")


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


def _card(title: str, description: str) -> Card:
    return Card(
        shorten(title, TITLE_LIMIT, ChannelName.LINKEDIN), shorten(description, DESCRIPTION_LIMIT, ChannelName.LINKEDIN)
    )
