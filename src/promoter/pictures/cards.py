"""Cards: a picture with a post's words in the organisation's colours, drawn so that nothing is cut and nothing overlaps."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image, ImageDraw

from promoter.campaign.model import ChannelName
from promoter.pictures.letters import Weight, draw_line, undrawable
from promoter.pictures.setting import ASCENT, LEADING, Block, fit
from promoter.pictures.words import Part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promoter.campaign.model import Look
    from promoter.pictures.words import Words

DRAWING = 1  #: to be raised when cards are drawn otherwise, so that they are all drawn anew
SIZES = {ChannelName.X: (1200, 675), ChannelName.LINKEDIN: (1200, 627)}  #: as each network shows them whole

MARGIN, BAR, LEFT = 64, 24, 88
GAP = 28  #: between the parts
LOGO = (280, 96)  #: at the most

# The smallest sizes are those that can be read on a telephone, which shows a card at about a third of its width.
LABEL, HEADLINE, DETAIL, FOOT = (32, 38), (44, 84), (32, 38), (30, 32)
MOST_LINES = {Part.LABEL: 2, Part.HEADLINE: 5, Part.DETAIL: 5, Part.WEEK: 2, Part.HASHTAG: 1}


class Box(NamedTuple):
    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True)
class Card:
    """A finished card, as PNG, and where its parts stand."""

    content: bytes
    boxes: dict[str, Box]


class Problem(NamedTuple):
    """Why a card cannot be drawn: the part, and a sentence that says what to do."""

    part: Part
    message: str


class NotDrawn(Exception):
    """The words cannot all be shown on the card as they are."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


def fingerprint(words: Words, channel: ChannelName, look: Look, logo: bytes | None) -> str:
    """What tells one card from another without drawing it: all that it is made from, in a few digits for its file's name."""
    made_from = {
        "drawing": DRAWING,
        "size": SIZES[channel],
        "words": {part.value: getattr(words, part) for part in Part},
        "colours": (look.ink, look.paper, look.accent),
        "logo": logo and hashlib.sha256(logo).hexdigest(),
    }
    return hashlib.sha256(json.dumps(made_from, ensure_ascii=False).encode()).hexdigest()[:12]


@lru_cache(maxsize=128)  # a page shows what a change would do, and then does it
def draw(words: Words, channel: ChannelName, look: Look, logo: bytes | None) -> Card:
    """The card; `logo` is a picture that was made ready. `NotDrawn` with everything that keeps it from being drawn."""
    problems = tuple(_without_letters(words))
    if problems:
        raise NotDrawn(problems)
    size = SIZES[channel]
    image = Image.new("RGB", size, look.paper)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, BAR - 1, size[1]), fill=look.accent)
    boxes: dict[str, Box] = {}
    right = size[0] - MARGIN
    if logo is not None:
        boxes["logo"] = _put_logo(image, logo)
        right = boxes["logo"].left - GAP
    for part, block, top in placed(words, size, foot_width=right - LEFT):
        colour = look.accent if part is Part.LABEL else look.ink
        boxes[part] = _put(pen, block, top, colour)
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=6)
    return Card(file.getvalue(), boxes)


# ------------------------------------------------------------------------------------------------------ where all stands


def placed(words: Words, size: tuple[int, int], *, foot_width: int) -> Iterator[tuple[Part, Block, int]]:
    """Each part with its top: label from above, week and hashtag from below, headline and detail in the middle between."""
    height, whole = size[1], size[0] - MARGIN - LEFT
    small = {
        Part.LABEL: fit([words.label], Weight.BOLD, sizes=LABEL, box=(whole, height), most=MOST_LINES[Part.LABEL]),
        Part.DETAIL: fit(words.detail, Weight.REGULAR, sizes=DETAIL, box=(whole, height), most=MOST_LINES[Part.DETAIL]),
        Part.WEEK: fit([words.week], Weight.BOLD, sizes=FOOT, box=(foot_width, height), most=MOST_LINES[Part.WEEK]),
        Part.HASHTAG: fit([words.hashtag], Weight.REGULAR, sizes=FOOT, box=(foot_width, height), most=1),
    }
    problems = tuple(_too_long(part, words) for part, block in small.items() if block is None)
    if problems:
        raise NotDrawn(problems)
    label, detail, week, hashtag = (block or Block((), 0, Weight.REGULAR) for block in small.values())
    top = MARGIN + label.height + GAP
    hashtag_top = height - MARGIN - hashtag.height
    week_top = hashtag_top - week.height
    room = week_top - GAP - top
    below = detail.height + GAP // 2 if detail.lines else 0
    most = MOST_LINES[Part.HEADLINE]
    headline = fit([words.headline], Weight.BOLD, sizes=HEADLINE, box=(whole, room - below), most=most)
    if headline is None:
        raise NotDrawn((_too_long(Part.HEADLINE, words),))
    start = top + (room - headline.height - below) // 2
    yield Part.LABEL, label, MARGIN
    yield Part.HEADLINE, headline, start
    if detail.lines:
        yield Part.DETAIL, detail, start + headline.height + GAP // 2
    yield Part.WEEK, week, week_top
    yield Part.HASHTAG, hashtag, hashtag_top


def _put(pen: ImageDraw.ImageDraw, block: Block, top: int, colour: str) -> Box:
    for number, line in enumerate(block.lines):
        baseline = top + round(block.size * (ASCENT + LEADING * number))
        draw_line(pen, (LEFT, baseline), line, block.weight, size=block.size, colour=colour)
    return Box(LEFT, top, LEFT + block.width, top + block.height)


def _put_logo(image: Image.Image, content: bytes) -> Box:
    """The logo in the lower right corner, as large as its place."""
    with Image.open(io.BytesIO(content), formats=["PNG", "JPEG"]) as opened:
        scale = min(LOGO[0] / opened.width, LOGO[1] / opened.height)
        size = (max(1, round(opened.width * scale)), max(1, round(opened.height * scale)))
        logo = opened.convert("RGBA").resize(size, Image.Resampling.LANCZOS)
    left, top = image.width - MARGIN - size[0], image.height - MARGIN - size[1]
    image.paste(logo, (left, top), logo)
    return Box(left, top, left + size[0], top + size[1])


# ---------------------------------------------------------------------------------------------------- what keeps it back

_CALLED = {
    Part.LABEL: "the line above the title",
    Part.HEADLINE: "the title",
    Part.DETAIL: "the line below the title",
    Part.WEEK: "the week's name",
    Part.HASHTAG: "the hashtag",
}


def _without_letters(words: Words) -> Iterator[Problem]:
    for part in Part:
        text = getattr(words, part)
        missing = undrawable(text if isinstance(text, str) else " ".join(text))
        if missing:
            listed = ", ".join(f"“{one}”" for one in missing[:5]) + (" and more" if len(missing) > 5 else "")
            message = (
                f"no card can be drawn, because its letters do not have {listed}, which {_CALLED[part]} needs: "
                f"write it without, or {_otherwise(words)}"
            )
            yield Problem(part, message)


def _too_long(part: Part, words: Words) -> Problem:
    text = getattr(words, part)
    letters = len(text if isinstance(text, str) else " ".join(text))
    message = (
        f"no card can be drawn, because {_CALLED[part]} does not fit on it even in the smallest letters that can be read "
        f"({letters} characters): shorten it, or {_otherwise(words)}"
    )
    return Problem(part, message)


def _otherwise(words: Words) -> str:
    return "give the blog a picture of its own (image)" if words.of_blog else "have no cards (cards: false)"
