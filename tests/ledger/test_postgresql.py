"""The ledger on PostgreSQL: what only a server can do to us, and several at once."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.engine import make_url

from promoter.errors import PromoterError
from promoter.ledger import claims, database, events, heartbeats
from promoter.ledger.alone import alone
from promoter.ledger.database import open_ledger, upgrade
from promoter.ledger.queue import get_post

pytestmark = pytest.mark.only_on("postgresql")
NOW = datetime(2021, 9, 13, 9, 0, tzinfo=UTC)
PASSWORD = "hunter2-and-more"


def refused(url: str) -> str:
    with pytest.raises(PromoterError) as problem:
        open_ledger(url)
    assert "\n" not in str(problem.value)
    assert PASSWORD not in str(problem.value)
    return str(problem.value)


def test_a_server_that_is_not_there_is_named(tmp_path) -> None:
    assert "cannot be reached" in refused("postgresql+psycopg://ruth@127.0.0.1:1/promoter")
    assert "cannot be reached" in refused(f"postgresql+psycopg://ruth@/promoter?host={tmp_path}")


def test_a_database_that_is_not_there_is_to_be_created(postgresql) -> None:
    assert "there is no database" in refused(postgresql.address("nowhere"))


def test_an_empty_database_is_to_be_upgraded(postgresql) -> None:
    name = postgresql.create()
    assert "promoter db upgrade on PostgreSQL" in refused(postgresql.address(name))
    postgresql.drop(name)


def test_a_wrong_password_is_told_and_never_shown(own_postgresql) -> None:
    own_postgresql.run("CREATE USER ruth PASSWORD 'right'")
    (own_postgresql.server.pgdata / "pg_hba.conf").write_text("local all ruth scram-sha-256\nlocal all all trust\n")
    own_postgresql.run("SELECT pg_reload_conf()")
    address = make_url(own_postgresql.address()).set(username="ruth", password=PASSWORD)
    said = refused(address.render_as_string(hide_password=False))
    assert "does not let us in; look at the user and the password in PROMOTER_DATABASE_URL" in said


def test_a_server_that_is_too_old_is_refused() -> None:
    database._refuse_old_server(180004)
    with pytest.raises(PromoterError, match=r"^this PostgreSQL is too old \(13\); Promoter needs 14 or newer$"):
        database._refuse_old_server(130009)


def test_without_the_driver_one_sentence_says_what_to_install() -> None:
    code = """
import sys
sys.modules["psycopg"] = None
from promoter.errors import PromoterError
from promoter.ledger.database import open_ledger
try:
    open_ledger("postgresql+psycopg://ruth@localhost/promoter")
except PromoterError as problem:
    print(problem)
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "PostgreSQL needs the driver psycopg; install promoter[postgres]\n"


def test_a_server_that_only_reads_says_so(ledger, url, postgresql) -> None:
    postgresql.run(f"ALTER DATABASE {make_url(url).database} SET default_transaction_read_only = on")
    ledger.engine.dispose()
    with pytest.raises(PromoterError, match="may only be read; connect to the primary server"), ledger.write() as conn:
        heartbeats.beat(conn, "a", now=NOW)


def test_what_is_committed_survives_whatever_the_server_was_told(ledger) -> None:
    with ledger.write() as conn:
        assert conn.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"  # the tests' server says off
        assert conn.exec_driver_sql("SHOW transaction_isolation").scalar() == "read committed"
        assert conn.exec_driver_sql("SHOW lock_timeout").scalar() == "10s"


def test_a_post_that_somebody_holds_is_waited_for_and_not_for_ever(desk, ledger, url) -> None:
    desk.pending()
    hasty = open_ledger(url, patience=timedelta(milliseconds=20))
    with ledger.write() as conn:
        get_post(conn, "week/first/x/blog", lock=True)
        with pytest.raises(PromoterError, match="the ledger is busy"), hasty.write() as other:
            get_post(other, "week/first/x/blog", lock=True)
    hasty.close()


def test_a_server_that_stops_under_us_is_told_of_and_found_again(own_postgresql) -> None:
    ledger = open_ledger(own_postgresql.address(), older=True)
    upgrade(ledger)

    def interrupted() -> None:
        with ledger.write() as conn:
            heartbeats.beat(conn, "a", now=NOW)
            own_postgresql.stop("immediate")
            heartbeats.beat(conn, "b", now=NOW)

    for work in (interrupted, ledger.read().__enter__):
        with pytest.raises(PromoterError, match="cannot be reached"):
            work()
    own_postgresql.start()
    with ledger.write() as conn:
        assert heartbeats.list_heartbeats(conn) == []
        heartbeats.beat(conn, "c", now=NOW)
    ledger.close()


def test_events_of_many_at_once_follow_one_another(ledger) -> None:
    def tell(number: int) -> None:
        with ledger.write() as conn:
            for chain in ("week", events.HOUSE):
                events.append(conn, campaign=chain, kind="told", actor="a", at=NOW, data={"number": number})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(tell, range(40)))
    with ledger.read() as conn:
        assert events.verify(conn) == []
        assert {name: seq for name, (seq, _) in events.heads(conn).items()} == {"week": 40, "": 40}


def test_of_many_who_reach_for_posts_each_gets_another(desk, ledger) -> None:
    desk.approved("week/first/x/blog")
    desk.approved("week/first/linkedin/blog")
    start = threading.Barrier(6)

    def reach(number: int) -> str | None:
        with ledger.write() as conn:
            start.wait(20)
            claimed = claims.claim(conn, now=NOW, lease=timedelta(seconds=60), owner=f"{number}", host="here")
            return claimed and claimed.post.key

    with ThreadPoolExecutor(6) as pool:
        got = [key for key in pool.map(reach, range(6)) if key]
    assert sorted(got) == sorted(set(got))
    assert got


def test_what_one_is_at_the_others_leave_alone(ledger) -> None:
    with ledger.write() as conn:
        assert alone(conn, "tidy")
        with ledger.write() as other:
            assert not alone(other, "tidy")
            assert alone(other, "something else")
    with ledger.write() as conn:
        assert alone(conn, "tidy")
