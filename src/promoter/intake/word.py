"""A Word file as its paragraphs: tracked insertions kept, deletions, comments and hidden text left out, tables counted."""

from __future__ import annotations

import gc
import io
import re
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile

from mammoth import documents, docx

from promoter.intake import hidden, package, paragraphs, refusing
from promoter.intake.cleaning import line
from promoter.intake.escaping import Span
from promoter.intake.forms import as_labels
from promoter.intake.paragraphs import Kind, Paragraph
from promoter.intake.reading import Properties, Text
from promoter.intake.refusing import NotReadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from zipfile import ZipFile

_TRACKED = re.compile(rb"<\w+:(?:ins|del|moveTo|moveFrom) ")
_OUTSIDE = re.compile(rb"<Relationship\b[^>]*TargetMode=\"External\"[^>]*>")
_IS_LINK = re.compile(rb"Type=\"[^\"]*/hyperlink\"")
_HEADING = re.compile(r"heading ([1-6])$")
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_STYLES = "word/styles.xml"
_DOCUMENT = "word/document.xml"
_UNTOLD = frozenset({"", "user", "admin", "administrator", "microsoft office user", "author", "owner"})
_NO_TITLE = re.compile(r"microsoft word|document ?\d*$|untitled|\.docx?$|^blog( post)?$|^title$", re.IGNORECASE)


def read(data: bytes) -> Text:
    """The text of a Word file, its properties, and what somebody should know about it."""
    opened = package.opened(data)
    remarks = list(_remarks(opened))
    file = io.BytesIO(data)
    if (seen := _without_hidden(opened)) is not None:
        file = seen
        remarks.append("hidden text in it was left out")
    try:
        with _uncollected():
            walk = _Walk(docx.read(file).value)
        found = walk.run()
    except NotReadable:
        raise
    except RecursionError:
        raise NotReadable(refusing.BOMB) from None
    except (OSError, BadZipFile, zlib.error, ExpatError, ValueError, KeyError, TypeError, AttributeError, LookupError):
        raise NotReadable(refusing.DAMAGED) from None  # what mammoth meets in a file that is none
    if walk.pictures:
        pictures = "a picture" if walk.pictures == 1 else f"{walk.pictures} pictures"
        remarks.append(f"{pictures} in it did not come along: ask for the files, and for what is to be seen in them")
    return Text(tuple(found), _properties(opened), tuple(remarks))


@contextmanager
def _uncollected() -> Iterator[None]:
    """A file's tree is one large ring, and grows; the collector would go through all of it again and again meanwhile."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _remarks(opened: ZipFile) -> Iterator[str]:
    if _TRACKED.search(package.part(opened, _DOCUMENT)):
        yield "it has tracked changes: what was put in is kept, what was struck out is left out"
    outside = [
        link
        for name in opened.namelist()
        if name.endswith(".rels")
        for link in _OUTSIDE.findall(package.part(opened, name))
        if not _IS_LINK.search(link)
    ]
    if outside:
        yield "it refers to files elsewhere (a template or a linked picture), which were not fetched"


def _without_hidden(opened: ZipFile) -> io.BytesIO | None:
    """The file without its hidden text; None if it has none."""
    names = set(opened.namelist())
    styles = hidden.styles(package.part(opened, _STYLES))
    instead, gone = {}, False
    for name in names & {_DOCUMENT, *_NOTES}:
        instead[name], some = hidden.without(package.part(opened, name), styles)
        gone = gone or some
    if not gone:
        return None
    return package.again(opened, [name for name in opened.namelist() if name.endswith((".xml", ".rels"))], instead)


def _properties(opened: ZipFile) -> Properties:
    """What the file says about itself; half of it was true of another file, or is the program's own."""
    core = package.part(opened, "docProps/core.xml")

    def said(name: str) -> str:
        found = re.search(rf"<(?:\w+:)?{name}\b[^>]*>([^<]*)<".encode(), core)
        return line(_unescaped(found[1].decode("utf-8", "replace"))) if found else ""

    title, author = said("title"), said("creator")
    return Properties(
        title="" if _NO_TITLE.search(title) else title,
        author="" if author.casefold() in _UNTOLD or " " not in author else author,
        modified=said("modified"),
    )


