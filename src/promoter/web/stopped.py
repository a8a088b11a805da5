"""What a stop means for a post whose time passes meanwhile: it does not go out, and comes back for a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter import approval

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from promoter.ledger.attention import Standing
    from promoter.ledger.rows import PauseRow, PostRow

PASSED = "its time passed while stopped"
SAYS = (
    "Its time passed while everything is stopped. When somebody starts again it does not go out: it comes back for a "
    "decision. It can be given a new time, or taken out, already now."
)


def passed(post: PostRow | Standing, pause: PauseRow | None, *, now: datetime, grace: timedelta) -> bool:
    """Whether an approved post has missed its time because everything is stopped."""
    return pause is not None and approval.comes_back(post, now=now, grace=grace)
