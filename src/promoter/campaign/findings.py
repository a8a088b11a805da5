"""What is to be said about a campaign's files, each with its place."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Level(StrEnum):
    """How much a finding matters."""

    ERROR = "error"  #: the campaign cannot be loaded until it is put right
    WARNING = "warning"  #: it can be loaded, and somebody should look
    NOTE = "note"  #: good to know, such as an assumption that nobody has confirmed


class Finding(NamedTuple):
    """One sentence about one place. `line` and `column` count from 1. Sorted, they stand in the order of the files."""

    file: str
    line: int
    column: int
    level: Level
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.level}: {self.message}"


class Complaint(NamedTuple):
    """A finding before its place is known.

    `path` leads into the front matter of `blog`, or into campaign.yaml; ("body",) is the blog's text, and `below` counts
    lines from there.
    """

    level: Level
    code: str
    message: str
    path: tuple[str | int, ...] = ()
    blog: str | None = None
    below: int = 0
