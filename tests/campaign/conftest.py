"""A small week and a small blog, and folders made of them with something changed."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from promoter.campaign.findings import Level
from promoter.campaign.loading import Loaded, load

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

WEEK = """\
name: Sample Week
hashtag: "#SampleWeek"
timezone: Europe/London
organisation: {name: Example, x: "@example", linkedin: "urn:li:organization:1", contact: week@example.org}
page: https://www.example.org/week
deadline: "2021-09-09T17:00"
event: {name: Sample Day, starts: "2021-09-22", ends: "2021-09-22"}
rules: {words: [5, 10], per_organisation: 1, hosts: [www.example.org]}
themes:
  - {id: first, name: First theme, line: the first line}
  - {id: second, name: Second theme, line: the second line}
days:
  - {date: "2021-09-13", theme: first}
  - {date: "2021-09-14", theme: second}
channels:
  x: {first: "08:45", last: "17:00", gap: 60m, per_day: 9}
  linkedin: {first: "08:50", last: "17:00", gap: 90m, per_day: 6}
"""

BLOG = """\
---
title: A sample title
subtitle: A sample sub-title.
authors: [{name: Ann Sample, role: Director, organisation: Example One}]
themes: [first]
url: https://www.example.org/sample
received: "2021-09-08T15:20"
status: approved
approved_by: Robin Sample
---
Six words are in this text.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Makes a campaign folder: campaign.yaml, blogs by file name, other files by their path."""

    def make(
        week: str | bytes = WEEK,
        blogs: Mapping[str, str | bytes] | None = None,
        *,
        others: Mapping[str, str | bytes] | None = None,
        name: str = "sample-week",
    ) -> Path:
        place = tmp_path / name
        shutil.rmtree(place, ignore_errors=True)
        files = {"campaign.yaml": week, **{f"blogs/{file}": text for file, text in (blogs or {}).items()}}
        for path, text in {**files, **(others or {})}.items():
            file = place / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode() if isinstance(text, str) else text)
        return place

    return make


@pytest.fixture
def week() -> str:
    return WEEK


@pytest.fixture
def blog() -> str:
    return BLOG


@pytest.fixture
def said() -> Callable[[Loaded], list[str]]:
    """Errors and warnings as they are printed, with file names instead of paths."""

    def lines(loaded: Loaded) -> list[str]:
        return [
            str(finding).removeprefix(f"{loaded.folder}/").removeprefix("blogs/")
            for finding in loaded.findings
            if finding.level is not Level.NOTE
        ]

    return lines


@pytest.fixture
def of_week(folder, said) -> Callable[[str, str], list[str]]:
    """What is said of the sample week once `old` in it is `new`."""

    def change(old: str, new: str) -> list[str]:
        assert old in WEEK
        return said(load(folder(WEEK.replace(old, new, 1))))

    return change


@pytest.fixture
def of_blog(folder, said) -> Callable[[str, str], list[str]]:
    """What is said of the sample blog once `old` in it is `new`."""

    def change(old: str, new: str) -> list[str]:
        assert old in BLOG
        return said(load(folder(WEEK, {"sample.md": BLOG.replace(old, new, 1)})))

    return change
