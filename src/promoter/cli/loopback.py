"""Waiting on this machine for a browser to come back, or for somebody to paste the address at which it ended elsewhere."""

from __future__ import annotations

import os
import queue
import select
import sys
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from promoter.errors import NotPossible

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = "127.0.0.1"  #: by number: both networks refuse names for this machine
PATIENCE = 600.0  #: seconds, to sign in there and agree
_POLL = 0.1
_PAGE = (
    '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>Promoter</title>'
    '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"></head>\n'
    "<body><h1>{title}</h1><p>{says}</p></body></html>\n"
)


class Doorstep:
    """Listens at a port of this machine for one return, that of whoever knows the state."""

    def __init__(self, port: int) -> None:
        try:
            self._server = _Server((HERE, port), _Handler)
        except OSError as error:
            raise NotPossible(
                f"the return cannot be waited for at {HERE}:{port}: {error.strerror or error}; close what uses the port, or "
                "give another with --port and register that address with the app, or use --paste"
            ) from None
        self.home = f"http://{HERE}:{self._server.server_port}"

    def wait(
        self, path: str, state: str, pasted: Callable[[str], dict[str, str]], *, patience: float = PATIENCE
    ) -> dict[str, str]:
        """What came back to `path` with this state, or was pasted; NotPossible if nothing was."""
        self._server.path, self._server.state = path, state
        thread = threading.Thread(target=self._server.serve_forever, args=(_POLL,), daemon=True)
        thread.start()
        try:
            until, typed = time.monotonic() + patience, Typed()
            while time.monotonic() < until:
                with suppress(queue.Empty):
                    return self._server.came.get(timeout=_POLL)
                if line := typed.line():
                    return pasted(line)
        finally:
            self._server.shutdown()
            thread.join()
        raise NotPossible("nobody came back within ten minutes; nothing was connected, begin again")

    def close(self) -> None:
        """Listen no more."""
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    path = state = ""

    def __init__(self, *args: Any) -> None:
        self.came: queue.SimpleQueue[dict[str, str]] = queue.SimpleQueue()
        super().__init__(*args)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 10

    def do_GET(self) -> None:
        split = urlsplit(self.path)
        answer = dict(parse_qsl(split.query, keep_blank_values=True))
        if split.path != self.server.path:
            self._say(404, "Nothing is here", "Promoter waits for a return at another address.")
        elif answer.get("state") != self.server.state:
            self._say(400, "Not what was begun", "This return does not belong to what was begun; begin again.")
        else:
            self._say(200, "Promoter has the answer", "You can close this page; the terminal says what came of it.")
            self.server.came.put(answer)

    def _say(self, status: int, title: str, says: str) -> None:
        body = _PAGE.format(title=title, says=says).encode()
        self.send_response(status)
        for name, value in (
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("Referrer-Policy", "no-referrer"),
            ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: the request line holds the code."""


class Typed:
    """What somebody types or pastes, read without waiting for it."""

    def __init__(self) -> None:
        self._so_far = b""
        try:
            self._source: int | None = sys.stdin.fileno()
        except (AttributeError, OSError, ValueError):
            self._source = None

    def line(self) -> str | None:
        """A whole line, if one is there by now."""
        if self._source is None or not select.select([self._source], [], [], 0)[0]:
            return None
        read = os.read(self._source, 4096)
        if not read:
            self._source = None  # nobody is there to type
        self._so_far += read
        whole, end, rest = self._so_far.partition(b"\n")
        if not end:
            return None
        self._so_far = rest
        return whole.decode("utf-8", "replace").strip()
