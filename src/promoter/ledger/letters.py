"""Letters to contributors: which there are, which went out, and what kept one from it. Each is there once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, insert, select, update

from promoter.ledger.tables import letters

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRow:
    """A letter of a kind, about a post, to somebody: an e-mail address, or a name where there is none."""

    id: int
    campaign: str
    kind: str
    about: str
    recipient: str
    made_at: datetime
    sent_at: datetime | None = None
    trouble: str | None = None


def add_letter(conn: Connection, campaign: str, kind: str, about: str, recipient: str, *, now: datetime) -> bool:
    """Note a letter; False if it is there already."""
    same = (letters.c.kind == kind, letters.c.about == about, letters.c.recipient == recipient)
    if conn.execute(select(letters.c.id).where(*same)).first() is not None:
        return False
    values = {"campaign": campaign, "kind": kind, "about": about, "recipient": recipient, "made_at": now}
    conn.execute(insert(letters).values(values))
    return True


def list_letters(conn: Connection, campaign: str, *, unsent: bool = False) -> list[LetterRow]:
    """The letters of a campaign, oldest first."""
    query = select(letters).where(letters.c.campaign == campaign).order_by(letters.c.id)
    if unsent:
        query = query.where(letters.c.sent_at.is_(None))
    return [LetterRow(**row) for row in conn.execute(query).mappings()]


def note_trouble(conn: Connection, row: LetterRow, trouble: str | None) -> bool:
    """Note what keeps a letter; False if somebody else saw to it since `row` was read."""
    as_read = letters.c.trouble.is_(None) if row.trouble is None else letters.c.trouble == row.trouble
    mine = update(letters).where(letters.c.id == row.id, letters.c.sent_at.is_(None), as_read)
    return conn.execute(mine.values(trouble=trouble)).rowcount == 1


def note_sent(conn: Connection, number: int, *, now: datetime) -> bool:
    """Note that a letter went out; False if that was known."""
    mine = update(letters).where(letters.c.id == number, letters.c.sent_at.is_(None))
    return conn.execute(mine.values(sent_at=now, trouble=None)).rowcount == 1
