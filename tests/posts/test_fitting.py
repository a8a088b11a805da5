"""The ladder and the shears: the longest wording that fits, and a title that ends at a word where none does."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from promoter.campaign.model import ChannelName
from promoter.graphemes import graphemes
from promoter.posts import x_text
from promoter.posts.fitting import LONGEST_WORD, fit, measure, shorten
from promoter.posts.templates import parse
from promoter.posts.variables import KNOWN

X, LINKEDIN = ChannelName.X, ChannelName.LINKEDIN
LINK = "https://example.org/a-page?utm_source=x&utm_medium=social&utm_campaign=example-2021&utm_content=a-page-blog-1"
GIVEN = {
    "lead": "",
    "title": "",
    "title_inside": "",
    "by": "Kit Sample (@kit_sample)",
    "link": LINK,
    "hashtag": "#ExampleTag",
}
FAMILY = "👩‍👩‍👧‍👦"


def rungs(*sources):
    return parse("x/blog", "\n---\n".join(sources), known=KNOWN).rungs(0)


def fitted(*sources, channel=X, **given):
    return fit(rungs(*sources), {**GIVEN, **given}, channel)


def test_the_longest_wording_that_fits_wins():
    long, middle, short = "a" * 300, "b" * 200, "c" * 100
    assert fitted(long, middle, short).text == middle
    assert fitted(short, middle, long).text == middle
    assert fitted(long, middle, short, channel=LINKEDIN).text == long


def test_a_wording_of_exactly_280_fits_and_of_281_does_not():
    assert fitted("a" * 280, "b").text == "a" * 280
    assert fitted("a" * 281, "b").text == "b"


def test_length_is_what_the_network_counts_and_not_what_python_counts():
    assert fitted("a" * 200 + " {{ link }}", "b").text.startswith("a")  # a long link counts 23
    assert fitted("公" * 141, "b").text == "b"  # 282 on X
    assert fitted("公" * 141, "b", channel=LINKEDIN).text == "公" * 141


def test_of_two_that_are_equally_long_the_first_is_used_and_named():
    found = fitted("aaa", "bbb")
    assert (found.text, found.wording, found.remarks) == ("aaa", "x/blog 1.1", ())


def test_shortening_is_the_last_rung_and_is_flagged():
    title = "One title with very many words " * 12
    found = fitted("{{ title }} at length: {{ link }}", "{{ title }}: {{ link }} {{ hashtag }}", title=title)
    assert found.wording == "x/blog 1.2"
    assert [remark.code for remark in found.remarks] == ["shortened"]
    assert found.text.startswith("One title with very many words")
    assert found.text.endswith(f"… {LINK} #ExampleTag")
    assert 250 < measure(found.text, X) <= 280


def test_what_the_wording_does_not_show_is_not_shortened():
    found = fitted("{{ lead }} {{ link }}", lead="word " * 100, title="title " * 100)
    assert found.text.startswith("word word")
    assert [remark.code for remark in found.remarks] == ["shortened"]


def test_a_title_in_quotation_marks_is_shortened_inside_them():
    found = fitted("More in “{{ title_inside }}”: {{ link }}", title_inside="word " * 100)
    assert "word…” https://" in found.text
    assert measure(found.text, X) <= 280


def test_a_text_that_cannot_be_made_to_fit_comes_back_whole_for_a_person_to_see():
    found = fitted("x" * 300 + " {{ lead }}", lead="Words")
    assert found.text == "x" * 300 + " Words"
    assert found.remarks == ()


def test_on_linkedin_a_title_of_thousands_of_characters_is_shortened_too():
    found = fitted("{{ title }}\n\n{{ hashtag }}", title="word " * 700, channel=LINKEDIN)
    assert 2_980 < measure(found.text, LINKEDIN) <= 3_000
    assert found.text.endswith("word…\n\n#ExampleTag")


WORDS = st.lists(st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1, max_size=12), max_size=60).map(
    " ".join
)
TITLES = (
    WORDS
    | st.lists(
        st.sampled_from(
            ["a", "word", "“", "”", "‘x’", "—", FAMILY, "🇬🇧", "👍🏽", "é", "公", "Ko\u0301", "GOV.\u200bUK", "...", "?"]
        ),
        max_size=200,
    ).map(" ".join)
    | st.text(st.sampled_from(f"公共サービスaé{FAMILY}🇬🇧\u0301\u200d "), max_size=300)
)


@given(TITLES, st.sampled_from([X, LINKEDIN]))
@example("“" + "word " * 80 + "”", X)
@example("公" * 200, X)
@example(FAMILY * 200, X)
@example("Donaudampfschifffahrt" * 20, X)
def test_a_post_with_any_title_fits_and_loses_no_link_hashtag_or_handle(title, channel):
    title = x_text.defuse(title)
    source = "{{ lead }}\n\n{{ title }} by {{ by }}: {{ link }}\n\n{{ hashtag }}"
    found = fitted(source, title=title, channel=channel)
    assert measure(found.text, channel) <= (280 if channel is X else 3000)
    assert found.text.endswith(f"by Kit Sample (@kit_sample): {LINK}\n\n#ExampleTag")
    assert (found.remarks == ()) == (found.text == rungs(source)[0].render({**GIVEN, "title": title}))


@given(TITLES, st.integers(0, 320), st.sampled_from([X, LINKEDIN]))
def test_what_is_shortened_fits_its_room_and_is_a_beginning_that_cuts_no_character(text, room, channel):
    short = shorten(text, room, channel)
    if short == text:
        return
    assert measure(short, channel) <= room
    if not short:
        return
    kept = short.removesuffix("”").removesuffix("…")
    assert text.startswith(kept)
    whole = list(graphemes(text))
    assert list(graphemes(kept)) == whole[: len(list(graphemes(kept)))]


@given(
    st.lists(
        st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=LONGEST_WORD),
        min_size=1,
        max_size=40,
    ),
    st.integers(1, 300),
)
def test_no_word_but_the_first_is_cut(words, room):
    short = shorten(" ".join(words), room, X)
    kept = short.removesuffix("…").split()
    assert kept == words[: len(kept)] or (len(kept) == 1 and words[0].startswith(kept[0]))


@given(TITLES, st.integers(1, 320), st.sampled_from([X, LINKEDIN]))
def test_more_room_never_means_fewer_words(text, room, channel):
    def shown(room):
        return len(shorten(text, room, channel).rstrip("…”"))

    assert shown(room - 1) <= shown(room)


@pytest.mark.parametrize(
    ("text", "room", "short"),
    [
        ("One two three", 13, "One two three"),
        ("One two three", 12, "One two…"),
        ("One two, three", 12, "One two…"),
        ("One two – three", 13, "One two…"),
        ("“One two three”", 13, "“One two…”"),
        ("One “two three”", 13, "One “two…”"),
        ("One (two three)", 8, "One…"),
        ("One two", 4, "On…"),
        ("One two", 2, ""),
        ("Unbroken" * 6, 12, "UnbrokenUn…"),
        ("See " + "Unbroken" * 6, 12, "See Unbrok…"),
        (f"{FAMILY}{FAMILY}{FAMILY}", 5, f"{FAMILY}…"),
        ("公共サービス", 8, "公共サ…"),
        ("", 0, ""),
    ],
)
def test_shortening_ends_at_a_word(text, room, short):
    assert shorten(text, room, X) == short


@pytest.mark.parametrize(
    ("text", "room", "short"),
    [
        (FAMILY * 3, len("👩‍👩‍👧‍👦".encode("utf-16-le")) // 2 + 5, f"{FAMILY}…"),
        ("🇬🇧" * 3, 8, "🇬🇧…"),
        ("e\u0301" * 5, 4, "e\u0301…"),
    ],
)
def test_on_linkedin_which_counts_their_parts_no_characters_are_cut_either(text, room, short):
    assert shorten(text, room, LINKEDIN) == short


def test_a_lone_cut_leaves_no_open_quotation_mark():
    assert shorten("He said “" + "word " * 20, 40, X).count("“") == shorten("He said “" + "word " * 20, 40, X).count(
        "”"
    )
