"""What a template may do: name what is known, choose with if, go over short lists. Nothing that could loop long or swell.

Campaign folders may come from strangers, and a daemon has to compose them. So the rules are a list of what is allowed,
not of what is forbidden, and they hold before a template is ever run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from promoter.posts.templates import BrokenTemplate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from types import TracebackType

    from promoter.posts.templates import Fill

LOOPS_DEEP = 2
TREE_DEEP = 40  #: far beyond any wording, far below what Python can compile
LONGEST_SEPARATOR = 10
LISTS = frozenset({"blogs", "organisations", "points"})  #: the variables that are lists; each is short
LOOP_PARTS = frozenset({"index", "first", "last", "length"})
FILTERS = frozenset({"lower", "upper", "capitalize", "first", "last", "length", "trim", "join", "default"})
TESTS = frozenset({"none", "defined", "eq", "ne", "gt", "lt", "ge", "le", "in"})
ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Const,
    nodes.If,
    nodes.For,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.CondExpr,
    nodes.Filter,
    nodes.Test,
)
REFUSED: dict[type[nodes.Node], str] = {
    nodes.Call: "functions cannot be called",
    nodes.CallBlock: "call blocks are not available",
    nodes.Macro: "macros are not available",
    nodes.Mul: "* is not available",
    nodes.Pow: "** is not available",
    nodes.Mod: "% is not available",
    nodes.Concat: "~ is not available: write the parts one after the other",
    nodes.Getitem: "square brackets are not available: parts have names, as in theme.phrase",
    nodes.Include: "other files cannot be included",
    nodes.Import: "other files cannot be imported",
    nodes.FromImport: "other files cannot be imported",
    nodes.Extends: "other files cannot be extended",
    nodes.Block: "blocks are not available",
    nodes.FilterBlock: "filter blocks are not available",
    nodes.AssignBlock: "set is not available",
    nodes.Assign: "set is not available",
    nodes.With: "with is not available",
}

ENVIRONMENT = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined, autoescape=False, cache_size=0, optimized=False
)  # plain text, not HTML: escaping is done for each network and on each page
ENVIRONMENT.globals = {}
ENVIRONMENT.filters = {name: ENVIRONMENT.filters[name] for name in FILTERS}
ENVIRONMENT.tests = {name: ENVIRONMENT.tests[name] for name in TESTS}

_MARK = re.compile(r"\{[{%#]|[}%#]\}")
_TAG = re.compile(r"\{[{%].*?(?:[}%]\}|\Z)", re.DOTALL)
_BLOCK = re.compile(r"\{%-?\s*(if|for|endif|endfor)\b")


def filler(source: str, *, first_line: int, known: Mapping[str, frozenset[str]]) -> Fill:
    """What fills in `source`, which begins at `first_line` of its file, once it is seen to keep the rules.

    Raises `BrokenTemplate` with a line of the file if it does not; what it makes raises it with a line of the source.
    """
    try:
        tree = ENVIRONMENT.parse(source)
    except TemplateSyntaxError as error:
        line, message = _better_place(source) or (error.lineno, error.message or "this is not a template")
        raise BrokenTemplate(first_line + line - 1, message) from None
    except (RecursionError, ValueError):  # deep nesting; a number of more digits than Python reads
        message = "this is too long or nested too deeply"
        raise BrokenTemplate(first_line + _line_of_longest_tag(source) - 1, message) from None
    _Rules(first_line, known).walk(tree, 0, 0, {})
    template = ENVIRONMENT.from_string(tree)

    def fill(given: Mapping[str, Any]) -> Iterator[str]:
        try:
            yield from template.generate(given)
        except UndefinedError as error:
            message = f"uses what is not always there; put it between if and endif: {error}"
            raise BrokenTemplate(_line_of(error), message) from None
        except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
            raise BrokenTemplate(_line_of(error), f"cannot be filled in: {error}") from None

    return fill


@dataclass(frozen=True)
class _Rules:
    """The rules for one wording, which begins at `first_line` of its file."""

    first_line: int
    known: Mapping[str, frozenset[str]]

    def walk(self, node: nodes.Node, depth: int, loops: int, local: Mapping[str, frozenset[str]]) -> None:
        """Check `node` and all that is in it; `local` are the names that the loops around it give."""
        if depth > TREE_DEEP:
            raise self._refusal(node, "this is nested too deeply")
        if not isinstance(node, ALLOWED):
            message = REFUSED.get(type(node), "this is not available: a template names things, and has if and for")
            raise self._refusal(node, message)
        if isinstance(node, nodes.For):
            loops += 1
            local = {**local, **self._loop_names(node, loops), "loop": LOOP_PARTS}
        elif isinstance(node, nodes.Name) and node.ctx == "load":
            self._parts(node, local)
        elif isinstance(node, nodes.Getattr):
            self._on_part(node, local)
        elif isinstance(node, nodes.Filter):
            self._on_filter(node)
        elif isinstance(node, nodes.Test) and node.name not in TESTS:
            raise self._refusal(node, f"there is no test {node.name}; there are {_listed(TESTS)}")
        elif isinstance(node, nodes.Const) and isinstance(node.value, str) and not _is_text(node.value):
            raise self._refusal(node, "there is half a character in this text")
        for child in node.iter_child_nodes():
            self.walk(child, depth + 1, loops, local)

    def _loop_names(self, node: nodes.For, loops: int) -> dict[str, frozenset[str]]:
        if loops > LOOPS_DEEP:
            raise self._refusal(node, "a loop may stand inside another, and no deeper")
        if node.recursive or not (isinstance(node.iter, nodes.Name) and node.iter.name in LISTS):
            raise self._refusal(node, f"loops go over {_listed(LISTS)}, and over nothing else")
        if not isinstance(node.target, nodes.Name) or node.target.name in {*LISTS, "loop"}:
            raise self._refusal(
                node, "give what the loop takes from the list one name of its own, as in: for one in blogs"
            )
        return {node.target.name: self.known.get(node.iter.name, frozenset())}

    def _on_part(self, node: nodes.Getattr, local: Mapping[str, frozenset[str]]) -> None:
        if not isinstance(node.node, nodes.Name):
            raise self._refusal(node, f".{node.attr} is not known here")
        name = node.node.name
        parts = frozenset() if name in LISTS else self._parts(node.node, local)
        if node.attr not in parts:
            has = f"it has {_listed(parts)}" if parts else "it has no parts"
            raise self._refusal(node, f"{name}.{node.attr} is not known; {has}")

    def _parts(self, node: nodes.Name, local: Mapping[str, frozenset[str]]) -> frozenset[str]:
        names = {**self.known, **local}
        if node.name not in names:
            raise self._refusal(node, f"{node.name} is not known here; known are {_listed(names)}")
        return names[node.name]

    def _on_filter(self, node: nodes.Filter) -> None:
        if node.name not in FILTERS:
            raise self._refusal(node, f"there is no filter {node.name}; there are {_listed(FILTERS)}")
        if node.name != "join":
            return
        # Joining letters, and joining what is joined, would swell: every letter becomes as long as the separator.
        separator = node.args[0] if len(node.args) == 1 else None
        if not (isinstance(node.node, nodes.Name) and node.node.name in LISTS):
            raise self._refusal(node, f"join is for {_listed(LISTS)}, and for nothing else")
        if node.kwargs or not (
            isinstance(separator, nodes.Const)
            and isinstance(separator.value, str)
            and len(separator.value) <= LONGEST_SEPARATOR
        ):
            message = f"join takes what stands between the parts, in quotes, of at most {LONGEST_SEPARATOR} characters"
            raise self._refusal(node, message)

    def _refusal(self, node: nodes.Node, message: str) -> BrokenTemplate:
        # A few nodes carry no line; what is in them does.
        line = node.lineno or next((part.lineno for part in node.find_all(nodes.Node) if part.lineno), 1)
        return BrokenTemplate(self.first_line + line - 1, message)


def _better_place(source: str) -> tuple[int, str] | None:
    """Where a tag or block that is never closed begins: Jinja only says where it gave up looking for the end."""
    opened: re.Match[str] | None = None
    for mark in _MARK.finditer(source):
        if opened is None and mark[0][0] == "{":
            opened = mark
        elif mark[0][-1] == "}":
            opened = None
        elif opened is not None:
            break
    if opened is not None:
        return _line(source, opened), f"this {opened[0]} is never closed"
    blocks: list[re.Match[str]] = []
    for block in _BLOCK.finditer(source):
        if not block[1].startswith("end"):
            blocks.append(block)
        elif not blocks or f"end{blocks[-1][1]}" != block[1]:
            return _line(source, block), f"there is nothing that this {block[1]} could end"
        else:
            blocks.pop()
    if blocks:
        return _line(
            source, blocks[-1]
        ), f"this {blocks[-1][1]} is never closed: write end{blocks[-1][1]} where it ends"
    return None


def _line_of(error: BaseException) -> int:
    """Where in the source it went wrong: Jinja leaves the template's own lines in the traceback."""
    line, step = 1, error.__traceback__
    while step is not None:
        line = _template_line(step) or line
        step = step.tb_next
    return line


def _template_line(step: TracebackType) -> int | None:
    return step.tb_lineno if step.tb_frame.f_code.co_filename == "<template>" else None


def _line_of_longest_tag(source: str) -> int:
    return _line(source, max(_TAG.finditer(source), key=lambda tag: len(tag[0])))


def _line(source: str, place: re.Match[str]) -> int:
    return source.count("\n", 0, place.start()) + 1


def _is_text(value: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in value)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
