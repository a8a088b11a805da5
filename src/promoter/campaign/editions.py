"""Which edition of an event a text speaks of: "sixth" and "seventh" in one campaign are a mistake in one of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
    "nineteenth", "twentieth",
)  # fmt: skip


def number(ordinal: str) -> int | None:
    """The number of "seventh", "7th" or "7"; None for anything else."""
    word = ordinal.strip().casefold()
    if word in ORDINALS:
        return ORDINALS.index(word) + 1
    found = re.fullmatch(r"([0-9]{1,3})(?:st|nd|rd|th)?", word)
    return int(found[1]) if found else None


def editions(text: str, *, event: str) -> Iterator[str]:
    """The ordinals by which `text` counts the event of this name, as they are written.

    Only sentences that name the event count, and of them only "sixth edition", "sixth annual", "for a sixth year" and
    the ordinal right before the name: a sixth theme is no edition.
    """
    name = event.casefold()
    for sentence in re.split(r"(?<=[.!?])\s", text):
        if name in sentence.casefold() and (
            re.search("[0-9]", sentence) or any(map(sentence.casefold().count, ORDINALS))
        ):
            ordinal = rf"\b({'|'.join(ORDINALS)}|[0-9]{{1,3}}(?:st|nd|rd|th))"
            counted = (
                rf"{ordinal}\s+(?:edition\b|annual\b|{re.escape(event)})|\bfor\s+(?:a|an|its|our)\s+{ordinal}\s+year\b"
            )
            for found in re.finditer(counted, sentence, re.IGNORECASE):
                yield found[1] or found[2]
