"""Wordings that come with the program are compiled once."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import jinja2
import pytest

from promoter.posts import compiled
from promoter.posts.template_rules import ENVIRONMENT
from promoter.posts.templates import WORDING, built_in, split

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    file = tmp_path / "opener.txt"
    file.write_text("Hello {{ name }}", encoding="utf-8")
    return file


def said(file: Path, made: list[str] | None = None) -> str:
    """What the file says, by way of what is kept; `made` learns of every text that had to be compiled."""

    def sources(text: str) -> list[str]:
        if made is not None:
            made.append(text)
        return [text]

    (code,) = compiled.kept(file, sources, ENVIRONMENT).values()
    return compiled.template(code, ENVIRONMENT).render(name="Ada")


def test_a_file_is_compiled_once_and_then_taken_from_where_it_is_kept(file: Path) -> None:
    made: list[str] = []
    assert [said(file, made), said(file, made)] == ["Hello Ada", "Hello Ada"]
    assert made == ["Hello {{ name }}"]


def test_a_file_that_changes_is_compiled_anew(file: Path) -> None:
    said(file)
    file.write_text("Good morning {{ name }}", encoding="utf-8")
    assert said(file) == "Good morning Ada"


def test_another_version_of_jinja_compiles_anew(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    said(file, made)
    monkeypatch.setattr(jinja2, "__version__", "99.0")
    said(file, made)
    assert len(made) == 2


def test_where_nothing_may_be_written_everything_works_all_the_same(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert said(file) == "Hello Ada"
    assert sorted(path.name for path in file.parent.iterdir()) == ["opener.txt"]


@pytest.mark.parametrize("name", sorted(f"{path.parent.name}/{path.stem}" for path in WORDING.glob("*/*.txt")))
def test_every_wording_of_the_program_is_kept_and_is_what_its_file_says(name: str) -> None:
    fresh = split(name, (WORDING / f"{name}.txt").read_text(encoding="utf-8"))
    assert built_in(name) == fresh
    for rungs in built_in(name).variants:
        assert [rung.name for rung in rungs if rung.code is None] == []
