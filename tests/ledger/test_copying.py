"""From one database to another: everything arrives, or nothing does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from promoter.errors import NotPossible, PromoterError, UsageProblem
from promoter.ledger import events, heartbeats, pauses
from promoter.ledger.copying import copy_ledger
from promoter.ledger.database import open_ledger
from promoter.ledger.queue import list_posts
from promoter.ledger.rows import Actor, NextStep
from promoter.ledger.tables import metadata
from promoter.posts.lifecycle import Status
from promoter.posts.outcome import Sent

AWAKE = timedelta(minutes=2)
AMARA = Actor("amara@example.org", "amara")


@pytest.fixture
def target(database, postgresql, tmp_path):
    """An empty place of the other kind."""
    name = postgresql.create() if database.kind == "sqlite" else None
    url = f"sqlite:///{tmp_path}/copy.db" if name is None else postgresql.address(name)
    ledger = open_ledger(url, create=True, older=True)
    yield ledger
    ledger.close()
    if name is not None:
        postgresql.drop(name)


@pytest.fixture
def source(desk, ledger, nine):
    """A ledger with a post that was sent, one that is being sent, one approved and one pending, and a pause."""
    desk.approved("week/sent/x/blog")
    claimed = desk.claim(nine)
    desk.record(claimed, Sent(network_id="1", url="https://x.com/1"), NextStep(status=Status.SENT), nine)
    desk.approved("week/sending/linkedin/blog")
    desk.claim(nine)
    desk.approved("week/coming/x/blog", at=nine + timedelta(hours=1))
    desk.pending("week/pending/x/blog")
    with ledger.write() as conn:
        pauses.open_pause(conn, "Naïve – “quoted” 🎈", who=AMARA, now=nine)
        pauses.close_pause(conn, who=AMARA, now=nine + timedelta(seconds=1, microseconds=17))
    return ledger


def whole(ledger) -> dict:
    with ledger.read() as conn:
        return {
            table.name: sorted(map(repr, conn.execute(table.select()).mappings().all()))
            for table in metadata.sorted_tables
        }


def copy(source, target, now, **more):
    return copy_ledger(source, target, now=now, awake=AWAKE, **more)


def test_everything_arrives_and_the_record_is_whole(source, target, nine) -> None:
    told = []
    counts = copy(source, target, nine, progress=lambda *done: told.append(done))
    assert whole(target) == whole(source)
    assert counts["posts"] == 4
    assert counts["attempts"] == 2
    assert told[-1] == (sum(counts.values()), sum(counts.values()))
    with source.read() as of, target.read() as to:
        assert events.verify(to) == []
        assert events.heads(to) == events.heads(of)
        assert list_posts(to) == list_posts(of)


def test_the_copy_counts_on_where_the_source_ended(source, target, nine) -> None:
    copy(source, target, nine)
    with target.write() as conn:
        assert pauses.open_pause(conn, "again", who=AMARA, now=nine).id == 2
        assert events.verify(conn) == []


def test_posts_in_the_copy_are_handed_over_anew(source, target, nine) -> None:
    with source.write() as conn:
        conn.exec_driver_sql("UPDATE posts SET handed_at = at")
    copy(source, target, nine)
    with target.read() as conn:
        assert set(conn.exec_driver_sql("SELECT handed_at FROM posts").scalars()) == {None}


def test_a_target_that_holds_anything_is_refused_and_left_alone(source, target, nine) -> None:
    copy(source, target, nine)
    before = whole(target)
    with pytest.raises(NotPossible, match=r"is not empty \(it has .*posts.*\); copy to a new database"):
        copy(source, target, nine)
    assert whole(target) == before


def test_a_ledger_from_which_a_daemon_posts_is_not_copied(source, target, nine) -> None:
    with source.write() as conn:
        heartbeats.beat(conn, "here:7", now=nine - timedelta(seconds=30))
    with pytest.raises(NotPossible, match=r"here:7 posts from .* stop it"):
        copy(source, target, nine)
    with source.write() as conn:
        heartbeats.beat(conn, "here:7", now=nine, detail=heartbeats.ENDED)
    copy(source, target, nine)


def test_a_ledger_is_not_copied_onto_itself(source, nine) -> None:
    with pytest.raises(UsageProblem, match="onto itself"):
        copy(source, source, nine)


def test_a_record_that_is_not_whole_leaves_the_target_empty(source, target, nine, database) -> None:
    with source.write() as conn:
        trigger = {"sqlite": "events_no_update", "postgresql": "events_never_changed ON events"}[database.kind]
        conn.exec_driver_sql(f"DROP TRIGGER {trigger}")
        conn.exec_driver_sql("UPDATE events SET actor = 'somebody else' WHERE campaign = 'week' AND seq = 2")
    with pytest.raises(
        PromoterError, match=r"not whole \(week 2: this event is not what was written\); nothing was kept"
    ):
        copy(source, target, nine)
    assert not any(whole(target).values())
