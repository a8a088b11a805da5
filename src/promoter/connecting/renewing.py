"""Giving tokens anew before they end, one at a time: said before it is done, done with no transaction open, kept before use.

A renewal of which nobody knows what came of it is not repeated: the refresh token was good for one use. Then, as when the
network takes it back or it comes to its end, the account stops, keeps its posts, and says how to connect it again.
"""

from __future__ import annotations

import logging
from collections import deque
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from promoter.channels.authorising import AppRefused, Postponed, Renewed, Spent
from promoter.connecting.keys import Keys, given, keys_of
from promoter.errors import PromoterError
from promoter.ledger.accounts import block_account, get_account, hold_account, unblock_account
from promoter.ledger.connections import forget_stale, some_stale
from promoter.ledger.rows import Actor
from promoter.ledger.tokens import (
    begin_renewal,
    find_tokens,
    give_up_tokens,
    keep_renewed,
    list_tokens,
    put_off_renewal,
)  # fmt: skip
from promoter.posts.phrases import dated
from promoter.sealing import NotOpened

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from promoter.campaign.model import ChannelName
    from promoter.channels.authorising import AuthorisationServer, Renewal
    from promoter.clock import Clock
    from promoter.ledger.database import Ledger
    from promoter.ledger.tokens import Given, TokenRow
    from promoter.sealing import Seal

log = logging.getLogger(__name__)

DAEMON = Actor("daemon")
LONGEST_MARGIN = timedelta(days=1)
AT_ONCE = timedelta(minutes=1)  #: a token that ends within this is not worth beginning with
LEASE = timedelta(minutes=5)  #: after which a renewal that was begun is one that nobody knows of
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=10)
KEEP_TRIES = 3
CANNOT = "Its tokens cannot be renewed"  #: by us as we are; the account goes on by itself once they can


