"""Who is signed in, on which device: sessions that end by themselves, and that people can see and end."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from promoter.approval.rights import known, stands_in_for, themself_or_admin
from promoter.errors import UsageProblem
from promoter.ledger import events, sessions
from promoter.ledger.people import find_user, known_user
from promoter.ledger.rows import Actor, Role

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from promoter.ledger.rows import SessionRow, UserRow

IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=1)
_KEPT = timedelta(days=90)
_LONGEST_AGENT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A person who is signed in, on one device. `id` may be shown; the token that opens it is nowhere in here.

    `own_roles` are the person's own; `stands_in_for` are the approvers whose right to approve and resume they have today.
    """

    id: int
    email: str
    own_roles: frozenset[Role]
    stands_in_for: tuple[str, ...]
    made_at: datetime
    seen_at: datetime
    ends_at: datetime
    address: str
    agent: str
    via: str

    @property
    def roles(self) -> frozenset[Role]:
        """The person's own, and that of whom they stand in for."""
        return self.own_roles | {Role.APPROVER} if self.stands_in_for else self.own_roles


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session, and the token that opens it, which is kept nowhere but in the browser."""

    token: str
    session: Session


@dataclass(frozen=True, slots=True)
class Refused:
    """Why not, as a sentence for the person."""

    why: str


def begin_session(conn: Connection, email: str, *, now: datetime, address: str, agent: str, via: str) -> SignedIn:
    """Let a person in, whose right to come in was made sure of."""
    person = known_user(conn, email)
    sessions.forget_sessions(conn, now - _KEPT)
    token = secrets.token_urlsafe(32)
    row = sessions.add_session(
        conn, email, sealed(token), now=now, address=_plain(address), agent=_plain(agent), via=via
    )
    events.append_for_house(conn, "signed_in", Actor(email), now, session=row.id, via=via)
    return SignedIn(token, _session(conn, row, person, now))


def session_of(conn: Connection, token: str, *, now: datetime) -> Session | None:
    """The session that this token opens, if it is still one."""
    row = sessions.session_by_token(conn, sealed(token))
    return None if row is None else _open_session(conn, row, now)


def sessions_of(conn: Connection, email: str | None = None, *, now: datetime) -> list[Session]:
    """The sessions that are open now, of one person or of all, the one used last first."""
    rows = sessions.list_sessions(conn, None if email is None else email.strip().lower())
    return [session for row in rows if (session := _open_session(conn, row, now)) is not None]


def stale(session: Session, *, now: datetime) -> bool:
    """Is it time to `touch` the session? So that looking at pages need not write each time."""
    return now - session.seen_at >= SEEN_EVERY


def touch(conn: Connection, token: str, *, now: datetime) -> None:
    """Note that the session is in use, at most once a minute."""
    sessions.note_seen(conn, sealed(token), now=now, unless_since=now - SEEN_EVERY)


def sign_out(conn: Connection, token: str, *, now: datetime) -> None:
    """End the session of this token, if it is one."""
    row = sessions.session_by_token(conn, sealed(token))
    if row is not None:
        _end(conn, row, who=Actor(row.email), now=now)


def sign_out_everywhere(conn: Connection, email: str, *, who: Actor, now: datetime) -> int:
    """End all sessions of a person: one's own, or as an admin anybody's. How many there were."""
    email = email.strip().lower()
    themself_or_admin(conn, who, email)
    if find_user(conn, email) is None:
        raise UsageProblem(f"nobody here is called {email}")
    ended = sessions.end_sessions(conn, email, now=now)
    events.append_for_house(conn, "signed_out_everywhere", who, now, email=email, sessions=ended)
    return ended


def revoke(conn: Connection, session_id: int, *, who: Actor, now: datetime) -> None:
    """End one session: one's own, or as an admin anybody's."""
    row = sessions.session_by_number(conn, session_id)
    if row is not None:
        themself_or_admin(conn, who, row.email)
        _end(conn, row, who=who, now=now)
        return
    known(conn, who)
    raise UsageProblem(f"there is no session {session_id}, or it has ended")


def sealed(token: str) -> str:
    """What the ledger keeps of a token. A plain hash will do: nobody guesses 32 random bytes."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _open_session(conn: Connection, row: SessionRow, now: datetime) -> Session | None:
    person = find_user(conn, row.email)
    if now >= _end_of(row) or person is None or not person.active:
        return None
    return _session(conn, row, person, now)


def _session(conn: Connection, row: SessionRow, person: UserRow, now: datetime) -> Session:
    return Session(
        id=row.id, email=row.email, own_roles=person.roles, stands_in_for=stands_in_for(conn, person, now=now),
        made_at=row.made_at, seen_at=row.seen_at, ends_at=_end_of(row), address=row.address, agent=row.agent,
        via=row.via,
    )  # fmt: skip


def _end_of(row: SessionRow) -> datetime:
    return min(row.seen_at + IDLE, row.made_at + LONGEST)


def _end(conn: Connection, row: SessionRow, *, who: Actor, now: datetime) -> None:
    sessions.end_session(conn, row.id, now=now)
    events.append_for_house(conn, "signed_out", who, now, email=row.email, session=row.id)


def _plain(text: str) -> str:
    """What a browser says of itself, without letters that nobody can see."""
    return "".join(letter for letter in text if letter.isprintable())[:_LONGEST_AGENT]
