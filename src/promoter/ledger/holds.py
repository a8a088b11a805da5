"""What keeps a post back: the word that the queue shows, and the sentence that people read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from promoter.ledger.rows import PostRow

Hold = tuple[str | None, str | None]

PAST: Hold = ("past", "its time has passed; move it to a new one")
EARLY: Hold = ("early", "its page is live only after its time; move it to a later one")
PAGE = "page"  #: the hold of an approved post whose page is not live; it is looked at again
PICTURE = "picture"  #: the hold of an approved post whose picture cannot be brought to the network; it is tried again
#: Holds that delivery lifts by itself: they keep a post from going, not from being approved.
OF_DELIVERY = frozenset({PAGE, PICTURE})
ADDRESS: Hold = ("address", "the address of its page is still to come")
CHOOSE: Hold = ("choose", "its files changed after somebody had edited it; choose between the two wordings")
CHANGES = "changes"  #: the hold of a post that was sent back: one person may still approve it, no sweep does
NOTHING: Hold = (None, None)
OF_WORDS = frozenset({CHOOSE[0], CHANGES})  #: holds that only a person lifts; no time, early or late, does
OF_TIME = frozenset({PAST[0], EARLY[0]})  #: holds that end with a new time


def hold_of_time(post: PostRow, now: datetime) -> Hold:
    """What is wrong with a post's time: it has passed, or the page is not live by then."""
    if post.at < now:
        return PAST
    if post.not_before is not None and post.at < post.not_before:
        return EARLY
    return NOTHING


def hold_of_returned(post: PostRow, now: datetime) -> Hold:
    """What keeps a post back that waits for a person again: it has to be moved first if its time has passed."""
    if post.at < now:
        return PAST
    return NOTHING if post.hold in OF_DELIVERY else (post.hold, post.hold_reason)
