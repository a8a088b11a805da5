"""Why a text is not YAML, in sentences for the editor: what YAML stumbles over, and where the mistake is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ruamel.yaml.error import MarkedYAMLError
    from ruamel.yaml.events import ScalarEvent

Place = tuple[int, int]

ALIAS = "a value that begins with & or * must stand in quotes; anchors and aliases are not used: write the value out"
_NEXT_FACT = re.compile(r"\n[ ]*(?:- |[A-Za-z_]+:(?: |$))")

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


class Problem(NamedTuple):
    """Why a text is not YAML that we take; `place` is (line, column), both from 1."""

    place: Place
    code: str
    message: str


def stumbled(error: MarkedYAMLError, text: str, first_line: int) -> Problem:
    """What `error` says of `text`, which begins on `first_line` of its file."""
    return _never_closed(error, text, first_line) or _syntax(error, first_line)


def _never_closed(error: MarkedYAMLError, text: str, first_line: int) -> Problem | None:
    """The quotation mark whose partner is missing, if that is why YAML stumbles: it reads on to the next such mark."""
    for mark in (error.context_mark, error.problem_mark):
        closing = len(text[: mark.index].rstrip(" ")) - 1 if mark is not None else -1
        if closing >= 0 and text[closing] in "\"'":
            opening = _opening(text, closing)
            if opening >= 0 and (problem := _runs_on(text, opening, closing, first_line)):
                return problem
    return None


def glued(event: ScalarEvent, text: str, first_line: int) -> Problem | None:
    """The same where YAML does not stumble, because the mark that ends the text was to begin one like "#tag"."""
    end = event.end_mark.index
    if event.style not in ("'", '"') or text[end : end + 1] != "#":
        return None
    return _runs_on(text, event.start_mark.index, end - 1, first_line)


def _runs_on(text: str, opening: int, closing: int, first_line: int) -> Problem | None:
    if not _NEXT_FACT.search(text, opening, closing):
        return None
    line, until = (text.count("\n", 0, position) + first_line for position in (opening, closing))
    message = f"the closing quotation mark is missing, so this text goes on to line {until}: put {text[closing]} where it ends"
    return Problem((line, opening - text.rfind("\n", 0, opening)), "yaml", message)


def _opening(text: str, closing: int) -> int:
    """Where the quoted text begins that the mark at `closing` ends; -1 if it ends none."""
    quote = text[closing]
    position = closing
    while (position := text.rfind(quote, 0, position)) >= 0:
        before = text[position - 1 : position]
        if quote == "'" and before == quote:
            position -= 1
        elif quote == "'" or before != "\\":
            return position if before in ("", " ", "\n", "[", "{", ",") else -1
    return -1


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
