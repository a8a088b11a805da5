"""Whatever is in the files, reading them ends in a campaign or in findings that can be printed, and raises nothing."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from promoter import planning
from promoter.campaign.document import parse
from promoter.campaign.loading import load

ANYTHING = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
SIGNS = "-:,[]{}#&*!|>'\"%@`?~ \t\n\\/=+_.<()0aT"
NEARLY_YAML = st.text(alphabet=SIGNS, max_size=60)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["x", "name", "id", "first", "a"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def is_told(loaded):
    """Every finding has a place in its file and can be printed; there is a campaign exactly if there are no errors."""
    for finding in loaded.findings:
        assert finding.line >= 1
        assert finding.column >= 1
        assert "\n" not in finding.message
        str(finding).encode()
    assert (loaded.campaign is None) == bool(loaded.errors)


@ANYTHING
@given(st.binary(max_size=200) | NEARLY_YAML.map(str.encode), st.binary(max_size=200) | NEARLY_YAML.map(str.encode))
def test_any_bytes(folder, week, data, facts):
    is_told(load(folder(data, {"a.md": data, "b.md": b"---\n" + facts + b"\n---\n" + data})))
    is_told(load(folder(week, {"a.md": data, "b.md": b"---\n" + facts + b"\n---\n" + data})))


@ANYTHING
@given(st.text(max_size=80) | NEARLY_YAML)
def test_any_text_as_yaml_has_places_inside_the_file(text):
    document = parse(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert all(1 <= line <= lines for line, _ in document.values.values())
    assert all(1 <= problem.place[0] <= lines for problem in document.problems)


@ANYTHING
@given(st.data())
def test_any_value_in_any_place_of_the_week_and_the_blog(folder, week, blog, data):
    def spoilt(text):
        document = parse(text)
        path = data.draw(st.sampled_from(sorted(filter(None, document.values), key=str)))
        part = document.value
        for step in path[:-1]:
            part = part[step]
        part[path[-1]] = data.draw(VALUES)
        return document.value

    facts = blog.split("---\n")[1]
    # JSON is YAML, but for what neither can say
    week, facts = (_as_yaml(spoilt(text)) for text in (week, facts))
    loaded, _ = planning.read(folder(week, {"a.md": f"---\n{facts}\n---\nSix words are in this text.\n"}))
    is_told(loaded)


@ANYTHING
@given(st.text(max_size=300) | st.text(alphabet="*_`[]()<>!#-\\&;\n a1", max_size=80))
def test_any_text_as_a_blog_s_body(folder, week, blog, body):
    clean = body.encode("utf-8", "replace").decode()
    loaded, posts = planning.read(folder(week, {"a.md": blog + clean}))
    is_told(loaded)
    assert loaded.campaign is not None
    assert posts


def _as_yaml(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_as_yaml(key)}: {_as_yaml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_as_yaml, value)) + "]"
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(letter):08X}" for letter in value) + '"'
    return "null" if value is None else str(value)


@pytest.mark.parametrize(
    "text",
    [
        "name: " + "a" * 190_000,
        "name: '" + "a b " * 40_000 + "'",
        "a" * 190_000 + ": 1",
        "".join(f"key{n}: 1\n" for n in range(9_000)),
        "days: [" + "{}, " * 9_000 + "]",
        "themes:\n" + "- {id: a, name: A, nmae: B}\n" * 2_000,
        '"' * 190_000,
        "!" * 190_000,
        "&a " * 60_000,
        "a: |\n" + "  text\n" * 25_000,
        "# comment\n" * 19_000,
        "\n" * 990_000,
        "- " * 490_000,
    ],
    ids=range(13),
)
def test_a_great_deal_of_one_thing_is_read_in_one_go(folder, text):
    loaded = load(folder(text, {"a.md": f"---\n{text}"}))
    is_told(loaded)
    assert loaded.errors
    assert len(loaded.errors) <= 202


def test_a_body_of_a_megabyte_with_many_quotations_is_read_in_one_go(folder, week, blog):
    quotes = "quotes: [" + "not there, " * 500 + "]\nstatus:"
    loaded = load(folder(week, {"a.md": blog.replace("status:", quotes) + "*a [b](c " * 100_000}))
    assert sum(finding.code == "quotation" for finding in loaded.findings) == 500
