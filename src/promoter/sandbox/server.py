"""The sandbox: both stand-ins on one port, with their ledger and their faults, for rehearsals, tests and the command line."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from promoter.sandbox.control import Control
from promoter.sandbox.faults import Orders, Profile
from promoter.sandbox.http_server import LOOPBACK, PATIENCE, SandboxServer
from promoter.sandbox.linkedin.network import LinkedIn
from promoter.sandbox.pages import page
from promoter.sandbox.publishing import Publishing
from promoter.sandbox.record import Record
from promoter.sandbox.rules import Rules
from promoter.sandbox.wire import json_answer
from promoter.sandbox.x.network import X

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from promoter.sandbox.faults import Fault
    from promoter.sandbox.record import PublicPost, SeenRequest
    from promoter.sandbox.wire import Answer, Network, NetworkName, Request

logger = logging.getLogger(__name__)

POLL = 0.02  # seconds between looks at whether to stop


def utc_now() -> datetime:
    return datetime.now(UTC)


def _nothing(post: PublicPost) -> None:
    """Nobody wants to hear of posts."""


class Sandbox:
    """Serves from the moment it is made until `close`, or as long as a `with` lasts.

    `path` is the file of its ledger, made if need be; without one it forgets. `port` 0 takes a free one. Ids, windows,
    resets and the Date header all follow `clock`. `faults` spreads faults over a run, `order` adds single ones.
    `on_post` hears of every post as it is taken, in the thread that took it.
    """

    def __init__(
        self,
        path: Path | None = None,
        port: int = 0,
        clock: Callable[[], datetime] = utc_now,
        faults: Profile | None = None,
        *,
        rules: Rules | None = None,
        on_post: Callable[[PublicPost], None] = _nothing,
        patience: float = PATIENCE,
    ) -> None:
        self._clock = clock
        self._record = Record(path)
        self._orders = Orders()
        self._publishing = Publishing(self._record, self._orders, faults or Profile(), on_post)
        self._control = Control(self._record, self._orders)
        rules = rules or Rules()
        self._networks: tuple[Network, ...] = (X(self._record, rules), LinkedIn(self._record, rules))
        try:
            self._server = SandboxServer(port, self._answer, self._now, patience)
        except BaseException:
            self._record.close()
            raise
        self.url = f"http://{LOOPBACK}:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(POLL,), name="sandbox", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop serving. What is on disk stays."""
        self._server.close()
        self._thread.join()
        self._record.close()

    def posts(self, network: NetworkName | None = None) -> list[PublicPost]:
        """What is public, oldest first."""
        return self._record.posts(network)

    def requests(self) -> list[SeenRequest]:
        """Every request that wanted to publish, oldest first, with what it was told."""
        return self._record.requests()

    def order(self, fault: Fault) -> None:
        """Let this go wrong with the next requests to publish that match it."""
        self._orders.order(fault)

    def _now(self) -> datetime:
        now = self._clock().astimezone(UTC)
        return now.replace(microsecond=now.microsecond // 1000 * 1000)  # networks count in milliseconds

    def _answer(self, request: Request, now: datetime, broken: Answer | None) -> Answer:
        try:
            return self._answered(request, now, broken)
        except Exception:
            logger.exception("%s %s could not be answered", request.method, request.path)
            return json_answer(500, {"title": "The sandbox has a fault that nobody ordered", "status": 500})

    def _answered(self, request: Request, now: datetime, broken: Answer | None) -> Answer:
        network = next((network for network in self._networks if network.serves(request.path)), None)
        if network is not None and network.publishes(request):
            if broken is not None:
                self._publishing.refused(network, request, now, broken)
                return broken
            return self._publishing.answer(network, request, now)
        if broken is not None:
            return broken
        if network is not None:
            return network.answer(request, now)
        if request.path.startswith("/pages/"):
            return page(request)
        return self._control.answer(request)
