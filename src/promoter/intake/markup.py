"""HTML from a web site as paragraphs: its words and what they are, and nothing that could act."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

from promoter.intake import paragraphs
from promoter.intake.escaping import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promoter.intake.paragraphs import Paragraph

_SILENT = frozenset({"script", "style", "noscript", "template", "iframe", "object", "svg", "math", "form", "head", "nav", "title", "figcaption"})  # fmt: skip
_BLOCKS = frozenset({"p", "div", "section", "article", "header", "footer", "aside", "main", "figure", "address", "pre", "blockquote", "ul", "ol", "li", "dl", "dt", "dd", "hr", "table", "caption", "h1", "h2", "h3", "h4", "h5", "h6"})  # fmt: skip
_STRONG, _SLANTED = frozenset({"b", "strong"}), frozenset({"i", "em", "cite"})
_EMPTY = frozenset({"br", "hr", "img", "input", "meta", "link", "wbr", "source", "embed", "area", "base", "col", "track"})  # fmt: skip
DEEPEST = 100


def read(text: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a piece of HTML."""
    parser = _Parser()
    parser.feed(text)
    parser.close()
    parser.end()
    return tuple(parser.found)


def words(text: str) -> str:
    """What a reader sees of a piece of HTML, on one line."""
    return " ".join(" ".join(part.text.split()) for part in read(text))


class _Parser(HTMLParser):
    """Collects spans until a block begins or ends. Tags that are never closed, or never opened, do no harm."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Paragraph] = []
        self.spans: list[Span] = []
        self.open: list[str] = []
        self.hrefs: list[str | None] = []
        self.silent: list[str] = []
        self.lists: list[bool] = []
        self.rows: list[list[list[Span]]] = []
        self.after: Paragraph | None = None

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if self.silent or tag in _SILENT or (tag not in _EMPTY and _is_hidden(given)):
            self.silent += [tag] if tag not in _EMPTY else []
            return
        if tag in _BLOCKS:
            self.end()
        if tag == "br":
            self.spans.append(Span("\n"))
        elif tag == "hr":
            self.found.append(paragraphs.rule())
        elif tag in {"ul", "ol"}:
            self.lists.append(tag == "ol")
        elif tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"} and self.rows:
            self.rows[-1].append([])
        elif tag == "a":
            self.hrefs.append(given.get("href"))
        if tag not in _EMPTY and len(self.open) < DEEPEST:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.silent:
            if tag in self.silent:
                while self.silent.pop() != tag:
                    pass
            return
        if tag in _BLOCKS:
            self.end()
        if tag in self.open:
            while self.open.pop() != tag:
                pass
        if tag in {"ul", "ol"} and self.lists:
            self.lists.pop()
        elif tag == "a" and self.hrefs:
            self.hrefs.pop()
        elif tag == "table":
            self.keep(paragraphs.table(self.rows))
            self.rows = []

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        preformatted = "pre" in self.open
        text = data if preformatted else data.replace("\n", " ").replace("\r", " ")
        strong, slanted = bool(_STRONG & set(self.open)), bool(_SLANTED & set(self.open))
        span = Span(text, strong, slanted, self.hrefs[-1] if self.hrefs else None)
        if self.rows and self.rows[-1]:
            self.rows[-1][-1].append(span)
        else:
            self.spans.append(span)

    def end(self) -> None:
        """What was collected is a paragraph."""
        spans, self.spans = self.spans, []
        if self.rows and self.rows[-1]:
            self.rows[-1][-1].append(Span(" "))
            return
        level = next((int(tag[1]) for tag in reversed(self.open) if tag[0] == "h" and tag[1:].isdigit()), 0)
        if level:
            self.keep(paragraphs.heading(spans, level))
        elif "li" in self.open and self.lists:
            deep = len(self.lists) - 1
            self.keep(paragraphs.item(spans, deep, ordered=self.lists[-1], after=self.after))
        else:
            self.keep(paragraphs.quotation(spans) if "blockquote" in self.open else paragraphs.paragraph(spans))

    def keep(self, made: Paragraph | None) -> None:
        if made is not None:
            self.found.append(made)
            self.after = made


def _is_hidden(given: dict[str, str | None]) -> bool:
    style = (given.get("style") or "").replace(" ", "").lower()
    return "hidden" in given or "display:none" in style or "visibility:hidden" in style
