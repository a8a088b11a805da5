"""Who is here, what each may do, and who stands in for whom; an admin changes it, everybody may read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from promoter.approval.rights import add_user, remove_user, team_warning
from promoter.errors import NotPossible, UsageProblem
from promoter.ledger.campaigns import list_campaigns
from promoter.ledger.people import known_user, list_users
from promoter.ledger.rows import Role
from promoter.people import inviting, signing_in, standing_in
from promoter.reporting.peoples_words import in_people_words
from promoter.web.access import Need, deed, page
from promoter.web.pages.seen_first import Wrong
from promoter.web.pages.standing_in import may_end, stand_ins

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection
    from starlette.responses import Response

    from promoter.errors import PromoterError
    from promoter.ledger.rows import Invitation, UserRow
    from promoter.web.visit import Visit

#: From the widest right to the narrowest, with what each is for.
ROLES: tuple[tuple[Role, str], ...] = (
    (Role.VIEWER, "sees everything, comments, may stop everything"),
    (Role.EDITOR, "writes and mends posts"),
    (Role.APPROVER, "approves posts, starts again after a stop"),
    (Role.ADMIN, "looks after people and accounts"),
)


@dataclass(frozen=True, slots=True)
class Member:
    """A person as the page shows them."""

    user: UserRow
    has_password: bool
    invitation: Invitation | None
    devices: int
    stands_in_for: tuple[str, ...]

    @property
    def email(self) -> str:
        return self.user.email

    @property
    def roles(self) -> str:
        return ", ".join(role.value for role, _ in ROLES if role in self.user.roles)


def show(
    visit: Visit,
    *,
    status: int = 200,
    link: str | None = None,
    link_for: str = "",
    why: str | None = None,
    email: str = "",
    wrong: Wrong | None = None,
) -> Response:
    """Everybody and what they may do; for an admin with the forms, and with a new link where one was just made."""
    with visit.wiring.ledger.read() as conn:
        members = _members(conn, visit)
        gone = [user for user in list_users(conn) if not user.active]
        invitations = inviting.open_invitations(conn, now=visit.wiring.at_the_door())
        deputies = [one for one in standing_in.deputies(conn) if one.until >= visit.now.date()]
        approvals = max((row.settings.approvals for row in list_campaigns(conn)), default=1)
        warning = team_warning(conn, approvals)
    active = [member.user for member in members]
    return visit.page(
        "people.html", status=status, title="People", members=members, gone=gone, invitations=invitations,
        deputies=deputies, all_roles=ROLES, link=link, link_for=link_for, why=why, email=email, wrong=wrong, typed=visit.form if wrong or why else {}, today=visit.now.date(),
        warning=in_page_words(warning), may_end=lambda one: may_end(visit, one),
        approvers=[user.email for user in active if Role.APPROVER in user.roles],
        stand_ins=stand_ins(active),
    )  # fmt: skip


def _members(conn: Connection, visit: Visit) -> list[Member]:
    now = visit.wiring.at_the_door()
    invited = {one.email: one for one in inviting.open_invitations(conn, now=now)}
    signed_in = [session.email for session in signing_in.sessions_of(conn, now=now)]
    standing = [one for one in standing_in.deputies(conn) if one.since <= visit.now.date() <= one.until]
    return [
        Member(
            user=user,
            has_password=signing_in.has_password(conn, user.email),
            invitation=invited.get(user.email),
            devices=signed_in.count(user.email),
            stands_in_for=tuple(one.approver for one in standing if one.deputy == user.email),
        )
        for user in list_users(conn)
        if user.active
    ]


def in_page_words(warning: str | None) -> str | None:
    """A warning without the command that would mend it: here it is mended by the forms below."""
    if warning is None:
        return None
    said = warning.partition("; promoter ")[0]
    return f"{said[0].upper()}{said[1:]}."


# ------------------------------------------------------------------------------------------------------ what an admin does


def invite(visit: Visit) -> Response:
    """Make a link for somebody new, or for somebody who forgot their password. It is shown in this answer and never again.

    Where there is a single sign-on, somebody may be let in by that alone, without a link.
    """
    email, roles = visit.asked("email").strip().lower(), _roles(visit)
    sign_on = visit.wiring.sign_on
    try:
        if roles:
            _keep_the_people(visit, email, roles)
        with visit.wiring.ledger.write() as conn:
            if sign_on is not None and visit.form.get("how") == "sign-on":
                add_user(conn, email, roles, who=visit.who, now=visit.wiring.at_the_door())
                return visit.on("/people", f"{email} can sign in with {sign_on.name} now.")
            token = inviting.invite(conn, email, roles, who=visit.who, now=visit.wiring.at_the_door())
    except (NotPossible, UsageProblem) as problem:
        return show(visit, status=_status(problem), why=in_people_words(str(problem)), email=email)
    return show(visit, link=f"{visit.home}/welcome/{token}", link_for=email)


def change(visit: Visit) -> Response:
    """Give a person these roles instead of those that the screen showed."""
    return _at_the_person(visit, _change)


def _change(conn: Connection, visit: Visit, email: str) -> str:
    wanted = _roles(visit)
    if not wanted:
        raise UsageProblem(f"{email} needs at least one role; to let them in no more, remove them.")
    _keep_the_people(visit, email, wanted)
    person = known_user(conn, email)
    if _written(person.roles) != visit.asked("had"):
        raise NotPossible(f"Somebody gave {email} other roles while you looked. Nothing was changed; look again.")
    add_user(conn, email, wanted, who=visit.who, now=visit.now)
    return f"{email} has other roles now."


def remove(visit: Visit) -> Response:
    return _at_the_person(visit, _remove)


def _remove(conn: Connection, visit: Visit, email: str) -> str:
    if email == visit.who.name:
        raise NotPossible("You cannot remove yourself: another admin can, so that somebody is left.")
    remove_user(conn, email, who=visit.who, now=visit.wiring.at_the_door())
    return f"{email} is let in no more. What they decided stands, under their name."


def forget_password(visit: Visit) -> Response:
    """From now on a person comes in by the single sign-on alone."""
    return _at_the_person(visit, _forget_password)


def _forget_password(conn: Connection, visit: Visit, email: str) -> str:
    sign_on = visit.wiring.sign_on
    if sign_on is None:
        raise NotPossible("There is no other way in here than a password.")
    if email == visit.who.name:
        raise NotPossible("You cannot take away your own password: another admin can, so that somebody gets in.")
    signing_in.forget_password(conn, email, who=visit.who, now=visit.wiring.at_the_door())
    return f"{email} comes in with {sign_on.name} alone, and is signed out."


def _at_the_person(visit: Visit, deed: Callable[[Connection, Visit, str], str]) -> Response:
    """Do it to the person whom the form names; if that cannot be, say so where they stand, with what was ticked there."""
    email = visit.asked("email")
    try:
        with visit.wiring.ledger.write() as conn:
            said = deed(conn, visit, email)
    except (NotPossible, UsageProblem) as problem:
        return show(visit, status=_status(problem), wrong=Wrong(email, in_people_words(str(problem))))
    return visit.back(said, otherwise="/people")


def _status(problem: PromoterError) -> int:
    return 409 if isinstance(problem, NotPossible) else 422


def sign_out(visit: Visit) -> Response:
    email = visit.asked("email")
    with visit.wiring.ledger.write() as conn:
        signing_in.sign_out_everywhere(conn, email, who=visit.who, now=visit.wiring.at_the_door())
    return visit.back(f"{email} is signed out everywhere.", otherwise="/people")


def withdraw(visit: Visit) -> Response:
    with visit.wiring.ledger.write() as conn:
        inviting.withdraw_invitation(conn, int(visit.path["number"]), who=visit.who, now=visit.wiring.at_the_door())
    return visit.back("The link works no more.", otherwise="/people")


def _keep_the_people(visit: Visit, email: str, wanted: list[Role]) -> None:
    """Nobody takes this page from themself by mistake: then nobody might be left to give it back."""
    if email == visit.who.name and Role.ADMIN not in wanted:
        raise NotPossible("You cannot stop being an admin yourself: another admin can end it.")


def _roles(visit: Visit) -> list[Role]:
    return [role for role, _ in ROLES if visit.form.get(f"role:{role.value}")]


def _written(roles: frozenset[Role]) -> str:
    return " ".join(sorted(roles))


ROUTES = [
    page("/people", show),
    deed("/people/invite", invite, Need.TO_ADMINISTER),
    deed("/people/change", change, Need.TO_ADMINISTER),
    deed("/people/remove", remove, Need.TO_ADMINISTER),
    deed("/people/forget-password", forget_password, Need.TO_ADMINISTER),
    deed("/people/sign-out", sign_out, Need.TO_ADMINISTER),
    deed("/people/invitations/{number:int}/withdraw", withdraw, Need.TO_ADMINISTER),
]
