"""What a paragraph looks like: a fact with its name, a title, a sub-title, a by-line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promoter.intake import by_lines
from promoter.intake.forms import labelled
from promoter.intake.paragraphs import Kind

if TYPE_CHECKING:
    from promoter.intake.paragraphs import Paragraph

LONGEST_SUBTITLE, LONGEST_LABEL = 320, 400


def labels_of(part: Paragraph) -> list[tuple[str, str]]:
    """The facts of a paragraph whose lines each name one."""
    if part.kind not in {Kind.PARAGRAPH, Kind.HEADING, Kind.ITEM}:
        return []
    found = [labelled(each) for each in part.text.split("\n")]
    known = [each for each in found if each is not None]
    if len(known) < len(found) or any(len(value) > LONGEST_LABEL and fact != "text" for fact, value in known):
        return []
    return known


def is_short_line(part: Paragraph, longest: int) -> bool:
    return (
        part.kind is Kind.PARAGRAPH
        and len(part.text) <= longest
        and "\n" not in part.text
        and not re.search(r"[.,;:]$", part.text)
    )


def may_be_subtitle(part: Paragraph) -> bool:
    return part.kind in {Kind.PARAGRAPH, Kind.HEADING, Kind.QUOTATION} and len(part.text) <= LONGEST_SUBTITLE


def person(part: Paragraph) -> by_lines.ByLine | None:
    if part.kind not in {Kind.PARAGRAPH, Kind.HEADING}:
        return None
    return by_lines.by_line(part.text)
