"""What terminals are given: safe letters, lines that fit, tables that stand in columns."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from click import unstyle
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from promoter.cli import terminal
from promoter.cli.terminal import Cell

LONDON = ZoneInfo("Europe/London")
LETTERS = [*"ab –", "\n", "é", "e\u0301", "日", "本", "👩🏽\u200d💻", "\u200b", "\x1b", "\u202e", "\x9b"]
SURPRISING = st.lists(st.sampled_from(LETTERS)).map("".join)


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")


@given(st.text())
def test_no_letter_that_is_shown_acts_on_the_terminal(text: str) -> None:
    shown = terminal.safe(text)
    assert len(shown) == len(text)
    assert not {"\x1b", "\x9b", "\r", "\x07", "\x08", "\u202e", "\u2066"}.intersection(shown)


@given(SURPRISING, st.integers(4, 30))
def test_wrapped_lines_fit_and_lose_nothing_but_spaces(text: str, width: int) -> None:
    lines = terminal.wrap(text, width)
    assert all(cell_len(line) <= width for line in lines)
    kept = "".join(lines)
    assert "".join(kept.split()) == "".join(terminal.safe(text).split())


def test_words_stay_whole_where_they_can() -> None:
    assert terminal.wrap("one two three", 8) == ["one two", "three"]
    assert terminal.wrap("abcdefghij kl", 4) == ["abcd", "efgh", "ij", "kl"]
    assert terminal.wrap("- a list\n- of two", 20) == ["- a list", "- of two"]


@given(SURPRISING, st.integers(1, 20))
def test_what_is_cut_fits_on_its_line_and_says_that_it_goes_on(text: str, width: int) -> None:
    line = terminal.cut(text, width)
    assert cell_len(line) <= width
    assert "\n" not in line
    assert line == terminal.one_line(text) or line.endswith("…")


def test_a_table_stands_in_columns_and_its_wide_one_wraps(narrow: None) -> None:
    rows = [("09:00", Cell("日本", "green"), "a rather long sentence about it"), ("10:00", "X", "short")]
    lines = [unstyle(line) for line in terminal.table(("time", "where", "what"), rows)]
    assert lines == [
        "time   where  what",
        "09:00  日本   a rather long sentence",
        "              about it",
        "10:00  X      short",
    ]


def test_the_wide_column_may_be_any(narrow: None) -> None:
    rows = [("a sentence that is too long for its line", "2021")]
    assert list(terminal.table((), rows, wide=0)) == ["a sentence that is too long for     2021", "its line"]


def test_colours_do_not_move_columns() -> None:
    plain = list(terminal.table(("a", "b"), [("x", "y")]))
    coloured = list(terminal.table(("a", "b"), [(Cell("x", "red", bold=True), "y")]))
    assert plain != coloured
    assert [unstyle(line) for line in plain] == [unstyle(line) for line in coloured]


def test_a_table_without_rows_is_nothing() -> None:
    assert list(terminal.table((), [])) == []


def test_times_are_those_of_the_zone_and_name_it() -> None:
    summer = datetime(2021, 9, 13, 7, 45, tzinfo=UTC)
    winter = datetime(2021, 12, 13, 8, 45, 30, tzinfo=UTC)
    assert terminal.clock(summer, LONDON) == "08:45"
    assert terminal.clock(winter, LONDON) == "08:45:30"
    assert terminal.when(summer, LONDON) == "Mon 13 Sep 2021 08:45 BST"
    assert terminal.when(winter, LONDON) == "Mon 13 Dec 2021 08:45:30 GMT"
