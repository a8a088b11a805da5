"""A blog's standing: approved, declined or withdrawn in its file, with what that does to the posts about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from promoter.approval import return_
from promoter.approval.rights import may_write
from promoter.approval.standing import a_reason
from promoter.campaign.loading import load
from promoter.campaign.model import BlogStatus, is_late
from promoter.campaign.titles import clean_title
from promoter.editing.draft import begin
from promoter.editing.rewriting import Deed, is_in_a_persons_words, plan_draft, shown_text
from promoter.errors import CampaignInvalid, NotPossible
from promoter.ledger.queue import list_posts, update_post
from promoter.posts.lifecycle import Status

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from promoter.campaign.document import Path as Place
    from promoter.campaign.model import Blog, Settings
    from promoter.editing.draft import Draft
    from promoter.editing.effect import Effect
    from promoter.ledger.rows import Actor, PostRow

_APPROVABLE = frozenset({Status.PENDING, Status.APPROVED})


@dataclass(frozen=True)
class _Case:
    """A blog about which something is decided, its file in a draft, and the call that it answers."""

    draft: Draft
    path: Path
    blog: Blog
    settings: Settings

    @property
    def late(self) -> bool:
        return is_late(self.blog, self.settings)

    @property
    def title(self) -> str:
        return f"“{getattr(self.blog, 'title', self.blog.id)}”"

    def amended(self, **facts: Any) -> Draft:
        changes: dict[Place, Any] = {(name,): value for name, value in facts.items()}
        return self.draft.amend(self.path, changes)


def plan_approve_blog(
    conn: Connection, folder: Path, blog: str, *, who: Actor, now: datetime, accept_late: bool = False
) -> Effect:
    """Promote a blog: its posts are put in, and each still takes two people. A late one has to be accepted as such."""
    may_write(conn, who)
    case = _case(folder, blog)
    read, unaccepted = case.blog, case.late and case.blog.accepted_late_by is None
    if read.status is BlogStatus.APPROVED and not unaccepted:
        raise NotPossible(f"{blog} is approved already, by {read.approved_by or 'somebody who is not named'}")
    if unaccepted and not accept_late:
        when = f"{read.received:%H:%M} on {read.received:%d %B}".replace(" 0", " ")
        raise NotPossible(f"{blog} came after the deadline, at {when}: accept it as a late one, or decline it")
    facts: dict[str, Any] = {"status": str(BlogStatus.APPROVED)}
    if read.status is not BlogStatus.APPROVED or read.approved_by is None:
        facts["approved_by"] = who.name
    if unaccepted:
        facts["accepted_late_by"] = who.name
    draft = case.amended(**facts)
    if read.source is not None and read.source.guessed:
        draft = draft.amend(case.path, {("source", "guessed"): None})  # whoever approves it has looked at them
    deed = Deed("blog_approved", f"Approve the blog {case.title}", {"blog": blog, "accepted_late": unaccepted})
    return plan_draft(conn, draft, deed, who=who, now=now, about=case.path)


def plan_decline_blog(
    conn: Connection, folder: Path, blog: str, *, who: Actor, now: datetime, reason: str | None = None
) -> Effect:
    """Do not promote a blog that waits for a decision. One that is promoted already is withdrawn, which does more."""
    may_write(conn, who)
    case = _case(folder, blog)
    if case.blog.status is not BlogStatus.SUBMITTED:
        raise NotPossible(
            f"{blog} is {case.blog.status} and does not wait for a decision; an approved one is withdrawn"
        )
    why = None if reason is None else a_reason(reason)
    deed = Deed("blog_declined", f"Decline the blog {case.title}", {"blog": blog, "reason": why})
    draft = case.amended(status=str(BlogStatus.DECLINED))
    return plan_draft(conn, draft, deed, who=who, now=now, about=case.path)


def plan_withdraw_blog(conn: Connection, folder: Path, blog: str, *, reason: str, who: Actor, now: datetime) -> Effect:
    """Take a blog out of the week. Its unsent posts stop; those that name it get new words and wait for approval again.

    Words that people wrote are not changed: where they name the blog, the post goes back to its writer. What is out is
    listed with its address, because only a person can delete it there.
    """
    may_write(conn, who)
    reason = a_reason(reason)
    case = _case(folder, blog)
    if case.blog.status is BlogStatus.WITHDRAWN:
        raise NotPossible(f"{blog} is withdrawn already")
    names_it, slug = _naming(case), folder.resolve().name
    own = [row for row in list_posts(conn, campaign=slug) if row.blog == blog]
    stopping = {row.key for row in own if row.status is not Status.WITHDRAWN}

    def also(conn: Connection, now: datetime) -> None:
        for row in list_posts(conn, campaign=slug):
            if row.key in stopping and row.status is Status.WITHDRAWN:
                update_post(conn, row, reason=f"its blog was withdrawn: {reason}")
            elif row.status in _APPROVABLE and is_in_a_persons_words(row) and names_it.search(shown_text(row)):
                return_(conn, row.key, reason=f"it names {case.title}, which was withdrawn", who=who, now=now)

    def out(row: PostRow) -> str | None:
        if row.blog == blog:
            return f"delete it on {row.channel.shown} by hand: its blog is withdrawn"
        if names_it.search(shown_text(row)):
            return f"see whether to delete it on {row.channel.shown} by hand: it names the withdrawn blog"
        return None

    deed = Deed("blog_withdrawn", f"Withdraw the blog {case.title}", {"blog": blog, "reason": reason})
    draft = case.amended(status=str(BlogStatus.WITHDRAWN))
    return plan_draft(conn, draft, deed, who=who, now=now, also=also, about=case.path, out=out)


def _case(folder: Path, blog: str) -> _Case:
    draft = begin(folder)
    path, loaded = draft.blog_file(blog), load(folder)
    found = next((one for one in loaded.blogs if one.id == blog), None)
    wrong = next((finding for finding in loaded.errors if finding.file in {str(path), str(draft.campaign_file)}), None)
    if wrong is not None or found is None:
        said = f"{draft.named(path)} cannot be read" if wrong is None else f"line {wrong.line}: {wrong.message}"
        where = "" if wrong is None else f"{draft.named(type(path)(wrong.file))}, "
        raise CampaignInvalid(f"{where}{said}; put that right before you decide about {blog}")
    return _Case(draft, path, found, loaded.settings)


def _naming(case: _Case) -> re.Pattern[str]:
    """Finds the blog's title, as it is or as posts say it, and its address in a text."""
    blog = case.blog
    organisations = [author.organisation for author in blog.authors if author.organisation]
    names = {blog.title, clean_title(blog.title, hashtag=case.settings.hashtag, organisations=organisations)}
    if blog.url is not None:
        names.add(blog.url.split("?")[0].rstrip("/"))
    return re.compile("|".join(rf"(?<!\w){re.escape(name)}(?![\w-])" for name in names))
