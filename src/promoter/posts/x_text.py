"""How X counts a post, and what it sees in it as link, hashtag, mention and cashtag.

The rules are those of twitter-text 3, with these differences on purpose:

* emoji and top-level domains are today's as well; an emoji that no table knows counts by its parts, which is too much
  rather than too little
* a line end of Windows counts as one character
* places are in code points, not in UTF-16 units, and an entity's words are always those at its place
* a name inside a link is no mention
* accidents of its JavaScript are left out: half an emoji as a letter, and letters that are accepted only because their
  capitals or small letters are
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from typing import NamedTuple

from promoter.posts import x_tags
from promoter.posts.entity import Entity
from promoter.posts.x_domains import INVALID, SPACES, top_level_end
from promoter.posts.x_emoji import emoji
from promoter.posts.x_links import urls

__all__ = [
    "LIMIT",
    "LINK_LENGTH",
    "Entity",
    "Parsed",
    "cashtags",
    "defuse",
    "hashtags",
    "mentions",
    "parse",
    "urls",
    "weighted_length",
]

LIMIT = 280
LINK_LENGTH = 23  #: what every link counts, however long it is
EMOJI_LENGTH = 2  #: what every emoji counts, of however many characters

ZERO_WIDTH_SPACE = "\u200b"
_HEAVY = re.compile(r"[^\x00-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")
_INVALID = re.compile(f"[{INVALID}]")
_WORD = re.compile(rf"[^{SPACES}]++")
_SIGN = re.compile(rf"[#＃@＠](?=[^{ZERO_WIDTH_SPACE}])|\$(?=[A-Za-z])|\.")


class Parsed(NamedTuple):
    """A text as X takes it: how long it counts, whether X takes it at all, and what becomes a link in it."""

    length: int
    limit: int
    valid: bool
    urls: tuple[Entity, ...]
    hashtags: tuple[Entity, ...]
    mentions: tuple[Entity, ...]
    cashtags: tuple[Entity, ...]


def parse(text: str) -> Parsed:
    """Everything X sees in `text`. Places are in code points of `text` as it is given."""
    length = weighted_length(text)
    links = urls(text)
    return Parsed(
        length=length,
        limit=LIMIT,
        valid=0 < length <= LIMIT and not _INVALID.search(text),
        urls=links,
        hashtags=x_tags.hashtags(text, links),
        mentions=x_tags.mentions(text, links),
        cashtags=cashtags(text),
    )


def weighted_length(text: str) -> int:
    """What X counts: 23 for a link, 2 for an emoji, 1 for most letters of the West, 2 for everything else."""
    counted = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    length = at = 0
    for link in urls(counted):
        length += _weight(counted[at : link.start]) + LINK_LENGTH
        at = link.end
    return length + _weight(counted[at:])


def _weight(text: str) -> int:
    """What text without links counts."""
    if text.isascii():
        return len(text)
    weight = len(text) + len(_HEAVY.findall(text))
    for start, end in emoji(text):
        weight += EMOJI_LENGTH - (end - start) - len(_HEAVY.findall(text, start, end))
    return weight


def hashtags(text: str) -> tuple[Entity, ...]:
    """The hashtags of `text` outside its links."""
    return x_tags.hashtags(text, urls(text))


def mentions(text: str) -> tuple[Entity, ...]:
    """The mentions of `text` outside its links. That of a list reaches to the end of the list's name."""
    return x_tags.mentions(text, urls(text))


def cashtags(text: str) -> tuple[Entity, ...]:
    """The cashtags of `text`."""
    return x_tags.cashtags(text)


def defuse(text: str) -> str:
    """`text`, such as a title or a quotation, with nothing in it that X would make a link of.

    Words that X would take for link, hashtag, mention or cashtag get a zero-width space after the dot or sign that
    would make them one; they look the same. Text without such words comes back as it is.
    """
    links = urls(text)
    found = (*links, *x_tags.hashtags(text, ()), *x_tags.mentions(text, ()), *cashtags(text))
    places = sorted(entity.start for entity in found)

    def made_inert(word: re.Match[str]) -> str:
        nearest = bisect_left(places, word.start())
        if nearest == len(places) or places[nearest] >= word.end():
            return word[0]
        # Once one link is broken, the rest of its word could become another; so everything in the word is broken.
        return _SIGN.sub(_with_space, word[0])

    return _WORD.sub(made_inert, text) if places else text


def _with_space(sign: re.Match[str]) -> str:
    if sign[0] == "." and top_level_end(sign.string, sign.end()) is None:
        return sign[0]
    return sign[0] + ZERO_WIDTH_SPACE
