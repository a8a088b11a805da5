"""Reminders of what comes to an end by itself: the tokens of connected accounts, and LinkedIn's interface as we speak to it."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from promoter.alerting.alert import Alert, alert, clock
from promoter.campaign.model import ChannelName
from promoter.ledger.tokens import list_tokens

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from promoter.alerting.week import Week
    from promoter.ledger.rows import AccountRow

AHEAD = (14, 7, 2)  #: days before an end at which it is told, once each


def about_ends(
    conn: Connection,
    accounts: Sequence[AccountRow],
    weeks: Sequence[Week],
    *,
    now: datetime,
    version_ends: datetime | None,
) -> Iterator[Alert]:
    """What ends within a fortnight. `version_ends` is when LinkedIn stops serving the version that the settings name."""
    zone = weeks[0].zone if weeks else UTC
    names = {account.id: account.subject_name for account in accounts}
    connected = list_tokens(conn)
    for row in connected:
        days = _days(row.lasts_until, now)
        if row.lasts_until is None or days is None or row.trouble is not None:
            continue
        network, _, name = row.account.partition(":")
        option = "" if name == "default" else f" --account {name}"
        whose = f" ({names[row.account]})" if names.get(row.account) else ""
        yield alert(
            f"token:{row.account}:{row.lasts_until:%Y-%m-%d}:{days}",
            f"{row.account}{whose} is connected for {_in_words(row.lasts_until, now)} more",
            f"Its tokens end at {clock(row.lasts_until, zone)}. What is due there later does not go out; it keeps its approval "
            "and waits for its day to end.",
            f"Connect it again on the page Accounts, or with promoter accounts connect {network}{option}. Nothing has to be "
            "approved again.",
        )
    days = _days(version_ends, now)
    in_use = {name for week in weeks for name in week.accounts} | {row.account for row in connected}
    if version_ends is not None and days is not None and _speaks_linkedin(accounts, in_use):
        yield alert(
            f"version:{version_ends:%Y-%m-%d}:{days}",
            f"LinkedIn takes nothing from us in {_in_words(version_ends, now)}",
            f"The version of LinkedIn's interface that we use ends about {clock(version_ends, zone)}; on that day LinkedIn "
            "refuses everything.",
            "Update Promoter, or set PROMOTER_LINKEDIN_VERSION to a newer one and start again; promoter accounts check shows "
            "whether LinkedIn takes it.",
        )


def _speaks_linkedin(accounts: Sequence[AccountRow], in_use: Collection[str]) -> bool:
    ours = [account for account in accounts if account.id in in_use and not account.manual]
    return any(account.channel is ChannelName.LINKEDIN for account in ours)


def _days(ends: datetime | None, now: datetime) -> int | None:
    """The last of the days ahead that was reached; None if it is not yet time, or over."""
    if ends is None or ends <= now:
        return None
    return min((days for days in AHEAD if ends - now <= timedelta(days=days)), default=None)


def _in_words(ends: datetime, now: datetime) -> str:
    days = (ends - now) // timedelta(days=1)
    return "less than a day" if days == 0 else "1 day" if days == 1 else f"{days} days"
