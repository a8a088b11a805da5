"""A text as its paragraphs, whatever kind of file it was in: what a reader sees of each, and how it is written in Markdown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from promoter.intake import escaping
from promoter.intake.cleaning import line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from promoter.intake.escaping import Span


class Kind(StrEnum):
    """What a paragraph is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    QUOTATION = "quotation"
    TABLE = "table"
    CODE = "code"
    RULE = "rule"
    LABEL = "label"  #: a fact that the contributor gave by its name; not part of the text


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`text` is what a reader sees, `markdown` what is written. `style` is the name that the file gives this kind of
    paragraph, such as "title"; of a LABEL, the fact that it states. `level` counts headings from 1 and items from 0.
    """

    kind: Kind
    text: str
    markdown: str
    level: int = 0
    style: str = ""
    slanted: bool = False
    strong: bool = False


def paragraph(spans: Sequence[Span], *, style: str = "") -> Paragraph | None:
    """An ordinary paragraph; None if there is nothing in it."""
    text = escaping.shown(spans)
    if not text:
        return None
    seen = [span for span in spans if span.text.strip()]
    return Paragraph(
        Kind.PARAGRAPH,
        text,
        escaping.written(spans),
        style=style,
        slanted=all(span.slanted for span in seen),
        strong=all(span.strong for span in seen),
    )


def heading(spans: Sequence[Span], level: int, *, style: str = "") -> Paragraph | None:
    """A heading, on one line. Its own emphasis says nothing and is left out."""
    text = line(escaping.shown(spans))
    if not text:
        return None
    plain = [span._replace(text=span.text.replace("\n", " "), strong=False) for span in spans]
    written = re.sub(r"(#+)$", r"\\\1", escaping.written(plain, starts_line=False))
    return Paragraph(Kind.HEADING, text, f"{'#' * level} {written}", level=level, style=style)


def item(spans: Sequence[Span], level: int, *, ordered: bool, after: Paragraph | None) -> Paragraph | None:
    """A list's entry. It lies at most one step deeper than the entry before it: deeper, Markdown takes it for code."""
    text = escaping.shown(spans)
    if not text:
        return None
    deepest = after.level + 1 if after is not None and after.kind is Kind.ITEM else 0
    depth = min(level, deepest)
    indent = "    " * depth
    inside = escaping.written(spans).replace("\n", f"\n{indent}   ")
    return Paragraph(Kind.ITEM, text, f"{indent}{'1.' if ordered else '-'} {inside}", level=depth)


def quotation(spans: Sequence[Span]) -> Paragraph | None:
    inside = paragraph(spans)
    if inside is None:
        return None
    return Paragraph(Kind.QUOTATION, inside.text, "> " + inside.markdown.replace("\n", "\n> "))


def rule() -> Paragraph:
    return Paragraph(Kind.RULE, "", "---")


def table(rows: Sequence[Sequence[Sequence[Span]]]) -> Paragraph | None:
    """A table, its first row the head, as Markdown has it."""
    written = [[escaping.cell(cell) for cell in row] for row in rows]
    shown = [[line(escaping.shown(cell)) for cell in row] for row in rows]
    kept = [at for at, row in enumerate(shown) if any(row)]
    if not kept:
        return None
    width = max(len(written[at]) for at in kept)
    lines = [f"| {' | '.join(written[at] + [''] * (width - len(written[at])))} |" for at in kept]
    lines.insert(1, f"|{'---|' * width}")
    return Paragraph(Kind.TABLE, "\n".join("\t".join(shown[at]) for at in kept), "\n".join(lines))


def label(fact: str, value: str) -> Paragraph:
    return Paragraph(Kind.LABEL, value, "", style=fact)


def of_text(text: str) -> Paragraph | None:
    """A paragraph of words without any marks."""
    return paragraph([escaping.Span(text)])


def body(paragraphs: Iterable[Paragraph]) -> str:
    """The Markdown of a text: a list's entries below each other, all else with an empty line between."""
    said = ""
    before: Paragraph | None = None
    for one in paragraphs:
        if one.kind is Kind.LABEL:
            continue
        together = before is not None and before.kind is one.kind is Kind.ITEM
        said += ("" if before is None else "\n" if together else "\n\n") + one.markdown
        before = one
    return f"{said.strip()}\n" if said.strip() else ""


def seen(paragraphs: Iterable[Paragraph]) -> str:
    """What a reader sees of a text, with an empty line between paragraphs."""
    return "\n\n".join(
        f"{one.style}: {one.text}" if one.kind is Kind.LABEL else one.text for one in paragraphs if one.text
    )
