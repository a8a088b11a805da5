"""What a careful reader would remark on a wording, whoever wrote it: the house rules that a program can check."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from promoter.campaign.links import host, may_live_at
from promoter.campaign.model import ChannelName
from promoter.graphemes import graphemes
from promoter.posts import little_text, x_tags, x_text
from promoter.posts.model import Remark, Wording
from promoter.posts.phrases import listed
from promoter.posts.x_domains import top_level_end

if TYPE_CHECKING:
    from collections.abc import Iterator

SENTENCE_WORDS = 25
MOST_HASHTAGS = 2
MOST_EMOJI = 2
PRAISE = frozenset({
    "amazing", "awesome", "brilliant", "delighted", "essential", "excited", "exciting", "fantastic", "groundbreaking",
    "incredible", "insightful", "inspiring", "must-read", "outstanding", "proud", "thought-provoking", "thrilled",
    "unmissable",
})  # fmt: skip
_FIRST_EMOJI = "\u2600"
_MATHEMATICAL = ("\U0001d400", "\U0001d7ff")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"(?<=[.?!…])[”’\"')\]]*\s+")
PRONOUNS = frozenset({"he", "she", "him", "her", "his", "hers", "himself", "herself"})


def reworded(said: Wording, text: str) -> Wording:
    """The same post in a person's words: `text` as typed, with line ends and outer space made plain.

    Hashtags that stand alone on the last line become tags on LinkedIn, besides those that were tags before; a # anywhere
    else is a character like any other. A person's words are one wording: the second one, without the count, goes.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    tags = dict.fromkeys(tag for tag in said.tags if tag in text)
    tags.update(dict.fromkeys(little_text.closing_tags(text)))
    return replace(said, text=text, uncounted=None, tags=tuple(tags))


def remarks(said: Wording, *, hashtag: str, hosts: tuple[str, ...] = ()) -> tuple[Remark, ...]:
    """Everything to remark on both wordings of a post, each remark once. `too_long` and `empty` forbid approval.

    `hosts` are the campaign's own: what leads elsewhere is remarked on, if there are any. The post's own link is not: it
    is its blog's address, or the week's page, and those are looked at by themselves.
    """
    found: dict[Remark, None] = {}
    for text in (said.text, said.uncounted):
        if text is not None:
            found.update(dict.fromkeys(_remarks(said, text, hashtag)))
            found.update(dict.fromkeys(_on_hosts(said, text, hosts)))
    return tuple(found)


FORBID_APPROVAL = frozenset({"too_long", "empty"})


def _remarks(said: Wording, text: str, hashtag: str) -> Iterator[Remark]:
    if not text.strip():
        yield Remark("empty", "The post has no words.")
        return
    if said.length > said.limit:
        yield Remark("too_long", f"The post counts {said.length:,} and may count {said.limit:,}: make it shorter.")
    yield from _on_tags(said, text, hashtag)
    yield from _on_links(said, text)
    yield from _on_manner(text)


def _on_tags(said: Wording, text: str, hashtag: str) -> Iterator[Remark]:
    tags = _tags(said, text)
    exact = tags.count(hashtag)
    if exact == 0:
        alike = next((tag for tag in tags if tag.casefold() == hashtag.casefold()), None)
        yield Remark("hashtag_missing", f"{hashtag} is missing." if alike is None else f"Write {hashtag}, not {alike}.")
    elif exact > 1:
        yield Remark("hashtag_twice", f"{hashtag} stands in the post {exact} times; once is enough.")
    if len(tags) > MOST_HASHTAGS:
        yield Remark("hashtags", f"There are {len(tags)} hashtags; more than {MOST_HASHTAGS} tire the reader.")
    if said.channel is ChannelName.X and text[0] in "@＠" and x_text.mentions(text):
        yield Remark("starts_with_handle", "The post begins with a handle, so X shows it as a reply to few people.")


def _tags(said: Wording, text: str) -> list[str]:
    """The hashtags that the network will make of `text`: X of every word with a #, LinkedIn of the post's own."""
    if said.channel is ChannelName.X:
        return ["#" + entity.text for entity in x_tags.hashtags(text, _links(text))]
    found = ["#" + entity.text for entity in little_text.hashtags(text)]
    return [tag for tag in found if tag in said.tags]


