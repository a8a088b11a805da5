"""What stands in the way of a post, as words that the queue shows and sentences that people read."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from promoter.errors import NotPossible, UsageProblem
from promoter.posts.lifecycle import IN_WORDS, Status

if TYPE_CHECKING:
    from datetime import datetime

    from promoter.ledger.rows import PostRow
    from promoter.posts.model import Wording

Hold = tuple[str | None, str | None]

PAST: Hold = ("past", "its time has passed; move it to a new one")
ADDRESS: Hold = ("address", "the address of its page is still to come")
CHOOSE: Hold = ("choose", "its files changed after somebody had edited it; choose between the two wordings")
CHANGES = "changes"  #: the hold of a post that was sent back: one person may still approve it, no sweep does
NOTHING: Hold = (None, None)
OF_WORDS = frozenset({CHOOSE[0], CHANGES})  #: holds that only a person lifts; no time, early or late, does

# Letters that change the order in which others are read: what is approved must be what is seen.
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def standing_hold(post: PostRow, now: datetime, *, chosen: bool = False) -> Hold:
    """What still keeps a post back after somebody changed it. `chosen`: they decided which words it says."""
    if post.hold in OF_WORDS and not chosen:
        return post.hold, post.hold_reason
    if post.at < now:
        return PAST
    if post.hold == ADDRESS[0] or lacks_address(post):
        return ADDRESS
    return NOTHING


def lacks_address(post: PostRow) -> bool:
    """A blog's post that cannot say where the blog is."""
    return post.blog is not None and post.said.link is None


def require(post: PostRow, allowed: frozenset[Status], deed: str) -> None:
    """`NotPossible` unless the post is in one of the states that allow the deed, such as "edited"."""
    if post.status in allowed:
        return
    after = {
        Status.SENT: "; what is out is out: correct it with a new post, or on the network itself",
        Status.SENDING: "; wait until it is clear what came of it",
        Status.UNCLEAR: f"; look for it on the network first, and settle it with promoter resolve {post.key}",
        Status.WITHDRAWN: f"; promoter reopen {post.key} brings it back",
    }
    raise NotPossible(f"{post.key} cannot be {deed}: {IN_WORDS[post.status]}{after.get(post.status, '')}")


def fit_to_say(said: Wording) -> Wording:
    """The wording, unless it is empty, too long, or holds characters that nobody can see."""
    if not said.text:
        raise UsageProblem("a post needs words; to take it out, use promoter withdraw")
    for letter in said.text:
        hidden = letter != "\n" and unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"}
        if hidden or letter in _REORDERING:
            raise UsageProblem(f"the text holds U+{ord(letter):04X}, which nobody can see; take it out")
    if said.length > said.limit:
        raise UsageProblem(f"the text counts {said.length:,} and may count {said.limit:,}; make it shorter")
    return said


def a_reason(text: str) -> str:
    """The reason that somebody gave, in one line; a decision without one helps nobody."""
    reason = " ".join(text.split())
    if not reason or not reason.isprintable():
        raise UsageProblem("give a reason in words")
    return reason
