"""The ladder: the longest wording that fits the network wins; shortening the leading words is the last rung of all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from promoter.campaign.model import ChannelName
from promoter.graphemes import graphemes
from promoter.posts import little_text, x_text
from promoter.posts.model import Remark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from promoter.posts.templates import Template

ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text, the name of the wording that made it, and what a reader should know about how it was made to fit."""

    text: str
    wording: str
    remarks: tuple[Remark, ...] = ()


def measure(text: str, channel: ChannelName) -> int:
    return x_text.weighted_length(text) if channel is ChannelName.X else little_text.visible_length(text)


def fit(template: Template, variant: int, given: Mapping[str, Any], channel: ChannelName) -> Fitted:
    """The first rung of a variant that fits; if none does, the last one with shorter leading words.

    Only `lead` and `title` are ever shortened, at the end of a word; links, hashtags and handles stay whole.
    """
    limit = x_text.LIMIT if channel is ChannelName.X else little_text.LIMIT
    rungs = list(template.rungs(variant))
    for name, rung in rungs:
        text = rung.render(given)
        if measure(text, channel) <= limit:
            return Fitted(text, name)
    name, rung = rungs[-1]
    text = rung.render(given)
    for shortened in ("title", "lead"):
        words = str(given.get(shortened) or "")
        if not words or words not in text:
            continue
        room = limit - measure(rung.render({**given, shortened: ELLIPSIS}), channel) + measure(ELLIPSIS, channel)
        shorter = shorten(words, room, channel)
        if shorter:
            text = rung.render({**given, shortened: shorter})
            if measure(text, channel) <= limit:
                message = f"The words were too long and end early: “{shorter[-40:]}”."
                return Fitted(text, name, (Remark("shortened", message),))
    return Fitted(text, name)


def shorten(text: str, room: int, channel: ChannelName) -> str:
    """`text` ended at a word, with "…", so that it measures at most `room`; a single long word ends at a letter.

    "" if there is no room for anything.
    """
    if measure(text, channel) <= room:
        return text
    closing = "”" if text.endswith("”") else ""
    letters = list(graphemes(text.rstrip("”")))
    low, high = 0, len(letters)
    while low < high:  # the longest beginning that fits with its ending; more letters never measure less
        middle = (low + high + 1) // 2
        if measure("".join(letters[:middle]).rstrip() + ELLIPSIS + closing, channel) <= room:
            low = middle
        else:
            high = middle - 1
    kept = "".join(letters[:low])
    if low < len(letters) and not letters[low].isspace() and " " in kept:
        kept = kept.rsplit(" ", 1)[0]
    kept = kept.rstrip(" ,;:–—-.")
    return kept + ELLIPSIS + closing if kept else ""
