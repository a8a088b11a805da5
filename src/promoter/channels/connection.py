"""The connection that a call speaks over: urllib3's, with the moment before the first byte and the end of the headers seen."""

from __future__ import annotations

import functools
import http.client
from typing import TYPE_CHECKING, Any, Protocol

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection

if TYPE_CHECKING:
    import socket


class Guard(Protocol):
    """What a connection needs of the call that it serves."""

    left: bool  #: set when a byte of the request may have left

    def open_socket(self, host: str, port: int) -> socket.socket: ...

    def connected(self) -> None:
        """The connection stands, TLS included. Whatever this raises, the request does not leave."""
        ...


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

    def __init__(self, *args: Any, guard: Guard, **options: Any) -> None:
        super().__init__(*args, **options)
        self._guard = guard

    def _new_conn(self) -> socket.socket:
        return self._guard.open_socket(self._dns_host, self.port)

    def connect(self) -> None:
        super().connect()  # type: ignore[misc]
        self._guard.connected()

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()  # plain HTTP connects on its first send; that is not yet the request
        self._guard.left = True
        super().send(data)  # type: ignore[misc]


class _Connection(_Guarded, HTTPConnection): ...


class _SecureConnection(_Guarded, HTTPSConnection): ...


class GuardedAdapter(HTTPAdapter):
    """requests' way to urllib3, with our connections and without retries."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def get_connection_with_tls_context(self, *args: Any, **options: Any) -> Any:
        pool: Any = super().get_connection_with_tls_context(*args, **options)
        kind = _SecureConnection if pool.scheme == "https" else _Connection
        pool.ConnectionCls = functools.partial(kind, guard=self._guard)
        return pool
