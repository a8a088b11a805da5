"""The daemon and what runs beside it: people are told, machines may ask, and none of it can hold up a post."""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest

from promoter.campaign.model import ChannelName, Kind, Settings
from promoter.clock import PretendedClock
from promoter.daemon import HEARTBEAT, STUCK, Chore, Daemon, neighbours
from promoter.errors import PromoterError
from promoter.ledger.accounts import ensure_account
from promoter.ledger.alerts import untold
from promoter.ledger.campaigns import save_campaign
from promoter.ledger.database import Ledger, open_ledger
from promoter.ledger.heartbeats import ENDED, ONCE, beat
from promoter.ledger.queue import insert_post
from promoter.ledger.rows import PostRow
from promoter.posts.lifecycle import Status
from promoter.posts.model import Wording

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NINE = datetime(2021, 9, 13, 8, 0, tzinfo=UTC)


# ------------------------------------------------------------------------------------------------------ beside the posting


class Rounds:
    """A dispatcher whose rounds go as they are told."""

    owner = "here:1"

    def __init__(self) -> None:
        self.error: Exception | None = None

    def warm_up(self) -> None:
        pass

    def round(self) -> list[str]:
        if self.error is not None:
            raise self.error
        return []

    def next_due(self) -> None:
        return None


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    ledger = open_ledger(f"sqlite:///{tmp_path / 'promoter.db'}", create=True)
    yield ledger
    ledger.close()


def daemon(ledger: Ledger, *beside) -> Daemon:
    return Daemon(Rounds(), ledger, PretendedClock(NINE), tick=timedelta(milliseconds=10), beside=beside)  # type: ignore[arg-type]


def test_it_is_well_while_rounds_succeed(ledger: Ledger) -> None:
    mine = daemon(ledger)
    assert mine.trouble() == "no round has ended yet"
    mine.round()
    assert mine.trouble() is None
    for error, says in (
        (PromoterError("it is locked"), "it is locked"),
        (ValueError("s3cret"), "the rounds fail (ValueError)"),
    ):
        mine.dispatcher.error = error
        with pytest.raises(type(error)):
            mine.round()
        assert mine.trouble() == says
    mine.dispatcher.error = None
    mine.round()
    assert mine.trouble() is None


def test_it_is_not_well_when_its_sign_of_life_cannot_be_written(ledger: Ledger, tmp_path: Path) -> None:
    mine = daemon(ledger)
    mine.round()
    ledger.close()
    (tmp_path / "promoter.db").write_bytes(b"no ledger any more")
    mine.clock.advance(HEARTBEAT)
    mine.round()
    assert "promoter.db" in str(mine.trouble())


def test_a_round_that_does_not_end_is_not_well_for_ever(ledger: Ledger) -> None:
    mine = daemon(ledger)
    mine.round()
    mine.clock.advance(STUCK - timedelta(seconds=1))
    assert mine.trouble() is None
    mine.clock.advance(timedelta(seconds=1))
    assert mine.trouble() == "a round has not ended since 08:00 UTC"


def test_a_chore_is_done_again_and_again_whatever_goes_wrong_and_ends_with_the_daemon(ledger: Ledger) -> None:
    done = threading.Semaphore(0)

    def work() -> None:
        done.release()
        raise ValueError("no")

    chore = Chore("a chore", work, timedelta(milliseconds=1))
    daemon(ledger, chore).run(lambda: [done.acquire(timeout=20) for _ in range(5)])
    assert not chore._thread.is_alive()


def test_a_chore_that_hangs_holds_up_neither_the_rounds_nor_the_end(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Chore, "PATIENCE", 0.01)
    hangs, rounds = threading.Event(), threading.Semaphore(0)
    mine = daemon(ledger, Chore("alerts", lambda: hangs.wait(60), timedelta(seconds=1)))
    mine.dispatcher.round = lambda: rounds.release() or []
    mine.run(lambda: [rounds.acquire(timeout=20) for _ in range(3)])
    hangs.set()


def test_what_goes_wrong_in_a_chore_is_logged_when_it_begins_to(caplog: pytest.LogCaptureFixture) -> None:
    answers = iter(["locked", "locked", None, "locked"])

    def work() -> None:
        if (problem := next(answers)) is not None:
            raise PromoterError(problem)

    chore = Chore("alerts", work, timedelta(seconds=1))
    with caplog.at_level(logging.INFO):
        for _ in range(4):
            chore.once()
    assert [record.getMessage() for record in caplog.records] == ["alerts: locked", "alerts: locked"]


def test_another_daemon_that_was_awake_just_now_is_told_of(ledger: Ledger) -> None:
    with ledger.write() as conn:
        for name, ago, detail in (
            ("here:1", 5, ""), ("there:2", 5, ""), ("ended:3", 5, ENDED), ("timer:4", 5, ONCE), ("gone:5", 120, ""),
        ):  # fmt: skip
            beat(conn, name, now=NINE - timedelta(seconds=ago), detail=detail)
        (sentence,) = neighbours(conn, now=NINE, owner="here:1")
    assert sentence.startswith("Another daemon, there:2, was awake on this ledger 5 s ago.")
    assert "\n" not in sentence


