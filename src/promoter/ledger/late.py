"""Approved posts that missed their time, taken so that nobody else changes them before they are put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, select

from promoter.ledger.queue import post_from
from promoter.ledger.tables import accounts, fixed, posts
from promoter.posts.lifecycle import Status

if TYPE_CHECKING:
    from datetime import datetime

    from promoter.ledger.rows import PostRow

_LATE = (
    select(posts)
    # The accounts are named, because the index of what is due is by account.
    .where(posts.c.account.in_(select(accounts.c.id).where(accounts.c.manual.is_(False))))
    .where(posts.c.status == fixed(Status.APPROVED), posts.c.at < bindparam("before"))
    .order_by(posts.c.at, posts.c.key)
    .with_for_update(skip_locked=True, of=posts)
)


def take_late(conn: Connection, before: datetime) -> list[PostRow]:
    """The approved posts whose time was before that moment, but for those that people post by hand.

    One that somebody is changing right now is left for the next time: whoever waits for a post with a record of events
    in hand stands in the way of the one who has the post and waits for the record.
    """
    return [post_from(row) for row in conn.execute(_LATE, {"before": before})]
