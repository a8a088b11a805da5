"""The HTTP side: one loopback port, a thread for each connection, and answers that may end badly on purpose."""

from __future__ import annotations

import contextlib
import logging
import socket
import sys
import threading
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from promoter.sandbox.wire import Answer, Ending, Refusal, Request, json_answer

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    Answering = Callable[[Request, datetime, Answer | None], Answer]

LOOPBACK = "127.0.0.1"
LARGEST_BODY = 1_000_000
LARGEST_PICTURE = 20_000_000
PICTURES = ("/2/media/", "/dms-uploads/")  #: where pictures are brought
MOST_THROWN_AWAY = 16 * LARGEST_BODY  # of a body that is too large, so that the client gets to read why
PATIENCE = 30.0  # seconds that a client may leave the sandbox waiting
DROPS = 10  # of an answer that drips

logger = logging.getLogger(__name__)


class SandboxServer(ThreadingHTTPServer):
    """`answering` is given each request, the moment, and the refusal if the request itself was broken.

    `wait` lets the seconds of a fault pass; without it they pass in truth.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(
        self,
        port: int,
        answering: Answering,
        clock: Callable[[], datetime],
        patience: float = PATIENCE,
        wait: Callable[[float], None] | None = None,
    ) -> None:
        self.answering = answering
        self.clock = clock
        self.patience = patience
        self.wait = wait
        self._open: set[socket.socket] = set()
        self._changed = threading.Condition()
        super().__init__((LOOPBACK, port), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._changed:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        super().shutdown_request(request)
        with self._changed:
            self._open.discard(request)
            self._changed.notify_all()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002
        error = sys.exception()
        if isinstance(error, OSError):
            logger.debug("a connection broke off: %s", error)
        else:
            logger.error("a connection could not be served", exc_info=error)

    def close(self) -> None:
        """Stop listening, break off what is open, and return when no thread is left in a connection."""
        self.shutdown()
        self.server_close()
        with self._changed:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            self._changed.wait_for(lambda: not self._open, timeout=self.patience)


class _Handler(BaseHTTPRequestHandler):
    server: SandboxServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self) -> None:
        super().setup()
        self.connection.settimeout(self.server.patience)

    def _serve(self) -> None:
        now = self.server.clock()
        split = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        query = tuple(parse_qsl(split.query, keep_blank_values=True))
        broken, body = None, b""
        try:
            body = self._body()
        except Refusal as refusal:
            broken = refusal.answer
            self.close_connection = True
        request = Request(self.command, split.path, query, headers, body)
        answer = self.server.answering(request, now, broken)
        logger.debug(
            "%s %s %s", request.method, request.path, answer.status if answer.ending is Ending.WHOLE else answer.ending
        )
        self._send(answer, now)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _serve  # noqa: N815 - http.server looks for these

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers:
            raise Refusal(json_answer(411, {"title": "Length Required", "status": 411}))
        if not (length.isascii() and length.isdigit()):
            raise Refusal(json_answer(400, {"title": "Bad Request", "status": 400}))
        if int(length) > (LARGEST_PICTURE if self.path.startswith(PICTURES) else LARGEST_BODY):
            self._throw_away(min(int(length), MOST_THROWN_AWAY))
            raise Refusal(json_answer(413, {"title": "Payload Too Large", "status": 413}))
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            raise ConnectionError("the client left before its request was whole")
        return body

    def _throw_away(self, length: int) -> None:
        while length > 0 and (read := len(self.rfile.read(min(length, 65536)))):
            length -= read

    def _send(self, answer: Answer, now: datetime) -> None:
        if answer.ending in (Ending.HELD, Ending.LATE):
            self._let_pass(answer.patience)
        if answer.ending in (Ending.HELD, Ending.DROPPED):
            self.close_connection = True
            return
        body = b"" if self.command == "HEAD" else answer.body
        if answer.ending is Ending.CUT:
            self.close_connection = True
            body = body[: len(body) // 2]
        if answer.ending is Ending.DRIPPED:
            self._drip(self._head(answer, now) + body, answer.patience or 0)
        else:
            self.wfile.write(self._head(answer, now) + body)

    def _drip(self, whole: bytes, seconds: float) -> None:
        size = -(-len(whole) // DROPS)
        for start in range(0, len(whole), size):
            self.wfile.write(whole[start : start + size])
            self._let_pass(seconds / DROPS)

    def _head(self, answer: Answer, now: datetime) -> bytes:
        phrase = HTTPStatus(answer.status).phrase if answer.status in set(HTTPStatus) else "Unknown"
        lines = [f"HTTP/1.1 {answer.status} {phrase}", f"Date: {format_datetime(answer.date or now, usegmt=True)}"]
        lines += [f"{name}: {value}" for name, value in answer.headers]
        if answer.status != HTTPStatus.NO_CONTENT:
            # An answer without a body that is to be cut announces one: nothing else of it can be missed.
            announced = len(answer.body) or (2 if answer.ending is Ending.CUT else 0)
            lines.append(f"Content-Length: {announced}")
        if self.close_connection:
            lines.append("Connection: close")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def _let_pass(self, seconds: float | None) -> None:
        if seconds is None or self.server.wait is None:
            self._hold(self.server.patience if seconds is None else seconds)
        else:
            self.server.wait(seconds)

    def _hold(self, seconds: float) -> None:
        """Say nothing until the client leaves, the server closes, or the time is over."""
        self.connection.settimeout(max(seconds, 0.001))
        with contextlib.suppress(OSError):
            self.connection.recv(1, socket.MSG_PEEK)
        self.connection.settimeout(self.server.patience)

    def log_message(self, *_: object) -> None:
        """Say nothing: the request line may hold what is nobody's business, and `_serve` logs what matters."""
