"""Who may do what: two different people stand behind every post, and no role overrides that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.errors import NotPossible
from promoter.ledger import people
from promoter.ledger.rows import Actor, PostRow, Role, UserRow

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

_EDITORIAL = frozenset({Role.EDITOR, Role.APPROVER})


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


def may_resume(conn: Connection, who: Actor) -> UserRow:
    """The person, if they may lift a pause."""
    person = known(conn, who)
    if Role.APPROVER not in person.roles:
        raise NotPossible(
            f"{person.email} is {in_words(person.roles)}; only an approver may resume, or let a post through a pause"
        )
    return person


def may_approve(conn: Connection, post: PostRow, who: Actor) -> UserRow:
    """The person, if together with the post's last writer they are the two people whom it takes."""
    person = known(conn, who)
    if not _EDITORIAL & person.roles:
        raise NotPossible(f"{person.email} is {in_words(person.roles)} and may not approve; that takes an approver")
    if person.email == post.written_by:
        raise NotPossible(f"{person.email} changed {post.key} last, so somebody else has to approve it")
    if Role.APPROVER in person.roles:
        return person
    writer = people.find_user(conn, post.written_by)
    if writer is None or not writer.active or Role.APPROVER not in writer.roles:
        raise NotPossible(
            f"{person.email} is an editor, and {post.written_by}, who changed {post.key} last, is no approver: "
            "an approver has to approve it"
        )
    return person


def add_user(conn: Connection, email: str, roles: Collection[Role], *, who: Actor, now: datetime) -> UserRow:
    """Make a person known. Whoever runs the command on this machine may; a person who is signed in must be an admin."""
    may_administer(conn, who)
    return people.add_user(conn, email, roles, who=who, now=now)


def remove_user(conn: Connection, email: str, *, who: Actor, now: datetime) -> None:
    """Let a person in no more, under the same rule as `add_user`."""
    may_administer(conn, who)
    people.remove_user(conn, email, who=who, now=now)


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


def in_words(roles: Collection[Role]) -> str:
    """Such as "an approver and an editor"."""
    return " and ".join(f"{'an' if role[0] in 'aeiou' else 'a'} {role}" for role in sorted(roles))
