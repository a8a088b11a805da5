"""What came of reading a file: the texts in it, each with what the file says about itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from promoter.intake.paragraphs import Paragraph


@dataclass(frozen=True, slots=True)
class Properties:
    """What a file's own properties say, which is true less often than not."""

    title: str = ""
    author: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Stated:
    """A fact that was given by its name: its value, and where, such as "the column “Job title”"."""

    value: str
    where: str


@dataclass(frozen=True, slots=True)
class Text:
    """One blog as it was read. `stated` are facts that stand outside the text: columns, front matter, a feed's own.

    `part` is what of the file it is, None if it is all of it; `identity` is what stays the same when that part comes
    again with other words, such as an entry's address. `own` are facts of the campaign's own kind, taken over as they are.
    """

    paragraphs: tuple[Paragraph, ...]
    properties: Properties = Properties()
    remarks: tuple[str, ...] = ()
    stated: Mapping[str, Stated] = field(default_factory=dict)
    own: Mapping[str, object] = field(default_factory=dict)
    part: str | None = None
    identity: str | None = None
    part_sha256: str | None = None
