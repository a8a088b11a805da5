"""What a person says to a fact that was guessed: made into the fact, or a sentence about why it cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.intake import moments, themes, values
from promoter.intake.cleaning import line

if TYPE_CHECKING:
    from promoter.campaign.model import Settings


def answered(fact: str, said: str, settings: Settings) -> str:
    """The fact's value, "" for none; raises ValueError with a sentence."""
    said = line(said)
    if not said:
        return ""
    if fact == "themes":
        return ", ".join(_themes(said, settings))
    if fact == "received":
        read = moments.read(said, settings.zone)
        if read is None:
            raise ValueError("write the time like 2021-09-08T15:20")
        return read[0]
    return values.said(fact.rpartition(".")[2] if fact.startswith("authors.") else fact, said)


def _themes(said: str, settings: Settings) -> tuple[str, ...]:
    known = {theme.id for theme in settings.themes}
    parts = [part.strip() for part in said.split(",") if part.strip()]
    if known.issuperset(parts):
        return tuple(dict.fromkeys(parts))
    found, _ = themes.meant(said, settings)
    if not found:
        raise ValueError(f"that is none of the themes: {', '.join(theme.id for theme in settings.themes)}")
    return found
