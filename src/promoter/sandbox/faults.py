"""What can be made to go wrong: faults to order one by one, and profiles that spread them over a run."""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from promoter.sandbox.wire import NetworkName


class FaultKind(StrEnum):
    """The ways in which a request to publish can go wrong. "Before": nothing was taken. "After": it is public."""

    REFUSED = "refused"  #: before: a refusal with `status` (403), in the network's usual words or in `body`
    RATE_LIMITED = "rate-limited"  #: before: 429 that names a `reset` in seconds, or does not say when
    ERROR_BEFORE = "error-before"  #: before: a 5xx `status` (503)
    GATEWAY_PAGE = "gateway-page"  #: before: a 5xx `status` (502) with a page of HTML
    DROPPED_BEFORE = "dropped-before"  #: before: the connection is gone, without an answer
    ERROR_AFTER = "error-after"  #: after: a 5xx `status` (500)
    DROPPED_AFTER = "dropped-after"  #: after: the connection is gone, without an answer
    EMPTY = "empty"  #: after: a 2xx `status` (201), no body, and none of the network's headers
    HTML = "html"  #: after: a 2xx `status` (201) with a page of HTML
    NO_ID = "no-id"  #: after: the usual answer, but without the post's id
    TRUNCATED = "truncated"  #: after: half an answer, then the connection is gone
    HANG = "hang"  #: after: no answer, and the connection stays until the client gives up or `seconds` are over
    LAG = "lag"  #: after: the usual answer; see `Fault.lag`


