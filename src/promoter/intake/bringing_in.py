"""A blog that was confirmed, as a change to the campaign: its file is written and the campaign loaded, in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.editing.rewriting import Deed, plan_draft
from promoter.errors import NotPossible
from promoter.intake.filing import file_new
from promoter.intake.versions import file_again

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from promoter.editing import Effect
    from promoter.intake.filing import Folder
    from promoter.intake.proposal import Proposal
    from promoter.ledger.rows import Actor


def plan_bring_in(
    conn: Connection, into: Folder, new: Proposal, *, came: datetime, who: Actor, now: datetime
) -> Effect:
    """What bringing a blog in would do. Of one that is there, it is another version; the very same does nothing.

    `came` is when it was handed in: what the file says of that does not depend on when somebody looks.
    """
    match = into.match(new)
    if match is not None and match.same:
        raise NotPossible("this is here already, and nothing in it is different")
    if match is None:
        filed = file_new(new, into, now=came, by=who.name)
    else:
        filed = file_again(new, match.blog, into, now=came, by=who.name)
    says = f"Bring in “{new.value('title')}”" if match is None else f"Replace “{new.value('title')}” with this version"
    data = {"blog": filed.blog.id, "replaces": match is not None, "original": new.original.sha256}
    deed = Deed("blog_brought_in", says, data)
    return plan_draft(conn, filed.draft, deed, who=who, now=now, about=filed.blog.file)
