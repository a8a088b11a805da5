"""The connection that a call speaks over: urllib3's, with the first byte and the end of the headers seen."""

from __future__ import annotations

import http.client
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util.ssl_ import create_urllib3_context

if TYPE_CHECKING:
    import socket
    import ssl


class Guard(Protocol):
    """What a connection needs of the call that it serves."""

    left: bool  #: set when a byte of the request may have left

    def open_socket(self, host: str, port: int) -> socket.socket: ...


class _Lines:
    """A reader that remembers its last line."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self.last = b""

    def readline(self, limit: int = -1) -> bytes:
        self.last = self._reader.readline(limit)
        return self.last

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)


class _Response(http.client.HTTPResponse):
    """Python takes headers that end in the middle of a line for whole ones, and so half an id for an id; this does not."""

    fp: Any

    def begin(self, *args: Any, **options: Any) -> None:
        reader = self.fp
        self.fp = lines = _Lines(reader)
        super().begin(*args, **options)
        if lines.last not in {b"\r\n", b"\n"}:
            raise http.client.IncompleteRead(lines.last)
        self.fp = reader


class _Guarded:
    """What both kinds of connection add to urllib3's."""

    response_class: Any = _Response
    sock: Any
    port: int
    _dns_host: str

    def __init__(self, guard: Guard, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._guard = guard
        self._pieces: list[bytes] = []

    def _new_conn(self) -> socket.socket:
        return self._guard.open_socket(self._dns_host, self.port)

    def send(self, data: Any) -> None:
        self._pieces.append(data)

    def request(self, *args: Any, **options: Any) -> None:
        super().request(*args, **options)  # type: ignore[misc]  # gives `send` the head and the body one by one
        self._guard.left = True
        self.sock.sendall(b"".join(self._pieces))


class _Connection(_Guarded, HTTPConnection): ...


class _SecureConnection(_Guarded, HTTPSConnection): ...


def connection_for(url: str, guard: Guard, *, timeout: float, ca_bundle: str | None) -> HTTPConnection:
    """The connection for a request to `url`, still to be made; ValueError if nothing can be asked there."""
    there = urlsplit(url)
    match there.scheme:
        case "http":
            return _Connection(guard, there.hostname, there.port, timeout=timeout)
        case "https":
            trusted = _trusting(ca_bundle)
            return _SecureConnection(guard, there.hostname, there.port, timeout=timeout, ssl_context=trusted)
        case _:
            raise ValueError(f"{there.scheme}: is not a way to ask")


@cache  # reading all those certificates takes longer than the whole call
def _trusting(ca_bundle: str | None) -> ssl.SSLContext:
    context = create_urllib3_context()
    context.load_verify_locations(ca_bundle or DEFAULT_CA_BUNDLE_PATH)
    return context
