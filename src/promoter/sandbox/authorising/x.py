"""X's: PKCE, public and confidential apps, and refresh tokens of which each is good for one use and for no second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.sandbox.authorising.grants import ACCESS, REFRESH
from promoter.sandbox.authorising.server import AuthorisationServer, basic, bearer
from promoter.sandbox.wire import NetworkName, Refusal
from promoter.sandbox.x.problems import problem
from promoter.sandbox.x.sign_in import user_id

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from promoter.sandbox.authorising.grants import Grant
    from promoter.sandbox.authorising.people import App
    from promoter.sandbox.wire import Answer, Moment, Request

OFFLINE = "offline.access"


class XAuthorisation(AuthorisationServer):
    """The stand-in for X's authorisation server."""

    name = NetworkName.X
    shown = "X"
    consent_path = "/i/oauth2/authorize"
    token_path = "/2/oauth2/token"  # noqa: S105 - a path

    @property
    def app(self) -> App:
        return self._house.x_app

    @property
    def people(self) -> tuple[str, ...]:
        return self._house.x_users

    @property
    def lives(self) -> tuple[timedelta, timedelta, timedelta]:
        return self._house.x_code, self._house.x_access, self._house.x_refresh

    def user(self, person: str) -> str:
        return user_id(person)

    def username(self, user: str) -> str | None:
        """What the user of this number is called, if it is one who may agree."""
        return next((one for one in self.people if user_id(one) == user), None)

    def user_of(self, request: Request) -> str | None:
        """Whose the token is, if it was issued here."""
        grant = self._grants.find(bearer(request))
        return None if grant is None else grant.user

    def check(self, request: Request, scope: str, now: datetime) -> None:
        """Refuse a token that was issued here and is good no more, or not for this."""
        grant = self._grants.find(bearer(request))
        if grant is None:
            return
        if grant.kind != ACCESS or grant.network is not self.name or not grant.is_good(now):
            raise Refusal(problem(401))
        if scope not in grant.scopes:
            raise Refusal(problem(403))

    def given(self, grant: Grant, moment: Moment, family: str) -> dict[str, object]:
        more = {"refresh_token": self.refresh_token(grant, moment, family)} if OFFLINE in grant.scopes else {}
        return {
            "token_type": "bearer",
            "expires_in": int(self.lives[1].total_seconds()),
            "access_token": self.access_token(grant, moment, family),
            "scope": " ".join(grant.scopes),
            **more,
        }

    def _unfit(self, asked: dict[str, str]) -> str | None:
        if asked.get("code_challenge_method") != "S256" or not asked.get("code_challenge"):
            return super()._unfit(asked) or "A code challenge by S256 is needed."
        return super()._unfit(asked)

    def _check_app(self, request: Request, form: dict[str, str]) -> None:
        brought = basic(request)
        if self.app.client_secret is None:
            good = brought is None and form.get("client_id") == self.app.client_id
        else:
            good = brought == (self.app.client_id, self.app.client_secret)
        if not good:
            raise Refusal(self.refused(401, "unauthorized_client", "Missing valid authorization header"))

    def _for_refresh(self, form: dict[str, str], moment: Moment) -> Grant:
        word = form.get("refresh_token", "")
        grant = self._grants.find(word)
        if grant is None or grant.kind != REFRESH or grant.network is not self.name:
            raise Refusal(self._bad_refresh())
        if not self._grants.spend(word):
            self._grants.revoke(grant.family)  # a thief and the owner cannot be told apart
            raise Refusal(self._bad_refresh())
        if not grant.is_good(moment.theirs):
            raise Refusal(self._bad_refresh())
        return grant

    def _bad_refresh(self) -> Answer:
        return self.refused(400, "invalid_request", "Value passed for the token was invalid.")
