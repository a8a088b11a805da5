"""Words as the reader sees them: Markdown off, counted as Word counts, compared without regard to quotation marks."""

import pytest

from promoter.campaign import words


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("*one* **two** ***three*** _four_ __five__", "one two three four five"),
        ("snake_case_word and __init__ and a_b_", "snake_case_word and init and a_b_"),
        ("2*3*4 is 24", "234 is 24"),
        ("2 * 3 * 4 is 24", "2 * 3 * 4 is 24"),
        ("a *footnote, never closed", "a *footnote, never closed"),
        ("a * alone, and 5* stars", "a * alone, and 5* stars"),
        ("**bold *and* more**", "bold and more"),
        ("(*inside*) “*quoted*”, *end*.", "(inside) “quoted”, end."),
        ("*crossed _over* the line_", "crossed _over the line_"),
        ("\\*not emphasis\\* and \\_not\\_", "*not emphasis* and _not_"),
        ("[text](https://example.org/a_(b)_c)", "text"),
        ("[text](<https://example.org/a b> 'Title')", "text"),
        ('[two words](https://example.org "A title") after', "two words after"),
        ("[*emphasis* inside](https://example.org)", "emphasis inside"),
        ("![alternative text](images/x.png)", "alternative text"),
        ("[![alt](x.png)](https://example.org)", "alt"),
        ("[text][ref] and [ref] and [other]\n\n[ref]: https://example.org 'Title'", "text and ref and [other]"),
        ("[not a link] (aside)", "[not a link] (aside)"),
        ("[open and ] closed", "[open and ] closed"),
        ("<https://example.org/a_b_c> and <b>bold</b><br/>", "https://example.org/a_b_c and bold"),
        ("3 < 4 and 5 > 4", "3 < 4 and 5 > 4"),
        ("R&amp;D costs &pound;5&nbsp;m &bogus;", "R&D costs £5\u00a0m &bogus;"),
        ("`code *as* it is` and ``two ` ticks``", "code *as* it is and two ` ticks"),
        ("a ` alone", "a ` alone"),
        ("# Heading #\n\nText", "Heading\n\nText"),
        ("#hashtag is text", "#hashtag is text"),
        ("Heading\n=======\n\nOther\n---\nText", "Heading\n\n\nOther\n\nText"),
        ("- one\n* two\n+ three\n1. four\n2) five", "one\ntwo\nthree\nfour\nfive"),
        ("-no list, 2021. no list", "-no list, 2021. no list"),
        ("> quoted\n> > twice", "quoted\ntwice"),
        ("one\n\n***\n\ntwo", "one\n\n\n\ntwo"),
        ("```python\na_b = *c*\n```\nafter", "a_b = *c*\nafter"),
        ("seen <!-- a note\nof *ours* --> again", "seen  again"),
        ("<!-- never closed", "<!-- never closed"),
        ("a line\\\nbroken by hand", "a line\nbroken by hand"),
        ("*over\ntwo lines*", "over\ntwo lines"),
        ("*not over\n\nparagraphs*", "*not over\n\nparagraphs*"),
        ("| a | b |\n|---|:-:|\n| c | d |", "a\tb\n\nc\td"),
        ("| *one* two | a \\| b |", "one two\ta | b"),
        ("| not a row", "| not a row"),
        ("", ""),
    ],
)
def test_markdown_is_shown_as_its_reader_sees_it(markdown, shown):
    assert words.plain(markdown) == shown


@pytest.mark.parametrize(
    "unit",
    ["*a ", "**a", "_a ", "a*b_", "[", "![](", "](", "[a](b", '[a](b "', "<!--", "<a ", "<http:", "`", "`a``", "&a", "\\", "# ", "> ", "- ",
     "[a]: ", "-\n", "```\n", "1. ", " ", "[a][", "]", "***", "\\`", "[a]\n"],
)  # fmt: skip
def test_a_hostile_file_of_a_megabyte_is_read_in_one_pass(unit):
    text = unit * (1_000_000 // len(unit))
    assert len(words.plain(text)) <= len(text)


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("one", 1), ("two words", 2), ("a well-known fact – three", 5), ("It's GOV.UK's\n\nown\u00a0day", 4)],
)
def test_words_are_what_stands_between_white_space(text, count):
    assert words.count(text) == count


@pytest.mark.parametrize(
    ("blog", "quotation"),
    [
        ("She said “yes” – at once…", '"yes" - at once...'),
        ("one\ntwo\u00a0three", "one two three"),
        ("cafe\u0301", "caf\u00e9"),
        ("soft\u00adhyphen", "softhyphen"),
        ("end of it.", "“end of it.”"),
    ],
)
def test_quotations_are_found_whatever_marks_spaces_and_accents_they_use(blog, quotation):
    assert words.is_said_in(words.alike(blog), quotation)


@pytest.mark.parametrize("quotation", ["", " ", '"', "“”", "other", "ONE", "one two"])
def test_what_does_not_stand_in_the_blog_is_no_quotation(quotation):
    assert not words.is_said_in("one, two", quotation)


def test_figures_lose_their_thousands_commas_only():
    assert words.figures("1,200 of 16 in 2031; 3.5% or 1,2") == {"1200", "16", "2031", "3.5", "1", "2"}


@pytest.mark.parametrize(
    ("text", "twice"),
    [
        ("Head of of Data", "of"),
        ("Data Lead, Data Lead", "Data Lead"),
        ("one two three four one two three four", "one two three four"),
        ("Example, EXAMPLE", "Example"),
        ("Baden-Baden", None),
        ("Director, Director-General", None),
        ("that, this", None),
        ("– – –", None),
        ("", None),
    ],
)
def test_a_word_or_phrase_that_stands_twice_is_found(text, twice):
    assert words.doubled(text) == twice