def _unescaped(text: str) -> str:
    from html import unescape  # noqa: PLC0415 - its table of names is large, and most files need none

    return unescape(text) if "&" in text else text


class _Walk:
    """One pass over what mammoth read."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.pictures = 0
        self.notes: list[Any] = []

    def run(self) -> list[Paragraph]:
        found = list(self.blocks(self.document.children))
        notes = list(self.told_below())
        return [*found, *([paragraphs.rule(), *notes] if notes else [])]

    def blocks(self, elements: Iterable[Any]) -> Iterator[Paragraph]:
        before: Paragraph | None = None
        for element in elements:
            if isinstance(element, documents.Table):
                yield from self.table(element)
                before = None
            elif isinstance(element, documents.Paragraph):
                made = self.paragraph(element, before)
                if made is not None:
                    yield made
                    before = made

    def paragraph(self, element: Any, before: Paragraph | None) -> Paragraph | None:
        style = (element.style_name or element.style_id or "").lower()
        spans = list(self.spans(element.children))
        if found := _HEADING.match(style):
            return paragraphs.heading(spans, int(found[1]), style=style)
        if style in {"title", "subtitle"}:
            return paragraphs.heading(spans, 1, style=style)
        if element.numbering is not None:
            level = int(element.numbering.level_index)
            return paragraphs.item(spans, level, ordered=element.numbering.is_ordered, after=before)
        return paragraphs.quotation(spans) if "quote" in style else paragraphs.paragraph(spans, style=style)

    def spans(self, elements: Iterable[Any], like: Span = Span("")) -> Iterator[Span]:  # noqa: B008 - it is frozen
        for element in elements:
            if isinstance(element, documents.Run):
                strong, slanted = like.strong or element.is_bold, like.slanted or element.is_italic
                yield from self.spans(element.children, like._replace(strong=strong, slanted=slanted))
            elif isinstance(element, documents.Text):
                yield like._replace(text=element.value)
            elif isinstance(element, documents.Hyperlink):
                yield from self.spans(element.children, like._replace(href=element.href))
            elif isinstance(element, documents.Tab):
                yield like._replace(text=" ")
            elif isinstance(element, documents.Break):
                yield like._replace(text="\n")
            elif isinstance(element, documents.NoteReference):
                yield from self.note(element)
            elif isinstance(element, documents.Image):
                self.pictures += 1
            elif isinstance(element, documents.Checkbox):
                yield like._replace(text="☒" if element.checked else "☐")
            elif isinstance(element, documents.Paragraph | documents.Table):
                yield Span(" ")
                yield from self.flat(element)

    def note(self, element: Any) -> Iterator[Span]:
        try:
            self.notes.append(self.document.notes.resolve(element))
        except KeyError:  # a reference to a note that is not there
            return
        yield Span(f"[{len(self.notes)}]")

    def told_below(self) -> Iterator[Paragraph]:
        """The notes as a numbered list, in the order in which the text names them."""
        for note in self.notes:
            spans = list(self.flat(note.body))
            made = paragraphs.item(spans, 0, ordered=True, after=None)
            if made is not None:
                yield made

    def flat(self, element: Any) -> Iterator[Span]:
        """All the words in something, in one line."""
        for part in element if isinstance(element, list) else element.children:
            if isinstance(part, documents.Paragraph | documents.Table | documents.TableRow | documents.TableCell):
                yield Span(" ")
                yield from self.flat(part)
            else:
                yield from self.spans([part])

    def table(self, element: Any) -> Iterator[Paragraph]:
        """A table; one of a single column is a frame round its text, and one of names and values is a form."""
        rows = [row.children for row in element.children if isinstance(row, documents.TableRow)]
        if rows and all(len(row) <= 1 for row in rows):
            for row in rows:
                for cell in row:
                    yield from self.blocks(cell.children)
            return
        cells = [[list(self.flat(cell)) for cell in row] for row in rows]
        form = as_labels(cells, lambda at: list(self.blocks(rows[at][1].children)))
        if form is not None:
            yield from form
            return
        wide = [
            [spans for cell, spans in zip(row, its, strict=True) for spans in (spans, *[[]] * (cell.colspan - 1))]
            for row, its in zip(rows, cells, strict=True)
        ]
        made = paragraphs.table([row[:60] for row in wide])
        if made is not None and made.kind is Kind.TABLE:
            yield made
