"""LinkedIn's little text: written so that nothing is cut off, read back as people see it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promoter.posts import little_text

RESERVED = "\\|{}@[]()<>#*_~"
TAG = "#techUKSmarterState"
PIECES = st.sampled_from(
    [
        TAG,
        "#Tag",
        "Example Org",
        "Example",
        "{hashtag|\\#|Tag}",
        "@[Example](urn:li:organization:1)",
        "\\",
        "\\\\#",
        "(",
        "]",
        "|",
        "_",
        "\r\n",
        "\n",
        "\r",
        " ",
    ]
)
TEXTS = st.lists(PIECES | st.characters(), max_size=20).map("".join)
NAMES = st.lists(st.tuples(PIECES | st.text(max_size=4), st.text(min_size=1, max_size=8)), max_size=3).map(tuple)


def test_every_reserved_letter_is_escaped() -> None:
    assert little_text.escape(RESERVED) == "".join(f"\\{letter}" for letter in RESERVED)


def test_ordinary_words_are_left_alone() -> None:
    assert little_text.escape("It’s 100% “naïve” – 👍\nnext") == "It’s 100% “naïve” – 👍\nnext"


@pytest.mark.parametrize(
    ("wire", "seen"),
    [
        (r"{hashtag|\#|Tag}", "#Tag"),
        ("{hashtag|#|Tag}", "#Tag"),
        ("{hashtag|\\＃|Tag}", "＃Tag"),
        (r"{hashtag|\#|a\_b}", "#a_b"),
        ("@[Example Org](urn:li:organization:1) says", "Example Org says"),
        (r"@[Example \(UK\)](urn:li:person:\_a)", "Example (UK)"),
        (r"\{hashtag\|\\\#\|Tag\}", r"{hashtag|\#|Tag}"),
        (r"a\_b \(c\)", "a_b (c)"),
        (r"a\b {x} @[y]", r"a\b {x} @[y]"),
    ],
)
def test_the_wire_form_is_read_as_people_see_it(wire: str, seen: str) -> None:
    assert little_text.visible(wire) == seen


@pytest.mark.parametrize(
    ("text", "length"),
    [("", 0), ("abc", 3), ("#a_b", 4), ("é", 1), ("e\u0301", 2), ("👍", 2), ("👩🏽‍🚀", 7), ("a\r\nb", 3)],
)
def test_length_is_utf16_units_of_what_people_read(text: str, length: int) -> None:
    assert little_text.visible_length(text) == length


@pytest.mark.parametrize(
    ("text", "wire"),
    [
        (f"Words\n{TAG}", "Words\n{hashtag|\\#|techUKSmarterState}"),
        (f"({TAG}), {TAG}.", r"\({hashtag|\#|techUKSmarterState}\), {hashtag|\#|techUKSmarterState}."),
        (
            f"{TAG}2021 a{TAG} #{TAG} &{TAG}",
            r"\#techUKSmarterState2021 a\#techUKSmarterState \#\#techUKSmarterState &\#techUKSmarterState",
        ),
        (TAG.lower(), r"\#techuksmarterstate"),
        (f"{TAG}\u0301", "\\#techUKSmarterState\u0301"),
        (f"日本{TAG}", r"日本\#techUKSmarterState"),
        ("#other", r"\#other"),
    ],
)
def test_a_tag_is_a_hashtag_only_as_a_word_of_its_own(text: str, wire: str) -> None:
    assert little_text.render(text, tags=(TAG,), mentions=()) == wire


def test_a_tag_that_begins_another_does_not_cut_it() -> None:
    assert little_text.render("#a_b #a", tags=("#a", "#a_b"), mentions=()) == r"{hashtag|\#|a\_b} {hashtag|\#|a}"


def test_a_name_is_linked_where_it_first_stands() -> None:
    wire = little_text.render(
        "Example Org (UK) and Example Org (UK), Examples, Example",
        tags=(),
        mentions=(("Example Org (UK)", "urn:li:organization:1"), ("Example", "urn:li:person:_a")),
    )
    assert wire == (
        r"@[Example Org \(UK\)](urn:li:organization:1) and Example Org \(UK\), Examples, @[Example](urn:li:person:\_a)"
    )


def test_a_name_inside_a_word_or_a_tag_is_not_linked() -> None:
    assert little_text.render("techUKs #techUK @techUK", tags=(), mentions=(("techUK", "urn:li:organization:1"),)) == (
        r"techUKs \#techUK \@techUK"
    )


def test_what_looks_like_markup_is_text() -> None:
    hostile = "{hashtag|\\#|x} @[y](urn:li:organization:1)"
    wire = little_text.render(hostile, tags=(), mentions=())
    assert wire == r"\{hashtag\|\\\#\|x\} \@\[y\]\(urn:li:organization:1\)"
    assert little_text.visible(wire) == hostile


def test_linkedin_gets_line_feeds_only() -> None:
    assert little_text.render("a\r\nb", tags=(), mentions=()) == "a\nb"


@given(TEXTS, NAMES)
def test_what_is_rendered_reads_as_it_was_written(text: str, mentions: tuple[tuple[str, str], ...]) -> None:
    wire = little_text.render(text, tags=(TAG, "#Tag"), mentions=mentions)
    assert little_text.visible(wire) == text.replace("\r\n", "\n")


@given(TEXTS)
def test_escaped_text_reads_as_it_was_written(text: str) -> None:
    assert little_text.visible(little_text.escape(text)) == text


@given(TEXTS)
def test_without_tags_and_names_nothing_is_markup(text: str) -> None:
    wire = little_text.render(text, tags=(), mentions=())
    bare = wire.replace("\\\\", "")
    assert all(bare[at - 1] == "\\" for at, letter in enumerate(bare) if letter in RESERVED and letter != "\\")


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("Words\n\n#One #Two\n", ("#One", "#Two")),
        ("#One", ("#One",)),
        ("Words #One", ()),
        ("Words\n#One two", ()),
        ("#1 #2", ()),
        ("", ()),
        ("#One#Two", ()),
    ],
)
def test_closing_tags_are_a_last_line_of_nothing_else(text: str, tags: tuple[str, ...]) -> None:
    assert little_text.closing_tags(text) == tags


def test_addresses_and_hashtags_stand_at_their_places() -> None:
    text = "See (https://a.com/x_(1)#part), #Tag and example.com #1"
    assert [text[one.start : one.end] for one in little_text.addresses(text)] == ["https://a.com/x_(1)#part"]
    assert [(one.text, text[one.start : one.end]) for one in little_text.hashtags(text)] == [("Tag", "#Tag")]


@pytest.mark.parametrize("piece", ["{hashtag|", "@[", "\\", "#a", "{hashtag|#|a", "@[a](", "http://", "http://,"])
def test_hostile_text_of_any_length_reads_as_it_was_written(piece: str) -> None:
    text = piece * 20_000
    assert little_text.visible(little_text.render(text, tags=("#a",), mentions=(("a", "urn"),))) == text
    assert little_text.visible(text) is not None
    assert little_text.visible_length(text) == len(text)
    assert len(little_text.addresses(text)) <= 1
