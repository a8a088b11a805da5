"""Whether a page keeps itself out of search engines, as drafts and previews do: in its HTML, or in a header of the answer."""

from __future__ import annotations

import re

OURS = frozenset({"robots", "googlebot"})  #: whom a meta tag may speak to for it to count
#: Rules that have a value; another name before a colon is a robot's.
_WITH_VALUE = frozenset({"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"})


def hides(rules: str) -> bool:
    """Whether rules such as "noindex, nofollow" keep a page out."""
    return not {"noindex", "none"}.isdisjoint(re.split(r"[\s,]+", rules.lower()))


def header_hides(header: str) -> bool:
    """Whether X-Robots-Tag keeps the page out for all robots or for Google's.

    Several headers arrive as one line, and a robot's name in it counts until the next one.
    """
    robot = ""
    for written in header.lower().split(","):
        name, colon, rest = (part.strip() for part in written.partition(":"))
        named = bool(colon) and re.fullmatch(r"[\w-]+", name) is not None and name not in _WITH_VALUE
        if named:
            robot = name
        if robot in {"", "googlebot"} and hides(rest if named else written.strip()):
            return True
    return False
