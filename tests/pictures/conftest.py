"""A small campaign with a picture beside its blog, on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pictures.samples import halves, saved

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WEEK = """\
name: Sample Week
hashtag: "#SampleWeek"
timezone: Europe/London
organisation: {name: Example, x: "@example", linkedin: "urn:li:organization:1", contact: week@example.org}
page: https://www.example.org/week
event: {name: Sample Day, what: conference, starts: "2021-09-22", ends: "2021-09-22"}
rules: {words: [1, 20]}
themes:
  - {id: first, name: First theme, line: the first line}
  - {id: second, name: Second theme, line: the second line}
days:
  - {date: "2021-09-13", theme: first}
  - {date: "2021-09-14", theme: second}
channels: {x: {}, linkedin: {}}
"""

BLOG = """\
---
title: TITLE
subtitle: A sample sub-title.
authors: [{name: Ann Sample, role: Director, organisation: Example One}]
themes: [first]
url: https://www.example.org/sample
status: approved
approved_by: Robin Sample
---
Six words are in this text.
"""

IMAGE = 'image: {file: images/door.png, alt: "A red door beside a blue one"}'


@pytest.fixture
def campaign(tmp_path: Path) -> Callable[..., Path]:
    """Makes a campaign: two blogs, the first with a picture if one is given, campaign.yaml with lines added."""

    def make(
        picture: bytes | None = None, *, image: str = IMAGE, added: str = "", title: str = "A sample title"
    ) -> Path:
        folder = tmp_path / "sample-week"
        (folder / "blogs").mkdir(parents=True, exist_ok=True)
        (folder / "images").mkdir(exist_ok=True)
        (folder / "campaign.yaml").write_text(WEEK + added)
        own = BLOG if picture is None else BLOG.replace("status:", f"{image}\nstatus:", 1)
        (folder / "blogs" / "own.md").write_text(own.replace("TITLE", title))
        other = BLOG.replace("TITLE", "Another title").replace("/sample\n", "/other\n").replace("[first]", "[second]")
        (folder / "blogs" / "other.md").write_text(other)
        if picture is not None:
            (folder / "images" / "door.png").write_bytes(picture)
        return folder

    return make


@pytest.fixture
def plain() -> bytes:
    """A picture that is nothing but a picture."""
    return saved(halves())