def _on_links(said: Wording, text: str) -> Iterator[Remark]:
    if said.channel is ChannelName.LINKEDIN:
        if little_text.addresses(text):
            yield Remark("link_in_text", "There is an address in the text; on LinkedIn the card carries the link.")
        if said.card is not None and any(_repeats(text, part) for part in (said.card.title, said.card.description)):
            yield Remark("repeats_card", "The text repeats what the card below it shows.")
        return
    addresses = [entity.text for entity in _links(text)]
    if said.link is not None and said.link not in text:
        yield Remark("link_missing", "The post's own link is missing.")
    elif said.link is not None and said.link not in addresses:
        yield Remark("link_broken", _why_no_link(said.link))
    if len(addresses) > 1:
        yield Remark("links", f"X will make {len(addresses)} links of this: {', '.join(addresses)}. One is enough.")


def _why_no_link(address: str) -> str:
    name, dot, ending = host(address).rpartition(".")
    if name and ending and not ending.isdecimal() and top_level_end(ending, 0) != len(ending):
        return f"X does not know the ending {dot}{ending}, so it makes no link of the address; use another."
    return "X will not make one link of the whole address; shorten it or use another."


def _on_hosts(said: Wording, text: str, hosts: tuple[str, ...]) -> Iterator[Remark]:
    on_x = said.channel is ChannelName.X
    written = [entity.text for entity in (_links(text) if on_x else little_text.addresses(text))]
    addresses = [address if "://" in address else f"https://{address}" for address in written if address != said.link]
    for address in addresses:
        if not may_live_at(address, hosts):
            says = f"A link leads to {host(address)}, and the campaign’s pages are on {listed(hosts)}: see whether that is meant."
            yield Remark("other_host", says)


def _repeats(text: str, part: str) -> bool:
    """Whether `text` says `part`: anywhere, or for a part of one or two words as a line of its own."""
    said, part = text.casefold(), part.casefold().strip()
    return part in said if len(part.split()) > 2 else part != "" and part in said.split("\n")


def _on_manner(text: str) -> Iterator[Remark]:
    lowered = [word.casefold() for word in _WORD.findall(text)]
    if "!" in text:
        yield Remark("exclamation", "There is an exclamation mark.")
    if praise := sorted(PRAISE.intersection(lowered)):
        yield Remark("praise", f"“{'”, “'.join(praise)}”: let the reader judge.")
    if pronouns := sorted(PRONOUNS.intersection(lowered)):
        yield Remark("pronoun", f"“{'”, “'.join(pronouns)}”: use the name, unless you know.")
    if {"tomorrow", "yesterday"}.intersection(lowered):
        yield Remark("relative_day", "Write the weekday instead of “tomorrow” or “yesterday”: a post may be moved.")
    for sentence in sentences(text):
        if (count := len(sentence.split())) > SENTENCE_WORDS:
            yield Remark("long_sentence", f"A sentence has {count} words (25 is plenty): “{sentence[:60].rstrip()}…”")
    if max(text) < _FIRST_EMOJI:  # so are nearly all
        return
    if (emoji := _emoji(text)) > MOST_EMOJI:
        yield Remark("emoji", f"There are {emoji} emoji; screen readers say each of them.")
    if any(_MATHEMATICAL[0] <= letter <= _MATHEMATICAL[1] for letter in text):
        yield Remark(
            "fake_letters", "Letters from the mathematical alphabet cannot be read by screen readers; use plain ones."
        )


def sentences(text: str) -> list[str]:
    """The sentences of a post, without its lists. A line end ends one too; a full stop inside a word does not."""
    lines = [line for line in text.split("\n") if not line.startswith("– ")]
    parts = [part for line in lines for part in _SENTENCE_END.split(line)]
    return [part.strip() for part in parts if part.strip()]


def _emoji(text: str) -> int:
    """How many emoji people see; a family is one."""
    return sum(
        any(letter >= _FIRST_EMOJI and unicodedata.category(letter) == "So" for letter in seen)
        for seen in graphemes(text)
    )


_links = lru_cache(maxsize=16)(x_text.urls)  # asked for twice, for the links and for the hashtags beside them
