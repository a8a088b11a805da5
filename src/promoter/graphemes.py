"""Characters as people see them: the extended grapheme clusters of Unicode's annex 29."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_CLASSES = Path(__file__).with_name("grapheme_classes.txt")
_FLAG_LETTER = "\U0001f1e6-\U0001f1ff"
_SYLLABLES = "\uac00-\ud7a3"
_OPEN_SYLLABLES = "".join(map(chr, range(0xAC00, 0xD7A4, 28)))  # Korean syllables that end in a vowel
# Letters of the West and the usual marks of type: each is a character by itself, whatever stands beside it. Nearly all
# text is made of them, and need not wait until the pattern for all the rest is compiled.
_PLAIN = re.compile("[\n\x20-\x7e\xa0-\u02ff\u2010-\u2027\u20ac]*+")


def graphemes(text: str) -> Iterator[str]:
    """The characters of `text` as people see them; joined, they are `text` again."""
    if _PLAIN.fullmatch(text):
        return iter(text)
    return (found[0] for found in _grapheme().finditer(text))


def grapheme_count(text: str) -> int:
    """How many characters people see in `text`."""
    return sum(1 for _ in graphemes(text))


@cache
def _grapheme() -> re.Pattern[str]:
    """One character as people see it. What belongs to it is read once and never given back.

    Groups are not possessive, because Python before 3.11.5 gets that wrong; nothing has to follow them.
    """
    of = dict(line.split(" ") for line in _CLASSES.read_text(encoding="utf-8").splitlines())
    vowel_on = f"[{of['V']}]*+[{of['T']}]*+"
    syllable = (
        f"[{of['L']}]*+(?:[{_OPEN_SYLLABLES}]{vowel_on}|[{_SYLLABLES}][{of['T']}]*+|[{of['V']}]{vowel_on})"
        f"|[{of['L']}]++|[{of['T']}]++"
    )
    picture = f"[{of['Pictographic']}](?:[{of['Extend']}]*+\u200d[{of['Pictographic']}])*"
    linked = f"[{of['ConjunctExtend']}]*+[{of['ConjunctLinker']}][{of['ConjunctExtend']}{of['ConjunctLinker']}]*+"
    conjunct = f"[{of['ConjunctConsonant']}](?:{linked}[{of['ConjunctConsonant']}])*"
    base = f"{syllable}|[{_FLAG_LETTER}]{{2}}|{picture}|{conjunct}|[^\r\n{of['Control']}]"
    joined_on = f"[{of['Extend']}{of['SpacingMark']}\u200d]*+"
    return re.compile(f"\r\n|[{of['Prepend']}]*+(?:{base}){joined_on}|[{of['Prepend']}]++{joined_on}|.", re.DOTALL)
