"""Letters on cards: the fonts that come with Promoter, which letters they have, and how wide words are.

Letters stand one after the other, as Pillow sets them by itself on every machine. Scripts that ask for more, written
from right to left or with marks to be put over letters, are told of and not drawn.
"""

from __future__ import annotations

import unicodedata
from enum import Enum
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING

from PIL import ImageFont

from promoter.graphemes import graphemes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.ImageDraw import ImageDraw

_SETS = ("latin", "latin-ext", "greek", "cyrillic")  # a file for each; the first that has a letter draws it
_NO_LETTER = "\U0010fffe"
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})


class Weight(Enum):
    REGULAR = 400
    BOLD = 700


def tidy(text: str) -> str:
    """`text` as it can be set: letters with their accents in one, no marks that nobody sees, plain single spaces."""
    text = unicodedata.normalize("NFC", text)
    return " ".join("".join(letter for letter in text if unicodedata.category(letter) != "Cf").split())


def undrawable(text: str) -> tuple[str, ...]:
    """What of a tidy text the fonts cannot show, as people see it, each once."""
    return tuple(dict.fromkeys(one for one in graphemes(text) if not _is_drawable(one)))


def width(text: str, weight: Weight, size: int) -> float:
    """How wide a line is, in pixels."""
    return sum(font.getlength(run) for font, run in runs(text, weight, size))


def draw_line(draw: ImageDraw, at: tuple[float, float], text: str, weight: Weight, *, size: int, colour: str) -> None:
    """Draw a line from the left end of its baseline."""
    x, y = at
    for font, run in runs(text, weight, size):
        draw.text((x, y), run, font=font, fill=colour, anchor="ls")
        x += font.getlength(run)


def _is_drawable(grapheme: str) -> bool:
    if len(grapheme) > 1 or unicodedata.bidirectional(grapheme) in _RIGHT_TO_LEFT:
        return False
    return grapheme == " " or all(_set_with(grapheme, weight) is not None for weight in Weight)


def runs(text: str, weight: Weight, size: int) -> Iterator[tuple[ImageFont.FreeTypeFont, str]]:
    """The text in stretches that one file has the letters of."""
    for letters, run in groupby(text, key=lambda letter: _set_with(letter, weight) or _SETS[0]):
        yield _font(letters, weight, size), "".join(run)


@lru_cache(maxsize=4096)
def _set_with(letter: str, weight: Weight) -> str | None:
    """The first set of letters that has this one."""
    return next((letters for letters in _SETS if _has(_font(letters, weight, 32), letter)), None)


def _has(font: ImageFont.FreeTypeFont, letter: str) -> bool:
    """A letter that a font does not have is drawn as one and the same box."""
    drawn, box = font.getmask(letter), font.getmask(_NO_LETTER)
    return letter == " " or (drawn.size, bytes(drawn)) != (box.size, bytes(box))


@lru_cache(maxsize=256)
def _font(letters: str, weight: Weight, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(BytesIO(_file(letters, weight)), size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _file(letters: str, weight: Weight) -> bytes:
    return (files("promoter.pictures") / "fonts" / f"source-sans-3-{letters}-{weight.value}-normal.woff").read_bytes()
