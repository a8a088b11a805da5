"""The sandbox's own small interface: what is public, what was asked, and which faults to play. JSON under /sandbox/."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from promoter.sandbox.faults import Fault, FaultKind
from promoter.sandbox.wire import Answer, NetworkName, Refusal, json_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from promoter.sandbox.faults import Orders
    from promoter.sandbox.record import PublicPost, Record, SeenRequest
    from promoter.sandbox.wire import Request

FIELDS: Mapping[str, Callable[[Any], object]] = {
    "kind": FaultKind,
    "network": NetworkName,
    "contains": str,
    "times": int,
    "status": int,
    "body": str,
    "reset": int,
    "seconds": float,
    "lag": float,
}
NUMBERS = (int, float)


class Control:
    """Everything here is also to be had from `Sandbox`, without HTTP."""

    def __init__(self, record: Record, orders: Orders) -> None:
        self._record = record
        self._orders = orders
        self._acts: Mapping[tuple[str, str], Callable[[Request], Answer]] = {
            ("GET", "/sandbox/posts"): self._posts,
            ("GET", "/sandbox/requests"): self._requests,
            ("GET", "/sandbox/faults"): self._faults,
            ("POST", "/sandbox/faults"): self._order,
            ("DELETE", "/sandbox/faults"): self._cancel,
            ("POST", "/sandbox/reset"): self._reset,
        }

    def answer(self, request: Request) -> Answer:
        act = self._acts.get((request.method, request.path))
        if act is None:
            known = [f"{method} {path}" for method, path in self._acts]
            return json_answer(404, {"error": "there is no such call; these are", "calls": known})
        try:
            return act(request)
        except Refusal as refusal:
            return refusal.answer

    def _posts(self, request: Request) -> Answer:
        name = request.param("network")
        if name is not None and name not in set(NetworkName):
            raise _mistake(f"network is one of {', '.join(NetworkName)}")
        found = self._record.posts(None if name is None else NetworkName(name))
        return json_answer(200, {"posts": [post_document(post) for post in found]})

    def _requests(self, request: Request) -> Answer:  # noqa: ARG002 - every call is called alike
        return json_answer(200, {"requests": [_request_document(seen) for seen in self._record.requests()]})

    def _faults(self, request: Request) -> Answer:  # noqa: ARG002
        return json_answer(200, {"faults": [{**asdict(fault), "times": left} for fault, left in self._orders.open()]})

    def _order(self, request: Request) -> Answer:
        try:
            document = request.document()
        except ValueError:
            raise _mistake("the body is not JSON") from None
        self._orders.order(fault_from(document))
        return self._faults(request)

    def _cancel(self, request: Request) -> Answer:
        self._orders.cancel()
        return self._faults(request)

    def _reset(self, request: Request) -> Answer:
        self._record.clear()
        return self._cancel(request)


def fault_from(document: object) -> Fault:
    """A fault as JSON writes it, with the names of `Fault`; `Refusal` if it makes no sense."""
    if not isinstance(document, dict) or "kind" not in document:
        raise _mistake(f"a fault is an object with a kind, one of {', '.join(FaultKind)}")
    if unknown := [name for name in document if name not in FIELDS]:
        raise _mistake(f'a fault has no "{unknown[0]}"; it has {", ".join(FIELDS)}')
    values: dict[str, Any] = {}
    for name, value in document.items():
        made = FIELDS[name]
        if value is not None and isinstance(value, NUMBERS if made in NUMBERS else str) and not isinstance(value, bool):
            try:
                values[name] = made(value)
            except ValueError:
                raise _mistake(f'{name} cannot be "{value}"') from None
        elif value is not None:
            raise _mistake(f"{name} cannot be {value!r}")
    try:
        return Fault(**values)
    except (ValueError, TypeError) as error:
        raise _mistake(str(error)) from None


def post_document(post: PublicPost) -> dict[str, Any]:
    return {**asdict(post), "created_at": post.created_at.isoformat()}


def _request_document(seen: SeenRequest) -> dict[str, Any]:
    return {**asdict(seen), "at": seen.at.isoformat()}


def _mistake(message: str) -> Refusal:
    return Refusal(json_answer(400, {"error": message}))
