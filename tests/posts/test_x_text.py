"""What X counts and links, on texts of our own."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promoter.posts import x_text
from promoter.posts.tables import top_level_domains

MANY = 100_000
PIECES = st.sampled_from(
    [
        "http://",
        "https://",
        "t.co/",
        "www.",
        "example",
        ".com",
        ".co.uk",
        ".рф",
        ".中国",
        ".xn--p1ai",
        "foo",
        "RT",
        "rT:",
        "user",
        "/",
        "//",
        ".",
        "-",
        "_",
        "#",
        "@",
        "$",
        "＃",
        "＠",
        ":",
        ":80",
        "?",
        "?a=b",
        "(",
        ")",
        "(a)",
        "((b))",
        "!",
        ",",
        "&",
        "\n",
        "\r\n",
        "\u200b",
        "\u200d",
        "️",
        "⃣",
        "é",
        "é",
        "ñ",
        "日本",
        "の",
        "中国",
        "ж",
        "☺️",
        "©",
        "©️",
        "1️⃣",
        "👩🏽\u200d🚀",
        "👨\u200d👩\u200d👧\u200d👦",
        "🇬🇧",
        "🇬",
        "👍",
        "🏽",
        "\u202a",
        "\ufeff",
        "a",
        "b",
        "1",
        "TEST",
        ".T",
        "_ab",
    ]
)
TEXTS = st.lists(PIECES | st.just(" ") | st.characters(), max_size=20).map("".join)


def texts(entities: tuple[x_text.Entity, ...]) -> list[str]:
    return [entity.text for entity in entities]


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("Councils", 8),
        ("Café – “naïve” — it’s", 21),
        ("cafe\u0301", 4),
        ("…", 2),
        ("€5", 3),
        ("→•™", 6),
        ("data数据", 8),
        ("©", 1),
        ("©️", 2),
        ("☎️", 2),
        ("☎︎", 4),
        ("1️⃣", 2),
        ("2⃣", 2),
        ("👍🏽", 2),
        ("👩🏽‍🚀", 2),
        ("👨‍👩‍👧‍👦", 2),
        ("❤️‍🔥", 2),
        ("🇬🇧", 2),
        ("🇽🇽", 4),
        ("🏴󠁧󠁢󠁳󠁣󠁴󠁿", 2),
        ("🫩", 2),
        ("🫱🏿‍🫲🏻", 2),
        ("🐦‍🔥🙂‍↔️", 4),
        ("👩‍🐄", 5),
        ("one\r\ntwo", 7),
        ("one\n\ntwo", 8),
        ("see https://www.techuk.org/a/very/long/address/that/counts/as/twenty-three.html now", 31),
        ("http://a.uk", 23),
        ("example.com and setup.py", 51),
        ("README.md", 23),
        ("node.js 10.0.0.1 a@example.com", 30),
        ("http://foobar.پاکستان/", 23),
        ("a\u200bb", 3),
    ],
)
def test_a_text_counts(text: str, length: int) -> None:
    assert x_text.weighted_length(text) == length


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("", False),
        ("a", True),
        ("a" * 280, True),
        ("a" * 281, False),
        ("é" * 280, True),
        ("日" * 140, True),
        ("日" * 141, False),
        ("a\ufeff", False),
        ("a\ufffe", False),
        ("a\uffff", False),
        ("\u2066a\u2069", True),
    ],
)
def test_x_takes_a_text_that_is_neither_empty_nor_too_long_nor_broken(text: str, valid: bool) -> None:
    assert x_text.parse(text).valid is valid


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("Read https://www.techuk.org/a_(b)/c.html.", ["https://www.techuk.org/a_(b)/c.html"]),
        ("(http://a.com/b)", ["http://a.com/b"]),
        ("(a.com/.(b))", ["a.com/"]),
        ("(a.com/b(c))", ["a.com/b(c)"]),
        ("http://a.com/((b)) http://a.com/()", ["http://a.com/((b))", "http://a.com/"]),
        ("HTTPS://EXAMPLE.COM/A?b=c,d. x", ["HTTPS://EXAMPLE.COM/A?b=c,d"]),
        ("a.com?b=c", ["a.com"]),
        ("a.com/?b=c", ["a.com/?b=c"]),
        ("http://a.com?b=c", ["http://a.com?b=c"]),
        ("http://a.com:80/x a.com:80", ["http://a.com:80/x", "a.com"]),
        ("GOV.UK, data.gov.uk and example.coméa", ["GOV.UK", "data.gov.uk", "example.com"]),
        ("me@example.com @example.com #example.com $example.com", []),
        ("-a.com _a.com /a.com .a.com", []),
        ("a_b.example.com http://a_b.example.com http://a.ex_ample.com", ["b.example.com", "http://a_b.example.com"]),
        ("http://a-.com http://-a.com http://a..com", []),
        ("日本語example.comです", ["example.com"]),
        ("http://日本語.com/日本", ["http://日本語.com/"]),
        ("日本語.com", []),
        ("example.com.中国 b.рф c.рф日", ["example.com.中国", "b.рф", "c.рф"]),
        ("a.comと b.net中 c.xn--p1ai", ["a.com", "b.net", "c.xn--p1ai"]),
        ("éa.com éb.com", ["a.com", "éb.com"]),
        ("http://xn--日.com http://xn--é.com http://xn--e.com", ["http://xn--é.com", "http://xn--e.com"]),
        ("http://" + "a" * 63 + ".com http://" + "b" * 64 + ".com", ["http://" + "a" * 63 + ".com"]),
        ("http://" + "é" * 60 + ".com", []),
        ("https://t.co/abc?d=e https://t.co/abc/def", ["https://t.co/abc?d=e", "https://t.co/abc"]),
        ("https://t.co/" + "a" * 40 + " https://t.co/" + "b" * 41, ["https://t.co/" + "a" * 40]),
        ("http://a.com/" + "b" * 4076 + " http://c.com/" + "d" * 4077, ["http://a.com/" + "b" * 4076]),
        ("http://a.com/привет/ünï–x@y", ["http://a.com/привет/ünï–x@y"]),
        ("http://a.music http://a.кто", ["http://a.music"]),
        ("a.com-b.com a.com+b", ["a.com-b.com"]),
        ("http://a.com-x http://a.com+x http://a.com@x", []),
        ("a.com?b=éc.net", ["a.com", "c.net"]),
        ("xhttp://a.com #http://a.com", []),
        ("\u2066\u202ahttp://a.com/\u202c\u2069", ["http://a.com/"]),
    ],
)
def test_links_are_what_x_makes_links_of(text: str, links: list[str]) -> None:
    assert texts(x_text.urls(text)) == links


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#techUKSmarterState #2021 #q1 #_a_ #日本語 #é·è", ["techUKSmarterState", "q1", "_a_", "日本語", "é·è"]),
        ("a#b &#c ##d (#e)", ["d", "e"]),
        ("#a#b #c://", []),
        ("https://a.com/#b x#", []),
        ("＃full 😀#astral #𠀡", ["full", "astral", "𠀡"]),
        ("#️⃣ #\u20e3a", []),
        ("#a\ufe0f#b", []),
    ],
)
def test_hashtags_are_what_x_makes_hashtags_of(text: str, tags: list[str]) -> None:
    assert texts(x_text.hashtags(text)) == tags


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@techUK and .@gov_uk, ＠x", ["techUK", "gov_uk", "x"]),
        ("a@b !@c &@d @@e RT@f rt: @g", ["f", "g"]),
        ("@a@b @é @cé @d://", []),
        ("@" + "a" * 25, ["a" * 20]),
        ("@team/list-one @team/1", ["team", "team"]),
        ("https://medium.com/@someone @other", ["other"]),
    ],
)
def test_mentions_are_what_x_makes_mentions_of(text: str, names: list[str]) -> None:
    assert texts(x_text.mentions(text)) == names
    assert texts(x_text.parse(text).mentions) == names


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("$CASH $brk.b, $a_b.", ["CASH", "brk.b", "a_b"]),
        ('$toolong1 $TOOLONG $1 US$A ($A) $A"', []),
        ("$TEST.LONG", ["TEST"]),
        ("$A\n$B", ["A", "B"]),
    ],
)
def test_cashtags_are_what_x_makes_cashtags_of(text: str, tags: list[str]) -> None:
    assert texts(x_text.cashtags(text)) == tags


@given(st.text(st.sampled_from("#&_aZ9 .-/’“–…£€\n") | st.characters(max_codepoint=0x7E, min_codepoint=0x20)))
def test_plain_text_has_the_hashtags_that_the_full_pattern_finds(text: str) -> None:
    beside_another_alphabet = x_text.hashtags(f"{text} é")
    assert x_text.hashtags(text) == beside_another_alphabet


def test_every_top_level_domain_begins_with_a_letter_so_that_prose_need_not_be_searched() -> None:
    assert [label for label in top_level_domains() if not re.match(r"\w", label)] == []
    assert [entity.text for entity in x_text.urls("Prose. With stops. And example.рф")] == ["example.рф"]


def test_places_are_code_points_of_the_text_as_given() -> None:
    text = "👩🏽‍🚀 e\u0301\r\nhttps://a.com/b #tag @name/list $CASH"
    parsed = x_text.parse(text)
    for entity, written in [
        (parsed.urls[0], "https://a.com/b"),
        (parsed.hashtags[0], "#tag"),
        (parsed.mentions[0], "@name/list"),
        (parsed.cashtags[0], "$CASH"),
    ]:
        assert text[entity.start : entity.end] == written


@given(TEXTS)
def test_every_entity_stands_at_its_place(text: str) -> None:
    parsed = x_text.parse(text)
    assert all(text[link.start : link.end] == link.text for link in parsed.urls)
    for tags, signs in ((parsed.hashtags, "#＃"), (parsed.mentions, "@＠"), (parsed.cashtags, "$")):
        for tag in tags:
            assert text[tag.start] in signs
            assert text[tag.start + 1 : tag.end].startswith(tag.text)


@given(TEXTS)
def test_composed_and_decomposed_letters_count_alike(text: str) -> None:
    composed = x_text.weighted_length(unicodedata.normalize("NFC", text))
    assert x_text.weighted_length(text) == composed
    assert x_text.weighted_length(unicodedata.normalize("NFD", text)) == composed


@given(TEXTS)
def test_line_ends_of_windows_count_like_any_other(text: str) -> None:
    line_feeds = text.replace("\r\n", "\n")
    assert x_text.weighted_length(line_feeds.replace("\n", "\r\n")) == x_text.weighted_length(line_feeds)


@given(TEXTS, TEXTS)
def test_texts_on_lines_of_their_own_count_together(one: str, other: str) -> None:
    # A letter on either side of the line end, for marks and the like would join what stands before them.
    one, other = f"{one}x", f"x{other}"
    assert x_text.weighted_length(f"{one}\n{other}") == x_text.weighted_length(one) + 1 + x_text.weighted_length(other)


@pytest.mark.parametrize(
    ("text", "inert"),
    [
        ("What GOV.UK did", "What GOV.|UK did"),
        ("#GovTech, now", "#|GovTech, now"),
        ("Feeling @home", "Feeling @|home"),
        ("$CASH", "$|CASH"),
        ("The README.md of data.gov.uk", "The README.|md of data.|gov.|uk"),
        ("https://a.com/@b#c", "https://a.|com/@|b#|c"),
        ("a.com?b.com x", "a.|com?b.|com x"),
        ("#foo.com", "#|foo.|com"),
        ("＃tag ＠name", "＃|tag ＠|name"),
        ("me@example.com and a.com", "me@example.com and a.|com"),
    ],
)
def test_a_title_with_something_to_link_is_defused(text: str, inert: str) -> None:
    assert x_text.defuse(text) == inert.replace("|", "\u200b")


@pytest.mark.parametrize(
    "text", ["", "Plain words. And more, e.g. this", "C# and #1 and 5$ at 10.30", "me@example.com", "What next?"]
)
def test_a_title_with_nothing_to_link_stays_as_it_is(text: str) -> None:
    assert x_text.defuse(text) == text


@given(TEXTS)
def test_nothing_defused_is_linked_and_nothing_else_is_changed(text: str) -> None:
    defused = x_text.defuse(text)
    parsed = x_text.parse(defused)
    assert (parsed.urls, parsed.hashtags, parsed.mentions, parsed.cashtags) == ((), (), (), ())
    assert defused.replace("\u200b", "") == text.replace("\u200b", "")
    assert x_text.defuse(defused) == defused
    before = x_text.parse(text)
    if not (before.urls or before.hashtags or before.mentions or before.cashtags):
        assert defused == text


@pytest.mark.parametrize(
    ("piece", "length", "links"),
    [
        ("a.a.a.", MANY, 0),
        ("@", MANY, 0),
        ("#", MANY, 0),
        ("$", MANY, 0),
        ("http://", MANY, 0),
        ("t.co/", MANY, 0),
        ("a.com/((((", None, 10_000),
        ("-.", MANY, 0),
        (".com", MANY, 0),
        ("a_", MANY, 0),
        ("1-", MANY, 0),
        ("é", MANY, 0),
        ("é.", MANY, 0),
        ("👨\u200d", MANY // 2 * 3, 0),
        ("日.", MANY // 2 * 3, 0),
    ],
)
def test_hostile_text_of_any_length_is_answered(piece: str, length: int | None, links: int) -> None:
    # A step that looked back over the text at each character would need hours for this.
    text = piece * (MANY // len(piece)) + piece[: MANY % len(piece)]
    parsed = x_text.parse(text)
    assert len(parsed.urls) == links
    if length is not None:
        assert parsed.length == length
    assert not x_text.parse(x_text.defuse(text)).urls


def test_importing_reads_no_table() -> None:
    code = (
        "from promoter.posts import tables, x_text; x_text.weighted_length('plain');"
        "assert not tables.top_level_domains.cache_info().currsize;"
        "assert not tables.emoji_sequences.cache_info().currsize;"
        "assert not tables.hashtag_characters.cache_info().currsize"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
