"""Posts in outline: where and when each one stands, without its words, for whoever needs the whole queue around one post."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, or_, select

from promoter.campaign.model import ChannelName, Kind
from promoter.ledger.tables import posts
from promoter.posts.lifecycle import Status

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

_NAMES = (
    "key", "campaign", "account", "channel", "kind", "blog", "status", "hold", "day", "at", "written_by", "approved_by",
    "page_titles",
)  # fmt: skip
_COLUMNS = tuple(posts.c[name] for name in _NAMES)


@dataclass(frozen=True, slots=True)
class Outline:
    """A post without its words."""

    key: str
    campaign: str
    account: str
    channel: ChannelName
    kind: Kind
    blog: str | None
    status: Status
    hold: str | None
    day: date
    at: datetime
    written_by: str
    approved_by: tuple[str, ...]
    page_titles: tuple[str, ...]


def outlines(conn: Connection, *, campaign: str, accounts: Collection[str] = ()) -> list[Outline]:
    """The posts of a campaign, and those of these accounts, whichever campaign they are of, in the order of their times."""
    meant = or_(posts.c.campaign == campaign, posts.c.account.in_(accounts))
    return [_outline(*row) for row in conn.execute(select(*_COLUMNS).where(meant).order_by(posts.c.at, posts.c.key))]


def _outline(  # noqa: PLR0917 - the columns, by their places: by name takes as long as all the rest
    key: str, campaign: str, account: str, channel: str, kind: str, blog: str | None, status: str, hold: str | None,
    day: date, at: datetime, written_by: str, approved_by: list[str], page_titles: list[str],
) -> Outline:  # fmt: skip
    return Outline(
        key, campaign, account, ChannelName(channel), Kind(kind), blog, Status(status), hold, day, at, written_by,
        tuple(approved_by), tuple(page_titles),
    )  # fmt: skip
