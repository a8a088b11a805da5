"""What people decided about posts, each with exactly what it was decided about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, bindparam, insert, select

from promoter.ledger import events
from promoter.ledger.rows import Actor, DecisionRow, PostRow
from promoter.ledger.tables import decisions

if TYPE_CHECKING:
    from datetime import datetime

APPROVE = "approve"


_ALL = select(*(column for column in decisions.columns if column.name != "id")).order_by(decisions.c.id)
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
    return [DecisionRow(**row) for row in conn.execute(_ALL.where(decisions.c.post_key == post_key)).mappings()]


def approvals(conn: Connection, post: PostRow) -> list[DecisionRow]:
    """The approvals of the post's present version."""
    rows = conn.execute(_APPROVALS, {"post_key": post.key, "version": post.version})
    return [DecisionRow(**row) for row in rows.mappings()]
