"""Bringing a picture to a network: one step of a few requests that publish nothing, within one deadline.

Nothing is repeated and nothing is waited for: a step that fails says why, and whoever wants the picture there tries again.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from promoter.channels.answers import own_fault
from promoter.channels.contract import NotUploaded, Uploaded
from promoter.channels.http import Answer, Call, Transport

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    import requests

    from promoter.channels.contract import Brought

log = logging.getLogger(__name__)

LONGER = 3  #: times as long as a post's one request: a picture is a thousand times as large
MOST_BYTES = 5_000_000  #: what X takes, and what others found LinkedIn to take; nothing larger leaves


class Stuck(Exception):
    """The step cannot go on, and `why`. Never leaves the channel."""

    def __init__(
        self, detail: str, until: datetime | None = None, *,
        gone: bool = False, blocked: bool = False, status: int | None = None,
    ) -> None:  # fmt: skip
        super().__init__(detail)
        self.why = NotUploaded(detail=detail, until=until, gone=gone, blocked=blocked, http_status=status)


@dataclass
class Uploading:
    """The requests of one step. `subject` names the post in the log; `now` is when it began, by this machine's clock."""

    network: str
    subject: str
    transport: Transport
    now: datetime
    _deadline: float = field(init=False)

    def __post_init__(self) -> None:
        self.transport = replace(self.transport, total=LONGER * self.transport.total)
        self._deadline = time.monotonic() + self.transport.total

    def send(self, request: requests.Request) -> Answer:
        """Make one request more. `Stuck` when there is no whole answer, or no time left for it."""
        if time.monotonic() >= self._deadline:
            raise Stuck(f"bringing it took more than {self.transport.total:g} seconds.")
        exchange = Call(self.network, self.subject, self.transport, deadline=self._deadline).send(request)
        if isinstance(exchange, Answer):
            return exchange
        raise Stuck(f"{exchange.detail}.")

    def outcome(self, step: Callable[[], Uploaded]) -> Brought:
        """What the step came to, also when it got stuck, and also when our own code fails in it."""
        brought: Brought
        try:
            brought = step()
        except Stuck as stuck:
            brought = replace(stuck.why, detail=f"{self.network} does not have the picture yet: {stuck.why.detail}")
        except Exception as error:  # noqa: BLE001 - a picture must never stop the one who brings it
            fault = own_fault(self.subject, error)
            brought = NotUploaded(detail=f"The picture could not be brought to {self.network}, because of {fault}.")
        log.info("%s: picture %s on %s", self.subject, type(brought).__name__.lower(), self.network)
        return brought
