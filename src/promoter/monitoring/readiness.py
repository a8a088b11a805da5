"""Will the next post go? The checks of `promoter doctor` that answer it, for a program that asks every few seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from promoter.ledger.due import next_due
from promoter.ledger.pauses import current_pause
from promoter.reporting.health import PAUSE, State, of_next_post

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

    from promoter.reporting.health import Check


def readiness(conn: Connection, *, now: datetime, connected: Collection[str]) -> dict[str, Any]:
    """Whether the next post will go, and what says so. With nothing to post all is well; a pause is not readiness."""
    checks = of_next_post(conn, now=now, connected=connected)
    paused = current_pause(conn) is not None
    due = next_due(conn, now, only=connected)
    return {
        "ready": not paused and all(check.state is not State.BROKEN for check in checks),
        "paused": paused,
        "next_due": due and due.isoformat(),
        "checks": [_shape(check) for check in checks],
    }


def unreadable() -> dict[str, Any]:
    """What is answered when the ledger cannot be read. Where it is, and why, is for the log and for doctor."""
    broken = {
        "name": "ledger", "state": State.BROKEN.value, "says": "the ledger cannot be read", "todo": "Run promoter doctor.",
    }  # fmt: skip
    return {"ready": False, "paused": None, "next_due": None, "checks": [broken]}


def _shape(check: Check) -> dict[str, str]:
    # Why people stopped everything is between them; that they did is told apart.
    says = "everything is stopped" if check.name == PAUSE and check.state is not State.OK else check.says
    return {"name": check.name, "state": check.state.value, "says": says, "todo": check.todo}
