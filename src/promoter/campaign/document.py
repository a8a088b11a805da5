"""YAML 1.2 as people write it: plain values, each with its place, and no surprises.

ruamel.yaml finds the parts; the values are made here, so that times and dates stay text, nothing is ever built from a
tag, no key is silently lost to a second one, and every later complaint can point at a line and a column.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML, cyaml
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from promoter.campaign.values import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

Path = tuple[str | int, ...]
Place = tuple[int, int]

DEEPEST = 12
MOST_VALUES = 10_000
LONGEST = 200_000  # some of what ruamel.yaml does takes the square of the length
ALIAS = "a value that begins with & or * must stand in quotes; anchors and aliases are not used: write the value out"
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# YAML 1.1 ended lines at these, and ruamel.yaml still counts them: columns and lines would be none that an editor shows.
_NO_LINE_ENDS = str.maketrans("\x85\u2028\u2029", "   ")
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


@dataclass(frozen=True)
class Problem:
    """Why a text is not YAML that we take; `place` is (line, column), both from 1."""

    place: Place
    code: str
    message: str


@dataclass
class Document:
    """A value and where its parts stand. `values` and `keys` map a path such as ("days", 0, "date") to a place.

    With `problems`, `value` is what could be read all the same, None if that is nothing.
    """

    value: Any = None
    values: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    twice: set[Path] = field(default_factory=set)  # keys of which nobody can say which value is meant

    def place(self, path: Path, *, key: bool = False) -> Place:
        """Where `path` stands, or the nearest part around it that does."""
        if key and path in self.keys:
            return self.keys[path]
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, (1, 1))


def parse(text: str, *, first_line: int = 1) -> Document:
    """Read one YAML document; `first_line` is the line of the file on which `text` begins."""
    document = Document(values={(): (first_line, 1)})
    if len(text) > LONGEST:
        message = f"the facts have {len(text):,} characters and may have {LONGEST:,}: is it the right file?"
        document.problems.append(Problem((first_line, 1), "too_much", message))
        return document
    plain = text.translate(_NO_LINE_ENDS)
    if (quick := _quickly(plain, first_line)) is not None:
        return quick
    try:
        document.value = _Walk(document, first_line).run(plain)
    except _GaveUp as gave_up:
        document.problems.append(gave_up.problem)
    except MarkedYAMLError as error:
        document.problems.append(_syntax(error, first_line))
    except (YAMLError, ValueError, OverflowError) as error:
        said = str(error).splitlines()[0] if str(error) else "it cannot be read"
        document.problems.append(Problem((first_line, 1), "yaml", f"this is not YAML: {said}"))
    return document


def _quickly(text: str, first_line: int) -> Document | None:
    """The document as the parser written in C reads it, or None if that is not installed or there is anything to say.

    It is several times as fast. What it says of a mistake is harder to read, so mistakes are left to the other one.
    """
    if cyaml is None:
        return None
    document = Document(values={(): (first_line, 1)})
    try:
        document.value = _Walk(document, first_line, pure=False).run(text)
    except (_GaveUp, YAMLError, ValueError, OverflowError):
        return None
    return None if document.problems else document


class _GaveUp(Exception):
    """Reading on would take long or say nothing more."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class _Walk:
    """Turns ruamel.yaml's events into values; refuses tags, anchors, second keys and what no campaign file needs."""

    def __init__(self, document: Document, first_line: int, *, pure: bool = True) -> None:
        self.document = document
        self.first_line = first_line
        self.pure = pure
        self.events: Iterator[Any] = iter(())
        self.read = 0
        self.last_line = 0

    def run(self, text: str) -> Any:
        self.events = YAML(typ="safe", pure=self.pure).parse(text)
        self.last_line = text.count("\n")
        value, documents = None, 0
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    message = "a second document begins here (---): a campaign file holds one"
                    self._refuse(self._place(event), "yaml", message)
                    break
                value = self._value(next(self.events), ())
        return value

    def _value(self, event: Any, path: Path) -> Any:
        where = self.document.values[path] = self._place(event)
        self.read += 1
        if self.read > MOST_VALUES:
            message = f"there are more than {MOST_VALUES:,} values up to here: this is no campaign file"
            raise _GaveUp(Problem(where, "too_much", message))
        refused = self._refused(event, where)
        value: Any = None
        if isinstance(event, ScalarEvent):
            value = self._scalar(event, where)
        elif not isinstance(event, AliasEvent):
            if len(path) >= DEEPEST:
                raise _GaveUp(Problem(where, "depth", "this is nested too deep for a campaign file"))
            value = self._list(path) if isinstance(event, SequenceStartEvent) else self._mapping(path)
        return None if refused else value

    def _refused(self, event: Any, where: Place) -> bool:
        if event.anchor is not None:
            self._refuse(where, "alias", ALIAS)
            return True
        if getattr(event, "ctag", None) is not None:
            message = "a value that begins with ! must stand in quotes; tags are not used in campaign files"
            self._refuse(where, "tag", message)
            return True
        return False

    def _list(self, path: Path) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            items.append(self._value(event, (*path, len(items))))
        return items

    def _mapping(self, path: Path) -> dict[str, Any]:
        result: dict[str, Any] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            key = self._key(event, path)
            if key is None:
                if not isinstance(event, ScalarEvent):
                    self._value(event, (*path, ""))
                self._value(next(self.events), (*path, ""))
            else:
                self.document.keys[(*path, key)] = self._place(event)
                result[key] = self._value(next(self.events), (*path, key))
        return result

    def _key(self, event: Any, path: Path) -> str | None:
        """The key, or None if it cannot be one."""
        where = self._place(event)
        if not isinstance(event, ScalarEvent):
            message = "a key is one word: put text that begins with [ or { in quotes"
            self._refuse(where, "key", message)
            return None
        key = str(event.value)
        if self._refused(event, where) or self._unprintable(key, where):
            return None
        if first := self.document.keys.get((*path, key)):
            message = f"{shown(key)} is here for the second time (first on line {first[0]}): keep one"
            self._refuse(where, "duplicate_key", message)
            self.document.twice.add((*path, key))
            return None
        return key

    def _scalar(self, event: Any, where: Place) -> str | int | float | bool | None:
        text = str(event.value)
        if self._unprintable(text, where):
            return None
        return text if event.style else _plain(text)  # quoted or block text is always text

    def _unprintable(self, text: str, where: Place) -> bool:
        found = UNPRINTABLE.search(text)
        if found:
            self._refuse(where, "control", unprintable(found[0]))
        return found is not None

    def _place(self, event: Any) -> Place:
        # The parser in C puts a value of which nothing is written behind the end of the file.
        return (min(event.start_mark.line, self.last_line) + self.first_line, event.start_mark.column + 1)

    def _refuse(self, where: Place, code: str, message: str) -> None:
        self.document.problems.append(Problem(where, code, message))


