"""The clean title beside the page title: pages say "COMPANY: Title #hashtag", and a post must not say it all again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_MARK = r"(?:\s*[:|–—]\s*|\s+-+\s+)"


def clean_title(title: str, *, hashtag: str, organisations: Iterable[str]) -> str:
    """`title` without the campaign's hashtag and without a leading or trailing name of the blog's own organisation.

    Inside a sentence the hashtag's word stays and only its sign goes. A title that would be nothing afterwards stays.
    """
    tag = re.escape(hashtag)
    clean = " ".join(title.split())
    before = None
    while clean != before:  # "Title | Example #tag" loses one after the other
        before = clean
        clean = re.sub(rf"(?:{_MARK}|\s)?{tag}$|^{tag}(?:{_MARK}|\s|$)", "", clean, flags=re.IGNORECASE)
        for name in organisations:
            own = re.escape(name)
            clean = re.sub(rf"^{own}{_MARK}|{_MARK}{own}$", "", clean, flags=re.IGNORECASE)
        clean = clean.strip(" |–—:")
    clean = re.sub(rf"#(?={tag[tag.index('#') + 1 :]}(?!\w))", "", clean, flags=re.IGNORECASE)
    return clean or title
