"""Letters as people mean them: composed, with ordinary spaces, and without what no reader sees."""

from __future__ import annotations

import re
import unicodedata

# Spaces of every width become one; what is never seen goes, and so do marks that turn the reading direction of what
# follows. The joiners of emoji and of Indic and Persian letters stay, and so do typographic quotation marks and dashes.
_AS = {
    **dict.fromkeys(map(ord, "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t"), " "),
    **dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff\u180e\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufff9\ufffa\ufffb"), None),
    0x2011: "-",
    0x85: "\n",
    0x2028: "\n",
    0x2029: "\n",
    0x0B: "\n",
    0x0C: "\n",
}  # fmt: skip
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SPACES = re.compile(r" {2,}")
_AROUND_LINE_ENDS = re.compile(r" *\n *")


def clean(text: str) -> str:
    """`text` on as many lines as it had, its spaces single."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    if not plain.isascii():
        plain = unicodedata.normalize("NFC", plain)
    plain = _UNPRINTABLE.sub("", plain.translate(_AS))
    return _AROUND_LINE_ENDS.sub("\n", _SPACES.sub(" ", plain)).strip()


def kept(text: str) -> str:
    """As `clean`, with spaces as they are, for text in which they mean something."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    return _UNPRINTABLE.sub("", unicodedata.normalize("NFC", plain).translate(_AS))


def line(text: str) -> str:
    """`text` on one line."""
    return " ".join(clean(text).split())
