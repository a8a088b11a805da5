"""What people remarked on posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, insert, select, update

from promoter.ledger.rows import Comment, PostRow
from promoter.ledger.tables import comments, posts

if TYPE_CHECKING:
    from datetime import datetime


def add_comment(conn: Connection, post: PostRow, text: str, *, by: str, now: datetime) -> Comment:
    """Put a comment on the post as it stands."""
    values = {"post_key": post.key, "version": post.version, "text": text, "by": by}
    number: int = conn.execute(insert(comments).values(at=now, **values).returning(comments.c.id)).scalar_one()
    return Comment(id=number, post_key=post.key, version=post.version, text=text, by=by, at=now)


def comment_by_number(conn: Connection, number: int) -> Comment | None:
    """The comment of this number."""
    row = conn.execute(select(comments).where(comments.c.id == number)).mappings().first()
    return None if row is None else Comment(**row)


def list_comments(conn: Connection, post_key: str) -> list[Comment]:
    """The comments on a post, oldest first."""
    query = select(comments).where(comments.c.post_key == post_key).order_by(comments.c.id)
    return [Comment(**row) for row in conn.execute(query).mappings()]


def set_settled(conn: Connection, number: int, *, by: str | None, now: datetime) -> bool:
    """Mark a comment as settled, or without `by` as open again; False if it was so already."""
    was = comments.c.settled_at.is_(None) if by is not None else comments.c.settled_at.is_not(None)
    values = {"settled_by": by, "settled_at": None if by is None else now}
    return conn.execute(update(comments).where(comments.c.id == number, was).values(values)).rowcount == 1


def open_counts(conn: Connection, campaign: str) -> dict[str, int]:
    """How many comments are open, by post; posts without any are left out."""
    query = (
        select(comments.c.post_key, func.count().label("number"))
        .join(posts, posts.c.key == comments.c.post_key)
        .where(posts.c.campaign == campaign, comments.c.settled_at.is_(None))
        .group_by(comments.c.post_key)
    )
    return {row.post_key: row.number for row in conn.execute(query)}
