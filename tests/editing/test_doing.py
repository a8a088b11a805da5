"""What was seen is done in one transaction; if the ledger fails when the files are written already, that is said."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from editing.conftest import person
from promoter.editing import HalfDone, do, plan_facts, plan_shift
from promoter.errors import NotPossible, PromoterError
from promoter.ledger.campaigns import get_campaign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

pytestmark = pytest.mark.only_on("sqlite")
WEEK = "smarter-state-2021"


class Full:
    """A ledger whose disk is full when it comes to committing."""

    def __init__(self, ledger) -> None:
        self._ledger = ledger

    @contextmanager
    def write(self) -> Iterator[Connection]:
        with self._ledger.read() as conn:  # which keeps nothing
            yield conn
            raise PromoterError("there is no room for the ledger: the disk is full")


def edition(desk) -> str:
    with desk.ledger.read() as conn:
        return get_campaign(conn, WEEK).settings.event.edition


def change(desk):
    return lambda conn: plan_facts(conn, desk.folder, {"event.edition": "eighth"}, who=person("amara"), now=desk.now)


def move(desk, by: timedelta):
    return lambda conn: plan_shift(conn, WEEK, by=by, who=person("amara"), now=desk.now)


def test_it_is_planned_done_and_kept(desk) -> None:
    effect = do(desk.ledger, change(desk), now=desk.now)
    assert effect.files == ("campaign.yaml",)
    assert edition(desk) == "eighth"


def test_what_was_not_seen_is_not_done(desk) -> None:
    files = desk.files()
    with pytest.raises(NotPossible, match="not what you saw"):
        do(desk.ledger, change(desk), now=desk.now, seen="something else")
    assert desk.files() == files


def test_files_that_are_written_when_the_ledger_fails_are_told_of_and_a_load_puts_it_right(desk) -> None:
    with pytest.raises(HalfDone, match=f"promoter load {WEEK}") as told:
        do(Full(desk.ledger), change(desk), now=desk.now)
    assert "the disk is full" in str(told.value.__cause__)
    assert "edition: eighth" in desk.campaign_file.read_text(encoding="utf-8")
    assert edition(desk) == "seventh"
    desk.load()
    assert edition(desk) == "eighth"


def test_where_no_file_is_written_the_ledgers_own_sentence_says_it_all(desk) -> None:
    with pytest.raises(PromoterError, match="the disk is full") as told:
        do(Full(desk.ledger), move(desk, timedelta(days=1)), now=desk.now)
    assert not isinstance(told.value, HalfDone)
