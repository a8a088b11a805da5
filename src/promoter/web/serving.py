"""Serving the pages: in the foreground, or beside a daemon in the same process."""

from __future__ import annotations

import logging
import socket
import threading
from typing import TYPE_CHECKING

import uvicorn

from promoter.errors import UsageProblem
from promoter.web.app import create_app

if TYPE_CHECKING:
    from promoter.web.wiring import Wiring

log = logging.getLogger(__name__)


class Pages:
    """The pages on a socket that is bound at once, so that a port in use is told before anything else begins."""

    PATIENCE = 10.0  #: seconds that requests get to end

    def __init__(self, wiring: Wiring, host: str, port: int) -> None:
        self._socket = _bound(host, port)
        named = f"[{host}]" if ":" in host else host
        self.address = f"http://{named}:{self._socket.getsockname()[1]}"
        self._app = create_app(wiring)
        config = uvicorn.Config(
            self._app,
            log_level="warning",
            access_log=False,
            server_header=False,
            date_header=True,
            timeout_graceful_shutdown=3,
            # A proxy in front is believed only where the settings say that there is one, and where it is.
            proxy_headers=wiring.secure,
            forwarded_allow_ips=list(wiring.proxies),
            lifespan="off",
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._serve, name="pages", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._app.state.changes.end()
        self._server.should_exit = True
        self._thread.join(self.PATIENCE)
        self._socket.close()

    def _serve(self) -> None:
        try:
            self._server.run(sockets=[self._socket])
        except Exception:
            log.exception("The pages cannot be served any more")


def _bound(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        sock = socket.socket(family, kind, protocol)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(address)
        sock.listen(100)  # whoever comes before the server has begun waits, and is not turned away
    except OSError as error:
        raise UsageProblem(
            f"the pages cannot be served at {host}:{port}: {error.strerror or error}; change PROMOTER_HOST or PROMOTER_PORT"
        ) from None
    return sock
