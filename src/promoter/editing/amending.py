"""Values changed in a YAML text where they stand: comments, order, quotation marks and layout stay as people wrote them."""

from __future__ import annotations

from copy import deepcopy
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from promoter.campaign.document import parse
from promoter.campaign.writing import inline
from promoter.errors import NotPossible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from promoter.campaign.document import Path


class _Gone:
    """In place of a value: an entry that its list loses."""


_GONE = _Gone()


def amended(text: str, changes: Mapping[Path, Any]) -> str:
    """`text` with other values at these paths, such as ("event", "edition") or ("days", 0, "theme").

    A key that is not there yet is put after the one that is changed before it, or last. Lists and mappings are changed
    entry by entry. Raises `NotPossible` where the text cannot be read, or is written in a way that only people change.
    """
    before = parse(text)
    if before.problems or not isinstance(before.value, dict):
        raise NotPossible("this cannot be changed before it can be read; promoter check says what is wrong with it")
    wanted = deepcopy(before.value)
    previous: Path = ()
    for path, value in changes.items():
        for place, part in list(_differences(_at(wanted, path), value, path)):
            text = _set(text, place, part, after=previous)
        _put(wanted, path, value)
        previous = path
    after = parse(text)
    if after.problems or _without_empty(after.value) != _without_empty(wanted):
        raise NotPossible("this is written in a way that only a person can change; open the file and change it there")
    return text


# ------------------------------------------------------------------------------------------------------ what is different


def _differences(before: Any, after: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """The smallest changes that make `after` of `before`."""
    if isinstance(before, dict) and isinstance(after, dict) and before:
        for key in {**before, **after}:
            yield from _differences(before.get(key), after.get(key), (*path, key))
    elif isinstance(before, list) and isinstance(after, list) and before and after:
        gone = _left_out(before, after)
        left = [value for index, value in enumerate(before) if index not in gone]
        yield from (((*path, index), _GONE) for index in sorted(gone, reverse=True))
        for index, value in enumerate(after):
            if index < len(left):
                yield from _differences(left[index], value, (*path, index))
            else:
                yield (*path, index), value
    elif before != after or type(before) is not type(after):
        yield path, after


def _left_out(before: list[Any], after: list[Any]) -> set[int]:
    """Which entries go: those between the ones that stay, or the last ones where the others are changed too."""
    gone, at = set(range(len(before))), 0
    for value in after:
        found = next((index for index in range(at, len(before)) if before[index] == value), None)
        if found is None:
            return set(range(len(after), len(before)))
        gone.discard(found)
        at = found + 1
    return gone


def _at(value: Any, path: Path) -> Any:
    for part in path:
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        else:
            return None
    return value


def _put(value: Any, path: Path, new: Any) -> None:
    for part, following in pairwise(path):
        if isinstance(value, dict) and value.get(part) is None:
            value[part] = [] if isinstance(following, int) else {}
        value = value[part]
    if isinstance(value, list) and path[-1] == len(value):
        value.append(new)
    else:
        value[path[-1]] = new


def _without_empty(value: Any) -> Any:
    """What the values mean: a key with nothing after it is like no key."""
    if isinstance(value, dict):
        return {key: _without_empty(item) for key, item in value.items() if item is not None}
    return [_without_empty(item) for item in value] if isinstance(value, list) else value


# ------------------------------------------------------------------------------------------------------ where it stands


def _set(text: str, path: Path, value: Any, *, after: Path) -> str:
    """`text` with one value changed, put in, or taken out of its list."""
    node: Any = YAML(typ="safe", pure=True).compose(text)
    key: Any = None
    for depth, part in enumerate(path):
        name, inner = _inner(node, part)
        if inner is None or (depth < len(path) - 1 and isinstance(inner, ScalarNode)):
            whole = value
            for deeper in reversed(path[depth + 1 :]):
                whole = {deeper: whole}
            if inner is not None:
                return _replaced(text, name, inner, whole)
            if isinstance(node, MappingNode):
                beside = after[depth] if len(after) == len(path) and after[:depth] == path[:depth] else None
                return _with_key(text, node, str(part), whole, beside=beside)
            return _with_entry(text, node, whole)
        if value is _GONE and depth == len(path) - 1:
            return _without_entry(text, node, part)
        key, node = name, inner
    return _replaced(text, key, node, value)


def _inner(node: Any, part: str | int) -> tuple[Any, Any]:
    """The key, None in a list, and the value at `part`; no value if there is none."""
    if isinstance(node, MappingNode):
        return next(((key, inner) for key, inner in node.value if key.value == part), (None, None))
    if isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value):
        return None, node.value[part]
    return None, None


def _replaced(text: str, key: Any, node: Any, value: Any) -> str:
    start, end = node.start_mark.index, _end(text, key, node)
    if _is_empty(node):
        return f"{text[:end]} {inline(value)}{text[end:]}"
    quoted = isinstance(node, ScalarNode) and node.style in {'"', "'"}
    return text[:start] + inline(value, quoted=quoted) + text[end:]


def _with_key(text: str, node: Any, key: str, value: Any, *, beside: str | int | None) -> str:
    pairs = list(node.value)
    new = f"{inline(key)}: {inline(value)}"
    if not pairs:
        start = node.start_mark.index + 1
        return text[:start] + new + text[start:]
    name, last = next((pair for pair in pairs if pair[0].value == beside), pairs[-1])
    end = _end(text, name, last)
    if node.flow_style:
        return f"{text[:end]}, {new}{text[end:]}"
    end = _line_end(text, end)
    indent = " " * pairs[0][0].start_mark.column
    return f"{text[:end]}\n{indent}{new}{text[end:]}"


def _with_entry(text: str, node: Any, value: Any) -> str:
    end = _end(text, None, node.value[-1])
    if node.flow_style:
        return f"{text[:end]}, {inline(value)}{text[end:]}"
    end = _line_end(text, end)
    indent = " " * node.start_mark.column
    return f"{text[:end]}\n{indent}- {inline(value)}{text[end:]}"


def _without_entry(text: str, node: Any, index: Any) -> str:
    """An entry goes with the remarks above it; the first one with what stands on its lines."""
    entries = node.value
    if index:
        start, end = _end(text, None, entries[index - 1]), _end(text, None, entries[index])
        if not node.flow_style:
            start, end = _line_end(text, start), _line_end(text, end)
    elif node.flow_style:
        start, end = entries[0].start_mark.index, entries[1].start_mark.index
    else:
        start, end = text.rfind("\n", 0, node.start_mark.index) + 1, _line_end(text, _end(text, None, entries[0])) + 1
    return text[:start] + text[end:]


def _end(text: str, key: Any, node: Any) -> int:
    """Where the value of `key` ends. The parser counts comments and empty lines that follow to what stands before them."""
    if _is_empty(node) and key is not None:
        return text.index(":", key.end_mark.index) + 1
    if not isinstance(node, ScalarNode) and not node.flow_style:
        last = node.value[-1]
        return _end(text, *(last if isinstance(node, MappingNode) else (None, last)))
    start, end = int(node.start_mark.index), int(node.end_mark.index)
    return start + len(text[start:end].rstrip())


def _is_empty(node: Any) -> bool:
    return bool(node.start_mark.index == node.end_mark.index)


def _line_end(text: str, position: int) -> int:
    found = text.find("\n", position)
    return len(text) if found < 0 else found
