"""Values written as YAML are read back as they were, and people can read them too."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from promoter.campaign.document import parse
from promoter.campaign.writing import LONGEST_LINE, written

# Letters that could mean something to YAML, and words that it might take for something else than words.
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["C"])),
    st.text(st.sampled_from(" ab:#-'\"\\{}[],&*!|>%@`?~0")),
    st.sampled_from(["null", "true", "No", "08:45", "2021-09-13", "1e5", "", " ", "a: b", "- a", "a #b", "~", "0x1f"]),
)
KEYS = st.text(st.sampled_from("abc_"), min_size=1, max_size=8)
SCALARS = st.one_of(TEXTS, st.booleans(), st.none(), st.integers(-(10**9), 10**9))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, VALUES, max_size=6))
def test_what_is_written_is_read_back(value: dict[str, Any]) -> None:
    document = parse(written(value))
    assert document.problems == []
    assert (document.value or {}) == value


def test_short_facts_stand_on_one_line_and_long_ones_below_each_other() -> None:
    long = "a line that would not fit beside the others, however much one might wish it to"
    value = {
        "name": "Example Week",
        "organisation": {"name": "Example", "x": "@example", "linkedin": None},
        "days": [{"date": "2021-09-13", "theme": "one"}],
        "themes": [{"id": "one", "name": "The first", "line": long, "question": long}],
    }
    assert written(value) == (
        "name: Example Week\n"
        'organisation: {name: Example, x: "@example", linkedin: null}\n'
        "days:\n"
        '  - {date: "2021-09-13", theme: one}\n'
        "themes:\n"
        "  - id: one\n"
        "    name: The first\n"
        f'    line: "{long}"\n'
        f'    question: "{long}"\n'
    )


def test_only_a_long_text_makes_a_long_line() -> None:
    many = {f"key_{number}": "value" for number in range(30)}
    lines = written({"many": many, "list": [many]}).splitlines()
    assert max(map(len, lines)) <= LONGEST_LINE
