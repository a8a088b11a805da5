"""Differences between wordings, and putting two people's changes together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promoter.web.difference import Piece, difference, together

SIGNS = {"same": "{}", "out": "[-{}-]", "in": "[+{}+]"}
WORDS = st.lists(st.sampled_from(["one", "two", "three", " ", "\n", "\n\n", "é", "a-b"]), max_size=12).map("".join)


def drawn(before: str, after: str) -> str:
    return "".join(SIGNS[piece.kind].format(piece.text) for piece in difference(before, after))


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("one two three", "one 2 three", "one [-two -][+2 +]three"),
        ("one two", "one two", "one two"),
        ("one", "one two", "one[+ two+]"),
        ("one two", "one", "one[- two-]"),
        ("zero one", "one", "[-zero -]one"),
        ("a b c", "x y z", "[-a b c-][+x y z+]"),
        ("a\n\nb", "a b", "a[-¶¶-][+ +]b"),
        ("a b", "a\nb", "a[- -][+¶\n+]b"),
        ("x\n\nfour", "x\n\nNew four", "x\n\n[+New +]four"),
        ("", "new", "[+new+]"),
        ("old", "", "[-old-]"),
    ],
)
def test_changes_are_shown_word_by_word(before: str, after: str, shown: str) -> None:
    assert drawn(before, after) == shown


@given(WORDS, WORDS)
def test_both_wordings_can_be_read_off_a_difference(before: str, after: str) -> None:
    pieces = difference(before, after)

    def words(but: str) -> list[str]:
        return "".join(piece.text for piece in pieces if piece.kind != but).replace("¶", " ").split()

    assert words("in") == before.split()
    assert words("out") == after.split()


def test_what_is_too_long_to_compare_is_shown_whole() -> None:
    before, after = "a b " * 2000, "b a " * 2000
    assert difference(before, after) == (Piece("out", before), Piece("in", after))
    assert together(before, after, before + "c") is None


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("A b c d e", "a b c d E", "A b c d E"),
        ("a b c d e", "a b c d E", "a b c d E"),
        ("a b c d", "a b c d e f", None),  # they changed the end, both of them
        ("a B c d e", "a X c d e", None),
        ("a B c d e", "a b C d e", None),  # side by side
        ("x a b c d e", "y a b c d e", None),  # at one place
        ("A b c d E", "A b c d e", "A b c d E"),
    ],
)
def test_changes_that_do_not_touch_are_put_together(one: str, other: str, both: str | None) -> None:
    was = "a b c d e"
    assert together(was, one, other) == both
    assert together(was, other, one) == both


@given(WORDS, WORDS)
def test_together_with_no_change_is_the_change(was: str, one: str) -> None:
    assert together(was, one, was) in {one, None}