@dataclass(frozen=True)
class Renewer:
    """Renews the tokens of connected accounts in time. Several may be at work: each token is spent by one of them."""

    ledger: Ledger
    servers: Mapping[ChannelName, AuthorisationServer]
    seal: Callable[[], Seal]
    clock: Clock
    owner: str
    _unkept: deque[tuple[TokenRow, Given]] = field(default_factory=deque, init=False, repr=False, compare=False)

    def round(self, *, only_ending: bool = False) -> None:
        """See to every account that needs it now; `only_ending` leaves what can wait to another round."""
        while self._unkept:
            self._keep(*self._unkept.popleft())
        with self.ledger.read() as conn:
            found = list_tokens(conn)
            stale = not only_ending and some_stale(conn, now=self.clock.now())
        if stale:  # somebody never came back, or never chose: what was kept for them goes
            with self.ledger.write() as conn:
                forget_stale(conn, now=self.clock.now())
        for row in found:
            try:
                self._see_to(row, self.clock.now(), only_ending=only_ending)
            except NotOpened as problem:
                self._stop(row, f"{_capital(str(problem))}.", for_good=False)

    def _see_to(self, row: TokenRow, now: datetime, *, only_ending: bool) -> None:
        if row.trouble is not None:
            return
        if row.renewal_until is not None:
            if row.renewal_until <= now:
                began = row.renewal_until - LEASE
                self._stop(
                    row,
                    f"Its tokens were to be renewed on {_when(began)}, and nobody knows what came of it. {reconnect(row.account)}",
                )
        elif not row.renewable:
            if row.ended(now):
                self._stop(row, f"Its token ended on {_when(row.token_ends or now)}. {reconnect(row.account)}")
        elif row.refresh_ends is not None and row.refresh_ends <= now:
            self._stop(row, f"Its tokens ended on {_when(row.refresh_ends)}. {reconnect(row.account)}")
        elif _is_time(row, now, only_ending=only_ending):
            self._renew(row, now)

    def _renew(self, row: TokenRow, now: datetime) -> None:
        server = next((one for name, one in self.servers.items() if row.account.startswith(f"{name}:")), None)
        if server is None:
            if row.ended(now):
                self._stop(row, _no_app(row), for_good=False)
            return
        keys = keys_of(row, self.seal())
        with self.ledger.write() as conn:
            if not begin_renewal(conn, row, by=self.owner, now=now, until=now + LEASE):
                return  # somebody else was first
        self._record(row, keys, server.renew(keys.refresh or ""))

    def _record(self, row: TokenRow, keys: Keys, renewal: Renewal) -> None:
        now = self.clock.now()
        match renewal:
            case Renewed(tokens):
                # Not every server gives a new refresh token; then the one that there is goes on.
                fresh = replace(keys, access=tokens.access, refresh=tokens.refresh or keys.refresh)
                self._keep(row, given(tokens, fresh, self.seal(), now=now, refresh_ends=row.refresh_ends))
            case Postponed(detail):
                self._put_off(row, detail, now)
            case AppRefused(detail):
                self._put_off(row, detail, now)
                if row.ended(now):
                    self._stop(row, f"{CANNOT}: {detail}", for_good=False)
            case Spent(detail):
                self._stop(row, f"{detail.rstrip('.')}. {reconnect(row.account)}")

    def _keep(self, row: TokenRow, new: Given) -> None:
        """Keep new tokens before anybody uses them; if the ledger does not take them, they are not forgotten."""
        now = self.clock.now()
        for tries_left in reversed(range(KEEP_TRIES)):
            try:
                with self.ledger.write() as conn:
                    kept = keep_renewed(conn, row, new, now=now)
                    if kept and (get_account(conn, row.account).blocked_reason or "").startswith(CANNOT):
                        unblock_account(conn, row.account, who=DAEMON, now=now)
            except PromoterError as problem:
                log.error("%s: its new tokens could not be kept: %s", row.account, problem)  # noqa: TRY400 - the sentence says it all
                if not tries_left:
                    self._unkept.append((row, new))
                    raise
            else:
                log.info("%s: %s", row.account, "tokens renewed" if kept else "connected anew meanwhile")
                return

    def _put_off(self, row: TokenRow, detail: str, now: datetime) -> None:
        again = now + min(FIRST_PAUSE * int(2 ** min(row.renew_tries, 10)), LONGEST_PAUSE)
        log.warning("%s: its tokens could not be renewed, next try at %s: %s", row.account, f"{again:%H:%M:%S}", detail)
        with self.ledger.write() as conn:
            put_off_renewal(conn, row, until=again)
            if row.ended(now):
                hold_account(conn, row.account, until=again)

    def _stop(self, row: TokenRow, why: str, *, for_good: bool = True) -> None:
        """Stop the account; its posts keep their approval. `for_good`: these tokens will never do again."""
        with self.ledger.read() as conn:  # asked first: a round that finds nothing new writes nothing
            if not for_good and get_account(conn, row.account).blocked_reason == why:
                return
        with self.ledger.write() as conn:
            if for_good and not give_up_tokens(conn, row, why):
                return
            now_there = find_tokens(conn, row.account)
            if now_there is None or now_there.generation != row.generation:
                return
            if block_account(conn, row.account, why, who=DAEMON, now=self.clock.now()):
                log.error("%s is stopped: %s", row.account, why)


def reconnect(account: str) -> str:
    """What to do about tokens that will not do any more."""
    channel, _, name = account.partition(":")
    option = "" if name == "default" else f" --account {name}"
    return (
        f"Connect it again on the page Accounts (or with promoter accounts connect {channel}{option}); its posts wait."
    )


def _is_time(row: TokenRow, now: datetime, *, only_ending: bool) -> bool:
    """A twelfth of a token's life ahead of its end: ten minutes of two hours, and no more than a day."""
    if row.token_ends is None or (row.renew_after is not None and row.renew_after > now):
        return False
    life = row.token_ends - row.given_at
    margin = AT_ONCE if only_ending else max(min(life / 12, LONGEST_MARGIN), AT_ONCE)
    return row.token_ends - now <= min(margin, life / 2)


def _no_app(row: TokenRow) -> str:
    prefix = f"PROMOTER_{row.account.partition(':')[0].upper()}_CLIENT_ID"
    return f"{CANNOT}: {prefix} is not set any more. Set it and start Promoter again."


def _when(moment: datetime) -> str:
    return f"{dated(moment.date())} {moment.year} at {moment:%H:%M} UTC"


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"
