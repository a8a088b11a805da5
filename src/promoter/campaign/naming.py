"""Names for folders, blogs and themes, made of what people call them."""

from __future__ import annotations

import re
import unicodedata

from promoter.campaign.values import LONGEST_NAME, is_name


def slug(text: str, longest: int = LONGEST_NAME) -> str:
    """`text` in lower-case letters, digits and hyphens, cut between words; "" where nothing of it is left."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "").replace("'", "").replace("&", " and "))
    plain = plain.encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(name) > longest:
        name = name[: longest + 1].rpartition("-")[0] or name[:longest]
    return name if is_name(name) else ""
