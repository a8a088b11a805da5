"""What a contributor wants otherwise: read from what they type, and taken by an editor who sees first what it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from promoter.approval.rights import may_write
from promoter.campaign.model import Author
from promoter.contributors.facts import MENTIONS, OF_BLOG, OF_PERSON
from promoter.editing.draft import begin
from promoter.editing.names_of_people import PERSON, handle, read
from promoter.editing.rewriting import Deed, plan_draft
from promoter.editing.typed import a_line, as_modelled, printable
from promoter.editing.words_of_people import says, send_back
from promoter.errors import Mistake, NotPossible
from promoter.ledger import events
from promoter.ledger import signoffs as kept
from promoter.ledger.signoffs import DECLINED, TAKEN, SignOffRow
from promoter.posts.phrases import listed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from promoter.campaign.document import Path as Place
    from promoter.editing.draft import Draft
    from promoter.editing.effect import Effect
    from promoter.ledger.rows import Actor, PostRow

TYPED = ("name", "role", "organisation", "x", "mention", "title", "subtitle")  #: what they may write themselves
LONGEST_NOTE = 2000
_NEEDED = {"name": "write your name", "title": "write the blog’s title", "subtitle": "write the blog’s sub-title"}


# ---------------------------------------------------------------------------------------------------- as they are typed


def wanted(facts: Mapping[str, str | None], typed: Mapping[str, str]) -> dict[str, str | None]:
    """Of what somebody typed, that which is not so already. `Mistake` names the field that cannot be."""
    asked = {name: _value(name, typed[name]) for name in TYPED if name in typed}
    return {name: value for name, value in asked.items() if value != facts.get(name)}


def a_note(typed: str) -> str:
    """What somebody says besides, as they say it."""
    note = typed.strip()
    if len(note) > LONGEST_NOTE:
        raise Mistake(
            f"this has {len(note):,} characters and may have {LONGEST_NOTE:,}; please say it shorter", field="note"
        )
    return printable(note, field="note")


def _value(name: str, typed: str) -> str | None:
    value = a_line(typed, field=name)
    if not value:
        if name in _NEEDED:
            raise Mistake(_NEEDED[name], field=name)
        return None
    if name == "mention" and value not in MENTIONS:
        raise Mistake("choose one of the three", field=name)
    if name == "x":
        value = _handle(value)
    return _as_the_files_have_it(name, value)


def _handle(value: str) -> str:
    found = handle(value, field="x")
    if found is None:
        raise Mistake("write your handle on X, like @name, or leave this empty", field="x")
    return found


def _as_the_files_have_it(name: str, value: str) -> str:
    """The value as the model of the files makes it, so that nothing is kept that no file may state."""
    like = name if name in OF_PERSON else "name"  # what a blog is called is a line like a name
    return as_modelled(Author, {"name": value, like: value}, name=like, field=name)


# --------------------------------------------------------------------------------------------------- what editors make of it


def plan_correction(
    conn: Connection, folder: Path, row: SignOffRow, *, who: Actor, now: datetime, linkedin: str | None = None
) -> Effect:
    """What taking a correction would do: the blog's file says it, and the posts that it touches wait for approval again.

    `linkedin` is what LinkedIn calls the person, for those who gave the address of their profile. A correction that is a
    note alone changes no file: taking it says that somebody has seen to it.
    """
    may_write(conn, who)
    fields = _of(row)
    if linkedin:
        fields["linkedin"] = _person(linkedin)
    draft = begin(folder)
    path = draft.blog_file(row.blog)
    index, facts = _entry(draft, path, row.person)
    changes: dict[Place, Any] = {}
    for name, value in fields.items():
        changes[("authors", index, name) if name in OF_PERSON else (name,)] = value
    if changes:
        draft = draft.amend(path, changes)
    gone = _words_that_go(facts, fields)
    slug = folder.resolve().name

    def also(conn: Connection, now: datetime) -> None:
        kept.settle_signoff(conn, row, TAKEN, by=who.name, now=now)
        if fields.get("name"):
            kept.rename_person(conn, slug, row.blog, row.person, str(fields["name"]))
        reason = f"it says {listed(gone)}, which {row.person} has corrected"
        send_back(conn, slug, lambda post: says(post, gone), reason=reason, who=who, now=now)

    def out(post: PostRow) -> str | None:
        if post.blog == row.blog and says(post, gone):
            return f"see whether to put it right on {post.channel.shown} by hand: it says {listed(gone)}"
        return None

    data = {"blog": row.blog, "person": row.person, "number": row.id, "fields": fields}
    deed = Deed("correction_taken", f"Take the correction of {row.person}", data)
    return plan_draft(conn, draft, deed, who=who, now=now, also=also, about=path, out=out)


def decline_correction(conn: Connection, row: SignOffRow, *, reason: str, who: Actor, now: datetime) -> None:
    """Leave everything as it is, with a reason for the record. What they wanted stays on it too."""
    may_write(conn, who)
    if not row.waits or not kept.settle_signoff(conn, row, DECLINED, by=who.name, now=now):
        raise NotPossible(_SETTLED)
    data = {"blog": row.blog, "person": row.person, "number": row.id, "reason": " ".join(reason.split()) or None}
    events.append(
        conn, campaign=row.campaign, kind="correction_declined", actor=who.name, os_user=who.os_user, at=now, data=data
    )


_SETTLED = "this correction is settled already, or there is none"


def _of(row: SignOffRow) -> dict[str, str | None]:
    if not row.waits:
        raise NotPossible(_SETTLED)
    fields = (row.said or {}).get("fields", {})
    return {name: value for name, value in fields.items() if name in {*OF_PERSON, *OF_BLOG}}


def _person(typed: str) -> str:
    found = read(typed, field="linkedin")
    if found.kind != PERSON:
        raise Mistake("write what LinkedIn calls the person, like urn:li:person:AbC123", field="linkedin")
    return found.written


def _entry(draft: Draft, path: Path, person: str) -> tuple[int, dict[str, Any]]:
    """Where the file has this author, and what it states of them and of the blog."""
    facts = draft.facts(path)
    authors = facts.get("authors")
    for index, author in enumerate(authors if isinstance(authors, list) else []):
        if isinstance(author, dict) and " ".join(str(author.get("name")).split()) == person:
            return index, {**{name: facts.get(name) for name in OF_BLOG}, **author}
    raise NotPossible(f"{draft.named(path)} has no author {person} any more; decline this, and ask them again")


def _words_that_go(facts: Mapping[str, Any], fields: Mapping[str, str | None]) -> list[str]:
    """What a person's words may still say and is not so any more."""
    spoken: tuple[Literal["name", "role", "organisation", "x", "title"], ...] = (
        "name",
        "role",
        "organisation",
        "x",
        "title",
    )
    return [str(facts[name]) for name in spoken if name in fields and facts.get(name)]
