"""The attempts to publish: opened with the claim, closed with what came of it, and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, bindparam, insert, select, update

from promoter.ledger.rows import AttemptRow, Claim, PostRow
from promoter.ledger.tables import attempts, posts
from promoter.posts.outcome import Outcome, Sent

if TYPE_CHECKING:
    from datetime import datetime


_OPEN = insert(attempts)
_CLOSE = (
    update(attempts)
    .where(attempts.c.post_key == bindparam("its_post"), attempts.c.fence == bindparam("its_fence"))
    .values({name: bindparam(name) for name in ("ended_at", "outcome", "http_status", "detail")})
)


def open_attempt(conn: Connection, claimed: Claim) -> None:
    """Note that something may leave from now on. The database refuses a second open attempt of the same post."""
    values = {
        "post_key": claimed.post.key,
        "fence": claimed.fence,
        "account": claimed.post.account,
        "digest": claimed.post.digest,
        "owner": claimed.owner,
        "host": claimed.host,
        "started_at": claimed.claimed_at,
        "lease_until": claimed.lease_until,
        "payload": claimed.payload,
        "boottime": claimed.boottime,
        "pictures": [picture.evidence for picture in claimed.pictures] or None,
    }
    conn.execute(_OPEN, values)


def close_attempt(conn: Connection, post: PostRow, outcome: Outcome, now: datetime) -> None:
    """Note what came of the post's last attempt."""
    values = {
        "ended_at": now,
        "outcome": outcome_word(outcome),
        "http_status": outcome.http_status,
        "detail": outcome.detail,
    }
    conn.execute(_CLOSE, {"its_post": post.key, "its_fence": post.fence, **values})


def list_attempts(conn: Connection, *, post_key: str | None = None, campaign: str | None = None) -> list[AttemptRow]:
    """The attempts to publish one post, a campaign's posts, or all, in the order of posts and then of attempts."""
    columns = [column for column in attempts.columns if column.name != "id"]
    query = select(*columns).order_by(attempts.c.post_key, attempts.c.fence)
    if post_key is not None:
        query = query.where(attempts.c.post_key == post_key)
    if campaign is not None:
        query = query.join(posts, posts.c.key == attempts.c.post_key).where(posts.c.campaign == campaign)
    return [AttemptRow(**row) for row in conn.execute(query).mappings()]


def doubtful_attempts(conn: Connection, post: PostRow) -> list[AttemptRow]:
    """The attempts with the words that the post has now of which nobody could tell at the time what came of them."""
    made = list_attempts(conn, post_key=post.key)
    return [attempt for attempt in made if attempt.outcome == "unclear" and attempt.digest == post.digest]


def by_hand(post: PostRow) -> AttemptRow:
    """What stands for the attempt of a post that a person posted: the moment when they said so."""
    moment = post.sent_at or post.at
    return AttemptRow(
        post_key=post.key, fence=post.fence, account=post.account, digest=post.digest, owner="", host="",
        started_at=moment, lease_until=moment, ended_at=moment, outcome=None, http_status=None, detail=None,
    )  # fmt: skip


def outcome_word(outcome: Outcome) -> str:
    """sent, refused, later, blocked or unclear."""
    return type(outcome).__name__.lower()


def evidence(outcome: Outcome) -> dict[str, Any]:
    """What was seen, for the record of events."""
    seen: dict[str, Any] = {
        "outcome": outcome_word(outcome),
        "http_status": outcome.http_status,
        "detail": outcome.detail,
    }
    if isinstance(outcome, Sent):
        seen |= {"network_id": outcome.network_id, "url": outcome.url}
    return seen
