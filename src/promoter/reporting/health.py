"""Will the next post go out? What the ledger says about accounts, daemon, clock and people, each with what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from promoter.approval.standing import unconfirmed
from promoter.ledger import events
from promoter.ledger.accounts import list_accounts
from promoter.ledger.alerts import last_told, untold
from promoter.ledger.campaigns import campaigns_over, list_campaigns
from promoter.ledger.counts import accounts_waited_for
from promoter.ledger.due import next_due
from promoter.ledger.heartbeats import ENDED, ONCE, list_heartbeats
from promoter.ledger.pauses import current_pause
from promoter.ledger.queue import list_posts
from promoter.posts.lifecycle import Status

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from promoter.ledger.rows import PostRow

PAUSE = "pause"  #: the name of the check that says whether everything is stopped
SOON = timedelta(hours=24)  #: a post that nobody approved by then is worth a word
UNTOLD_FOR = timedelta(days=7)  #: what nobody could be told for longer is not told any more
SILENT = timedelta(minutes=2)  #: a daemon gives a sign of life every half minute
AHEAD = timedelta(minutes=5)  #: further than this in the future, something recorded says that the clock was put back


class State(StrEnum):
    """How one thing stands."""

    OK = "ok"
    LOOK = "look"  #: a person should look; posts still go
    BROKEN = "broken"  #: posts do not go, or the record cannot be relied on


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: what, how it stands, and what to do about it."""

    name: str
    state: State
    says: str
    todo: str = ""


def of_ledger(conn: Connection, *, now: datetime, connected: Collection[str]) -> list[Check]:
    """All that the ledger can tell. `connected` are the accounts whose keys are set."""
    over = campaigns_over(conn, now)
    return [
        _record(conn),
        *of_next_post(conn, now=now, connected=connected),
        *_alerts(conn, now),
        *_people([post for post in list_posts(conn) if post.campaign not in over], now),
        *_campaigns(conn, over),
    ]


def of_next_post(conn: Connection, *, now: datetime, connected: Collection[str]) -> list[Check]:
    """What decides whether the next post goes, found quickly enough to be asked every few seconds."""
    waiting = accounts_waited_for(conn)
    return [
        _clock(conn, now),
        *_accounts(conn, waiting, connected),
        _daemon(conn, now, needed=bool(waiting)),
        _pause(conn),
        _next(conn, now, connected),
    ]


def _record(conn: Connection) -> Check:
    breaks = events.verify(conn)
    if not breaks:
        count = sum(seq for seq, _ in events.heads(conn).values())
        return Check("record", State.OK, f"whole, {count:,} events")
    first = breaks[0]
    where = f"{first.campaign or 'the house'}, event {first.seq}: {first.message}"
    return Check("record", State.BROKEN, where, "Keep the file as it is and compare it with the last backup.")


def _clock(conn: Connection, now: datetime) -> Check:
    for campaign in list_campaigns(conn):
        try:
            ZoneInfo(campaign.settings.timezone)
        except (ZoneInfoNotFoundError, OSError):
            says = f"this machine has no rules for {campaign.settings.timezone}, the zone of {campaign.slug}"
            return Check("clock", State.BROKEN, says, "Install the package tzdata.")
    newest = max((beat.at for beat in list_heartbeats(conn)), default=None)
    if newest is not None and newest > now + AHEAD:
        says = f"a daemon wrote at {newest:%Y-%m-%d %H:%M} UTC, and now it is {now:%Y-%m-%d %H:%M} UTC"
        return Check("clock", State.BROKEN, says, "Set the machine's clock, and let it follow a time server.")
    return Check("clock", State.OK, f"{now:%Y-%m-%d %H:%M} UTC; is that right?")


def _accounts(conn: Connection, waiting: Collection[str], connected: Collection[str]) -> Iterator[Check]:
    found = list_accounts(conn)
    if not found:
        yield Check(
            "accounts", State.LOOK, "no campaign is loaded, so there are none", "Run promoter load CAMPAIGN --as USER."
        )
    for account in found:
        stops = State.BROKEN if account.id in waiting else State.LOOK
        if account.manual:
            yield Check(account.id, State.OK, "people post by hand")
        elif account.blocked_reason is not None:
            todo = f"Mend it, run promoter accounts check, then promoter accounts unblock {account.id}."
            yield Check(account.id, stops, f"stopped: {account.blocked_reason.rstrip('.')}", todo)
        elif account.id not in connected:
            todo = f"Set them as .env.example says, or run promoter accounts manual {account.id} --on."
            yield Check(account.id, stops, "no keys are set, so nothing is posted there", todo)
        else:
            yield Check(account.id, State.OK, "keys are set; promoter accounts check asks the network")


