"""All that people have to know as the ledger stands now, whether or not a daemon was there when it came about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.alerting.corrections import about_corrections
from promoter.alerting.digest import about_days
from promoter.alerting.house import about_accounts, about_pauses
from promoter.alerting.lasting import about_ends
from promoter.alerting.posts import about_posts
from promoter.alerting.week import weeks
from promoter.ledger.accounts import list_accounts
from promoter.ledger.pauses import current_pause

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from sqlalchemy import Connection

    from promoter.alerting.alert import Alert


def outstanding(
    conn: Connection, *, now: datetime, grace: timedelta, version_ends: datetime | None = None
) -> list[Alert]:
    """What is to be told of campaigns that are not over, the most pressing first; the same alerts each time it is asked.

    `version_ends` is when LinkedIn stops serving the version of its interface that we use.
    """
    still = weeks(conn, now)
    accounts, paused = list_accounts(conn), current_pause(conn) is not None
    by_hand = frozenset(account.id for account in accounts if account.manual)
    return [
        *about_accounts(accounts, still),
        *(about_pauses(conn, still, now) if still else ()),
        *about_posts(conn, still, now=now, by_hand=by_hand, paused=paused),
        *about_corrections(conn, still),
        *about_ends(conn, accounts, still, now=now, version_ends=version_ends),
        *about_days(conn, still, {account.id: account for account in accounts}, now=now, grace=grace),
    ]
