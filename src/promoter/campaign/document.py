"""YAML 1.2 as people write it: plain values, each with its place, and no surprises.

ruamel.yaml finds the parts; the values are made here, so that times and dates stay text, nothing is ever built from a
tag, no key is silently lost to a second one, and every later complaint can point at a line and a column.
"""

from __future__ import annotations

import re
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

from promoter.campaign.syntax import ALIAS, Place, Problem, glued, stumbled
from promoter.campaign.values import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

Path = tuple[str | int, ...]

DEEPEST = 12
MOST_VALUES = 10_000
LONGEST = 200_000  # some of what ruamel.yaml does takes the square of the length
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# YAML 1.1 ended lines at these, and ruamel.yaml still counts them: columns and lines would be none that an editor shows.
_NO_LINE_ENDS = str.maketrans("\x85\u2028\u2029", "   ")
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


class Document:
    """A value and where its parts stand. `values` and `keys` map a path such as ("days", 0, "date") to a place.

    With `problems`, `value` is what could be read all the same, None if that is nothing.
    """

    def __init__(self, first_line: int) -> None:
        self.value: Any = None
        self.values: dict[Path, Place] = {(): (first_line, 1)}
        self.keys: dict[Path, Place] = {}
        self.problems: list[Problem] = []
        self.refused: set[Place] = set()  # where something stands that was not taken
        self.twice: set[Path] = set()  # keys of which nobody can say which value is meant

    def place(self, path: Path, *, key: bool = False) -> Place:
        """Where `path` stands, or the nearest part around it that does."""
        if key and path in self.keys:
            return self.keys[path]
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, (1, 1))


def parse(text: str, *, first_line: int = 1) -> Document:
    """Read one YAML document; `first_line` is the line of the file on which `text` begins."""
    document = Document(first_line)
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
        document.problems.append(stumbled(error, plain, first_line))
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
    document = Document(first_line)
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
        self.anchors: set[str] = set()
        self.read = 0
        self.last_line = 0
        self.text = ""

    def run(self, text: str) -> Any:
        if self.pure:
            self.events = YAML(typ="safe", pure=True).parse(text)
        else:  # without what YAML puts around it, which would be made anew for every text
            self.events = iter(cyaml.CParser(text).get_event, None)  # type: ignore[attr-defined]
        self.last_line = text.count("\n")
        self.text = text
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
            if isinstance(event, AliasEvent) and event.anchor in self.anchors:
                self.document.refused.add(where)  # where it is defined, all is said
            else:
                self._refuse(where, "alias", ALIAS)
                self.anchors.add(event.anchor)
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
        if event.end_mark.line != event.start_mark.line and (problem := glued(event, self.text, self.first_line)):
            raise _GaveUp(problem)
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
        self.document.refused.add(where)


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
