"""The stop button, for anybody; starting again and letting one post pass meanwhile, for an approver."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.approval.rights import known, may_resume
from promoter.approval.standing import a_reason, require
from promoter.errors import NotPossible
from promoter.ledger.decisions import add_decision
from promoter.ledger.holds import PAST
from promoter.ledger.pauses import close_pause, current_pause, open_pause
from promoter.ledger.queue import get_post, list_posts, update_post
from promoter.posts.lifecycle import Status

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from sqlalchemy import Connection

    from promoter.ledger.attention import Standing
    from promoter.ledger.rows import Actor, PauseRow, PostRow


def pause(conn: Connection, *, reason: str, who: Actor, now: datetime) -> PauseRow:
    """Stop every network. Pressing it twice is no mistake: the pause that is open already is the answer then."""
    reason = a_reason(reason)
    known(conn, who)
    return current_pause(conn) or open_pause(conn, reason, who=who, now=now)


def let_through(conn: Connection, key: str, *, reason: str, who: Actor, now: datetime, grace: timedelta) -> PostRow:
    """Let one approved post go out although everything is stopped: a correction, a condolence.

    It counts for the stop that holds now, and ends with any change of the post.
    """
    reason = a_reason(reason)
    right = may_resume(conn, who, now=now)
    stopped = current_pause(conn)
    if stopped is None:
        raise NotPossible(f"nothing is stopped; {key} goes out at its time once it is approved")
    post = get_post(conn, key, lock=True)
    if post.status is Status.PENDING:
        raise NotPossible(f"{key} waits for approval; approve it first, then let it through")
    require(post, frozenset({Status.APPROVED}), "let through")
    if comes_back(post, now=now, grace=grace):
        raise NotPossible(
            f"the time of {key} has passed; move it to one to come, have it approved, then let it through"
        )
    if post.let_through == stopped.id:
        return post
    after = update_post(conn, post, let_through=stopped.id)
    add_decision(
        conn,
        after,
        "let_through",
        who,
        now=now,
        event="let_through",
        reason=reason,
        pause=stopped.reason,
        **right.noted,
    )
    return after


def comes_back(post: PostRow | Standing, *, now: datetime, grace: timedelta) -> bool:
    """Whether starting again gives this post back for a decision: it is approved, and its time has passed."""
    return post.status is Status.APPROVED and post.at + grace < now


def resume(conn: Connection, *, who: Actor, now: datetime, grace: timedelta) -> list[PostRow]:
    """Start again. Posts whose time passed meanwhile, by more than the grace, come back for approval: nothing bursts."""
    right = may_resume(conn, who, now=now)
    stopped = current_pause(conn)
    if stopped is None:
        raise NotPossible("nothing is stopped")
    returned = []
    for post in list_posts(conn, status=Status.APPROVED, lock=True):
        if comes_back(post, now=now, grace=grace):
            reason = f"its time passed while everything was stopped ({stopped.reason})"
            after = update_post(
                conn, post, status=Status.PENDING, hold=PAST[0], hold_reason=PAST[1], reason=reason, retry_at=None
            )
            add_decision(conn, after, "resume", who, now=now, event="given_up", reason=reason, **right.noted)
            returned.append(after)
    close_pause(conn, who=who, now=now, **right.noted)
    return returned