def _daemon(conn: Connection, now: datetime, *, needed: bool) -> Check:
    state = State.BROKEN if needed else State.LOOK
    why = "approved posts wait for it" if needed else "nothing waits for it yet"
    beats = list_heartbeats(conn)
    if not beats:
        return Check(
            "daemon",
            state,
            f"none has run on this ledger; {why}",
            "Run promoter serve, daemon or worker, or let the system start it.",
        )
    age = now - beats[0].at
    if beats[0].detail == ENDED:
        return Check(
            "daemon",
            state,
            f"the program ended {_ago(age)} ({beats[0].name}); {why}",
            "Run promoter serve, daemon or worker again.",
        )
    if beats[0].detail == ONCE:
        says = f"the program looked once, {_ago(age)}, and ended ({beats[0].name})"
        return Check(
            "daemon",
            State.LOOK,
            says,
            "Make sure that your timer runs it again, or leave promoter serve or daemon running.",
        )
    if age > SILENT:
        says = f"the program was last awake {_ago(age)} ({beats[0].name}); {why}"
        return Check("daemon", state, says, "Run promoter serve, daemon or worker again, and look at its log.")
    return Check("daemon", State.OK, f"the program was awake {_ago(age)} ({beats[0].name})")


def _pause(conn: Connection) -> Check:
    pause = current_pause(conn)
    if pause is None:
        return Check(PAUSE, State.OK, "nothing is stopped")
    says = f"everything is stopped by {pause.paused_by} since {pause.paused_at:%Y-%m-%d %H:%M} UTC: {pause.reason}"
    return Check(PAUSE, State.LOOK, says, "An approver starts again (promoter resume --as USER).")


def _next(conn: Connection, now: datetime, connected: Collection[str]) -> Check:
    """When a post goes next. Posts of accounts without keys, stopped, or served by hand are none of those."""
    moment = next_due(conn, now, only=connected)
    if moment is None:
        return Check("next post", State.LOOK, "nothing is approved that could go out as things stand")
    return Check("next post", State.OK, f"{moment:%Y-%m-%d %H:%M} UTC")


def _alerts(conn: Connection, now: datetime) -> Iterator[Check]:
    """Whether those who have to know were told; nothing where nobody had to be."""
    todo = "Look at PROMOTER_ALERTS, and at the daemon's log."
    waiting, last = untold(conn, since=now - UNTOLD_FOR), last_told(conn)
    if waiting:
        count = f"{len(waiting)} {'alert' if len(waiting) == 1 else 'alerts'}"
        why = waiting[-1].trouble or "no daemon with addresses is running"
        yield Check(
            "alerts",
            State.LOOK,
            f"{count} nobody was told of, the first {_ago(now - waiting[0].raised_at)}: {why}",
            todo,
        )
    elif last is not None and last.told_at is not None:
        state, trouble = (State.LOOK, f"; {last.trouble}") if last.trouble else (State.OK, "")
        says = f"the last one was told {_ago(now - last.told_at)}{trouble}"
        yield Check("alerts", state, says, todo if last.trouble else "")


def _people(posts: Sequence[PostRow], now: datetime) -> Iterator[Check]:
    """What waits for somebody: nothing here is broken, and all of it stays undone until a person looks."""
    soon = [post for post in posts if post.status is Status.PENDING and now <= post.at <= now + SOON]
    past = [post for post in posts if post.status is Status.PENDING and post.at < now]
    groups = (
        ("approval", soon, "to go out within a day and not approved", "Run promoter queue --status pending."),
        ("missed", past, "with their time passed and not approved", "Move them with promoter move, or take them out."),
        ("unclear", [post for post in posts if post.status is Status.UNCLEAR], "with an outcome that nobody can tell",
         "Look on the network, then run promoter resolve."),
        ("refused", [post for post in posts if post.status is Status.FAILED], "refused by a network",
         "Run promoter queue --status failed, then edit them or take them out."),
    )  # fmt: skip
    for name, found, what, todo in groups:
        if found:
            first = min(found, key=lambda post: post.at)
            count = f"{len(found)} {'post' if len(found) == 1 else 'posts'}"
            yield Check(name, State.LOOK, f"{count} {what}, the first is {first.key}", todo)


def _campaigns(conn: Connection, over: Collection[str]) -> Iterator[Check]:
    """What nobody has confirmed of the campaigns to come, and which ones are not looked at any more."""
    for campaign in list_campaigns(conn):
        if campaign.slug not in over and (assumed := unconfirmed(campaign)) is not None:
            todo = "Write into its campaign.yaml who confirmed each, and load it again."
            yield Check("assumptions", State.LOOK, assumed, todo)
    if over:
        yield Check(
            "past weeks", State.OK, f"left out: {', '.join(sorted(over))}", "Run promoter queue --all to see them."
        )


def _ago(age: timedelta) -> str:
    seconds = max(int(age.total_seconds()), 0)
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {unit}{'' if count == 1 else 's'} ago"
    return "just now"
