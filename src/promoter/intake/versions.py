"""Another version of a blog that is there, put in its place: what editors added, and how it stands with them, stays."""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import ndiff
from typing import TYPE_CHECKING, Any

from promoter.campaign import words
from promoter.campaign.loading import head_of
from promoter.campaign.model import BlogKind
from promoter.campaign.writing import written
from promoter.intake.filing import Filed, as_blog, facts_of, originals
from promoter.intake.matching import known
from promoter.intake.proposal import AUTHOR_FACTS, Guess, Sure, called

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from promoter.campaign.document import Path as Place
    from promoter.campaign.model import Blog
    from promoter.intake.filing import Folder
    from promoter.intake.matching import Known
    from promoter.intake.proposal import Proposal

_HERE = "as it is now"
_SOURCE = re.compile(r"^source:.*\n(?:[ \t]+.*\n|[ \t]*\n)*", re.MULTILINE)
_KEPT = ("title", "subtitle", "themes", "received", "url", "kind", "organisation_x")


def as_it_is(new: Proposal, blog: Blog) -> Proposal:
    """Another version with the facts that the blog has: what is only guessed gives way to what people have put there."""
    now = _flat(blog)
    facts = {fact: guess if fact not in now else _either(fact, guess, now[fact]) for fact, guess in new.facts.items()}
    facts |= {fact: Guess(value, _HERE) for fact, value in now.items() if fact not in facts}
    return replace(new, facts=facts).having({}, _HERE)


def _either(fact: str, guess: Guess, now: str) -> Guess:
    """What the new version says outright; else what is there. It came when its first version came."""
    if guess.value == now or fact == "received":
        return Guess(now, _HERE)
    if guess.sure is Sure.SAID:
        return guess
    if fact == "themes":
        return Guess(now, _HERE)
    return Guess(now, f"{_HERE}; the new version says “{guess.value}”", Sure.LIKELY)


def _flat(blog: Blog) -> dict[str, str]:
    """The blog's facts by the names that a proposal has for them."""
    flat: dict[str, str] = {}
    for name in _KEPT:
        value = getattr(blog, name, None)
        if name == "themes":
            flat[name] = ", ".join(value or ())
        elif name == "received":
            flat[name] = "" if value is None else f"{value:%Y-%m-%dT%H:%M}"
        elif value and value is not BlogKind.BLOG:
            flat[name] = str(value)
    for number, author in enumerate(getattr(blog, "authors", ())):
        for key in AUTHOR_FACTS:
            flat[f"authors.{number}.{key}"] = getattr(author, key) or ""
    return {fact: value for fact, value in flat.items() if value}


def file_again(new: Proposal, before: Known, into: Folder, *, now: datetime, by: str | None) -> Filed:
    """The blog in place of the version that is there. What editors added, and how it stands with them, stays."""
    old = into.draft.facts(before.file)
    facts = facts_of(new, into.settings, now=now, by=by)
    facts["authors"] = [
        {**_same_person(author, old.get("authors")), **author}
        for author in facts.get("authors", [])
        if isinstance(author, dict)
    ]
    changes: dict[Place, Any] = {
        (name,): value
        for name, value in facts.items()
        if name not in {"status", "source"} and value and old.get(name) != value
    }
    draft = into.draft.amend(before.file, changes)
    text = _renewed(draft.text(before.file), facts["source"], new.body)
    draft = replace(draft.put(before.file, text), originals=originals(new, into))
    blog = replace(known(as_blog(new, before.id), before.file, into.settings.hashtag), status=before.status)
    return Filed(blog, draft, text, before, tuple(difference(before, old, new, facts)))


def _same_person(author: dict[str, Any], old: object) -> dict[str, Any]:
    """What the file says of this author already, such as their page on LinkedIn."""
    people = [one for one in old if isinstance(one, dict)] if isinstance(old, list) else []
    return next((one for one in people if one.get("name") == author.get("name")), {})


def _renewed(text: str, source: dict[str, Any], body: str) -> str:
    """A blog's file with another text, and with where that came from."""
    head = head_of(text)
    if head is None:
        return text
    facts = _SOURCE.sub("", head[1])
    return f"---\n{facts}{written({'source': source})}---\n\n{body}"


def difference(before: Known, old: dict[str, Any], new: Proposal, facts: dict[str, Any]) -> Iterator[str]:
    """What is different, each line with - or + before it: the facts first, then the words."""
    for name in ("title", "subtitle", "authors", "themes", "url"):
        if name in facts and old.get(name) != facts[name]:
            label = called("authors.0.name" if name == "authors" else name)
            if old.get(name):
                yield f"- {label}: {_shown(old[name])}"
            yield f"+ {label}: {_shown(facts[name])}"
    was, now = (list(filter(None, words.plain(text).split("\n"))) for text in (before.body, new.body))
    yield from (line for line in ndiff(was, now) if line.startswith(("- ", "+ ")) and line[2:].strip())


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(_shown(each) for each in value)
    return ", ".join(map(str, value.values())) if isinstance(value, dict) else str(value)
