"""The sandbox's own reading of `commentary`, LinkedIn's "little" text.

LinkedIn takes a text with an unescaped reserved character, answers 201, and shows only what stands before it. So does
the sandbox, and hands back the whole text when it is read, as LinkedIn does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

RESERVED = frozenset("|{}@[]()<>#\\*_~")
_ESCAPED = r"(?:[^|{}@\[\]()<>#\\*_~]|\\[|{}@\[\]()<>#\\*_~])"
_TOKEN = re.compile(
    rf"\{{hashtag\|(?:\\?[#＃])\|(?P<tag>{_ESCAPED}+?)\}}"
    rf"|@(?:\[(?P<name>{_ESCAPED}*?)\])?\((?P<urn>{_ESCAPED}+?)\)"
    r"|#(?P<word>[^\W_]+)"
    r"|\\(?P<literal>[|{}@\[\]()<>#\\*_~])"
    r"|(?P<plain>[^|{}@\[\]()<>#\\*_~]+)"
)
_URN = re.compile(r"urn:li:(?:organization|person|member|organizationBrand):[\w-]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """`shown` is what members see; `whole` what they would see if nothing were cut; `echo` what a read gives back."""

    shown: str
    whole: str
    echo: str

    @property
    def length(self) -> int:
        """UTF-16 units of the whole text, which is what LinkedIn measures."""
        return len(self.whole.encode("utf-16-le")) // 2


def read(wire: str) -> Reading:
    shown: str | None = None
    whole, echo, at = "", "", 0
    while at < len(wire):
        match = _TOKEN.match(wire, at)
        seen = _seen(match) if match else None
        if match is None or seen is None:
            shown = whole if shown is None else shown
            whole, echo, at = whole + wire[at], echo + wire[at], at + 1
            continue
        whole += seen
        # Hashtags come back as templates, in whichever form they were sent.
        tag = match["tag"] or match["word"]
        echo += f"{{hashtag|\\#|{tag}}}" if tag else match[0]
        at = match.end()
    return Reading(whole if shown is None else shown, whole, echo)


def _seen(match: re.Match[str]) -> str | None:
    """What members see of a piece; None if it is no piece after all."""
    if match["tag"] or match["word"]:
        return "#" + _plain(match["tag"] or match["word"])
    if match["urn"]:
        return _plain(match["name"] or match["urn"]) if _URN.fullmatch(_plain(match["urn"])) else None
    return match["literal"] or match["plain"]


def _plain(escaped: str) -> str:
    return re.sub(r"\\(.)", r"\1", escaped, flags=re.DOTALL)
