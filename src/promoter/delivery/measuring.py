"""Reads what sent posts did, at the ages that people compare, and never in the way of a post that is to go out.

One account after another, a few requests at a time. Reading that a network refuses, that costs more than is allowed, or
that comes while posts are due, is left for later; nothing of it can stop an account from posting.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from promoter.channels.contract import Measured, Measuring
from promoter.ledger.accounts import list_accounts
from promoter.ledger.alone import alone
from promoter.ledger.due import next_due
from promoter.ledger.figures import (
    Counts,
    FigureRow,
    Source,
    Standing,
    add_reading,
    last_asked,
    note_cost,
    spent,
    to_read,
)
from promoter.ledger.not_read import note_not_read

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from promoter.channels.contract import Channel, Unreadable
    from promoter.clock import Clock
    from promoter.ledger.database import Ledger
    from promoter.ledger.figures import Wanted

log = logging.getLogger(__name__)

#: What X asks for each post that it gives back, in millionths of a US dollar; the price list of November 2026.
X_PRICE = 5_000
PRICES: Mapping[str, int] = {"x": X_PRICE}
BETWEEN = timedelta(minutes=5)  #: two askings of one account, whoever asks
AHEAD = timedelta(seconds=20)  #: a post that is due so soon goes first
REFUSED = timedelta(hours=24)  #: until a network that does not let us read is asked again
TROUBLED = timedelta(minutes=30)
MOST_REQUESTS = 5  #: of one account in one round


@dataclass(frozen=True, kw_only=True)
class Measurer:
    """Reads figures of the accounts in `channels` whose networks tell them. `budget` is for X, in millionths of a dollar a month."""

    ledger: Ledger
    channels: Mapping[str, Channel]
    clock: Clock
    budget: int
    trouble: list[str] = field(default_factory=list, init=False, repr=False, compare=False)
    _rests: dict[str, datetime] = field(default_factory=dict, init=False, repr=False, compare=False)

    def round(self) -> int:
        """Read what is due; how many readings were made. `trouble` then says which networks could not be read, and why."""
        self.trouble.clear()
        now = self.clock.now()
        with self.ledger.read() as conn:
            by_account: dict[str, list[Wanted]] = {}
            for one in to_read(conn, now):
                by_account.setdefault(one.post.account, []).append(one)
            accounts = {account.id: account for account in list_accounts(conn)} if by_account else {}
        made = 0
        for name, wanted in by_account.items():
            channel = self.channels.get(name)
            if not isinstance(channel, Measuring) or accounts[name].blocked_reason is not None:
                continue
            if self._rests.get(name, now) > now or not self._may_begin(name, now):
                continue
            made += self._read(name, channel, wanted)
        return made

    def _may_begin(self, account: str, now: datetime) -> bool:
        """Take the turn at an account: of several machines one asks, because the answer may have to be paid for."""
        with self.ledger.write() as conn:
            if not alone(conn, "figures"):
                return False
            last = last_asked(conn, account)
            if last is not None and now - last < BETWEEN:
                return False
            note_cost(conn, account, posts_read=0, micro_usd=0, now=now)
        return True

    def _read(self, account: str, channel: Measuring, wanted: Sequence[Wanted]) -> int:
        made, left = 0, list(wanted)
        for _ in range(MOST_REQUESTS):
            now = self.clock.now()
            batch = left[: min(channel.most, self._affordable(account, now))]
            if not batch or self._somebody_waits(now):
                break
            left = left[len(batch) :]
            names = [one.post.network_id for one in batch if one.post.network_id is not None]
            found = channel.figures(names, now=now)
            if not isinstance(found, Measured):
                self._rest(account, found, now)
                break
            made += self._keep(account, batch, found)
        return made

    def _affordable(self, account: str, now: datetime) -> int:
        """For how many posts there is money left this month; the budget is one for all accounts on a network."""
        network = account.split(":", 1)[0]
        price = PRICES.get(network, 0)
        if not price:
            return 1_000_000
        with self.ledger.read() as conn:
            left = self.budget - spent(conn, network, since=month_of(now))
        return max(left // price, 0)

    def _somebody_waits(self, now: datetime) -> bool:
        with self.ledger.read() as conn:
            due = next_due(conn, now, only=self.channels.keys())
        return due is not None and due - now < AHEAD

    def _keep(self, account: str, batch: Sequence[Wanted], found: Measured) -> int:
        now = self.clock.now()
        cost = PRICES.get(account.split(":", 1)[0], 0) * found.returned
        with self.ledger.write() as conn:
            note_cost(conn, account, posts_read=found.returned, micro_usd=cost, now=now)
            return sum(add_reading(conn, _reading(one, found, now)) for one in batch)

    def _rest(self, account: str, why: Unreadable, now: datetime) -> None:
        again = why.until or now + (REFUSED if why.for_good or why.http_status in {401, 402, 403} else TROUBLED)
        self._rests[account] = max(again, now + BETWEEN)
        self.trouble.append(f"{account}: {why.detail}")
        with self.ledger.write() as conn:
            note_not_read(conn, account, why.detail, http_status=why.http_status, now=now)
        log.warning("%s: its figures are not read before %s: %s", account, f"{again:%d %B %H:%M} UTC", why.detail)


def month_of(now: datetime) -> datetime:
    """The first moment of the month, by which networks bill, in UTC."""
    return now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _reading(one: Wanted, found: Measured, now: datetime) -> FigureRow:
    name = one.post.network_id
    told = found.figures.get(name or "")
    standing = Standing.READ if told is not None else Standing.GONE if name in found.gone else Standing.OMITTED
    return FigureRow(
        post_key=one.post.key, source=Source.NETWORK, mark=one.mark.value, read_at=now, standing=standing,
        counts=Counts(**(told or {})),
    )  # fmt: skip
