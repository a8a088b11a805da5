"""Where X counts several characters as one emoji."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promoter.posts.tables import emoji_sequences

if TYPE_CHECKING:
    from collections.abc import Iterator

_TONE = "[\U0001f3fb-\U0001f3ff]"
_FLAG_LETTER = "[\U0001f1e6-\U0001f1ff]"
_TAG = "[\U000e0020-\U000e007f]"
# No emoji has more than four parts or six tags, which bounds the work at each character whatever the text.
_CANDIDATE = re.compile(
    rf".(?=[\ufe0f\u20e3\u200d]|{_TONE}|{_FLAG_LETTER}|{_TAG})"
    rf"(?:(?<={_FLAG_LETTER}){_FLAG_LETTER}|{_TAG}{{1,6}}|\ufe0f?\u20e3?{_TONE}?(?:\u200d.\ufe0f?{_TONE}?){{0,3}})",
    re.DOTALL,
)


def emoji(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every emoji in `text` that is made of more than one character."""
    searched = 0
    while candidate := _CANDIDATE.search(text, searched):
        start = candidate.start()
        ends = range(candidate.end(), start + 1, -1)
        end = next((end for end in ends if text[start:end] in emoji_sequences()), None)
        if end:
            yield start, end
        searched = end or start + 1
