"""From a folder to a plan, and from a plan to the ledger's queue. Both may be repeated safely.

A plan needs no database: what the ledger already knows (times that stay, other campaigns' times) is handed in.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Protocol

from promoter.campaign.findings import Finding, Level
from promoter.campaign.loading import NOTHING as AS_SAVED
from promoter.campaign.loading import Loaded, load
from promoter.campaign.model import ChannelName, Kind
from promoter.posts import x_text
from promoter.posts.compose import blogs_by_day, compose, reminder_day
from promoter.posts.model import Remark
from promoter.posts.templates import BrokenTemplate, parse
from promoter.posts.variables import KNOWN
from promoter.timetable.assign import NONE, NOTHING, UNTOLD, assign, few_slots

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from promoter.campaign.model import Assumption, Campaign
    from promoter.pictures.illustrating import Illustrated
    from promoter.posts.model import Post, Wording
    from promoter.timetable.model import Gap, Placement, Timetable

# What X asks for one post of a pay-per-use account; LinkedIn asks nothing.
X_PRICE_WITH_LINK_USD = 0.200
X_PRICE_USD = 0.015
X_PRICE_ALT_USD = 0.005
PRICES_OF = "2026-04-20"

# X: the upload, the alt text. LinkedIn: where to upload, the upload, whether it is ready.
REQUESTS_A_PICTURE = {ChannelName.X: 2, ChannelName.LINKEDIN: 3}

TEMPLATES = frozenset(f"{channel}/{kind}" for channel in ChannelName for kind in Kind if kind is not Kind.FREE)


class Planned(NamedTuple):
    """A post with its time."""

    post: Post
    placement: Placement


@dataclass(frozen=True)
class Plan:
    """The week as composed from the files: what would be said and when, and what a person should know about it."""

    campaign: Campaign
    posts: tuple[Post, ...]
    timetable: Timetable

    @cached_property
    def planned(self) -> tuple[Planned, ...]:
        """The posts that have a time, in the order of their times."""
        by_key = {post.key: post for post in self.posts}
        return tuple(
            Planned(by_key[placement.key], placement)
            for placement in self.timetable.placements
            if placement.key in by_key
        )

    @property
    def gaps(self) -> tuple[Gap, ...]:
        return self.timetable.gaps

    @property
    def warnings(self) -> tuple[tuple[str | None, Remark], ...]:
        """What to look at: (key of a post or None, remark), the week's first."""
        week = [(None, Remark(overflow.code, overflow.message)) for overflow in self.timetable.overflow]
        return (*week, *((item.post.key, remark) for item in self.planned for remark in item.post.warnings))

    @property
    def open_assumptions(self) -> tuple[Assumption, ...]:
        return tuple(assumption for assumption in self.campaign.assumptions if assumption.confirmed_by is None)

    @property
    def estimate(self) -> dict[str, object]:
        """What the week costs at X's published prices, and how many requests it makes."""
        usd = bill_of_x(item.post.said for item in self.planned if item.post.channel is ChannelName.X).usd
        pictures = sum(REQUESTS_A_PICTURE[item.post.channel] * len(item.post.said.media) for item in self.planned)
        return {"x_usd": usd, "requests": len(self.planned) + pictures, "prices_of": PRICES_OF}


class BillOfX(NamedTuple):
    """What posts on X are paid for: how many have a link, how many have none, and how many pictures are described."""

    linked: int
    plain: int
    described: int

    @property
    def usd(self) -> float:
        together = self.linked * X_PRICE_WITH_LINK_USD + self.plain * X_PRICE_USD + self.described * X_PRICE_ALT_USD
        return round(together, 3)


def bill_of_x(wordings: Iterable[Wording]) -> BillOfX:
    """What X asks for these. A person's own words may have a link, too: X makes one of every address."""
    said = list(wordings)
    linked = sum(bool(one.link or x_text.urls(one.text)) for one in said)
    return BillOfX(linked, len(said) - linked, sum(len(one.media) for one in said))


class Illustrate(Protocol):
    """How posts get their pictures: `promoter.pictures.illustrating.illustrate`, which loads a library that draws."""

    def __call__(self, loaded: Loaded, posts: Iterable[Post], /) -> Illustrated: ...


def read(
    folder: Path, *, instead: Mapping[Path, str] = AS_SAVED, illustrate: Illustrate | None = None
) -> tuple[Loaded, tuple[Post, ...]]:
    """Read a campaign folder and compose its posts; a broken template is a finding like any other.

    `instead` are texts to read in place of those of its files, such as changes that nobody has saved yet. `illustrate` is
    only called for a campaign that has pictures or wants cards, and then it has to be there.
    """
    loaded, posts = _composed(load(folder, instead=instead))
    if not loaded.has_pictures:
        return loaded, posts
    if illustrate is None:
        raise ValueError(f"{folder} has pictures, and nothing was given that makes them ready")
    posts, complaints, made = illustrate(loaded, posts)
    findings = tuple(sorted((*loaded.findings, *map(loaded.finding, complaints))))
    usable = None if _has_errors(findings) else loaded.campaign
    return replace(loaded, campaign=usable, findings=findings, made=made), posts


