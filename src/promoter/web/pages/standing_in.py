"""Who stands in for whom: what the pages of the people and of oneself show of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.ledger.rows import Role

if TYPE_CHECKING:
    from promoter.ledger.rows import DeputyRow, UserRow
    from promoter.web.visit import Visit


def stand_ins(users: list[UserRow]) -> list[str]:
    """Who could stand in for an approver."""
    return [user.email for user in users if Role.APPROVER not in user.roles and user.roles & {Role.VIEWER, Role.EDITOR}]


def may_end(visit: Visit, one: DeputyRow) -> bool:
    """The two whom it is about, and an admin."""
    return Role.ADMIN in visit.roles or visit.who.name in {one.approver, one.deputy}
