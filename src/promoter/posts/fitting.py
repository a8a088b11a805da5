"""The ladder: the longest wording that fits the network wins; shortening the leading words is the last rung of all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from promoter.campaign.model import ChannelName
from promoter.graphemes import graphemes
from promoter.posts import little_text, x_text
from promoter.posts.model import Remark, measure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from promoter.posts.templates import Rung

__all__ = ["Fitted", "fit", "measure", "shorten"]

ELLIPSIS = "…"
SHORTENED = ("title", "title_inside", "lead")  #: the only words that are ever shortened, in this order
LONGEST_WORD = 40  #: letters; what is longer is no word of a language that parts its words, and may end anywhere


class Fitted(NamedTuple):
    """A text, the name of the wording that made it, and what a reader should know about how it was made to fit."""

    text: str
    wording: str
    remarks: tuple[Remark, ...] = ()


def fit(rungs: Sequence[Rung], given: Mapping[str, Any], channel: ChannelName) -> Fitted:
    """The longest of `rungs` that fits; if none does, the last of them with shorter leading words.

    Links, hashtags and handles stay whole. A text that cannot be made to fit comes back too long, for a person to see.
    """
    limit = x_text.LIMIT if channel is ChannelName.X else little_text.LIMIT
    wordings: dict[str, Rung] = {}
    for rung in rungs:
        wordings.setdefault(rung.render(given), rung)
    # All have the same link, so the longest in letters is tried first, and few have to be measured.
    for text in sorted(wordings, key=len, reverse=True):
        if measure(text, channel) <= limit:
            return Fitted(text, wordings[text].name)
    return _shortened(rungs[-1], given, channel, limit)


def _shortened(rung: Rung, given: Mapping[str, Any], channel: ChannelName, limit: int) -> Fitted:
    shorter = dict(given)
    for name in SHORTENED:
        words = shorter.get(name) or ""
        bare = rung.render({**shorter, name: ELLIPSIS})
        if not words or bare == rung.render(shorter):
            continue
        shorter[name] = shorten(words, limit - measure(bare, channel) + measure(ELLIPSIS, channel), channel) or ELLIPSIS
        text = rung.render(shorter)
        if measure(text, channel) <= limit and shorter[name] != ELLIPSIS:
            end = shorter[name][-40:]
            return Fitted(text, rung.name, (Remark("shortened", f"The words were too long and end early: “{end}”."),))
    return Fitted(rung.render(given), rung.name)


def shorten(text: str, room: int, channel: ChannelName) -> str:
    """`text` ended at a word, with "…", so that it measures at most `room`; "" if there is no room for any of it.

    Only the first word, and one of more than 40 letters, as in a language that writes no spaces, may end inside: between
    two characters that people see.
    """
    if measure(text, channel) <= room:
        return text
    letters = list(graphemes(text))
    low, high = 0, len(letters)
    while low < high:  # more letters never measure less
        middle = (low + high + 1) // 2
        if measure(_ended("".join(letters[:middle])), channel) <= room:
            low = middle
        else:
            high = middle - 1
    kept = "".join(letters[: _end_of_word(letters, low)]).rstrip(" ,;:–—-.“‘([{")
    return _ended(kept) if kept else ""


def _end_of_word(letters: Sequence[str], end: int) -> int:
    """The last place up to `end` where a word has ended, or `end` itself inside what is too long to be a word."""
    start = stop = end
    while start > 0 and not letters[start - 1].isspace():
        start -= 1
    while stop < len(letters) and not letters[stop].isspace():
        stop += 1
    return end if stop == end or start == 0 or stop - start > LONGEST_WORD else start


def _ended(text: str) -> str:
    """`text` with "…" and the quotation mark that it still wants."""
    return text + ELLIPSIS + ("”" if text.count("“") > text.count("”") else "")
