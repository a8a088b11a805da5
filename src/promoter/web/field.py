"""A fact as a field of a form: how it is called and shown, and what is made of what is typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from promoter.errors import Mistake

if TYPE_CHECKING:
    from collections.abc import Callable

_BREAK = re.compile(r"(\d\d?[:.]\d\d)\s*(?:-|–|to)\s*(\d\d?[:.]\d\d)")
_PAGE_OF_LINKEDIN = re.compile(r"(?:(?:https?://)?(?:www\.)?linkedin\.com/(?:company|school|showcase)/)?(\d+)/?")


def text(typed: str) -> Any:
    return typed or None


def yes(typed: str) -> Any:
    return typed == "yes"


def where(typed: str) -> Any:
    return {"both": True, "none": False}.get(typed, {"x": typed == "x", "linkedin": typed == "linkedin"})


class NotSo(ValueError):
    """What was typed is not of this kind; the sentence says how it is written."""


def hosts(typed: str) -> Any:
    """Websites, as people copy them: of a whole address its host."""
    found = [re.sub(r"^https?://|/.*$", "", part) for part in re.split(r"[\s,;]+", typed) if part]
    if not all(re.fullmatch(r"[\w-]+(\.[\w-]+)+", host) for host in found):
        raise NotSo("write websites such as example.org, with commas between several")
    return found


def page_of_linkedin(typed: str) -> Any:
    found = _PAGE_OF_LINKEDIN.fullmatch(typed)
    if typed and found is None:
        raise NotSo("write the page’s number, such as 1234: it stands in the address when you manage the page")
    return f"urn:li:organization:{found[1]}" if found else None


def number(typed: str) -> Any:
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= 5):
        raise NotSo("write a whole number, such as 1")
    return int(typed)


def number_or_none(typed: str) -> Any:
    return number(typed) if typed else None


def minutes(typed: str) -> Any:
    return f"{number(typed)}m"


def range_of(typed: str) -> Any:
    found = re.fullmatch(r"(\d{1,5})\D{1,6}(\d{1,5})", typed)
    if found is None:
        raise NotSo("write the fewest and the most words, such as 400 to 600")
    return [int(found[1]), int(found[2])]


def breaks(typed: str) -> Any:
    """Quiet times such as "12:00 to 13:00, 16:00 to 16:30"."""
    if not typed:
        return None
    parts = [_BREAK.fullmatch(part.strip()) for part in typed.split(",")]
    if not all(parts):
        raise NotSo("write times such as 12:00 to 13:00, with commas between several")
    return [[part[1].replace(".", ":"), part[2].replace(".", ":")] for part in parts if part]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A fact by its name in campaign.yaml, as a field that says `said` now. `read` makes the file's value of what is typed."""

    name: str
    label: str
    said: str
    kind: str = "text"
    hint: str = ""
    required: bool = False
    options: tuple[tuple[str, str], ...] = ()
    read: Callable[[str], Any] = text

    @property
    def id(self) -> str:
        return "f-" + self.name.replace(".", "-")

    def value(self, typed: str) -> Any:
        """What the file says by it; raises `Mistake`."""
        if self.required and not typed:
            raise Mistake("this cannot be empty", field=self.name)
        if self.options and typed not in dict(self.options):
            raise Mistake("choose one of those that there are", field=self.name)
        try:
            return self.read(typed)
        except NotSo as wrong:
            raise Mistake(str(wrong), field=self.name) from None


@dataclass(frozen=True, slots=True)
class Section:
    """Facts that belong together, under a heading."""

    title: str
    fields: tuple[Field, ...]
    hint: str = ""
