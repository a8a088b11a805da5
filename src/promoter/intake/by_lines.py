"""Who wrote it, from a line such as "By Ann Sample, Director of Research, Example One (@ann)"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_PARTICLES = r"(?:de|del|della|der|den|di|da|dos|du|van|von|zu|la|le|el|al|bin|ibn|ap|ab|y|e)"
_WORD = r"(?:[^\W\d_a-z][^\W\d_]*(?:[’'-][^\W\d_]+)*\.?)"
_TITLE = r"(?:(?:Dr|Prof|Professor|Sir|Dame|Lord|Lady|Baroness|Baron|Mr|Mrs|Ms|Miss|Cllr|Rev|Rt Hon|Councillor)\.? )?"
NAME = re.compile(rf"{_TITLE}{_WORD}(?: (?:{_PARTICLES}|{_WORD})){{0,3}} {_WORD}")
_BY = re.compile(
    r"(?:(?:guest )?(?:blog|post|article|case study)? ?(?:written )?by|authors?|words)\b[:\s]+", re.IGNORECASE
)
_HANDLE = re.compile(r"[\[(]?\s*(?:(?:twitter|x)\s*:?\s*)?(?<![\w.@])(@[A-Za-z0-9_]{1,15})(?![\w@]|\.[A-Za-z])\s*[\])]?", re.IGNORECASE)  # fmt: skip
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}(?!\w)")
_BETWEEN = re.compile(r"\s*(?:,|\||–|—|\s-\s)\s*")
_AND = re.compile(r"\s+(?:and|&)\s+")
_ROLES = re.compile(
    r"\b(?:director|manager|head|chief|officer|lead|leader|consultant|engineer|architect|analyst|president|partner|founder|co-founder|"
    r"owner|executive|specialist|adviser|advisor|principal|associate|chair|chairman|chairwoman|ceo|cto|cio|cfo|coo|cdo|vp|md|svp|evp|"
    r"professor|lecturer|researcher|fellow|strategist|designer|developer|secretary|minister|coordinator|editor|writer|journalist|"
    r"scientist|evangelist|programme|practice|client|sales|marketing|assistant|deputy|senior|junior)\b",
    re.IGNORECASE,
)
_PLACE = r"((?:the )?[^\W\d_a-z][^.,;]{1,60})[.,;]"
_BIOS = tuple(
    re.compile(rf"({NAME.pattern}) is (?:the |an? )?([^.]{{3,90}}?) (?:{words}) {_PLACE}")
    for words in ("at|with", "of|for")
)
LONGEST = 220


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as a by-line names them."""

    name: str
    role: str = ""
    organisation: str = ""
    x: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class ByLine:
    """The people of a line. `marked`: it says that it is a by-line; `plain`: nothing in it but names looks like one."""

    people: tuple[Person, ...]
    marked: bool
    plain: bool


def by_line(text: str, *, named: bool = False) -> ByLine | None:
    """The people whom a line names; None if it is none. `named`: something else says that it is about the author."""
    if len(text) > LONGEST:
        return None
    begun = _BY.match(text)
    rest = text[begun.end() :] if begun else text
    people: list[Person] = []
    for part in filter(None, map(str.strip, re.split(r"[;\n]+", rest))):
        found = _people(part, sure=named or begun is not None)
        if not found:
            if people and not _looks_like_name(part):
                people = [_more(person, part) for person in people]
                continue
            return None
        people += found
    if not people:
        return None
    plain = not any(person.role or person.organisation for person in people)
    return ByLine(tuple(people), begun is not None, plain)


def author(text: str) -> tuple[Person, ...]:
    """The people of a field for authors, whatever it says."""
    found = by_line(text, named=True)
    if found is not None:
        return found.people
    handle, rest = _taken(_HANDLE, text)
    email, rest = _taken(EMAIL, rest)
    names = [name.strip(" ,;") for name in re.split(r"[;\n]+", rest)]
    return tuple(Person(name, x=handle, email=email) for name in names if name)


