"""What a preflight says: lines, each with what was looked at, how it stands, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from promoter.reporting.health import State

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from promoter.reporting.health import Check


class Standing(StrEnum):
    """How one thing stands."""

    READY = "ready"
    LOOK = "look"  #: somebody should look; the week goes out all the same
    NOT_READY = "not ready"  #: as things stand, something of the week does not go out


READY, LOOK, NOT_READY = Standing
OF_STATE = {State.OK: READY, State.LOOK: LOOK, State.BROKEN: NOT_READY}
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Detail:
    """One of the things that a line is about; `post` is the key of the post, if it is one."""

    says: str
    post: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One thing. `code` is what programs know it by, `what` what people read; `details` name what it is about, one by one."""

    code: str
    what: str
    standing: Standing
    says: str
    todo: str = ""
    details: tuple[Detail, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """The lines about one side of the week, such as its pages."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preflight:
    """A campaign as it was found at a moment. `asked`: the networks and the pages were asked, not the ledger alone."""

    campaign: str
    at: datetime
    asked: bool
    sections: tuple[Section, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for section in self.sections for line in section.lines)

    def count(self, standing: Standing) -> int:
        """How many lines stand so."""
        return sum(line.standing == standing for line in self.lines)

    @property
    def ready(self) -> bool:
        """Can the week go out as things stand?"""
        return not self.count(NOT_READY)

    @property
    def verdict(self) -> str:
        """What all of it comes to, in a sentence."""
        look, broken = self.count(LOOK), self.count(NOT_READY)
        at = f"{counted(look, 'thing')} to look at" if look else ""
        if broken:
            also = f", and there {'is' if look == 1 else 'are'} {at}" if at else ""
            return f"The week is not ready: {counted(broken, 'thing needs', 'things need')} doing first{also}."
        return f"The week is ready, with {at}." if at else "The week is ready."


def preflight_json(found: Preflight) -> dict[str, Any]:
    """The lines for other programs."""
    lines = [
        {
            "section": section.name, "code": line.code, "what": line.what, "state": line.standing.value, "says": line.says,
            "todo": line.todo, "details": [{"post": detail.post, "says": detail.says} for detail in line.details],
        }
        for section in found.sections
        for line in section.lines
    ]  # fmt: skip
    head = {"campaign": found.campaign, "at": found.at.isoformat(), "ready": found.ready, "asked": found.asked}
    return {**head, "lines": lines}


def of_check(check: Check, what: str, *, otherwise: Standing | None = None) -> Line:
    """What the doctor says, as a line; `otherwise` is how it stands for a week if the doctor does not call it good."""
    standing = OF_STATE[check.state]
    if otherwise is not None and standing is not READY:
        standing = otherwise
    return Line(check.name.replace(" ", "_"), what, standing, check.says, check.todo)


def counted(count: int, one: str, many: str = "") -> str:
    """Such as "1 post" and "2 posts"."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def named(names: Iterable[str]) -> str:
    """The first few of the names, and how many more there are."""
    first = list(names)
    more = len(first) - MOST_NAMED
    said = ", ".join(first[:MOST_NAMED])
    return f"{said} and {more:,} more" if more > 0 else said
