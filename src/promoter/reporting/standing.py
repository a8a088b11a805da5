"""Where a post stands and why, in the words that people read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.posts.lifecycle import IN_WORDS, Status

if TYPE_CHECKING:
    from datetime import datetime

    from promoter.ledger.rows import AccountRow, PauseRow, PostRow

_HELD = {
    "past": "its time has passed",
    "address": "waits for its address",
    "choose": "two wordings to choose from",
    "changes": "changes wanted",
    "page": "waits for its page",
}


def status_in_words(post: PostRow) -> str:
    """A post's status, or what keeps it there: "changes wanted" says more than "waits for approval"."""
    if post.status in {Status.PENDING, Status.APPROVED} and post.hold in _HELD:
        return _HELD[post.hold]
    return IN_WORDS[post.status]


def why_it_stands(post: PostRow, *, now: datetime, account: AccountRow | None, pause: PauseRow | None) -> str:
    """Why a post is where it is, in a sentence or two; nothing where its status says it all."""
    match post.status:
        case Status.PENDING:
            told = _told(post.reason, post.hold_reason, post.trouble)
            return told or ("Nobody approved it before its time." if post.at < now else "")
        case Status.APPROVED:
            return _why_approved(post, now, account, pause)
        case Status.SENDING:
            return ""
        case Status.SENT:
            return _told(post.trouble)
        case Status.FAILED:
            return _told(post.trouble, post.reason)
        case Status.UNCLEAR:
            return f"{_told(post.trouble)} Look on the network, then run promoter resolve {post.key}.".strip()
        case Status.WITHDRAWN:
            by = "loading" if post.withdrawn_by == "load" else post.withdrawn_by
            return _told(f"Taken out by {by}", post.reason)


def _why_approved(post: PostRow, now: datetime, account: AccountRow | None, pause: PauseRow | None) -> str:
    if pause is not None:
        return _told(f"Everything is paused by {pause.paused_by}: {pause.reason}")
    if account is not None and account.manual:
        return f"A person posts it by hand, then runs promoter resolve {post.key} --sent URL."
    if account is not None and account.blocked_reason is not None:
        return _told(f"Its account {account.id} is stopped: {account.blocked_reason}")
    if post.hold is not None:
        return _told(post.hold_reason or post.hold)
    if post.retry_at is not None and post.retry_at > now:
        return _told("It will be tried again", post.trouble)
    return "Its time has come and no daemon has taken it yet." if post.at <= now else "It goes out at its time."


def _told(*parts: str | None) -> str:
    """What was written down, each part once, as sentences."""
    said = dict.fromkeys(part[:1].upper() + part[1:].rstrip(".") for part in parts if part)
    return " ".join(part if part.endswith(("?", "!", "…")) else f"{part}." for part in said)
