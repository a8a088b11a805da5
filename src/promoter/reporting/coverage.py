"""How evenly a week speaks: posts per theme, day, network, kind and organisation, and how many of them went out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from promoter.campaign.model import ChannelName, Kind, is_promoted
from promoter.posts.lifecycle import Status
from promoter.posts.phrases import dated
from promoter.reporting.plan import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from promoter.campaign.model import Blog, Settings
    from promoter.ledger.rows import PostRow

NO_THEME, NOBODY = "Of no one theme", "Of no one organisation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Of one theme, day or the like: its posts but for those that were taken out, which are counted by themselves.

    `id` is what other programs know it by. Of `planned`, `sent` went out and the rest is still open.
    """

    id: str | None
    name: str
    planned: int
    sent: int
    taken_out: int

    @property
    def open(self) -> int:
        return self.planned - self.sent


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The week by one question. `shares` have a place for whatever was to be covered, even where there is no post."""

    id: str
    name: str
    shares: tuple[Share, ...]

    @property
    def most(self) -> int:
        return max((share.planned for share in self.shares), default=0)

    @property
    def without(self) -> tuple[Share, ...]:
        """What no post covers."""
        return tuple(share for share in self.shares if not share.planned)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The week by every question; by organisation only where the blogs are known."""

    all: Share
    breakdowns: tuple[Breakdown, ...]


def coverage(posts: Sequence[PostRow], settings: Settings, blogs: Iterable[Blog] | None = None) -> Coverage:
    """Count the posts of a week. `blogs` are those of its files, if they are here."""
    themes = {theme.id: theme.name for theme in settings.themes}
    days = {day.date.isoformat(): dated(day.date) for day in sorted(settings.days, key=lambda day: day.date)}
    networks = {one.value: one.shown for one in ChannelName if getattr(settings.channels, one.value) is not None}
    wanted = {kind for kind in Kind for one in networks if kind is not Kind.FREE and _wants(settings, kind, one)}
    kinds = {kind.value: name for kind, name in KINDS.items() if kind in wanted}
    breakdowns = [
        _breakdown("themes", "Themes", posts, lambda post: post.theme, themes, otherwise=NO_THEME),
        _breakdown("days", "Days", posts, lambda post: post.day.isoformat(), days | _further_days(posts, days)),
        _breakdown("networks", "Networks", posts, lambda post: post.channel.value, networks),
        _breakdown("kinds", "Kinds of post", posts, lambda post: post.kind.value, kinds | _further_kinds(posts, kinds)),
    ]
    if blogs is not None:
        breakdowns.append(_by_organisation(posts, settings, tuple(blogs)))
    return Coverage(_share(None, "All", posts), tuple(breakdowns))


def coverage_json(campaign: str, found: Coverage) -> dict[str, Any]:
    """The counts for other programs. `organisations` is null where the campaign's files are not here."""
    counted = {one.id: [_share_json(share) for share in one.shares] for one in found.breakdowns}
    return {"campaign": campaign, "posts": _counts(found.all), "organisations": None} | counted


def _share_json(share: Share) -> dict[str, Any]:
    return {"id": share.id, "name": share.name} | _counts(share)


def _counts(share: Share) -> dict[str, int]:
    return {"planned": share.planned, "sent": share.sent, "open": share.open, "taken_out": share.taken_out}


def _by_organisation(posts: Sequence[PostRow], settings: Settings, blogs: Sequence[Blog]) -> Breakdown:
    """By whose blog a post is about. An organisation of which no blog is promoted is left out, unless it has a post."""
    of_blog = {blog.id: blog.organisation for blog in blogs}

    def of(post: PostRow) -> str | None:
        return of_blog.get(post.blog or "")

    found = {blog.organisation for blog in blogs if is_promoted(blog, settings)} | set(map(of, posts))
    names = {name: name for name in sorted(filter(None, found), key=str.casefold)}
    return _breakdown("organisations", "Organisations", posts, of, names, otherwise=NOBODY)


def _breakdown(
    identifier: str,
    name: str,
    posts: Iterable[PostRow],
    of: Callable[[PostRow], str | None],
    names: Mapping[str, str],
    *,
    otherwise: str = "",
) -> Breakdown:
    """The posts sorted by what `of` says of each, in the order of `names`; the rest last, if there is any."""
    sorted_out: dict[str | None, list[PostRow]] = {known: [] for known in names}
    rest: list[PostRow] = []
    for post in posts:
        sorted_out.get(of(post), rest).append(post)
    shares = [_share(known, shown, sorted_out[known]) for known, shown in names.items()]
    if rest:
        shares.append(_share(None, otherwise, rest))
    return Breakdown(identifier, name, tuple(shares))


def _share(identifier: str | None, name: str, posts: Sequence[PostRow]) -> Share:
    kept = [post for post in posts if post.status is not Status.WITHDRAWN]
    sent = sum(post.status is Status.SENT for post in kept)
    return Share(id=identifier, name=name, planned=len(kept), sent=sent, taken_out=len(posts) - len(kept))


def _wants(settings: Settings, kind: Kind, network: str) -> bool:
    return settings.kinds.wants(kind, ChannelName(network))


def _further_days(posts: Iterable[PostRow], days: Mapping[str, str]) -> dict[str, str]:
    """Days of posts that are not days of the week, such as that of the event."""
    further = {post.day for post in posts if post.day.isoformat() not in days}
    return {day.isoformat(): dated(day) for day in sorted(further)}


def _further_kinds(posts: Iterable[PostRow], kinds: Mapping[str, str]) -> dict[str, str]:
    """Kinds of posts that the campaign does not ask for, such as those that people write themselves."""
    further = {post.kind for post in posts} - {Kind(kind) for kind in kinds}
    return {kind.value: name for kind, name in KINDS.items() if kind in further}
