"""The words of a blog as its reader sees them: Markdown off, counted as Word counts, compared without regard to quotes."""

from __future__ import annotations

import re

_MARKUP = (
    (re.compile(r"<!--.*?-->", re.DOTALL), ""),
    (re.compile(r"!\[([^\]\n]*)\]\([^)\n]*\)"), r"\1"),  # pictures: their alternative text
    (re.compile(r"\[([^\]\n]+)\]\([^)\n]*\)"), r"\1"),  # links: what they say
    (re.compile(r"^[ \t]{0,3}(#{1,6}|>+|[-*+]|\d{1,3}[.)])[ \t]+", re.MULTILINE), ""),  # headings, quotations, lists
    (re.compile(r"^[ \t]*([-*_][ \t]*){3,}$", re.MULTILINE), ""),  # rules
    (re.compile(r"(?<![\w\\])(\*{1,3}|_{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)", re.DOTALL), r"\2"),  # emphasis
    (re.compile(r"`+([^`\n]+)`+"), r"\1"),
    (re.compile(r"\\([\\`*_{}\[\]()#+\-.!>|])"), r"\1"),
)
_ALIKE = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " ", "\u202f": " "})


def plain(markdown: str) -> str:
    """What a reader sees of `markdown`: words and line ends, no marks."""
    for pattern, shown in _MARKUP:
        markdown = pattern.sub(shown, markdown)
    return markdown.strip()


def count(text: str) -> int:
    """Words as Microsoft Word counts them: whatever stands between white space."""
    return len(text.split())


def alike(text: str) -> str:
    """`text` for comparing: one kind of quotation mark, dash and space."""
    return " ".join(text.translate(_ALIKE).split())


def contains(blog: str, quotation: str) -> bool:
    """Whether `quotation` stands word for word in the plain text `blog`."""
    return alike(quotation).strip("\"' ") in alike(blog)


def figures(text: str) -> set[str]:
    """The numbers written in digits, without their thousands commas."""
    return {number.replace(",", "") for number in re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", text)}


def doubled(text: str) -> str | None:
    """The first word or phrase that stands twice in a row, such as "of of" or "Example, Example"; None if there is none."""
    match = re.search(r"\b(\w+(?:\W+\w+){0,3})\W+\1\b", text, re.IGNORECASE)
    return match[1] if match else None
