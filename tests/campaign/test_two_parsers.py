"""The parser written in C is a short cut: where it answers, it answers what the other one would have said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import cyaml

from promoter.campaign import document

ROOT = Path(__file__).resolve().parents[2]
HEAD = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*$", re.DOTALL | re.MULTILINE)
PIECES = st.sampled_from(
    [
        "a",
        "b: ",
        "- ",
        "\n",
        "  ",
        "[",
        "]",
        "{",
        "}",
        ", ",
        ": ",
        "'",
        '"',
        "10:30",
        "2021-09-13",
        "#x",
        "|\n  t\n",
        "é",
        "~",
        "no",
        "'q'",
    ]
)

pytestmark = pytest.mark.skipif(cyaml is None, reason="ruamel.yaml.clib is not installed, so there is one parser only")


def slowly(text: str, monkeypatch: pytest.MonkeyPatch) -> document.Document:
    with monkeypatch.context() as patch:
        patch.setattr(document, "cyaml", None)
        return document.parse(text)


@pytest.mark.parametrize("folder", ["schedules", "tests/campaigns"])
def test_both_read_every_campaign_of_the_project_alike(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / folder).rglob("campaign.yaml")]
    heads = (HEAD.match(path.read_text(encoding="utf-8")) for path in (ROOT / folder).rglob("blogs/*.md"))
    texts += [head[1] for head in heads if head]
    assert len(texts) > 10
    for text in texts:
        assert vars(document.parse(text)) == vars(slowly(text, monkeypatch))


@given(st.lists(PIECES, max_size=14).map("".join))
def test_both_read_any_text_alike_that_the_short_cut_answers(text: str) -> None:
    quick = document._quickly(text, 1)
    if quick is not None:
        with pytest.MonkeyPatch.context() as patch:
            slow = slowly(text, patch)
        assert (quick.value, quick.keys, slow.problems) == (slow.value, slow.keys, [])
        # Where nothing is written, the two put its place at different ends of the space that is there.
        written = {path for path, place in slow.values.items() if path and _is_something(slow.value, path)}
        assert {path: quick.values[path] for path in written} == {path: slow.values[path] for path in written}


def _is_something(value: object, path: document.Path) -> bool:
    for step in path:
        value = value[step]  # type: ignore[index]
    return value is not None
