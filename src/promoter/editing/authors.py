"""Who wrote a blog, stated otherwise: other facts of an author, somebody put in, somebody taken out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from promoter.campaign.model import Author
from promoter.editing.names_of_people import PERSON, handle, read
from promoter.editing.typed import a_line, as_modelled
from promoter.errors import Mistake, NotPossible, UsageProblem
from promoter.posts.phrases import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from promoter.campaign.document import Path as Place
    from promoter.editing.draft import Draft

#: What is stated of an author, as people call it.
OF_AN_AUTHOR = {
    "name": "the name",
    "role": "the role",
    "organisation": "the organisation",
    "x": "the handle on X",
    "linkedin": "what LinkedIn calls them",
    "mention": "how posts name them",
    "email": "the e-mail",
}
_FACT = re.compile(r"authors\.(0|[1-9][0-9]?)(?:\.(\w+))?")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


@dataclass(frozen=True)
class Authors:
    """The authors as a blog's file has them, and as they are to be: None for whoever goes, new ones at the end."""

    before: tuple[Mapping[str, Any], ...]
    after: tuple[Mapping[str, Any] | None, ...]

    @property
    def changed(self) -> Iterator[tuple[int, str, Any, Any]]:
        """Each fact that is another: the author's number, what it is, and its values before and after."""
        for number, (was, entry) in enumerate(zip(self.before, self.after, strict=False)):
            so = was if entry is None else entry
            for key in OF_AN_AUTHOR:
                if was.get(key) != so.get(key):
                    yield number, key, was.get(key), so.get(key)

    @property
    def gone(self) -> dict[int, str]:
        """The names of those who go, by their numbers."""
        return {number: called(self.before[number]) for number, entry in enumerate(self.after) if entry is None}

    @property
    def new(self) -> tuple[str, ...]:
        return tuple(called(entry) for entry in self.after[len(self.before) :] if entry is not None)

    @property
    def touched(self) -> dict[str, frozenset[str]]:
        """By the names of those who stay, as they were: which of their facts are others."""
        facts: dict[str, frozenset[str]] = {}
        for number, key, *_ in self.changed:
            name = called(self.before[number])
            facts[name] = facts.get(name, frozenset()) | {key}
        return facts

    @property
    def renamed(self) -> dict[str, str]:
        """Names that become others."""
        return {str(called(self.before[number])): str(after) for number, key, _, after in self.changed if key == "name"}

    def in_words(self) -> Iterator[str]:
        """What is done, in clauses after the last of which may stand which blog is meant."""
        for name, keys in self.touched.items():
            yield f"change {listed(said for key, said in OF_AN_AUTHOR.items() if key in keys)} of {name}, an author"
        for deed, names in (("put in", self.new), ("take out", tuple(self.gone.values()))):
            if names:
                yield f"{deed} {listed(names)} as {'an author' if len(names) == 1 else 'authors'}"

    def number_now(self, fact: str) -> str | None:
        """What "authors.2.role" is called once some of them went; None if that author did."""
        found = _FACT.fullmatch(fact)
        if found is None:
            return fact
        number = int(found[1])
        rest = fact.removeprefix(f"authors.{number}")
        return None if number in self.gone else f"authors.{number - sum(one < number for one in self.gone)}{rest}"

    def told(self) -> dict[str, Any]:
        """For the record, which is kept for good: so it says no e-mail."""
        facts = {
            f"authors.{number}.{key}": {"before": was, "after": value} if key != "email" else {}
            for number, key, was, value in self.changed
        }
        for number, name in self.gone.items():
            facts[f"authors.{number}"] = {"before": name, "after": None}
        for number, name in enumerate(self.new, start=len(self.before)):
            facts[f"authors.{number}"] = {"before": None, "after": name}
        return facts

    def amended(self, draft: Draft, path: Path) -> Draft:
        """The draft in which the file has them so. Whoever goes takes along what the file remarks of them."""
        changes: dict[Place, Any] = {("authors", number, key): value for number, key, _, value in self.changed}
        for number, entry in enumerate(self.after[len(self.before) :], start=len(self.before)):
            changes["authors", number] = entry
        draft = draft.amend(path, changes) if changes else draft
        if not self.gone:
            return draft
        stay = [entry for number, entry in enumerate(draft.facts(path)["authors"]) if number not in self.gone]
        return draft.amend(path, {("authors",): stay})


def authors_as(stated: Any, changes: Mapping[str, str | None]) -> Authors:
    """The authors of a file with these changes: "authors.0.role" states a fact, "authors.1" with None takes somebody out.

    The next number after the last puts somebody in. A `Mistake` names the change that cannot be.
    """
    before = _entries(stated)
    typed: dict[int, dict[str, str | None]] = {}
    out = set()
    for name, value in changes.items():
        number, key = _place(name)
        if key is None:
            out.add(_taken_out(name, value, number, len(before)))
        else:
            typed.setdefault(number, {})[key] = value
    after: list[dict[str, Any] | None] = [
        None if number in out else _with(entry, number, typed.get(number, {})) for number, entry in enumerate(before)
    ]
    after += _put_in({number: said for number, said in typed.items() if number >= len(before)}, len(before))
    if not any(after):
        raise Mistake(
            "a blog has at least one author: say who, before you take out the last", field=f"authors.{max(out)}"
        )
    found = Authors(before, tuple(after))
    _refuse_two_of_a_name(found)
    return found


