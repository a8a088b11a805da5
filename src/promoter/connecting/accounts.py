"""The accounts that can be posted from: those whose keys the settings name, and those that people connected.

The tokens of a connected account are read when they are used, so whoever connects it anew need not start anything again.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar, cast

from promoter.campaign.model import ChannelName
from promoter.channels import linkedin_answers, x_answers
from promoter.channels.contract import NotUploaded, Unreadable
from promoter.connecting.keys import keys_of
from promoter.connecting.renewing import reconnect
from promoter.errors import NetworkTrouble, PromoterError
from promoter.ledger.accounts import get_account
from promoter.ledger.tokens import end_now, find_tokens, give_up_tokens, list_tokens
from promoter.posts.outcome import Blocked, Later
from promoter.sealing import NotOpened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from promoter.channels.authorising import Owner
    from promoter.channels.contract import (
        Absent,
        Brought,
        Channel,
        Finding,
        Outgoing,
        Picture,
        Seen,
        Sought,
        Uploaded,
    )  # fmt: skip
    from promoter.clock import Clock
    from promoter.connecting.keys import Keys
    from promoter.ledger.database import Ledger
    from promoter.ledger.tokens import TokenRow
    from promoter.posts.outcome import Outcome
    from promoter.sealing import Seal

log = logging.getLogger(__name__)

_Told = TypeVar("_Told")

FRESH = timedelta(minutes=1)  #: for some seconds LinkedIn may not know a token that it has just given
AGAIN = timedelta(seconds=10)
TRIED = timedelta(minutes=10)  #: a token that is refused this soon after it was given is not made better by another
_SETTINGS = (x_answers.CONNECT, linkedin_answers.CONNECT)  # what to do, where the keys are in the settings


class Accounts(Mapping[str, "Channel"]):
    """Accounts by name. Who is connected is asked for by `look`; `settled` are those of the settings."""

    def __init__(
        self,
        ledger: Ledger,
        settled: Mapping[str, Channel],
        make: Callable[[Keys], Channel],
        seal: Callable[[], Seal],
        clock: Clock,
    ) -> None:
        self._ledger, self._settled = ledger, settled
        self._make, self._seal, self._clock = make, seal, clock
        self._connected: dict[str, Connected] = {}
        self.look()

    def look(self) -> None:
        """See who is connected by now."""
        with self._ledger.read() as conn:
            names = [row.account for row in list_tokens(conn)]
        if names != list(self._connected):
            before = self._connected
            self._connected = {
                name: before.get(name) or Connected(name, self._ledger, self._make, self._seal, self._clock)
                for name in names
            }

    def __getitem__(self, account: str) -> Channel:
        return self._connected.get(account) or self._settled[account]

    def __iter__(self) -> Iterator[str]:
        return iter([*self._settled, *(name for name in self._connected if name not in self._settled)])

    def __len__(self) -> int:
        return len(self._settled.keys() | self._connected.keys())


class _NotReady(Exception):
    """The account cannot be spoken for now; `for_good` until a person has done something. Never leaves this module."""

    def __init__(self, detail: str, *, for_good: bool) -> None:
        super().__init__(detail)
        self.detail, self.for_good = detail, for_good


@dataclass
class Connected:
    """A connected account as delivery knows one."""

    account: str
    ledger: Ledger
    make: Callable[[Keys], Channel]
    seal: Callable[[], Seal]
    clock: Clock
    name: ChannelName = field(init=False)
    _made: tuple[TokenRow, Channel] | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        self.name = ChannelName(self.account.partition(":")[0])

    def publish(self, post: Outgoing, *, now: datetime, still_ours: Callable[[], bool]) -> Outcome:
        """Post it, with the tokens that there are now. Tokens are never given anew in here."""
        try:
            row, channel = self._ready()
        except _NotReady as why:
            return Blocked(detail=why.detail) if why.for_good else Later(detail=why.detail)
        outcome = channel.publish(post, now=now, still_ours=still_ours)
        if isinstance(outcome, Blocked) and outcome.http_status == 401:
            return self._refused(row)
        return replace(outcome, detail=self._advised(outcome.detail))

    def upload(self, picture: Picture, *, subject: str, before: Uploaded | None, now: datetime) -> Brought:
        """Bring a picture, or go on with it."""
        try:
            row, channel = self._ready()
        except _NotReady as why:
            return NotUploaded(detail=why.detail, blocked=why.for_good)
        brought = channel.upload(picture, subject=subject, before=before, now=now)
        if isinstance(brought, NotUploaded) and brought.blocked and brought.http_status == 401:
            refused = self._refused(row)
            over = isinstance(refused, Blocked)
            until = refused.until if isinstance(refused, Later) else None
            return replace(brought, detail=refused.detail, until=until, blocked=over)
        return replace(brought, detail=self._advised(brought.detail))

    def find(self, sought: Sought, *, now: datetime) -> Finding:
        """Look for an attempt among the account's own posts."""
        return self._read(lambda channel: channel.find(sought, now=now))

    def read(self, network_id: str, post: Outgoing, *, now: datetime) -> Seen | Absent | Unreadable:
        """Read one post."""
        return self._read(lambda channel: channel.read(network_id, post, now=now))

    def check(self) -> str:
        """One sentence on whose account this is; NetworkTrouble if the network does not accept us."""
        return cast("str", self._asked(lambda channel: channel.check()))

    def whose(self) -> Owner:
        """Whose account this is, as its network says; NetworkTrouble if it does not. For X, where the token does not say it."""
        return cast("Owner", self._asked(lambda channel: channel.whose()))

    @property
    def page(self) -> str | None:
        """The page that it posts as, by its URN; None where that is not known before asking."""
        with self.ledger.read() as conn:
            return None if self.name is ChannelName.X else get_account(conn, self.account).subject

    def _asked(self, ask: Callable[[Any], Any]) -> Any:
        try:
            _, channel = self._ready()
        except _NotReady as why:
            raise NetworkTrouble(why.detail) from None
        try:
            return ask(channel)
        except NetworkTrouble as trouble:
            raise NetworkTrouble(self._advised(str(trouble))) from None

    def _ready(self) -> tuple[TokenRow, Channel]:
        """The tokens as they stand now, and what speaks with them."""
        try:
            with self.ledger.read() as conn:
                row = find_tokens(conn, self.account)
            if row is None:
                raise _NotReady(f"{self.account} was disconnected. {reconnect(self.account)}", for_good=True)
            if row.trouble is not None:
                raise _NotReady(row.trouble, for_good=True)
            if row.ended(self.clock.now()):
                detail = "Its token has ended" + (" and is being renewed." if row.renewable else ".")
                raise _NotReady(
                    detail if row.renewable else f"{detail} {reconnect(self.account)}", for_good=not row.renewable
                )
            if self._made is None or self._made[0].sealed != row.sealed:
                self._made = row, self.make(keys_of(row, self.seal()))
        except NotOpened as problem:
            raise _NotReady(f"Its tokens cannot be used: {problem}.", for_good=True) from None
        except PromoterError as problem:
            raise _NotReady(f"Its tokens could not be read: {problem}.", for_good=False) from None
        return row, self._made[1]

    def _read(self, ask: Callable[[Channel], _Told | Unreadable]) -> _Told | Unreadable:
        try:
            row, channel = self._ready()
        except _NotReady as why:
            return Unreadable(detail=why.detail, for_good=why.for_good)
        finding = ask(channel)
        if not isinstance(finding, Unreadable):
            return finding
        if finding.http_status == 401:
            outcome = self._refused(row)
            return replace(finding, detail=outcome.detail, for_good=isinstance(outcome, Blocked))
        return replace(finding, detail=self._advised(finding.detail))

    def _refused(self, row: TokenRow) -> Blocked | Later:
        """The network does not take the token: is there another by now, can there be one, or is this the end of it?"""
        shown, now = self.name.shown, self.clock.now()
        age = now - row.given_at
        why = f"{shown} does not take our tokens any more: they were taken back, or the app was."
        over = Blocked(detail=f"{why} {reconnect(self.account)}", http_status=401)
        try:
            with self.ledger.write() as conn:
                there = find_tokens(conn, self.account)
                if there is not None and there.generation != row.generation:
                    return _later(f"{shown} did not take the token, and there is a newer one by now.")
                if age < FRESH:
                    return _later(f"{shown} does not know its new token yet.", until=now + AGAIN)
                if row.renewable and age >= TRIED:
                    end_now(conn, row, now=now)
                    return _later(f"{shown} did not take the token, though its time is not over; it is renewed.")
                give_up_tokens(conn, row, over.detail)
        except PromoterError as problem:
            log.error("%s: that its token was refused could not be noted: %s", self.account, problem)  # noqa: TRY400 - the sentence says it all
        return over

    def _advised(self, detail: str) -> str:
        """What the network's table says, with what to do about an account that was connected."""
        for settings in _SETTINGS:
            detail = detail.replace(settings, reconnect(self.account))
        return detail


def _later(detail: str, *, until: datetime | None = None) -> Later:
    return Later(detail=detail, until=until, http_status=401)
