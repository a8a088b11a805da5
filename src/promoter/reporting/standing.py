"""Where a post stands and why, in the words that people read."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from promoter.ledger.holds import PAGE, PICTURE
from promoter.posts.lifecycle import IN_WORDS, Status
from promoter.posts.phrases import dated, opened

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from promoter.ledger.rows import AccountRow, PauseRow, PostRow

_HELD = {
    "past": "its time has passed",
    "early": "needs a later time",
    "address": "waits for its address",
    "choose": "two wordings to choose from",
    "changes": "changes wanted",
    "page": "waits for its page",
    "picture": "waits for its picture",
}


def status_in_words(post: PostRow) -> str:
    """A post's status, or what keeps it there: "changes wanted" says more than "waits for approval"."""
    if post.status in {Status.PENDING, Status.APPROVED} and post.hold in _HELD:
        return _HELD[post.hold]
    if post.status is Status.UNCLEAR and post.hold is None:
        return "being looked for"
    return IN_WORDS[post.status]


def why_it_stands(
    post: PostRow, *, now: datetime, account: AccountRow | None, pause: PauseRow | None, zone: tzinfo = UTC
) -> str:
    """Why a post is where it is, in a sentence or two; nothing where its status says it all."""
    match post.status:
        case Status.PENDING:
            told = _told(post.reason, post.hold_reason, post.trouble)
            return told or ("Nobody approved it before its time." if post.at < now else "")
        case Status.APPROVED:
            return _why_approved(post, now, account, pause, zone)
        case Status.SENDING:
            return ""
        case Status.SENT:
            return _told(post.trouble)
        case Status.FAILED:
            return _told(post.trouble, post.reason)
        case Status.UNCLEAR:
            if post.hold is not None:
                return _told(post.trouble, post.reason)
            again = "" if post.look_at is None else f" at {_minute(max(post.look_at, now)).astimezone(zone):%H:%M}"
            looked = f"{post.channel.shown} is read back{again} to see whether it is there"
            return _told(post.trouble, looked, f"Whoever knows already may run promoter resolve {post.key}")
        case Status.WITHDRAWN:
            by = "loading" if post.withdrawn_by == "load" else post.withdrawn_by
            return _told(f"Taken out by {by}", post.reason)


def _why_approved(
    post: PostRow, now: datetime, account: AccountRow | None, pause: PauseRow | None, zone: tzinfo
) -> str:
    if pause is not None and post.let_through != pause.id:
        passed = "Its time passed meanwhile" if post.at < now else None
        return _told(f"Everything is stopped by {pause.paused_by}: {pause.reason}", passed)
    if account is not None and account.manual:
        return f"A person posts it by hand, then runs promoter resolve {post.key} --sent URL."
    if account is not None and account.blocked_reason is not None:
        return _told(f"Its account {account.id} is stopped: {account.blocked_reason}")
    if post.hold is not None:
        again = ""
        if post.hold == PAGE and post.look_at is not None:
            again = f"It is looked at again at {max(post.look_at, now).astimezone(zone):%H:%M}"
        if post.hold == PICTURE and post.picture_at is not None:
            again = f"It is brought again at {max(post.picture_at, now).astimezone(zone):%H:%M}"
        return _told(post.hold_reason or post.hold, again)
    if post.retry_at is not None and post.retry_at > now:
        return _told("It will be tried again", post.trouble)
    if account is not None and (waits := _what_it_waits_for(post, now, account, zone)) is not None:
        return waits
    if post.at <= now and post.picture_at is not None and post.pictured_until is None:
        return f"Its picture is on its way to {post.channel.shown}."
    return "Its time has come and no daemon has taken it yet." if post.at <= now else "It goes out at its time."


def _what_it_waits_for(post: PostRow, now: datetime, account: AccountRow, zone: tzinfo) -> str | None:
    """What keeps a post whose time has come, or will still keep it when its time comes; None if nothing does."""
    if account.busy_post is not None and post.at <= now:
        return f"It waits for {account.busy_post}, which is going out from {account.id}."
    ready = max(now, post.at)
    if post.not_before is not None and post.not_before > ready:
        return f"Its page is live only from {_when(post.not_before, post, zone)}."
    if account.not_before is not None and account.not_before > ready:
        return f"{post.channel.shown} takes nothing from {account.id} before {_when(account.not_before, post, zone)}."
    spaced = ready if account.last_left_at is None else account.last_left_at + post.spacing
    if spaced > ready:
        return f"It keeps its distance from the last post of {account.id}: not before {_when(spaced, post, zone)}."
    return None


def _when(moment: datetime, post: PostRow, zone: tzinfo) -> str:
    local = _minute(moment).astimezone(zone)
    return f"{local:%H:%M %Z}" if local.date() == post.day else f"{local:%H:%M %Z} on {dated(local.date())}"


def _minute(moment: datetime) -> datetime:
    """The full minute by which the moment has come."""
    over = timedelta(seconds=moment.second, microseconds=moment.microsecond)
    return moment - over + timedelta(minutes=1) if over else moment


def _told(*parts: str | None) -> str:
    """What was written down, each part once, as sentences."""
    said = dict.fromkeys(opened(part.rstrip(".")) for part in parts if part)
    return " ".join(part if part.endswith(("?", "!", "…")) else f"{part}." for part in said)
