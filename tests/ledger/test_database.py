"""Opening a ledger, and what its transactions promise."""

import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone

import psycopg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import StatementError

from promoter.errors import PromoterError
from promoter.ledger import events, heartbeats, tables
from promoter.ledger.database import open_ledger, schema_version, upgrade
from promoter.ledger.migrations.run import configuration

NOW = datetime(2021, 9, 13, 9, 0, tzinfo=UTC)


def test_a_new_ledger_is_readable_by_nobody_else(tmp_path):
    path = tmp_path / "new.db"
    open_ledger(f"sqlite:///{path}", create=True).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_only_the_first_to_open_a_ledger_makes_it(tmp_path):
    url = f"sqlite:///{tmp_path}/new.db"
    opened = [open_ledger(url, create=True) for _ in range(2)]
    assert [ledger.new for ledger in opened] == [True, False]
    for ledger in opened:
        ledger.close()


@pytest.mark.only_on("sqlite")
def test_a_ledger_survives_a_power_cut_and_lets_readers_read_while_one_writes(ledger):
    with ledger.read() as conn:
        assert conn.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert conn.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert conn.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert conn.exec_driver_sql("PRAGMA busy_timeout").scalar() == 10_000


def test_reading_never_makes_a_ledger_and_says_where_it_looked(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PromoterError) as problem:
        open_ledger("sqlite:///promoter.db")
    assert str(tmp_path / "promoter.db") in str(problem.value)
    assert "then promoter load CAMPAIGN; or set PROMOTER_DATABASE_URL" in str(problem.value)
    assert not (tmp_path / "promoter.db").exists()


def test_an_empty_file_holds_no_ledger_yet(tmp_path):
    (tmp_path / "empty.db").touch()
    with pytest.raises(PromoterError, match=r"there is no ledger in .*empty\.db yet; run promoter users add"):
        open_ledger(f"sqlite:///{tmp_path}/empty.db")
    open_ledger(f"sqlite:///{tmp_path}/empty.db", create=True).close()


def test_a_folder_that_is_missing_is_named(tmp_path):
    with pytest.raises(PromoterError, match=f"there is no folder {tmp_path}/gone for the ledger"):
        open_ledger(f"sqlite:///{tmp_path}/gone/a.db", create=True)


def test_a_folder_is_no_ledger(tmp_path):
    with pytest.raises(PromoterError, match="is a folder"):
        open_ledger(f"sqlite:///{tmp_path}")


def test_a_file_that_is_no_database_is_refused(tmp_path):
    (tmp_path / "letter.db").write_text("Dear all,\n" * 500)
    with pytest.raises(PromoterError, match=r"letter\.db is no Promoter ledger"):
        open_ledger(f"sqlite:///{tmp_path}/letter.db")


def test_a_damaged_ledger_is_told_from_a_sound_one(path):
    damaged = bytearray(path.read_bytes())
    damaged[100:] = b"\xff" * (len(damaged) - 100)
    path.write_bytes(damaged)
    with pytest.raises(PromoterError, match="is damaged; stop Promoter and bring back the last backup"):
        open_ledger(f"sqlite:///{path}")


def test_another_programs_database_is_left_alone(tmp_path):
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE recipes (name)")
    for create in (False, True):
        with pytest.raises(PromoterError, match=r"other\.db is the database of another program"):
            open_ledger(f"sqlite:///{tmp_path}/other.db", create=create)
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        assert other.execute("SELECT name FROM sqlite_schema").fetchall() == [("recipes",)]


def _say_version(path, version):
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("UPDATE alembic_version SET version_num = ?", (version,))
        conn.commit()


@pytest.mark.parametrize("create", [False, True])
def test_a_newer_ledger_asks_for_a_newer_program(path, create):
    _say_version(path, "9999")
    with pytest.raises(PromoterError, match=r"was made by a newer Promoter \(schema 9999\); update this one"):
        open_ledger(f"sqlite:///{path}", create=create)


@pytest.mark.parametrize("create", [False, True])
def test_an_older_ledger_is_upgraded_only_when_asked(path, create):
    _say_version(path, "0000")
    with pytest.raises(PromoterError, match=r"was made by an older Promoter .* then promoter db upgrade"):
        open_ledger(f"sqlite:///{path}", create=create)
    open_ledger(f"sqlite:///{path}", older=True).close()


def test_upgrading_twice_does_nothing_twice(tmp_path):
    ledger = open_ledger(f"sqlite:///{tmp_path}/a.db", create=True, older=True)
    for _ in range(2):
        upgrade(ledger)
        with ledger.read() as conn:
            assert schema_version(conn) == tables.SCHEMA
    ledger.close()


def test_the_migrations_end_where_the_tables_are(ledger):
    with ledger.read() as conn:
        assert compare_metadata(MigrationContext.configure(conn), tables.metadata) == []
        assert ScriptDirectory.from_config(configuration(conn)).get_current_head() == tables.SCHEMA


@pytest.mark.only_on("sqlite")
def test_the_checks_on_a_status_are_the_same_in_migrations_and_tables(ledger):
    with ledger.read() as conn:
        (check,) = sa.inspect(conn).get_check_constraints("posts")
        declared = next(c for c in tables.posts.constraints if isinstance(c, sa.CheckConstraint))
        assert check["sqltext"] == str(declared.sqltext)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("sqlite://", "would forget what was sent"),
        ("sqlite:///:memory:", "would forget what was sent"),
        ("mysql://user@host/name", "not in mysql"),
        ("nonsense", "is no database address"),
    ],
)
def test_an_address_that_will_not_do_is_explained(url, says):
    with pytest.raises(PromoterError, match=says):
        open_ledger(url, create=True)


