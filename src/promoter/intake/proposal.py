"""A blog as it would be brought in: each fact with where it was taken from and how sure that is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_AUTHOR = re.compile(r"authors\.([0-9])\.(name|role|organisation|x|email)")
NEEDED = ("title", "subtitle", "authors.0.name", "themes")
_NAMES = {
    "title": "Title", "subtitle": "Sub-title", "themes": "Themes", "received": "Received", "url": "Address of the page",
    "organisation_x": "The organisation's handle on X", "kind": "Kind", "suggested_x": "Suggested for X",
    "suggested_linkedin": "Suggested for LinkedIn",
}  # fmt: skip
_OF_AUTHORS = {"name": "Author", "role": "Role", "organisation": "Organisation", "x": "Handle on X", "email": "E-mail"}
AUTHOR_FACTS = tuple(_OF_AUTHORS)
ORDER = (
    "title",
    "subtitle",
    "authors",
    "themes",
    "received",
    "url",
    "organisation_x",
    "kind",
    "suggested_x",
    "suggested_linkedin",
)


class Sure(StrEnum):
    """How sure a fact is."""

    SAID = "said"  #: given by its name, or by a person here
    LIKELY = "likely"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Guess:
    """A fact as text, where it was taken from, and how sure that is."""

    value: str
    where: str
    sure: Sure = Sure.SAID


@dataclass(frozen=True, slots=True)
class Original:
    """A file as it came: its name, its bytes, their checksum."""

    name: str
    data: bytes = field(repr=False)
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """`facts` by name, such as "title" or "authors.0.role". `body` is Markdown, `seen` what a reader saw of the source.

    `own` are facts in the campaign's own form. `identity` stays the same when the same part comes again with other words.
    """

    original: Original
    facts: Mapping[str, Guess]
    body: str
    seen: str
    remarks: tuple[str, ...] = ()
    own: Mapping[str, object] = field(default_factory=dict)
    part: str | None = None
    part_sha256: str | None = None
    identity: str | None = None

    @property
    def named(self) -> str:
        """What people call it: the file, and the row or entry of it."""
        return self.original.name if self.part is None else f"{self.original.name}, {self.part}"

    def value(self, fact: str) -> str:
        """A fact's value, "" if nothing is known."""
        found = self.facts.get(fact)
        return "" if found is None else found.value

    @property
    def doubtful(self) -> tuple[str, ...]:
        """The facts that a person should look at: guessed ones, and needed ones that were not found."""
        missing = [fact for fact in NEEDED if not self.value(fact)]
        return tuple(sorted({*missing, *self.guessed}, key=place))

    @property
    def guessed(self) -> tuple[str, ...]:
        return tuple(fact for fact, guess in self.facts.items() if guess.sure is not Sure.SAID)

    @property
    def themes(self) -> tuple[str, ...]:
        return tuple(part.strip() for part in self.value("themes").split(",") if part.strip())

    def having(self, said: Mapping[str, str], where: str) -> Proposal:
        """With these facts as a person gave them; an empty one is none."""
        facts = {fact: guess for fact, guess in self.facts.items() if fact not in said}
        facts |= {fact: Guess(value, where) for fact, value in said.items() if value}
        return replace(self, facts=dict(sorted(facts.items(), key=lambda pair: place(pair[0]))))

    def confirmed(self) -> Proposal:
        """With all its guesses taken for true."""
        return replace(self, facts={fact: replace(guess, sure=Sure.SAID) for fact, guess in self.facts.items()})


def place(fact: str) -> tuple[int, str, int]:
    """Where a fact stands among the others."""
    first, _, rest = fact.partition(".")
    inner = AUTHOR_FACTS.index(rest.partition(".")[2]) if rest else 0
    return (ORDER.index(first), rest.partition(".")[0], inner)


def called(fact: str) -> str:
    """What people call a fact: "Role", of the second author "Role (author 2)"."""
    if found := _AUTHOR.fullmatch(fact):
        number = f" (author {int(found[1]) + 1})" if found[1] != "0" else ""
        return f"{_OF_AUTHORS[found[2]]}{number}"
    return _NAMES[fact]


def is_fact(name: str) -> bool:
    return name in _NAMES or _AUTHOR.fullmatch(name) is not None


def authors(facts: Mapping[str, object]) -> Iterator[int]:
    """The numbers of the authors of whom anything is known."""
    yield from sorted({int(found[1]) for fact in facts if (found := _AUTHOR.fullmatch(fact))})
