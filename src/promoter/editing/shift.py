"""Moving the rest of a week: what has not gone out yet goes days or hours later or earlier, or one day's posts on another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from promoter.approval.rights import may_write
from promoter.approval.standing import standing_hold
from promoter.editing.effect import Effect, Left, tried
from promoter.errors import Mistake, UsageProblem
from promoter.ledger.campaigns import get_campaign
from promoter.ledger.decisions import add_decision
from promoter.ledger.queue import get_post, list_posts, update_post
from promoter.posts.lifecycle import IN_WORDS, Status
from promoter.posts.phrases import dated
from promoter.timetable.slots import moment

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from sqlalchemy import Connection

    from promoter.campaign.model import ChannelName
    from promoter.ledger.rows import Actor, PostRow

_MOVES = frozenset({Status.PENDING, Status.APPROVED, Status.FAILED})
_TOO_LATE = frozenset({Status.SENDING, Status.UNCLEAR})
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Times:
    day: date
    at: datetime
    until: datetime


def plan_shift(
    conn: Connection,
    campaign: str,
    *,
    who: Actor,
    now: datetime,
    by: timedelta | None = None,
    day: date | None = None,
    to: date | None = None,
    channel: ChannelName | None = None,
) -> Effect:
    """Move everything unsent `by` whole days or any other length of time, or the posts of `day` to the day `to`.

    Whole days keep the time on the campaign's clocks, however the clocks change in between. A post whose new time would
    have passed, or would be before its page is live, stays where it is. Each that moves waits for approval again.
    """
    may_write(conn, who)
    settings = get_campaign(conn, campaign).settings
    length = _length(by, day, to)
    posts = [post for post in list_posts(conn, campaign=campaign, channel=channel, day=day) if post.status in _MOVES]
    try:
        times = {post.key: _shifted(post, length, settings.zone) for post in posts}
    except OverflowError:
        raise Mistake(
            "the calendar ends before that; choose a shorter way", field="by" if to is None else "to"
        ) from None
    stays = []
    for post in posts:
        if reason := _why_not(post, times[post.key].at, now, settings.zone):
            stays.append(Left(post=post, reason=reason))
            del times[post.key]
    on_its_way = [
        Left(post=post, reason=f"{IN_WORDS[post.status]}, so its time cannot be changed now")
        for post in list_posts(conn, campaign=campaign, channel=channel, day=day)
        if post.status in _TOO_LATE
    ]

    def deed(conn: Connection, now: datetime) -> None:
        _move_all(conn, times, who=who, now=now)

    return Effect(
        campaign=campaign,
        zone=settings.zone,
        kind="shifted",
        says=_says(length, day, to, channel),
        who=who,
        changes=tried(conn, campaign, deed, now=now),
        stays=(*stays, *on_its_way),
        data={"by": _in_words(length), "day": day, "to": to, "channel": channel},
        deed=deed,
    )


def _length(by: timedelta | None, day: date | None, to: date | None) -> timedelta:
    if by is not None and day is None and to is None:
        length = by
    elif by is None and day is not None and to is not None:
        length = to - day
    else:
        raise UsageProblem("say either how far to move everything, or which day's posts to move to which other day")
    if not length:
        raise Mistake("that moves nothing; say how far, or to which other day", field="by" if to is None else "to")
    return length


def _shifted(post: PostRow, by: timedelta, zone: ZoneInfo) -> _Times:
    at, until = (_later(time, by, zone) for time in (post.at, post.until))
    return _Times(at.astimezone(zone).date(), at, max(at, until))


def _later(time: datetime, by: timedelta, zone: ZoneInfo) -> datetime:
    if by % _DAY:
        return time + by
    local = time.astimezone(zone)
    return moment(local.date() + by, local.time(), zone)


def _why_not(post: PostRow, at: datetime, now: datetime, zone: ZoneInfo) -> str | None:
    local = at.astimezone(zone)
    clock = f"{local:%H:%M} on {dated(local.date())}"
    if at < now:
        return f"it stays: its new time, {clock}, has passed"
    if post.not_before is not None and at < post.not_before:
        live = post.not_before.astimezone(zone)
        return (
            f"it stays: its page is live only from {live:%H:%M} on {dated(live.date())}, and it would go out at {clock}"
        )
    return None


def _move_all(conn: Connection, times: Mapping[str, _Times], *, who: Actor, now: datetime) -> None:
    for key, new in times.items():
        post = get_post(conn, key, lock=True)
        hold, hold_reason = standing_hold(replace(post, at=new.at), now)
        moved = update_post(
            conn, post, status=Status.PENDING, void=True, at=new.at, day=new.day, until=new.until, moved=True,
            written_by=who.name, why=f"moved here together with others by {who.name}", hold=hold,
            hold_reason=hold_reason, reason=None, retry_at=None, tries=0,
        )  # fmt: skip
        add_decision(conn, moved, "move", who, now=now, event="moved", before=post.at)


def _says(by: timedelta, day: date | None, to: date | None, channel: ChannelName | None) -> str:
    where = f" on {channel.shown}" if channel is not None else ""
    if day is not None and to is not None:
        return f"Move what is left of {dated(day)}{where} to {dated(to)}"
    length = _in_words(abs(by))
    return f"Move everything{where} that is not out yet {length} {'later' if by > timedelta() else 'earlier'}"


def _in_words(by: timedelta) -> str:
    """Such as "1 day and 2 hours"; with a minus before it if it goes back."""
    if by < timedelta():
        return f"-{_in_words(-by)}"
    hours, seconds = divmod(by.seconds, 3600)
    parts = [(by.days, "day"), (hours, "hour"), (seconds // 60, "minute"), (seconds % 60, "second")]
    return " and ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in parts if count)
