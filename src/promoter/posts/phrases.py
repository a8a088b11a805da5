"""Small phrases of English that posts are built from: counts, lists, dates, by-lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promoter.campaign.model import BlogKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from promoter.campaign.model import Author, Blog

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
#: A first word that is an address, or a machine's or network's name for something.
_SPELT = re.compile(r"\S*(?:@|[:.](?=[\w/]))")


def number(count: int) -> str:
    """A count as it stands in a sentence: words to twelve, digits above."""
    return NUMBERS[count] if count < len(NUMBERS) else f"{count:,}"


def listed(parts: Iterable[str]) -> str:
    """Put together as "a", "a and b", "a, b and c"; as "a; b, c & co; and d" where a part has a comma of its own."""
    *head, last = together = list(parts) or [""]
    if len(head) > 1 and any("," in part for part in together):
        return f"{'; '.join(head)}; and {last}"
    return f"{', '.join(head)} and {last}" if head else last


def opened(text: str) -> str:
    """`text` as a sentence begins: with a capital letter, unless it begins with an address or a network's or machine's name
    for something, such as urn:li:organization:1, host:16870 or event.edition, which have their own spelling.
    """
    return text if _SPELT.match(text) else text[:1].upper() + text[1:]


def weekday(day: date) -> str:
    return WEEKDAYS[day.weekday()]


def dated(day: date) -> str:
    """A day as "Wednesday 22 September"; the day's name first, for those who plan by it."""
    return f"{weekday(day)} {day.day} {MONTHS[day.month - 1]}"


def date_range(first: date, last: date) -> str:
    """When it is: "on Wednesday 22 September", "from Wednesday 16 to Thursday 17 September"."""
    if first == last:
        return f"on {dated(first)}"
    if first.month == last.month:
        return f"from {weekday(first)} {first.day} to {dated(last)}"
    return f"from {dated(first)} to {dated(last)}"


def pieces(blogs: Sequence[Blog]) -> str:
    """What `blogs` are, counted: "three blogs", "two blogs and a case study", "a blog"."""
    studies = sum(blog.kind is BlogKind.CASE_STUDY for blog in blogs)
    counts = ((len(blogs) - studies, "blog", "blogs"), (studies, "case study", "case studies"))
    return listed(f"{number(n)} {many}" if n > 1 else f"a {one}" for n, one, many in counts if n)


def uncounted(blogs: Sequence[Blog]) -> str:
    """What `blogs` are, not counted: "blogs", "blogs and case studies", "blog", "case study"."""
    studies = sum(blog.kind is BlogKind.CASE_STUDY for blog in blogs)
    counts = ((len(blogs) - studies, "blog", "blogs"), (studies, "case study", "case studies"))
    return listed(many if n > 1 else one for n, one, many in counts if n)


def in_sentence(name: str) -> str:
    """A theme's name inside a sentence: a leading article loses its capital, any other word may be a proper name."""
    first, _, rest = name.partition(" ")
    return f"{first.lower()} {rest}" if rest and first in ("A", "An", "The") else name


def with_roles(authors: Sequence[Author]) -> str:
    """The authors with their roles: "A, Head of Data at X", "A, Head of Data, and B, Designer, both at X"."""
    places = {author.organisation for author in authors}
    shared = places.pop() if len(authors) > 1 and len(places) == 1 else None
    parts = [_with_role(author, None if shared else author.organisation) for author in authors]
    if len(parts) < 2:
        return "".join(parts)
    together = f"{', '.join(parts[:-1])}, and {parts[-1]}"
    return f"{together}, {'both' if len(parts) == 2 else 'all'} at {shared}" if shared else together


def _with_role(author: Author, place: str | None) -> str:
    if not author.role:
        return f"{author.name} of {place}" if place else author.name
    if not place or place.rstrip(".").casefold() in author.role.casefold():
        return f"{author.name}, {author.role}"
    return f"{author.name}, {author.role} at {place}"


def span(first: date, last: date) -> str:
    """First and last day as "13–17 September 2021", "30 October – 1 November 2021", "6 October 2025"."""
    end = f"{last.day} {MONTHS[last.month - 1]} {last.year}"
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    year = "" if first.year == last.year else f" {first.year}"
    return f"{first.day} {MONTHS[first.month - 1]}{year} – {end}"
