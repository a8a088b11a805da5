"""The week as a calendar file: one entry for each post, the same entry each time it is made, as planned or as it stands."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from icalendar import Calendar, Event

from promoter import __version__
from promoter.clock import as_utc
from promoter.posts.lifecycle import Status
from promoter.reporting.plan import KINDS, title
from promoter.reporting.standing import status_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from promoter.campaign.model import Blog, Campaign
    from promoter.ledger.rows import CampaignRow, PostRow
    from promoter.planning import Plan, Planned

_APPROVED = frozenset({Status.APPROVED, Status.SENDING, Status.SENT, Status.UNCLEAR})
_STATUS = {Status.WITHDRAWN: "CANCELLED", **dict.fromkeys(_APPROVED, "CONFIRMED")}
LENGTH = timedelta(minutes=15)  # a post takes no time; an entry without any can hardly be seen


def calendar(plan: Plan, *, now: datetime) -> bytes:
    """An iCalendar file (RFC 5545). A post keeps its UID, so that a calendar that has it moves it and adds no second."""
    entries = _begun(plan.campaign.name, plan.campaign.timezone)
    blogs = {blog.id: blog for blog in plan.campaign.blogs}
    for item in plan.planned:
        entries.add_component(_entry(item, plan.campaign, blogs.get(item.post.blog or ""), now))
    file: bytes = entries.to_ical()
    return file


def standing_calendar(
    posts: Iterable[PostRow], campaigns: Mapping[str, CampaignRow], titles: Mapping[str, str], *, now: datetime
) -> bytes:
    """What is in the queue and the record. `titles` are of posts, by key.

    Words that nobody approved are not in it: a calendar is read in more places than the pages are.
    """
    rows = list(campaigns.values())
    entries = _begun(
        rows[0].settings.name if len(rows) == 1 else "Promoter", rows[0].settings.timezone if rows else "UTC"
    )
    entries.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
    for post in posts:
        entries.add_component(_standing(post, titles.get(post.key, ""), now))
    file: bytes = entries.to_ical()
    return file


def _begun(name: str, zone: str) -> Calendar:
    entries = Calendar()
    entries.add("prodid", f"-//Promoter//Promoter {__version__}//EN")
    entries.add("version", "2.0")
    entries.add("method", "PUBLISH")
    entries.add("x-wr-calname", name)
    entries.add("x-wr-timezone", zone)
    return entries


def _standing(post: PostRow, about: str, now: datetime) -> Event:
    at = as_utc(post.sent_at or post.at)
    entry = Event()
    entry.add("uid", f"{post.key}@promoter")
    entry.add("sequence", post.version + post.fence)
    entry.add("dtstamp", as_utc(now))
    entry.add("dtstart", at)
    entry.add("dtend", at + LENGTH)
    entry.add(
        "summary", f"{post.channel.shown}: {KINDS[post.kind]}{f' – {about}' if about else ''} ({status_in_words(post)})"
    )
    if post.status in _APPROVED:
        entry.add("description", post.said.text)
    if post.url:
        entry.add("url", post.url)
    entry.add("categories", [post.channel.shown, KINDS[post.kind]])
    entry.add("status", _STATUS.get(post.status, "TENTATIVE"))
    entry.add("transp", "TRANSPARENT")
    return entry


def _entry(item: Planned, campaign: Campaign, blog: Blog | None, now: datetime) -> Event:
    post, said = item.post, item.post.said
    entry = Event()
    entry.add("uid", f"{post.key}@promoter")
    entry.add("dtstamp", as_utc(now))
    entry.add("dtstart", as_utc(item.placement.at))
    entry.add("dtend", as_utc(item.placement.at) + LENGTH)
    entry.add("summary", f"{post.channel.shown}: {KINDS[post.kind]} – {_about(item, campaign, blog)}")
    entry.add(
        "description", said.text if said.link is None or said.link in said.text else f"{said.text}\n\n{said.link}"
    )
    if said.link:
        entry.add("url", said.link)
    entry.add("categories", [post.channel.shown, KINDS[post.kind]])
    entry.add("status", "TENTATIVE")  # a plan; what is approved stands in the queue
    entry.add("transp", "TRANSPARENT")
    return entry


def _about(item: Planned, campaign: Campaign, blog: Blog | None) -> str:
    if blog is not None:
        return title(blog, campaign)
    return next((theme.name for theme in campaign.themes if theme.id == item.post.theme), campaign.name)
