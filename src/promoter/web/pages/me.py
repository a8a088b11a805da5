"""What is one's own: the devices on which one is signed in, the password, and who stands in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.ledger.people import list_users
from promoter.ledger.rows import Role
from promoter.people import signing_in, standing_in
from promoter.web.access import Need, cookie_name, deed, page
from promoter.web.devices import in_words
from promoter.web.pages.standing_in import may_end, stand_ins

if TYPE_CHECKING:
    from starlette.responses import Response

    from promoter.people.signing_in import Session
    from promoter.web.pages.seen_first import Wrong
    from promoter.web.visit import Visit


def show(visit: Visit, *, why: str | None = None, wrong: Wrong | None = None) -> Response:
    me = _me(visit)
    today = visit.now.date()
    with visit.wiring.ledger.read() as conn:
        sessions = signing_in.sessions_of(conn, me.email, now=visit.wiring.at_the_door())
        has_password = signing_in.has_password(conn, me.email)
        about_me = [
            one for one in standing_in.deputies(conn) if one.until >= today and me.email in {one.approver, one.deputy}
        ]
        users = [user for user in list_users(conn) if user.active]
    return visit.page(
        "me.html", status=403 if why else 422 if wrong else 200, wrong=wrong, typed=visit.form if wrong else {}, title="You", me=me, sessions=sessions, in_words=in_words, why=why,
        has_password=has_password, admins=[user.email for user in users if Role.ADMIN in user.roles], least=signing_in.MIN_PASSWORD, deputies=about_me, today=today,
        may_end=lambda one: may_end(visit, one),
        approvers=[me.email] if Role.APPROVER in me.own_roles else [], stand_ins=stand_ins(users),
    )  # fmt: skip


def change_password(visit: Visit) -> Response:
    if visit.asked("new") != visit.asked("again"):
        return show(visit, why="The two new passwords differ; type the same one twice.")
    refused = signing_in.change_password(
        visit.wiring.ledger, _me(visit), visit.asked("old"), visit.asked("new"), now=visit.wiring.at_the_door()
    )
    if refused is not None:
        return show(visit, why=f"{refused.why[0].upper()}{refused.why[1:]}")
    return visit.on("/me", "Your password is changed. Your other devices are signed out.")


def end_session(visit: Visit) -> Response:
    """End one of one's own; those of others are ended on the page of the people."""
    number, now = int(visit.path["number"]), visit.wiring.at_the_door()
    with visit.wiring.ledger.write() as conn:
        signing_in.revoke(conn, number, who=visit.who, now=now)
    return _out(visit) if number == _me(visit).id else visit.on("/me", "That device is signed out.")


def sign_out_everywhere(visit: Visit) -> Response:
    with visit.wiring.ledger.write() as conn:
        signing_in.sign_out_everywhere(conn, _me(visit).email, who=visit.who, now=visit.wiring.at_the_door())
    return _out(visit)


def _out(visit: Visit) -> Response:
    response = visit.on("/sign-in", "You are signed out.")
    response.delete_cookie(cookie_name(visit.wiring), secure=visit.wiring.secure, httponly=True, samesite="lax")
    return response


def _me(visit: Visit) -> Session:
    if visit.person is None:
        raise RuntimeError("this page takes somebody who is signed in")
    return visit.person


ROUTES = [
    page("/me", show),
    deed("/me/password", change_password, Need.TO_BE_KNOWN),
    deed("/me/sessions/{number:int}/end", end_session, Need.TO_BE_KNOWN),
    deed("/me/sign-out-everywhere", sign_out_everywhere, Need.TO_BE_KNOWN),
]
