"""Words as Markdown that shows them and nothing else: no letter of a contributor's becomes a mark, and no mark a letter."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlsplit

from promoter.intake.cleaning import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MARKS = re.compile(
    r"""(?P<always>[\\`*\[\]])
      | (?P<line>(?<![^\W_])_|_(?![^\W_]))  # inside a word it is a letter
      | <(?=[A-Za-z/!?])
      | &(?=\#?[A-Za-z0-9]{1,31};)
      | ~(?=~)|(?<=~)~""",
    re.VERBOSE,
)
_STARTS = re.compile(r"(?:(#{1,6})(?=\s|$)|([-+])(?=[\s|:-]|$)|([>=|:])|(\d{1,9})([.)])(?=\s|$)|(~))")
_SCHEMES = frozenset({"http", "https", "mailto"})
_SAFE = "/:?#@!$&'*+,;=%~._-"


class Span(NamedTuple):
    """Words of one kind within a paragraph. A line end is a break within it."""

    text: str
    strong: bool = False
    slanted: bool = False
    href: str | None = None


def shown(spans: Sequence[Span]) -> str:
    """What a reader sees."""
    return clean("".join(span.text for span in spans))


def written(spans: Sequence[Span], *, starts_line: bool = True) -> str:
    """The Markdown of a paragraph."""
    said = "".join(_pieces(_tidied(spans)))
    lines = [_start(line) if starts_line or number else line for number, line in enumerate(said.split("\n"))]
    return "\\\n".join(lines)


def cell(spans: Sequence[Span]) -> str:
    """The Markdown of a table's cell, on one line."""
    flat = [span._replace(text=span.text.replace("\n", " ")) for span in spans]
    return "".join(_pieces(_tidied(flat))).replace("|", "\\|")


def escape(text: str) -> str:
    """`text` with a mark before each letter that Markdown would take for one; as it stands inside a line."""
    return _MARKS.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    if found[0] == "<":
        return "&lt;"  # a backslash would do, but not for a comment
    return "&amp;" if found[0] == "&" else f"\\{found[0]}"


def _start(line: str) -> str:
    """`line` without anything at its beginning that would make a heading, a list, a quotation, a rule or a fence of it."""
    if not (found := _STARTS.match(line)):
        return line
    if found[4]:
        return f"{found[4]}\\{line[len(found[4]) :]}"
    return f"\\{line}"


def _tidied(spans: Sequence[Span]) -> list[Span]:
    """Clean spans, no two alike beside each other, spaces at their edges moved out of emphasis and links."""
    joined = [
        Span("".join(span.text for span in alike), *kind)
        for kind, alike in groupby(spans, key=lambda span: (span.strong, span.slanted, _address(span.href)))
    ]
    parts: list[Span] = []
    for span in joined:
        inner = span.text.strip()
        if not inner:
            parts.append(Span(span.text))
            continue
        at = span.text.index(inner)
        parts += [Span(span.text[:at]), span._replace(text=inner), Span(span.text[at + len(inner) :])]
    return _clean([part for part in parts if part.text])


def _clean(parts: list[Span]) -> list[Span]:
    """Each cleaned, with the spaces between them single and none at either end."""
    kept: list[Span] = []
    for part in parts:
        text = clean(f"x{part.text}x")[1:-1]
        before = kept[-1].text[-1:] if kept else "\n"
        if before in {" ", "\n"}:
            text = text.lstrip(" ")
        if text.startswith("\n") and before == " ":
            kept[-1] = kept[-1]._replace(text=kept[-1].text.rstrip(" "))
        if text:
            kept.append(part._replace(text=text))
    while kept and not kept[-1].text.strip():
        kept.pop()
    while kept and not kept[0].text.strip():
        kept.pop(0)
    if kept:
        kept[-1] = kept[-1]._replace(text=kept[-1].text.rstrip())
        kept[0] = kept[0]._replace(text=kept[0].text.lstrip())
    return kept


def _pieces(spans: Sequence[Span]) -> Iterator[str]:
    for number, span in enumerate(spans):
        text = escape(span.text)
        before = spans[number - 1].text[-1:] if number else ""
        after = spans[number + 1].text[:1] if number + 1 < len(spans) else ""
        if text.endswith("!") and number + 1 < len(spans) and spans[number + 1].href is not None:
            text = f"{text[:-1]}\\!"  # right before a link it would make a picture of it
        marks = "*" * (2 * span.strong + span.slanted) if "\n" not in span.text else ""
        if span.href is not None:
            yield _link(span.text, text, span.href)
        elif marks and _may_stand(before, span.text, after) and (not number or not _emphatic(spans[number - 1])):
            yield f"{marks}{text}{marks}"
        else:
            yield text


def _emphatic(span: Span) -> bool:
    return span.strong or span.slanted


def _may_stand(before: str, text: str, after: str) -> bool:
    """Whether Markdown takes asterisks round `text` for emphasis here: beside a sign they need a space on their other side."""
    opens = text[0].isalnum() or not before or not before.isalnum()
    closes = text[-1].isalnum() or not after or not after.isalnum()
    return opens and closes


def _link(seen: str, text: str, href: str) -> str:
    if seen in {href, href.removeprefix("mailto:")} and re.fullmatch(r"https?://[^\s<>]+", href):
        return f"<{href}>"
    return f"[{text}]({href})"


def _address(href: str | None) -> str | None:
    """An address that a link may lead to, in letters that end no link; None for any other kind."""
    if not href:
        return None
    try:
        scheme = urlsplit(href.strip()).scheme.lower()
    except ValueError:
        return None
    if scheme not in _SCHEMES:
        return None
    return quote(clean(href), safe=_SAFE)
