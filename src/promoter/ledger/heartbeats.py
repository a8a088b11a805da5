"""Signs of life: each daemon says when it was last awake, so that a silent one is noticed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from promoter.ledger.putting import put_over
from promoter.ledger.rows import Heartbeat
from promoter.ledger.tables import heartbeats

if TYPE_CHECKING:
    from datetime import datetime

ONCE = "once"  #: what a daemon says that looked once and ended, as a timer wants it
ENDED = "ended"  #: what a daemon says that was told to end


def beat(conn: Connection, name: str, *, now: datetime, detail: str = "") -> None:
    """The daemon `name` is alive."""
    put_over(conn, heartbeats, {"name": name, "at": now, "detail": detail})


def list_heartbeats(conn: Connection) -> list[Heartbeat]:
    """Every daemon's last sign of life, the newest first."""
    rows = conn.execute(select(heartbeats).order_by(heartbeats.c.at.desc(), heartbeats.c.name))
    return [Heartbeat(row.name, row.at, row.detail) for row in rows]
