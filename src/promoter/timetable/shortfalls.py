"""What a timetable lacks: posts that found no time, and days without a blog or without a post."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from promoter.campaign.model import Kind
from promoter.clock import as_utc
from promoter.posts.phrases import dated, listed, weekday
from promoter.timetable.model import Gap, Overflow
from promoter.timetable.order import blog_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from promoter.campaign.model import Campaign, ChannelName
    from promoter.posts.model import Post
    from promoter.timetable.sheet import Left, Seat

NAMES = {
    Kind.OPENER: "the opener",
    Kind.ROUND_UP: "the round-up",
    Kind.WEEK_END: "the end-of-week post",
    Kind.EVENT: "the reminder of the event",
    Kind.FREE: "a post of your own",
}


def overflow(seats: Sequence[Seat], left: Sequence[Left], zone: ZoneInfo) -> tuple[Overflow, ...]:
    """One sentence for each day, network and reason, with the keys of the posts that it is about."""
    with_blogs = [
        post for post in (*(seat.post for seat in seats), *(one.post for one in left)) if post.kind is Kind.BLOG
    ]
    blogs = Counter((post.day, post.channel) for post in with_blogs)
    carriers = {
        (seat.post.day, seat.post.channel): NAMES[kind]
        for kind in (Kind.WEEK_END, Kind.ROUND_UP)  # the round-up where there are both
        for seat in seats
        if seat.post.kind is kind
    }
    groups: dict[tuple[date, ChannelName, str, bool], list[Left]] = defaultdict(list)
    for one in left:
        groups[one.post.day, one.post.channel, one.code, one.post.kind is Kind.BLOG].append(one)
    found = []
    for (day, channel, code, of_blogs), its in sorted(groups.items()):
        posts = [one.post for one in its]
        if of_blogs and code != "no_network":
            here = day, channel
            message = f"{_shortage(its, blogs[here], zone)}: {_fate(posts, carriers.get(here))}"
        else:
            message = _message(code, posts)
        found.append(Overflow(code, message, day, channel, tuple(post.key for post in posts)))
    return tuple(found)


def _message(code: str, posts: Sequence[Post]) -> str:
    day, network = dated(posts[0].day), posts[0].channel.shown
    names = listed(blog_of(post) for post in posts)
    if code == "no_network":
        return f"The campaign does not use {network}: name it under channels, or there is no time for {names}"
    if code == "second_left_out":
        return f"{day} has no slot on {network} long enough after the first for a second post about {names}"
    missing = listed(NAMES[post.kind] for post in posts)
    return f"{day} has no slot left on {network} for {missing}: widen its window, shorten its gap or raise its cap"


def _shortage(left: Sequence[Left], blogs: int, zone: ZoneInfo) -> str:
    post, code = left[0].post, left[0].code
    day, network = dated(post.day), post.channel.shown
    if code == "live_too_late":
        live = listed(
            _shown(at, post.day, zone) for at in sorted({one.post.not_before for one in left if one.post.not_before})
        )
        return f"{day} has no free slot left on {network} from {live} on, when the page is live"
    if code == "same_minute":
        return f"{day} has no time on {network} but the minute in which the other network has the blog"
    return f"{day} has {_count(blogs, 'blog')} and {_count(left[0].room, 'free slot')} on {network}"


def _fate(posts: Sequence[Post], carrier: str | None) -> str:
    verb = "are" if len(posts) > 1 else "is"
    fate = f"carried by {carrier} only" if carrier else f"not on {posts[0].channel.shown} at all"
    return f"{listed(blog_of(post) for post in posts)} {verb} {fate}"


def _shown(at: datetime, day: date, zone: ZoneInfo) -> str:
    local = as_utc(at).astimezone(zone)
    return f"{local:%H:%M}" if local.date() == day else f"{dated(local.date())}, {local:%H:%M}"


def _count(many: int, noun: str) -> str:
    return f"{many or 'no'} {noun}{'' if many == 1 else 's'}"


def gaps(posts: Sequence[Post], seats: Sequence[Seat], campaign: Campaign) -> tuple[Gap, ...]:
    """Days without a blog, and days on which a network has nothing at all."""
    return tuple(_gaps(posts, seats, campaign))


def _gaps(posts: Sequence[Post], seats: Sequence[Seat], campaign: Campaign) -> Iterator[Gap]:
    zone = campaign.zone
    with_blog = {post.day for post in posts if post.kind is Kind.BLOG}
    with_post = {(seat.at.astimezone(zone).date(), seat.post.channel) for seat in seats}
    days = sorted({day.date for day in campaign.days})
    weekdays = Counter(map(weekday, days))
    blogs_wanted = any(campaign.kinds.wants(Kind.BLOG, channel) for channel in campaign.networks)
    for day in days:
        if blogs_wanted and day not in with_blog:
            yield Gap("no_blog", f"{dated(day)} has no blog yet", day)
        name = weekday(day) if weekdays[weekday(day)] == 1 else dated(day)
        for channel in campaign.networks:
            if (day, channel) not in with_post:
                yield Gap("no_post", f"{name} has no {channel.shown} post", day, channel)
