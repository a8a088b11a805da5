"""Taking a post out of the queue, and bringing it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.approval.rights import may_write
from promoter.approval.standing import a_reason, require, standing_hold
from promoter.ledger.decisions import add_decision
from promoter.ledger.queue import get_post, update_post
from promoter.posts.lifecycle import Status

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from promoter.ledger.rows import Actor, PostRow


def withdraw(conn: Connection, key: str, *, reason: str, who: Actor, now: datetime) -> PostRow:
    """Take a post out: it does not go. What is out already stays out."""
    reason = a_reason(reason)
    person = may_write(conn, who)
    post = get_post(conn, key, lock=True)
    require(post, frozenset({Status.PENDING, Status.APPROVED, Status.FAILED}), "taken out")
    after = update_post(conn, post, status=Status.WITHDRAWN, withdrawn_by=person.email, reason=reason, retry_at=None)
    add_decision(conn, after, "withdraw", who, now=now, event="withdrawn", reason=reason)
    return after


def reopen(conn: Connection, key: str, *, who: Actor, now: datetime) -> PostRow:
    """Bring a post back that was taken out. It waits for approval, whatever it had before."""
    may_write(conn, who)
    post = get_post(conn, key, lock=True)
    require(post, frozenset({Status.WITHDRAWN}), "brought back")
    hold, hold_reason = standing_hold(post, now)
    after = update_post(
        conn, post, status=Status.PENDING, hold=hold, hold_reason=hold_reason, withdrawn_by=None, reason=None
    )
    add_decision(conn, after, "reopen", who, now=now, event="reopened")
    return after
