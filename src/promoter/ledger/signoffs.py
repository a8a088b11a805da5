"""Links by which contributors say whether what is published about them is right, and what they said. Of a token only the hash is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, insert, select, update

from promoter.ledger.tables import signoffs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

CONFIRMED, CORRECTED = "confirmed", "corrected"  #: what they answered
TAKEN, DECLINED = "taken", "declined"  #: what became of a correction


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOffRow:
    """A link for one contributor of one blog. `shown` is what they saw when they answered, `said` what they want otherwise."""

    id: int
    campaign: str
    blog: str
    person: str
    made_by: str
    made_at: datetime
    ends_at: datetime
    ended_at: datetime | None = None
    shown: dict[str, Any] | None = None
    answer: str | None = None
    said: dict[str, Any] | None = None
    answered_at: datetime | None = None
    verdict: str | None = None
    settled_by: str | None = None
    settled_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Is it a correction that nobody has settled yet?"""
        return self.answer == CORRECTED and self.verdict is None

    def is_open(self, now: datetime) -> bool:
        """Does the link still lead anywhere?"""
        return self.ended_at is None and self.ends_at > now


_ROWS = select(*(column for column in signoffs.columns if column.name != "token_hash"))


def add_signoff(
    conn: Connection, campaign: str, blog: str, person: str, token_hash: str,
    *, made_by: str, now: datetime, ends_at: datetime,
) -> SignOffRow:  # fmt: skip
    """Keep a new link."""
    values = {
        "campaign": campaign, "blog": blog, "person": person, "made_by": made_by, "made_at": now, "ends_at": ends_at,
    }  # fmt: skip
    made = insert(signoffs).values(token_hash=token_hash, **values).returning(signoffs.c.id)
    number: int = conn.execute(made).scalar_one()
    return _one(conn, number)


def signoff_by_token(conn: Connection, token_hash: str, *, now: datetime) -> SignOffRow | None:
    """The sign-off that a link leads to, if it still does."""
    mine = _ROWS.where(signoffs.c.token_hash == token_hash, signoffs.c.ended_at.is_(None), signoffs.c.ends_at > now)
    row = conn.execute(mine).mappings().first()
    return None if row is None else SignOffRow(**row)


def signoff_by_number(conn: Connection, number: int) -> SignOffRow | None:
    """The sign-off of this number."""
    row = conn.execute(_ROWS.where(signoffs.c.id == number)).mappings().first()
    return None if row is None else SignOffRow(**row)


def list_signoffs(conn: Connection, campaign: str, *, blog: str | None = None) -> list[SignOffRow]:
    """The sign-offs of a campaign or of one of its blogs, oldest first."""
    query = _ROWS.where(signoffs.c.campaign == campaign).order_by(signoffs.c.id)
    if blog is not None:
        query = query.where(signoffs.c.blog == blog)
    return [SignOffRow(**row) for row in conn.execute(query).mappings()]


def waiting_signoffs(conn: Connection, campaigns: Iterable[str]) -> list[SignOffRow]:
    """The corrections of these campaigns that nobody has settled, the oldest first."""
    waits = (signoffs.c.answer == CORRECTED, signoffs.c.verdict.is_(None))
    query = _ROWS.where(signoffs.c.campaign.in_(list(campaigns)), *waits).order_by(signoffs.c.answered_at)
    return [SignOffRow(**row) for row in conn.execute(query).mappings()]


def keep_answer(
    conn: Connection, row: SignOffRow, answer: str,
    *, shown: Mapping[str, Any], said: Mapping[str, Any] | None, now: datetime,
) -> bool:  # fmt: skip
    """Keep what a contributor answers; False if the link has ended or was answered since `row` was read."""
    as_read = signoffs.c.answered_at.is_(None) if row.answered_at is None else signoffs.c.answered_at == row.answered_at
    mine = update(signoffs).where(
        signoffs.c.id == row.id, signoffs.c.ended_at.is_(None), signoffs.c.ends_at > now, as_read
    )
    values = {
        "shown": dict(shown), "answer": answer, "said": None if said is None else dict(said), "answered_at": now,
        "verdict": None, "settled_by": None, "settled_at": None,
    }  # fmt: skip
    return conn.execute(mine.values(values)).rowcount == 1


def settle_signoff(conn: Connection, row: SignOffRow, verdict: str, *, by: str, now: datetime) -> bool:
    """Say what becomes of a correction; False if it is not the one that `row` holds any more."""
    mine = update(signoffs).where(
        signoffs.c.id == row.id, signoffs.c.answered_at == row.answered_at, signoffs.c.verdict.is_(None)
    )
    return conn.execute(mine.values(verdict=verdict, settled_by=by, settled_at=now)).rowcount == 1


def rename_person(conn: Connection, campaign: str, blog: str, before: str, after: str) -> None:
    """A contributor is written otherwise from now on: what they signed stays theirs."""
    theirs = (signoffs.c.campaign == campaign, signoffs.c.blog == blog, signoffs.c.person == before)
    conn.execute(update(signoffs).where(*theirs).values(person=after))


def end_signoff(conn: Connection, number: int, *, now: datetime) -> bool:
    """Let a link lead nowhere any more; False if it did not."""
    mine = update(signoffs).where(signoffs.c.id == number, signoffs.c.ended_at.is_(None))
    return conn.execute(mine.values(ended_at=now)).rowcount == 1


def _one(conn: Connection, number: int) -> SignOffRow:
    return SignOffRow(**conn.execute(_ROWS.where(signoffs.c.id == number)).mappings().one())
