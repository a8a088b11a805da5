"""What changed between two wordings, word by word, and two people's changes put together where they do not touch."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WORD = re.compile(r"(\S*)(\s*)")
_MOST = 1_000_000  #: pairs of words; what has more is shown as two wholes, because comparing it takes too long


class Piece(NamedTuple):
    """A stretch of text that both wordings have ("same"), the first alone ("out") or the second alone ("in")."""

    kind: str
    text: str


class _Word(NamedTuple):
    """A word and the space after it."""

    letters: str
    space: str


def difference(before: str, after: str) -> tuple[Piece, ...]:
    """How `before` became `after`. A line end that came or went is shown as ¶."""
    old, new = _words(before), _words(after)
    if before == after:
        return (Piece("same", before),)
    if len(old) * len(new) > _MOST:
        return (Piece("out", before), Piece("in", after))
    joined = groupby(_pieces(old, new), key=lambda piece: piece.kind)
    return tuple(Piece(kind, "".join(piece.text for piece in pieces)) for kind, pieces in joined)


def together(was: str, one: str, other: str) -> str | None:
    """`was` with the changes of both; None if they changed the same words, so that only a person can tell."""
    words, ones, others = _words(was), _words(one), _words(other)
    if len(words) * max(len(ones), len(others)) > _MOST:
        return None
    edits = sorted({*_edits(words, ones), *_edits(words, others)})
    for (_, end, _), (start, *_) in pairwise(edits):
        if start <= end:  # side by side counts as touching: two words put in at one place have no order
            return None
    said, at = "", 0
    for start, end, text in edits:
        said += _text(words[at:start]) + text
        at = end
    return said + _text(words[at:])


def _pieces(old: Sequence[_Word], new: Sequence[_Word]) -> Iterator[Piece]:
    letters = [word.letters for word in old], [word.letters for word in new]
    for kind, i, j, k, m in SequenceMatcher(None, *letters, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from _spaced(old[i:j], new[k:m])
            continue
        if j > i:
            yield Piece("out", _text(old[i:j]))
        if m > k:
            yield Piece("in", _text(new[k:m]))


def _spaced(old: Sequence[_Word], new: Sequence[_Word]) -> Iterator[Piece]:
    """The same words, of which the space between them may have changed."""
    for (letters, before), (_, after) in zip(old, new, strict=True):
        yield Piece("same", letters)
        if before.count("\n") == after.count("\n") and bool(before) == bool(after):
            yield Piece("same", after)
            continue
        if before:
            yield Piece("out", before.replace("\n", "¶"))
        if after:
            yield Piece("in", after.replace("\n", "¶\n"))


def _edits(old: Sequence[_Word], new: Sequence[_Word]) -> Iterator[tuple[int, int, str]]:
    """What to put in place of which words."""
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield i, j, _text(new[k:m])


def _words(text: str) -> list[_Word]:
    return [_Word(*found.groups()) for found in _WORD.finditer(text) if found[0]]


def _text(words: Sequence[_Word]) -> str:
    return "".join(letters + space for letters, space in words)
