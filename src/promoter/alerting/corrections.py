"""Alerts about what contributors want otherwise: nothing changes by it before somebody has decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.alerting.alert import Alert, alert, clock
from promoter.ledger.signoffs import waiting_signoffs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from promoter.alerting.week import Week


def about_corrections(conn: Connection, weeks: Sequence[Week]) -> Iterator[Alert]:
    """Each correction that nobody has taken or declined."""
    zones = {week.slug: week.zone for week in weeks}
    for row in waiting_signoffs(conn, zones):
        answered = row.answered_at or row.made_at
        yield alert(
            f"correction:{row.id}:{answered.isoformat()}",
            f"{row.person} wants something otherwise about {row.blog}",
            f"It came by their link at {clock(answered, zones[row.campaign])}. Nothing has changed: until somebody takes it, "
            "posts go out as they were approved.",
            f"Look at it on the blog's page, or with promoter sign-off list {row.campaign}; then promoter sign-off settle "
            f"{row.campaign} {row.id} --take --as USER, or --decline.",
        )
