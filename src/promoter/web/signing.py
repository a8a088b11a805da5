"""Who may approve a post, and when nobody can, said to whoever looks at it; the server asks again when somebody does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from promoter.ledger.deputies import list_deputies
from promoter.ledger.rows import Role
from promoter.posts.checks import FORBID_APPROVAL
from promoter.posts.lifecycle import Status
from promoter.reporting.peoples_words import told

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlalchemy import Connection

    from promoter.ledger.outline import Outline
    from promoter.ledger.rows import PostRow, UserRow

_STOPS_APPROVAL = frozenset({"past", "early", "address", "choose"})


@dataclass(frozen=True, slots=True)
class Signers:
    """May this person approve the post now? If not, why, and who else may."""

    me: bool
    why_not: str
    others: tuple[str, ...]


def may_sign(post: PostRow | Outline, email: str, roles: frozenset[Role], users: Mapping[str, UserRow]) -> bool:
    """Are this person and the post's last writer the two people whom it takes?"""
    if email == post.written_by:
        return False
    writer = users.get(post.written_by)
    by_approver = writer is not None and writer.active and Role.APPROVER in writer.roles
    return Role.APPROVER in roles or (Role.EDITOR in roles and by_approver)


def stand_ins(conn: Connection, users: Mapping[str, UserRow], day: date) -> dict[str, str]:
    """Who stands in on this day, and for which approver; nobody lends a right that they have not any more."""
    found: dict[str, str] = {}
    for row in list_deputies(conn):
        lender = users.get(row.approver)
        if row.since <= day <= row.until and lender is not None and lender.active and Role.APPROVER in lender.roles:
            found.setdefault(row.deputy, row.approver)
    return found


def signers(
    post: PostRow, email: str, users: Mapping[str, UserRow], roles: frozenset[Role], deputies: Mapping[str, str]
) -> Signers:
    """Who may approve it as it stands. `roles` are this person's own, with those in which they stand in for others.

    `deputies` are those of today, each with the approver for whom they stand in.
    """
    if post.status is not Status.PENDING:
        return Signers(me=False, why_not="", others=())
    asked = [user for user in users.values() if user.active and user.email not in {email, *post.approved_by}]
    others = tuple(sorted(name for user in asked if (name := _signs(post, user, users, deputies))))
    if email in post.approved_by:
        return Signers(me=False, why_not="You have approved it; it takes another person too.", others=others)
    if may_sign(post, email, roles, users):
        return Signers(me=True, why_not="", others=others)
    if email == post.written_by:
        why = "You changed it last, so somebody else has to approve it."
    elif Role.EDITOR in roles:
        why = "An editor changed it last, so an approver has to approve it."
    else:
        why = "You may look and comment; approving takes an approver."
    return Signers(me=False, why_not=why, others=others)


def not_yet(post: PostRow) -> str:
    """Why nobody can approve the post as it stands, whoever they are."""
    if post.hold in _STOPS_APPROVAL:
        return told(post.hold_reason or "", post)
    return next((remark.message for remark in post.warnings if remark.code in FORBID_APPROVAL), "")


def _signs(post: PostRow, user: UserRow, users: Mapping[str, UserRow], deputies: Mapping[str, str]) -> str:
    """The person as one who may approve the post, with the approver for whom they would; nothing if they may not."""
    if may_sign(post, user.email, user.roles, users):
        return user.email
    borrowed = user.roles | {Role.APPROVER} if user.email in deputies else user.roles
    if may_sign(post, user.email, borrowed, users):
        return f"{user.email} (standing in for {deputies[user.email]})"
    return ""
