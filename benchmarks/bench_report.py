"""The report of a big campaign: what reading and counting cost beside the bare SQL, and how that grows.

    python benchmarks/bench_report.py [POSTS]

The promises: over 5,000 posts with 4 readings each at most 3 times the bare SQL that the report needs; 10,000 posts at
most 2.2 times the time of 5,000; the page of a real week under 200 kB. Medians of five rounds in turn.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from bench_delivery import APPROVER, NINE, WEEK, WRITER, approved
from promoter import bootstrap, staging
from promoter.campaign.model import ChannelName, Settings
from promoter.ledger import tables
from promoter.ledger.accounts import ensure_account
from promoter.ledger.campaigns import save_campaign
from promoter.ledger.people import add_user
from promoter.ledger.rows import Actor, Role
from promoter.reporting.report.as_page import report_page
from promoter.reporting.report.reading import read_report

ROUNDS = 5
NOW = NINE + timedelta(days=40)
MARKS = (("1h", 1), ("24h", 24), ("7d", 168), ("28d", 672))


def filled(folder: Path, posts: int):
    """A ledger with as many sent posts, each with four readings."""
    settings = staging.rehearsal_settings("http://127.0.0.1:1", folder / f"{posts}.db")
    ledger = bootstrap.open_ledger(settings, create=True)
    with ledger.write() as conn:
        add_user(conn, WRITER.name, [Role.EDITOR], who=Actor(None, "bench"), now=NINE)
        add_user(conn, APPROVER.name, [Role.APPROVER], who=Actor(None, "bench"), now=NINE)
        save_campaign(
            conn, "week", folder="week", settings=Settings.model_validate(WEEK), loaded_by=WRITER.name, now=NINE
        )
        ensure_account(conn, ChannelName.X, "default")
        keys = [approved(conn, number).key for number in range(posts)]
        conn.execute(sa.update(tables.posts).values(status="sent", sent_at=NINE, url="https://x.com/i/status/1"))
        attempt = {
            "account": "x:default", "digest": "d", "owner": "o", "host": "h", "started_at": NINE, "lease_until": NINE,
            "ended_at": NINE, "outcome": "sent", "http_status": 201, "fence": 1,
        }  # fmt: skip
        conn.execute(sa.insert(tables.attempts), [{"post_key": key, **attempt} for key in keys])
        readings = [
            {"post_key": key, "mark": mark, "source": "network", "read_at": NINE + timedelta(hours=hours),
             "standing": "read", "impressions": 100 + number, "likes": number % 7, "comments": number % 3, "shares": 1}
            for number, key in enumerate(keys)
            for mark, hours in MARKS
        ]  # fmt: skip
        conn.execute(sa.insert(tables.figures), readings)
    return ledger


def bare(ledger) -> float:
    """The same rows fetched, and nothing made of them."""
    started = time.perf_counter()
    with ledger.read() as conn:
        for query in (
            sa.select(tables.posts).where(tables.posts.c.campaign == "week").order_by(tables.posts.c.at),
            sa.select(tables.attempts).join(tables.posts, tables.posts.c.key == tables.attempts.c.post_key),
            sa.select(tables.decisions.c.post_key, tables.decisions.c.at),
            sa.select(tables.figures).order_by(tables.figures.c.post_key, tables.figures.c.read_at),
            sa.select(sa.func.max(tables.events.c.seq)),
        ):
            conn.execute(query).all()
    return time.perf_counter() - started


def ours(ledger) -> float:
    started = time.perf_counter()
    with ledger.read() as conn:
        read_report(conn, "week", now=NOW, grace=timedelta(minutes=15))
    return time.perf_counter() - started


def median(measure, ledger) -> float:
    return statistics.median(measure(ledger) for _ in range(ROUNDS))


def main():
    posts = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    with tempfile.TemporaryDirectory() as folder:
        one, two = filled(Path(folder), posts), filled(Path(folder), 2 * posts)
        bare(one), ours(one)
        sql, report, twice = median(bare, one), median(ours, one), median(ours, two)
        print(f"bare SQL for {posts} posts      {1000 * sql:7.0f} ms")
        print(
            f"the report                 {1000 * report:7.0f} ms   {report / sql:.2f} times that (promised: at most 3)"
        )
        print(
            f"of {2 * posts} posts            {1000 * twice:7.0f} ms   {twice / report:.2f} times that (promised: at most 2.2)"
        )
        with one.read() as conn:
            small = read_report(conn, "week", now=NOW, grace=timedelta(minutes=15))
        week = small.posts[:46]
        page = report_page(type(small)(**{**{f: getattr(small, f) for f in small.__slots__}, "posts": week}))
        print(f"the page of 46 posts is {len(page.encode()) / 1000:.0f} kB (promised: under 200)")
        one.close(), two.close()


if __name__ == "__main__":
    main()