def _composed(loaded: Loaded) -> tuple[Loaded, tuple[Post, ...]]:
    """The posts of the campaign, still without pictures."""
    folder, campaign = loaded.folder, loaded.campaign
    if campaign is None:
        return loaded, ()
    findings = list(_template_findings(folder, campaign))
    posts: tuple[Post, ...] = ()
    if not _has_errors(findings):
        try:
            posts = compose_week(campaign)
        except BrokenTemplate:
            broken = list(_broken_when_used(folder, campaign))
            if not broken:
                raise
            findings += broken
        findings += _too_long(folder, campaign, posts)
    usable = None if _has_errors(findings) else campaign
    return replace(loaded, campaign=usable, findings=tuple(sorted((*loaded.findings, *findings)))), posts


def _has_errors(findings: Iterable[Finding]) -> bool:
    return any(finding.level is Level.ERROR for finding in findings)


def compose_week(campaign: Campaign) -> tuple[Post, ...]:
    """Compose all posts; where the last day's slots are few, its closing posts are one."""
    last = max(campaign.days, key=lambda day: day.date)
    blogs = len(blogs_by_day(campaign)[last])
    merged = {}
    for channel in campaign.networks:
        kinds = campaign.kinds
        wanted = [kind for kind in (Kind.ROUND_UP, Kind.WEEK_END, Kind.EVENT) if kinds.wants(kind, channel)]
        if blogs < 2 and Kind.ROUND_UP in wanted:  # a single blog has no round-up
            wanted.remove(Kind.ROUND_UP)
        if reminder_day(campaign) != last and Kind.EVENT in wanted:
            wanted.remove(Kind.EVENT)
        merged[channel] = few_slots(campaign, channel, blogs, wanted)
    return compose(campaign, merged=merged)


def plan(
    campaign: Campaign,
    posts: tuple[Post, ...],
    *,
    fixed: Mapping[str, datetime] = NONE,
    taken: Mapping[ChannelName, Collection[datetime]] = NOTHING,
    now: datetime | None = None,
    given: Mapping[str, str] = UNTOLD,
) -> Plan:
    """Give the posts their times. `fixed` keep theirs, for which `given` were the reasons; `taken` are other campaigns' on
    the same accounts.
    """
    return Plan(campaign, posts, assign(posts, campaign, fixed=fixed, taken=taken, now=now, given=given))


def _template_findings(folder: Path, campaign: Campaign) -> Iterator[Finding]:
    for name, text in campaign.templates.items():
        if name not in TEMPLATES:
            message = f"no post is made from this: templates are {', '.join(sorted(TEMPLATES))}, each with .txt"
            yield Finding(_template_file(folder, name), 1, 1, Level.WARNING, "template_name", message)
            continue
        try:
            parse(name, text, known=KNOWN)
        except BrokenTemplate as broken:
            yield Finding(_template_file(folder, name), broken.line, 1, Level.ERROR, "template", str(broken))


def _broken_when_used(folder: Path, campaign: Campaign) -> Iterator[Finding]:
    """What only shows when posts are made: each of the folder's own wordings is tried alone."""
    for name in TEMPLATES.intersection(campaign.templates):
        alone = campaign.model_copy(update={"templates": {name: campaign.templates[name]}})
        try:
            compose_week(alone)
        except BrokenTemplate as broken:
            yield Finding(_template_file(folder, name), broken.line, 1, Level.ERROR, "template", str(broken))


def _too_long(folder: Path, campaign: Campaign, posts: Iterable[Post]) -> Iterator[Finding]:
    """The folder's own wordings of which even the shortest is too long for what it has to say."""
    long: defaultdict[str, list[Post]] = defaultdict(list)
    for post in posts:
        if post.said.length > post.said.limit:
            long[f"{post.channel}/{post.kind}"].append(post)
    for name in sorted(long.keys() & campaign.templates.keys()):
        first, *more = long[name]
        others = f", and {len(more)} more" if more else ""
        message = (
            f"even the shortest wording is too long for {first.key} ({first.said.length:,} of {first.said.limit:,}){others}: "
            "put a shorter one below it, after a line of ---"
        )
        yield Finding(_template_file(folder, name), 1, 1, Level.WARNING, "template_too_long", message)


def _template_file(folder: Path, name: str) -> str:
    return str(folder / "templates" / f"{name}.txt")
