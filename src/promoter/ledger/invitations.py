"""Links by which a person may set a password, once. Of the token in the link only the hash is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, insert, select, update

from promoter.ledger.rows import Invitation
from promoter.ledger.tables import invitations

if TYPE_CHECKING:
    from datetime import datetime

_OPEN = select(*(column for column in invitations.columns if column.name not in {"token_hash", "ended_at"})).where(
    invitations.c.ended_at.is_(None)
)


def add_invitation(
    conn: Connection, email: str | None, token_hash: str, *, made_by: str, now: datetime, ends_at: datetime
) -> None:
    """Make an invitation; those that the person had end, so that one link is the newest and the only one."""
    end_invitations(conn, email, now=now)
    values = {"email": email, "token_hash": token_hash, "made_by": made_by, "made_at": now, "ends_at": ends_at}
    conn.execute(insert(invitations).values(values))


def invitation_by_token(conn: Connection, token_hash: str, *, now: datetime) -> Invitation | None:
    """The invitation of this token, if it still stands."""
    mine = _OPEN.where(invitations.c.token_hash == token_hash, invitations.c.ends_at > now)
    row = conn.execute(mine).mappings().first()
    return None if row is None else Invitation(**row)


def list_invitations(conn: Connection, *, now: datetime) -> list[Invitation]:
    """The invitations of persons that still stand, oldest first."""
    query = _OPEN.where(invitations.c.email.is_not(None), invitations.c.ends_at > now).order_by(invitations.c.id)
    return [Invitation(**row) for row in conn.execute(query).mappings()]


def end_invitation(conn: Connection, number: int, *, now: datetime) -> bool:
    """End an invitation; False if it had ended already, so that of two who use it at once one is first."""
    mine = update(invitations).where(invitations.c.id == number, invitations.c.ended_at.is_(None))
    return conn.execute(mine.values(ended_at=now)).rowcount == 1


def end_invitations(conn: Connection, email: str | None, *, now: datetime) -> None:
    """End all invitations of a person; without `email`, those for the first admin."""
    whose = invitations.c.email.is_(None) if email is None else invitations.c.email == email
    conn.execute(update(invitations).where(whose, invitations.c.ended_at.is_(None)).values(ended_at=now))
