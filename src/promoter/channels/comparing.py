"""Whether what a network shows is what was sent, however it writes spaces, letters and addresses."""

from __future__ import annotations

import re
import unicodedata
from itertools import takewhile

LONGEST_EXCERPT = 40
_PARTS = re.compile(r"(https?://)?([^/?#]*)(.*)", re.IGNORECASE | re.DOTALL)


def words(text: str) -> str:
    """`text` without what tells nobody anything: composed letters, single spaces, nothing invisible.

    Networks trim and respace, and may drop the invisible letters that keep a word from becoming a link.
    """
    seen = (char for char in unicodedata.normalize("NFC", text) if char.isspace() or not _is_invisible(char))
    return " ".join("".join(seen).split())


def difference(network: str, sent: str, shown: str) -> str | None:
    """A sentence on where what is shown leaves what was sent; None if it does not. Both are as `words` makes them."""
    if shown == sent:
        return None
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(sent, shown, strict=False)))
    if same == len(shown):
        end = shown[-LONGEST_EXCERPT:].lstrip()
        return f"{network} shows the words that were sent only up to “{end}”." if end else f"{network} shows no words."
    start = shown.rfind(" ", 0, same + 1) + 1
    excerpt = shown[start : start + LONGEST_EXCERPT].rstrip()
    return f"{network} shows other words than were sent, from “{excerpt}” on."


def address(written: str) -> re.Pattern[str]:
    """Finds `written` in a text, also where it was sent without the scheme or the slash that networks add."""
    scheme, host, rest = _PARTS.findall(written)[0]
    slash = "/?" if rest[:1] == "/" and rest[1:2] in {"", "?", "#"} else ""
    rest = rest[1:] if slash else rest
    # Where a network writes HTML, an ampersand may come escaped.
    rest = re.escape(rest.removesuffix("/")).replace(re.escape("&amp;"), "&(?:amp;)?")
    return re.compile(rf"(?i:{re.escape(scheme)})?(?i:{re.escape(host)}){slash}{rest}/?")


def is_same_address(sent: str, shown: str) -> bool:
    return address(shown).fullmatch(sent) is not None


def _is_invisible(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cf", "Cs"}
