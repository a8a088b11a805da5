"""Numbers for Prometheus, read from the ledger whenever somebody asks."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

from promoter.ledger import counts
from promoter.ledger.accounts import list_accounts
from promoter.ledger.alerts import untold
from promoter.ledger.due import next_due
from promoter.ledger.heartbeats import list_heartbeats
from promoter.ledger.pauses import current_pause
from promoter.reporting.health import UNTOLD_FOR

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from prometheus_client.core import Metric
    from sqlalchemy import Connection

    from promoter.ledger.rows import AccountRow

STATES = ("ready", "stopped", "by_hand", "no_keys")


def available() -> bool:
    """Is the client of Prometheus installed? It is an extra."""
    return importlib.util.find_spec("prometheus_client") is not None


def exposition(conn: Connection, *, now: datetime, connected: Collection[str]) -> tuple[str, bytes]:
    """Content type and text of all metrics, as Prometheus reads them."""
    # Imported here, because it is an extra, and memory that a daemon nobody asks does not need.
    from prometheus_client import CollectorRegistry  # noqa: PLC0415
    from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest  # noqa: PLC0415

    registry = CollectorRegistry()
    registry.register(_Once(list(_metrics(conn, now, connected))))
    return CONTENT_TYPE_PLAIN_0_0_4, generate_latest(registry)


class _Once:
    """Gives the registry what was read for this one answer."""

    def __init__(self, metrics: list[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> list[Metric]:
        return self._metrics


def _metrics(conn: Connection, now: datetime, connected: Collection[str]) -> Iterator[Metric]:
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily  # noqa: PLC0415 - an extra, as above

    def gauge(name: str, says: str, value: datetime | float | None) -> GaugeMetricFamily:
        """A moment that is not there gives a metric without a value: nothing to draw, and nothing that looks like 1970."""
        family = GaugeMetricFamily(f"promoter_{name}", says, labels=())
        if value is not None:
            family.add_metric((), value if isinstance(value, float | int) else value.timestamp())
        return family

    due, oldest, sent = next_due(conn, now, only=connected), counts.oldest_due(conn, now), counts.last_sent(conn)
    beats = list_heartbeats(conn)
    yield gauge("next_due_timestamp_seconds", "When the next post may go.", due)
    overdue = 0.0 if oldest is None else (now - oldest).total_seconds()
    yield gauge(
        "oldest_overdue_seconds", "How long the approved post waits that was due first; 0 if none is due.", overdue
    )
    yield gauge("last_sent_timestamp_seconds", "When the last post went out.", sent)
    age = (now - beats[0].at).total_seconds() if beats else None
    yield gauge("heartbeat_age_seconds", "How long ago a daemon gave the last sign of life.", age)
    yield gauge("paused", "1 while everything is paused.", float(current_pause(conn) is not None))
    yield gauge("alerts_untold", "Alerts that no address has taken yet.", len(untold(conn, since=now - UNTOLD_FOR)))

    states = GaugeMetricFamily(
        "promoter_account_state", "1 for the state that an account is in.", labels=("account", "state")
    )
    for account in list_accounts(conn):
        for state in STATES:
            states.add_metric((account.id, state), float(state == _state(account, connected)))
    yield states
    posts = GaugeMetricFamily("promoter_posts", "Posts in the ledger.", labels=("channel", "status"))
    for labels, count in sorted(counts.count_posts(conn).items()):
        posts.add_metric(labels, count)
    yield posts
    attempts = CounterMetricFamily(
        "promoter_attempts", "Attempts to publish, by outcome.", labels=("channel", "outcome")
    )
    for labels, count in sorted(counts.count_attempts(conn).items()):
        attempts.add_metric(labels, count)
    yield attempts


def _state(account: AccountRow, connected: Collection[str]) -> str:
    if account.manual:
        return "by_hand"
    if account.blocked_reason is not None:
        return "stopped"
    return "ready" if account.id in connected else "no_keys"
