"""The pages as one application: every route with what it takes, and what stands in front of all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from promoter.web.access import Headers, SameOrigin
from promoter.web.changes import Changes
from promoter.web.pages import (
    attention,
    board,
    by_hand,
    changing,
    commenting,
    counting,
    coverage,
    deciding,
    help_sheet,
    live,
    me,
    page_now,
    people,
    post,
    record,
    rehearsing,
    settling,
    signing_in,
    signing_in_with,
    stopping,
)

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import Scope

    from promoter.web.wiring import Wiring

MOST_BYTES = 2_000_000  #: of one request; a whole week's words are far less


def routes() -> list[Route]:
    """Every page and deed. Posts' keys have slashes, so what may be done to one comes before the post itself."""
    return [
        *signing_in.ROUTES,
        *signing_in_with.ROUTES,
        *people.ROUTES,
        *me.ROUTES,
        *board.ROUTES,
        *deciding.ROUTES,
        *commenting.ROUTES,
        *counting.ROUTES,
        *settling.ROUTES,
        *page_now.ROUTES,
        *post.ROUTES,
        *changing.ROUTES,
        *attention.ROUTES,
        *by_hand.ROUTES,
        *record.ROUTES,
        *coverage.ROUTES,
        *stopping.ROUTES,
        *live.ROUTES,
        *help_sheet.ROUTES,
        *rehearsing.ROUTES,
    ]


def create_app(wiring: Wiring) -> Starlette:
    """The application. Nothing that it does can publish."""
    app = Starlette(
        routes=[
            *routes(),
            Mount(
                "/static", _Kept(packages=[("promoter.web", "static"), ("promoter.reporting", "static")]), name="static"
            ),
        ],
        middleware=[
            Middleware(Headers, secure=wiring.secure),
            Middleware(TrustedHostMiddleware, allowed_hosts=list(wiring.hosts), www_redirect=False),
            Middleware(RequestBodyLimitMiddleware, max_body_size=MOST_BYTES),
            Middleware(SameOrigin),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
        ],
        exception_handlers={HTTPException: _refused, Exception: _broken},
    )
    app.state.wiring = wiring
    app.state.changes = Changes(wiring.ledger)
    return app


class _Kept(StaticFiles):
    """Files whose address changes with their contents."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code == 200 and scope["query_string"]:
            response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response


async def _refused(_request: Request, problem: Exception) -> Response:
    status = problem.status_code if isinstance(problem, HTTPException) else 500
    says = {
        404: "There is no such page. Go to the start page with /.",
        405: "This address takes something else.",
        413: "That is more than Promoter takes at once.",
    }
    return PlainTextResponse(says.get(status, f"Promoter answers {status}."), status)


async def _broken(request: Request, _problem: Exception) -> Response:
    """The server logs it. This is sent from outside of all that stands in front, so it brings the headers along."""
    secure: bool = request.app.state.wiring.secure
    return PlainTextResponse(
        "Promoter met something that it did not expect, and noted it. What you did may not be done; look before you try again.",
        500,
        {**Headers.of(secure=secure), "cache-control": "no-store"},
    )
