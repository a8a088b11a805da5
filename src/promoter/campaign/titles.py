"""The clean title beside the page title: pages say "COMPANY: Title #hashtag", and a post must not say it all again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def clean_title(title: str, *, hashtag: str, organisations: Iterable[str]) -> str:
    """`title` without the campaign's hashtag and without a leading or trailing name of the blog's own organisation.

    A title that would be nothing afterwards stays as it was.
    """
    clean = re.sub(rf"[\s|–—:-]*{re.escape(hashtag)}(?!\w)", "", title, flags=re.IGNORECASE)
    for name in organisations:
        clean = re.sub(rf"^{re.escape(name)}\s*[:|–—-]\s*", "", clean.strip(), flags=re.IGNORECASE)
        clean = re.sub(rf"\s*(?:\||–|—| - |:)\s*{re.escape(name)}$", "", clean, flags=re.IGNORECASE)
    clean = " ".join(clean.split()).strip(" |–—:")
    return clean or title
