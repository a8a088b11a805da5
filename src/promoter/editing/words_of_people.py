"""Posts that say what is not so any more, in words that people wrote: no load changes those, so they go back to their writers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promoter.approval import return_
from promoter.editing.rewriting import is_in_a_persons_words, shown_text
from promoter.ledger.queue import list_posts
from promoter.posts.lifecycle import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from promoter.ledger.rows import Actor, PostRow

_APPROVABLE = frozenset({Status.PENDING, Status.APPROVED})


def says(post: PostRow, words: Iterable[str]) -> bool:
    """Does it show any of these?"""
    text = shown_text(post)
    return any(re.search(rf"(?<![\w@]){re.escape(word)}(?!\w)", text, re.IGNORECASE) for word in words)


def send_back(
    conn: Connection, campaign: str, which: Callable[[PostRow], bool], *, reason: str, who: Actor, now: datetime
) -> None:
    """Return those posts in a person's words that can still be changed."""
    for post in list_posts(conn, campaign=campaign):
        if post.status in _APPROVABLE and is_in_a_persons_words(post) and which(post):
            return_(conn, post.key, reason=reason, who=who, now=now)
