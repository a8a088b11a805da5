"""Readings of figures: kept as they were read, once each, and wanted when a post's age asks for them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from promoter.campaign.model import ChannelName
from promoter.ledger.accounts import ensure_account
from promoter.ledger.figures import (
    READ_AT,
    Counts,
    FigureFile,
    FigureRow,
    Mark,
    Source,
    Standing,
    add_file,
    add_reading,
    file_of,
    list_files,
    list_readings,
    mark_for,
    next_reading,
    note_cost,
    spent,
    to_read,
)
from promoter.ledger.rows import NextStep
from promoter.posts.lifecycle import Status
from promoter.posts.outcome import Sent

FIRST = "week/first/x/blog"


@pytest.fixture
def sent(desk, nine):
    """A post that went out at nine."""
    desk.approved(FIRST)
    desk.record(desk.claim(nine), Sent(network_id="1", url="https://x.com/1"), NextStep(status=Status.SENT), nine)
    return FIRST


def reading(key, mark="1h", at=None, **counts):
    return FigureRow(post_key=key, source=Source.NETWORK, mark=mark, read_at=at, counts=Counts(**counts))


def test_a_reading_is_kept_as_it_was_read(ledger, sent, nine):
    first = reading(sent, at=nine + timedelta(hours=1), impressions=120, likes=0)
    gone = FigureRow(
        post_key=sent, source=Source.NETWORK, mark="24h", read_at=nine + timedelta(days=1), standing=Standing.GONE
    )
    with ledger.write() as conn:
        assert add_reading(conn, gone)
        assert add_reading(conn, first)
    with ledger.read() as conn:
        assert list_readings(conn, campaign="week") == [first, gone]
        assert list_readings(conn, post_key=sent)[0].counts.comments is None
        assert list_readings(conn, campaign="another") == []


def test_a_second_reading_of_one_mark_changes_nothing(ledger, sent, nine):
    with ledger.write() as conn:
        assert add_reading(conn, reading(sent, at=nine + timedelta(hours=1), likes=3))
        assert not add_reading(conn, reading(sent, at=nine + timedelta(hours=2), likes=5))
    with ledger.read() as conn:
        assert [row.counts.likes for row in list_readings(conn)] == [3]


@pytest.mark.parametrize(
    ("hours", "mark"),
    [(0.5, None), (1, Mark.HOUR), (5.9, Mark.HOUR), (6, None), (24, Mark.DAY), (72, None), (168, Mark.WEEK), (336, None),
     (672, Mark.FOUR_WEEKS), (960, None)],
)  # fmt: skip
def test_each_age_has_at_most_one_reading(hours, mark):
    assert mark_for(timedelta(hours=hours)) is mark


def test_what_is_due_is_wanted_until_it_was_read(ledger, desk, sent, nine):
    desk.approved("week/coming/x/blog", at=nine + timedelta(hours=2))
    later = nine + timedelta(minutes=70)
    with ledger.read() as conn:
        assert to_read(conn, nine + timedelta(minutes=59)) == []
        assert [(one.post.key, one.mark) for one in to_read(conn, later)] == [(sent, Mark.HOUR)]
    with ledger.write() as conn:
        add_reading(conn, reading(sent, at=later, likes=1))
    with ledger.read() as conn:
        assert to_read(conn, later) == []
        assert [one.mark for one in to_read(conn, nine + timedelta(days=1))] == [Mark.DAY]


def test_what_a_file_said_does_not_stand_for_what_the_network_says(ledger, sent, nine):
    with ledger.write() as conn:
        add_reading(
            conn, FigureRow(post_key=sent, source=Source.EXPORT, mark="1h", read_at=nine, counts=Counts(likes=1))
        )
    with ledger.read() as conn:
        assert [one.mark for one in to_read(conn, nine + timedelta(hours=1))] == [Mark.HOUR]


def test_the_next_reading_is_known_beforehand(ledger, sent, nine):
    with ledger.read() as conn:
        assert next_reading(conn, nine) == nine + timedelta(hours=1)
        assert next_reading(conn, nine + timedelta(hours=2)) == nine + timedelta(days=1)
        assert next_reading(conn, nine + READ_AT[Mark.FOUR_WEEKS][1]) is None


def test_a_file_is_known_by_its_bytes(ledger, desk, nine):
    file = FigureFile(
        id=0, campaign="week", name="export.csv", sha256="ab" * 32, kind="x", as_of=nine, brought_in_at=nine,
        brought_in_by="amara@example.org", matched=3, unmatched=("row 5: 1437312345678901234",),
    )  # fmt: skip
    with ledger.write() as conn:
        number = add_file(conn, file)
    with ledger.read() as conn:
        found = file_of(conn, "week", "ab" * 32)
        assert found.id == number
        assert found.unmatched == file.unmatched
        assert file_of(conn, "week", "cd" * 32) is None
        assert list_files(conn, "week") == [found]


def test_what_reading_cost_is_added_up(ledger, desk, nine):
    with ledger.write() as conn:
        note_cost(conn, "x:default", posts_read=100, micro_usd=500_000, now=nine)
        note_cost(conn, "x:default", posts_read=2, micro_usd=10_000, now=nine + timedelta(days=1))
        note_cost(conn, "linkedin:default", posts_read=9, micro_usd=7, now=nine)
    with ledger.read() as conn:
        assert spent(conn, "x", since=nine) == 510_000
        assert spent(conn, "x", since=nine + timedelta(hours=1)) == 10_000


def test_what_all_accounts_of_a_network_cost_is_one_sum(ledger, desk, nine):
    with ledger.write() as conn:
        for name in ("default", "other"):
            account = ensure_account(conn, ChannelName.X, name).id
            note_cost(conn, account, posts_read=1, micro_usd=5_000, now=nine)
    with ledger.read() as conn:
        assert spent(conn, "x", since=nine) == 10_000
        assert spent(conn, "linkedin", since=nine) == 0
