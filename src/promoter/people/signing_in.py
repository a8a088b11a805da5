"""Coming in with a password or from a single sign-on, and everything about sessions that pages need.

What weighs a password takes the ledger and not a transaction: it is a tenth of a second's work, and on SQLite nothing
could be sent meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.approval.rights import may_administer
from promoter.errors import NotPossible, UsageProblem
from promoter.ledger import credentials, events, invitations, sessions
from promoter.ledger.people import find_user
from promoter.ledger.rows import Actor
from promoter.people import tries
from promoter.people.passwords import MIN_PASSWORD, STRONG, Cost, fits, hash_password, outdated, weakness
from promoter.people.sessions import (
    Refused,
    Session,
    SignedIn,
    begin_session,
    revoke,
    session_of,
    sessions_of,
    sign_out,
    sign_out_everywhere,
    stale,
    touch,
)

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from sqlalchemy import Connection

    from promoter.ledger.database import Ledger

__all__ = [
    "MIN_PASSWORD",
    "Refused",
    "Session",
    "SignedIn",
    "change_password",
    "forget_password",
    "has_password",
    "revoke",
    "session_of",
    "sessions_of",
    "sign_in",
    "sign_in_elsewhere",
    "sign_out",
    "sign_out_everywhere",
    "stale",
    "touch",
]

# One sentence for all: whoever guesses learns neither who is known here nor who has a password.
_REFUSED = Refused("This e-mail and this password do not go together. Whoever looks after the people here can help.")


def sign_in(
    ledger: Ledger, email: str, password: str, *, now: datetime, address: str, agent: str, cost: Cost = STRONG
) -> SignedIn | Refused:
    """Let a person in by their password."""
    email = _typed(email)
    with ledger.write() as conn:
        made = tries.begin(conn, email, address, now=now)
        if not isinstance(made, tries.Try):
            return _too_often(made)
        hashed = credentials.password_hash(conn, email)
    if not fits(password, hashed, cost) or hashed is None:
        return _REFUSED
    renewed = hash_password(password, cost) if outdated(hashed, cost) else None
    with ledger.write() as conn:
        if credentials.password_hash(conn, email) != hashed:  # changed, or the person left, a moment ago
            return _REFUSED
        tries.forgive(conn, made)
        if renewed is not None:
            credentials.save_password_hash(conn, email, renewed, now=now)
        return begin_session(conn, email, now=now, address=address, agent=agent, via="password")


def sign_in_elsewhere(
    conn: Connection, email: str, *, now: datetime, address: str, agent: str, by: str
) -> SignedIn | Refused:
    """Let a person in of whom another service, named by `by`, made sure. Only who is known here already comes in."""
    email = _typed(email)
    person = find_user(conn, email) if email else None
    if person is None or not person.active:
        return Refused("You are not known here yet. Ask whoever looks after the people here to invite you.")
    return begin_session(conn, email, now=now, address=address, agent=agent, via=by)


def change_password(
    ledger: Ledger, session: Session, old: str, new: str, *, now: datetime, cost: Cost = STRONG
) -> Refused | None:
    """Take a new password in exchange for the old one. The person's other sessions and links end."""
    weak = weakness(new, session.email)
    if weak is not None:
        return Refused(weak)
    with ledger.write() as conn:
        made = tries.begin(conn, session.email, session.address, now=now)
        if not isinstance(made, tries.Try):
            return _too_often(made)
        hashed = credentials.password_hash(conn, session.email)
    if not fits(old, hashed, cost):
        return Refused("The old password is not right.")
    chosen = hash_password(new, cost)
    with ledger.write() as conn:
        if credentials.password_hash(conn, session.email) != hashed:
            return Refused("Your password was changed a moment ago; try again with that one.")
        tries.forgive(conn, made)
        keep_password(conn, session.email, chosen, now=now, but=session.id)
    return None


def has_password(conn: Connection, email: str) -> bool:
    """Can this person come in by a password?"""
    return credentials.password_hash(conn, email) is not None


def forget_password(conn: Connection, email: str, *, who: Actor, now: datetime) -> None:
    """Take a person's password away, for an admin: from then on only a single sign-on lets them in, until they get a link.

    What it had opened ends with it: their sessions, and links by which they could choose another.
    """
    may_administer(conn, who)
    email = _typed(email)
    if find_user(conn, email) is None:
        raise UsageProblem(f"nobody here is called {email}")
    if not has_password(conn, email):
        raise NotPossible(f"{email} has no password")
    credentials.forget_password(conn, email)
    sessions.end_sessions(conn, email, now=now)
    invitations.end_invitations(conn, email, now=now)
    events.append_for_house(conn, "password_taken", who, now, email=email)


def keep_password(conn: Connection, email: str, hashed: str, *, now: datetime, but: int | None = None) -> None:
    """Give a person this password, and end what the old one had opened: sessions, except one, and links."""
    credentials.save_password_hash(conn, email, hashed, now=now)
    sessions.end_sessions(conn, email, now=now, but=but)
    invitations.end_invitations(conn, email, now=now)
    events.append_for_house(conn, "password_set", Actor(email), now)


def _too_often(wait: timedelta) -> Refused:
    return Refused(f"There were too many wrong passwords. Wait {tries.in_words(wait)}, then try again.")


def _typed(email: str) -> str:
    """As people are known; what cannot be an e-mail is nobody's."""
    email = email.strip().lower()
    return email if email.isprintable() and len(email) <= 320 else ""
