"""What a blog's file states of it, completed or put right: its words for posts, its themes, and where and when its page is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from promoter.approval.rights import may_write
from promoter.editing.draft import begin
from promoter.editing.rewriting import Deed, plan_draft
from promoter.errors import UsageProblem
from promoter.posts.phrases import listed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from promoter.editing.effect import Effect
    from promoter.ledger.rows import Actor

#: What people may state of a blog here, as they call it. Its authors correct what is said of them by their own links.
OF_A_BLOG = {
    "title": "the title",
    "subtitle": "the sub-title",
    "url": "the address of its page",
    "live_from": "the moment from which its page is live",
    "themes": "the themes",
    "hook": "the hook",
    "points": "the points",
}


def plan_blog_facts(
    conn: Connection, folder: Path, blog: str, changes: Mapping[str, Any], *, who: Actor, now: datetime
) -> Effect:
    """State other facts of a blog, by the names that its file has for them; None takes one away.

    Posts that say something else by it wait for approval again, as after any change of the files.
    """
    may_write(conn, who)
    if unknown := sorted(changes.keys() - OF_A_BLOG):
        raise UsageProblem(f"{unknown[0]} is nothing that is changed here; there are {listed(OF_A_BLOG)}")
    draft = begin(folder)
    path = draft.blog_file(blog)
    stated = draft.facts(path)
    told = {name: {"before": stated.get(name), "after": value} for name, value in changes.items()}
    draft = draft.amend(path, {(name,): value for name, value in changes.items()})
    if not draft.texts:
        raise UsageProblem(f"the file of {blog} says that already; nothing was changed")
    said = f"Change {listed(OF_A_BLOG[name] for name in changes)} of “{stated.get('title', blog)}”"
    deed = Deed("blog_changed", said, {"blog": blog, "facts": told})
    return plan_draft(conn, draft, deed, who=who, now=now, about=path)
