"""A plan for other programs, as one JSON document, and the words that people read for its parts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from promoter.campaign.model import ChannelName, Kind
from promoter.campaign.titles import clean_title
from promoter.posts.fitting import measure
from promoter.posts.phrases import MONTHS, date_range

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from promoter.campaign.model import Blog, Campaign
    from promoter.planning import Plan, Planned
    from promoter.posts.model import Remark
    from promoter.timetable.model import Gap, Overflow

KINDS = {  # short enough for a column of them
    Kind.OPENER: "Opener",
    Kind.BLOG: "Blog",
    Kind.SECOND: "Second",
    Kind.ROUND_UP: "Round-up",
    Kind.WEEK_END: "Week end",
    Kind.EVENT: "Event",
    Kind.FREE: "Own post",
}
SECOND_LEFT_OUT = "second_left_out"  # the one kind of overflow by which nothing is lost
HOLDS = {"address": "held until its address is known"}

# ------------------------------------------------------------------------------------------------------------ in words


def event_in_words(campaign: Campaign) -> str | None:
    """Which event, and when: "the seventh Building the Smarter State conference on Wednesday 22 September 2021"."""
    event = campaign.event
    if event is None:
        return None
    edition = f"the {event.edition} " if event.edition else "the " if event.what else ""
    what = f" {event.what}" if event.what else ""
    return f"{edition}{event.name}{what} {date_range(event.starts, event.ends)} {event.ends.year}"


def costs_in_words(plan: Plan) -> str:
    """What X asks for the week, with the date of its prices."""
    estimate = plan.estimate
    year, month, _ = str(estimate["prices_of"]).split("-")
    free = "; LinkedIn asks nothing" if ChannelName.LINKEDIN in plan.campaign.networks else ""
    return (
        f"X asks about ${estimate['x_usd']:.2f} for its part, at the prices of {MONTHS[int(month) - 1]} {year}{free}."
    )


def past_in_words(plan: Plan, now: datetime) -> str | None:
    """A sentence on what would not be sent because its last moment is over; None if all of it is to come."""
    gone = sum(item.placement.until < now for item in plan.planned)
    if gone and gone == len(plan.planned):
        return "This week is past: nothing of it would be sent."
    return f"{gone} of these {len(plan.planned)} posts are past and would not be sent." if gone else None


def shortfalls(plan: Plan) -> tuple[tuple[str, list[str]], ...]:
    """What found no time, under headings: what is lost, and what is only not said twice."""
    lost = [overflow.message for overflow in plan.timetable.overflow if overflow.code != SECOND_LEFT_OUT]
    second = [overflow.message for overflow in plan.timetable.overflow if overflow.code == SECOND_LEFT_OUT]
    return ("No time found", lost), ("Good to know", second)


def title(blog: Blog, campaign: Campaign) -> str:
    """A blog's title as posts say it."""
    organisations = dict.fromkeys(author.organisation for author in blog.authors if author.organisation)
    return clean_title(blog.title, hashtag=campaign.hashtag, organisations=organisations)


# ------------------------------------------------------------------------------------------------------------- in parts


def by_day(plan: Plan) -> Iterator[tuple[date, list[Planned]]]:
    """The days that have posts or lack them, in order, on the campaign's own calendar."""
    days: defaultdict[date, list[Planned]] = defaultdict(list)
    for item in plan.planned:
        days[item.placement.at.astimezone(plan.campaign.zone).date()].append(item)
    yield from ((day, days[day]) for day in sorted(days.keys() | {gap.day for gap in plan.gaps}))


