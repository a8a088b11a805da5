"""The pages of the health server: /healthz, /readyz and /metrics, each answered from the ledger as it is now."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING

from promoter.errors import PromoterError
from promoter.monitoring import metrics
from promoter.monitoring.readiness import readiness, unreadable
from promoter.monitoring.server import Answer, sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from promoter.clock import Clock
    from promoter.ledger.database import Ledger


def health_pages(ledger: Ledger, clock: Clock, connected: Collection[str]) -> dict[str, Callable[[], Answer]]:
    """What each path answers. `connected` are the accounts that have keys."""

    def process() -> Answer:
        return sentence(HTTPStatus.OK, "The process is there; /readyz says whether the next post will go.")

    def ready() -> Answer:
        try:
            with ledger.read() as conn:
                found = readiness(conn, now=clock.now(), connected=connected)
        except PromoterError:
            found = unreadable()
        status = HTTPStatus.OK if found["ready"] else HTTPStatus.SERVICE_UNAVAILABLE
        return Answer(status, "application/json", json.dumps(found, indent=2).encode() + b"\n")

    def numbers() -> Answer:
        if not metrics.available():
            return sentence(HTTPStatus.NOT_IMPLEMENTED, "Metrics need prometheus-client: install promoter[metrics].")
        try:
            with ledger.read() as conn:
                kind, body = metrics.exposition(conn, now=clock.now(), connected=connected)
        except PromoterError:
            return sentence(HTTPStatus.SERVICE_UNAVAILABLE, "The ledger cannot be read; promoter doctor says why.")
        return Answer(HTTPStatus.OK, kind, body)

    return {"/healthz": process, "/readyz": ready, "/metrics": numbers}
