"""Who has looked at which post as it stands, so that "approve all that I have looked at" means just that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.ledger import seen

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from promoter.ledger.rows import PostRow


def saw(conn: Connection, email: str, post: PostRow, *, now: datetime) -> None:
    """Note that a person has the post on the screen as `post` shows it."""
    seen.note_seen(conn, email, post, now=now)


def seen_by(conn: Connection, email: str, campaign: str) -> set[str]:
    """The keys of the posts that have not changed since this person looked at them."""
    return seen.seen_as_they_stand(conn, email, campaign)
