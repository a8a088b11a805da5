"""Asking a network what it has: several requests that change nothing, within one deadline, and one answer to it all.

Nothing is repeated: a reading that fails anywhere says so, and whoever wants to know asks again later.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import TYPE_CHECKING, Any, TypeVar

from promoter.channels.answers import document, own_fault
from promoter.channels.contract import Absent, Found, Seen, Unreadable
from promoter.channels.http import Answer, Call, Lost, Transport
from promoter.clock import as_utc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import requests

log = logging.getLogger(__name__)

_T = TypeVar("_T")

MOST_REQUESTS = 20
#: A page of a hundred long posts is longer than any answer to a post.
LONGEST_PAGE = 8_000_000
#: The account may not read, as it stands; asking again does not change that.
NO_RIGHT = frozenset({401, 402, 403, 426})
#: How much earlier than its attempt a post may seem to be, beyond what the Date header tells of the clocks.
MARGIN = timedelta(minutes=2)
#: A clock further ahead than this is a fault to mend; correcting for it would read, and pay for, years of posts.
FURTHEST_AHEAD = timedelta(days=1)


class Stopped(Exception):
    """The reading cannot go on, and `why`. Never leaves the channel."""

    def __init__(
        self, detail: str, status: int | None = None, until: datetime | None = None, *, for_good: bool = False
    ) -> None:
        super().__init__(detail)
        self.why = Unreadable(detail=detail, http_status=status, until=until, for_good=for_good)


@dataclass
class Reading:
    """The requests of one reading. `subject` names it in the log; `now` is when it began, by this machine's clock."""

    network: str
    subject: str
    transport: Transport
    now: datetime
    _made: int = field(default=0, init=False)
    _began: float = field(default_factory=time.monotonic, init=False)
    _ahead: timedelta = field(default=timedelta(), init=False)

    def send(self, request: requests.Request) -> Answer:
        """Make one request more. `Stopped` when there is no whole answer, or no time or request left for it."""
        if request.method != "GET":
            raise RuntimeError("a reading asks and does nothing else")
        deadline = self._began + self.transport.total
        if time.monotonic() >= deadline:
            raise Stopped(f"{self.network} did not show everything in {self.transport.total:g} seconds.")
        if self._made == MOST_REQUESTS:
            raise Stopped(f"{self.network} has more posts to show than {MOST_REQUESTS} requests can read.")
        self._made += 1
        transport = replace(self.transport, size=max(self.transport.size, LONGEST_PAGE))
        exchange = Call(self.network, self.subject, transport, deadline=deadline).send(request)
        if isinstance(exchange, Answer):
            self._compare_clocks(exchange.headers)
            return exchange
        detail = f"{self.network} could not be read: {exchange.detail}."
        if isinstance(exchange, Lost):
            raise Stopped(detail, exchange.status)
        raise Stopped(detail, for_good=exchange.unusable)

    def earliest(self, began: datetime) -> datetime:
        """Since when a post may be there whose attempt began then, by the network's clock as far as it is known."""
        return as_utc(began) - self._ahead - MARGIN

    def _compare_clocks(self, headers: Mapping[str, str]) -> None:
        """Remember by how much this machine's clock is ahead. One that is behind only makes us look further back."""
        try:
            theirs = parsedate_to_datetime(headers.get("date", ""))
        except (ValueError, OverflowError):
            return
        theirs = theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC)
        ours = as_utc(self.now) + timedelta(seconds=time.monotonic() - self._began)
        self._ahead = max(self._ahead, ours - theirs)
        if self._ahead > FURTHEST_AHEAD:
            raise Stopped(
                f"This computer's clock is more than a day ahead of {self.network}'s. Set it right; until then nobody"
                " can tell which of the posts there is which."
            )

    def unread(
        self, answer: Answer, advice: str, quote: str, *, until: datetime | None = None, for_good: bool = False
    ) -> Stopped:
        """Why the reading stops at an answer that does not show what was asked for; `quote` is what it says itself."""
        status = answer.status
        if status == 200:
            detail = f"{self.network} could not be read: its answer does not have the form that we know.{quote}"
        else:
            detail = f"{self.network} could not be read: it answered {status}.{' ' * bool(advice)}{advice}{quote}"
        return Stopped(detail, status, until, for_good=for_good or status in NO_RIGHT)

    def outcome(self, ask: Callable[[], _T]) -> _T | Unreadable:
        """What `ask` came to, also when it stopped, and also when our own code fails in it."""
        result: _T | Unreadable
        try:
            result = ask()
        except Stopped as stop:
            result = stop.why
        except Exception as error:  # noqa: BLE001 - whoever asks what is there must never be stopped by how it looks
            fault = own_fault(self.subject, error)
            result = Unreadable(detail=f"{self.network} could not be read, because of {fault}.")
        log.info("%s: %s on %s", self.subject, type(result).__name__.lower(), self.network)
        return result

    def first_of(self, matches: Iterable[Seen], began: datetime) -> Found | Absent:
        """The match that is as it was sent, or else the oldest. A match counts even if the reading stopped after it."""
        seen: dict[str, Seen] = {}
        try:
            for match in matches:
                seen[match.network_id] = match
        except Stopped:
            if not seen:
                raise
        if not seen:
            since = self.earliest(began)
            detail = f"{self.network} showed all of the account's posts since {since:%d %B %Y, %H:%M:%S} UTC: none is this one."
            return Absent(detail=detail)
        first, *others = sorted(seen.values(), key=lambda one: (not one.as_sent, one.created_at, one.network_id))
        return Found(seen=first, others=tuple(others))


def contents(answer: Answer) -> dict[str, Any]:
    """The object in an answer's body, as it can be kept as evidence: every database takes its letters and numbers."""
    try:
        whole: dict[str, Any] = _storable(document(answer.body))
    except RecursionError:
        return {}  # as for any other body that is no answer
    return whole


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode().replace("\0", "")
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, dict):
        return {_storable(name): _storable(item) for name, item in value.items()}
    return value if not isinstance(value, float) or isfinite(value) else None
