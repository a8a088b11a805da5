"""What people decided about posts, each with exactly what it was decided about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, bindparam, insert, select

from promoter.ledger import events
from promoter.ledger.holds import CHANGES
from promoter.ledger.rows import Actor, DecisionRow, PostRow
from promoter.ledger.tables import decisions, posts
from promoter.posts.lifecycle import Status

if TYPE_CHECKING:
    from datetime import datetime

APPROVE, RETURN = "approve", "return"


_COLUMNS = tuple(column for column in decisions.columns if column.name != "id")
_NAMES = tuple(column.name for column in _COLUMNS)
_ALL = select(*_COLUMNS).order_by(decisions.c.id)
_APPROVALS = _ALL.where(
    decisions.c.post_key == bindparam("post_key"),
    decisions.c.version == bindparam("version"),
    decisions.c.kind == APPROVE,
)


def add_decision(
    conn: Connection,
    post: PostRow,
    kind: str,
    who: Actor,
    *,
    now: datetime,
    event: str,
    reason: str | None = None,
    **more: Any,
) -> None:
    """Note a decision about the post as `post` shows it, and its event with whatever else is to be told."""
    about = {
        "version": post.version,
        "digest": post.digest,
        "account": post.account,
        "day": post.day,
        "at": post.at,
        "until": post.until,
        "reason": reason,
    }
    row = {"post_key": post.key, "kind": kind, "by": who.name, "os_user": who.os_user, "decided_at": now, **about}
    conn.execute(insert(decisions).values(row))
    events.append(
        conn,
        campaign=post.campaign,
        kind=event,
        actor=who.name,
        os_user=who.os_user,
        post_key=post.key,
        at=now,
        data={**about, "text": post.said.text, "status": post.status, **more},
    )


def list_decisions(conn: Connection, post_key: str) -> list[DecisionRow]:
    """All decisions about a post, oldest first."""
    return [_decision_from(row) for row in conn.execute(_ALL.where(decisions.c.post_key == post_key))]


def approvals(conn: Connection, post: PostRow) -> list[DecisionRow]:
    """The approvals of the post's present version."""
    rows = conn.execute(_APPROVALS, {"post_key": post.key, "version": post.version})
    return [_decision_from(row) for row in rows]


def approved_times(conn: Connection, campaign: str) -> dict[str, datetime]:
    """By post, the time for which people approved it last: the daemon may have given it a later one of the day since."""
    query = select(decisions.c.post_key, decisions.c.at).join(posts, posts.c.key == decisions.c.post_key)
    query = query.where(posts.c.campaign == campaign, decisions.c.kind == APPROVE).order_by(decisions.c.id)
    return {row.post_key: row.at for row in conn.execute(query)}


def wanted_besides(conn: Connection, campaign: str) -> dict[str, str]:
    """By post, the changes that are wanted of it while something else keeps it back, as long as it says the same."""
    query = select(decisions.c.post_key, decisions.c.reason).join(posts, posts.c.key == decisions.c.post_key)
    held = posts.c.hold.is_not(None) & (posts.c.hold != CHANGES)
    query = query.where(posts.c.campaign == campaign, posts.c.status == Status.PENDING, held)
    query = query.where(decisions.c.kind == RETURN, decisions.c.digest == posts.c.digest).order_by(decisions.c.id)
    return {row.post_key: row.reason or "" for row in conn.execute(query)}


def _decision_from(row: Row[Any]) -> DecisionRow:
    return DecisionRow(**dict(zip(_NAMES, row, strict=True)))
