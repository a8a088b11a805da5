"""What stands in the way of a post, of its words and of its campaign, in sentences that people read."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from promoter.campaign.model import Kind
from promoter.errors import NotPossible, UsageProblem
from promoter.ledger.holds import ADDRESS, NOTHING, OF_WORDS, hold_of_time
from promoter.posts.lifecycle import IN_WORDS, Status

if TYPE_CHECKING:
    from datetime import datetime

    from promoter.ledger.holds import Hold
    from promoter.ledger.outline import Outline
    from promoter.ledger.rows import CampaignRow, PostRow
    from promoter.posts.model import Wording

# Letters that change the order in which others are read: what is approved must be what is seen.
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

_NAMED = {
    Kind.OPENER: "the day’s opener",
    Kind.BLOG: "the blog post",
    Kind.SECOND: "the second post",
    Kind.ROUND_UP: "the day’s round-up",
    Kind.WEEK_END: "the week’s last post",
    Kind.EVENT: "the post about the event",
    Kind.FREE: "a post that somebody wrote",
}
_TITLE = 60


def named(post: PostRow | Outline) -> str:
    """A post as a sentence names it, such as "the blog post “Fix the address first”"."""
    title = next(iter(post.page_titles), "") if post.blog is not None else ""
    if len(title) > _TITLE:
        title = f"{title[:_TITLE].rsplit(' ', 1)[0]}…"
    return f"{_NAMED[post.kind]} “{title}”" if title else _NAMED[post.kind]


def standing_hold(post: PostRow, now: datetime, *, chosen: bool = False) -> Hold:
    """What still keeps a post back after somebody changed it. `chosen`: they decided which words it says."""
    if post.hold in OF_WORDS and not chosen:
        return post.hold, post.hold_reason
    timely = hold_of_time(post, now)
    if timely != NOTHING:
        return timely
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
    refuse_hidden(said.text)
    if said.length > said.limit:
        raise UsageProblem(f"the text counts {said.length:,} and may count {said.limit:,}; make it shorter")
    return said


def refuse_hidden(text: str) -> None:
    """`UsageProblem` if what people would read is not all that the text holds."""
    for letter in text:
        hidden = letter != "\n" and unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"}
        if hidden or letter in _REORDERING:
            raise UsageProblem(f"the text holds U+{ord(letter):04X}, which nobody can see; take it out")


def unconfirmed(campaign: CampaignRow) -> str | None:
    """What nobody has confirmed of a campaign that people load, approve and send; None if all is."""
    count = len(campaign.open_assumptions)
    if not count:
        return None
    what = "1 assumption" if count == 1 else f"{count} assumptions"
    folder = Path(campaign.folder)
    named = campaign.slug if folder.parent.name == "schedules" else folder  # as the command finds it
    verb, them = ("is", "it") if count == 1 else ("are", "them")
    return f"{what} of {campaign.slug} {verb} not confirmed by anyone: promoter check {named} lists {them}"


def a_reason(text: str) -> str:
    """The reason that somebody gave, in one line; a decision without one helps nobody."""
    reason = " ".join(text.split())
    if not reason or not reason.isprintable():
        raise UsageProblem("give a reason in words")
    return reason
