"""YAML as people write it: values without guesses, places that an editor shows, and a sentence for each mistake."""

import pytest

from promoter.campaign.document import MOST_VALUES, parse


def problems(text):
    return [(*problem.place, problem.message) for problem in parse(text).problems]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("08:45", "08:45"),
        ("10:30:15", "10:30:15"),
        ("2021-09-13", "2021-09-13"),
        ("2021-09-09T17:00", "2021-09-09T17:00"),
        ("no", "no"),
        ("on", "on"),
        ("true", True),
        ("null", None),
        ("~", None),
        ("", None),
        ("7", 7),
        ("-7", -7),
        ("0o17", "0o17"),
        ("0x1f", "0x1f"),
        ("1_000", "1_000"),
        ("1.5", 1.5),
        (".inf", ".inf"),
        ("99999999999999999999999", "99999999999999999999999"),
        ('"7"', "7"),
        ("'true'", "true"),
        ('"#tag"', "#tag"),
        ("|\n  two\n  lines", "two\nlines"),
        (">\n  one\n  line", "one line"),
    ],
)
def test_only_plain_numbers_true_false_and_null_are_more_than_text(written, value):
    read = parse(f"key: {written}").value["key"]
    assert (type(read), read) == (type(value), value)


def test_every_part_knows_its_place():
    document = parse('name: W\ndays:\n  - {date: "2021", theme: a}\n  -\n    theme: b\n')
    assert document.place(("name",)) == (1, 7)
    assert document.place(("days", 0, "theme")) == (3, 27)
    assert document.place(("days", 0, "theme"), key=True) == (3, 20)
    assert document.place(("days", 1, "theme")) == (5, 12)


def test_what_is_not_there_stands_where_it_would_be_part_of():
    document = parse("name: W\ndays:\n  - {theme: a}\n")
    assert document.place(("days", 0, "date")) == (3, 5)
    assert document.place(("days", 7)) == (3, 3)
    assert document.place(("hashtag",)) == (1, 1)


def test_places_count_from_the_line_on_which_the_text_begins():
    assert parse("a: 1\nb: [", first_line=10).problems[0].place == (11, 5)
    assert parse("", first_line=10).place(("a",)) == (10, 1)


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85"])
def test_a_line_separator_pasted_into_text_moves_no_later_line(separator):
    document = parse(f"a: one{separator}two\nb: 1\n")
    assert document.value == {"a": "one two", "b": 1}
    assert document.place(("b",)) == (2, 4)


def test_a_second_key_is_told_with_the_line_of_the_first():
    document = parse("a: 1\nb: 2\na: 3\n")
    assert problems("a: 1\nb: 2\na: 3\n") == [(3, 1, '"a" is here for the second time (first on line 1): keep one')]
    assert document.value == {"a": 1, "b": 2}
    assert document.twice == {("a",)}


def test_the_same_key_in_two_mappings_is_no_second_key():
    assert parse("a: {x: 1}\nb: {x: 2}\nc: [{x: 1}, {x: 2}]\n").problems == []


@pytest.mark.parametrize(
    "text",
    [
        "a: !!python/object/apply:os.system [touch x]",
        "a: !!str 1",
        "a: !own b",
        "a: ! b",
        "a: !<tag:example.org,2000:x> b",
        "!own a: 1",
        "--- !own\na: 1",
    ],
)
def test_tags_are_refused_and_build_nothing(text):
    document = parse(text)
    assert [problem.code for problem in document.problems] == ["tag"]
    assert not document.value or not document.value.get("a")


@pytest.mark.parametrize("text", ["a: &x 1\nb: *x", "a: &x [*x]", "a: *x", "a: &", "a: *", "&x a: 1", "a: {<<: *x}"])
def test_anchors_and_aliases_are_refused(text):
    assert {problem.code for problem in parse(text).problems} <= {"alias", "yaml"}
    assert "must stand in quotes" in problems(text)[0][2]


def test_an_anchor_is_told_once_however_often_it_is_used():
    document = parse("a: &x 1\nb: [*x, *x]\nc: *x\nd: &y 2\ne: *z\n")
    assert [problem.place for problem in document.problems] == [(1, 4), (4, 4), (5, 4)]