def test_a_connection_that_is_in_use_when_the_ledger_closes_is_closed_after_it(ledger):
    with ledger.read() as conn:
        theirs = conn.connection.dbapi_connection
        ledger.close()
        assert conn.scalar(sa.text("SELECT 1")) == 1
    with pytest.raises((sqlite3.ProgrammingError, psycopg.OperationalError), match="closed"):
        theirs.cursor()


def test_what_a_reader_changes_does_not_stay(ledger):
    with ledger.read() as conn:
        heartbeats.beat(conn, "a", now=NOW)
    with ledger.read() as conn:
        assert heartbeats.list_heartbeats(conn) == []


def test_what_fails_half_way_does_not_stay(ledger):
    def half_way():
        with ledger.write() as conn:
            heartbeats.beat(conn, "a", now=NOW)
            raise KeyError("the other half")

    with pytest.raises(KeyError, match="the other half"):
        half_way()
    with ledger.read() as conn:
        assert heartbeats.list_heartbeats(conn) == []


def test_a_reader_sees_one_moment_even_while_somebody_writes(ledger):
    with ledger.read() as conn:
        assert heartbeats.list_heartbeats(conn) == []
        with ledger.write() as other:
            heartbeats.beat(other, "a", now=NOW)
        assert heartbeats.list_heartbeats(conn) == []


def test_a_ledger_that_stays_busy_says_so(path, ledger):
    hasty = open_ledger(f"sqlite:///{path}", patience=timedelta(milliseconds=20))
    with ledger.write(), pytest.raises(PromoterError, match="the ledger is busy: another program holds"), hasty.write():
        pass
    with hasty.write() as conn:
        heartbeats.beat(conn, "a", now=NOW)
    hasty.close()


@pytest.mark.only_on("sqlite")
def test_threads_of_one_program_take_turns_and_none_waits_for_ever(path):
    ledger = open_ledger(f"sqlite:///{path}", create=True, patience=timedelta(milliseconds=50))
    with ledger.write(), ThreadPoolExecutor(1) as pool, pytest.raises(PromoterError, match="another part of Promoter"):
        pool.submit(lambda: ledger.write().__enter__()).result()
    with ledger.write():  # and the turn was given back
        pass
    ledger.close()


@pytest.mark.only_on("sqlite")
def test_a_full_disk_leaves_everything_as_it_was(ledger):
    def fill():
        with ledger.write() as conn:
            conn.exec_driver_sql("PRAGMA max_page_count = 1")
            for number in range(1000):
                heartbeats.beat(conn, f"daemon {number}", now=NOW, detail="x" * 4000)

    with pytest.raises(PromoterError, match="the disk is full; nothing was written"):
        fill()
    with ledger.read() as conn:
        assert heartbeats.list_heartbeats(conn) == []
        assert conn.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


@pytest.mark.only_on("sqlite")
def test_a_ledger_that_may_only_be_read_says_so(ledger):
    # A superuser ignores the modes of files, so the database itself is told to refuse.
    with ledger.read() as conn:
        conn.exec_driver_sql("PRAGMA query_only = ON")
    with pytest.raises(PromoterError, match="may only be read; let this user write"), ledger.write() as conn:
        heartbeats.beat(conn, "a", now=NOW)


def test_a_restored_ledger_opens_while_somebody_reads_it(path):
    with closing(sqlite3.connect(path)) as reader:
        assert reader.execute("PRAGMA journal_mode = DELETE").fetchone() == ("delete",)
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM posts").fetchall()
        open_ledger(f"sqlite:///{path}", patience=timedelta(milliseconds=20)).close()
    ledger = open_ledger(f"sqlite:///{path}")
    with ledger.read() as conn:
        assert conn.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    ledger.close()


def test_faults_of_our_own_are_not_dressed_up(ledger):
    with pytest.raises(sa.exc.IntegrityError), ledger.write() as conn:
        conn.execute(sa.insert(tables.heartbeats).values(name="a"))


def test_a_time_without_a_zone_is_refused(ledger):
    with pytest.raises(StatementError, match="names no time zone"), ledger.write() as conn:
        heartbeats.beat(conn, "a", now=datetime(2021, 9, 13, 9, 0))


def test_times_come_back_in_utc_and_to_the_microsecond(ledger):
    moment = datetime(2021, 9, 13, 10, 0, 0, 123456, tzinfo=timezone(timedelta(hours=1)))
    with ledger.write() as conn:
        heartbeats.beat(conn, "a", now=moment)
        (seen,) = heartbeats.list_heartbeats(conn)
    assert seen.at == moment
    assert seen.at.tzinfo is UTC


_FILL = """
import sys
from datetime import UTC, datetime
from promoter.ledger import events
from promoter.ledger.database import open_ledger

url, name = sys.argv[1:]
ledger = open_ledger(url, create=True)
print("ready", flush=True)
sys.stdin.readline()
for number in range(40):
    with ledger.write() as conn:
        events.append(conn, campaign="week", kind="tried", actor=name, at=datetime.now(UTC), data={"number": number})
ledger.close()
"""


def test_two_processes_make_and_fill_one_ledger_without_losing_or_failing(tmp_path):
    url = f"sqlite:///{tmp_path}/shared.db"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    writers = [subprocess.Popen([sys.executable, "-c", _FILL, url, name], **pipes) for name in ("one", "two")]
    assert [writer.stdout.readline() for writer in writers] == ["ready\n", "ready\n"]
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    assert [(writer.communicate(timeout=60)[1], writer.returncode) for writer in writers] == [("", 0), ("", 0)]
    ledger = open_ledger(url)
    with ledger.read() as conn:
        told = events.list_events(conn)
        assert [event.seq for event in told] == list(range(1, 81))
        assert {event.actor for event in told} == {"one", "two"}
        assert events.verify(conn) == []
    ledger.close()
