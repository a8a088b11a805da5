"""LinkedIn's: apps with a secret, tokens for sixty days, mostly without refresh, and the pages that a member looks after."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from promoter.sandbox.authorising.grants import ACCESS, REFRESH
from promoter.sandbox.authorising.server import AuthorisationServer
from promoter.sandbox.linkedin import errors, versions
from promoter.sandbox.wire import USUAL, NetworkName, Refusal, json_answer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta

    from promoter.sandbox.authorising.grants import Grant
    from promoter.sandbox.authorising.people import App, Page
    from promoter.sandbox.wire import Answer, Fate, Moment, Request

ME, ACLS, ORGANISATIONS = "/v2/me", "/rest/organizationAcls", "/rest/organizations/"
ROLES_THAT_POST = {"ADMINISTRATOR", "CONTENT_ADMIN", "CONTENT_ADMINISTRATOR", "DIRECT_SPONSORED_CONTENT_POSTER"}
MISMATCH = (
    "Unable to retrieve access token: appid/redirect uri/code verifier does not match authorization code. "
    "Or authorization code expired. Or external member binding exists"
)


class LinkedInAuthorisation(AuthorisationServer):
    """The stand-in for LinkedIn's authorisation server, and for what it tells of members and their pages."""

    name = NetworkName.LINKEDIN
    shown = "LinkedIn"
    consent_path = "/oauth/v2/authorization"
    token_path = "/oauth/v2/accessToken"  # noqa: S105 - a path

    @property
    def app(self) -> App:
        return self._house.linkedin_app

    @property
    def people(self) -> tuple[str, ...]:
        return tuple(self._house.linkedin_members)

    @property
    def lives(self) -> tuple[timedelta, timedelta, timedelta | None]:
        return self._house.linkedin_code, self._house.linkedin_access, self._house.linkedin_refresh

    def user(self, person: str) -> str:
        return person

    def denied(self) -> str:
        return "user_cancelled_authorize"

    def given(self, grant: Grant, moment: Moment, family: str) -> dict[str, object]:
        said: dict[str, object] = {
            "access_token": self.access_token(grant, moment, family),
            "expires_in": int(self.lives[1].total_seconds()),
            "scope": ",".join(grant.scopes),
        }
        if grant.kind == REFRESH:
            said["refresh_token_expires_in"] = int(grant.ends - moment.theirs.timestamp())  # its end does not move
        elif (refresh := self.refresh_token(grant, moment, family)) is not None and self.lives[2] is not None:
            said |= {"refresh_token": refresh, "refresh_token_expires_in": int(self.lives[2].total_seconds())}
        return said

    def pages_of(self, token: str) -> frozenset[str] | None:
        """For which pages a token that was issued here may post; None if it was not."""
        grant = self._grants.find(token)
        if grant is None or grant.network is not self.name:
            return None
        pages = self._house.linkedin_members.get(grant.user, {})
        return frozenset(
            urn for urn, page in pages.items() if page.role in ROLES_THAT_POST and page.state == "APPROVED"
        )

    def check(self, token: str, now: datetime) -> None:
        """Refuse a token that was issued here and is good no more."""
        grant = self._grants.find(token)
        if grant is None:
            return
        if grant.revoked or grant.kind != ACCESS or grant.network is not self.name:
            raise Refusal(errors.revoked())
        if not grant.is_good(now):
            raise Refusal(errors.expired())

    def serves(self, path: str) -> bool:
        return super().serves(path) or path in {ME, ACLS} or path.startswith(ORGANISATIONS)

    def answer(self, request: Request, moment: Moment, fate: Fate = USUAL) -> Answer:
        if super().serves(request.path):
            return super().answer(request, moment, fate)
        try:
            return self._told(request, moment)
        except Refusal as refusal:
            return refusal.answer

    def _told(self, request: Request, moment: Moment) -> Answer:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Refusal(errors.no_token())
        self.check(token, moment.theirs)
        grant = self._grants.find(token)
        if grant is None:
            raise Refusal(errors.usual(401))
        pages = self._house.linkedin_members.get(grant.user, {})
        if request.path == ME:
            return _with_scope(grant, "r_basicprofile", _member(grant.user))
        version = request.headers.get("linkedin-version", "")
        if not version:
            raise Refusal(errors.version_missing())
        if not versions.is_active(version, moment.theirs):
            raise Refusal(errors.version_not_active(version))
        if request.path == ACLS:
            return _with_scope(grant, "rw_organization_admin", _acls(request, grant.user, pages))
        urn = f"urn:li:organization:{request.path.removeprefix(ORGANISATIONS)}"
        page = pages.get(urn)
        if page is None:
            raise Refusal(errors.usual(404))
        return _with_scope(
            grant, "rw_organization_admin", {"id": int(urn.rpartition(":")[2]), "localizedName": page.name}
        )

    def _check_app(self, request: Request, form: dict[str, str]) -> None:  # noqa: ARG002
        if (form.get("client_id"), form.get("client_secret")) != (self.app.client_id, self.app.client_secret):
            raise Refusal(self.refused(401, "invalid_client", "Client authentication failed"))

    def _for_refresh(self, form: dict[str, str], moment: Moment) -> Grant:
        grant = self._grants.find(form.get("refresh_token", ""))
        good = grant is not None and grant.kind == REFRESH and grant.network is self.name
        if grant is None or not good or not grant.is_good(moment.theirs):
            raise Refusal(
                self.refused(400, "invalid_request", "The provided refresh token is invalid, expired or revoked")
            )
        return grant

    def bad_code(self) -> Answer:
        return self.refused(400, "invalid_request", MISMATCH)

    def bad_redirect(self) -> Answer:
        return self.refused(400, "invalid_request", MISMATCH)


def _with_scope(grant: Grant, scope: str, document: dict[str, Any]) -> Answer:
    if scope not in grant.scopes:
        raise Refusal(errors.error(403, "ACCESS_DENIED", "Not enough permissions to access this resource", 100))
    return json_answer(200, document)


def _member(person: str) -> dict[str, Any]:
    first, _, last = person.partition(" ")
    return {"id": re.sub(r"\W", "", person), "localizedFirstName": first, "localizedLastName": last}


def _acls(request: Request, person: str, pages: Mapping[str, Page]) -> dict[str, Any]:
    if request.headers.get("x-restli-method", "").upper() != "FINDER" or request.param("q") != "roleAssignee":
        raise Refusal(
            errors.error(400, "ILLEGAL_ARGUMENT", "Give q=roleAssignee and the header X-RestLi-Method: FINDER")
        )
    role, state = request.param("role"), request.param("state")
    start, count = int(request.param("start") or 0), int(request.param("count") or 10)
    found = [
        {
            "organization": urn,
            "role": page.role,
            "state": page.state,
            "roleAssignee": f"urn:li:person:{_member(person)['id']}",
        }
        for urn, page in pages.items()
        if role in {None, page.role} and state in {None, page.state}
    ]
    return {"paging": {"start": start, "count": count, "links": []}, "elements": found[start : start + count]}
