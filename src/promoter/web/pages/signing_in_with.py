"""Coming in by the service at which the organisation's people sign in; nothing of it is here unless the settings name one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse

from promoter.people import signing_in
from promoter.web.access import Need, keep_signed_in, page
from promoter.web.pages.signing_in import after

if TYPE_CHECKING:
    from starlette.responses import Response

    from promoter.web.visit import Visit

KEPT = "promoter-sign-in"  #: the cookie that says what this browser began


def begin(visit: Visit) -> Response:
    """Send the browser there. By a link and not a form: the policy lets a form lead to our own pages alone."""
    sign_on = visit.wiring.sign_on
    if sign_on is None:
        return _not_here(visit)
    then = after(visit.query.get("next", "/"))
    # A page of ours has the link; another site has no business to begin it in somebody's stead.
    if visit.request.headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
        return visit.on("/sign-in")
    begun = sign_on.begin(back_to=_back_to(visit), after=then, now=visit.wiring.at_the_door())
    if isinstance(begun, signing_in.Refused):
        return _refused(visit, begun.why, then, status=503)
    address, kept = begun
    response = RedirectResponse(address, status_code=303)
    response.set_cookie(
        visit.wiring.cookie(KEPT), kept, max_age=600, httponly=True, samesite="lax", secure=visit.wiring.secure
    )
    return response


def come_back(visit: Visit) -> Response:
    """Whoever comes back is let in if they are known here under the e-mail that the service made sure of."""
    wiring, sign_on = visit.wiring, visit.wiring.sign_on
    if sign_on is None:
        return _not_here(visit)
    now, cookie = wiring.at_the_door(), wiring.cookie(KEPT)
    outcome = sign_on.finish(visit.query, kept=visit.request.cookies.get(cookie, ""), back_to=_back_to(visit), now=now)
    if isinstance(outcome, signing_in.Refused):
        response = _refused(visit, outcome.why, "/")
    else:
        email, then = outcome
        with wiring.ledger.write() as conn:
            known = signing_in.sign_in_elsewhere(
                conn, email, now=now, address=visit.address, agent=visit.agent, by=sign_on.name
            )
        if isinstance(known, signing_in.Refused):
            response = _refused(visit, known.why, then)
        else:
            response = keep_signed_in(visit.on(then), known.token, wiring)
    response.delete_cookie(cookie, httponly=True, samesite="lax", secure=wiring.secure)
    return response


def _back_to(visit: Visit) -> str:
    return f"{visit.home}/sign-in/from"


def _refused(visit: Visit, why: str, then: str, *, status: int = 403) -> Response:
    return visit.page("sign_in.html", status=status, title="Sign in", next=then, email="", why=why)


def _not_here(visit: Visit) -> Response:
    return visit.page("refused.html", status=404, title="No such page", why="There is no such page.")


ROUTES = [
    page("/sign-in/with", begin, Need.NOTHING),
    page("/sign-in/from", come_back, Need.NOTHING),
]
