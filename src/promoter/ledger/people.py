"""The people who may see, change, approve and administer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, bindparam, func, select, update

from promoter.errors import NotPossible, UsageProblem
from promoter.ledger import events
from promoter.ledger.putting import put_in
from promoter.ledger.rows import Actor, Role, UserRow
from promoter.ledger.tables import users

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

_ONE = select(users).where(users.c.email == bindparam("its_email"))  # asked for with every page


def known_user(conn: Connection, email: str) -> UserRow:
    """The person of this e-mail, or `NotPossible` if nobody here is called so."""
    user = find_user(conn, email)
    if user is None:
        raise NotPossible(f"nobody here is called {email}; promoter users add {email} --role ROLE makes them known")
    if not user.active:
        raise NotPossible(
            f"{user.email} is not active any more; promoter users add {user.email} --role ROLE brings them back"
        )
    return user


def find_user(conn: Connection, email: str) -> UserRow | None:
    """The person of this e-mail, active or not."""
    row = conn.execute(_ONE, {"its_email": email.strip().lower()}).first()
    return None if row is None else _user(row)


def list_users(conn: Connection) -> list[UserRow]:
    """Everybody, by e-mail."""
    return [_user(row) for row in conn.execute(select(users).order_by(users.c.email))]


def add_user(conn: Connection, email: str, roles: Collection[Role], *, who: Actor, now: datetime) -> UserRow:
    """Make a person known, or give a known one these roles instead of those they had, and let them in again."""
    email = email.strip().lower()
    if not re.fullmatch(r"[^\s@]+@[^\s@]+", email) or not email.isprintable():
        raise UsageProblem(f'"{email}" is not an e-mail address like amara@example.org')
    if not roles:
        raise UsageProblem(f"give {email} at least one role: viewer, editor, approver or admin")
    named = sorted(set(roles))
    new = {"email": email, "roles": named, "active": True, "added_at": now, "added_by": who.name}
    if put_in(conn, users, new):
        events.append_for_house(conn, "user_added", who, now, email=email, roles=named)
    else:
        conn.execute(update(users).where(users.c.email == email).values(roles=named, active=True))
        events.append_for_house(conn, "user_changed", who, now, email=email, roles=named)
    return known_user(conn, email)


def remove_user(conn: Connection, email: str, *, who: Actor, now: datetime) -> None:
    """Let a person in no more. What they decided stands, under their name."""
    user = known_user(conn, email)
    conn.execute(update(users).where(users.c.email == user.email).values(active=False))
    events.append_for_house(conn, "user_removed", who, now, email=user.email)


def anybody(conn: Connection) -> bool:
    """Is anybody known here yet?"""
    return bool(conn.execute(select(func.count()).select_from(users)).scalar())


def _user(row: Row[Any]) -> UserRow:
    return UserRow(
        email=row.email,
        roles=frozenset(Role(role) for role in row.roles),
        active=row.active,
        added_at=row.added_at,
        added_by=row.added_by,
    )
