"""What becomes of contributors' sign-offs, and of the links to them, when somebody states their blog or themselves otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.errors import Mistake
from promoter.ledger import events
from promoter.ledger.signoffs import CONFIRMED, TAKEN, end_signoff, list_signoffs, rename_person

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from promoter.editing.authors import Authors
    from promoter.ledger.rows import Actor
    from promoter.ledger.signoffs import SignOffRow

NOT_PUBLISHED = frozenset({"email"})  #: of an author: nobody signs it


def refuse_while_one_waits(conn: Connection, campaign: str, blog: str, authors: Authors) -> None:
    """Whoever goes has no page on which their correction could be settled."""
    waiting = {row.person for row in list_signoffs(conn, campaign, blog=blog) if row.waits}
    for number, name in authors.gone.items():
        if name in waiting:
            raise Mistake(f"a correction of {name} waits: take or decline it first", field=f"authors.{number}")


def told(conn: Connection, campaign: str, blog: str, authors: Authors, *, of_all: bool, now: datetime) -> Iterator[str]:
    """What people have to know of the sign-offs. `of_all`: something is changed that all authors sign."""
    rows = list_signoffs(conn, campaign, blog=blog)
    for entry in authors.before:
        name = " ".join(str(entry.get("name")).split())
        mine = [row for row in rows if row.person == name]
        link = any(row.is_open(now) for row in mine)
        new = authors.renamed.get(name)
        if name in authors.gone.values():
            if link:
                yield f"The link of {name} to sign off by leads nowhere any more."
            continue
        if _signed(mine) and (of_all or authors.touched.get(name, frozenset()) - NOT_PUBLISHED):
            under = " under that name" if new else " what was said before"
            yield f"{name} signed off{under}: that does not count any more, so ask {new or 'them'} again."
        if link and new:
            yield f"The link that {name} was sent goes on working, and shows what is said of {new}."


def settled(conn: Connection, campaign: str, blog: str, authors: Authors, *, who: Actor, now: datetime) -> None:
    """Sign-offs and links go along with a new name; the links of those who go end."""
    for row in list_signoffs(conn, campaign, blog=blog):
        if row.person in authors.gone.values() and row.is_open(now) and end_signoff(conn, row.id, now=now):
            data = {"blog": blog, "person": row.person, "number": row.id}
            events.append(
                conn, campaign=campaign, kind="sign_off_ended", actor=who.name, os_user=who.os_user, at=now, data=data
            )
    for before, after in authors.renamed.items():
        rename_person(conn, campaign, blog, before, after)


def _signed(rows: Iterable[SignOffRow]) -> bool:
    """Is their last answer that it is right, or was what they wanted otherwise taken?"""
    answered = [(row.answered_at, row) for row in rows if row.answered_at is not None]
    if not answered:
        return False
    last = max(answered, key=lambda pair: pair[0])[1]
    return last.answer == CONFIRMED or last.verdict == TAKEN
