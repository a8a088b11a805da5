"""The record of events cannot be changed, and shows it where it was changed all the same."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from promoter.ledger import events
from promoter.ledger.rows import ChainBreak

NOW = datetime(2021, 9, 13, 9, 0, tzinfo=UTC)


@pytest.fixture
def told(ledger):
    with ledger.write() as conn:
        for number in range(4):
            events.append(
                conn,
                campaign="week",
                kind="moved",
                actor="amara@example.org",
                os_user="amara",
                post_key="week/a/x/blog",
                at=NOW + timedelta(seconds=number),
                data={"at": NOW, "number": number, "said": "naïve – “quoted”"},
            )
        events.append(conn, campaign=events.HOUSE, kind="paused", actor="tom@example.org", at=NOW, data={})
    return ledger


REPLACE = {
    "sqlite": "INSERT OR REPLACE INTO events SELECT * FROM events",
    "postgresql": "INSERT INTO events SELECT * FROM events ON CONFLICT (campaign, seq) DO UPDATE SET actor = 'x'",
}


def _refused(told, statement):
    with pytest.raises(IntegrityError, match="events are never changed"), told.write() as conn:
        conn.exec_driver_sql(statement)


@pytest.mark.parametrize("statement", ["UPDATE events SET actor = 'x'", "DELETE FROM events", REPLACE])
def test_events_are_never_changed(told, database, statement):
    _refused(told, statement if isinstance(statement, str) else statement[database.kind])


@pytest.mark.only_on("postgresql")
def test_events_are_not_emptied_at_one_go_either(told):
    _refused(told, "TRUNCATE events")


def test_a_record_that_nobody_touched_is_whole(told):
    with told.read() as conn:
        assert events.verify(conn) == []
        assert events.verify(conn, seen=events.heads(conn)) == []
        assert {name: seq for name, (seq, _) in events.heads(conn).items()} == {"week": 4, "": 1}


def test_events_come_back_as_they_were_told(told):
    with told.read() as conn:
        first = events.list_events(conn, post_key="week/a/x/blog")[0]
        assert len(events.list_events(conn)) == 5
        assert len(events.list_events(conn, campaign="")) == 1
    assert (first.seq, first.kind, first.actor, first.os_user, first.at) == (
        1,
        "moved",
        "amara@example.org",
        "amara",
        NOW,
    )
    assert first.data == {"at": "2021-09-13T09:00:00+00:00", "number": 0, "said": "naïve – “quoted”"}


def _tamper(path, *statements):
    with closing(sqlite3.connect(path)) as conn:
        for verb in ("update", "delete"):
            conn.execute(f"DROP TRIGGER events_no_{verb}")
        for statement in statements:
            conn.execute(statement)
        conn.commit()


@pytest.mark.parametrize(
    "change",
    [
        "actor = 'tom@example.org'",
        "kind = 'approved'",
        "at = '2021-09-13 09:00:09.000000'",
        "data = '{}'",
        "post_key = NULL",
        "os_user = 'root'",
        "prev_hash = hash",
    ],
)
def test_an_event_that_was_rewritten_is_found(told, path, change):
    _tamper(path, f"UPDATE events SET {change} WHERE campaign = 'week' AND seq = 2")
    with told.read() as conn:
        found = events.verify(conn)
        assert events.verify(conn, "") == []
    assert ChainBreak("week", 2, "this event is not what was written") in found


def test_an_event_that_was_rewritten_with_its_own_hash_is_found_at_the_next(told, path):
    with told.read() as conn:
        row = dict(conn.execute(sa.select(events.events).where(events.events.c.seq == 2)).mappings().one())
        row["actor"] = "tom@example.org"
        seal = events._hash(row)
    _tamper(path, f"UPDATE events SET actor = 'tom@example.org', hash = '{seal}' WHERE campaign = 'week' AND seq = 2")
    with told.read() as conn:
        assert events.verify(conn) == [ChainBreak("week", 3, "this event does not follow the one before it")]


def test_events_that_were_taken_out_are_missed(told, path):
    _tamper(path, "DELETE FROM events WHERE campaign = 'week' AND seq IN (2, 3)")
    with told.read() as conn:
        assert ChainBreak("week", 4, "events 2 to 3 are gone") in events.verify(conn)


def test_a_record_that_was_cut_short_is_found_by_its_old_head(told, path):
    with told.read() as conn:
        seen = events.heads(conn)
    _tamper(path, "DELETE FROM events WHERE campaign = 'week' AND seq = 4")
    with told.read() as conn:
        assert events.verify(conn) == []
        (found,) = events.verify(conn, seen=seen)
        assert (found.campaign, found.seq) == ("week", 4)
        assert events.verify(conn, "", seen=seen) == []
