"""Characters as people see them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promoter.graphemes import grapheme_count, graphemes


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("", []),
        ("ab", ["a", "b"]),
        ("a\r\nb", ["a", "\r\n", "b"]),
        ("\n\r", ["\n", "\r"]),
        ("e\u0301x", ["e\u0301", "x"]),
        ("\n\u0301", ["\n", "\u0301"]),
        ("👩🏽‍🚀👍🏽", ["👩🏽‍🚀", "👍🏽"]),
        ("👩‍a", ["👩‍", "a"]),
        ("🇬🇧🇫🇷🇬", ["🇬🇧", "🇫🇷", "🇬"]),
        ("1️⃣☎️", ["1️⃣", "☎️"]),
        ("🏴󠁧󠁢󠁳󠁣󠁴󠁿", ["🏴󠁧󠁢󠁳󠁣󠁴󠁿"]),
        ("한국", ["한", "국"]),
        ("\u1112\u1161\u11ab\u1100", ["\u1112\u1161\u11ab", "\u1100"]),
        ("가\u1161각\u1161", ["가\u1161", "각", "\u1161"]),
        ("क्षि", ["क्षि"]),
        ("กำ", ["กำ"]),
        ("\u0600a", ["\u0600a"]),
        ("a\u200bb", ["a", "\u200b", "b"]),
    ],
)
def test_a_character_is_what_people_see_as_one(text: str, seen: list[str]) -> None:
    assert list(graphemes(text)) == seen
    assert grapheme_count(text) == len(seen)


@given(st.text(st.sampled_from("a\r\né\u0301\u200d\ufe0f👩🚀🇬🏽क्ष\u0600\u0903각가각\u00ad\u200b") | st.characters()))
def test_nothing_is_lost(text: str) -> None:
    seen = list(graphemes(text))
    assert "".join(seen) == text
    assert all(seen)


@pytest.mark.parametrize("piece", ["👩\u200d", "\u0301", "क\u094d", "\u094d", "\u1100", "🇬", "\u0600"])
def test_hostile_text_of_any_length_is_counted(piece: str) -> None:
    assert sum(map(len, graphemes(piece * 50_000))) == 50_000 * len(piece)


@given(st.text(st.sampled_from("\n -~\xa0\xa9\xad\xae’“–…€ÀæſʰǄ") | st.characters(max_codepoint=0x2FF)))
def test_plain_text_has_the_characters_that_the_full_pattern_finds(text: str) -> None:
    with_a_mark = list(graphemes(text + " e\u0301"))
    assert list(graphemes(text)) == with_a_mark[:-2]
