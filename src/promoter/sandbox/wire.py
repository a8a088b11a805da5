"""What comes in over HTTP and what goes out again, as plain values."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta

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

    def document(self) -> Any:
        """The body as JSON; ValueError if it is none, or holds text that no encoding can carry."""
        try:
            document = json.loads(self.body)
            json.dumps(document, ensure_ascii=False).encode()
        except RecursionError:
            raise ValueError("nested too deeply") from None
        return document


class Ending(StrEnum):
    """What becomes of an answer on its way to the client."""

    WHOLE = "whole"  #: it arrives
    CUT = "cut"  #: less of the body arrives than was announced, then the connection is gone
    DROPPED = "dropped"  #: the connection is gone before the first byte
    HELD = "held"  #: no byte arrives and the connection stays, until the client gives up


@dataclass(frozen=True, slots=True)
class Answer:
    """`post` is the post that the network took with this request, whatever the answer says about it.

    `patience` is for how many seconds a held answer is held at most; None: until the client gives up.
    """

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    ending: Ending = Ending.WHOLE
    patience: float | None = None
    post: PublicPost | None = None


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

    def author_and_text(self, request: Request) -> tuple[str, str]:
        """Who wants to say what, as far as a request that may be broken lets it be known."""
        ...

    def answer(self, request: Request, now: datetime, lag: timedelta = ...) -> Answer:
        """Do what is asked. Reads show a post that is taken now only after `lag`."""
        ...

    def usual(self, status: int) -> Answer:
        """What the network says when it answers with `status`."""
        ...

    def throttled(self, now: datetime, reset: int | None) -> Answer:
        """429; `reset` seconds from now it would do, or it does not say when."""
        ...

    def without_id(self, answer: Answer) -> Answer:
        """The same good news, but not under which name."""
        ...
