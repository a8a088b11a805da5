"""Where X sees a domain in running text, with or without a protocol before it.

The rules are those of twitter-text 3: a domain is a chain of labels with a known top-level domain after its last dot,
the longest chain wins, and a top-level domain may be followed at once by letters that no Latin label would have
("example.comです"). Every step looks at a label a fixed number of times, so that hostile text costs no more than prose.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING

from promoter.posts.tables import top_level_domains

if TYPE_CHECKING:
    from collections.abc import Iterator

SPACES = r"\x09-\x0D\x20\x85\xA0\u1680\u180E\u2000-\u200A\u2028\u2029\u202F\u205F\u3000"
_IN_HOST = r"\-._"  #: signs that may stand inside a domain
_OTHER_PUNCTUATION = r"!'#%&()*+,\\/:;<=>?@\[\]\^{|}~$"
PUNCTUATION = _IN_HOST + _OTHER_PUNCTUATION
INVALID = "\ufffe\ufeff\uffff"
LATIN_ACCENTS = (
    r"\xC0-\xD6\xD8-\xF6\xF8-\u024F\u0253\u0254\u0256\u0257\u0259\u025B\u0263\u0268\u026F\u0272\u0289\u028B\u02BB"
    r"\u0300-\u036F\u1E00-\u1EFF"
)
_DIRECTION = r"\u202A-\u202E\u061C\u200E\u200F\u2066-\u2069"
_NO_HOST = f"{_OTHER_PUNCTUATION}{SPACES}{INVALID}{_DIRECTION}"

NOT_BEFORE = f"A-Za-z0-9@＠$#＃{INVALID}"  #: no link begins right after one of these
_START = re.compile(rf"(?<![{NOT_BEFORE}])[^{_IN_HOST}{_NO_HOST}]")
_RUN = re.compile(rf"[^{_NO_HOST}]+")
_DOT = re.compile(r"\.")
_LATIN_CHAIN = re.compile(rf"[\-A-Za-z0-9{LATIN_ACCENTS}]+(?:\.[\-A-Za-z0-9{LATIN_ACCENTS}]+)*\.?")
_WORD = re.compile(r"[0-9A-Za-z]+")
_PUNYCODE = re.compile(r"xn--[\-0-9a-z]+", re.IGNORECASE | re.ASCII)


def top_level_end(text: str, at: int) -> int | None:
    """Where the top-level domain that starts at `at` ends, if one does."""
    word = _WORD.match(text, at)
    if word and word[0].lower() in top_level_domains() and _may_end(text, word.end()):
        return word.end()
    end = _other_script_end(text, at)
    if end is None and word and (punycode := _PUNYCODE.match(text, at)):
        return punycode.end()
    return end


def _other_script_end(text: str, at: int) -> int | None:
    for length in _lengths_by_first_letter().get(text[at : at + 1].lower(), ()):
        end = min(at + length, len(text))
        if text[at:end].lower() in top_level_domains() and _may_end(text, end):
            return end
    return None


def _may_end(text: str, at: int) -> bool:
    return at >= len(text) or not (text[at] in "@+-" or (text[at].isascii() and text[at].isalnum()))


@cache
def _lengths_by_first_letter() -> dict[str, tuple[int, ...]]:
    lengths: dict[str, set[int]] = {}
    for label in top_level_domains():
        if not label.isascii():
            lengths.setdefault(label[0], set()).add(len(label))
    return {letter: tuple(sorted(found, reverse=True)) for letter, found in lengths.items()}


class Host:
    """One run of text between characters that no domain can have: its labels, and how far a domain reaches from each."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.dots = [dot.start() for dot in _DOT.finditer(text, start, end)]
        self.top_level_ends = [top_level_end(text, dot + 1) for dot in self.dots]
        self._reach = self._reaches()

    def domain_at_start(self) -> tuple[int, int] | None:
        """Start and end of the domain that begins with the run, as one does after a protocol."""
        return self._domain(0, self.start, self.start + 1)

    def domain_after(self, searched: int) -> tuple[int, int] | None:
        """Start and end of the first domain beyond `searched`, the end of the last link.

        The character before a domain must not belong to a link, so a domain begins at `searched` only if that is 0.
        Where the text opens with a letter that may stand before a domain ("éa.com"), that letter is left out.
        """
        for label in range(bisect_left(self.dots, searched), len(self.dots)):
            first = max(self._label_start(label), searched + 1 if searched else 0)
            if first == 0 and (domain := self._domain(0, 1, 2)):
                return domain
            if domain := self._domain(label, first, self.dots[label]):
                return domain
        return None

    def latin_domains(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The parts of a domain that X links where no protocol stands before it: those in Latin letters."""
        for chain in _LATIN_CHAIN.finditer(self.text, start, end):
            first, last = bisect_left(self.dots, chain.start()), bisect_left(self.dots, chain.end())
            ends = (ending for ending in reversed(self.top_level_ends[first:last]) if ending is not None)
            if (top_level_ending := next(ends, None)) is not None:
                yield chain.start(), top_level_ending

    def _label_start(self, label: int) -> int:
        return self.dots[label - 1] + 1 if label else self.start

    def _reaches(self) -> list[int | None]:
        """By label: the last dot with a top-level domain after it that a chain of whole labels from here comes to."""
        reach: list[int | None] = [None] * (len(self.dots) + 1)
        for label in range(len(self.dots) - 1, -1, -1):
            start, dot = self._label_start(label), self.dots[label]
            if start == dot or self.text[start] in "_-" or self.text[dot - 1] in "_-":
                continue
            reach[label] = reach[label + 1]
            if reach[label] is None and self.top_level_ends[label] and self.text.find("_", start, dot) < 0:
                reach[label] = label
        return reach

    def _domain(self, label: int, first: int, before: int) -> tuple[int, int] | None:
        """The domain that begins in `label`, at `first` or later and ahead of `before`."""
        if label >= len(self.dots) or self.text[self.dots[label] - 1] in "_-.":
            return None
        dot = self.dots[label]
        target = self._reach[label + 1]
        if target is None:
            target, first = label, max(first, self.text.rfind("_", first, dot) + 1)
        ending = self.top_level_ends[target]
        start = _START.search(self.text, first, min(before, dot)) if ending else None
        return (start.start(), ending) if start and ending else None


def hosts(text: str) -> Iterator[Host]:
    """Every run of `text` in which a domain could be, from left to right."""
    for run in _RUN.finditer(text):
        if text.find(".", run.start(), run.end()) >= 0:
            host = Host(text, run.start(), run.end())
            if any(host.top_level_ends):
                yield host
