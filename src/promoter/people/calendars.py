"""Calendar addresses for the team: made and ended by those who write, read by whoever has one."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from promoter.approval.rights import may_write
from promoter.errors import NotPossible
from promoter.ledger import events, feeds
from promoter.ledger.campaigns import get_campaign
from promoter.people.sessions import sealed

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from promoter.ledger.rows import Actor


def make_feed(conn: Connection, *, campaign: str | None, who: Actor, now: datetime) -> str:
    """The token of a new address, which is never told again. Of one campaign, or of all."""
    may_write(conn, who)
    if campaign is not None:
        get_campaign(conn, campaign)
    token = secrets.token_urlsafe(32)
    number = feeds.add_feed(conn, sealed(token), campaign=campaign, made_by=who.name, now=now)
    events.append_for_house(conn, "calendar_made", who, now, number=number, campaign=campaign)
    return token


def end_feed(conn: Connection, number: int, *, who: Actor, now: datetime) -> None:
    """End an address: whoever has it gets nothing from now on."""
    may_write(conn, who)
    if not feeds.end_feed(conn, number, now=now):
        raise NotPossible(f"there is no calendar address {number}; promoter calendar list shows those that stand")
    events.append_for_house(conn, "calendar_ended", who, now, number=number)


def read_feed(conn: Connection, token: str) -> feeds.Feed | None:
    """The address behind a token, if it stands."""
    return feeds.feed_by_token(conn, sealed(token))
