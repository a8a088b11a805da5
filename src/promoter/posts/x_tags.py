"""What X sees as hashtag, mention and cashtag.

Each pattern takes in the character before the sign, as X's own do: what an earlier tag has used up cannot stand before
the next one.
"""

from __future__ import annotations

import re
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING

from promoter.posts.entity import Entity
from promoter.posts.tables import hashtag_characters
from promoter.posts.x_domains import LATIN_ACCENTS, PUNCTUATION, SPACES

if TYPE_CHECKING:
    from collections.abc import Iterable

_MENTION = re.compile(
    r"(?:^|[^a-zA-Z0-9_!#$%&*@＠]|(?:^|[^a-zA-Z0-9_+~.\-])[rR][tT]:?)"
    r"(?P<sign>[@＠])(?P<name>[a-zA-Z0-9_]{1,20})(?P<list>/[a-zA-Z][a-zA-Z0-9_\-]{0,24})?"
)
# Plain letters and the usual marks of type, and what a hashtag is among them: nearly all text is like this, and need not
# wait until the pattern for all the alphabets is compiled.
_PLAIN = re.compile("[\n\x20-\x7e\xa3\u2010-\u2027\u20ac]*+")
_PLAIN_HASHTAG = re.compile(r"(?:^|[^A-Za-z0-9_&])#(?P<name>[A-Za-z0-9_]*[A-Za-z][A-Za-z0-9_]*+)")
_ENDS_NO_MENTION = re.compile(rf"[@＠{LATIN_ACCENTS}]|://")
_ENDS_NO_HASHTAG = re.compile(r"[#＃]|://")
_CASHTAG = re.compile(
    rf"(?:^|[{SPACES}])\$(?P<name>[a-zA-Z]{{1,6}}(?:[._][a-zA-Z]{{1,2}})?)(?=\Z|[\s\ufeff{PUNCTUATION}])"
)


def hashtags(text: str, links: Iterable[Entity]) -> tuple[Entity, ...]:
    """The hashtags of `text` that lie outside its links."""
    if "#" not in text and "＃" not in text:
        return ()
    pattern = _PLAIN_HASHTAG if _PLAIN.fullmatch(text) else _hashtag()
    tags = [
        Entity(found["name"], found.start("name") - 1, found.end())
        for found in pattern.finditer(text)
        if not _ENDS_NO_HASHTAG.match(text, found.end())
    ]
    return _outside(tags, links)


def mentions(text: str, links: Iterable[Entity]) -> tuple[Entity, ...]:
    """The mentions of `text` that lie outside its links. That of a list reaches to the end of the list's name."""
    if "@" not in text and "＠" not in text:
        return ()
    names = [
        Entity(found["name"], found.start("sign"), found.end())
        for found in _MENTION.finditer(text)
        if not _ENDS_NO_MENTION.match(text, found.end())
    ]
    return _outside(names, links)


def cashtags(text: str) -> tuple[Entity, ...]:
    """The cashtags of `text`."""
    if "$" not in text:
        return ()
    return tuple(Entity(found["name"], found.start("name") - 1, found.end()) for found in _CASHTAG.finditer(text))


@cache
def _hashtag() -> re.Pattern[str]:
    classes = hashtag_characters()
    letters, any_of_them = classes["Letters"], classes["Letters"] + classes["Others"]
    before = rf"(?:^|[\ufe0e\ufe0f]|[^{any_of_them}&\ud800-\udfff])"
    return re.compile(rf"{before}[#＃](?![\ufe0f\u20e3])(?P<name>[{any_of_them}]*[{letters}][{any_of_them}]*+)")


def _outside(tags: list[Entity], links: Iterable[Entity]) -> tuple[Entity, ...]:
    """The tags that begin no earlier than whatever comes before them ends."""
    kept: list[Entity] = []
    end = 0
    in_order = sorted(
        [*((tag.start, True, tag) for tag in tags), *((link.start, False, link) for link in links)], key=itemgetter(0)
    )
    for start, is_tag, entity in in_order:
        if start >= end:
            end = entity.end
            if is_tag:
                kept.append(entity)
    return tuple(kept)
