"""Templates from strangers: what they may do, what they may not, and that the complaint names the right line."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from promoter.posts import templates
from promoter.posts.templates import BrokenTemplate, parse
from promoter.posts.variables import KNOWN

LONG = "x" * 19_000
FULL = {
    **dict.fromkeys(KNOWN, "word"),
    "blogs": [{"title": "A title", "by_title": "A: a title"}] * 30,
    "organisations": ["Example Organisation"] * 40,
    "points": ["A point of some length."] * 3,
    **{name: dict.fromkeys(parts, "part") for name, parts in KNOWN.items() if parts and name != "blogs"},
}


def read(text, name="x/blog"):
    return parse(name, text, known=KNOWN)


def render(text, **variables):
    return read(text).variants[0][0].render({**FULL, **variables})


def said(template):
    return [[rung.render(FULL) for rung in variant] for variant in template.variants]


def broken(text):
    with pytest.raises(BrokenTemplate) as caught:
        read(text)
    return caught.value


# ------------------------------------------------------------------------------------------------- variants and rungs


def test_a_file_is_divided_into_variants_and_these_into_rungs():
    template = read("one\n---\ntwo\n===\nthree\n")
    assert said(template) == [["one", "two"], ["three"]]
    assert [[rung.name for rung in variant] for variant in template.variants] == [
        ["x/blog 1.1", "x/blog 1.2"],
        ["x/blog 2.1"],
    ]


def test_variants_are_counted_round_and_round():
    template = read("one\n===\ntwo\n")
    assert [template.rungs(turn)[0].render(FULL) for turn in range(4)] == ["one", "two", "one", "two"]


def test_empty_parts_between_the_marks_are_no_wordings():
    template = read("\n===\n---\none\n---\n\n===\n===\ntwo")
    assert said(template) == [["one"], ["two"]]


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends_of_any_system_make_the_same_wordings(end):
    template = read(end.join(("{% if by %}", "{{ by }}", "{% endif %}", "---", "two", "===", "three", "")))
    assert [[rung.line for rung in variant] for variant in template.variants] == [[1, 5], [7]]
    assert template.variants[0][0].render(FULL) == "word"


def test_a_byte_order_mark_is_no_word():
    assert render("\ufeff{{ by }}") == "word"


@pytest.mark.parametrize("text", ["", "\n\n", "===\n---\n"])
def test_a_file_without_a_wording_is_refused(text):
    assert str(broken(text)) == "the file holds no wording"


def test_a_file_that_is_too_long_is_refused():
    assert "20,000" in str(broken("x" * 20_001))


# ---------------------------------------------------------------------------------------------------------- rendering


def test_a_tag_alone_on_its_line_leaves_no_line_behind():
    assert render("a\n{% if by %}\n{{ by }}\n{% endif %}\nb\n{# a remark #}\nc") == "a\nword\nb\nc"


def test_a_tag_with_trimming_marks_may_stand_alone_on_its_line():
    assert render("a\n{%- if by -%}\n{{ by }}\n{%- endif -%}\nb") == "awordb"


def test_empty_paragraphs_and_double_spaces_close_up():
    assert render("a  b\n\n{{ by }}\n\n\n\nc\n\n", by="") == "a b\n\nc"


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Who rings?", "Who rings? LINK"),
        ("Who rings", "Who rings: LINK"),
        ("And so on…", "And so on… LINK"),
        ("“Who?”", "“Who?” LINK"),
        ("U.K.", "U.K.: LINK"),
    ],
)
def test_a_title_that_ends_with_its_own_mark_takes_no_colon(title, shown):
    assert render("{{ title }}: LINK", title=title) == shown


@pytest.mark.parametrize(
    ("by", "shown"), [("A of B Ltd.", "By A of B Ltd."), ("A of B", "By A of B."), ("wait...", "By wait...")]
)
def test_two_full_stops_become_one_and_three_stay(by, shown):
    assert render("By {{ by }}" + ("" if by.endswith("...") else "."), by=by) == shown


def test_what_a_variable_holds_is_never_a_template():
    assert render("{{ title }}", title="{{ week }} {% for %}") == "{{ week }} {% for %}"


def test_what_is_not_always_there_breaks_at_its_own_line_when_it_is_not():
    template = read("one\n---\ntwo\n{% if by %}\n{{ by }}\n{% endif %}\nOn {{ next.weekday }}")
    with pytest.raises(
        BrokenTemplate, match=r"x/blog 1\.2 uses what is not always there; put it between if and endif"
    ) as caught:
        template.variants[0][1].render({**FULL, "next": None})
    assert caught.value.line == 7


def test_what_cannot_be_compared_breaks_at_its_own_line():
    rung = read("{{ lead }}\n\n{% if total > by %}a{% endif %}").variants[0][0]
    with pytest.raises(BrokenTemplate, match=r"x/blog 1\.1 cannot be filled in") as caught:
        rung.render({**FULL, "total": 3})
    assert caught.value.line == 3


def test_a_wording_that_swells_with_its_material_is_stopped():
    rung = read("{% for a in organisations %}{% for b in organisations %}{{ lead }}{% endfor %}{% endfor %}").variants[
        0
    ][0]
    with pytest.raises(BrokenTemplate, match="more than 6,000 characters"):
        rung.render({**FULL, "lead": "a hundred letters " * 6})


# ----------------------------------------------------------------------------------------- what the language may not do

REFUSED = {
    "a function": "{{ lead.upper() }}",
    "range": "{% for n in range(10) %}x{% endfor %}",
    "a method of a literal": "{{ 'a'.join(blogs) }}",
    "format": "{{ '{:>9999999}'.format(lead) }}",
    "percent formatting": "{{ '%9999999d' % total }}",
    "multiplying": "{{ 'ab' * 99999 }}",
    "a power": "{{ 9**9**9 }}",
    "arithmetic": "{{ total + total }}",
    "minus": "{{ total - 1 }}",
    "a sign": "{{ -total }}",
    "division": "{{ total / 0 }}",
    "gluing": "{{ lead ~ lead ~ lead }}",
    "a list of one's own": "{% for x in [lead, lead] %}{{ x }}{% endfor %}",
    "a dictionary": "{{ {'a': lead} }}",
    "letters of a text": "{% for c in hashtag %}{{ c }}{% endfor %}",
    "parts of a thing": "{% for x in theme %}{{ x }}{% endfor %}",
    "a list that is a part": "{% for x in theme.points %}{{ x }}{% endfor %}",
    "a filtered list": "{% for x in blogs|list %}{{ x }}{% endfor %}",
    "a loop that calls itself": "{% for x in blogs recursive %}{{ loop(blogs) }}{% endfor %}",
    "a loop that could call itself": "{% for x in blogs recursive %}x{% endfor %}",
    "a loop's own functions": "{% for x in blogs %}{{ loop.cycle('a', 'b') }}{% endfor %}",
    "a loop's other parts": "{% for x in blogs %}{{ loop.previtem }}{% endfor %}",
    "three loops deep": "{% for a in blogs %}{% for b in blogs %}{% for c in blogs %}x{% endfor %}{% endfor %}{% endfor %}",
    "a loop that hides a list": "{% for blogs in organisations %}x{% endfor %}",
    "a loop over a loop's own": "{% for x in organisations %}{% for y in x %}{{ y }}{% endfor %}{% endfor %}",
    "two names in a loop": "{% for a, b in blogs %}x{% endfor %}",
    "the loop outside": "{{ loop.index }}",
    "joining letters": "{{ hashtag|join('aaaaaaaaaa') }}",
    "joining again and again": "{{ organisations|join('aaaaaaaa')|join('aaaaaaaa')|join('aaaaaaaa') }}",
    "joining with a variable": "{{ organisations|join(lead) }}",
    "joining with much": "{{ organisations|join('" + "a" * 11 + "') }}",
    "joining parts": "{{ blogs|join(',', 'title') }}",
    "joining parts by name": "{{ blogs|join(',', attribute='title') }}",
    "joining with nothing said": "{{ blogs|join }}",
    "the class of things": "{{ ''.__class__ }}",
    "the class of a variable": "{{ lead.__class__.__mro__ }}",
    "an attribute by filter": "{{ theme|attr('x') }}",
    "a hidden filter": "{% if closing %}{{ theme|attr('__class__') }}{% endif %}",
    "a long filter": "{{ lead|center(999999) }}",
    "a hidden test": "{% if lead is sameas lead %}x{% endif %}",
    "a slice": "{{ lead[::0] }}",
    "an index": "{{ blogs[0] }}",
    "an item": "{{ theme['phrase'] }}",
    "set": "{% set x = lead %}",
    "a set block": "{% set x %}a{% endset %}",
    "a namespace": "{% set x = namespace(n=0) %}",
    "with": "{% with x = lead %}{{ x }}{% endwith %}",
    "a macro": "{% macro m() %}{{ m() }}{% endmacro %}",
    "a call block": "{% call lead() %}x{% endcall %}",
    "a filter block": "{% filter upper %}x{% endfilter %}",
    "another file": "{% include 'x/blog.txt' %}",
    "an import": "{% import 'os' as os %}",
    "an import of a part": "{% from 'os' import path %}",
    "a parent": "{% extends 'x/blog.txt' %}",
    "a block": "{% block b %}x{% endblock %}",
    "escaping switched": "{% autoescape true %}{{ lead }}{% endautoescape %}",
    "an unknown tag": "{% do lead %}",
    "a stop": "{% for x in blogs %}{% break %}{% endfor %}",
    "an unknown name": "{{ titel }}",
    "an unknown name in other letters": "{{ ｌｅａd }}",
    "an unknown part": "{{ theme.nmae }}",
    "a part of a text": "{{ lead.text }}",
    "a part of a list": "{{ blogs.title }}",
    "a part of a part": "{{ theme.name.first }}",
    "a part of a literal": "{{ 'a'.b }}",
    "self": "{{ self }}",
    "the context": "{{ caller }}",
    "half a character": r"{{ '\ud800' }}",
    "a number beyond reading": "{{ " + "9" * 5_000 + " }}",
    "parentheses without end": "{{ " + "(" * 4_000 + "1" + ")" * 4_000 + " }}",
    "choices without end": "{% if by %}" * 200 + "x" + "{% endif %}" * 200,
    "not without end": "{{ " + "not " * 4_000 + "1 }}",
    "or without end": "{{ " + "by or " * 3_000 + "by }}",
    "filters without end": "{{ by" + "|trim" * 3_000 + " }}",
    "parts without end": "{{ by" + ".a" * 5_000 + " }}",
    "conditions without end": "{{ " + "by if by else " * 1_000 + "by }}",
    "a bad end": "{% endfor %}",
    "nothing after a bar": "{{ by| }}",
    "an open text": "{{ 'abc }}",
}  # fmt: skip


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_a_template_may_not_use(text):
    assert broken(text).line == 1
    assert broken("{{ lead }}\n---\n\nwords\n" + text).line == 5
    assert broken("\n\n===\n{% if by %}\nwords\n{% endif %}\n" + text).line == 7


@pytest.mark.parametrize(
    "text",
    [
        "{{ lead }}",
        "{% if by and not title or total == 1 %}{{ by }}{% elif title == 'x' %}a{% else %}b{% endif %}",
        "{{ title if title else lead }}",
        "{% for one in blogs %}{{ loop.index }} {{ one.title }}{% if not loop.last %}, {% endif %}{% else %}none{% endfor %}",
        "{% for a in points %}{% for b in organisations %}{{ b }}{% endfor %}{% endfor %}",
        "{% for point in points if point %}– {{ point }}\n{% endfor %}",
        "{{ points|join(' ') }}{{ points|length }}{{ lead|upper }}{{ organisations|first }}",
        "{{ subtitle|default('x', true) }}",
        "{% if piece in 'a word' %}x{% endif %}{% if next is none %}y{% endif %}",
        "{# a remark #}{% raw %}{{ as it stands }}{% endraw %}",
        "{{ theme.phrase }} {{ next.weekday }} {{ day.date }} {{ event.when }}",
    ],
)
def test_a_template_may_use(text):
    assert render(text)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("a\n{% if by %}\nb\n\nc", 2, "this if is never closed"),
        ("a\n{% for x in blogs %}\n{% if by %}\nb\n{% endif %}", 2, "this for is never closed"),
        ("a\n{% for x in blogs %}\n{% if by %}\nb\n{% endfor %}", 5, "nothing that this endfor could end"),
        ("a\n{{ by\n\nb\n", 2, "this {{ is never closed"),
        ("a\n{% if by\nb {{ by }}\n{% endif %}", 2, "this {% is never closed"),
        ("a\n\n{# b\nc", 3, "this {# is never closed"),
        ("a\n\n\n{{ by } }", 4, "this {{ is never closed"),
        ("a\n\n{% endif %}", 3, "nothing that this endif could end"),
        ("a\n{% if by %}\n{{ titel }}\n{% endif %}", 3, "titel is not known here; known are "),
        ("a\n\n{{ theme.nmae }}", 3, "theme.nmae is not known; it has about, description"),
        ("a\n{{ lead.nmae }}", 2, "lead.nmae is not known; it has no parts"),
        ("a\n{{ by|uper }}", 2, "there is no filter uper; there are "),
    ],
)
def test_a_complaint_names_the_line_where_it_went_wrong_and_says_what_to_do(text, line, says):
    error = broken(text)
    assert (error.line, says in str(error)) == (line, True), error


@pytest.mark.parametrize(
    "text",
    [
        "{{ organisations|join('aaaaaaaaaa') }}" * 500,
        "{% for a in organisations %}{% for b in organisations %}{% if a == b and a != b %}x{% endif %}{% endfor %}{% endfor %}"
        * 150,
        "{% for a in organisations %}{% for b in organisations %}{{ lead|upper }}{% endfor %}{% endfor %}" * 150,
        "{{ lead }}" * 1_900,
        f"{{{{ '{LONG}' }}}}",
        LONG,
    ],
)
def test_the_worst_that_is_allowed_ends_and_stays_small(text):
    outcome = rendered(read(text).variants[0][0])
    assert "more than 6,000" in str(outcome) if isinstance(outcome, BrokenTemplate) else len(outcome) <= 6_000


def rendered(rung):
    """What a wording makes, or why it makes nothing."""
    try:
        return rung.render(FULL)
    except BrokenTemplate as error:
        return error


def outcomes(text):
    """What becomes of a file: its complaint, or what each of its wordings makes."""
    try:
        template = read(text)
    except BrokenTemplate as error:
        return [error]
    return [rendered(rung) for variant in template.variants for rung in variant]


def check_every_outcome(text):
    for outcome in outcomes(text):
        if isinstance(outcome, BrokenTemplate):
            assert 1 <= outcome.line <= text.count("\n") + text.count("\r") + 1
            assert str(outcome)
        else:
            assert len(outcome) <= templates.LONGEST_OUTPUT


@given(st.text(st.sampled_from("{}%#|.'\"()[]*~- \nab\\") | st.characters(), max_size=120))
@example("{{ lead }}")
@example("{%- for x in blogs -%}\n{%- endfor -%}")
def test_any_text_at_all_is_either_a_template_or_broken_at_one_of_its_lines(text):
    check_every_outcome(text)


PIECES = ["{{ lead }}", "{{", "}}", "{%", "%}", "{% if by %}", "{% endif %}", "{% for x in blogs %}", "{% endfor %}", "{{ x.title }}",
          "---\n", "===\n", "\n", "|join('a')", "theme.", "loop.index", "'", "{#", "#}", "{% else %}", " and ", "(", ")"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_any_heap_of_template_pieces_is_either_a_template_or_broken_at_one_of_its_lines(heap):
    check_every_outcome(heap)
