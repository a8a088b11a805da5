"""What comes in over HTTP and what goes out again, as plain values."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from promoter.sandbox.record import PublicPost

JSON = "application/json; charset=utf-8"


class NetworkName(StrEnum):
    """The networks that the sandbox stands in for."""

    X = "x"
    LINKEDIN = "linkedin"


@dataclass(frozen=True, slots=True)
class Request:
    """`path` is as it came, still percent-encoded and without the query; header names are in lower case."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)

    def param(self, name: str) -> str | None:
        return next((value for key, value in self.query if key == name), None)

    @property
    def asked(self) -> str:
        """Path and query, without what belongs into a header."""
        told = [(key, value) for key, value in self.query if not _is_secret(key)]
        return f"{self.path}?{urlencode(told, safe=',:')}" if told else self.path

    def document(self) -> Any:
        """The body as JSON; ValueError if it is none, or holds text that no encoding can carry."""
        try:
            document = json.loads(self.body)
            json.dumps(document, ensure_ascii=False).encode()
        except RecursionError:
            raise ValueError("nested too deeply") from None
        return document


def _is_secret(key: str) -> bool:
    return key in {"code", "state"} or ("token" in key and key != "pagination_token")


class Ending(StrEnum):
    """What becomes of an answer on its way to the client."""

    WHOLE = "whole"  #: it arrives
    CUT = "cut"  #: less of the body arrives than was announced, then the connection is gone
    DROPPED = "dropped"  #: the connection is gone before the first byte
    HELD = "held"  #: no byte arrives and the connection stays, until the client gives up
    LATE = "late"  #: it arrives, after a while
    DRIPPED = "dripped"  #: it arrives, in drops


ARRIVES = frozenset({Ending.WHOLE, Ending.LATE, Ending.DRIPPED})


@dataclass(frozen=True, slots=True)
class Moment:
    """`at` is by the sandbox's clock. `theirs` is what the network believes, whose clock may be `ahead`, or behind."""

    at: datetime
    ahead: timedelta = timedelta()

    @property
    def theirs(self) -> datetime:
        return self.at + self.ahead


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a post that is taken.

    It is real only after `accept`; from then on timelines and finders show it after `lag`, and it is found by its id
    after `lag_by_id`. With `twice` the network makes a copy of its own. Of a picture, `lag` is how much later it is ready;
    it may have `failed`, be `forgotten` at once, or lose its alt text.
    """

    accept: timedelta = timedelta()
    lag: timedelta = timedelta()
    lag_by_id: timedelta = timedelta()
    twice: bool = False
    failed: bool = False
    forgotten: bool = False
    without_alt: bool = False


USUAL = Fate()


@dataclass(frozen=True, slots=True)
class Answer:
    """`post` is the post that the network took with this request, whatever the answer says about it.

    `patience` is for how many seconds an answer is held, late or dripping; None: held until the client gives up.
    `date` is for the Date header, if the sandbox's own clock is not to be told.
    """

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    ending: Ending = Ending.WHOLE
    patience: float | None = None
    post: PublicPost | None = None
    date: datetime | None = None


class Refusal(Exception):
    """Raised where a request is found wanting; carries the answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def json_answer(status: int, document: object, headers: tuple[tuple[str, str], ...] = (), kind: str = JSON) -> Answer:
    return Answer(status, json.dumps(document, ensure_ascii=False).encode(), (("Content-Type", kind), *headers))


def html_answer(status: int, page: str) -> Answer:
    return Answer(status, page.encode(), (("Content-Type", "text/html; charset=utf-8"),))


class Network(Protocol):
    """A stand-in: all that the sandbox asks of one."""

    name: NetworkName

    def serves(self, path: str) -> bool: ...

    def publishes(self, request: Request) -> bool:
        """Could this request make something public?"""
        ...

    def uploads(self, request: Request) -> bool:
        """Is this request about a picture for a post?"""
        ...

    def gives_tokens(self, request: Request) -> bool:
        """Does this request ask for tokens?"""
        ...

    def is_for_people(self, request: Request) -> bool:
        """Is this a page that people look at?"""
        ...

    def author_and_text(self, request: Request) -> tuple[str, str]:
        """Who wants to say what, as far as a request that may be broken lets it be known."""
        ...

    def answer(self, request: Request, moment: Moment, fate: Fate = ...) -> Answer:
        """Do what is asked. A post that is taken now has this fate."""
        ...

    def usual(self, status: int, request: Request) -> Answer:
        """What the network says when it answers such a request with `status`."""
        ...

    def throttled(self, request: Request, moment: Moment, reset: int | None) -> Answer:
        """429; `reset` seconds from now it would do, or it does not say when."""
        ...

    def duplicate(self, earlier: str | None, moment: Moment) -> Answer:
        """Refused as a duplicate of the post with this id, or of one that is not there."""
        ...

    def without_id(self, answer: Answer) -> Answer:
        """The same good news, but not under which name."""
        ...
