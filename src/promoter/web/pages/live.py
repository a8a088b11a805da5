"""The stream by which open pages learn that something changed; they then ask for themselves again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from promoter.web.access import Need, person_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request
    from starlette.responses import Response

    from promoter.web.changes import Changes

PING = 15  #: seconds after which an idle stream shows that it is still there


async def stream(request: Request) -> Response:
    """One `changed` for each change, and one at the beginning: something may have happened while nobody listened."""
    if await run_in_threadpool(person_of, request) is None:
        return PlainTextResponse("Sign in first.", status_code=403)
    changes: Changes = request.app.state.changes

    async def told() -> AsyncIterator[ServerSentEvent]:
        if request.headers.get("last-event-id"):
            yield ServerSentEvent(event="changed", data="", id="1")
        async for _ in changes:
            if await run_in_threadpool(person_of, request) is None:  # signed out meanwhile
                return
            yield ServerSentEvent(event="changed", data="", id="1")

    return EventSourceResponse(told(), ping=PING)


_live = Route("/live", stream, methods=["GET"], name="GET /live")
_live.need = Need.TO_BE_KNOWN  # type: ignore[attr-defined]

ROUTES = [_live]
