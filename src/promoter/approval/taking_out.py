"""Taking a post out of the queue, and bringing it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.approval.rights import may_write
from promoter.approval.standing import a_reason, require, standing_hold
from promoter.ledger.attempts import list_attempts
from promoter.ledger.decisions import add_decision
from promoter.ledger.queue import get_post, update_post
from promoter.posts.lifecycle import Status
from promoter.posts.model import Remark

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from promoter.ledger.rows import Actor, PostRow

_MAY_BE_OUT = Remark("may_be_out", "An earlier attempt may have gone out: look on the network before approving this.")


def withdraw(conn: Connection, key: str, *, reason: str, who: Actor, now: datetime) -> PostRow:
    """Take a post out: it does not go. What is out already stays out."""
    reason = a_reason(reason)
    person = may_write(conn, who)
    post = get_post(conn, key, lock=True)
    require(post, frozenset({Status.PENDING, Status.APPROVED, Status.FAILED, Status.UNCLEAR}), "taken out")
    after = update_post(conn, post, status=Status.WITHDRAWN, withdrawn_by=person.email, reason=reason, retry_at=None)
    add_decision(conn, after, "withdraw", who, now=now, event="withdrawn", reason=reason)
    return after


def reopen(conn: Connection, key: str, *, who: Actor, now: datetime) -> PostRow:
    """Bring a post back that was taken out. It waits for approval, whatever it had before."""
    may_write(conn, who)
    post = get_post(conn, key, lock=True)
    require(post, frozenset({Status.WITHDRAWN}), "brought back")
    hold, hold_reason = standing_hold(post, now)
    warnings = tuple(warning for warning in post.warnings if warning != _MAY_BE_OUT)
    if _never_settled(conn, post):
        warnings = (_MAY_BE_OUT, *warnings)
    after = update_post(
        conn, post, status=Status.PENDING, hold=hold, hold_reason=hold_reason, withdrawn_by=None,
        reason=None, warnings=warnings,
    )  # fmt: skip
    add_decision(conn, after, "reopen", who, now=now, event="reopened")
    return after


def _never_settled(conn: Connection, post: PostRow) -> bool:
    """Did the last attempt end unclear, and nobody found out since? Whoever settles it clears the trouble."""
    attempts = list_attempts(conn, post_key=post.key)
    return bool(attempts) and attempts[-1].outcome == "unclear" and post.trouble is not None
