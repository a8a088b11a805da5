from __future__ import annotations

import sqlite3
import stat
from datetime import UTC, datetime, timedelta

import pytest

from promoter.ledger.database import open_ledger
from promoter.ledger.heartbeats import beat
from promoter.ledger.queue import list_posts

APPROVER = "ruth@example.org"
BLOG = "spring/doors/x/blog"


def awake(desk, at: datetime, detail: str = "") -> None:
    ledger = desk.ledger()
    with ledger.write() as conn:
        beat(conn, "daemon-1", now=at, detail=detail)
    ledger.close()


def checks(desk, code: int = 0) -> dict[str, dict[str, str]]:
    said = desk.run("doctor", "--json")
    assert said.code == code, said.err
    return {check["name"]: check for check in said.json["checks"]}


def states(desk, code: int = 0) -> dict[str, str]:
    return {name: check["state"] for name, check in checks(desk, code).items()}


def test_a_ledger_in_which_nothing_is_approved_yet_is_in_order(desk):
    found = states(desk)
    assert {found[name] for name in ("settings", "ledger", "record", "disk", "clock", "pause")} == {"ok"}
    assert found["daemon"] == found["x:default"] == found["next post"] == "look"


def test_what_reading_figures_cost_is_among_what_is_looked_at(desk):
    found = checks(desk)["figures"]
    assert (found["state"], found["says"]) == ("ok", "reading X has cost $0.00 this month, of $5.00 that are allowed")


def test_an_approved_post_needs_a_daemon_and_keys(desk):
    desk.approve(BLOG)
    found = states(desk, 1)
    assert found["daemon"] == found["x:default"] == "broken"
    assert found["linkedin:default"] == "look"
    desk.done("accounts", "manual", "x:default", "--on")
    awake(desk, datetime.now(UTC))
    assert states(desk)["daemon"] == "ok"


def test_a_daemon_that_fell_silent_is_noticed(desk):
    desk.approve(BLOG)
    desk.done("accounts", "manual", "x:default", "--on")
    awake(desk, datetime.now(UTC) - timedelta(hours=3))
    said = checks(desk, 1)["daemon"]
    assert said["state"] == "broken"
    assert "was last awake 3 hours ago" in said["says"]


@pytest.mark.parametrize(("detail", "state", "says"), [("ended", "broken", "ended"), ("once", "look", "looked once")])
def test_a_daemon_that_is_gone_is_not_called_awake(desk, detail, state, says):
    desk.approve(BLOG)
    desk.done("accounts", "manual", "x:default", "--on")
    awake(desk, datetime.now(UTC), detail)
    found = checks(desk, 1 if state == "broken" else 0)["daemon"]
    assert found["state"] == state
    assert says in found["says"]


def test_a_clock_that_was_put_back_is_noticed(desk):
    awake(desk, datetime.now(UTC) + timedelta(days=2))
    assert states(desk, 1)["clock"] == "broken"


def test_what_waits_for_people_is_said(desk):
    desk.let_its_time_pass("spring/stairs/x/blog")
    desk.done("pause", "--reason", "We stay silent.", "--as", APPROVER)
    desk.approve(BLOG)
    found = checks(desk, 1)
    assert found["missed"]["state"] == found["pause"]["state"] == "look"
    assert "We stay silent." in found["pause"]["says"]


WATCHING = ("PROMOTER_ALERTS", "PROMOTER_HEARTBEAT_URL")


def test_where_nobody_would_notice_it_is_said_with_what_to_do(desk):
    found = checks(desk)
    assert {found[name]["state"] for name in WATCHING} == {"look"}
    assert found["PROMOTER_ALERTS"]["says"] == "not set: nobody is told when something needs a person"
    assert "before a post is missing" in found["PROMOTER_HEARTBEAT_URL"]["says"]
    assert all(found[name]["todo"].startswith("Set it to ") for name in WATCHING)


def test_the_addresses_of_those_who_would_notice_are_not_shown(desk, monkeypatch):
    monkeypatch.setenv("PROMOTER_ALERTS", "mailto://user:hunter2@example.org")
    monkeypatch.setenv("PROMOTER_HEARTBEAT_URL", "https://example.org/ping/hunter2")
    found = checks(desk)
    assert {found[name]["state"] for name in WATCHING} == {"ok"}
    said = desk.run("doctor")
    assert "hunter2" not in str(found) + said.out + said.err
    assert "example.org" not in str([found[name] for name in WATCHING])


def test_weeks_that_are_over_are_named_and_nobody_is_asked_to_move_their_posts(desk, past):
    desk.done("load", past, "--as", "amara@example.org")
    found = checks(desk)
    assert "missed" not in found
    assert (found["past weeks"]["state"], found["past weeks"]["says"]) == ("ok", "left out: one-day")


