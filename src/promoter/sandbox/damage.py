"""What a fault makes of an answer."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from promoter.sandbox.kinds import FaultKind
from promoter.sandbox.wire import Answer, Ending, html_answer

if TYPE_CHECKING:
    from promoter.sandbox.faults import Fault
    from promoter.sandbox.wire import Moment, Network, Request

PAGE = "<!DOCTYPE html>\n<html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>\n"


def instead(fault: Fault, network: Network, request: Request, moment: Moment) -> Answer:
    """The answer to a request that the network never sees."""
    if fault.kind is FaultKind.RATE_LIMITED:
        return network.throttled(request, moment, fault.reset)
    if fault.kind is FaultKind.DUPLICATE_BEFORE:
        return network.duplicate(None, moment)
    return unanswered(fault) or said(fault, network.usual(fault.answers, request))


def unanswered(fault: Fault) -> Answer | None:
    """What becomes of a request that was not looked at, if that is no answer."""
    if fault.kind is FaultKind.DROPPED_BEFORE:
        return Answer(0, ending=Ending.DROPPED)
    if fault.kind is FaultKind.HANG_BEFORE:
        return Answer(0, ending=Ending.HELD, patience=fault.seconds)
    return None


def said(fault: Fault, usual: Answer) -> Answer:
    """The fault's own words, a page of HTML if it is that kind, or else the usual ones."""
    if fault.body is not None:
        return Answer(fault.answers, fault.body.encode(), (("Content-Type", _kind(fault.body)),))
    if fault.kind in (FaultKind.HTML, FaultKind.GATEWAY_PAGE):
        return html_answer(fault.answers, PAGE.format("Welcome" if fault.answers < 300 else "Bad gateway"))
    return usual


def spoilt(fault: Fault, network: Network, request: Request, moment: Moment, answer: Answer) -> Answer:
    """What is left of the good answer of a network that did what was asked."""
    match fault.kind:
        case FaultKind.ERROR_AFTER | FaultKind.HTML:
            return replace(said(fault, network.usual(fault.answers, request)), post=answer.post)
        case FaultKind.DUPLICATE_AFTER:
            return replace(network.duplicate(answer.post.id if answer.post else None, moment), post=answer.post)
        case FaultKind.NO_ID:
            return network.without_id(answer)
        case FaultKind.BROKEN_JSON:
            half = answer.body[: len(answer.body) // 2] or b"{"  # one without a body breaks off after its first letter
            return replace(answer, body=half)
        case _:
            return mangled(fault, answer)


def mangled(fault: Fault, answer: Answer) -> Answer:
    """The same answer, badly delivered."""
    match fault.kind:
        case FaultKind.EMPTY:
            return Answer(fault.answers, post=answer.post)
        case FaultKind.DROPPED_AFTER:
            return replace(answer, ending=Ending.DROPPED)
        case FaultKind.TRUNCATED:
            return replace(answer, ending=Ending.CUT)
        case FaultKind.HANG:
            return replace(answer, ending=Ending.HELD, patience=fault.seconds)
        case FaultKind.SLOW:
            return replace(answer, ending=Ending.LATE, patience=fault.seconds)
        case FaultKind.DRIP:
            return replace(answer, ending=Ending.DRIPPED, patience=fault.seconds)
        case _:
            return answer


def _kind(body: str) -> str:
    try:
        json.loads(body)
    except ValueError:
        return "text/html; charset=utf-8"
    return "application/json; charset=utf-8"
