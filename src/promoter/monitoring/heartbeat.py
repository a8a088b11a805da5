"""A dead man's switch: an address elsewhere is asked every minute while posting works, and raises the alarm when it is not."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import requests

from promoter.channels.http import Answer, Call, Transport

if TYPE_CHECKING:
    from collections.abc import Callable

    from promoter.channels.http import Exchange

log = logging.getLogger(__name__)

TRANSPORT = Transport(total=10.0, size=10_000)


class _QuietCall(Call):
    """A call that is made every minute: its outages are told here, once each."""

    def _note(self, request: requests.Request, exchange: Exchange) -> None:
        pass


@dataclass
class Ping:
    """Asks `url` once whenever it is called, as long as `sound` says that rounds succeed. The address is as good as a key."""

    url: str
    sound: Callable[[], bool]
    transport: Transport = TRANSPORT
    _failing: bool = field(default=False, init=False)

    def __call__(self) -> None:
        if not self.sound():
            return
        exchange = _QuietCall("the heartbeat address", "heartbeat", self.transport).send(
            requests.Request("GET", self.url)
        )
        taken = isinstance(exchange, Answer) and 200 <= exchange.status < 300
        if not taken and not self._failing:
            why = f"it answered {exchange.status}" if isinstance(exchange, Answer) else exchange.detail
            log.error("PROMOTER_HEARTBEAT_URL does not take the sign of life: %s", why)
        if taken and self._failing:
            log.info("PROMOTER_HEARTBEAT_URL takes the sign of life again")
        self._failing = not taken
