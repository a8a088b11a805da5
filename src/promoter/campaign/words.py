"""The words of a blog: counted as Word counts them, compared without regard to quotation marks."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from promoter.campaign import markdown

_ALIKE = {
    "‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‑": "-", "–": "-", "—": "-",
    "…": "...", "\u00ad": "", "\u200b": "", "\ufeff": "",
}  # fmt: skip


plain = lru_cache(maxsize=128)(markdown.plain)  # asked for when a blog is checked, and again when it is composed


def count(text: str) -> int:
    """Words as Microsoft Word counts them: whatever stands between white space."""
    return len(text.split())


def alike(text: str) -> str:
    """`text` for comparing: one kind of quotation mark, dash, space and accent."""
    comparable = unicodedata.normalize("NFC", text)
    for letter, plain_letter in _ALIKE.items():
        comparable = comparable.replace(letter, plain_letter)
    return " ".join(comparable.split())


def is_said_in(comparable: str, quotation: str) -> bool:
    """Whether `quotation` stands word for word in a text that has been made comparable."""
    said = alike(quotation).strip("\"' ")
    return said != "" and said in comparable


def figures(text: str) -> set[str]:
    """The numbers written in digits, without their thousands commas."""
    return {number.replace(",", "") for number in re.findall(r"\d\d*(?:,\d{3})*(?:\.\d+)?", text)}


def doubled(text: str) -> str | None:
    """The first word or phrase that stands twice in a row, such as "of of" or "Example, Example"; None if there is none.

    A hyphen joins words, so that Baden-Baden is one.
    """
    words = re.findall(r"[^\s,;:|/]+", text)
    folded = [word.casefold() for word in words]
    for start in range(len(words)):
        for length in range(4, 0, -1):
            end = start + length
            if folded[start:end] == folded[end : end + length] and any(map(str.isalnum, "".join(folded[start:end]))):
                return " ".join(words[start:end])
    return None
