"""Who may come in: every page says what it takes, and nothing is served that does not."""

from __future__ import annotations

import logging
from enum import Enum
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Route

from promoter.editing import HalfDone
from promoter.errors import CampaignInvalid, NotPossible, NotThere, PromoterError, UsageProblem
from promoter.ledger.rows import Role
from promoter.people import signing_in
from promoter.reporting.peoples_words import in_people_words
from promoter.web.visit import NOT_NOW, Visit

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from promoter.people.signing_in import Session
    from promoter.web.wiring import Wiring

    Handler = Callable[[Visit], Response]
    Form = dict[str, str]
    Files = tuple[tuple[str, bytes], ...]

log = logging.getLogger(__name__)

_EDITORIAL = frozenset({Role.EDITOR, Role.APPROVER})
MOST_FILES = 20  #: that a form may bring at once


class Need(Enum):
    """What a page takes. The rights behind a deed are checked again where the deed is done."""

    NOTHING = frozenset[Role]()  #: open to all: signing in
    TO_BE_KNOWN = frozenset(Role)
    TO_WRITE = _EDITORIAL
    TO_APPROVE = frozenset({Role.APPROVER})
    TO_ADMINISTER = frozenset({Role.ADMIN})


def page(path: str, handler: Handler, need: Need = Need.TO_BE_KNOWN) -> Route:
    """A page to look at."""
    return _route(path, handler, need, "GET")


def deed(path: str, handler: Handler, need: Need = Need.TO_WRITE, *, files: bool = False) -> Route:
    """Something to do, sent by a form; with `files` if the form brings any."""
    return _route(path, handler, need, "POST", files=files)


def _route(path: str, handler: Handler, need: Need, method: str, *, files: bool = False) -> Route:
    async def endpoint(request: Request) -> Response:
        form: Form = {}
        brought: Files = ()
        try:
            if files and await run_in_threadpool(_may, request, need):  # nobody else's files are even read
                form, brought = await _form_with_files(request)
            elif method == "POST" and not files:
                form = await _form(request)
            return await run_in_threadpool(_answer, request, handler, need, form, brought)
        except PromoterError as problem:
            # By the name of the route: a path may hold the token of an invitation.
            log.error("%s: %s", name, problem)  # noqa: TRY400 - the sentence says it all
            return PlainTextResponse(str(problem) if isinstance(problem, HalfDone) else NOT_NOW, status_code=503)

    name = f"{method} {path}"
    route = Route(path, endpoint, methods=[method], name=name)
    route.need = need  # type: ignore[attr-defined]  # so that a test sees that no route is without one
    return route


async def _form(request: Request) -> dict[str, str]:
    async with request.form(max_files=0, max_fields=2000) as form:
        return {name: value.replace("\r\n", "\n") for name, value in form.items() if not isinstance(value, UploadFile)}


async def _form_with_files(request: Request) -> tuple[Form, Files]:
    async with request.form(max_files=MOST_FILES, max_fields=50) as form:
        parts = form.multi_items()
        files = [(part.filename or "", await part.read()) for _, part in parts if isinstance(part, UploadFile)]
        texts = {name: part.replace("\r\n", "\n") for name, part in parts if isinstance(part, str)}
    return texts, tuple((name, data) for name, data in files if name or data)


def _may(request: Request, need: Need) -> bool:
    person = person_of(request)
    return person is not None and bool(need.value & frozenset(person.roles))


def _answer(request: Request, handler: Handler, need: Need, form: Form, files: Files = ()) -> Response:
    wiring: Wiring = request.app.state.wiring
    person = person_of(request)
    visit = Visit(request=request, wiring=wiring, now=wiring.clock.now(), person=person, form=form, files=files)
    if need is not Need.NOTHING:
        if person is None:
            return _to_sign_in(request)
        if not need.value & visit.roles:
            return visit.page("refused.html", status=403, title="Not for you", why=_lacking(need))
    try:
        if person is not None and request.method == "GET":
            _ = visit.as_of  # before anything is read that the page shows
        return handler(visit)
    except NotThere:
        return visit.page("refused.html", status=404, title="There is no such page", why=_nothing_there(visit))
    except (NotPossible, UsageProblem, CampaignInvalid) as problem:
        return visit.page("refused.html", status=409, title="That was not done", why=in_people_words(str(problem)))


def person_of(request: Request) -> Session | None:
    """Who asks, by what their browser was given when they signed in."""
    wiring: Wiring = request.app.state.wiring
    token = request.cookies.get(cookie_name(wiring))
    if not token:
        return None
    now = wiring.at_the_door()
    with wiring.ledger.read() as conn:
        session = signing_in.session_of(conn, token, now=now)
    if session is not None and signing_in.stale(session, now=now):
        with wiring.ledger.write() as conn:
            signing_in.touch(conn, token, now=now)
    return session


def cookie_name(wiring: Wiring) -> str:
    """Where the browser keeps what it shows."""
    return wiring.cookie("promoter")


def keep_signed_in(response: Response, token: str, wiring: Wiring) -> Response:
    """Hand the browser what it shows from now on."""
    response.set_cookie(
        cookie_name(wiring), token, max_age=7 * 24 * 3600, httponly=True, samesite="lax", secure=wiring.secure, path="/"
    )
    return response


def _to_sign_in(request: Request) -> Response:
    # Only a page can be come back to; a form that was sent is gone.
    after = request.url.path if request.method in {"GET", "HEAD"} else "/"
    return RedirectResponse(f"/sign-in?next={quote(after)}", status_code=303)


def _nothing_there(visit: Visit) -> str:
    what = (
        "blog"
        if "blog" in visit.path
        else "week"
        if "slug" in visit.path
        else "post"
        if "key" in visit.path
        else "page"
    )
    return f"There is no {what} under this address. It may be mistyped; the start page shows what there is."


def _lacking(need: Need) -> str:
    wanted = " or ".join(f"{'an' if role[0] in 'aeiou' else 'a'} {role}" for role in sorted(need.value))
    return f"This takes {wanted}. Ask whoever looks after the people here."


class SameOrigin:
    """Refuses what another site makes a browser send. Browsers say where a request comes from; other programs need not."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in {"GET", "HEAD", "OPTIONS"} and not _same_origin(scope):
            refused = PlainTextResponse("This form was sent from another site; open the page and try again.", 403)
            await refused(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _same_origin(scope: Scope) -> bool:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")  # browsers leave the first one out on plain http
    return origin is None or origin in {f"{scheme}://{headers.get('host')}" for scheme in ("http", "https")}


class Headers:
    """What every answer tells the browser: run and load nothing but ours, frame us nowhere, keep nothing."""

    POLICY = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self._app = app
        self._headers = [(name.encode(), value.encode()) for name, value in self.of(secure=secure).items()]

    @classmethod
    def of(cls, *, secure: bool) -> dict[str, str]:
        headers = {
            "content-security-policy": cls.POLICY,
            "x-content-type-options": "nosniff",
            "referrer-policy": "same-origin",
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
            "permissions-policy": "camera=(), microphone=(), geolocation=()",
        }
        if secure:
            headers["strict-transport-security"] = "max-age=31536000"
        return headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name for name, _ in message["headers"]}
                extra: list[Any] = [(name, value) for name, value in self._headers if name not in present]
                if b"cache-control" not in present:
                    extra.append((b"cache-control", b"no-store"))
                message["headers"] = [*message["headers"], *extra]
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)
