"""What a careful reader would remark on a wording, whoever wrote it: the house rules that a program can check."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from promoter.campaign.model import ChannelName
from promoter.posts import x_text
from promoter.posts.model import Remark, Wording

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
PRONOUNS = frozenset({"he", "she", "him", "her", "his", "hers", "himself", "herself"})


def reworded(said: Wording, text: str) -> Wording:
    """The same post in a person's words: `text` as typed, with line ends and outer space made plain.

    Hashtags that stand alone on the last line become tags on LinkedIn, besides those that were tags before; a # anywhere
    else is a character like any other. A person's words are one wording: the second one, without the count, goes.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    tags = dict.fromkeys(tag for tag in said.tags if tag in text)
    tags.update(dict.fromkeys(closing_hashtags(text)))
    return replace(said, text=text, uncounted=None, tags=tuple(tags))


def closing_hashtags(text: str) -> tuple[str, ...]:
    """The hashtags, with their #, of a last line that holds nothing else."""
    tokens = text.rsplit("\n", 1)[-1].split()
    tags = tuple("#" + entity.text for token in tokens for entity in x_text.hashtags(token) if entity.text == token[1:])
    return tags if tokens and len(tags) == len(tokens) else ()


def remarks(said: Wording, *, hashtag: str) -> tuple[Remark, ...]:
    """Everything to remark on both wordings of a post, each remark once. `too_long` and `empty` forbid approval."""
    found: dict[Remark, None] = {}
    for text in (said.text, said.uncounted):
        if text is not None:
            found.update(dict.fromkeys(_remarks(said, text, hashtag)))
    return tuple(found)


FORBID_APPROVAL = frozenset({"too_long", "empty"})


def _remarks(said: Wording, text: str, hashtag: str) -> Iterator[Remark]:
    if not text.strip():
        yield Remark("empty", "The post has no words.")
        return
    if said.length > said.limit:
        yield Remark("too_long", f"The post counts {said.length:,} and may count {said.limit:,}: make it shorter.")
    yield from _on_tags(text, hashtag)
    yield from _on_links(said, text)
    yield from _on_manner(text)


def _on_tags(text: str, hashtag: str) -> Iterator[Remark]:
    tags = ["#" + entity.text for entity in x_text.hashtags(text)]
    exact = tags.count(hashtag)
    if exact == 0:
        alike = next((tag for tag in tags if tag.casefold() == hashtag.casefold()), None)
        yield Remark("hashtag_missing", f"{hashtag} is missing." if alike is None else f"Write {hashtag}, not {alike}.")
    elif exact > 1:
        yield Remark("hashtag_twice", f"{hashtag} stands in the post {exact} times; once is enough.")
    if len(tags) > MOST_HASHTAGS:
        yield Remark("hashtags", f"There are {len(tags)} hashtags; more than {MOST_HASHTAGS} tire the reader.")
    if any(entity.start == 0 for entity in x_text.mentions(text)):
        yield Remark("starts_with_handle", "The post begins with a handle, so X shows it as a reply to few people.")


def _on_links(said: Wording, text: str) -> Iterator[Remark]:
    addresses = [entity.text for entity in x_text.urls(text)]
    if said.channel is ChannelName.LINKEDIN:
        if any(address.startswith("http") for address in addresses):
            yield Remark("link_in_text", "There is an address in the text; on LinkedIn the card carries the link.")
        if said.card is not None and said.card.title.casefold() in text.casefold():
            yield Remark("repeats_card", "The text repeats the title that the card below it shows.")
        return
    if said.link is not None and said.link not in text:
        yield Remark("link_missing", "The post's own link is missing.")
    if len(addresses) > 1:
        yield Remark("links", f"X will make {len(addresses)} links of this: {', '.join(addresses)}. One is enough.")


def _on_manner(text: str) -> Iterator[Remark]:
    words = re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", text)
    lowered = [word.casefold() for word in words]
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
    emoji = [letter for letter in text if unicodedata.category(letter) == "So" and ord(letter) >= 0x2600]
    if len(emoji) > MOST_EMOJI:
        yield Remark("emoji", f"There are {len(emoji)} emoji; screen readers say each of them.")
    if any(0x1D400 <= ord(letter) <= 0x1D7FF for letter in text):
        yield Remark(
            "fake_letters", "Letters from the mathematical alphabet cannot be read by screen readers; use plain ones."
        )


def sentences(text: str) -> list[str]:
    """The sentences of a post. A line end ends one too; an address or a full stop inside a word does not."""
    parts = re.split(r"(?<=[.?!…:])[”’\"')\]]*\s+|\n+", text)
    return [part.strip() for part in parts if part.strip()]
