"""The posts of both weeks, word for word. What changes here changes what readers would have seen: read it before keeping it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent


def _tool() -> Any:
    spec = importlib.util.spec_from_file_location("tools_golden", ROOT / "tools" / "golden.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TOOL = _tool()


@pytest.mark.parametrize("folder", TOOL.weeks(), ids=lambda folder: folder.name)
def test_the_posts_of_the_week_are_the_ones_that_were_read(folder: Path) -> None:
    kept = (TOOL.FOLDER / f"{folder.name}.txt").read_text(encoding="utf-8")
    assert TOOL.render(folder) == kept, "the posts have changed: run tools/golden.py and read the difference"


def test_no_golden_file_outlives_its_week() -> None:
    assert sorted(path.stem for path in TOOL.FOLDER.glob("*.txt")) == [folder.name for folder in TOOL.weeks()]
