"""A small server for those who watch: GET only, a few at a time, each within seconds, and nothing to be found out from it."""

from __future__ import annotations

import logging
import socket
import socketserver
import threading
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING

from promoter.errors import NotPossible

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

log = logging.getLogger(__name__)

AT_ONCE = 8  #: questions that are answered at the same time; more are told to come again
PATIENCE = 10.0  #: seconds for a whole question and its answer


@dataclass(frozen=True, slots=True)
class Answer:
    status: HTTPStatus
    kind: str
    body: bytes


def sentence(status: HTTPStatus, words: str) -> Answer:
    """An answer of one line."""
    return Answer(status, "text/plain; charset=utf-8", f"{words}\n".encode())


class HealthServer:
    """Answers each of `pages` by calling its function, in a thread of its own. It listens once it is made."""

    def __init__(self, host: str, port: int, pages: Mapping[str, Callable[[], Answer]]) -> None:
        try:
            self._server = _Server(host, port, pages)
        except OSError as error:
            raise NotPossible(
                f"nobody can ask for the daemon's health at {host}:{port}: {error.strerror or error}; change PROMOTER_HEALTH"
            ) from None
        self._thread = threading.Thread(target=self._server.serve_forever, name="health", daemon=True)

    @property
    def address(self) -> str:
        host, port = self._server.server_address[:2]
        return f"http://[{host!s}]:{port}" if ":" in str(host) else f"http://{host!s}:{port}"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Listen no longer; who is being answered may be cut off."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def __init__(self, host: str, port: int, pages: Mapping[str, Callable[[], Answer]]) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.pages = pages
        self.places = threading.BoundedSemaphore(AT_ONCE)
        super().__init__((host, port), _Question)

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002
        log.debug("Somebody who asked for the daemon's health hung up")


class _Question(BaseHTTPRequestHandler):
    server: _Server
    timeout = PATIENCE
    server_version, sys_version = "Promoter", ""

    def handle(self) -> None:
        # A socket's timeout bounds each read, not their sum: this one ends a question that drips.
        cut = threading.Timer(PATIENCE, self._hang_up)
        cut.daemon = True
        cut.start()
        try:
            super().handle()
        finally:
            cut.cancel()

    def do_GET(self) -> None:
        page = self.server.pages.get(self.path.partition("?")[0])
        if page is None:
            known = ", ".join(self.server.pages)
            return self._answer(sentence(HTTPStatus.NOT_FOUND, f"There are {known}."))
        if not self.server.places.acquire(blocking=False):
            return self._answer(sentence(HTTPStatus.SERVICE_UNAVAILABLE, "Too many ask at once; ask again."))
        try:
            answer = page()
        except Exception:
            log.exception("A question about the daemon's health could not be answered")
            answer = sentence(
                HTTPStatus.INTERNAL_SERVER_ERROR, "This could not be answered; the daemon's log says why."
            )
        finally:
            self.server.places.release()
        return self._answer(answer)

    do_HEAD = do_GET  # noqa: N815 - the name that http.server wants

    def _answer(self, answer: Answer) -> None:
        self.send_response(answer.status)
        headers = {
            "Content-Type": answer.kind, "Content-Length": str(len(answer.body)), "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        }  # fmt: skip
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def _hang_up(self) -> None:
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that http.server gives
        """Say nothing: somebody asks every few seconds."""
