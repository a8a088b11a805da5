"""How the reading of figures stands: what it cost this month, of what may be spent, and what is due and was not read."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from promoter.campaign.model import ChannelName
from promoter.delivery.measuring import PRICES, month_of
from promoter.ledger.accounts import list_accounts
from promoter.ledger.figures import READ_AT, spent, to_read
from promoter.ledger.not_read import not_read
from promoter.posts.phrases import dated
from promoter.reporting.health import Check, State

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

LATE = timedelta(hours=2)  #: a reading that is due for longer is worth a word
MILLION = 1_000_000


def spent_on_x(conn: Connection, now: datetime) -> float:
    """What reading X has cost this month, in US dollars."""
    return spent(conn, ChannelName.X.value, since=month_of(now)) / MILLION


def of_figures(conn: Connection, *, now: datetime, on: bool, budget: float, connected: Collection[str]) -> Check:
    """Whether figures are read. `budget` is what reading X may cost in a month, in US dollars."""
    if not on:
        return Check("figures", State.OK, "PROMOTER_FIGURES is off: no network is read")
    paid = spent_on_x(conn, now)
    cost = f"reading X has cost ${paid:.2f} this month, of ${budget:.2f} that are allowed"
    late = _late(conn, now, connected)
    refused = [one for one in not_read(conn).values() if one.account in connected]
    if refused:
        says = " ".join(f"{one.why} So it has been for {one.account} since {_when(one.since)}." for one in refused)
        todo = "It is asked again by itself, and its posts go out all the same. Figures can be brought in from its export, too."
        return Check("figures", State.LOOK, says, todo)
    if late[ChannelName.X.value] and round((budget - paid) * MILLION) < PRICES[ChannelName.X.value]:
        todo = "Raise PROMOTER_X_READ_BUDGET, or bring in X's own export with promoter figures import."
        return Check("figures", State.LOOK, f"{cost}: nothing is left, and {_readings(late)}", todo)
    if late.total():
        todo = "promoter figures read reads what it may, and says why where it may not."
        return Check("figures", State.LOOK, f"{_readings(late)}; {cost}", todo)
    return Check("figures", State.OK, cost)


def _late(conn: Connection, now: datetime, connected: Collection[str]) -> Counter[str]:
    """Readings that should have been made some time ago, by network, of the accounts that can be asked."""
    asked = {one.id for one in list_accounts(conn) if one.id in connected and one.blocked_reason is None}
    return Counter(
        one.post.channel.value
        for one in to_read(conn, now)
        if one.post.account in asked
        and one.post.sent_at is not None
        and now - one.post.sent_at >= READ_AT[one.mark][0] + LATE
    )


def _when(moment: datetime) -> str:
    return f"{dated(moment.date())} at {moment:%H:%M} UTC"


def _readings(late: Counter[str]) -> str:
    where = " and ".join(f"{count} on {ChannelName(name).shown}" for name, count in sorted(late.items()))
    return f"{where} {'reading is' if late.total() == 1 else 'readings are'} due and not made"
