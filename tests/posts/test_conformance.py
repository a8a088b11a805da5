"""twitter-text's own conformance cases, read from the folder that PROMOTER_CONFORMANCE names."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from promoter.posts import x_text

FOLDER = os.environ.get("PROMOTER_CONFORMANCE")
KINDS = {"url": "urls", "hashtag": "hashtags", "screen_name": "mentions", "cashtag": "cashtags"}

pytestmark = pytest.mark.skipif(not FOLDER, reason="PROMOTER_CONFORMANCE names no folder with conformance cases")


def cases(*topics: str) -> list[Any]:
    """The cases of some topics, each with its section."""
    if not FOLDER:
        return []
    topic_cases = json.loads(Path(FOLDER, "twitter-text.json").read_text(encoding="utf-8"))["cases"]
    return [
        pytest.param(section, case, id=f"{topic}-{section}-{number}")
        for topic in topics
        for section, listed in topic_cases[topic].items()
        for number, case in enumerate(listed)
    ]


@pytest.mark.parametrize(("section", "case"), cases("validate"))
def test_a_text_counts_what_the_suite_says(section: str, case: dict[str, Any]) -> None:
    parsed = x_text.parse(case["text"])
    expected = case["expected"]
    assert (parsed.length, parsed.valid) == (expected["weightedLength"], expected["valid"]), case["description"]


@pytest.mark.parametrize(("section", "case"), cases("extract", "tlds"))
def test_an_entity_is_found_where_the_suite_says(section: str, case: dict[str, Any]) -> None:
    name = next((name for name in ("hashtag", "mention", "cashtag") if section.startswith(name)), "url") + "s"
    entities = getattr(x_text.parse(case["text"]), name)
    with_places = any(isinstance(expected, dict) for expected in case["expected"])
    found = [(entity.text, [entity.start, entity.end]) if with_places else entity.text for entity in entities]
    assert found == [_expected(expected) for expected in case["expected"]], case["description"]


def test_the_suite_is_there() -> None:
    assert len(cases("validate", "extract", "tlds")) > 800


def _expected(given: Any) -> Any:
    if isinstance(given, str):
        return given
    name = next(name for name in KINDS if name in given)
    return given[name], given["indices"]
