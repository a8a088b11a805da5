"""Wordings as text files: several variants, each with shorter and shorter versions, in a template language on a short lead.

A file holds variants, divided by lines of `===`, so that posts of one kind do not all begin alike. A variant holds
rungs, divided by lines of `---`, from the longest wording to the shortest: the first that fits is used.

The language is Jinja in its sandbox, without anything that could loop long or swell: campaign folders may come from
strangers, and a daemon has to compose them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LONGEST_FILE = 20_000
LONGEST_OUTPUT = 6_000
DEEPEST = 2
LISTS = frozenset({"blogs", "organisations", "points", "authors"})
FILTERS = frozenset({"lower", "upper", "capitalize", "first", "last", "length", "trim", "join", "default"})
FORBIDDEN: dict[type[nodes.Node], str] = {
    nodes.Call: "functions cannot be called",
    nodes.CallBlock: "call blocks are not available",
    nodes.Macro: "macros are not available",
    nodes.Mul: "* is not available",
    nodes.Pow: "** is not available",
    nodes.Mod: "% is not available",
    nodes.Include: "other files cannot be included",
    nodes.Import: "other files cannot be imported",
    nodes.FromImport: "other files cannot be imported",
    nodes.Extends: "other files cannot be extended",
    nodes.Block: "blocks are not available",
    nodes.FilterBlock: "filter blocks are not available",
    nodes.AssignBlock: "set blocks are not available",
    nodes.Assign: "set is not available",
    nodes.With: "with is not available",
}


class BrokenTemplate(ValueError):
    """A template that cannot be used; `line` counts from 1 in its file."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


_ENVIRONMENT = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined, autoescape=False, cache_size=0, optimized=False
)  # plain text, not HTML: escaping is done for each network and on each page
_ENVIRONMENT.globals = {}
_ENVIRONMENT.filters = {name: _ENVIRONMENT.filters[name] for name in FILTERS}
_ENVIRONMENT.tests = {
    name: _ENVIRONMENT.tests[name] for name in ("none", "defined", "eq", "ne", "gt", "lt", "ge", "le", "in")
}


def _own_lines(source: str) -> str:
    """A tag alone on its line leaves no line behind: its line end moves inside it, so that line numbers stay true."""
    return re.sub(r"^[ \t]*\{%((?:(?!%\}).)*)%\}[ \t]*\n", r"{%\1\n%}", source, flags=re.MULTILINE)


@dataclass(frozen=True)
class Rung:
    """One wording of a fixed length class; `line` is where it begins in its file."""

    source: str
    line: int

    @cached_property
    def _template(self) -> Any:
        return _ENVIRONMENT.from_string(_own_lines(self.source))

    def render(self, variables: Mapping[str, Any]) -> str:
        """The words, with empty paragraphs closed up. Raises `BrokenTemplate` for what only shows when it runs."""
        pieces, length = [], 0
        try:
            for piece in self._template.generate(variables):
                length += len(piece)
                if length > LONGEST_OUTPUT:
                    raise BrokenTemplate(self.line, f"this makes more than {LONGEST_OUTPUT:,} characters")
                pieces.append(piece)
        except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
            if isinstance(error, BrokenTemplate):
                raise
            raise BrokenTemplate(self.line, f"this cannot be filled in: {error}") from None
        text = re.sub(r"[ \t]+", " ", "".join(pieces))
        text = "\n".join(line.strip() for line in text.split("\n"))
        return re.sub(r"\n{3,}", "\n\n", text).strip()


@dataclass(frozen=True)
class Template:
    """A file of wordings: variants of rungs."""

    name: str
    variants: tuple[tuple[Rung, ...], ...]

    def rungs(self, variant: int) -> Iterator[tuple[str, Rung]]:
        """The rungs of a variant (counted round and round), each with its name such as "x/blog 2.1"."""
        number = variant % len(self.variants)
        for index, rung in enumerate(self.variants[number]):
            yield f"{self.name} {number + 1}.{index + 1}", rung


def parse(name: str, text: str, *, known: frozenset[str]) -> Template:
    """Read a file of wordings. Raises `BrokenTemplate`, with its line, for anything that a template may not do."""
    if len(text) > LONGEST_FILE:
        raise BrokenTemplate(1, f"the file has {len(text):,} characters and may have {LONGEST_FILE:,}")
    template = split(name, text)
    for variant in template.variants:
        for rung in variant:
            _check(rung, known)
    return template


def split(name: str, text: str) -> Template:
    """The variants and rungs of a file, without a look at what is in them."""
    variants: list[list[Rung]] = [[]]
    lines: list[str] = []
    start = 1
    for number, line in enumerate([*text.split("\n"), "==="], start=1):
        if line.strip() not in ("===", "---"):
            lines.append(line)
            continue
        if source := "\n".join(lines).strip("\n"):
            variants[-1].append(Rung(source, start + _leading_blanks(lines)))
        if line.strip() == "===" and variants[-1]:
            variants.append([])
        lines, start = [], number + 1
    full = tuple(tuple(variant) for variant in variants if variant)
    if not full:
        raise BrokenTemplate(1, "the file holds no wording")
    return Template(name, full)


def _leading_blanks(lines: list[str]) -> int:
    return next((index for index, line in enumerate(lines) if line.strip()), 0)


def _check(rung: Rung, known: frozenset[str]) -> None:
    try:
        tree = _ENVIRONMENT.parse(_own_lines(rung.source))
        _ENVIRONMENT.compile(tree)
    except TemplateSyntaxError as error:
        raise BrokenTemplate(rung.line + error.lineno - 1, error.message or "this is not a template") from None
    except (TemplateError, RecursionError) as error:
        raise BrokenTemplate(rung.line, f"this is not a template: {error}") from None
    _check_node(tree, rung, known, depth=0, local=frozenset({"loop"}))


def _check_node(node: nodes.Node, rung: Rung, known: frozenset[str], *, depth: int, local: frozenset[str]) -> None:
    def refuse(message: str) -> BrokenTemplate:
        return BrokenTemplate(rung.line + node.lineno - 1, message)

    if type(node) in FORBIDDEN:
        raise refuse(FORBIDDEN[type(node)])
    if isinstance(node, nodes.For):
        depth += 1
        if depth > DEEPEST:
            raise refuse("loops may stand inside one another only once")
        if (
            node.recursive
            or not isinstance(node.iter, nodes.Name | nodes.Getattr)
            or _last_name(node.iter) not in LISTS
        ):
            raise refuse(f"loops go over {', '.join(sorted(LISTS))} and nothing else")
        local |= {target.name for target in node.find_all(nodes.Name) if target.ctx == "store"}
    if isinstance(node, nodes.Name) and node.ctx == "load" and node.name not in known | local:
        raise refuse(f"{node.name} is not known here; known are {', '.join(sorted(known))}")
    if (
        isinstance(node, nodes.Filter)
        and node.name == "join"
        and not all(isinstance(a, nodes.Const) for a in node.args)
    ):
        raise refuse("join takes the text between the parts, in quotes")
    for child in node.iter_child_nodes():
        _check_node(child, rung, known, depth=depth, local=local)


def _last_name(node: nodes.Name | nodes.Getattr) -> str:
    return node.name if isinstance(node, nodes.Name) else node.attr


@cache
def built_in(name: str) -> Template:
    """The product's own wordings for "x/blog" and the like; they are checked by the tests, not on every start."""
    return split(name, (files("promoter.posts") / "wording" / f"{name}.txt").read_text(encoding="utf-8"))
