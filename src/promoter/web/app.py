"""The pages as one application: every route with what it takes, and what stands in front of all of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from promoter.intake import arriving
from promoter.web.access import MOST_FILES, Headers, SameOrigin
from promoter.web.changes import Changes
from promoter.web.pages import (
    accounts,
    approving,
    attention,
    beginning,
    blog_facts,
    board,
    bringing_in,
    by_hand,
    calendars,
    changing,
    commenting,
    contributors,
    counting,
    coverage,
    deciding,
    deputies,
    figures,
    help_sheet,
    live,
    me,
    page_now,
    people,
    pictures,
    post,
    preflight,
    proof,
    record,
    rehearsing,
    report,
    settling,
    signing_in,
    signing_in_with,
    signing_off,
    stating,
    stopping,
)
from promoter.web.refusals import Refusals, refusal, says_for

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from promoter.web.wiring import Wiring

_HANDS_IN = re.compile(r"/weeks/[^/]+/bring-in")
_BRINGS_A_PICTURE = re.compile(r"/weeks/[^/]+/blogs/[^/]+/picture")
MOST_BYTES = 2_000_000  #: of one request; a whole week's words are far less


def routes() -> list[Route]:
    """Every page and deed. Posts' keys have slashes, so what may be done to one comes before the post itself."""
    return [
        *signing_in.ROUTES,
        *signing_in_with.ROUTES,
        *signing_off.ROUTES,
        *people.ROUTES,
        *me.ROUTES,
        *deputies.ROUTES,
        *beginning.ROUTES,
        *board.ROUTES,
        *approving.ROUTES,
        *deciding.ROUTES,
        *commenting.ROUTES,
        *counting.ROUTES,
        *settling.ROUTES,
        *page_now.ROUTES,
        *pictures.ROUTES,
        *post.ROUTES,
        *changing.ROUTES,
        *contributors.ROUTES,
        *blog_facts.ROUTES,
        *bringing_in.ROUTES,
        *stating.ROUTES,
        *accounts.ROUTES,
        *attention.ROUTES,
        *by_hand.ROUTES,
        *record.ROUTES,
        *coverage.ROUTES,
        *preflight.ROUTES,
        *report.ROUTES,
        *calendars.ROUTES,
        *proof.ROUTES,
        *figures.ROUTES,
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
            Middleware(Refusals),
            Middleware(TrustedHostMiddleware, allowed_hosts=list(wiring.hosts), www_redirect=False),
            Middleware(_Limits),
            Middleware(SameOrigin),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
        ],
        exception_handlers={HTTPException: _refused, Exception: _broken},
    )
    app.state.wiring = wiring
    app.state.changes = Changes(wiring.ledger)
    return app


class _Limits:
    """No request has more than it needs: a form is short, and only where files are handed in may it bring some."""

    def __init__(self, app: ASGIApp) -> None:
        self._short = RequestBodyLimitMiddleware(app, max_body_size=MOST_BYTES)
        self._with_files = RequestBodyLimitMiddleware(app, max_body_size=MOST_FILES * arriving.LARGEST)
        # More than a picture may have, so that whoever brings too large a one is told so beside the field.
        self._with_a_picture = RequestBodyLimitMiddleware(app, max_body_size=arriving.LARGEST)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        limit = self._short
        if scope["type"] == "http" and _is_multipart(scope):
            if _HANDS_IN.fullmatch(scope["path"]):
                limit = self._with_files
            elif _BRINGS_A_PICTURE.fullmatch(scope["path"]):
                limit = self._with_a_picture
        await limit(scope, receive, send)


def _is_multipart(scope: Scope) -> bool:
    return any(name == b"content-type" and value.startswith(b"multipart/form-data") for name, value in scope["headers"])


class _Kept(StaticFiles):
    """Files whose address changes with their contents."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code == 200 and scope["query_string"]:
            response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response


async def _refused(request: Request, problem: Exception) -> Response:
    status = problem.status_code if isinstance(problem, HTTPException) else 500
    headers = problem.headers if isinstance(problem, HTTPException) else None
    return refusal(request.scope, status, says_for(status), headers)


async def _broken(request: Request, _problem: Exception) -> Response:
    """The server logs it. This is sent from outside of all that stands in front, so it brings the headers along."""
    secure: bool = request.app.state.wiring.secure
    return refusal(request.scope, 500, says_for(500), {**Headers.of(secure=secure), "cache-control": "no-store"})
