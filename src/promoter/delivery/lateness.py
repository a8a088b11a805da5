"""Posts that missed their time: within the grace they still go, later they take a free slot of their day, or wait.

Nothing ever goes out in a burst, and nothing after its last moment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.ledger.accounts import list_accounts
from promoter.ledger.campaigns import list_campaigns
from promoter.ledger.due import MISSED, give_up, reslot
from promoter.ledger.late import take_late
from promoter.ledger.pauses import current_pause
from promoter.ledger.queue import list_posts
from promoter.posts.lifecycle import Status
from promoter.posts.phrases import dated
from promoter.timetable.slots import next_free

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime, timedelta
    from zoneinfo import ZoneInfo

    from sqlalchemy import Connection

    from promoter.campaign.model import Cadence, Settings
    from promoter.ledger.rows import AccountRow, PostRow

HOLDS_A_TIME = frozenset({Status.PENDING, Status.APPROVED, Status.SENDING, Status.SENT, Status.UNCLEAR})


def put_right(conn: Connection, *, now: datetime, grace: timedelta, connected: Collection[str]) -> list[PostRow]:
    """Give every late approved post a later slot of its day, or give it back to a person with the reason.

    While everything is paused nothing is moved: resuming decides what happens to posts whose time has passed.
    `connected` are the accounts that have keys; posts of the others wait for them on their day like any late post.
    """
    if current_pause(conn) is not None:
        return []
    late = take_late(conn, now - grace)
    if not late:
        return []
    settings = {row.slug: row.settings for row in list_campaigns(conn)}
    accounts = {account.id: account for account in list_accounts(conn)}
    return [
        _put_right(
            conn, post, settings[post.campaign], accounts[post.account], now, connected=post.account in connected
        )
        for post in late
    ]


def _put_right(
    conn: Connection, post: PostRow, settings: Settings, account: AccountRow, now: datetime, *, connected: bool
) -> PostRow:
    cadence: Cadence | None = getattr(settings.channels, post.channel.value)
    if cadence is None:
        return give_up(conn, post.key, f"The campaign does not use {post.channel.shown} any more.", now=now)
    zone = settings.zone
    others = _times_taken(conn, post, account)
    earliest = max(moment for moment in (now, post.not_before, post.retry_at, account.not_before) if moment is not None)
    missed = f"{MISSED} {post.at.astimezone(zone):%H:%M}"
    free = next_free(earliest, post.day, cadence, zone, others, post.spacing, until=post.until)
    if free is None:
        obstacle = _obstacle(post, account, now, zone) if connected else f"{account.id} has no keys in the settings"
        because = f": {obstacle.rstrip('.')}" if obstacle else ""
        reason = f"It {missed}, and no time is free before {post.until.astimezone(zone):%H:%M}{because}."
        return give_up(conn, post.key, reason, now=now)
    return reslot(conn, post.key, free, f"{missed}; the next free time of its day", now=now)


def _times_taken(conn: Connection, post: PostRow, account: AccountRow) -> list[datetime]:
    """When else the account is used that day, and when it was used last."""
    others = [
        other.at
        for other in list_posts(conn, account=account.id, day=post.day)
        if other.key != post.key and other.status in HOLDS_A_TIME and other.hold != "past"
    ]
    return others if account.last_left_at is None else [*others, account.last_left_at]


def _obstacle(post: PostRow, account: AccountRow, now: datetime, zone: ZoneInfo) -> str | None:
    """What kept the post from going, as far as it is known."""
    if account.blocked_reason is not None:
        return f"{account.id} is stopped, because {account.blocked_reason}"
    if account.not_before is not None and account.not_before > now:
        again = account.not_before.astimezone(zone)
        return f"{post.channel.shown} takes nothing from us before {again:%H:%M} on {dated(again.date())}"
    return post.hold_reason or post.reason
