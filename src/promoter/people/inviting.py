"""Links by which people come in: for a colleague, for whoever forgot their password, and for the first admin."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from promoter.approval.rights import add_user, may_administer
from promoter.errors import UsageProblem
from promoter.ledger import credentials, events, invitations, people
from promoter.ledger.rows import Actor, Role
from promoter.people.passwords import STRONG, Cost, hash_password, weakness
from promoter.people.sessions import Refused, SignedIn, begin_session, sealed
from promoter.people.signing_in import keep_password

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

    from promoter.ledger.database import Ledger
    from promoter.ledger.rows import Invitation, UserRow

LASTS = timedelta(days=7)
FIRST_LASTS = timedelta(hours=1)
_STALE = Refused("This link has been used or has run out. Ask for a new one.")


def invite(
    conn: Connection, email: str, roles: Collection[Role] = (), *, who: Actor, now: datetime, lasts: timedelta = LASTS
) -> str:
    """The token of a link by which a person sets their password, the first one or a new one; for an admin to make.

    A new person is added with these roles. A known one gets them instead of theirs, or keeps theirs if none are given.
    Links that the person was given before end.
    """
    may_administer(conn, who)
    person = people.find_user(conn, email)
    if person is None or not person.active or (roles and frozenset(roles) != person.roles):
        person = add_user(conn, email, roles, who=who, now=now)
    token = secrets.token_urlsafe(32)
    ends_at = now + lasts
    invitations.add_invitation(conn, person.email, sealed(token), made_by=who.name, now=now, ends_at=ends_at)
    events.append_for_house(conn, "invited", who, now, email=person.email, until=ends_at)
    return token


def invitation_of(conn: Connection, token: str, *, now: datetime) -> Invitation | None:
    """The invitation behind a link, if it still stands. Without an `email` it is the first admin's: `accept_first`."""
    found = invitations.invitation_by_token(conn, sealed(token), now=now)
    if found is None:
        return None
    if found.email is None:
        return None if credentials.anybody_signs_in(conn) else found
    person = people.find_user(conn, found.email)
    return found if person is not None and person.active else None


def accept(
    ledger: Ledger, token: str, password: str, *, now: datetime, address: str, agent: str, cost: Cost = STRONG
) -> SignedIn | Refused:
    """Set the password that a person chose, and let them in. A link works once; their other sessions end."""
    with ledger.read() as conn:
        found = invitation_of(conn, token, now=now)
    if found is None or found.email is None:
        return _STALE
    weak = weakness(password, found.email)
    if weak is not None:
        return Refused(weak)
    chosen = hash_password(password, cost)
    with ledger.write() as conn:
        if invitation_of(conn, token, now=now) is None or not invitations.end_invitation(conn, found.id, now=now):
            return _STALE
        keep_password(conn, found.email, chosen, now=now)
        return begin_session(conn, found.email, now=now, address=address, agent=agent, via="invitation")


def open_invitations(conn: Connection, *, now: datetime) -> list[Invitation]:
    """The invitations that still stand, oldest first."""
    return invitations.list_invitations(conn, now=now)


def withdraw_invitation(conn: Connection, number: int, *, who: Actor, now: datetime) -> None:
    """Let a link work no more; for an admin."""
    may_administer(conn, who)
    found = next((one for one in invitations.list_invitations(conn, now=now) if one.id == number), None)
    if found is None or not invitations.end_invitation(conn, number, now=now):
        raise UsageProblem(f"there is no invitation {number}, or it has ended")
    events.append_for_house(conn, "invitation_withdrawn", who, now, email=found.email)


# ------------------------------------------------------------------------------------------------------ the first admin


def first_admin_token(conn: Connection, *, now: datetime) -> str | None:
    """The token of a link by which the first person comes in, good for an hour; None once anybody can sign in.

    Whoever starts the pages is shown it. Each start makes a new one, and the one before ends.
    """
    if credentials.anybody_signs_in(conn):
        return None
    token = secrets.token_urlsafe(32)
    invitations.add_invitation(conn, None, sealed(token), made_by=Actor(None).name, now=now, ends_at=now + FIRST_LASTS)
    return token


def accept_first(
    ledger: Ledger, token: str, email: str, password: str, roles: Collection[Role] = (),
    *, now: datetime, address: str, agent: str, cost: Cost = STRONG,
) -> SignedIn | Refused:  # fmt: skip
    """Make whoever holds the token an admin with these roles besides, with this password, and let them in."""
    with ledger.read() as conn:
        found = invitation_of(conn, token, now=now)
    if found is None or found.email is not None:
        return _STALE
    weak = weakness(password, email)
    if weak is not None:
        return Refused(weak)
    chosen = hash_password(password, cost)
    try:
        with ledger.write() as conn:
            if invitation_of(conn, token, now=now) is None or not invitations.end_invitation(conn, found.id, now=now):
                return _STALE
            person = _made_admin(conn, email, roles, now)
            keep_password(conn, person.email, chosen, now=now)
            return begin_session(conn, person.email, now=now, address=address, agent=agent, via="invitation")
    except UsageProblem as problem:  # such as an e-mail that is none; the link still works
        return Refused(str(problem))


def _made_admin(conn: Connection, email: str, roles: Collection[Role], now: datetime) -> UserRow:
    known = people.find_user(conn, email)
    held = known.roles if known is not None and known.active else frozenset()
    return people.add_user(conn, email, {Role.ADMIN, *roles, *held}, who=Actor(email), now=now)
