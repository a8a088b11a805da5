"""The top-level domains, emoji and letters of hashtags that counting needs, read from files on first use."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"


@cache
def hashtag_characters() -> dict[str, str]:
    """What a hashtag is made of: Letters, of which it needs one, and Others; each as the inside of a regex's brackets."""
    return dict(line.split(" ") for line in _lines("hashtag_characters.txt"))


@cache
def emoji_sequences() -> frozenset[str]:
    """Every emoji of more than one code point, as people type it."""
    return frozenset(_lines("emoji_sequences.txt"))


@cache
def top_level_domains() -> frozenset[str]:
    """Every top-level domain in small letters, in its own script."""
    return frozenset(_lines("top_level_domains.txt"))


def _lines(name: str) -> list[str]:
    return _DATA.joinpath(name).read_text(encoding="utf-8").splitlines()
