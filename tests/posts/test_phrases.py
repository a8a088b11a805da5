"""Small phrases of English: counts, lists, dates, by-lines."""

from datetime import date

import pytest

from promoter.campaign.model import Author
from promoter.posts import phrases


@pytest.mark.parametrize(
    ("count", "said"), [(0, "no"), (1, "one"), (12, "twelve"), (13, "13"), (999, "999"), (1_000, "1,000")]
)
def test_numbers_are_words_to_twelve(count, said):
    assert phrases.number(count) == said


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (["a", "b, c & co"], "a and b, c & co"),
        (["a", "b, c & co", "d"], "a; b, c & co; and d"),
    ],
)
def test_lists_are_joined_as_one_says_them(parts, said):
    assert phrases.listed(iter(parts)) == said


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2021, 9, 22), date(2021, 9, 22), "on Wednesday 22 September"),
        (date(2020, 9, 16), date(2020, 9, 17), "from Wednesday 16 to Thursday 17 September"),
        (date(2021, 9, 30), date(2021, 10, 1), "from Thursday 30 September to Friday 1 October"),
    ],
)
def test_dates_say_the_weekday_first(first, last, said):
    assert phrases.date_range(first, last) == said


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2021, 9, 13), date(2021, 9, 17), "13–17 September 2021"),
        (date(2021, 10, 30), date(2021, 11, 1), "30 October – 1 November 2021"),
        (date(2021, 12, 30), date(2022, 1, 2), "30 December 2021 – 2 January 2022"),
        (date(2025, 10, 6), date(2025, 10, 6), "6 October 2025"),
    ],
)
def test_a_span_says_no_month_or_year_twice(first, last, said):
    assert phrases.span(first, last) == said


@pytest.mark.parametrize(
    ("blogs", "studies", "counted", "uncounted"),
    [
        (1, 0, "a blog", "blog"),
        (0, 1, "a case study", "case study"),
        (3, 0, "three blogs", "blogs"),
        (1, 1, "a blog and a case study", "blog and case study"),
        (13, 2, "13 blogs and two case studies", "blogs and case studies"),
        (0, 0, "", ""),
    ],
)
def test_case_studies_are_counted_as_what_they_are(make, blogs, studies, counted, uncounted):
    pieces = [make.blog(n) for n in range(1, blogs + 1)] + [
        make.blog(40 + n, kind="case-study") for n in range(studies)
    ]
    assert (phrases.pieces(pieces), phrases.uncounted(pieces)) == (counted, uncounted)


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("The next ten years", "the next ten years"),
        ("A citizen-centric Smarter State", "a citizen-centric Smarter State"),
        ("COVID-19", "COVID-19"),
        ("Overcoming challenges", "Overcoming challenges"),
        ("Atlantic ties", "Atlantic ties"),
        ("A", "A"),
    ],
)
def test_only_an_article_loses_its_capital_inside_a_sentence(name, inside):
    assert phrases.in_sentence(name) == inside


def author(name, role=None, organisation=None):
    return Author(name=name, role=role, organisation=organisation)


@pytest.mark.parametrize(
    ("authors", "said"),
    [
        ([], ""),
        ([author("A")], "A"),
        ([author("A", organisation="X")], "A of X"),
        ([author("A", "Head")], "A, Head"),
        ([author("A", "Head", "X")], "A, Head at X"),
        ([author("A", "Head of X", "X")], "A, Head of X"),
        ([author("A", "Head of X", "X.")], "A, Head of X"),
        ([author("A", "Head", "X"), author("B", "Lead", "X")], "A, Head, and B, Lead, both at X"),
        ([author("A", "Head", "X"), author("B", "Lead", "Y")], "A, Head at X, and B, Lead at Y"),
        ([author(name, "Head", "X") for name in "ABC"], "A, Head, B, Head, and C, Head, all at X"),
        ([author("A"), author("B")], "A, and B"),
    ],
)
def test_by_lines_with_roles_say_a_shared_organisation_once(authors, said):
    assert phrases.with_roles(authors) == said


@pytest.mark.parametrize(
    ("said", "begun"),
    [
        ("event.edition: 2021 was the sixth", "event.edition: 2021 was the sixth"), ("it ended. so", "It ended. so"),
        ("nothing is stopped", "Nothing is stopped"), ("look: at this", "Look: at this"), ("", ""),
        ("vm:16870 was awake", "vm:16870 was awake"), ("urn:li:organization:1 it is", "urn:li:organization:1 it is"),
        ("amara@example.org did it", "amara@example.org did it"), ("https://example.org/ answers", "https://example.org/ answers"),
    ],
)  # fmt: skip
def test_a_sentence_begins_with_a_capital_unless_it_begins_with_a_name_of_a_machine(said, begun):
    assert phrases.opened(said) == begun
