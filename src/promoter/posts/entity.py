"""Something in a text that a network makes a link."""

from __future__ import annotations

from typing import NamedTuple


class Entity(NamedTuple):
    """The words of a link, hashtag, mention or cashtag without their sign, and their place in code points."""

    text: str
    start: int
    end: int
