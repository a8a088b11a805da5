"""One HTTP request, made once: bounded in time and size, asked for a last time once connected, and exact about what left.

requests builds, urllib3 speaks, but nothing of theirs that acts by itself is in the way: no session, so no redirects,
cookies, proxies or netrc; no pool, so no retries; and a new connection each time, because a stale one that breaks cannot
be told from a post that went out. One flag, `Call.left`, decides what a failure means; the error only chooses the words.
"""

from __future__ import annotations

import logging
import re
import socket
import ssl
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import urllib3.exceptions

from promoter import __version__
from promoter.channels.connection import connection_for
from promoter.channels.watchdog import WATCHDOG, Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import requests

log = logging.getLogger(__name__)

USER_AGENT = f"Promoter/{__version__}"
#: What the networks' support asks for; logged with every answer that has it.
TRACES = ("x-li-uuid", "x-li-fabric", "x-li-request-id", "x-transaction-id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Transport:
    """How requests travel: seconds to connect, seconds in `total`, the longest answer in bytes, and whom to trust.

    `total` bounds everything from the first packet to the last byte of the answer. Only the look-up of the name cannot
    be cut short; a slow one uses up the time of the rest. `ca_bundle` is a file of certificates instead of the usual ones.
    """

    total: float = 20.0
    connect: float = 5.0
    size: int = 1_000_000
    ca_bundle: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer, whatever it says. Header names match in any case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class NotSent:
    """Surely no byte of the request left. `unusable`: nor will it next time, until the account's settings change."""

    detail: str
    unusable: bool = False


@dataclass(frozen=True, slots=True)
class Lost:
    """Something left, and no whole answer came back. `status` and `headers` are there if the answer got that far."""

    detail: str
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


Exchange = Answer | NotSent | Lost


class _Stop(Exception):
    """Passes through urllib3 untouched, because it knows nothing of it."""


class Call:
    """The one request that may be made for a post, and what has become of it. `subject` names the post in the log.

    `deadline`, a reading of the monotonic clock, is given where several calls have to share the total of one.
    """

    def __init__(
        self,
        network: str,
        subject: str,
        transport: Transport,
        still_ours: Callable[[], bool] = lambda: True,
        *,
        deadline: float | None = None,
    ) -> None:
        self.network = network
        self.subject = subject
        self.transport = transport
        self.left = False  #: may a byte of the request have left this machine?
        self._still_ours = still_ours
        self._deadline = time.monotonic() + transport.total if deadline is None else deadline
        self._begun = False
        self._cut = False
        self._duplicate: socket.socket | None = None
        self._watch: Watch | None = None
        self._head: urllib3.BaseHTTPResponse | None = None

    def send(self, request: requests.Request) -> Exchange:
        """Make the request. Every failure comes back as a value; a second request is refused."""
        if self._begun:
            raise RuntimeError("a call makes one request and no second")
        self._begun = True
        try:
            exchange = self._send(request)
        except _Stop as stop:
            exchange = NotSent(str(stop))
        except Exception as error:  # noqa: BLE001 - whatever was raised, `left` says what it means
            exchange = self._failed(error)
        finally:
            self._hang_up()
        self._note(request, exchange)
        return exchange

    def _send(self, request: requests.Request) -> Exchange:
        request.headers = {"User-Agent": USER_AGENT, **request.headers}
        prepared, transport = request.prepare(), self.transport
        connection = connection_for(str(prepared.url), self, timeout=transport.total, ca_bundle=transport.ca_bundle)
        with closing(connection):
            connection.connect()
            self._ask()
            with suppress(BrokenPipeError, ConnectionResetError):  # who hangs up early may have answered before
                connection.request(
                    str(prepared.method), prepared.path_url, prepared.body, prepared.headers, preload_content=False
                )
            self._head = connection.getresponse()
            with self._head as head:
                body = head.read(transport.size + 1, decode_content=True)
        if self._cut:  # an answer without a length looks whole when the watchdog ends it
            return self._lost(f"{self.network} did not finish its answer in {transport.total:g} seconds")
        if len(body) > transport.size:
            return self._lost(f"{self.network} answered with more than {transport.size} bytes")
        return Answer(head.status, head.headers, body)

    # ------------------------------------------------------------------------------------------------ before the first byte

    def open_socket(self, host: str, port: int) -> socket.socket:
        """A connected socket under the watchdog. urllib3's own would give each address of the name the full time."""
        try:
            addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except socket.gaierror:
            raise _Stop(f"the name {host} could not be looked up") from None
        until = min(time.monotonic() + self.transport.connect, self._deadline)
        why = "there was no time left"
        for family, kind, protocol, _, address in addresses:
            try:
                sock = _connect(socket.socket(family, kind, protocol), address, until)
            except OSError as error:
                why = error.strerror or "it did not answer in time"
            else:
                return self._watched(sock)
        raise _Stop(f"no connection to {host}:{port} could be made ({why})")

    def _ask(self) -> None:
        """The last moment before the request leaves: is there time, and is the post still ours to send?"""
        if self._cut or time.monotonic() >= self._deadline:
            raise _Stop(f"connecting took all of the {self.transport.total:g} seconds")
        if not self._still_ours():
            raise _Stop("the turn of this post was over, or everything was stopped, when the connection stood")

    def _watched(self, sock: socket.socket) -> socket.socket:
        # A socket's timeout bounds each read, not their sum: a server that drips would hold us for ever. Shutting the
        # connection down ends every read. The duplicate reaches it beneath TLS, and already during the handshake.
        self._duplicate = sock.dup()
        self._watch = WATCHDOG.watch(self._deadline, self._shut_down)
        return sock

    def _shut_down(self) -> None:
        self._cut = True
        with suppress(OSError):
            if self._duplicate is not None:
                self._duplicate.shutdown(socket.SHUT_RDWR)

    def _hang_up(self) -> None:
        if self._watch is not None:
            WATCHDOG.call_off(self._watch)
        if self._duplicate is not None:
            self._duplicate.close()

    # ---------------------------------------------------------------------------------------- what a failure comes down to

    def _failed(self, error: Exception) -> NotSent | Lost:
        # Never the error's own text: it may quote a header, and so a token.
        if self.left:
            in_time = not self._cut and not isinstance(error, (TimeoutError, urllib3.exceptions.TimeoutError))
            why = "broke off" if in_time else f"did not finish in {self.transport.total:g} seconds"
            return self._lost(f"the exchange with {self.network} {why}")
        if isinstance(error, ssl.SSLError):
            return NotSent(
                f"no secure connection to {self.network} could be made; check its address and the computer's clock"
            )
        if isinstance(error, ValueError):
            return NotSent(
                f"no request could be made of the address and the keys set for {self.network}", unusable=True
            )
        return NotSent(f"connecting to {self.network} failed ({type(error).__name__})")

    def _lost(self, detail: str) -> Lost:
        return Lost(detail) if self._head is None else Lost(detail, self._head.status, self._head.headers)

    def _note(self, request: requests.Request, exchange: Exchange) -> None:
        what = f"{self.subject}: {self.network} {request.method}"
        if isinstance(exchange, Answer):
            traces = [f" {name}={_plain(exchange.headers[name])}" for name in TRACES if name in exchange.headers]
            log.info("%s answered %s%s", what, exchange.status, "".join(traces))
        else:
            log.warning("%s %s: %s", what, "not sent" if isinstance(exchange, NotSent) else "lost", exchange.detail)


def _connect(sock: socket.socket, address: Any, until: float) -> socket.socket:
    try:
        sock.settimeout(max(until - time.monotonic(), 0.001))  # zero would mean: do not wait
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.connect(address)
    except BaseException:
        sock.close()
        raise
    return sock


def _plain(value: str) -> str:
    return re.sub(r"[^\w.:+/=-]", "", value)[:80]
