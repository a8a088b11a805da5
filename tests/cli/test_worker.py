"""`promoter worker` and `promoter db copy` as a person runs them: a week begun on SQLite goes on from PostgreSQL."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from promoter.campaign.model import ChannelName, Kind, Settings
from promoter.ledger import events
from promoter.ledger.accounts import ensure_account
from promoter.ledger.campaigns import save_campaign
from promoter.ledger.claims import claim, record
from promoter.ledger.database import open_ledger
from promoter.ledger.decisions import APPROVE, add_decision
from promoter.ledger.queue import insert_post, list_posts, update_post
from promoter.ledger.rows import Actor, NextStep, PostRow
from promoter.posts.lifecycle import Status
from promoter.posts.model import Wording
from promoter.posts.outcome import Sent
from promoter.sandbox.server import Sandbox
from sample_week import WEEK

SETTINGS = Settings.model_validate({**WEEK, "channels": {"x": {}}})
KEYS = ("CONSUMER_KEY", "CONSUMER_SECRET", "ACCESS_TOKEN", "ACCESS_TOKEN_SECRET")


@pytest.fixture
def begun(tmp_path):
    """A SQLite ledger with one post that was sent and one that is due now."""
    url, now = f"sqlite:///{tmp_path}/promoter.db", datetime.now(UTC)
    ledger = open_ledger(url, create=True)
    with ledger.write() as conn:
        save_campaign(conn, "week", folder="week", settings=SETTINGS, loaded_by="amara@example.org", now=now)
        ensure_account(conn, ChannelName.X, "default")
        for name, at in (("sent", now - timedelta(minutes=5)), ("due", now)):
            post = PostRow(
                key=f"week/{name}/x/blog", campaign="week", account="x:default", kind=Kind.BLOG, day=at.date(),
                said=Wording(channel=ChannelName.X, text=f"{name} #SampleWeek"), at=at, until=at + timedelta(hours=1),
                written_by="amara@example.org", spacing=timedelta(),
            )  # fmt: skip
            insert_post(conn, post)
            add_decision(conn, post, APPROVE, Actor("ruth@example.org"), now=now, event="approved")
            update_post(conn, post, status=Status.APPROVED, approved_by=("ruth@example.org",))
    with ledger.write() as conn:
        claimed = claim(conn, now=now - timedelta(seconds=1), lease=timedelta(seconds=60), owner="a", host="h")
    with ledger.write() as conn:
        sent = Sent(network_id="1", url="https://x.com/i/status/1")
        record(conn, claimed, sent, NextStep(status=Status.SENT), now=now)
    ledger.close()
    return url


@pytest.fixture
def empty(postgresql):
    name = postgresql.create()
    yield postgresql.address(name)
    postgresql.drop(name)


def test_a_worker_on_a_file_is_told_to_be_a_daemon(begun, promoter, monkeypatch, tmp_path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PROMOTER_DATABASE_URL", begun)
    ran = promoter("worker")
    assert ran.code == 4
    assert ran.err.splitlines()[-1].endswith("promoter.db is a file of this machine; run promoter daemon")


def test_a_worker_goes_on_from_the_copy_and_repeats_nothing(begun, empty, promoter, tmp_path) -> None:
    assert promoter("db", "copy", begun, empty).code == 0
    with Sandbox() as sandbox:
        env = os.environ | {
            "PROMOTER_DATABASE_URL": empty,
            "PROMOTER_X_API_URL": sandbox.url,
            "PROMOTER_PAGE_CHECK": "off",
        }
        env |= {f"PROMOTER_X_{name}": f"KEY{name.replace('_', '')}" for name in KEYS}
        worker = subprocess.Popen(
            [sys.executable, "-m", "promoter", "worker"], env=env, cwd=tmp_path, stderr=subprocess.PIPE, text=True
        )
        lines = []
        for line in worker.stderr:
            lines.append(line)
            if re.search(r"week/due/x/blog attempt 1: sent", line):
                break
        worker.send_signal(signal.SIGTERM)
        lines.append(worker.communicate(timeout=60)[1])
        told = "".join(lines)
        assert worker.returncode == 0, told
        assert "The worker has ended; what it sent is recorded." in told
        assert [post.raw for post in sandbox.posts()] == ["due #SampleWeek"]
    ledger = open_ledger(empty)
    with ledger.read() as conn:
        assert {post.key: post.status for post in list_posts(conn)} == {
            "week/sent/x/blog": Status.SENT,
            "week/due/x/blog": Status.SENT,
        }
        assert events.verify(conn) == []
    ledger.close()


def test_a_copy_says_what_it_copied_and_what_to_do_next(begun, empty, promoter) -> None:
    ran = promoter("db", "copy", begun, empty)
    assert re.search(
        r"promoter\.db is copied to postgresql\+psycopg://.*: .*campaigns 1.*posts 2.* is whole\.", ran.out
    )
    assert "Set PROMOTER_DATABASE_URL to the new ledger" in ran.out
    assert promoter("db", "copy", begun, empty).code == 4
