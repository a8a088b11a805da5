"""Plain text as its paragraphs, whatever its encoding, with lines that were broken to fit a screen put together again."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from promoter.intake import paragraphs, refusing
from promoter.intake.cleaning import clean
from promoter.intake.escaping import Span
from promoter.intake.forms import labelled
from promoter.intake.reading import Text
from promoter.intake.refusing import NotReadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promoter.intake.paragraphs import Paragraph

_BULLET = re.compile(r"\s*(?:[-*+•‣◦·–]|(\d{1,2})[.)])\s+(?=\S)")
_SHORT = 60  #: characters; a line of fewer in the middle of a paragraph was ended on purpose
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_BINARY = 4  #: of a thousand bytes


def decoded(data: bytes) -> str:
    """The text of some bytes: UTF-8 or UTF-16 with their marks, UTF-8 without, else as Windows writes Western letters."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _or_refused(data, encoding)
    if 1000 * len(_BINARY.findall(data)) > _MOST_BINARY * len(data):
        raise NotReadable(refusing.NO_KIND)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _or_refused(data, "cp1252")


def _or_refused(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        if encoding == "cp1252":  # five bytes mean nothing in it
            return data.decode(encoding, "replace")
        raise NotReadable(refusing.DAMAGED) from None


def read(data: bytes) -> Text:
    return Text(tuple(parts(decoded(data))))


def parts(text: str) -> Iterator[Paragraph]:
    """The paragraphs of a text: with empty lines between them or, where there are none, one on each line."""
    text = clean(text)
    before: Paragraph | None = None
    for has_words, lines in groupby(text.split("\n"), key=lambda each: bool(each.strip())):
        if not has_words:
            continue
        for piece in _pieces(list(lines), alone="\n\n" not in text):
            if found := _BULLET.match(piece):
                made = paragraphs.item([Span(piece[found.end() :])], 0, ordered=bool(found[1]), after=before)
            else:
                made = paragraphs.paragraph([Span(piece)])
            if made is not None:
                before = made
                yield made


def _pieces(lines: list[str], *, alone: bool) -> Iterator[str]:
    """The paragraphs among lines that stand together."""
    on_its_own = [alone or bool(_BULLET.match(line) or labelled(line)) for line in lines]
    if not any(on_its_own) and all(len(line) <= _SHORT for line in lines[:-1]):
        on_its_own = [True] * len(lines)  # a title, a name and a role below each other
    said = ""
    for line, starts in zip(lines, on_its_own, strict=True):
        if said and not starts and not labelled(said):
            said = f"{said} {line}"
            continue
        if said:
            yield said
        said = line
    if said:
        yield said