def unprintable(letter: str) -> str:
    """The sentence about a character that no reader would see."""
    return f"there is a character that cannot be shown (U+{ord(letter):04X}): remove it"


def _plain(text: str) -> str | int | float | bool | None:
    if text in _NULL:
        return None
    if text in _BOOL:
        return _BOOL[text]
    if re.fullmatch(r"[-+]?[0-9]{1,18}", text):
        return int(text)
    if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*)([eE][-+]?[0-9]{1,3})?", text):
        return float(text)
    return text


# What ruamel.yaml says, where the mistake is (at the end of what it read, or at its beginning), and what to do about it.
_SYNTAX = (
    ("unknown escape", "end", "\\ has a meaning inside \"…\": write \\\\ for it, or use '…'"),
    ("quoted scalar", "begin", "this quotation mark is never closed: put the same mark at the end of the text"),
    ("cannot start any token", "end", "text that begins with {} must stand in quotes"),
    ("scanning an alias", "begin", ALIAS),
    ("scanning an anchor", "begin", ALIAS),
    ("mapping values are not allowed", "end", "there is a colon that YAML does not expect here: put text with a colon in quotes, and look at the line before"),
    ("sequence entries are not allowed", "end", "text that begins with a hyphen must stand in quotes; the parts of a list begin on lines of their own"),
    ("mapping keys are not allowed", "end", "text that begins with ? must stand in quotes"),
    ("found '<scalar>'", "end", "the value ends before this: put all of it in quotes (inside \"…\" write \\\" for \", inside '…' write '' for ')"),
    ("found '<document end>'", "end", "a line of ... ends the file: remove it"),
    ("expected ',' or '}'", "begin", "this { has no } where one is expected: look for a missing comma, brace or quotation mark"),
    ("expected ',' or ']'", "begin", "this [ has no ] where one is expected: look for a missing comma, bracket or quotation mark"),
    ("parsing a flow node", "end", "a list or mapping begins and does not end: add the ] or }"),
    ("could not find expected ':'", "begin", "a key needs a colon and a space after it, like name: text"),
    ("expected <block end>", "end", "this line is not in line with those above: indent it as they are"),
    ("scanning a block scalar", "begin", "text that begins with | or > must stand in quotes"),
    ("expected the node content", "end", "text that begins with a bracket, brace or comma must stand in quotes"),
)  # fmt: skip


def _syntax(error: MarkedYAMLError, first_line: int) -> Problem:
    said = " ".join(part for part in (error.problem, error.context) if part)
    what, where, message = next(
        (row for row in _SYNTAX if row[0] in said),
        ("", "end", f"this is not YAML ({said or 'it cannot be read'}): check quotes, colons and indentation here"),
    )
    if "'\\t'" in said:
        message = "there is a tab: YAML is indented with spaces"
    elif what == "cannot start any token":
        message = message.format(said.split("'")[1])
    marks = (error.context_mark, error.problem_mark)
    mark = next((mark for mark in (marks if where == "begin" else marks[::-1]) if mark is not None), None)
    place = (mark.line + first_line, mark.column + 1) if mark is not None else (first_line, 1)
    return Problem(place, "yaml", message)
