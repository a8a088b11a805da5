"""Who stands in for which approver, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, insert, select, update

from promoter.ledger.rows import DeputyRow, Role
from promoter.ledger.tables import deputies, users

if TYPE_CHECKING:
    from datetime import date, datetime

_STANDING = (
    select(*(column for column in deputies.columns if column.name != "ended_at"))
    .where(deputies.c.ended_at.is_(None))
    .order_by(deputies.c.since, deputies.c.id)
)


def add_deputy(
    conn: Connection, approver: str, deputy: str, *, since: date, until: date, made_by: str, now: datetime
) -> DeputyRow:
    """Note that `deputy` stands in for `approver` on these days."""
    values = {"approver": approver, "deputy": deputy, "since": since, "until": until, "made_by": made_by}
    number: int = conn.execute(insert(deputies).values(made_at=now, **values).returning(deputies.c.id)).scalar_one()
    return DeputyRow(
        id=number, approver=approver, deputy=deputy, since=since, until=until, made_by=made_by, made_at=now
    )


def deputy_by_number(conn: Connection, number: int) -> DeputyRow | None:
    """What was arranged under this number, unless it was ended."""
    row = conn.execute(_STANDING.where(deputies.c.id == number)).mappings().first()
    return None if row is None else DeputyRow(**row)


def list_deputies(conn: Connection) -> list[DeputyRow]:
    """All that was arranged and not ended early, past and to come, by its first day."""
    return [DeputyRow(**row) for row in conn.execute(_STANDING).mappings()]


def end_deputy(conn: Connection, number: int, *, now: datetime) -> None:
    """End it before its last day."""
    conn.execute(update(deputies).where(deputies.c.id == number, deputies.c.ended_at.is_(None)).values(ended_at=now))


def end_deputies(conn: Connection, email: str, *, now: datetime) -> None:
    """End all that was arranged for or with a person, to whom it comes back by a new arrangement alone."""
    either = (deputies.c.approver == email) | (deputies.c.deputy == email)
    conn.execute(update(deputies).where(either, deputies.c.ended_at.is_(None)).values(ended_at=now))


_ON_A_DAY = (  # asked for with every page
    select(deputies.c.approver, users.c.roles)
    .join(users, users.c.email == deputies.c.approver)
    .where(deputies.c.deputy == bindparam("its_deputy"), deputies.c.ended_at.is_(None), users.c.active)
    .where(deputies.c.since <= bindparam("day"), deputies.c.until >= bindparam("day"))
    .order_by(deputies.c.since, deputies.c.id)
)


def approvers_stood_in_for(conn: Connection, deputy: str, day: date) -> tuple[str, ...]:
    """The approvers for whom a person stands in on this day; nobody lends a right that they have not any more."""
    found = (
        row.approver
        for row in conn.execute(_ON_A_DAY, {"its_deputy": deputy, "day": day})
        if Role.APPROVER in row.roles
    )
    return tuple(dict.fromkeys(found))
