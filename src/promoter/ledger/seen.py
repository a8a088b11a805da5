"""Which version of a post each person had on the screen last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from promoter.ledger.putting import put_over
from promoter.ledger.tables import posts, seen

if TYPE_CHECKING:
    from datetime import datetime

    from promoter.ledger.rows import PostRow


def note_seen(conn: Connection, email: str, post: PostRow, *, now: datetime) -> None:
    """Note that the post was shown to a person as it stands in `post`."""
    shown = {"version": post.version, "digest": post.digest, "at": now}
    put_over(conn, seen, {"email": email, "post_key": post.key, **shown})


def seen_as_they_stand(conn: Connection, email: str, campaign: str) -> set[str]:
    """The keys of the campaign's posts that have not changed since they were shown to this person."""
    unchanged = (posts.c.version == seen.c.version) & (posts.c.digest == seen.c.digest)
    query = (
        select(seen.c.post_key)
        .join(posts, (posts.c.key == seen.c.post_key) & unchanged)
        .where(seen.c.email == email, posts.c.campaign == campaign)
    )
    return set(conn.execute(query).scalars())
