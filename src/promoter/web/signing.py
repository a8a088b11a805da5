"""Who may approve a post, said to whoever looks at it; the server asks again when somebody does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from promoter.ledger.rows import Role
from promoter.posts.lifecycle import Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from promoter.ledger.rows import PostRow, UserRow


@dataclass(frozen=True, slots=True)
class Signers:
    """May this person approve the post now? If not, why, and who else may."""

    me: bool
    why_not: str
    others: tuple[str, ...]


def may_sign(post: PostRow, email: str, roles: frozenset[Role], users: Mapping[str, UserRow]) -> bool:
    """Are this person and the post's last writer the two people whom it takes?"""
    if email == post.written_by:
        return False
    writer = users.get(post.written_by)
    by_approver = writer is not None and writer.active and Role.APPROVER in writer.roles
    return Role.APPROVER in roles or (Role.EDITOR in roles and by_approver)


def signers(post: PostRow, email: str, users: Mapping[str, UserRow], roles: frozenset[Role]) -> Signers:
    """Who may approve it as it stands. `roles` are this person's own, with those in which they stand in for others."""
    if post.status is not Status.PENDING:
        return Signers(me=False, why_not="", others=())
    others = tuple(
        sorted(
            user.email
            for user in users.values()
            if user.active
            and user.email not in {email, *post.approved_by}
            and may_sign(post, user.email, user.roles, users)
        )
    )
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
