"""Which posts keep their times when a campaign is loaded again, and which times are taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.campaign.model import Kind
from promoter.ledger.due import MISSED
from promoter.ledger.queue import list_posts
from promoter.planning import Planned
from promoter.posts.lifecycle import Status
from promoter.timetable.model import Placement

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from promoter.campaign.model import Cadence, Campaign, ChannelName
    from promoter.ledger.rows import CampaignRow, PostRow
    from promoter.posts.model import Post

UNTOUCHABLE = frozenset({Status.SENT, Status.SENDING, Status.UNCLEAR})


def kept_times(
    posts: tuple[Post, ...], rows: Mapping[str, PostRow], changed: Collection[ChannelName]
) -> dict[str, datetime]:
    """The times of posts that keep theirs. On the networks whose hours `changed`, what nobody has settled is timed anew."""
    by_key = {post.key: post for post in posts}

    def stays(row: PostRow) -> bool:
        if row.status in UNTOUCHABLE:
            return True
        if row.status is Status.WITHDRAWN:
            return False
        if row.kind is Kind.FREE:
            return True
        post = by_key.get(row.key)
        if post is None or _has_another_day(row, post):
            return False
        if _is_too_early(row, post.not_before) or _is_too_early(row, row.not_before):
            return False  # a time before its page is live is none, and may have been given to another since
        return row.channel not in changed or row.status is not Status.PENDING or row.moved

    return {key: row.at for key, row in rows.items() if stays(row)}


def is_timetables(row: PostRow) -> bool:
    """Is the reason for its time one of the timetable's? People and delays give others."""
    return row.kind is not Kind.FREE and not row.moved and not row.why.startswith(MISSED)


def too_early(posts: tuple[Post, ...], rows: Mapping[str, PostRow], *, timed: Collection[str]) -> tuple[Planned, ...]:
    """Posts of the queue whose page is live only after their time, and whose day has no later one: they wait for a person."""
    return tuple(
        Planned(post, Placement(row.key, row.at, row.until, row.why))
        for post in posts
        if post.key not in timed
        and (row := rows.get(post.key)) is not None
        and row.status is not Status.WITHDRAWN
        and not _has_another_day(row, post)
        and _is_too_early(row, post.not_before)
    )


def _has_another_day(row: PostRow, post: Post) -> bool:
    return (row.source or "").split(" ")[0] != str(post.day)


def _is_too_early(row: PostRow, live: datetime | None) -> bool:
    return live is not None and row.at < live


def changed_cadences(before: CampaignRow | None, campaign: Campaign) -> set[ChannelName]:
    """The networks whose hours are not what they were when the campaign was last loaded."""
    if before is None:
        return set()
    return {
        channel
        for channel in campaign.networks
        if (was := getattr(before.settings.channels, channel)) is not None
        and was.model_copy(update={"account": None})
        != cadence_of(campaign, channel).model_copy(update={"account": None})
    }


def others_times(conn: Connection, campaign: Campaign) -> dict[ChannelName, list[datetime]]:
    """When other campaigns use the same accounts."""
    return {
        channel: [
            row.at
            for row in list_posts(conn, account=f"{channel}:{cadence_of(campaign, channel).account}")
            if row.campaign != campaign.slug and row.status is not Status.WITHDRAWN
        ]
        for channel in campaign.networks
    }


def cadence_of(campaign: Campaign, channel: ChannelName) -> Cadence:
    """How the campaign uses a network that it has posts for."""
    cadence = campaign.cadence(channel)
    if cadence is None:
        raise ValueError(f"{campaign.slug} does not use {channel}")
    return cadence
