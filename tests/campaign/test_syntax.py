"""A quotation mark that is never closed is told where its text begins, not where YAML notices."""

import pytest

from promoter.campaign.document import parse


def problems(text, **more):
    return [(*problem.place, problem.message) for problem in parse(text, **more).problems]


def missing(line, column, *, until, mark='"'):
    message = f"the closing quotation mark is missing, so this text goes on to line {until}: put {mark} where it ends"
    return [(line, column, message)]


@pytest.mark.parametrize(
    ("text", "line", "column", "until"),
    [
        ('title: "An ordinary\nsubtitle: "x"\nkind: blog\n', 1, 8, 2),
        ('kind: blog\ntitle: "An ordinary\nsubtitle: x\nhook: "y"\n', 2, 8, 4),
        ('title: "An ordinary\nurl: ""\nkind: blog\n', 1, 8, 2),
        ('title: "An ordinary\nurl: "https://example.org/"\n', 1, 8, 2),
        ('title: "An \\"ordinary\\" day\nurl: "https://example.org/"\n', 1, 8, 2),
        ('title: "It\'s\nsubtitle: "a: b"\n', 1, 8, 2),
        ('points:\n  - "one\n  - "two"\n  - three\n', 2, 5, 3),
        ('points: ["one", "two]\nurl: "1"\n', 1, 17, 2),
        ('authors: [{name: "Ann, role: Director}]\nx: "@ann"\n', 1, 18, 2),
        ('name: "A week\nhashtag: "#week"\n', 1, 7, 2),
        ('name: "Été à Genève\nhashtag: "#week"\n', 1, 7, 2),
        ('name: "A week\norganisation: \'x\'\nhashtag: "#week"\n', 1, 7, 3),
    ],
)
def test_a_mark_that_is_closed_by_the_next_facts_mark_is_told_where_its_text_begins(text, line, column, until):
    assert problems(text) == missing(line, column, until=until)


def test_an_apostrophe_written_twice_closes_nothing():
    assert problems("title: 'It''s ordinary\nhook: 'y'\n") == missing(1, 8, until=2, mark="'")


def test_lines_are_those_of_the_file():
    assert problems('title: "An ordinary\nsubtitle: "x"\n', first_line=2) == missing(2, 8, until=3)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("title: 'It's ordinary'\nurl: x\n", 1, 12),
        ('title: "An ordinary" Tuesday\n', 1, 22),
        ('title: "An ordinary\n  Tuesday" in 2031\n', 2, 12),
    ],
)
def test_a_mark_too_many_is_told_where_the_value_ends(text, line, column):
    assert [(*place, message.split(":")[0]) for *place, message in problems(text)] == [
        (line, column, "the value ends before this")
    ]


def test_a_mark_inside_a_text_begins_nothing():
    [(line, column, message)] = problems('width: 5" at most\nurl: x": y\n')
    assert (line, column) == (2, 8)
    assert message.startswith("there is a colon that YAML does not expect here")


def test_a_text_over_several_lines_stays_a_text():
    document = parse('title: "An ordinary\n  Tuesday: in 2031" # a comment\nkind: blog\n')
    assert (document.value, document.problems) == ({"title": "An ordinary Tuesday: in 2031", "kind": "blog"}, [])