def unchanged(stated: Any) -> Authors:
    """The authors as a file has them, as far as it can be read."""
    before = tuple(entry for entry in stated if isinstance(entry, dict)) if isinstance(stated, list) else ()
    return Authors(before, before)


def is_of_authors(name: str) -> bool:
    """Is this the name of an author, or of one of their facts?"""
    return name.partition(".")[0] == "authors"


def called(entry: Mapping[str, Any]) -> str:
    """The author's name, as the model has it."""
    return " ".join(str(entry.get("name")).split())


def _entries(stated: Any) -> tuple[Mapping[str, Any], ...]:
    if not isinstance(stated, list) or not all(isinstance(entry, dict) for entry in stated):
        raise NotPossible("the blog's file does not say who wrote it in a way that can be read; put that right there")
    return tuple(stated)


def _place(name: str) -> tuple[int, str | None]:
    found = _FACT.fullmatch(name)
    if found is None or (found[2] is not None and found[2] not in OF_AN_AUTHOR):
        facts = listed(f"authors.0.{key}" for key in OF_AN_AUTHOR)
        raise UsageProblem(f"{name} is nothing that is stated of an author; of the first there are {facts}")
    return int(found[1]), found[2]


def _taken_out(name: str, value: str | None, number: int, count: int) -> int:
    if value is not None:
        raise UsageProblem(f"{name} is all of an author, who can only be taken out; state a fact, such as {name}.role")
    if number >= count:
        raise UsageProblem(f"there is no {name}; the last author is authors.{count - 1}")
    return number


def _with(entry: Mapping[str, Any], number: int, typed: Mapping[str, str | None]) -> dict[str, Any]:
    """What the file states of an author, with what is stated otherwise; keys that nobody asks for stay."""
    said = {key: _value(number, key, value or "") for key, value in typed.items()}
    return {**entry, **{key: value for key, value in said.items() if value is not None or key in entry}}


def _put_in(typed: Mapping[int, Mapping[str, str | None]], count: int) -> list[dict[str, Any]]:
    """The new authors; one of whom nothing is said is none."""
    meant = {
        number: said for number, said in sorted(typed.items()) if any((value or "").strip() for value in said.values())
    }
    for number, expected in zip(meant, range(count, count + len(meant)), strict=True):
        if number != expected:
            raise UsageProblem(f"there is no authors.{number}; somebody new is authors.{expected}")
    made = []
    for number, said in meant.items():
        values = {
            key: _value(number, key, said.get(key) or "") for key in OF_AN_AUTHOR if said.get(key) or key == "name"
        }
        if values.get("mention") == Author.model_fields["mention"].default:
            del values["mention"]
        made.append({key: value for key, value in values.items() if value is not None})
    return made


def _value(number: int, key: str, typed: str) -> str | None:
    """A fact as the files have it; None for nothing."""
    field = f"authors.{number}.{key}"
    value = a_line(typed, field=field)
    if not value:
        if key == "name":
            raise Mistake("write the author's name", field=field)
        return None
    if key == "x":
        found = handle(value, field=field)
        if found is None:
            raise Mistake("write a handle on X, like @name, or leave this empty", field=field)
        value = found
    if key == "linkedin":
        value = _person(value, field)
    if key == "email" and not _EMAIL.fullmatch(value):
        raise Mistake("write an e-mail address, like ann@example.org, or leave this empty", field=field)
    others = {} if key == "name" else {"name": "Somebody"}
    return as_modelled(Author, {**others, key: value}, name=key, field=field)


def _person(value: str, field: str) -> str:
    try:
        found = read(value, field=field)
    except Mistake:
        found = None
    if found is None or found.kind != PERSON:
        raise Mistake(
            "this is not what LinkedIn calls a person, which begins with urn:li:person: and is not the address of a profile; "
            "leave it empty if you do not know it",
            field=field,
        )
    return found.written


def _refuse_two_of_a_name(found: Authors) -> None:
    """Sign-offs and links know an author by name."""
    were = [called(entry).casefold() for entry in found.before]
    for number, entry in enumerate(found.after):
        name = called(entry).casefold() if entry is not None else None
        if name is None or (number < len(were) and name == were[number]):
            continue
        others = [
            called(one).casefold() for other, one in enumerate(found.after) if one is not None and other != number
        ]
        if name in others or name in were:
            raise Mistake("an author of this name is there already", field=f"authors.{number}.name")