# ------------------------------------------------------------------------------------------------------------ the command


def put_unapproved(ledger: Ledger, at: datetime) -> None:
    settings = Settings.model_validate({
        "name": "A week", "hashtag": "#SampleWeek", "timezone": "Europe/London", "organisation": {"name": "Example"},
        "themes": [{"id": "one", "name": "One"}], "days": [{"date": f"{at.date() + timedelta(days=1)}", "theme": "one"}],
        "channels": {"x": {}},
    })  # fmt: skip
    post = PostRow(
        key="week/a/x/blog", campaign="week", account="x:default", kind=Kind.BLOG, day=at.date(),
        said=Wording(channel=ChannelName.X, text="Words"), at=at, until=at + timedelta(hours=8),
        written_by="amara@example.org", spacing=timedelta(minutes=5), status=Status.PENDING,
    )  # fmt: skip
    with ledger.write() as conn:
        save_campaign(conn, "week", folder="week", settings=settings, loaded_by="amara@example.org", now=at)
        ensure_account(conn, ChannelName.X, "default")
        insert_post(conn, post)


@pytest.fixture
def inbox() -> Iterator[tuple[str, list[str], threading.Semaphore]]:
    """An address on this machine, what it was told, and a semaphore that counts."""
    told: list[str] = []
    came = threading.Semaphore(0)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["title"])
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()
            came.release()

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"json://127.0.0.1:{server.server_port}/s3cret", told, came
    server.shutdown()
    server.server_close()


def command(tmp_path: Path, *words: str, **settings: str) -> subprocess.Popen[str]:
    env = os.environ | {"PROMOTER_DATABASE_URL": f"sqlite:///{tmp_path / 'promoter.db'}"}
    env |= {f"PROMOTER_{name}": value for name, value in settings.items()}
    words = (sys.executable, "-m", "promoter", "daemon", *words)
    return subprocess.Popen(words, cwd=tmp_path, env=env, stderr=subprocess.PIPE, text=True)


def end(process: subprocess.Popen[str]) -> str:
    process.send_signal(signal.SIGTERM)
    said = process.communicate(timeout=60)[1]
    assert process.returncode == 0, said
    return said


def until(process: subprocess.Popen[str], words: str) -> str:
    """What the process says up to the line with these words."""
    said = ""
    assert process.stderr is not None
    for line in process.stderr:
        said += line
        if words in line:
            return said
    raise AssertionError(f"it ended without {words!r}: {said}")


def test_once_tells_people_what_needs_them(ledger: Ledger, tmp_path: Path, inbox) -> None:
    address, told, _ = inbox
    put_unapproved(ledger, datetime.now(UTC) + timedelta(minutes=1))
    process = command(tmp_path, "--once", ALERTS=address)
    said = process.communicate(timeout=60)[1]
    assert process.returncode == 0, said
    assert [subject.partition(" of the hour")[0] for subject in told] == ["week: 1 post"]
    with ledger.read() as conn:
        assert untold(conn, since=datetime.now(UTC) - timedelta(days=1)) == []
    assert "s3cret" not in said


def test_the_daemon_tells_people_and_answers_machines_until_it_ends(ledger: Ledger, tmp_path: Path, inbox) -> None:
    address, told, came = inbox
    put_unapproved(ledger, datetime.now(UTC) + timedelta(minutes=1))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = command(tmp_path, ALERTS=address, HEALTH=f"127.0.0.1:{port}")
    until(process, "The daemon is running")
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=20) as answer:
        assert answer.status == 200
    assert came.acquire(timeout=60)
    end(process)
    assert len(told) == 1


def test_what_cannot_run_beside_is_one_sentence_each_and_the_daemon_goes_on(ledger: Ledger, tmp_path: Path) -> None:
    with ledger.write() as conn:
        beat(conn, "there:2", now=datetime.now(UTC))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = command(tmp_path, ALERTS="carrierpigeon://s3cret", HEALTH=f"127.0.0.1:{port}")
        said = until(process, "The daemon is running")
        end(process)
    assert f"nobody can ask for the daemon's health at 127.0.0.1:{port}" in said
    assert "alert address 1 (carrierpigeon) is not one that Apprise knows" in said
    assert "Another daemon, there:2, was awake" in said
    assert "s3cret" not in said
    assert "Traceback" not in said


def test_without_addresses_it_says_that_nobody_is_told(ledger: Ledger, tmp_path: Path) -> None:
    process = command(tmp_path)
    said = until(process, "The daemon is running")
    end(process)
    assert "PROMOTER_ALERTS is not set: nobody is told when something needs a person." in said
