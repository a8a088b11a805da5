"""Text set into a box: in as large a size as fits, in lines of about the same length, or not at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from promoter.pictures.letters import width

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from promoter.pictures.letters import Weight

LEADING = 1.2  #: from one baseline to the next, in sizes
ASCENT, DESCENT = 1.0, 0.28  #: how far the tallest letters with accents reach above and below the baseline, in sizes
_STEP = 2
_PIECE = re.compile(
    r"\S+?(?:[-–—/](?=\w)|(?=\s|$))\s*"
)  # lines end at a space, or after a hyphen or stroke within a word


@dataclass(frozen=True, slots=True)
class Block:
    """Lines set in one size."""

    lines: tuple[str, ...]
    size: int
    weight: Weight

    @property
    def height(self) -> int:
        return ceil(self.size * (ASCENT + DESCENT + LEADING * (len(self.lines) - 1))) if self.lines else 0

    @property
    def width(self) -> int:
        return ceil(max((width(line, self.weight, self.size) for line in self.lines), default=0))


def fit(
    paragraphs: Sequence[str], weight: Weight, *, sizes: tuple[int, int], box: tuple[int, int], most: int
) -> Block | None:
    """The paragraphs in the largest size between `sizes` at which they take at most so many lines of the box; None if none."""
    smallest, largest = sizes
    for size in range(largest, smallest - 1, -_STEP):
        lines = [_set(paragraph, weight, size, box[0]) for paragraph in paragraphs]
        if any(one is None for one in lines):
            continue
        block = Block(tuple(line for one in lines for line in one or ()), size, weight)
        if len(block.lines) <= most and block.height <= box[1]:
            return block
    return None


def _set(text: str, weight: Weight, size: int, most: int) -> list[str] | None:
    """The text in as few lines as can be, all about as long; None if a word is longer than a line."""
    pieces = [
        (piece, width(piece, weight, size), width(piece.rstrip(), weight, size)) for piece in _PIECE.findall(text)
    ]
    if any(bare > most for _, _, bare in pieces):
        return None
    lines = _lines(pieces, most)
    low, high = max((bare for *_, bare in pieces), default=0.0), float(most)
    while len(lines) > 1 and high - low > size / 8:  # narrower, as long as that takes no further line
        middle = (low + high) / 2
        narrower = _lines(pieces, middle)
        if len(narrower) > len(lines):
            low = middle
        else:
            high, lines = middle, narrower
    return lines


def _lines(pieces: Iterable[tuple[str, float, float]], most: float) -> list[str]:
    lines: list[str] = []
    taken = most + 1.0
    for piece, whole, bare in pieces:
        if taken + bare > most:
            lines.append("")
            taken = 0.0
        lines[-1] += piece
        taken += whole
    return [line.rstrip() for line in lines]
