"""What a fault makes of an answer."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from promoter.sandbox.faults import FaultKind
from promoter.sandbox.wire import Answer, Ending, html_answer

if TYPE_CHECKING:
    from datetime import datetime

    from promoter.sandbox.faults import Fault
    from promoter.sandbox.wire import Network

PAGE = "<!DOCTYPE html>\n<html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>\n"


def instead(fault: Fault, network: Network, now: datetime) -> Answer:
    """The answer to a request that the network never sees."""
    if fault.kind is FaultKind.RATE_LIMITED:
        return network.throttled(now, fault.reset)
    if fault.kind is FaultKind.DROPPED_BEFORE:
        return Answer(0, ending=Ending.DROPPED)
    return _spoken(fault, network)


def spoilt(fault: Fault, network: Network, answer: Answer) -> Answer:
    """What is left of the good answer of a network that took the post."""
    match fault.kind:
        case FaultKind.ERROR_AFTER | FaultKind.HTML:
            return replace(_spoken(fault, network), post=answer.post)
        case FaultKind.DROPPED_AFTER:
            return replace(answer, ending=Ending.DROPPED)
        case FaultKind.EMPTY:
            return Answer(fault.answers, post=answer.post)
        case FaultKind.NO_ID:
            return network.without_id(answer)
        case FaultKind.TRUNCATED:
            return replace(answer, ending=Ending.CUT)
        case FaultKind.HANG:
            return replace(answer, ending=Ending.HELD, patience=fault.seconds)
        case _:
            return answer


def _spoken(fault: Fault, network: Network) -> Answer:
    if fault.body is not None:
        return Answer(fault.answers, fault.body.encode(), (("Content-Type", _kind(fault.body)),))
    if fault.kind in (FaultKind.HTML, FaultKind.GATEWAY_PAGE):
        return html_answer(fault.answers, PAGE.format("Welcome" if fault.answers < 300 else "Bad gateway"))
    return network.usual(fault.answers)


def _kind(body: str) -> str:
    try:
        json.loads(body)
    except ValueError:
        return "text/html; charset=utf-8"
    return "application/json; charset=utf-8"
