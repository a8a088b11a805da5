"""YAML 1.2 as people write it: plain values, each with its place, and no surprises.

ruamel.yaml parses; values are made here, so that times and dates stay text, nothing is ever built from a tag, no key is
silently lost to a second one, and every later complaint can point at a line and a column.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

if TYPE_CHECKING:
    from collections.abc import Callable

Path = tuple[str | int, ...]
Place = tuple[int, int]

DEEPEST = 12
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_CORE_TAG = re.compile(r"tag:yaml\.org,2002:(str|int|float|bool|null|timestamp|map|seq|merge|value)$")


@dataclass(frozen=True)
class Problem:
    """Why a text is not YAML that we take; `place` is (line, column), both from 1."""

    place: Place
    code: str
    message: str


@dataclass
class Document:
    """A value and where its parts stand. `values` and `keys` map a path such as ("days", 0, "date") to a place."""

    value: Any = None
    values: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def place(self, path: Path, *, key: bool = False) -> Place:
        """Where `path` stands, or the nearest part around it that does."""
        if key and path in self.keys:
            return self.keys[path]
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, (1, 1))


def parse(text: str, *, first_line: int = 1) -> Document:
    """Read one YAML document; `first_line` is the line of the file on which `text` begins."""
    document = Document()

    def place(mark: Any) -> Place:
        return (mark.line + first_line, mark.column + 1)

    try:
        node = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = place(mark) if mark else (first_line, 1)
        document.problems.append(Problem(where, "yaml", _syntax_sentence(error)))
    except (YAMLError, ValueError, OverflowError) as error:
        message = str(error).splitlines()[0]
        document.problems.append(Problem((first_line, 1), "yaml", f"this is not YAML: {message}"))
    except RecursionError:
        document.problems.append(Problem((first_line, 1), "yaml", "this is nested far too deep to be a campaign file"))
    else:
        document.values[()] = (first_line, 1)
        if node is not None:
            document.value = _Walk(document, place).value(node, ())
    return document


def _syntax_sentence(error: MarkedYAMLError) -> str:
    said = " ".join(part for part in (error.problem, error.context) if part)
    if "undefined alias" in said:
        return "anchors (&) and aliases (*) are not used in campaign files: write the value out"
    if "\t" in said or "'\\t'" in said:
        return "there is a tab: YAML is indented with spaces"
    if "mapping values are not allowed" in said:
        return "there is a second colon on this line: put the text after the first one in quotes"
    return f"this is not YAML: {said or 'it cannot be read'}; check quotes, colons and indentation here"


@dataclass
class _Walk:
    """Turns nodes into values; refuses tags, anchors, duplicate keys and depths that no campaign file needs."""

    document: Document
    place: Callable[[Any], Place]
    seen: set[int] = field(default_factory=set)

    def value(self, node: Node, path: Path) -> Any:
        where = self.place(node.start_mark)
        self.document.values[path] = where
        if not _CORE_TAG.match(str(node.tag)):
            return self._refuse(where, "tag", f"the tag {node.tag} is not used in campaign files: remove it")
        if node.anchor is not None or id(node) in self.seen:
            message = "anchors (&) and aliases (*) are not used in campaign files: write the value out"
            return self._refuse(where, "alias", message)
        self.seen.add(id(node))
        if len(path) > DEEPEST:
            return self._refuse(where, "depth", "this is nested too deep for a campaign file")
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        return _scalar(node)

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            where = self.place(key_node.start_mark)
            if not isinstance(key_node, ScalarNode):
                self._refuse(where, "key", "a key is a word here, not a list or a mapping")
                continue
            key = str(key_node.value)
            if key in result:
                first = self.document.keys[(*path, key)][0]
                self._refuse(where, "duplicate_key", f'"{key}" is here for the second time (first on line {first}): keep one')
                continue
            self.document.keys[(*path, key)] = where
            result[key] = self.value(value_node, (*path, key))
        return result

    def _refuse(self, where: Place, code: str, message: str) -> None:
        self.document.problems.append(Problem(where, code, message))


def _scalar(node: ScalarNode) -> str | int | float | bool | None:
    text = str(node.value)
    if node.style is not None:  # quoted or block text is always text
        return text
    if text in _NULL:
        return None
    if text in _BOOL:
        return _BOOL[text]
    if re.fullmatch(r"[-+]?[0-9]{1,18}", text):
        return int(text)
    if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*)([eE][-+]?[0-9]{1,3})?", text):
        return float(text)
    return text
