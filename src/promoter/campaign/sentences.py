"""What pydantic finds wrong with a file's facts, in sentences for the editor and at their places."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from promoter.campaign.findings import Finding, Level
from promoter.campaign.values import nearest, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails

    from promoter.campaign.document import Document, Path

MOST_LISTED = 100
EXAMPLES = {
    "organisation/name": "name: techUK",
    "hashtag": 'hashtag: "#techUKSmarterState"',
    "timezone": "timezone: Europe/London",
    "organisation": "organisation: {name: techUK}",
    "themes": "themes: [...]",
    "days": 'days: [{date: "2021-09-13", theme: next-ten-years}]',
    "channels": "channels: {x: {}, linkedin: {}}",
    "id": "id: next-ten-years",
    "date": 'date: "2021-09-13"',
    "theme": "theme: next-ten-years",
    "starts": 'starts: "2021-09-22"',
    "ends": 'ends: "2021-09-22"',
    "authors": "authors: [{name: ...}]",
}


def findings(error: ValidationError, shape: type[BaseModel], document: Document, file: str) -> list[Finding]:
    """One finding for each mistake, at the value, or at the key where the key is what is wrong.

    What could not be read at all was complained about already and is left out.
    """
    known = document.refused
    found: dict[Finding, None] = {}
    items = error.errors(include_url=False)
    meant = _meant(items, shape)
    for item in items:
        if item["type"] == "missing" and item["loc"] in meant:
            continue
        if item["type"] == "bool_type" and item["loc"][-1] == "bool":  # the other branch of a choice says more
            continue
        if item["type"] == "too_short" and item["input"]:  # its parts are wrong, and each of them says so
            continue
        path = _written_path(item["loc"], document)
        at_key = item["type"] in ("extra_forbidden", "missing")
        line, column = document.place(path, key=at_key)
        if document.place(path) in known or (line, column) in known:
            continue
        found[Finding(file, line, column, Level.ERROR, _code(item), _sentence(item, path, shape, document))] = None
    listed = list(found)
    if len(listed) > MOST_LISTED:
        message = f"{len(listed) - MOST_LISTED:,} more mistakes in this file are not listed: put these right first"
        listed[MOST_LISTED:] = [Finding(file, 1, 1, Level.ERROR, "more", message)]
    return listed


def _meant(items: list[ErrorDetails], shape: type[BaseModel]) -> set[Path]:
    """The keys that are not missing but misspelt, of which the unknown key's own finding tells."""
    unknown = [item["loc"] for item in items if item["type"] == "extra_forbidden"]
    near = ((path[:-1], nearest(str(path[-1]).lower(), _keys_at(shape, _shape_path(path[:-1])))) for path in unknown)
    return {(*parent, key) for parent, key in near if key is not None}


def _code(item: ErrorDetails) -> str:
    return {"extra_forbidden": "unknown_key", "missing": "missing", "value_error": "value"}.get(item["type"], "type")


def _written_path(location: tuple[int | str, ...], document: Document) -> Path:
    """`location` without the steps that pydantic adds for the branches of a choice."""
    path: Path = ()
    for index, step in enumerate(location):
        if (*path, step) in document.values or (*path, step) in document.keys or index == len(location) - 1:
            path = (*path, step)
    return path


def _sentence(item: ErrorDetails, path: Path, shape: type[BaseModel], document: Document) -> str:
    kind, given, context = item["type"], item["input"], item.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_key(str(path[-1]), path[:-1], shape)
    if kind == "missing":
        return _missing(path, empty=path in document.keys)
    if kind == "value_error":
        return str(context["error"])
    if kind in ("enum", "literal_error"):
        return f"{shown(given)} is not known here: write {context['expected'].replace(chr(39), '')}"
    if kind == "too_short":
        return "there has to be at least one here"
    if kind == "greater_than_equal":
        return f"write {context['ge']} or more"
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return (
            f"write facts here, each with its name: known are {', '.join(sorted(_keys_at(shape, _shape_path(path))))}"
        )
    return _wrong_type(kind, given) or f"{shown(given)} cannot be used here: {item['msg'][:1].lower()}{item['msg'][1:]}"


def _wrong_type(kind: str, given: Any) -> str | None:
    one = isinstance(given, str | int | float)
    match kind:
        case "string_type":
            return (
                f'write this as text, in quotes: "{given}"'
                if one
                else "write one text here, not a list or several facts"
            )
        case "int_type" | "int_from_float":
            return "write a whole number here, without quotes"
        case "bool_type":
            return "write true or false here (yes and no are words, not answers)"
        case "tuple_type":
            return (
                f"write this as a list: [{given}]" if one else "write this as a list, each part after a hyphen: - ..."
            )
    return None


def _missing(path: Path, *, empty: bool) -> str:
    key = str(path[-1])
    example = EXAMPLES.get("/".join(map(str, path)), EXAMPLES.get(key, f"{key}: ..."))
    if not empty:
        return f'"{key}" is missing: add {example}'
    if key == "hashtag":
        return f"there is nothing after hashtag: text after a # is a comment unless it stands in quotes, like {example}"
    return f'there is nothing after "{key}": write it, like {example}'


def _unknown_key(key: str, parent: Path, shape: type[BaseModel]) -> str:
    known = sorted(_keys_at(shape, _shape_path(parent)))
    if near := nearest(key.lower(), known):
        return f'unknown key {shown(key)}: did you mean "{near}"?'
    return f"unknown key {shown(key)}: " + (f"known here are {', '.join(known)}" if known else "remove it")


def _shape_path(path: Path) -> Path:
    """`path` as it is for every part of a list."""
    return tuple(0 if isinstance(step, int) else step for step in path)


@cache
def _schema(shape: type[BaseModel]) -> dict[str, Any]:
    return shape.model_json_schema()


@cache
def _keys_at(shape: type[BaseModel], path: Path) -> frozenset[str]:
    """The keys that `shape` knows at `path`, read from its JSON Schema."""
    schema = _schema(shape)
    nodes = [schema]
    for step in path:
        inner = (branch for node in nodes for branch in _branches(node, schema))
        if isinstance(step, int):
            nodes = [branch["items"] for branch in inner if "items" in branch]
        else:
            nodes = [branch["properties"][step] for branch in inner if step in branch.get("properties", {})]
    return frozenset(
        key for node in nodes for branch in _branches(node, schema) for key in branch.get("properties", {})
    )


def _branches(node: dict[str, Any], schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """`node` without references, and each of its branches if it is a choice."""
    if "$ref" in node:
        yield from _branches(schema["$defs"][node["$ref"].rsplit("/", 1)[-1]], schema)
    elif "anyOf" in node:
        for branch in node["anyOf"]:
            yield from _branches(branch, schema)
    else:
        yield node
