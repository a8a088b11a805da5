"""X's authorisation server: OAuth 2.0 with PKCE, tokens for two hours, and refresh tokens that are good for one use."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import quote_plus

import requests

from promoter.campaign.model import ChannelName
from promoter.channels import authorising, x_posts
from promoter.channels.answers import document, quoted
from promoter.channels.authorising import Offer, Owner, Renewal, Tokens, challenge, with_query
from promoter.channels.http import Answer, Transport
from promoter.channels.x_answers import problem_in
from promoter.errors import NetworkTrouble

#: To read back and to post, to know whose account it is, to go on without anybody there, and to bring pictures.
SCOPES = ("tweet.read", "tweet.write", "users.read", "offline.access", "media.write")
#: X does not say it in its answers: a refresh token that nobody uses is good for six months.
REFRESH_LASTS = timedelta(days=180)


@dataclass(frozen=True, slots=True, kw_only=True)
class XApp:
    """The app at X, by which people agree. Without a secret it is a public one."""

    client_id: str
    client_secret: str | None = field(repr=False, default=None)
    api_url: str = "https://api.x.com"
    web_url: str = "https://x.com"


class XAuthorisation:
    """Where people agree that we post for their account on X."""

    name = ChannelName.X

    def __init__(self, app: XApp, transport: Transport | None = None) -> None:
        self._app = app
        self._transport = transport or Transport()

    def address(self, *, redirect: str, state: str, verifier: str) -> str:
        """Where to send the browser of whoever is to agree."""
        query = {
            "response_type": "code",
            "client_id": self._app.client_id,
            "redirect_uri": redirect,
            "scope": " ".join(SCOPES),
            "state": state,
            "code_challenge": challenge(verifier),
            "code_challenge_method": "S256",
        }
        return with_query(f"{self._app.web_url}/i/oauth2/authorize", query)

    def exchange(self, code: str, *, redirect: str, verifier: str) -> Tokens:
        """Turn a code into tokens. It lives for thirty seconds."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect,
            "code_verifier": verifier,
        }
        tokens = authorising.exchanged("X", self._request(form), self._transport, asked=SCOPES)
        return _lasting(tokens)

    def renew(self, refresh: str) -> Renewal:
        """Spend a refresh token."""
        form = {"grant_type": "refresh_token", "refresh_token": refresh}
        renewal = authorising.renewed("X", self._request(form), self._transport, asked=SCOPES)
        return authorising.Renewed(_lasting(renewal.tokens)) if isinstance(renewal, authorising.Renewed) else renewal

    def offer(self, access: str) -> Offer:
        """Whose account it is: on X that is who agreed."""
        headers = {"Authorization": f"Bearer {access}"}
        request = requests.Request("GET", f"{self._app.api_url}/2/users/me", headers=headers)
        exchange = authorising.reads("X", request, self._transport)
        if not isinstance(exchange, Answer):
            raise NetworkTrouble(f"X gave tokens and did not say whose they are: {exchange.detail}; begin again")
        owner = owner_in(document(exchange.body))
        if exchange.status != 200 or owner is None:
            said = quoted("X", problem_in(exchange.body).words, [access])
            raise NetworkTrouble(
                f"X gave tokens and answered {exchange.status} when asked whose they are; begin again.{said}"
            )
        return Offer(person=owner.name, owners=(owner,))

    def _request(self, form: dict[str, str]) -> requests.Request:
        app = self._app
        address = f"{app.api_url}/2/oauth2/token"
        if app.client_secret is None:
            return requests.Request("POST", address, data={**form, "client_id": app.client_id})
        secrets = (quote_plus(app.client_id), quote_plus(app.client_secret))  # as OAuth 2.0 wants them in this header
        return requests.Request("POST", address, data=form, auth=secrets)


def owner_in(whole: dict[str, Any]) -> Owner | None:
    """Who it is, in an answer of X's to that question."""
    me = whole.get("data")
    number, name = (me.get("id"), me.get("username")) if isinstance(me, dict) else (None, None)
    if not isinstance(number, str) or not x_posts.NAME.fullmatch(number):
        return None
    named = isinstance(name, str) and re.fullmatch(r"\w{1,50}", name, re.ASCII)
    return Owner(number, f"@{name}" if named else f"the account {number}")


def _lasting(tokens: Tokens) -> Tokens:
    return Tokens(
        access=tokens.access,
        refresh=tokens.refresh,
        scopes=tokens.scopes,
        lasts=tokens.lasts,
        refresh_lasts=tokens.refresh_lasts or (REFRESH_LASTS if tokens.refresh else None),
    )
