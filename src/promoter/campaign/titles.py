"""The clean title beside the page title: pages say "COMPANY: Title #hashtag", and a post must not say it all again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_MARKS = ":|–—"


def clean_title(title: str, *, hashtag: str, organisations: Iterable[str]) -> str:
    """`title` without the campaign's hashtag and without a leading or trailing name of the blog's own organisation.

    Inside a sentence the hashtag's word stays and only its sign goes. A title that would be nothing afterwards stays.
    """
    names = list(organisations)
    clean = " ".join(title.split())
    before = None
    while clean != before:  # "Title | Example #tag" loses one after the other
        before = clean
        clean = _without(hashtag, clean, mark_needed=False)
        for name in names:
            clean = _without(name, clean, mark_needed=True)
        clean = clean.strip(f" {_MARKS}")
    if "#" in clean:
        clean = re.sub(rf"#(?={re.escape(hashtag.removeprefix('#'))}(?!\w))", "", clean, flags=re.IGNORECASE)
    return clean or title


def _without(name: str, title: str, *, mark_needed: bool) -> str:
    """`title` without `name` at either end and the mark between them, such as a colon or a dash."""
    if _alike(title[: len(name)], name):
        after = title[len(name) :]
        rest = _without_mark(after[::-1])
        if rest is not None:
            title = rest[::-1]
        elif not mark_needed and (not after or after[0] == " "):
            title = after[1:]
    if _alike(title[-len(name) :], name):
        rest = _without_mark(title[: -len(name)])
        if rest is not None:
            title = rest
        elif not mark_needed:
            title = title[: -len(name)].rstrip()
    return title


def _without_mark(text: str) -> str | None:
    """`text` without the mark that it ends with; None if it ends with none. Hyphens are one between spaces."""
    bare = text.rstrip()
    if bare.endswith(tuple(_MARKS)):
        return bare[:-1].rstrip()
    before = bare.rstrip("-")
    if bare not in (before, text) and before.endswith(" "):
        return before.rstrip()
    return None


def _alike(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
