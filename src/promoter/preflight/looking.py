"""Asking the networks about the accounts and the web about the pages, side by side. Nothing is published."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Protocol, cast

from promoter.campaign.model import ChannelName
from promoter.channels.addresses import place
from promoter.channels.pages import SECONDS, Got, Live, Page, check
from promoter.errors import NetworkTrouble
from promoter.preflight.cards import card_faults
from promoter.preflight.seen import AccountLook, Looks, PageLook
from promoter.preflight.side_by_side import Question, side_by_side

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

    from promoter.channels.authorising import Owner
    from promoter.channels.pages import Failed, Fetch
    from promoter.clock import Clock

ALL_SECONDS = 60.0  #: for all questions together


class Answering(Protocol):
    """An account on a network that can be asked whose it is and whether it takes us, without publishing anything."""

    name: ChannelName

    def check(self) -> str: ...


@dataclass(frozen=True)
class Looking:
    """Asks everybody. `fetch` brings pages and `fetch_picture` the pictures of their cards; each follows nothing."""

    channels: Mapping[str, Any]
    fetch: Fetch
    fetch_picture: Fetch
    clock: Clock
    pages: bool = True
    within: float = ALL_SECONDS

    def __call__(self, accounts: Iterable[str], pages: Iterable[Page], progress: Callable[[int, int], None]) -> Looks:
        """What all of them said. What did not answer within the time is left out."""
        answers = side_by_side([*self._questions(accounts, pages)], within=self.within, progress=progress)
        looks: dict[Page, PageLook] = {}
        apart: list[timedelta] = []
        asked: dict[str, AccountLook] = {}
        for name, answer in answers.items():
            if isinstance(name, Page):
                looks[name] = answer[0]
                apart += answer[1]
            else:
                asked[cast("str", name)] = answer
        return Looks(accounts=asked, pages=looks, apart=tuple(apart))

    def _questions(self, accounts: Iterable[str], pages: Iterable[Page]) -> Iterator[Question]:
        for account in accounts:
            if (channel := self.channels.get(account)) is not None:
                yield Question(account, account, lambda channel=channel: ask_account(channel))  # type: ignore[misc]
        for page in pages if self.pages else ():
            here = place(page.address)
            lane = here.host if here else page.address
            yield Question(page, lane, lambda page=page: self._look(page))  # type: ignore[misc]

    def _look(self, page: Page) -> tuple[PageLook, list[timedelta]]:
        noting = _Noting(self.fetch, self.clock)
        verdict = check(page, fetch=noting, within=SECONDS)
        faults = None
        if isinstance(verdict, Live) and noting.last is not None:
            address, got = noting.last
            faults = card_faults(address, got, fetch=_Noting(self.fetch_picture, self.clock), within=SECONDS)
        return PageLook(verdict=verdict, faults=faults), noting.apart


def ask_account(channel: Answering) -> AccountLook:
    """What the network says of an account; one request where it says at once whose it is."""
    whose = getattr(channel, "whose", None)
    try:
        if whose is not None and channel.name is ChannelName.X:
            owner: Owner = whose()
            return AccountLook(accepted=True, says=f"X accepts the keys; they post as {owner.name}", subject=owner.subject, name=owner.name)  # fmt: skip
    except NetworkTrouble:
        pass  # the check knows better why
    try:
        said = channel.check().rstrip(".")
    except NetworkTrouble as trouble:
        return AccountLook(accepted=False, says=str(trouble).rstrip("."))
    page = getattr(channel, "page", None)
    return AccountLook(accepted=True, says=said, subject=page, name=page)


@dataclass
class _Noting:
    """Fetches, and keeps what came last and how far the clocks of those who answered are from ours."""

    fetch: Fetch
    clock: Clock
    last: tuple[str, Got] | None = None
    apart: list[timedelta] = field(default_factory=list)

    def __call__(self, address: str, within: float) -> Got | Failed:
        began = self.clock.now()
        got = self.fetch(address, within)
        if isinstance(got, Got):
            self.last = address, got
            if (off := clocks_apart(got.headers, began=began, ended=self.clock.now())) is not None:
                self.apart.append(off)
        return got


def clocks_apart(headers: Mapping[str, str], *, began: datetime, ended: datetime) -> timedelta | None:
    """How far another machine's clock is ahead of ours at least, by the Date that it gave between these moments of ours.

    A Date has no fractions of seconds, so it means any moment of its second. An answer out of a cache tells no time.
    """
    told = {name.lower(): value for name, value in headers.items()}
    if told.get("age", "0").strip() not in {"", "0"}:
        return None
    try:
        second = parsedate_to_datetime(told["date"])
    except (KeyError, ValueError, TypeError, OverflowError):
        return None
    second = second.replace(tzinfo=UTC) if second.tzinfo is None else second
    ahead, behind = second - ended, began - (second + timedelta(seconds=1))
    return max(ahead, timedelta()) or -max(behind, timedelta())
