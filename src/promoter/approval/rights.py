"""Who may do what: two different people stand behind every post, and no role overrides that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from promoter.errors import NotPossible
from promoter.ledger import credentials, deputies, invitations, people, sessions
from promoter.ledger.rows import Actor, PostRow, Role, UserRow

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

_EDITORIAL = frozenset({Role.EDITOR, Role.APPROVER})


@dataclass(frozen=True, slots=True)
class Right:
    """That a person may do something, and as whose deputy if the right is not their own."""

    email: str
    in_stead_of: str | None = None

    @property
    def noted(self) -> dict[str, str]:
        """What the record says beside the person's name."""
        return {} if self.in_stead_of is None else {"in_stead_of": self.in_stead_of}


def known(conn: Connection, who: Actor) -> UserRow:
    """The person behind `who`, whatever they may do."""
    if who.email is None:
        raise NotPossible("say who you are: add --as and the e-mail of a known person")
    return people.known_user(conn, who.email)


def may_write(conn: Connection, who: Actor) -> UserRow:
    """The person, if they may change posts: load, edit, move, write, take out."""
    person = known(conn, who)
    if not _EDITORIAL & person.roles:
        raise NotPossible(
            f"{person.email} is {in_words(person.roles)} and may not change posts; that takes an editor or an approver"
        )
    return person


def stands_in_for(conn: Connection, person: UserRow, *, now: datetime) -> tuple[str, ...]:
    """The approvers whose deputy a person is now: the days of a deputy are those of UTC, whatever zone a campaign is in."""
    return deputies.approvers_stood_in_for(conn, person.email, now.date())


def may_decide(conn: Connection, who: Actor, *, now: datetime) -> Right:
    """The right to approve or to send back at all; which posts, `may_approve` says."""
    person = known(conn, who)
    if _EDITORIAL & person.roles:
        return Right(person.email)
    borrowed = _as_approver(conn, person, now)
    if borrowed is None:
        raise _may_not_approve(person)
    return borrowed


def may_resume(conn: Connection, who: Actor, *, now: datetime) -> Right:
    """The right to end a stop."""
    person = known(conn, who)
    right = _as_approver(conn, person, now)
    if right is None:
        raise NotPossible(
            f"{person.email} is {in_words(person.roles)}; only an approver may start again, or let a post through a stop"
        )
    return right


def may_approve(conn: Connection, post: PostRow, who: Actor, *, now: datetime) -> Right:
    """The right to approve this post: with its last writer the person makes up the two people whom it takes.

    A deputy and the approver whom they stand in for are two people too: each has read what they sign.
    """
    person = known(conn, who)
    editorial = bool(_EDITORIAL & person.roles)
    right = _as_approver(conn, person, now)
    if right is None and not editorial:
        raise _may_not_approve(person)
    if person.email == post.written_by:
        raise NotPossible(f"{person.email} changed {post.key} last, so somebody else has to approve it")
    if right is not None and not (right.in_stead_of and editorial):
        return right
    writer = people.find_user(conn, post.written_by)
    if writer is not None and writer.active and Role.APPROVER in writer.roles:
        return Right(person.email)  # an editor's own right, for which nobody need be stood in for
    if right is None:
        raise NotPossible(
            f"{person.email} is an editor, and {post.written_by}, who changed {post.key} last, is no approver: "
            "an approver has to approve it"
        )
    return right


def add_user(conn: Connection, email: str, roles: Collection[Role], *, who: Actor, now: datetime) -> UserRow:
    """Make a person known. Whoever runs the command on this machine may; a person who is signed in must be an admin."""
    may_administer(conn, who)
    return people.add_user(conn, email, roles, who=who, now=now)


def remove_user(conn: Connection, email: str, *, who: Actor, now: datetime) -> None:
    """Let a person in no more, under the same rule as `add_user`. Whatever had let them in ends, for good."""
    may_administer(conn, who)
    people.remove_user(conn, email, who=who, now=now)
    email = email.strip().lower()
    credentials.forget_password(conn, email)
    sessions.end_sessions(conn, email, now=now)
    invitations.end_invitations(conn, email, now=now)
    deputies.end_deputies(conn, email, now=now)


def team_warning(conn: Connection, approvals: int = 1) -> str | None:
    """Why nothing could be approved with the people known here, said before it matters; None if it could."""
    editorial = [user for user in people.list_users(conn) if user.active and _EDITORIAL & user.roles]
    if not any(Role.APPROVER in user.roles for user in editorial):
        return "nobody here is an approver, so nothing can be approved; promoter users add EMAIL --role approver"
    if len(editorial) <= approvals:
        return (
            f"it takes {approvals + 1} people to get a post out and only {len(editorial)} here may write or approve, "
            "so nothing can be approved; promoter users add EMAIL --role editor"
        )
    return None


def may_administer(conn: Connection, who: Actor) -> None:
    """Pass if `who` may change people and accounts: whoever runs the command on this machine, or a known admin."""
    if who.email is None:
        return
    person = known(conn, who)
    if Role.ADMIN not in person.roles:
        raise NotPossible(f"{person.email} is {in_words(person.roles)}; only an admin may change people and accounts")


def themself_or_admin(conn: Connection, who: Actor, *emails: str) -> None:
    """Pass if `who` is one of these people, or may change people and accounts."""
    if who.email is None or known(conn, who).email not in emails:
        may_administer(conn, who)


def _may_not_approve(person: UserRow) -> NotPossible:
    return NotPossible(f"{person.email} is {in_words(person.roles)} and may not approve; that takes an approver")


def _as_approver(conn: Connection, person: UserRow, now: datetime) -> Right | None:
    if Role.APPROVER in person.roles:
        return Right(person.email)
    stood_in_for = stands_in_for(conn, person, now=now)
    return Right(person.email, stood_in_for[0]) if stood_in_for else None


def in_words(roles: Collection[Role]) -> str:
    """Such as "an approver and an editor"."""
    return " and ".join(f"{'an' if role[0] in 'aeiou' else 'a'} {role}" for role in sorted(roles))
