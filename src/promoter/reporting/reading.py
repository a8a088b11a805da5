"""Reads from the ledger what the record and one post's story are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.ledger.accounts import get_account, list_accounts
from promoter.ledger.attempts import list_attempts
from promoter.ledger.campaigns import get_campaign, list_campaigns
from promoter.ledger.decisions import list_decisions
from promoter.ledger.events import list_events
from promoter.ledger.looks import list_readings
from promoter.ledger.pauses import current_pause
from promoter.ledger.queue import get_post, list_posts
from promoter.posts.lifecycle import Status
from promoter.reporting.record import Delivery, Story
from promoter.reporting.standing import why_it_stands

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from sqlalchemy import Connection

    from promoter.ledger.rows import AttemptRow, PostRow


def story(conn: Connection, key: str, *, now: datetime) -> Story:
    """All that the ledger knows of one post."""
    post = get_post(conn, key)
    account = get_account(conn, post.account)
    zone = get_campaign(conn, post.campaign).settings.zone
    return Story(
        post=post,
        zone=zone,
        why=why_it_stands(post, now=now, account=account, pause=current_pause(conn), zone=zone),
        decisions=list_decisions(conn, key),
        attempts=list_attempts(conn, post_key=key),
        readings=list_readings(conn, key),
        events=list_events(conn, post_key=key),
    )


def deliveries(conn: Connection, *, campaign: str | None = None, now: datetime) -> list[Delivery]:
    """The delivery record, by day: what was sent or tried, and what should have gone and did not."""
    zones = zones_of(conn, campaign)
    accounts = {account.id: account for account in list_accounts(conn)}
    pause = current_pause(conn)
    attempts: dict[str, list[AttemptRow]] = {}
    for attempt in list_attempts(conn, campaign=campaign):
        attempts.setdefault(attempt.post_key, []).append(attempt)
    return [
        Delivery(
            post=post,
            zone=zones[post.campaign],
            why=why_it_stands(
                post, now=now, account=accounts.get(post.account), pause=pause, zone=zones[post.campaign]
            ),
            attempts=attempts.get(post.key, []),
        )
        for post in day_by_day(list_posts(conn, campaign=campaign))
        if _belongs_in_the_record(post, now, tried=post.key in attempts)
    ]


def zones_of(conn: Connection, campaign: str | None = None) -> dict[str, ZoneInfo]:
    """Each campaign's zone. A campaign that is asked for and was never loaded is refused here."""
    if campaign is not None:
        get_campaign(conn, campaign)
    return {row.slug: row.settings.zone for row in list_campaigns(conn)}


def day_by_day(posts: Sequence[PostRow]) -> list[PostRow]:
    """The posts by day, campaign and time: as people read them."""
    return sorted(posts, key=lambda post: (post.day, post.campaign, post.at, post.key))


def _belongs_in_the_record(post: PostRow, now: datetime, *, tried: bool) -> bool:
    # A post that silently did not go out belongs there as well.
    return tried or post.status is Status.SENT or post.at < now
