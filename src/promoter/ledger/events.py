"""The record of what happened: appended, never changed, each event sealed with the hash of the one before it.

There is one chain per campaign, and one for the house under the name "", so that campaigns do not queue for each other.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, RowMapping, bindparam, func, insert, select, text

from promoter.clock import as_utc
from promoter.ledger.rows import ChainBreak, EventRow
from promoter.ledger.tables import canonical, events

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime

    from promoter.ledger.rows import Actor

HOUSE = ""  #: the chain of what belongs to no campaign: people, accounts, pauses
_BEGINNING = "0" * 64


_NEWEST = (
    select(events.c.seq, events.c.hash)
    .where(events.c.campaign == bindparam("campaign"))
    .order_by(events.c.seq.desc())
    .limit(1)
)
_INSERT = insert(events)


def append(
    conn: Connection,
    *,
    campaign: str,
    kind: str,
    actor: str,
    at: datetime,
    data: Mapping[str, Any],
    os_user: str | None = None,
    post_key: str | None = None,
) -> None:
    """Add an event to the campaign's chain, in the transaction of what it tells."""
    if conn.dialect.name == "postgresql":
        # Two events must not follow the same one. SQLite has one writer anyway.
        conn.execute(text("SELECT pg_advisory_xact_lock(hashtext(:chain))"), {"chain": f"promoter:events:{campaign}"})
    newest = conn.execute(_NEWEST, {"campaign": campaign}).first()
    seq, prev_hash = (newest.seq + 1, newest.hash) if newest else (1, _BEGINNING)
    row = {
        "campaign": campaign,
        "seq": seq,
        "at": as_utc(at),
        "kind": kind,
        "actor": actor,
        "os_user": os_user,
        "post_key": post_key,
        "data": dict(data),
        "prev_hash": prev_hash,
    }
    conn.execute(_INSERT, {**row, "hash": _hash(row)})


def append_for_house(conn: Connection, kind: str, who: Actor, now: datetime, **data: Any) -> None:
    """Add an event about people, accounts or pauses, which belong to no campaign."""
    append(conn, campaign=HOUSE, kind=kind, actor=who.name, os_user=who.os_user, at=now, data=data)


def list_events(conn: Connection, *, campaign: str | None = None, post_key: str | None = None) -> list[EventRow]:
    """Events in the order in which they happened, of one campaign, of one post, or all of them."""
    query = select(events).order_by(events.c.campaign, events.c.seq)
    if campaign is not None:
        query = query.where(events.c.campaign == campaign)
    if post_key is not None:
        query = query.where(events.c.post_key == post_key)
    return [EventRow(**row) for row in conn.execute(query).mappings()]


def deeds_at(conn: Connection, campaign: str, moments: Collection[datetime]) -> list[EventRow]:
    """What was done to a whole campaign at these moments: the events of it that belong to no post."""
    of_week = (events.c.campaign == campaign) & events.c.post_key.is_(None) & events.c.at.in_(moments)
    return [EventRow(**row) for row in conn.execute(select(events).where(of_week).order_by(events.c.seq)).mappings()]


def heads(conn: Connection) -> dict[str, tuple[int, str]]:
    """The number and hash of each chain's last event: what has to leave the machine, to check the chain against."""
    last = select(events.c.campaign, func.max(events.c.seq).label("seq")).group_by(events.c.campaign).subquery()
    joined = (events.c.campaign == last.c.campaign) & (events.c.seq == last.c.seq)
    rows = conn.execute(select(events.c.campaign, events.c.seq, events.c.hash).join(last, joined))
    return {row.campaign: (row.seq, row.hash) for row in rows}


def total(conn: Connection) -> int:
    """How many events there are, in all chains: a number that rises with whatever happens."""
    return sum(seq for seq, _ in heads(conn).values())


def verify(
    conn: Connection, campaign: str | None = None, *, seen: Mapping[str, tuple[int, str]] | None = None
) -> list[ChainBreak]:
    """Every place where a chain is not whole. `seen` are heads noted earlier: what they name must still be there."""
    query = select(events).order_by(events.c.campaign, events.c.seq)
    if campaign is not None:
        query = query.where(events.c.campaign == campaign)
    missing = {name: head for name, head in (seen or {}).items() if campaign in {None, name}}
    breaks: list[ChainBreak] = []
    chain, seq, prev_hash = "", 0, _BEGINNING
    for row in conn.execute(query.execution_options(yield_per=500)).mappings():
        if row["campaign"] != chain:
            chain, seq, prev_hash = row["campaign"], 0, _BEGINNING
        breaks.extend(ChainBreak(chain, row["seq"], fault) for fault in _faults(row, seq, prev_hash))
        seq, prev_hash = row["seq"], row["hash"]
        if missing.get(chain) == (seq, prev_hash):
            del missing[chain]
    breaks.extend(
        ChainBreak(name, number, "this event was noted as the last one, and is gone or is not the same any more")
        for name, (number, _) in missing.items()
    )
    return breaks


def _faults(row: RowMapping, seq: int, prev_hash: str) -> Iterator[str]:
    if row["seq"] != seq + 1:
        yield f"events {seq + 1} to {row['seq'] - 1} are gone"
    if row["prev_hash"] != prev_hash:
        yield "this event does not follow the one before it"
    if row["hash"] != _hash(row):
        yield "this event is not what was written"


def _hash(row: Mapping[str, Any] | RowMapping) -> str:
    sealed = {name: value for name, value in row.items() if name != "hash"}
    return hashlib.sha256(canonical(sealed).encode()).hexdigest()
