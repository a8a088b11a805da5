"""Words for those who cannot see a picture: whether they say what it shows, and whether the networks take so many."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from promoter.campaign.findings import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ALT_LIMIT_X, ALT_LIMIT_LINKEDIN = 1_000, 4_086
_FILE_NAME = re.compile(
    r"\S+\.(png|jpe?g|gif|webp|heic|svg|tiff?)|(img|dsc[nf]?|pxl|image|photo|screenshot)[-_ ]?[0-9]\S*", re.IGNORECASE
)
_SAID_ANYWAY = re.compile(r"(an? |the )?(image|picture|photo(graph)?|graphic) (of|showing)\b", re.IGNORECASE)


def on_alt(alt: str, *, file: str, known: Iterable[str], most: int) -> Iterator[tuple[Level, str]]:
    """What is wrong with an alt text, in sentences; `known` are the words that stand beside the picture in any case."""
    length = alt_length(alt)
    if length > most:
        message = f"the alt text has {length:,} characters and may have {most:,}: say what matters in the picture, and no more"
        yield Level.ERROR, message
    plain = _plain(alt)
    if _FILE_NAME.fullmatch(alt) or plain in {_plain(file), _plain(PurePath(file).stem)}:
        yield Level.WARNING, "the alt text is the name of a file: say what the picture shows"
    elif plain in map(_plain, known):
        yield Level.WARNING, "the alt text only says the title again: say what the picture shows"
    elif _SAID_ANYWAY.match(alt):
        yield (
            Level.WARNING,
            "the alt text says that it is a picture, which is said to its readers anyway: begin with what it shows",
        )


def alt_length(alt: str) -> int:
    """In UTF-16 units, the most that either network may count."""
    return len(alt.encode("utf-16-le")) // 2


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold().replace("_", " ")))
