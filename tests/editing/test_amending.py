"""A value is changed where it stands, and nothing else in the file is."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promoter.campaign.document import parse
from promoter.editing.amending import amended
from promoter.errors import NotPossible

WEEK = (Path(__file__).parents[2] / "schedules" / "smarter-state-2021" / "campaign.yaml").read_text(encoding="utf-8")

CASES = {
    "a plain word": ("a: one  # why\nb: 2\n", {("a",): "two"}, "a: two  # why\nb: 2\n"),
    "a text in quotes stays in quotes": ('a: "one"\n', {("a",): "two"}, 'a: "two"\n'),
    "a date gets quotes": ("a: null\n", {("a",): "2021-09-13"}, 'a: "2021-09-13"\n'),
    "a number in a list on one line": ("a: [1, 2]  # c\n", {("a",): [1, 3]}, "a: [1, 3]  # c\n"),
    "a key in a mapping on one line": ("a: {b: 1, c: 2}\n", {("a", "c"): 3}, "a: {b: 1, c: 3}\n"),
    "a new key in a mapping on one line": ("a: {b: 1}\n", {("a", "c"): 3}, "a: {b: 1, c: 3}\n"),
    "a new key in an empty mapping": ("a: {}\n", {("a", "c"): 3}, "a: {c: 3}\n"),
    "a key with nothing after it": ("a:\nb: 1\n", {("a",): "x"}, "a: x\nb: 1\n"),
    "a key with nothing after it in a mapping": ("a: {b: , c: 1}\n", {("a", "b"): "x"}, "a: {b: x , c: 1}\n"),
    "a key after one with nothing after it": (
        "a:\n  b:\n# about d\nd: 1\n", {("a", "c"): 3}, "a:\n  b:\n  c: 3\n# about d\nd: 1\n",
    ),
    "a key with nothing but a remark after it": ("a:  # why\nb: 1\n", {("a",): "x"}, "a: x  # why\nb: 1\n"),
    "a new key comes last, before what follows": (
        "a:\n  b: 1  # one\n\n# about d\nd: 2\n", {("a", "c"): 3}, "a:\n  b: 1  # one\n  c: 3\n\n# about d\nd: 2\n",
    ),
    "a new key comes after the one changed before it": (
        "a: 1  # one\nz: 2\n", {("a",): 5, ("b",): 6}, "a: 5  # one\nb: 6\nz: 2\n",
    ),
    "a new key after one on the same line": ("a: {b: 1, z: 2}\n", {("a", "b"): 5, ("a", "c"): 6}, "a: {b: 5, c: 6, z: 2}\n"),
    "a new entry": ("a:\n  - {b: 1}  # one\n# after\nd: 2\n", {("a", 1): {"b": 2}}, "a:\n  - {b: 1}  # one\n  - {b: 2}\n# after\nd: 2\n"),
    "entries that go": ("a:\n  - 1\n  - 2  # two\n  - 3\n# after\nd: 2\n", {("a",): [1]}, "a:\n  - 1\n# after\nd: 2\n"),
    "entries that go from one line": ("a: [1, 2, 3]\n", {("a",): [1]}, "a: [1]\n"),
    "the first entry goes with its own remark": (
        "a:\n  - {b: 1}  # one\n  # about two\n  - {b: 2}  # two\nd: 2\n", {("a",): [{"b": 2}]}, "a:\n  # about two\n  - {b: 2}  # two\nd: 2\n",
    ),
    "an entry in the middle goes with the remark above it": (
        "a:\n- b: 1  # one\n# about two\n- b: 2\n  c: 3\n# about three\n- b: 3\nd: 2\n", {("a",): [{"b": 1}, {"b": 3}]},
        "a:\n- b: 1  # one\n# about three\n- b: 3\nd: 2\n",
    ),
    "the first two entries go": ("a:\n  - 1\n  - 2\n  - 3  # three\n", {("a",): [3]}, "a:\n  - 3  # three\n"),
    "the first entries go from one line": ("a: [{b: 1}, {b: 2}, {b: 3}]  # c\n", {("a",): [{"b": 3}]}, "a: [{b: 3}]  # c\n"),
    "the entry of a middle goes from one line": ("a: [1, 2, 3]\n", {("a",): [1, 3]}, "a: [1, 3]\n"),
    "an entry goes and another changes": ("a:\n  - 1\n  - 2  # two\n  - 3\n", {("a",): [4, 2]}, "a:\n  - 4\n  - 2  # two\n"),
    "a list that is not indented": ("a:\n- 1\nb: 2\n", {("a",): [1, 2]}, "a:\n- 1\n- 2\nb: 2\n"),
    "a whole part that was not there": ("a: 1\n", {("e", "url"): "x"}, "a: 1\ne: {url: x}\n"),
    "a whole part that was empty": ("e: null\na: 1\n", {("e", "url"): "x"}, "e: {url: x}\na: 1\n"),
    "a text of several lines": ("a: |\n  one\n  two\n# c\nb: 1\n", {("a",): "three"}, "a: three\n# c\nb: 1\n"),
    "a text that goes on": ("a: one\n  two # c\nb: 1\n", {("a",): "three"}, "a: three # c\nb: 1\n"),
    "a mapping becomes nothing": ("a:\n  b: 1\n  c: 2\n# about d\nd: 1\n", {("a",): None}, "a:\n  null\n# about d\nd: 1\n"),
    "no line end at the end": ("a: 1", {("b",): 2}, "a: 1\nb: 2"),
    "what is so already": ("a:   'one'\n", {("a",): "one"}, "a:   'one'\n"),
    "true is not 1": ("a: 1\n", {("a",): True}, "a: true\n"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_only_the_value_changes(case: str) -> None:
    before, changes, after = CASES[case]
    assert amended(before, changes) == after


def leaves(value, path=()):
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list) and value:
        for index, item in enumerate(value):
            yield from leaves(item, (*path, index))
    else:
        yield path


LEAVES = list(leaves(parse(WEEK).value))
TEXTS = st.text(st.sampled_from("ab: #-'\"\\{}[],&*!|>%@`?~09\n\u2019"), max_size=12)
VALUES = st.one_of(TEXTS, st.booleans(), st.integers(-5, 5), st.lists(TEXTS, max_size=2))


@settings(max_examples=40)
@given(st.sampled_from(LEAVES), VALUES)
def test_in_a_real_file_one_line_changes_and_is_read_as_it_was_meant(path, value) -> None:
    text = amended(WEEK, {path: value})
    wanted = deepcopy(parse(WEEK).value)
    inner = wanted
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = value
    assert parse(text).value == wanted
    before, after = WEEK.splitlines(), text.splitlines()
    assert len(before) == len(after)
    assert sum(was != line for was, line in zip(before, after, strict=True)) <= 1


@pytest.mark.parametrize("text", ["a: [1\n", "a: &x 1\nb: *x\n", "- 1\n", "a: 1\na: 2\n"])
def test_what_cannot_be_read_is_not_changed(text: str) -> None:
    with pytest.raises(NotPossible, match="before it can be read"):
        amended(text, {("a",): 2})
