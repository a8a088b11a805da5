"""Coming in and going out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from promoter.ledger.people import list_users
from promoter.ledger.rows import Role
from promoter.people import inviting, signing_in
from promoter.web.access import Need, cookie_name, deed, keep_signed_in, page
from promoter.web.visit import ours

if TYPE_CHECKING:
    from starlette.responses import Response

    from promoter.web.visit import Visit


def show(visit: Visit) -> Response:
    """The form; whoever is signed in already goes on."""
    if visit.person is not None:
        return visit.on(after(visit.query.get("next", "/")))
    return visit.page("sign_in.html", title="Sign in", next=after(visit.query.get("next", "/")), email="", why=None)


def sign_in(visit: Visit) -> Response:
    email, then = visit.asked("email").strip(), after(visit.form.get("next", "/"))
    outcome = signing_in.sign_in(
        visit.wiring.ledger,
        email,
        visit.asked("password"),
        now=visit.wiring.at_the_door(),
        address=visit.address,
        agent=visit.agent,
    )
    if isinstance(outcome, signing_in.Refused):
        return visit.page("sign_in.html", status=403, title="Sign in", next=then, email=email, why=outcome.why)
    return keep_signed_in(visit.on(then), outcome.token, visit.wiring)


def sign_out(visit: Visit) -> Response:
    name = cookie_name(visit.wiring)
    with visit.wiring.ledger.write() as conn:
        signing_in.sign_out(conn, visit.request.cookies.get(name, ""), now=visit.wiring.at_the_door())
    response = visit.on("/sign-in", "You are signed out.")
    response.delete_cookie(name, path="/", secure=visit.wiring.secure, httponly=True, samesite="lax")
    return response


def welcome(visit: Visit, *, why: str | None = None) -> Response:
    """Where an invitation leads: choose a password. Whoever comes first says who they are, too."""
    with visit.wiring.ledger.read() as conn:
        invitation = inviting.invitation_of(conn, visit.path["token"], now=visit.wiring.at_the_door())
        looked_after = any(user.active and Role.ADMIN in user.roles for user in list_users(conn))
    status = 404 if invitation is None else 403 if why else 200
    return visit.page(
        "welcome.html", status=status, title="Welcome", invitation=invitation, why=why,
        least=signing_in.MIN_PASSWORD, email=visit.form.get("email", ""), looked_after=looked_after,
    )  # fmt: skip


def accept(visit: Visit) -> Response:
    token, password = visit.path["token"], visit.asked("password")
    if password != visit.asked("again"):
        return welcome(visit, why="The two passwords differ; type the same one twice.")
    ledger = visit.wiring.ledger
    with ledger.read() as conn:
        invitation = inviting.invitation_of(conn, token, now=visit.wiring.at_the_door())
    from_where: dict[str, Any] = {"now": visit.wiring.at_the_door(), "address": visit.address, "agent": visit.agent}
    if invitation is not None and invitation.email is None:
        roles = [role for role in (Role.EDITOR, Role.APPROVER) if visit.form.get(role.value)]
        outcome = inviting.accept_first(
            ledger, token, visit.asked("email").strip().lower(), password, roles, **from_where
        )
    else:
        outcome = inviting.accept(ledger, token, password, **from_where)
    if isinstance(outcome, signing_in.Refused):
        return welcome(visit, why=outcome.why)
    return keep_signed_in(visit.on("/", f"Welcome, {outcome.session.email}."), outcome.token, visit.wiring)


def after(path: str) -> str:
    """Only a page of ours may come after."""
    return "/" if path.startswith("/sign-") else ours(path)


ROUTES = [
    page("/sign-in", show, Need.NOTHING),
    deed("/sign-in", sign_in, Need.NOTHING),
    deed("/sign-out", sign_out, Need.TO_BE_KNOWN),
    page("/welcome/{token}", welcome, Need.NOTHING),
    deed("/welcome/{token}", accept, Need.NOTHING),
    page("/first/{token}", welcome, Need.NOTHING),
    deed("/first/{token}", accept, Need.NOTHING),
]
