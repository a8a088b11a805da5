"""What networks call people and organisations, as somebody types it: a handle on X, a person or a page on LinkedIn."""

from __future__ import annotations

import re
from dataclasses import dataclass

from promoter.errors import Mistake

X, PERSON, PAGE = "x", "person", "organization"
_WHAT = {X: "a handle on X", PERSON: "a person on LinkedIn", PAGE: "a page on LinkedIn"}
_X_ADDRESS = re.compile(r"(?:https?://)?(?:www\.|mobile\.)?(?:x|twitter)\.com/(@?\w{1,15})/?(?:\?\S*)?", re.IGNORECASE)
_HANDLE = re.compile(r"@?[A-Za-z0-9_]{1,15}")
_URN = re.compile(r"urn:li:(?:(person):[A-Za-z0-9_-]{1,80}|(organization):[0-9]{1,20})")
_ADDRESS = re.compile(r"(?:https?://)?(?:[a-z]{2,3}\.)?linkedin\.com/(\w+)/([^/?#\s]+)\S*", re.IGNORECASE)


@dataclass(frozen=True)
class Name:
    """A name of one kind, written as the files write it."""

    kind: str
    written: str

    @property
    def what(self) -> str:
        return _WHAT[self.kind]

    def is_written(self, other: str) -> bool:
        return self.written.casefold() == other.casefold() if self.kind == X else self.written == other


def read(typed: str, *, field: str) -> Name:
    """The name that a person typed, or `Mistake`."""
    typed = typed.strip()
    if urn := _URN.fullmatch(typed):
        return Name(PERSON if urn[1] else PAGE, typed)
    if address := _ADDRESS.fullmatch(typed):
        return _from_address(typed, *address.groups(), field=field)
    if typed.startswith("urn:"):
        raise Mistake(
            f'"{typed}" is nobody on LinkedIn: a person looks like urn:li:person:AbC123, a page like urn:li:organization:1234',
            field=field,
        )
    if not _HANDLE.fullmatch(typed):
        raise Mistake(
            f'"{typed}" is not a handle on X: write it like @techUK, with at most 15 letters and digits', field=field
        )
    return Name(X, typed if typed.startswith("@") else f"@{typed}")


def handle(typed: str, *, field: str) -> str | None:
    """The handle on X that a person typed, with its sign or without it, or as the address of a profile; None if it is none."""
    address = _X_ADDRESS.fullmatch(typed)
    found = read(address[1] if address else typed, field=field)
    return found.written if found.kind == X else None


def _from_address(typed: str, of: str, name: str, *, field: str) -> Name:
    """Of addresses only that of a page by its number says what LinkedIn calls it."""
    if of.lower() in {"company", "showcase", "school"} and name.isascii() and name.isdecimal():
        return Name(PAGE, f"urn:li:{PAGE}:{name}")
    if of.lower() == "in":
        how = "LinkedIn does not tell programs who that is; a person looks like urn:li:person:AbC123"
    else:
        how = "an admin of the page finds its number in the address of its admin view, as in linkedin.com/company/1234"
    raise Mistake(f'"{typed}" does not say what LinkedIn calls it: {how}', field=field)