def test_a_post_of_which_nobody_can_tell_waits_for_somebody(desk):
    desk.approve(BLOG)
    desk.attempt(BLOG, None)
    found = checks(desk)
    assert found["unclear"]["says"].endswith(BLOG)
    assert "promoter resolve" in found["unclear"]["todo"]


def test_a_broken_record_is_broken(desk):
    with sqlite3.connect(desk.folder / "promoter.db") as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute("DELETE FROM events WHERE campaign = 'spring' AND seq = 2")
    database.close()
    assert states(desk, 1)["record"] == "broken"


def test_a_missing_ledger_and_a_wrong_setting_are_said_with_what_to_do(bare, monkeypatch):
    said = bare.run("doctor")
    assert said.code == 1
    assert "there is no ledger at" in " ".join(said.out.lower().split())
    assert not (bare.folder / "promoter.db").exists()
    monkeypatch.setenv("PROMOTER_GRACE", "soon")
    said = bare.run("doctor", "--json")
    assert said.code == 1
    assert [check["name"] for check in said.json["checks"]] == ["settings"]
    assert "PROMOTER_GRACE" in said.json["checks"][0]["says"]


def test_doctor_says_it_in_lines_for_people(desk):
    lines = desk.done("doctor").out.splitlines()
    assert lines[0].split() == ["ok", "settings", "Readable."]
    assert max(map(len, lines)) <= 80


# ----------------------------------------------------------------------------------------------------------- the ledger


def test_a_backup_is_a_whole_ledger_in_one_private_file(desk):
    desk.approve(BLOG)
    said = desk.done("db", "backup", "copy.db")
    assert "the copy is sound" in said.out
    copy = desk.folder / "copy.db"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert sorted(path.name for path in desk.folder.glob("copy*")) == ["copy.db"]
    assert copy.read_bytes()[18:20] == b"\x01\x01"  # SQLite's mark of a file that needs no other beside it
    ledgers = [desk.ledger(), open_ledger(f"sqlite:///{copy}")]
    first, second = (_posts(ledger) for ledger in ledgers)
    assert first == second


def _posts(ledger):
    with ledger.read() as conn:
        posts = list_posts(conn)
    ledger.close()
    return posts


def test_a_backup_is_taken_while_somebody_writes(desk):
    before = desk.row(BLOG)
    ledger = desk.ledger()
    with ledger.write() as conn:
        beat(conn, "daemon-1", now=datetime.now(UTC))
        desk.done("db", "backup", "copy.db")
    ledger.close()
    copy = open_ledger(f"sqlite:///{desk.folder / 'copy.db'}")
    assert before in _posts(copy)


@pytest.mark.parametrize("name", ["copy.db", "copy.db.part"])
def test_a_backup_overwrites_nothing(desk, name):
    (desk.folder / name).write_text("mine", encoding="utf-8")
    assert desk.run("db", "backup", "copy.db").code == 4
    assert (desk.folder / name).read_text(encoding="utf-8") == "mine"


def test_a_place_that_cannot_be_written_is_said(desk):
    said = desk.run("db", "backup", "gone/copy.db")
    assert said.code == 1
    assert "gone/copy.db cannot be written: No such file or directory" in said.err


def test_a_ledger_that_is_not_there_is_not_backed_up(bare):
    assert bare.run("db", "backup", "copy.db").code == 1
    assert list(bare.folder.glob("*.db")) == []


def test_an_older_ledger_can_be_backed_up_before_it_is_upgraded(desk):
    with sqlite3.connect(desk.folder / "promoter.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '0000'")
    database.close()
    assert "promoter db backup" in desk.run("queue").err
    desk.done("db", "backup", "copy.db")


def test_upgrading_makes_a_ledger_and_then_has_nothing_to_do(bare):
    made = bare.done("db", "upgrade").out
    assert f"There was no ledger yet: a new, empty one was made, {bare.folder / 'promoter.db'}" in made
    assert "nothing to upgrade" in bare.done("db", "upgrade").out
    assert bare.done("queue", "--json").json["posts"] == []


def test_a_copy_in_the_ledger_s_place_is_stopped_and_tells_what_is_in_doubt(desk):
    desk.approve(BLOG)
    desk.let_its_time_pass(BLOG)
    desk.done("db", "backup", "copy.db")
    said = desk.done("db", "restore", "copy.db").out
    assert "everything is stopped" in said
    assert f"promoter resolve {BLOG} --sent URL" in said
    assert desk.post(BLOG)["status"] == "unclear"
    assert desk.done("audit").code == 0
    assert len(list(desk.folder.glob("promoter-before-*.db"))) == 1
    desk.done("resolve", BLOG, "--sent", "https://x.com/i/status/77", "--as", APPROVER)
    assert desk.post(BLOG)["status"] == "sent"
