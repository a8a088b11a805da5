"""Wordings as text files: several variants, each with shorter and shorter versions, in a template language on a short lead.

A file holds variants, divided by lines of `===`, so that posts of one kind do not all begin alike. A variant holds
rungs, divided by lines of `---`, from the longest wording to the shortest: the longest that fits is used.

The language is Jinja in its sandbox; what of it may be used is checked in `template_rules`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import TemplateError, UndefinedError

from promoter.posts import compiled
from promoter.posts.template_rules import ENVIRONMENT, BrokenTemplate, check

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import TracebackType

__all__ = ["BrokenTemplate", "Rung", "Template", "built_in", "parse", "split"]

WORDING = Path(__file__).parent / "wording"
LONGEST_FILE = 20_000
LONGEST_OUTPUT = 6_000

_TAG_ON_ITS_OWN = re.compile(r"^[ \t]*(\{[%#](?:(?![%#]\}).)*?)(-?[%#]\})[ \t]*\n", re.MULTILINE)
_SPACES = re.compile(r"[ \t]+")
_EMPTY_LINES = re.compile(r"\n{3,}")
_TWO_STOPS = re.compile(r"(?:(?<=[?!…])|(?<=[?!…][”’]))[.:](?=\s|$)|(?<=[^.]\.)\.(?=\s|$)")


@dataclass(frozen=True)
class Rung:
    """One wording of a fixed length class; `line` is where it begins in its file, `name` is like "x/blog 2.1"."""

    name: str
    source: str
    line: int
    code: bytes | None = field(default=None, repr=False, compare=False)  #: what Jinja has made of it, if that is kept

    @cached_property
    def _template(self) -> Any:
        if self.code is not None:
            return compiled.template(self.code, ENVIRONMENT)
        return ENVIRONMENT.from_string(_own_lines(self.source))

    def render(self, variables: Mapping[str, Any]) -> str:
        """The words, with empty paragraphs closed up. Raises `BrokenTemplate` for what only shows when it runs."""
        pieces, length = [], 0
        try:
            for piece in self._template.generate(variables):
                length += len(piece)
                if length > LONGEST_OUTPUT:
                    raise BrokenTemplate(self.line, f"{self.name} makes more than {LONGEST_OUTPUT:,} characters")
                pieces.append(piece)
        except UndefinedError as error:
            message = f"{self.name} uses what is not always there; put it between if and endif: {error}"
            raise BrokenTemplate(self._line_of(error), message) from None
        except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
            if isinstance(error, BrokenTemplate):
                raise
            raise BrokenTemplate(self._line_of(error), f"{self.name} cannot be filled in: {error}") from None
        return _tidy("".join(pieces))

    def _line_of(self, error: BaseException) -> int:
        """Where in the file it went wrong: Jinja leaves the template's own lines in the traceback."""
        line, step = 1, error.__traceback__
        while step is not None:
            line = _template_line(step) or line
            step = step.tb_next
        return self.line + line - 1


@dataclass(frozen=True)
class Template:
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
    template = split(name, text)
    for variant in template.variants:
        for rung in variant:
            check(_own_lines(rung.source), first_line=rung.line, known=known)
    return template


def split(name: str, text: str) -> Template:
    """The variants and rungs of a file, without a look at what is in them."""
    variants: list[list[Rung]] = [[]]
    lines: list[str] = []
    start = 1
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate([*plain.split("\n"), "==="], start=1):
        mark = line.strip()
        if mark not in ("===", "---"):
            lines.append(line)
            continue
        if source := "\n".join(lines).strip("\n"):
            rung_name = f"{name} {len(variants)}.{len(variants[-1]) + 1}"
            variants[-1].append(Rung(rung_name, source, start + _leading_blanks(lines)))
        if mark == "===" and variants[-1]:
            variants.append([])
        lines, start = [], number + 1
    full = tuple(tuple(variant) for variant in variants if variant)
    if not full:
        raise BrokenTemplate(1, "the file holds no wording")
    return Template(name, full)


@cache
def built_in(name: str) -> Template:
    """The product's own wordings for "x/blog" and the like; they are checked by the tests, not on every start."""
    file = WORDING / f"{name}.txt"
    template = split(name, file.read_text(encoding="utf-8"))
    codes = compiled.kept(file, _sources, ENVIRONMENT)
    variants = (
        tuple(replace(rung, code=codes.get(_own_lines(rung.source))) for rung in rungs) for rungs in template.variants
    )
    return Template(name, tuple(variants))


def _sources(text: str) -> Iterator[str]:
    """What Jinja is given of a file of wordings."""
    return (_own_lines(rung.source) for rungs in split("", text).variants for rung in rungs)


def _leading_blanks(lines: list[str]) -> int:
    return next((index for index, line in enumerate(lines) if line), 0)


def _own_lines(source: str) -> str:
    """A tag alone on its line leaves no line behind: its line end moves inside it, so that line numbers stay true."""
    return _TAG_ON_ITS_OWN.sub(r"\1\n\2", source)


def _tidy(text: str) -> str:
    """Empty paragraphs closed up, and no full stop or colon after a title that ends with its own mark."""
    lines = (line.strip() for line in _SPACES.sub(" ", text).split("\n"))
    return _TWO_STOPS.sub("", _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip())


def _template_line(step: TracebackType) -> int | None:
    return step.tb_lineno if step.tb_frame.f_code.co_filename == "<template>" else None
