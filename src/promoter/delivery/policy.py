"""What to do after an attempt: a pure table from outcome, history and time to the next step.

Sent      -> sent
Refused   -> failed: a person changes it
Blocked   -> the account stops, the post stays approved
Later     -> approved, tried again; a rate limit holds the whole account and is no try of the post
Unclear   -> unclear: never repeated before somebody has looked
Refused as a duplicate -> unclear: the network says that it has these words, by an earlier attempt or by another hand
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from promoter.delivery.looking import FIRST_LOOK, READ_BACK
from promoter.ledger.rows import NextStep
from promoter.posts.lifecycle import Status
from promoter.posts.outcome import Blocked, Later, Outcome, Refused, Sent, Unclear

if TYPE_CHECKING:
    from datetime import datetime

    from promoter.ledger.rows import PostRow

FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(minutes=5)
UNNAMED_RATE_LIMIT = timedelta(minutes=15)


def next_step(
    outcome: Outcome,
    post: PostRow,
    *,
    now: datetime,
    grace: timedelta,
) -> NextStep:
    """The next step for `post`, whose attempt ended in `outcome` at `now`."""
    match outcome:
        case Sent():
            return NextStep(status=Status.SENT, look_at=now + READ_BACK)
        case Refused(duplicate=True):
            return NextStep(status=Status.UNCLEAR, reason=outcome.detail, look_at=now)
        case Refused():
            return NextStep(status=Status.FAILED, reason=outcome.detail)
        case Blocked():
            return NextStep(status=Status.APPROVED, block_account=outcome.detail, counts=False, reason=outcome.detail)
        case Later():
            return _later(outcome, post, now=now, grace=grace)
        case Unclear():
            return NextStep(status=Status.UNCLEAR, reason=outcome.detail, look_at=now + FIRST_LOOK)


def _later(outcome: Later, post: PostRow, *, now: datetime, grace: timedelta) -> NextStep:
    again = outcome.until or now + (UNNAMED_RATE_LIMIT if outcome.rate_limited else pause_before(post.tries + 1))
    again = max(again, now + timedelta(seconds=1))
    account = again if outcome.rate_limited else None
    if again > last_moment(post, grace):
        # Known now, so said now: a person can still choose another time.
        reason = f"{outcome.detail} It could be tried again only after its last moment: choose another time."
        return NextStep(
            status=Status.PENDING, account_not_before=account, counts=not outcome.rate_limited, reason=reason
        )
    return NextStep(
        status=Status.APPROVED,
        retry_at=again,
        account_not_before=account,
        counts=not outcome.rate_limited,
        reason=outcome.detail,
    )


def last_moment(post: PostRow, grace: timedelta) -> datetime:
    """Until when the post is of use: to the end of its day's window, and always as long as the grace after its time."""
    return max(post.until, post.at + grace)


def pause_before(tries: int) -> timedelta:
    """How long to wait before another try: 10 s, 30 s, 90 s, then 4.5 and 5 minutes."""
    return min(FIRST_PAUSE * int(3 ** min(tries - 1, 10)), LONGEST_PAUSE)
