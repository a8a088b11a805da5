"""A handle on X, or the name by which LinkedIn knows somebody, that was written down wrongly: put right everywhere at once."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from promoter.approval import edit
from promoter.approval.rights import may_write
from promoter.approval.standing import standing_hold
from promoter.campaign.loading import blog_files
from promoter.campaign.values import nearest
from promoter.editing.draft import begin
from promoter.editing.names_of_people import Name, X, read
from promoter.editing.rewriting import Deed, is_in_a_persons_words, plan_draft
from promoter.errors import Mistake, NotPossible, UsageProblem
from promoter.ledger.decisions import add_decision
from promoter.ledger.queue import list_posts, update_post
from promoter.posts.lifecycle import Status

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from promoter.campaign.document import Path as Place
    from promoter.editing.draft import Draft
    from promoter.editing.effect import Effect
    from promoter.ledger.rows import Actor, PostRow

_EDITABLE = frozenset({Status.PENDING, Status.APPROVED, Status.FAILED})
_OF_X = ("x", "organisation_x", "x")  #: the keys of: the campaign's organisation, a blog's, an author
_OF_LINKEDIN = ("linkedin", "organisation_linkedin", "linkedin")


def plan_handle(conn: Connection, folder: Path, old: str, new: str, *, who: Actor, now: datetime) -> Effect:
    """Write `new` wherever a contributor's or an organisation's handle is `old`, and in the words that people wrote.

    Case does not matter on X, and so not for `old`. For LinkedIn both are what it calls a person or a page; then people
    read the same words, and another person or page is linked from them. A post that is out is listed.
    """
    may_write(conn, who)
    wrong, right = read(old, field="old"), read(new, field="new")
    if wrong.kind != right.kind:
        raise Mistake(
            f"{right.written} is {right.what}, and {wrong.written} is {wrong.what}; write two of a kind", field="new"
        )
    if wrong.written == right.written:
        raise Mistake(f"{right.written} is what it is already; write the one that is right", field="new")
    draft = begin(folder)
    was, slug = _places(draft, wrong), folder.resolve().name
    for path, place in [(path, place) for path, place, written in was if wrong.is_written(written)]:
        draft = draft.amend(path, {place: right.written})
    correction = _Correction(wrong, right, who)
    queue = [row for row in list_posts(conn, campaign=slug) if is_in_a_persons_words(row)]
    if not draft.texts and not any(map(correction.is_in, queue)):
        near = nearest(wrong.written, (written for *_, written in was))
        raise Mistake(
            f"{wrong.written} stands nowhere in {slug}{f'; did you mean {near}?' if near else ''}", field="old"
        )

    def also(conn: Connection, now: datetime) -> None:
        for row in list_posts(conn, campaign=slug):
            if row.status in _EDITABLE and is_in_a_persons_words(row) and correction.is_in(row):
                correction.make(conn, row, now)

    def out(row: PostRow) -> str | None:
        said = f"it {'names' if wrong.kind == X else 'links'} {wrong.written}"
        return f"see whether to delete it on {row.channel.shown} by hand: {said}" if correction.is_in(row) else None

    says = f"Write {right.written} wherever {wrong.written} stands"
    if wrong.kind != X:
        says = f"Link the right one on LinkedIn: {right.written} instead of {wrong.written}"
    deed = Deed("handle_corrected", says, {"before": wrong.written, "after": right.written})
    return plan_draft(conn, draft, deed, who=who, now=now, also=also, out=out)


@dataclass(frozen=True)
class _Correction:
    """What is put in place of what in a post."""

    wrong: Name
    right: Name
    who: Actor

    def is_in(self, row: PostRow) -> bool:
        if self.wrong.kind == X:
            return self._pattern.search(row.said.text) is not None
        return any(mention.urn == self.wrong.written for mention in row.said.mentions)

    def make(self, conn: Connection, row: PostRow, now: datetime) -> None:
        """An edit of words that a person wrote: no load changes those."""
        if self.wrong.kind != X:
            self._link(conn, row, now)
            return
        try:
            edit(conn, row.key, self._pattern.sub(self.right.written, row.said.text), who=self.who, now=now)
        except UsageProblem as problem:
            raise NotPossible(f"{row.key} cannot say {self.right.written}: {problem}") from None

    def _link(self, conn: Connection, row: PostRow, now: datetime) -> None:
        mentions = tuple(
            one._replace(urn=self.right.written) if one.urn == self.wrong.written else one for one in row.said.mentions
        )
        said = replace(row.said, mentions=mentions)
        hold, why = standing_hold(replace(row, said=said), now, chosen=True)
        after = update_post(
            conn, row, status=Status.PENDING, void=True, said=said, edited=True, written_by=self.who.name, hold=hold,
            hold_reason=why, reason=None, retry_at=None, tries=0,
        )  # fmt: skip
        add_decision(conn, after, "edit", self.who, now=now, event="edited", before=row.said.text, edited=True)

    @property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w@]){re.escape(self.wrong.written)}(?!\w)", re.IGNORECASE | re.ASCII)


def _places(draft: Draft, name: Name) -> list[tuple[Path, Place, str]]:
    """Where the files state such names: (file, place in it, name)."""
    own, blogs, authors = _OF_X if name.kind == X else _OF_LINKEDIN
    places: list[tuple[Path, Place, Any]] = []
    organisation = draft.facts(draft.campaign_file).get("organisation")
    if isinstance(organisation, dict):
        places.append((draft.campaign_file, ("organisation", own), organisation.get(own)))
    for path in blog_files(draft.folder):
        places += [(path, place, written) for place, written in _of_blog(draft.facts(path), blogs, authors)]
    return [(path, place, written.strip()) for path, place, written in places if isinstance(written, str)]


def _of_blog(facts: dict[str, Any], blogs: str, of_author: str) -> Iterator[tuple[Place, Any]]:
    yield (blogs,), facts.get(blogs)
    authors = facts.get("authors")
    for index, author in enumerate(authors if isinstance(authors, list) else ()):
        if isinstance(author, dict):
            yield ("authors", index, of_author), author.get(of_author)
