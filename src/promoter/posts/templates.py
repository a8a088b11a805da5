"""Wordings as text files: several variants, each with shorter and shorter versions, in a template language on a short lead.

A file holds variants, divided by lines of `===`, so that posts of one kind do not all begin alike. A variant holds
rungs, divided by lines of `---`, from the longest wording to the shortest: the longest that fits is used.

The language is Jinja in its sandbox; what of it may be used is checked in `template_rules`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from promoter.posts.built_in import WORDINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    Fill = Callable[[Mapping[str, Any]], Iterable[str]]  #: the variables of a post -> the pieces of its text

LONGEST_FILE = 20_000
LONGEST_OUTPUT = 6_000

_TAG_ON_ITS_OWN = re.compile(r"^[ \t]*(\{[%#](?:(?![%#]\}).)*?)(-?[%#]\})[ \t]*\n", re.MULTILINE)
_SPACES = re.compile(r"[ \t]+")
_EMPTY_LINES = re.compile(r"\n{3,}")
_STOP_AFTER_MARK = re.compile(r"([?!…][”’]?)[.:](?=\s|$)")
_TWO_STOPS = re.compile(r"(?<=[^.]\.)\.(?=\s|$)")


class BrokenTemplate(ValueError):
    """A template that cannot be used; `line` counts from 1 in its file."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Rung:
    """One wording of a fixed length class; `line` is where it begins in its file, `name` is like "x/blog 2.1"."""

    name: str
    line: int
    fill: Fill = field(repr=False, compare=False)

    def render(self, variables: Mapping[str, Any]) -> str:
        """The words, with empty paragraphs closed up. Raises `BrokenTemplate` for what only shows when it runs."""
        try:
            return _tidy("".join(_bounded(self.fill(variables))))
        except BrokenTemplate as broken:
            raise BrokenTemplate(self.line + broken.line - 1, f"{self.name} {broken}") from None


class Template(NamedTuple):
    """A file of wordings: variants of rungs."""

    name: str
    variants: tuple[tuple[Rung, ...], ...]

    def rungs(self, variant: int) -> tuple[Rung, ...]:
        """The rungs of a variant, counted round and round."""
        return self.variants[variant % len(self.variants)]


def parse(name: str, text: str, *, known: Mapping[str, frozenset[str]]) -> Template:
    """Read a file of wordings. Raises `BrokenTemplate`, with its line, for anything that a template may not do.

    `known` are the variables, each with its parts ("theme" has "name"); a plain text, number or list has none.
    """
    if len(text) > LONGEST_FILE:
        raise BrokenTemplate(1, f"the file has {len(text):,} characters and may have {LONGEST_FILE:,}")
    # Most weeks have no wordings of their own, and Jinja takes longer to load than such a week takes to compose.
    from promoter.posts.template_rules import filler  # noqa: PLC0415

    template = Template(
        name,
        tuple(
            tuple(
                Rung(_named(name, variant, number), line, filler(source, first_line=line, known=known))
                for number, (line, source) in enumerate(rungs)
            )
            for variant, rungs in enumerate(parts(text))
        ),
    )
    if not template.variants:
        raise BrokenTemplate(1, "the file holds no wording")
    return template


@cache
def built_in(name: str) -> Template:
    """The product's own wordings for "x/blog" and the like; they are checked by the tests, not on every start."""
    variants = (
        tuple(Rung(_named(name, variant, number), 1, fill) for number, fill in enumerate(fills))
        for variant, fills in enumerate(WORDINGS[name])
    )
    return Template(name, tuple(variants))


def parts(text: str) -> list[list[tuple[int, str]]]:
    """The variants of a file, each with its rungs: the line where one begins, and what Jinja is given of it."""
    variants: list[list[tuple[int, str]]] = [[]]
    lines: list[str] = []
    start = 1
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate([*plain.split("\n"), "==="], start=1):
        mark = line.strip()
        if mark not in ("===", "---"):
            lines.append(line)
            continue
        if source := "\n".join(lines).strip("\n"):
            variants[-1].append((start + _leading_blanks(lines), _own_lines(source)))
        if mark == "===" and variants[-1]:
            variants.append([])
        lines, start = [], number + 1
    return [rungs for rungs in variants if rungs]


def _named(name: str, variant: int, number: int) -> str:
    return f"{name} {variant + 1}.{number + 1}"


def _bounded(pieces: Iterable[str]) -> Iterator[str]:
    length = 0
    for piece in pieces:
        length += len(piece)
        if length > LONGEST_OUTPUT:
            raise BrokenTemplate(1, f"makes more than {LONGEST_OUTPUT:,} characters")
        yield piece


def _leading_blanks(lines: list[str]) -> int:
    return next((index for index, line in enumerate(lines) if line), 0)


def _own_lines(source: str) -> str:
    """A tag alone on its line leaves no line behind: its line end moves inside it, so that line numbers stay true."""
    return _TAG_ON_ITS_OWN.sub(r"\1\n\2", source)


def _tidy(text: str) -> str:
    """Empty paragraphs closed up, and no full stop or colon after a title that ends with its own mark."""
    if "  " in text or "\t" in text:
        text = _SPACES.sub(" ", text)
    text = "\n".join([line.strip() for line in text.split("\n")]).strip()
    if "\n\n\n" in text:
        text = _EMPTY_LINES.sub("\n\n", text)
    text = _STOP_AFTER_MARK.sub(r"\1", text)
    return _TWO_STOPS.sub("", text) if ".." in text else text
