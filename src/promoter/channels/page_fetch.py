"""One request for a page: to a machine that is everybody's, at a number looked up once, within bounds of time and size."""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING

import requests

from promoter.channels.addresses import PORT, is_public, place
from promoter.channels.http import USER_AGENT, Answer, Call, Lost, Transport
from promoter.channels.pages import LARGEST, Failed, Got, Why

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: A number and a port to connect to.
Spot = tuple[str, int]

HEADERS = {"User-Agent": f"{USER_AGENT} (page check)", "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"}
LIMITS = Transport(size=LARGEST)
MOST_SPOTS = 4


def look_up(host: str, port: int) -> list[Spot]:
    """The numbers of `host`, as the system knows them; none if it does not."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [(str(address[0]), int(address[1])) for _, _, _, _, address in found]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFetch:
    """Makes one GET request and follows nothing. `permitted` says which machines may be asked.

    A name is looked up once, and the connection goes to a number that was found and permitted, so that a name that
    means another machine a moment later leads nowhere. Only the look-up cannot be cut short, as in any `Call`.
    """

    transport: Transport = LIMITS
    look_up: Callable[[str, int], Sequence[Spot]] = look_up
    permitted: Callable[[IPv4Address | IPv6Address], bool] = is_public

    def __call__(self, address: str, within: float) -> Got | Failed:
        begun = time.monotonic()
        here = place(address)
        if here is None or here.text != address or here.scheme != "https":
            return Failed(why=Why.ADDRESS)
        found = self.look_up(here.host, PORT)
        spots = [spot for spot in found if self._may_ask(spot[0])][:MOST_SPOTS]
        if not spots:
            return Failed(why=Why.PRIVATE if found else Why.NAME)
        called = time.monotonic()
        left = within - (called - begun)
        if left <= 0:
            return Failed(why=Why.SLOW)
        call = _PinnedCall(here.host, replace(self.transport, total=left), spots)
        exchange = call.send(requests.Request("GET", address, headers=HEADERS))
        ended = time.monotonic()
        if isinstance(exchange, Answer):
            return Got(status=exchange.status, headers=exchange.headers, body=exchange.body, seconds=ended - begun)
        if ended - called >= left:
            return Failed(why=Why.SLOW)
        if isinstance(exchange, Lost):
            return Failed(why=_why_lost(exchange, self.transport.size), status=exchange.status)
        if not call.reached:
            return Failed(why=Why.UNREACHABLE)
        # A secure connection is refused at once; one that is not even refused has run into the time for connecting.
        return Failed(why=Why.SLOW if ended - called >= self.transport.connect else Why.TLS)

    def _may_ask(self, number: str) -> bool:
        try:
            return self.permitted(ip_address(number))
        except ValueError:
            return False


@dataclass(frozen=True, slots=True)
class FetchElsewhere:
    """For rehearsals: the page of an address is asked for at `where(address)`, whatever machine that is."""

    where: Callable[[str], str]
    transport: Transport = LIMITS

    def __call__(self, address: str, within: float) -> Got | Failed:
        call = Call("the stand-in", "page check", replace(self.transport, total=within))
        exchange = call.send(requests.Request("GET", self.where(address), headers=HEADERS))
        if isinstance(exchange, Answer):
            return Got(status=exchange.status, headers=exchange.headers, body=exchange.body)
        if isinstance(exchange, Lost):
            return Failed(why=_why_lost(exchange, self.transport.size), status=exchange.status)
        return Failed(why=Why.UNREACHABLE)


def _why_lost(exchange: Lost, size: int) -> Why:
    # A call says only in words that it stopped reading.
    return Why.HUGE if f"more than {size} bytes" in exchange.detail else Why.BROKEN


class _PinnedCall(Call):
    """A call that connects to the numbers it was given; its name is still what the certificate must be for."""

    def __init__(self, host: str, transport: Transport, spots: Sequence[Spot]) -> None:
        super().__init__(host, "page check", transport)
        self.reached = False
        self._spots = spots

    def open_socket(self, host: str, port: int) -> socket.socket:  # noqa: ARG002 - the spots stand for them
        *others, last = self._spots
        for number, at in others:
            with suppress(Exception):  # whatever it was: the next one is tried
                return self._reach(number, at)
        return self._reach(*last)

    def _reach(self, number: str, port: int) -> socket.socket:
        sock = super().open_socket(number, port)
        self.reached = True
        return sock
