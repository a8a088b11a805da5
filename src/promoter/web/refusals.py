"""What is refused before a page could answer, as people see it: a page that says what to do, and one line for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import Headers as Given
from starlette.datastructures import MutableHeaders
from starlette.responses import HTMLResponse, PlainTextResponse

from promoter.web.look import templates

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_TITLES = {
    400: "This was not understood",
    403: "That was not done",
    404: "There is no such page",
    405: "There is no page here",
    413: "That is too much at once",
    500: "Something went wrong",
    503: "Not possible just now",
}
_SAYS = {
    404: "There is no such page. The address may be mistyped, or what it led to is gone.",
    405: "This address belongs to a button on another page and shows nothing by itself.",
    413: "That is more than Promoter takes at once. Send less of it; what you typed is still on the page before this one.",
    500: "Promoter met something that it did not expect, and noted it. What you did may not be done; look before you try again.",
}
_BY_OTHERS = {  # what parts that are not ours say, for people
    "Invalid host header": "These pages are not to be had under this name. Take the address that you were given; "
    "whoever looks after the server can allow another.",
    "Content Too Large": _SAYS[413],
}


def says_for(status: int) -> str:
    """One sentence or two for whoever meets this status."""
    return _SAYS.get(status, "Promoter did not understand what was asked. Go back, reload the page and try again.")


def refusal(scope: Scope, status: int, says: str, headers: Mapping[str, str] | None = None) -> Response:
    """A page for a browser, plain text for other programs. It asks nothing of the ledger, which may be what is broken."""
    if "text/html" not in Given(scope=scope).get("accept", ""):
        return PlainTextResponse(says, status, headers)
    title = _TITLES.get(status, "That was not done")
    text = (
        templates()
        .get_template("trouble.html")
        .render(title=title, says=_BY_OTHERS.get(says, says).removeprefix(f"{title}. "))
    )
    return HTMLResponse(text, status, headers)


class Refusals:
    """Shows a browser as a page what anything behind this refuses in plain text."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        bare: list[Message] = []

        async def shown(message: Message) -> None:
            if not bare and not _is_bare(message):
                await send(message)
                return
            bare.append(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                says = b"".join(part.get("body", b"") for part in bare).decode()
                kept = MutableHeaders(raw=bare[0]["headers"])
                del kept["content-type"], kept["content-length"]
                status: int = bare[0]["status"]
                await refusal(scope, status, says or says_for(status), dict(kept))(scope, receive, send)

        await self._app(scope, receive, shown)


def _is_bare(message: Message) -> bool:
    if message["type"] != "http.response.start" or message["status"] < 400:
        return False
    return MutableHeaders(raw=message["headers"]).get("content-type", "").startswith("text/plain")
