"""Networks that did not let us read figures: since when and why, until one of their posts was read after all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from promoter.ledger import events
from promoter.ledger.events import HOUSE
from promoter.ledger.figures import Source
from promoter.ledger.rows import Actor
from promoter.ledger.tables import events as told
from promoter.ledger.tables import figures, posts

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

READER = Actor("daemon")
_KIND = "figures_refused"


@dataclass(frozen=True, slots=True)
class NotRead:
    """`why` is what the network said, in sentences; `since` is when it first said so."""

    account: str
    since: datetime
    why: str
    http_status: int | None = None


def note_not_read(conn: Connection, account: str, why: str, *, http_status: int | None, now: datetime) -> None:
    """Keep that a network did not let us read. Saying the same again tells nothing new, and is not kept."""
    standing = not_read(conn).get(account)
    if standing is None or standing.http_status != http_status:
        events.append_for_house(conn, _KIND, READER, now, account=account, why=why, http_status=http_status)


def not_read(conn: Connection) -> dict[str, NotRead]:
    """By account, what keeps its figures from being read, as far as is known now."""
    query = select(told.c.at, told.c.data).where(told.c.campaign == HOUSE, told.c.kind == _KIND).order_by(told.c.seq)
    last = {row.data["account"]: row for row in conn.execute(query)}
    if not last:
        return {}
    read = (
        select(posts.c.account, func.max(figures.c.read_at).label("at"))
        .join(posts, posts.c.key == figures.c.post_key)
        .where(figures.c.source == Source.NETWORK, posts.c.account.in_(last))
        .group_by(posts.c.account)
    )
    read_at = {row.account: row.at for row in conn.execute(read)}
    return {
        account: NotRead(account, row.at, row.data["why"], row.data["http_status"])
        for account, row in last.items()
        if account not in read_at or read_at[account] < row.at
    }