def narrowed(
    plan: Plan, *, channel: ChannelName | None = None, day: date | None = None, key: str | None = None
) -> Plan:
    """The part of a plan that is about one network, one day, one post; its gaps, warnings and estimate go with it."""

    def is_meant(its_channel: ChannelName | None, its_day: date) -> bool:
        return (channel is None or its_channel in (channel, None)) and (day is None or its_day == day)

    posts = tuple(post for post in plan.posts if is_meant(post.channel, post.day) and key in (post.key, None))
    keys = {post.key for post in posts}
    timetable = plan.timetable._replace(
        placements=tuple(placement for placement in plan.timetable.placements if placement.key in keys),
        overflow=tuple(
            o for o in plan.timetable.overflow if is_meant(o.channel, o.day) and (key is None or key in o.keys)
        ),
        gaps=tuple(gap for gap in plan.timetable.gaps if is_meant(gap.channel, gap.day) and key is None),
    )
    return replace(plan, posts=posts, timetable=timetable)


# ------------------------------------------------------------------------------------------------------------- as JSON


def document(plan: Plan) -> dict[str, Any]:
    """The plan as `promoter preview --json` prints it."""
    zone = plan.campaign.zone
    remarks = [_of_post(item, remark) for item in plan.planned for remark in item.post.warnings]
    return {
        "campaign": plan.campaign.slug,
        "name": plan.campaign.name,
        "timezone": plan.campaign.timezone,
        "posts": [post(item, zone) for item in plan.planned],
        "gaps": [_gap(gap) for gap in plan.gaps],
        "warnings": [*map(_overflow, plan.timetable.overflow), *remarks],
        "assumptions": [
            {"about": a.about, "says": a.says, "confirmed_by": a.confirmed_by} for a in plan.open_assumptions
        ],
        "estimate": plan.estimate,
    }


def post(item: Planned, zone: ZoneInfo) -> dict[str, Any]:
    """One post. `payload_text` is LinkedIn's escaped form; `text_without_count` goes out if the count is not true then."""
    its, said, placement = item.post, item.post.said, item.placement
    shape: dict[str, Any] = {
        "key": its.key,
        "campaign": its.campaign,
        "channel": its.channel.value,
        "kind": its.kind.value,
        "blog": its.blog,
        "theme": its.theme,
        "day": its.day.isoformat(),
        "at": placement.at.astimezone(zone).isoformat(),
        "until": placement.until.astimezone(zone).isoformat(),
        "text": said.text,
        "link": said.link,
        "card": said.card
        and {"title": said.card.title, "description": said.card.description, "image": said.card.image},
        "length": measure(said.text, said.channel),
        "limit": said.limit,
        "digest": said.digest,
        "media": [{"file": medium.file, "sha256": medium.sha256, "alt": medium.alt} for medium in said.media],
        "warnings": [_remark(remark) for remark in its.warnings],
        "why": placement.why,
        "wording": its.wording,
        "hold": its.hold,
        "not_before": its.not_before and its.not_before.astimezone(zone).isoformat(),
    }
    if said.uncounted is not None:
        shape["text_without_count"] = said.uncounted
        shape["length_without_count"] = measure(said.uncounted, said.channel)
    if its.channel is ChannelName.LINKEDIN:
        shape["payload_text"] = said.payload_text
        if said.uncounted is not None:
            shape["payload_without_count"] = said.payload_uncounted
    return shape


def _remark(remark: Remark) -> dict[str, str]:
    return {"code": remark.code, "message": remark.message}


def _of_post(item: Planned, remark: Remark) -> dict[str, Any]:
    where = {"day": item.post.day.isoformat(), "channel": item.post.channel.value, "posts": [item.post.key]}
    return {**_remark(remark), **where}


def _overflow(overflow: Overflow) -> dict[str, Any]:
    where = {"day": overflow.day.isoformat(), "channel": overflow.channel.value, "posts": list(overflow.keys)}
    return {"code": overflow.code, "message": overflow.message, **where}


def _gap(gap: Gap) -> dict[str, Any]:
    return {
        "code": gap.code,
        "message": gap.message,
        "day": gap.day.isoformat(),
        "channel": gap.channel and gap.channel.value,
    }
