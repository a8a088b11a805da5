"""The colours of cards, and whether people can read in them: contrast as WCAG measures it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.campaign.findings import Complaint, Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promoter.campaign.model import Settings

LEAST_CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3


def on_look(settings: Settings) -> Iterator[Complaint]:
    """Complaints about colours in which words are hard to read: all of them stand on the paper."""
    look = settings.look
    for name in ("ink", "accent"):
        found = contrast(getattr(look, name), look.paper)
        if found < LEAST_CONTRAST:
            message = (
                f"the {name} {getattr(look, name)} on the paper {look.paper} has a contrast of {_cut(found)}:1 and needs "
                f"{LEAST_CONTRAST}:1 to be read: take a {'darker' if _is_light(look.paper) else 'lighter'} {name}, or another paper"
            )
            yield Complaint(Level.ERROR, "contrast", message, ("look", name))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 (the same) to 21 (black on white)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in bytes.fromhex(colour.removeprefix("#")))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _is_light(colour: str) -> bool:
    return contrast(colour, "#000000") > contrast(colour, "#ffffff")


def _cut(ratio: float) -> str:
    """With one digit, and never more than it is: 4.49 is not 4.5."""
    return f"{int(ratio * 10) / 10:.1f}"
