"""Alerts about what stands behind all posts: accounts, the stop, and a daemon that was away."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from promoter.alerting.alert import Alert, alert, clock, sentence
from promoter.ledger.heartbeats import ONCE, list_heartbeats
from promoter.ledger.pauses import list_pauses

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime, tzinfo

    from sqlalchemy import Connection

    from promoter.alerting.week import Week
    from promoter.ledger.rows import AccountRow

AWAY = timedelta(minutes=5)  #: a daemon that was silent for longer, in hours in which posts go, was missed
LATELY = timedelta(days=3)
_DAY = timedelta(days=1)


def about_accounts(accounts: Sequence[AccountRow], weeks: Sequence[Week]) -> Iterator[Alert]:
    """The accounts that stopped, as far as a campaign uses them."""
    for account in accounts:
        using = [week for week in weeks if account.id in week.accounts]
        if account.blocked_reason is None or account.blocked_at is None or not using:
            continue
        yield alert(
            f"blocked:{account.id}:{account.blocked_at.isoformat()}",
            f"{account.id} is stopped: nothing is posted there",
            sentence(account.blocked_reason),
            f"Since {clock(account.blocked_at, using[0].zone)}. Its posts keep their approval and wait until their day ends; "
            "other accounts go on.",
            ""
            if account.wants_connecting
            else f"Mend it, run promoter accounts check, then promoter accounts unblock {account.id} --as USER.",
        )


def about_pauses(conn: Connection, weeks: Sequence[Week], now: datetime) -> Iterator[Alert]:
    """That everything is stopped, and that it goes on again."""
    zone = _zone(weeks)
    for pause in list_pauses(conn):
        if pause.resumed_at is None or pause.paused_at > now - LATELY:
            yield alert(
                f"paused:{pause.id}",
                f"Everything is stopped by {pause.paused_by}",
                sentence(pause.reason),
                f"Since {clock(pause.paused_at, zone)} nothing goes out, on no network. Posts whose time passes meanwhile wait "
                "for a decision when somebody starts again.",
                "What is planned in the networks' own tools is not covered: look there as well.",
                "promoter resume --as USER starts again; an approver may do that.",
            )
        if pause.resumed_at is not None and pause.resumed_at > now - LATELY:
            yield alert(
                f"resumed:{pause.id}",
                f"Everything goes on: started again by {pause.resumed_by}",
                f"At {clock(pause.resumed_at, zone)}. Everything had been stopped since {clock(pause.paused_at, zone)}.",
                "Posts whose time has passed meanwhile are not approved any more: promoter queue --status pending shows them.",
            )


def about_absence(conn: Connection, weeks: Sequence[Week], now: datetime) -> Alert | None:
    """That no daemon was awake for a while in hours in which posts go. To be asked before this one's first sign of life."""
    beats = list_heartbeats(conn)
    if not beats or beats[0].detail == ONCE:
        return None
    last = beats[0]
    if not any(_missed_hours(week, last.at, now) for week in weeks):
        return None
    zone = _zone(weeks)
    return alert(
        f"away:{last.at.isoformat()}",
        "The daemon was away and is back",
        f"No daemon was awake from {clock(last.at, zone)} to {clock(now, zone)}.",
        "Posts that were due in this time take a later time of their day, or wait for a person: promoter queue shows them.",
        "Look at the daemon's log for why it ended, and let the system start it by itself.",
    )


def _missed_hours(week: Week, began: datetime, ended: datetime) -> bool:
    for day in week.days:
        first, last = week.hours(day)
        if min(ended, last) - max(began, first) > AWAY:
            return True
    return False


def _zone(weeks: Sequence[Week]) -> tzinfo:
    return weeks[0].zone if weeks else UTC
