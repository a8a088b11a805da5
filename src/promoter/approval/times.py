"""Is a time that a person chose an odd one? Said to them and done all the same: whoever chooses may know why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.approval.standing import named
from promoter.ledger.campaigns import get_campaign
from promoter.ledger.holds import OF_TIME
from promoter.ledger.queue import list_posts
from promoter.posts.lifecycle import Status
from promoter.posts.model import Remark
from promoter.posts.phrases import dated
from promoter.timetable.slots import fits, window

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import timedelta

    from sqlalchemy import Connection

    from promoter.campaign.model import Cadence, Settings
    from promoter.ledger.outline import Outline
    from promoter.ledger.rows import PostRow

_HOLDS_NO_TIME = frozenset({Status.FAILED, Status.WITHDRAWN})


def remarks_on_time(conn: Connection, post: PostRow) -> tuple[Remark, ...]:
    """What a campaign's own timetable would not have done: an odd day or hour, too near another post, too many a day."""
    settings = get_campaign(conn, post.campaign).settings
    return remarks_beside(post, settings, list_posts(conn, account=post.account))


def remarks_beside(post: PostRow, settings: Settings, queue: Iterable[PostRow | Outline]) -> tuple[Remark, ...]:
    """The same of a post in a queue that need not be the one in the ledger; `queue` are the posts of its account."""
    cadence: Cadence | None = getattr(settings.channels, post.channel)
    if cadence is None:
        return ()
    others: list[PostRow | Outline] = [
        other
        for other in queue
        if other.key != post.key and other.status not in _HOLDS_NO_TIME and other.hold not in OF_TIME
    ]
    return (*_of_day(post, settings, cadence), *_of_neighbours(post, settings, cadence, others))


def _of_day(post: PostRow, settings: Settings, cadence: Cadence) -> Iterator[Remark]:
    if post.day not in {day.date for day in settings.days}:
        yield Remark("odd_day", f"{dated(post.day)} is none of the campaign's days")
    first, last = window(post.day, cadence, settings.zone)
    if fits(post.at, post.day, cadence, settings.zone, ()):
        return
    clock = f"{post.at.astimezone(settings.zone):%H:%M}"
    if first <= post.at <= last:
        yield Remark("odd_hour", f"{clock} is in a time of day in which the campaign is quiet on this network")
    else:
        hours = f"{cadence.first:%H:%M} to {cadence.last:%H:%M}"
        yield Remark("odd_hour", f"{clock} is outside the campaign's hours on this network, {hours}")


def _of_neighbours(
    post: PostRow, settings: Settings, cadence: Cadence, others: list[PostRow | Outline]
) -> Iterator[Remark]:
    nearest = min(others, key=lambda other: abs(other.at - post.at), default=None)
    if nearest is not None and abs(nearest.at - post.at) < cadence.gap:
        apart = _minutes(abs(nearest.at - post.at))
        clock = f"{nearest.at.astimezone(settings.zone):%H:%M}"
        of = "" if nearest.campaign == post.campaign else f" of the week {nearest.campaign}"
        message = f"{named(nearest)}{of} goes at {clock}, {apart} away; the campaign keeps {_minutes(cadence.gap)} between posts"
        yield Remark("too_near", message)
    day = [other for other in others if other.campaign == post.campaign and other.day == post.day]
    if len(day) >= cadence.per_day:
        message = f"it is one of {len(day) + 1} on {dated(post.day)}; the campaign allows {cadence.per_day} a day"
        yield Remark("too_many", message)


def _minutes(length: timedelta) -> str:
    seconds = round(length.total_seconds())
    if seconds % 60:
        return f"{seconds:,} seconds"
    return "1 minute" if seconds == 60 else f"{seconds // 60:,} minutes"
