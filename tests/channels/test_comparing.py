"""Words and addresses, whichever way a network writes them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promoter.channels.comparing import address, difference, is_same_address, words


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("one\r\ntwo\n\n\nthree  four \n", "one two three four"),
        ("\u00a0one\u2003two\u2028three", "one two three"),
        ("Cafe\u0301", "Café"),
        ("setup.\u200bpy", "setup.py"),
        ("\u2066right\u2069 \ufeffto\u00ad left", "right to left"),
        ("lone \ud800 half", "lone half"),
        ("", ""),
    ],
)
def test_spaces_forms_and_invisible_letters_are_no_words(written, means):
    assert words(written) == means


@given(st.text())
def test_words_of_words_are_the_same(text):
    assert words(words(text)) == words(text)


@given(st.text())
def test_words_can_be_stored_and_shown(text):
    words(text).encode()
    assert len(words(text).splitlines()) <= 1


@given(st.text())
def test_a_text_does_not_differ_from_itself(text):
    assert difference("X", words(text), words(text)) is None


VISIBLE = st.characters(categories=("Lu", "Ll", "Nd", "Po"))


@given(st.text(), VISIBLE, VISIBLE, st.text())
def test_one_other_letter_is_a_difference(before, one, other, after):
    mine, theirs = words(before + one + after), words(before + other + after)
    told = difference("X", mine, theirs)
    assert (told is None) == (mine == theirs)
    if unicodedata.normalize("NFC", one) != unicodedata.normalize("NFC", other):
        assert told is not None
        told.encode()
        assert len(told) < 120


@pytest.mark.parametrize(
    ("sent", "shown", "told"),
    [
        ("Come to the week", "Come to a meeting", "X shows other words than were sent, from “a meeting” on."),
        ("Come to the week", "Come to them", "X shows other words than were sent, from “them” on."),
        ("Come (all) to the week", "Come", "X shows the words that were sent only up to “Come”."),
        ("Come", "Come all", "X shows other words than were sent, from “all” on."),
        ("Come", "Comes", "X shows other words than were sent, from “Comes” on."),
        ("Come", "", "X shows no words."),
        (
            "Come",
            "Go " + "on and on " * 9,
            "X shows other words than were sent, from “Go on and on on and on on and on on and” on.",
        ),
    ],
)
def test_the_sentence_says_where_the_words_part(sent, shown, told):
    assert difference("X", words(sent), words(shown)) == told


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("https://www.techuk.org/a?b=c&d=e", "https://www.techuk.org/a?b=c&d=e"),
        ("https://www.techuk.org/a?b=c&d=e", "https://www.techuk.org/a?b=c&amp;d=e"),
        ("techuk.org", "http://techuk.org"),
        ("techuk.org", "http://techuk.org/"),
        ("techUK.org/a", "http://techuk.org/a/"),
        ("https://techuk.org", "https://techuk.org/"),
        ("https://techuk.org?a=b", "https://techuk.org/?a=b"),
        ("https://techuk.org/#top", "https://techuk.org/#top"),
        ("HTTPS://techUK.org/a/", "https://techuk.org/a/"),
        ("https://techuk.org/a/", "https://techuk.org/a"),
    ],
)
def test_an_address_is_the_same_with_a_scheme_or_a_slash_that_was_added(sent, shown):
    assert is_same_address(sent, shown)


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("https://techuk.org/a", "https://techuk.org/b"),
        ("https://techuk.org/a", "https://techuk.org/A"),
        ("https://techuk.org/a", "https://techuk.org/ab"),
        ("https://techuk.org/ab", "https://techuk.org/a"),
        ("https://techuk.org/a", "https://techuk.org"),
        ("https://techuk.org.evil.example", "https://techuk.org"),
        ("http://techuk.org/a", "https://techuk.org/a"),
        ("https://techukxorg/a", "https://techuk.org/a"),
        ("https://techuk.org/?a=b", "https://techuk.org/?a=c"),
    ],
)
def test_any_other_letter_makes_it_another_address(sent, shown):
    assert not is_same_address(sent, shown)


@given(st.text())
def test_anything_can_be_looked_for_as_an_address(written):
    assert address(written).fullmatch(written)
