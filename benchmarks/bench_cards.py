"""Cards: 200 of them, with their words set to fit, against Pillow's own drawing and encoding of the same pixels.

Both draw and encode the same cards, card by card in turn, in one process. Run with `make bench`, or by itself. Promise:
at most 1.5 times Pillow's own time.
"""

from __future__ import annotations

import io
import sys
import time

from PIL import Image, ImageDraw

from promoter.campaign.model import ChannelName, Look
from promoter.pictures import cards
from promoter.pictures.letters import runs
from promoter.pictures.setting import ASCENT, LEADING
from promoter.pictures.words import Part, Words

CARDS = 200
MOST = 1.5
ROUNDS = 3
LOOK = Look(ink="#1a1a1a", paper="#ffffff", accent="#00539b")
TITLES = (
    "An ordinary Tuesday in 2031",
    "Give every new system a leaving date",
    "Forty volunteers and one list: what a town of 30,000 people learnt in the last week of March",
    "What to keep from the eleven-day contract, and what never to sign again",
    "Łódź, Århus and Kraków ask the same question",
)


def words(number: int) -> Words:
    """Like those of a week: no two alike, and of every length."""
    return Words(
        label=f"Theme {number % 5}: how a new team finds out what people need",
        headline=f"{TITLES[number % len(TITLES)]} ({number})",
        detail=(f"Sample {number}, Head of Public Services Transformation, Example Consulting {number % 7}",),
        week="Building the Smarter State Week",
        hashtag="#techUKSmarterState",
        alt="",
    )


def pillow(said: Words, channel: ChannelName) -> bytes:
    """The same pixels by Pillow alone, told where everything stands; the telling is not counted."""
    width, height = cards.SIZES[channel]
    lines = [
        (cards.LEFT, top + round(block.size * (ASCENT + LEADING * n)), line, block, part)
        for part, block, top in cards.placed(said, (width, height), foot_width=width - cards.MARGIN - cards.LEFT)
        for n, line in enumerate(block.lines)
    ]
    stretched = [
        (x, y, list(runs(line, block.weight, block.size)), LOOK.accent if part is Part.LABEL else LOOK.ink)
        for x, y, line, block, part in lines
    ]
    started = time.perf_counter()
    image = Image.new("RGB", (width, height), LOOK.paper)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, cards.BAR - 1, height), fill=LOOK.accent)
    for left, y, stretches, colour in stretched:
        x: float = left
        for font, text in stretches:
            pen.text((x, y), text, font=font, fill=colour, anchor="ls")
            x += font.getlength(text)
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=6)
    pillow.seconds += time.perf_counter() - started  # type: ignore[attr-defined]
    return file.getvalue()


def run() -> float:
    """How many times as long as Pillow ours takes for all cards."""
    ours = 0.0
    pillow.seconds = 0.0  # type: ignore[attr-defined]
    for number in range(CARDS):
        said, channel = words(number), list(ChannelName)[number % 2]
        started = time.perf_counter()
        card = cards.draw(said, channel, LOOK, None)
        ours += time.perf_counter() - started
        assert card.content == pillow(said, channel), "both have to draw the same"
    cards.draw.cache_clear()
    baseline: float = pillow.seconds  # type: ignore[attr-defined]
    print(f"{CARDS} cards: {ours:.2f} s, Pillow alone {baseline:.2f} s, ratio {ours / baseline:.2f}")
    return ours / baseline


if __name__ == "__main__":
    best = min(run() for _ in range(ROUNDS))
    print(f"best of {ROUNDS}: {best:.2f}, promised at most {MOST}")
    sys.exit(best > MOST)
