"""What both stand-in authorisation servers do alike: the page of consent, the way back, and tokens for a code."""

from __future__ import annotations

import base64
import binascii
import hashlib
import html
import threading
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import parse_qsl, quote, unquote_plus, urlencode, urlsplit

from promoter.sandbox.authorising.grants import ACCESS, CODE, REFRESH
from promoter.sandbox.authorising.people import Consent, Mind
from promoter.sandbox.wire import USUAL, Answer, Refusal, html_answer, json_answer

if TYPE_CHECKING:
    from datetime import timedelta

    from promoter.sandbox.authorising.grants import Grant, Grants
    from promoter.sandbox.authorising.people import App, House
    from promoter.sandbox.wire import Fate, Moment, NetworkName, Request

HEAD = (
    '<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{0}</title></head>\n<body>\n<h1>{0}</h1>\n'
)


class AuthorisationServer:
    """One network's. A subclass says where its pages are, and how it says no."""

    name: NetworkName
    shown: ClassVar[str]
    consent_path: ClassVar[str]
    token_path: ClassVar[str]

    def __init__(self, grants: Grants, house: House) -> None:
        self._grants = grants
        self._house = house
        self._consent = Consent()
        self._lock = threading.Lock()

    # What a subclass says of itself.

    @property
    def app(self) -> App:
        raise NotImplementedError

    @property
    def people(self) -> tuple[str, ...]:
        raise NotImplementedError

    @property
    def lives(self) -> tuple[timedelta, timedelta, timedelta | None]:
        """How long codes, access tokens and refresh tokens live; None: there are no refresh tokens."""
        raise NotImplementedError

    def refused(self, status: int, error: str, why: str) -> Answer:
        return json_answer(status, {"error": error, "error_description": why})

    def user(self, person: str) -> str:
        """By what the network knows a person."""
        raise NotImplementedError

    def given(self, grant: Grant, moment: Moment, family: str) -> dict[str, object]:
        """What whoever brought a good code or refresh token gets."""
        raise NotImplementedError

    # ------------------------------------------------------------------------------------------------ as a network is asked

    def set_consent(self, consent: Consent) -> None:
        with self._lock:
            self._consent = consent

    def serves(self, path: str) -> bool:
        return path in {self.consent_path, self.token_path}

    def gives_tokens(self, request: Request) -> bool:
        return request.method == "POST" and request.path == self.token_path

    def is_for_people(self, request: Request) -> bool:
        return request.path == self.consent_path

    def publishes(self, request: Request) -> bool:  # noqa: ARG002
        return False

    def uploads(self, request: Request) -> bool:  # noqa: ARG002
        return False

    def author_and_text(self, request: Request) -> tuple[str, str]:  # noqa: ARG002
        return "", ""

    def usual(self, status: int, request: Request) -> Answer:  # noqa: ARG002
        return self.refused(status, "server_error" if status >= 500 else "invalid_request", "as it was ordered")

    def throttled(self, request: Request, moment: Moment, reset: int | None) -> Answer:  # noqa: ARG002
        return self.refused(429, "slow_down", "Too Many Requests")

    def duplicate(self, earlier: str | None, moment: Moment) -> Answer:  # noqa: ARG002
        raise AssertionError("nothing is published here")

    def without_id(self, answer: Answer) -> Answer:  # noqa: ARG002
        raise AssertionError("nothing is published here")

    def answer(self, request: Request, moment: Moment, fate: Fate = USUAL) -> Answer:  # noqa: ARG002
        try:
            if request.path == self.consent_path:
                return self._consented(request, moment)
            if self.gives_tokens(request):
                return self._tokens(request, moment)
        except Refusal as refusal:
            return refusal.answer
        return json_answer(404, {"error": "not_found"})

    # ------------------------------------------------------------------------------------------------- the page of consent

    def _consented(self, request: Request, moment: Moment) -> Answer:
        asked = dict(request.query)
        if (fault := self._unfit(asked)) is not None:
            return html_answer(400, f"{HEAD.format('Something went wrong')}<p>{html.escape(fault)}</p></body></html>\n")
        with self._lock:
            consent = self._consent
        if request.method == "POST":
            form = parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True)
            said = dict(form)
            without = tuple(one for one in asked["scope"].split() if ("scope", one) not in form)
            mind = Mind.AGREE if said.get("answer") == "agree" else Mind.DENY
            consent = Consent(mind=mind, by=said.get("by"), without=without)
        if consent.mind is Mind.ASK:
            return html_answer(200, self._page(asked))
        if consent.mind is Mind.DENY:
            return _back(asked, {"error": self.denied(), "error_description": "The user denied the request"})
        return _back(asked, {"code": self._code(asked, consent, moment)})

    def denied(self) -> str:
        return "access_denied"

    def _unfit(self, asked: dict[str, str]) -> str | None:
        app = self.app
        if asked.get("client_id") != app.client_id:
            return "There is no app with this client id."
        redirect = asked.get("redirect_uri", "")
        here = urlsplit(redirect).hostname in {"127.0.0.1", "localhost", "::1"}
        if not (here if app.redirects is None else redirect in app.redirects):
            return "The return address is not one that this app has registered."
        if asked.get("response_type") != "code" or not asked.get("state") or not asked.get("scope"):
            return "response_type, state and scope are needed."
        return None

    def _code(self, asked: dict[str, str], consent: Consent, moment: Moment) -> str:
        person = consent.by or self.people[0]
        if person not in self.people:
            raise Refusal(html_answer(400, f"{HEAD.format('Nobody here is called so')}</body></html>\n"))
        scopes = tuple(one for one in asked["scope"].split() if one not in consent.without)
        bound = {"redirect_uri": asked["redirect_uri"], "challenge": asked.get("code_challenge", "")}
        return self._grants.issue(
            self.name, CODE, client=self.app.client_id, user=self.user(person), scopes=scopes, now=moment.theirs,
            lasts=self.lives[0], bound=bound,
        )  # fmt: skip

    def _page(self, asked: dict[str, str]) -> str:
        action = html.escape(f"{self.consent_path}?{urlencode(asked, quote_via=quote)}", quote=True)
        people = "".join(
            f'<p><label><input type="radio" name="by" value="{html.escape(one, quote=True)}"'
            f"{' checked' if not number else ''}> {html.escape(one)}</label></p>\n"
            for number, one in enumerate(self.people)
        )
        scopes = "".join(
            f'<p><label><input type="checkbox" name="scope" value="{html.escape(one, quote=True)}" checked> '
            f"{html.escape(one)}</label></p>\n"
            for one in asked["scope"].split()
        )
        return (
            f"{HEAD.format(f'The sandbox’s {self.shown} asks')}<form method='post' action='{action}'>\n"
            f"<fieldset><legend>Who are you?</legend>\n{people}</fieldset>\n"
            f"<fieldset><legend>The app wants to</legend>\n{scopes}</fieldset>\n"
            "<p><button name='answer' value='agree'>Agree</button> <button name='answer' value='deny'>Deny</button></p>\n"
            "</form></body></html>\n"
        )

    # -------------------------------------------------------------------------------------------------------------- tokens

    def _tokens(self, request: Request, moment: Moment) -> Answer:
        form = dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
        self._check_app(request, form)
        kind = form.get("grant_type")
        if kind == "authorization_code":
            grant = self._for_code(form, moment)
        elif kind == "refresh_token":
            grant = self._for_refresh(form, moment)
        else:
            raise Refusal(self.refused(400, "unsupported_grant_type", "grant_type is not one that is known"))
        return json_answer(200, self.given(grant, moment, grant.family), (("Cache-Control", "no-store"),))

    def _check_app(self, request: Request, form: dict[str, str]) -> None:
        raise NotImplementedError

    def _for_code(self, form: dict[str, str], moment: Moment) -> Grant:
        word = form.get("code", "")
        grant = self._grants.find(word)
        if grant is None or grant.kind != CODE or grant.network is not self.name:
            raise Refusal(self.bad_code())
        fresh = self._grants.spend(word)
        if not fresh:
            self._grants.revoke(grant.family)  # somebody else may have it
        if not fresh or not grant.is_good(moment.theirs):
            raise Refusal(self.bad_code())
        if form.get("redirect_uri") != grant.bound["redirect_uri"]:
            raise Refusal(self.bad_redirect())
        if grant.bound["challenge"] and _challenge(form.get("code_verifier", "")) != grant.bound["challenge"]:
            raise Refusal(self.bad_verifier())
        return grant

    def _for_refresh(self, form: dict[str, str], moment: Moment) -> Grant:
        raise NotImplementedError

    def bad_code(self) -> Answer:
        return self.refused(400, "invalid_request", "Value passed for the authorization code was invalid.")

    def bad_redirect(self) -> Answer:
        why = "Value passed for the redirect uri did not match the uri of the authorization code."
        return self.refused(400, "invalid_request", why)

    def bad_verifier(self) -> Answer:
        return self.refused(
            400, "invalid_request", "Value passed for the code verifier did not match the code challenge."
        )

    def access_token(self, grant: Grant, moment: Moment, family: str) -> str:
        return self._issued(ACCESS, self.lives[1], grant, moment, family)

    def refresh_token(self, grant: Grant, moment: Moment, family: str) -> str | None:
        lasts = self.lives[2]
        return None if lasts is None else self._issued(REFRESH, lasts, grant, moment, family)

    def _issued(self, kind: str, lasts: timedelta, grant: Grant, moment: Moment, family: str) -> str:
        return self._grants.issue(
            self.name, kind, client=grant.client, user=grant.user, scopes=grant.scopes, now=moment.theirs, lasts=lasts,
            family=family,
        )  # fmt: skip


def basic(request: Request) -> tuple[str, str] | None:
    """Client id and secret from a Basic header, each percent-encoded as OAuth has it."""
    scheme, _, rest = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, secret = base64.b64decode(rest, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return (unquote_plus(name), unquote_plus(secret)) if colon else ("", "")


def bearer(request: Request) -> str:
    """The token of a Bearer header; empty if there is none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _back(asked: dict[str, str], answer: dict[str, str]) -> Answer:
    address = asked["redirect_uri"]
    joint = "&" if urlsplit(address).query else "?"
    query = urlencode({**answer, "state": asked["state"]}, quote_via=quote)
    return Answer(302, headers=(("Location", f"{address}{joint}{query}"), ("Cache-Control", "no-store")))