def bio(text: str) -> Person | None:
    """Somebody of whom a sentence says what they are and where."""
    for pattern in _BIOS:
        found = pattern.search(text)
        if found is not None and _ROLES.search(found[2]):
            return Person(found[1], found[2][0].upper() + found[2][1:], found[3].strip())
    return None


def contact(text: str) -> tuple[str, str] | None:
    """The handle and the e-mail of a line that gives nothing else; None for any other line."""
    email, rest = _taken(EMAIL, text)
    handle, rest = _taken(_HANDLE, rest)
    left = re.sub(r"\b(?:e-?mail|twitter|x|contact|follow|on|at|me)\b", "", rest, flags=re.IGNORECASE).strip(
        " :|,;-–—.()[]"
    )
    return (handle, email) if (handle or email) and not left else None


def _people(text: str, *, sure: bool) -> list[Person]:
    email, text = _taken(EMAIL, text)
    handle, text = _taken(_HANDLE, text)
    place = ""
    if found := re.search(r"\(([^()]{2,80})\)\s*$", text):
        place, text = found[1].strip(), text[: found.start()]
    parts = [part for part in _BETWEEN.split(text.strip(" .,")) if part]
    names = _names(parts)
    if not names:
        return []
    used = next(at for at, part in enumerate(parts, start=1) if names[-1] in part)
    if parts[used - 1] not in {names[-1], *names} and len(names) == 1:  # "Ann Sample of Example One"
        parts.insert(used, re.split(r"\s+(?:at|from|of)\s+", parts[used - 1])[1])
    if not sure and not _is_by_line(parts[used:], place):
        return []
    role, organisation = _standing(parts[used:])
    return [
        Person(name, role, organisation or place, handle if len(names) == 1 else "", email if len(names) == 1 else "")
        for name in names
    ]


def _names(parts: list[str]) -> list[str]:
    """The names at the beginning. A list of several ends with the part that has an "and" in it."""
    if not parts:
        return []
    last = next((at for at, part in enumerate(parts[:6]) if _AND.search(part) and _all_names(_AND.split(part))), None)
    if last is not None and _all_names(parts[:last]):
        return [*parts[:last], *_AND.split(parts[last])]
    first = re.split(r"\s+(?:at|from|of)\s+", parts[0])[0]
    return [first] if _looks_like_name(first) else []


def _all_names(parts: list[str]) -> bool:
    return all(map(_looks_like_name, parts))


def _looks_like_name(text: str) -> bool:
    return NAME.fullmatch(text) is not None and not _ROLES.search(text)


def _is_by_line(rest: list[str], place: str) -> bool:
    """Whether a line that does not say so is one: names, then a role or a place, and no sentence."""
    return bool(rest or place) and all(len(part.split()) <= 9 and not part[0].islower() for part in rest)


def _standing(parts: list[str]) -> tuple[str, str]:
    """Role and organisation among what follows a name."""
    if not parts:
        return "", ""
    *others, last = parts
    if found := re.fullmatch(r"(.+?)\s+(?:at|@)\s+(.+)", last):
        return ", ".join([*others, found[1]]), found[2]
    if not others:
        return (last, "") if _ROLES.search(last) else ("", last)
    if _ROLES.search(last) and not any(map(_ROLES.search, others)):
        return last, ", ".join(others)
    return ", ".join(others), last


def _more(person: Person, part: str) -> Person:
    role, organisation = _standing([piece for piece in _BETWEEN.split(part) if piece])
    return replace(person, role=person.role or role, organisation=person.organisation or organisation)


def _taken(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    """What a pattern finds first, and the text without it."""
    found = pattern.search(text)
    if found is None:
        return "", text
    return (found[1] if pattern.groups else found[0]), f"{text[: found.start()]} {text[found.end() :]}".strip()