def test_a_bomb_of_aliases_never_grows():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 60)]
    document = parse("\n".join(lines))
    assert document.problems
    assert all(value is None for value in document.value.values())


@pytest.mark.parametrize(
    "text", ["- " * 90_000, "[" * 190_000, "{" * 190_000, "? " * 90_000, "a: " + "[" * 20 + "]" * 20]
)
def test_nesting_without_end_is_refused_where_it_gets_too_deep(text):
    assert parse(text).problems[-1].code == "depth"


@pytest.mark.parametrize("text", ["- a\n" * 40_000, "[" + "[]," * 60_000 + "]", "- - - a\n" * 20_000])
def test_more_values_than_any_campaign_has_are_refused(text):
    document = parse(text)
    assert [problem.code for problem in document.problems] == ["too_much"]
    assert f"{MOST_VALUES:,}" in document.problems[0].message


@pytest.mark.parametrize(
    ("text", "line", "column", "part"),
    [
        ("x: @techUK", 1, 4, "begins with @ must stand in quotes"),
        ("x: %a", 1, 4, "begins with % must stand in quotes"),
        ("title: Ten years: what now", 1, 17, "a colon that YAML does not expect"),
        ("name: W\nhash tag #x\ndays: 1", 2, 1, "needs a colon and a space"),
        ("a: 'never closed\nb: 1\n", 1, 4, "never closed"),
        ('a: "never closed\nb: 1\n', 1, 4, "never closed"),
        ("a: 'it's'", 1, 8, "the value ends before this"),
        ('a: "say "hi""', 1, 10, "the value ends before this"),
        ('a: "C:\\q"', 1, 8, "write \\\\ for it"),
        ("a:\n\t- b", 2, 1, "there is a tab"),
        ("a: {b: 1\nc: 2", 1, 4, "this { has no }"),
        ("a: [1, 2\nb: 3", 1, 4, "this [ has no ]"),
        ("a: [1, 2", 1, 4, "this [ has no ]"),
        ("a: [", 1, 5, "begins and does not end"),
        ("- a\nb: 1", 2, 1, "not in line with those above"),
        ("a: |\n x\nb: |\nfoo\n", 4, 1, "needs a colon and a space"),
        ("a: >x\n b", 1, 4, "begins with | or >"),
        ("a: }", 1, 4, "begins with a bracket"),
        ("a: -\n", 1, 4, "begins with a hyphen"),
        ("a: ? b", 1, 4, "begins with ?"),
        ("a: 1\n---\nb: 1", 2, 1, "a second document"),
        ("[a]: b", 1, 1, "a key is one word"),
        ("{a: 1}: b", 1, 1, "a key is one word"),
        ('a: "\\0"', 1, 4, "cannot be shown (U+0000)"),
        ('a: "\\ud800"', 1, 4, "cannot be shown (U+D800)"),
        ('"\\x07": 1', 1, 1, "cannot be shown (U+0007)"),
        ("%YAML 3.0\n---\na: 1", 1, 1, "this is not YAML"),
    ],
)
def test_a_mistake_is_told_at_its_place_with_what_to_do(text, line, column, part):
    first = problems(text)[0]
    assert first[:2] == (line, column)
    assert part in first[2]


def test_several_mistakes_are_told_together_and_the_rest_is_read():
    document = parse('a: !t 1\nb: &x 2\nc: "\\0"\nd: 1\nd: 2\ne: 3\n')
    assert [problem.code for problem in document.problems] == ["tag", "alias", "control", "duplicate_key"]
    assert document.value == {"a": None, "b": None, "c": None, "d": 1, "e": 3}


def test_a_text_longer_than_any_campaign_is_not_even_begun():
    assert problems("#" * 200_001) == [
        (1, 1, "the facts have 200,001 characters and may have 200,000: is it the right file?")
    ]
    assert problems("#" * 200_000) == []


def test_nothing_is_null():
    for text in ("", "# only a comment\n", "---\n", "null"):
        assert parse(text).value is None
        assert parse(text).problems == []
