"""Something in a text that a network makes a link."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entity:
    """The words of a link, hashtag, mention or cashtag without their sign, and their place in code points."""

    text: str
    start: int
    end: int
