"""Deputies: who may approve and resume in the stead of an approver who is away, and on which days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.approval.rights import in_words, themself_or_admin
from promoter.errors import Mistake, NotPossible, UsageProblem
from promoter.ledger import deputies as ledger_deputies
from promoter.ledger import events
from promoter.ledger.people import known_user
from promoter.ledger.rows import Role
from promoter.posts.phrases import dated

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection

    from promoter.ledger.rows import Actor, DeputyRow

_MAY_STAND_IN = frozenset({Role.VIEWER, Role.EDITOR})


def appoint(
    conn: Connection, approver: str, deputy: str, *, since: date, until: date, who: Actor, now: datetime
) -> DeputyRow:
    """Let somebody stand in for an approver, from one day to another, both included; the days are those of UTC.

    The approver themself appoints, or an admin.
    """
    lender, stand_in = known_user(conn, approver), known_user(conn, deputy)
    themself_or_admin(conn, who, lender.email)
    if Role.APPROVER not in lender.roles:
        raise NotPossible(f"{lender.email} is {in_words(lender.roles)}; only an approver has a deputy")
    if Role.APPROVER in stand_in.roles:
        raise NotPossible(f"{stand_in.email} is an approver already and needs to stand in for nobody")
    if not _MAY_STAND_IN & stand_in.roles:
        raise NotPossible(f"{stand_in.email} is {in_words(stand_in.roles)}; an editor or a viewer can stand in")
    if until < since:
        raise Mistake(f"the last day, {dated(until)}, comes before the first, {dated(since)}", field="until")
    if until < now.date():
        raise Mistake(f"{dated(until)} has passed; name days to come", field="until")
    made = ledger_deputies.add_deputy(
        conn, lender.email, stand_in.email, since=since, until=until, made_by=who.name, now=now
    )
    events.append_for_house(
        conn, "deputy_appointed", who, now, approver=lender.email, deputy=stand_in.email, since=since, until=until
    )
    return made


def end_early(conn: Connection, number: int, *, who: Actor, now: datetime) -> None:
    """The approver is back, or the deputy cannot: either says so, or an admin."""
    found = ledger_deputies.deputy_by_number(conn, number)
    if found is None:
        raise UsageProblem(f"nobody stands in under number {number}, or it has been ended")
    themself_or_admin(conn, who, found.approver, found.deputy)
    ledger_deputies.end_deputy(conn, number, now=now)
    events.append_for_house(conn, "deputy_ended", who, now, approver=found.approver, deputy=found.deputy)


def deputies(conn: Connection) -> list[DeputyRow]:
    """Who stands in for whom, past and to come, by the first day; what was ended early is left out."""
    return ledger_deputies.list_deputies(conn)
