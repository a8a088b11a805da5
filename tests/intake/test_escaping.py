"""Words as Markdown that shows them and nothing else, whatever they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from promoter.campaign import words
from promoter.intake import markup, paragraphs
from promoter.intake.cleaning import clean
from promoter.intake.escaping import Span

COMMON_MARK = MarkdownIt("commonmark").enable("table")
LETTERS = st.text(alphabet="ab1 \n*_`#<>[]()!&;|~-+.=:\\/'\"é’ \u00a0", max_size=40)
SPANS = st.lists(
    st.builds(Span, LETTERS, st.booleans(), st.booleans(), st.sampled_from([None, None, "https://example.org/a_(b)?c=*d*"])),
    max_size=5,
)  # fmt: skip


def rendered(markdown: str) -> list[str]:
    """The words that a reader of CommonMark sees, by a renderer that is not ours."""
    return " ".join(part.text for part in markup.read(COMMON_MARK.render(markdown))).split()


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("plain words", "plain words"),
        ("2*3*4 and snake_case_word and _init_", "2\\*3\\*4 and snake_case_word and \\_init\\_"),
        ("# no heading", "\\# no heading"),
        ("#hashtag", "#hashtag"),
        ("1. no list", "1\\. no list"),
        ("2021 was", "2021 was"),
        ("- no list", "\\- no list"),
        ("-5 degrees", "-5 degrees"),
        ("+44 20", "+44 20"),
        ("> no quotation", "\\> no quotation"),
        ("---", "\\---"),
        ("===", "\\==="),
        ("a | b", "a | b"),
        ("| a | b |", "\\| a | b |"),
        ("<script>alert(1)</script>", "&lt;script>alert(1)&lt;/script>"),
        ("5 < 6 & 7 > 3", "5 < 6 & 7 > 3"),
        ("&copy; R&D; AT&T", "&amp;copy; R&amp;D; AT&T"),
        ("<!-- not hidden -->", "&lt;!-- not hidden -->"),
        ("[a](b) ![c](d)", "\\[a\\](b) !\\[c\\](d)"),
        ("`code` \\ ~~gone~~", "\\`code\\` \\\\ \\~\\~gone\\~\\~"),
        ("one\ntwo", "one\\\ntwo"),
        ("one\n# two", "one\\\n\\# two"),
    ],
)
def test_no_letter_becomes_a_mark(text, markdown):
    made = paragraphs.of_text(text)
    assert made is not None
    assert made.markdown == markdown
    assert words.plain(markdown).split() == text.split()
    assert rendered(markdown) == text.split()


def test_an_exclamation_mark_before_a_link_makes_no_picture_of_it():
    made = paragraphs.paragraph([Span("Read it!"), Span("here", href="https://example.org/")])
    assert made is not None
    assert made.markdown == "Read it\\![here](https://example.org/)"
    assert words.plain(made.markdown) == "Read it!here"
    assert rendered(made.markdown) == ["Read", "it!here"]


@given(SPANS)
def test_whatever_is_written_shows_the_same_words_here_and_to_any_reader(spans):
    made = paragraphs.paragraph(spans)
    if made is None:
        return
    assert words.plain(paragraphs.body([made])).split() == made.text.split()
    assert rendered(made.markdown) == made.text.split()


@given(st.lists(SPANS, min_size=1, max_size=4))
def test_so_do_headings_lists_and_tables(cells):
    kinds = [
        paragraphs.heading(cells[0], 2),
        *(paragraphs.item(cell, 1, ordered=True, after=None) for cell in cells),
        paragraphs.table([cells, cells]),
    ]
    parts = [part for part in kinds if part is not None]
    text = paragraphs.body(parts)
    assert words.count(words.plain(text)) == sum(words.count(part.text) for part in parts)


def test_emphasis_is_kept_where_markdown_can_say_it_and_spaces_move_out_of_it():
    made = paragraphs.paragraph(
        [Span("a "), Span("bold ", strong=True), Span("and"), Span(" both", strong=True, slanted=True), Span(".")]
    )
    assert made.markdown == "a **bold** and ***both***."
    assert paragraphs.paragraph([Span("un"), Span("“x”", strong=True), Span("y")]).markdown == "un“x”y"


def test_a_link_leads_to_the_web_or_it_is_none():
    assert (
        paragraphs.paragraph([Span("us", href="https://example.org/a b")]).markdown == "[us](https://example.org/a%20b)"
    )
    assert paragraphs.paragraph([Span("us", href="javascript:alert(1)")]).markdown == "us"
    assert paragraphs.paragraph([Span("us", href="file:///etc/passwd")]).markdown == "us"
    assert (
        paragraphs.paragraph([Span("https://example.org/", href="https://example.org/")]).markdown
        == "<https://example.org/>"
    )


def test_an_entry_lies_at_most_one_step_deeper_than_the_one_before_it():
    first = paragraphs.item([Span("deep")], 5, ordered=False, after=None)
    second = paragraphs.item([Span("deeper")], 5, ordered=False, after=first)
    assert (first.markdown, second.markdown) == ("- deep", "    - deeper")


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\u00a0b\u202fc", "a b c"),
        ("co\u00adop", "coop"),
        ("e\u0301", "é"),
        ("two  spaces", "two spaces"),
        ("“smart” ‘quotes’ – and — dashes…", "“smart” ‘quotes’ – and — dashes…"),
        ("\u202eevil\u202c", "evil"),
        ("a\x00\x07b", "ab"),
        ("no\u2011break", "no-break"),
        ("👩\u200d💻", "👩\u200d💻"),
        ("a \n b\r\nc", "a\nb\nc"),
        ("\ufeffa", "a"),
    ],
)
def test_letters_are_cleaned_as_people_mean_them(text, cleaned):
    assert clean(text) == cleaned
