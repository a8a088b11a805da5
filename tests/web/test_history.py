"""What happened to a post, in sentences: one for every kind of event that the program writes down."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import promoter
from promoter.ledger.rows import EventRow
from promoter.web.history import _IN_THEIR_WORDS, _LOOKS, _SAYS, by_whom, history
from web.test_post_page import KEY, MACHINE, post_of

AT = datetime(2021, 9, 13, 9, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")
APART = {"chosen", "resolved"}
OF_NO_POST = {"loaded", "edit", "find"}
WRITTEN = re.compile(r'(?:_tell\((?:\s*self\.conn|\s*conn)?,?\s*(?:\w+, )?|event=|_note\(conn, \w+, )"([a-z_]+)"')


def event(kind: str, **data: Any) -> EventRow:
    return EventRow(
        campaign="w", seq=1, at=AT, kind=kind, actor=data.pop("actor", "ruth@example.org"), os_user=None, post_key=KEY,
        data=data, prev_hash="", hash="",
    )  # fmt: skip


def told(house: Any, *events: EventRow) -> list[str]:
    return [line.says for line in history(post_of(house.ledger), events, [], LONDON)]


def written() -> set[str]:
    """The kinds of event that the code names."""
    source = Path(promoter.__file__).parent
    files = [
        file
        for room in ("ledger", "approval", "offering", "people", "delivery")
        for file in (source / room).glob("*.py")
    ]
    return {kind for file in files for kind in WRITTEN.findall(file.read_text(encoding="utf-8"))}


def test_every_kind_of_event_has_its_sentence() -> None:
    kinds = written()
    assert len(kinds) > 20
    assert kinds - OF_NO_POST <= {*_SAYS, *_LOOKS, *APART}


@pytest.mark.parametrize("kind", [*_SAYS, *sorted(APART)])
def test_a_sentence_is_whole_with_and_without_its_particulars(house: Any, kind: str) -> None:
    full = {
        "reason": f"{KEY} was not live", "before": AT.isoformat(), "at": AT.isoformat(), "fence": 2, "text": "Words.",
        "in_stead_of": "tom@example.org",
    }  # fmt: skip
    for data in (full, {}):
        (says,) = told(house, event(kind, **data))
        assert says[-1] in ".!?…e"  # a reason that somebody typed ends as they wrote it
        assert "{" not in says
        assert MACHINE.findall(says) == []
        assert KEY not in says or kind in _IN_THEIR_WORDS


def test_a_kind_that_nobody_foresaw_is_told_all_the_same(house: Any) -> None:
    assert told(house, event("sung_aloud")) == ["ruth@example.org: sung aloud."]


def test_the_newest_comes_first_and_of_one_moment_the_last(house: Any) -> None:
    assert told(house, event("written"), event("approved")) == [
        "ruth@example.org approved it.",
        "ruth@example.org wrote it.",
    ]


def test_a_change_of_words_is_shown_from_what_was_said_before(house: Any) -> None:
    events = [
        event("offered", text="one two"),
        event("recomposed_under_edit", text="other"),
        event("edited", text="one 2"),
    ]
    newest, *others = history(post_of(house.ledger), events, [], LONDON)
    assert [piece.kind for piece in newest.change] == ["same", "out", "in"]
    assert [line.change for line in others] == [(), ()]


@pytest.mark.parametrize(
    ("actor", "who"),
    [("daemon", "Promoter"), ("os:root", "Somebody at the server"), ("ruth@example.org", "ruth@example.org")],
)
def test_who_did_it_has_a_name_for_people(actor: str, who: str) -> None:
    assert by_whom(actor) == who
