"""Plain values as YAML that people like to read: short facts on one line, long ones below each other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

LONGEST_LINE = 120
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_&’'./ -]*[A-Za-z0-9_’.]|[A-Za-z]")
_WORDS_OF_YAML = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})


def written(value: Mapping[str, Any]) -> str:
    """The text of a YAML file that `promoter.campaign.document.parse` reads as `value`."""
    return "".join(f"{line}\n" for line in _mapping(value, ""))


def _mapping(value: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, item in value.items():
        short = f"{indent}{_text(key)}: {inline(item)}"
        if not item or not isinstance(item, Mapping | list) or (len(short) <= LONGEST_LINE and not _of_mappings(item)):
            yield short
        else:
            yield f"{indent}{_text(key)}:"
            yield from _mapping(item, f"{indent}  ") if isinstance(item, Mapping) else _list(item, f"{indent}  ")


def _list(value: Sequence[Any], indent: str) -> Iterator[str]:
    for item in value:
        short = f"{indent}- {inline(item)}"
        if isinstance(item, Mapping) and item and len(short) > LONGEST_LINE:
            first, *others = _mapping(item, f"{indent}  ")
            yield f"{indent}- {first.lstrip()}"
            yield from others
        else:
            yield short


def _of_mappings(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(item, Mapping) for item in value)


def inline(value: object, *, quoted: bool = False) -> str:
    """A value on one line, wherever it may stand in a YAML file; `quoted` puts a text in quotes that needs none."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_text(key)}: {inline(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(inline, value)) + "]"
    return _text(value, quoted=quoted) if isinstance(value, str) else json.dumps(value)


def _text(text: str, *, quoted: bool = False) -> str:
    """Plain where YAML cannot mistake it, in quotes anywhere else; what does not print is written by its number."""
    if not quoted and _PLAIN.fullmatch(text) and text.lower() not in _WORDS_OF_YAML:
        return text
    spelt = json.dumps(text, ensure_ascii=False)
    return "".join(letter if letter.isprintable() else f"\\U{ord(letter):08X}" for letter in spelt)
