"""A handle on X that was written down wrongly, put right everywhere at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from promoter.approval import edit
from promoter.approval.rights import may_write
from promoter.campaign.loading import blog_files
from promoter.campaign.values import nearest
from promoter.editing.draft import begin
from promoter.editing.rewriting import Deed, is_in_a_persons_words, plan_draft
from promoter.errors import NotPossible, UsageProblem
from promoter.ledger.queue import list_posts
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

_HANDLE = re.compile(r"@?[A-Za-z0-9_]{1,15}")
_EDITABLE = frozenset({Status.PENDING, Status.APPROVED, Status.FAILED})


def plan_handle(conn: Connection, folder: Path, old: str, new: str, *, who: Actor, now: datetime) -> Effect:
    """Write `new` wherever a contributor's or an organisation's handle is `old`, and in the words that people wrote.

    Case does not matter on X, and so not for `old`. A post that is out is listed.
    """
    may_write(conn, who)
    old, new = _handle(old), _handle(new)
    if old == new:
        raise UsageProblem(f"{new} is what it is already; write the handle that is right")
    draft = begin(folder)
    was, slug = _places(draft), folder.resolve().name
    for path, place in [(path, place) for path, place, handle in was if handle.casefold() == old.casefold()]:
        draft = draft.amend(path, {place: new})
    written = re.compile(rf"(?<![\w@]){re.escape(old)}(?!\w)", re.IGNORECASE | re.ASCII)
    edited = [row for row in list_posts(conn, campaign=slug) if is_in_a_persons_words(row) and _is_in(row, written)]
    if not draft.texts and not edited:
        near = nearest(old, (handle for *_, handle in was))
        raise UsageProblem(f"{old} stands nowhere in {slug}{f'; did you mean {near}?' if near else ''}")

    def also(conn: Connection, now: datetime) -> None:
        for row in list_posts(conn, campaign=slug):
            if row.status in _EDITABLE and is_in_a_persons_words(row) and _is_in(row, written):
                try:
                    edit(conn, row.key, written.sub(new, row.said.text), who=who, now=now)
                except UsageProblem as problem:
                    raise NotPossible(f"{row.key} cannot say {new}: {problem}") from None

    def out(row: PostRow) -> str | None:
        shown = row.channel.shown
        return f"see whether to delete it on {shown} by hand: it names {old}" if _is_in(row, written) else None

    deed = Deed("handle_corrected", f"Write {new} wherever {old} stands", {"before": old, "after": new})
    return plan_draft(conn, draft, deed, who=who, now=now, also=also, out=out)


def _handle(typed: str) -> str:
    handle = typed.strip()
    if not _HANDLE.fullmatch(handle):
        raise UsageProblem(
            f'"{handle}" is not a handle on X: write it like @techUK, with at most 15 letters and digits'
        )
    return handle if handle.startswith("@") else f"@{handle}"


def _is_in(row: PostRow, written: re.Pattern[str]) -> bool:
    return written.search(row.said.text) is not None


def _places(draft: Draft) -> list[tuple[Path, Place, str]]:
    """Where the files state handles: (file, place in it, handle)."""
    places: list[tuple[Path, Place, Any]] = []
    organisation = draft.facts(draft.campaign_file).get("organisation")
    if isinstance(organisation, dict):
        places.append((draft.campaign_file, ("organisation", "x"), organisation.get("x")))
    for path in blog_files(draft.folder):
        places += [(path, place, handle) for place, handle in _of_blog(draft.facts(path))]
    return [(path, place, handle.strip()) for path, place, handle in places if isinstance(handle, str)]


def _of_blog(facts: dict[str, Any]) -> Iterator[tuple[Place, Any]]:
    yield ("organisation_x",), facts.get("organisation_x")
    authors = facts.get("authors")
    for index, author in enumerate(authors if isinstance(authors, list) else ()):
        if isinstance(author, dict):
            yield ("authors", index, "x"), author.get("x")
