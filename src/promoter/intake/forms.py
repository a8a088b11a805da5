"""The names under which contributors give facts, in the head of a text, in a form's table, or as a sheet's columns."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from promoter.intake import escaping, paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from promoter.intake.escaping import Span
    from promoter.intake.paragraphs import Paragraph

#: The facts that a contributor states, with what they call them; the first of each is what we call it.
NAMES: dict[str, tuple[str, ...]] = {
    "title": ("title", "blog title", "title of blog", "title of the blog", "headline", "name of blog", "post title", "article title", "case study title"),
    "subtitle": ("sub-title", "subtitle", "sub title", "standfirst", "strapline", "description", "short description", "summary", "blog description", "sub heading", "subheading", "tagline"),
    "author": ("author", "authors", "name", "your name", "full name", "author name", "name of author", "authors name", "by", "written by", "contributor", "contact name", "contributor name"),
    "first_name": ("first name", "forename", "given name"),
    "last_name": ("last name", "surname", "family name"),
    "role": ("role", "job title", "your job title", "position", "author role", "authors role", "job role", "author job title", "designation"),
    "organisation": ("organisation", "organization", "company", "your organisation", "company name", "organisation name", "employer", "member company", "member", "author organisation", "firm"),
    "x": ("x", "twitter", "x handle", "twitter handle", "author x", "author twitter", "twitter x", "x twitter", "x twitter handle", "handle", "your twitter handle", "author handle", "twitter username"),
    "organisation_x": ("organisation x", "company twitter", "company x", "organisation twitter", "company handle", "organisation handle", "company twitter handle", "organisation twitter handle", "organisation x handle", "company x handle"),
    "email": ("e-mail", "email", "email address", "e-mail address", "your email", "contact email", "author email", "mail"),
    "themes": ("theme", "themes", "which theme", "campaign theme", "theme s", "day", "theme of the day", "topic", "which theme does your blog address"),
    "url": ("address", "url", "link", "blog url", "page", "web address", "blog link"),
    "received": ("received", "timestamp", "completion time", "submitted", "submitted at", "date received", "submission date", "date submitted"),
    "kind": ("kind", "type", "blog or case study"),
    "suggested_x": ("suggested tweet", "suggested x post", "suggested post", "tweet", "suggested twitter post", "draft tweet"),
    "suggested_linkedin": ("suggested linkedin post", "suggested linkedin", "linkedin post"),
    "text": ("text", "blog", "blog text", "body", "content", "your blog", "blog post", "article", "copy", "blog content", "main text", "blog piece"),
}  # fmt: skip
#: Known, and not a fact of a blog.
PASSED_OVER = frozenset(
    {"word count", "words", "date", "bio", "biography", "author bio", "about the author", "photo", "headshot", "image", "linkedin",
     "linkedin profile", "phone", "telephone", "mobile", "id", "start time", "notes", "comments", "status", "hashtag", "campaign", "tags"}
)  # fmt: skip
_BY_NAME = {name: fact for fact, names in NAMES.items() for name in names}
_LABEL = re.compile(r"([A-Za-z][A-Za-z’'/() -]{0,45}?)\s*(?:\((?:[^()]{0,60})\))?\s*[:：]\s*(.*)", re.DOTALL)
_LEAST_ROWS = 2


def called(name: str) -> str:
    """A name as it is compared: "Sub-title (max. 150 characters):" is "sub title"."""
    plain = unicodedata.normalize("NFKD", re.sub(r"\([^()]*\)", " ", name)).casefold()
    plain = plain.replace("’", "").replace("'", "").replace("e-mail", "email").replace("sub-title", "subtitle")
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain).split())


_KNOWN = {called(name): fact for name, fact in _BY_NAME.items()}


def fact_called(name: str) -> str | None:
    """The fact that somebody means by `name`; None for all else."""
    return _KNOWN.get(called(name))


def is_passed_over(name: str) -> bool:
    return called(name) in PASSED_OVER


def labelled(text: str) -> tuple[str, str] | None:
    """The fact and the value of a line such as "Job title: Director", or None; an unknown name is no label."""
    found = _LABEL.fullmatch(text.strip())
    if found is None:
        return None
    fact = fact_called(found[1])
    if fact is None and is_passed_over(found[1]):
        fact = ""
    return None if fact is None else (fact, found[2].strip())


def as_labels(
    rows: Sequence[Sequence[Sequence[Span]]], text_of: Callable[[int], list[Paragraph]]
) -> list[Paragraph] | None:
    """The facts of a table of two columns, names and values; None if it is another kind of table."""
    if any(len(row) != len(("name", "value")) for row in rows):
        return None
    shown = [tuple(escaping.shown(cell) for cell in row) for row in rows]
    facts = [fact_called(name.rstrip(":")) for name, _ in shown]
    known = [fact for fact, (name, _) in zip(facts, shown, strict=True) if fact or is_passed_over(name)]
    if len([fact for fact in known if fact]) < _LEAST_ROWS or 2 * len(known) < len(rows):
        return None
    found: list[Paragraph] = []
    for at, (fact, (name, value)) in enumerate(zip(facts, shown, strict=True)):
        if fact == "text":
            found += text_of(at)
        elif fact is not None and value:
            found.append(paragraphs.label(fact, value))
        elif value and not is_passed_over(name):
            found += filter(None, [paragraphs.table([rows[at]])])
    return found