BEFORE = frozenset(
    {
        FaultKind.REFUSED,
        FaultKind.RATE_LIMITED,
        FaultKind.ERROR_BEFORE,
        FaultKind.GATEWAY_PAGE,
        FaultKind.DROPPED_BEFORE,
    }
)
#: kind -> the hundreds that its status must have, and the status if none is given
STATUSES: Mapping[FaultKind, tuple[int, int]] = {
    FaultKind.REFUSED: (4, 403),
    FaultKind.ERROR_BEFORE: (5, 503),
    FaultKind.GATEWAY_PAGE: (5, 502),
    FaultKind.ERROR_AFTER: (5, 500),
    FaultKind.EMPTY: (2, 201),
    FaultKind.HTML: (2, 201),
}
BODIED = frozenset(
    {FaultKind.REFUSED, FaultKind.ERROR_BEFORE, FaultKind.ERROR_AFTER, FaultKind.GATEWAY_PAGE, FaultKind.HTML}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong with the next `times` requests to publish that match `network` and `contains`.

    A request that the network refuses by itself does not use up an "after" fault: there is nothing to lose.
    `lag` goes with every "after": for so many seconds reads do not show the post, though it is public.
    """

    kind: FaultKind
    network: NetworkName | None = None
    contains: str = ""
    times: int = 1
    status: int | None = None
    body: str | None = None
    reset: int | None = None
    seconds: float | None = None
    lag: float = 0

    def __post_init__(self) -> None:
        for wrong, message in _mistakes(self):
            if wrong:
                raise ValueError(message)

    @property
    def before(self) -> bool:
        return self.kind in BEFORE

    @property
    def answers(self) -> int:
        """The status to answer with, where the kind has one."""
        return self.status or STATUSES[self.kind][1]


def _mistakes(fault: Fault) -> list[tuple[bool, str]]:
    kind, status = fault.kind, fault.status
    hundreds = STATUSES[kind][0] if kind in STATUSES else None
    return [
        (fault.times < 1, "times must be 1 or more"),
        (status is not None and hundreds is None, f'"{kind}" takes no status'),
        (
            status is not None and hundreds is not None and status // 100 != hundreds,
            f'"{kind}" needs a status like {hundreds}xx',
        ),
        (fault.body is not None and kind not in BODIED, f'"{kind}" takes no body'),
        (fault.reset is not None and kind is not FaultKind.RATE_LIMITED, f'"{kind}" takes no reset'),
        (fault.seconds is not None and kind is not FaultKind.HANG, f'"{kind}" takes no seconds'),
        (bool(fault.lag) and fault.before, f'"{kind}" takes no lag: nothing is taken'),
        (min(fault.lag, fault.reset or 0, fault.seconds or 0) < 0, "lag, reset and seconds cannot be negative"),
        (kind is FaultKind.LAG and not fault.lag, '"lag" needs a lag in seconds'),
    ]


@dataclass(slots=True)
class _Order:
    fault: Fault
    left: int


class Orders:
    """The faults that were ordered and have not happened yet. Safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._orders: list[_Order] = []

    def order(self, fault: Fault) -> None:
        with self._lock:
            self._orders.append(_Order(fault, fault.times))

    def next_for(self, network: NetworkName, text: str) -> Fault | None:
        """The oldest order that matches; it stays open until it is spent."""
        with self._lock:
            return next(
                (o.fault for o in self._orders if o.fault.network in (None, network) and o.fault.contains in text), None
            )

    def spend(self, fault: Fault) -> None:
        with self._lock:
            order = next((order for order in self._orders if order.fault is fault), None)
            if order is not None:
                order.left -= 1
                if not order.left:
                    self._orders.remove(order)

    def open(self) -> list[tuple[Fault, int]]:
        """What is still to come, and how often."""
        with self._lock:
            return [(order.fault, order.left) for order in self._orders]

    def cancel(self) -> None:
        with self._lock:
            self._orders.clear()


# ------------------------------------------------------------------------------------------------------------- profiles


@dataclass(frozen=True, slots=True)
class Profile:
    """Faults that depend on the seed, the network, the text and the how-manieth try of it, and on nothing else.

    So two runs with the same seed see the same faults, in whatever order their posts arrive. After `most` faults a text
    is left in peace, so that a run comes to an end.
    """

    name: str = "none"
    seed: int = 0
    share: float = 0.0
    kinds: tuple[Fault, ...] = ()
    most: int = 0

    def fault(self, network: NetworkName, text: str, earlier: int) -> Fault | None:
        """What happens to a text that was brought `earlier` times before."""
        if earlier >= self.most:
            return None
        drawn = hashlib.sha256(json.dumps([self.seed, network, text, earlier]).encode()).digest()
        if int.from_bytes(drawn[:8]) >= self.share * 2**64:
            return None
        return self.kinds[int.from_bytes(drawn[8:16]) % len(self.kinds)]


_MILD = (Fault(kind=FaultKind.RATE_LIMITED, reset=90), Fault(kind=FaultKind.ERROR_BEFORE, status=503))
_WILD = (
    *_MILD,
    Fault(kind=FaultKind.RATE_LIMITED, reset=600),
    Fault(kind=FaultKind.ERROR_BEFORE, status=500),
    Fault(kind=FaultKind.ERROR_AFTER, status=500),
    Fault(kind=FaultKind.ERROR_AFTER, status=503, lag=30),
    Fault(kind=FaultKind.ERROR_AFTER, status=504),
    Fault(kind=FaultKind.GATEWAY_PAGE),
    Fault(kind=FaultKind.DROPPED_BEFORE),
    Fault(kind=FaultKind.DROPPED_AFTER),
    Fault(kind=FaultKind.DROPPED_AFTER, lag=30),
    Fault(kind=FaultKind.EMPTY),
    Fault(kind=FaultKind.HTML),
    Fault(kind=FaultKind.NO_ID),
    Fault(kind=FaultKind.TRUNCATED),
)
ProfileName = Literal["none", "mild", "wild"]


def profile(name: ProfileName, seed: int = 0) -> Profile:
    """Nothing; now and then a limit or a short outage; or all that is known to go wrong, often.

    The wild one leaves out what takes real time: a connection that hangs.
    """
    if name == "mild":
        return Profile(name, seed, share=0.15, kinds=_MILD, most=2)
    if name == "wild":
        return Profile(name, seed, share=0.5, kinds=_WILD, most=3)
    return Profile(seed=seed)
