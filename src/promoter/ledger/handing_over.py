"""Handing posts that are due soon to the workers: marked in the same transaction that makes the jobs.

The mark ends with any change of a post's time or status, so that the post gets another job. A job that is lost does no
harm: every worker looks for itself, too, at what is due.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, update

from promoter.ledger.alone import alone
from promoter.ledger.tables import fixed, posts
from promoter.posts.lifecycle import Status

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime, timedelta

    from sqlalchemy import Connection

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Handed:
    """A post for which a job is to be made: which, from which account, and when it is due."""

    key: str
    account: str
    at: datetime


def hand_over(conn: Connection, now: datetime, *, horizon: timedelta, only: Collection[str]) -> list[Handed]:
    """Mark the approved posts that are due within `horizon` and were not handed over yet, the first to go first."""
    if not alone(conn, "hand over"):
        return []
    query = (
        select(posts.c.key, posts.c.account, posts.c.at, posts.c.retry_at)
        .where(
            posts.c.status == fixed(Status.APPROVED),
            posts.c.handed_at.is_(None),
            posts.c.at <= now + horizon,
            posts.c.account.in_(only),
        )
        .order_by(posts.c.at)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    found = [Handed(row.key, row.account, max(row.at, row.retry_at or row.at)) for row in conn.execute(query)]
    if found:
        mark = update(posts).where(posts.c.key == bindparam("its_key")).values(handed_at=now)
        conn.execute(mark, [{"its_key": one.key} for one in found])
    return found
