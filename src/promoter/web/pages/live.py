"""The stream by which open pages learn that something changed; they then ask for themselves again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from promoter.web.access import Need, cookie_name, page, person_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request
    from starlette.responses import Response

    from promoter.web.changes import Changes
    from promoter.web.visit import Visit

_CHANGED = ServerSentEvent(event="changed", data="", id="1")
_SIGNED_OUT = ServerSentEvent(event="signed-out", data="")
PING = 15  #: seconds after which an idle stream shows that it is still there


async def stream(request: Request) -> Response:
    """One `changed` for each change, and one at each later beginning: something may have happened while nobody listened.

    Whoever is not signed in any more is told that, and once, because a browser asks again and again for a stream that
    is refused.
    """
    if not request.cookies.get(cookie_name(request.app.state.wiring)):
        return PlainTextResponse("Sign in first.", status_code=403)
    changes: Changes = request.app.state.changes

    async def told() -> AsyncIterator[ServerSentEvent]:
        if await run_in_threadpool(person_of, request) is None:
            yield _SIGNED_OUT
            return
        # A browser that comes back has missed something, perhaps; its page is of an unknown age then.
        number = None if request.headers.get("last-event-id") else _number(request.query_params.get("since", ""))
        if number is None:
            yield _CHANGED
        async for _ in changes.since(number):
            if await run_in_threadpool(person_of, request) is None:  # signed out meanwhile
                yield _SIGNED_OUT
                return
            yield _CHANGED

    return EventSourceResponse(told(), ping=PING)


def _number(typed: str) -> int | None:
    return int(typed) if typed.isdecimal() and len(typed) < 16 else None


def signed_out(visit: Visit) -> Response:
    """What a page that stands open says then."""
    return visit.page("signed_out.html")


_live = Route("/live", stream, methods=["GET"], name="GET /live")
_live.need = Need.TO_BE_KNOWN  # type: ignore[attr-defined]

ROUTES = [
    _live,
    page("/signed-out", signed_out, Need.NOTHING),
]
