"""An OpenID Connect provider over real HTTP, which consents at once and lies where a test tells it to."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from joserfc import jwt
from starlette.applications import Starlette
from starlette.responses import JSONResponse, RedirectResponse
from starlette.routing import Route

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from joserfc.jwk import RSAKey
    from starlette.requests import Request
    from starlette.responses import Response

CLIENT, SECRET = "promoter-at-example", "a secret with which only we speak, 100% ours"


@dataclass
class Provider:
    """Who signs in there is `person`. What tests change: `claims` (None takes one away), how it signs, what it answers."""

    now: Callable[[], datetime]
    key: RSAKey
    person: dict[str, Any]
    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    published: list[Any] | None = None
    header: dict[str, Any] = field(default_factory=dict)
    sign: Callable[[dict[str, Any]], str] | None = None
    refuses: str | None = None
    userinfo: dict[str, Any] | None = None
    secret_in: str = "basic"
    asked: list[dict[str, str]] = field(default_factory=list)
    given: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.discovery),
                Route("/authorize", self.authorize),
                Route("/token", self.token, methods=["POST"]),
                Route("/keys", self.keys),
                Route("/person", self.person_there),
            ]
        )

    def discovery(self, _request: Request) -> Response:
        said = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": [f"client_secret_{self.secret_in}"],
        }
        if self.userinfo is not None:
            said["userinfo_endpoint"] = f"{self.issuer}/person"
        return JSONResponse(said | self.metadata)

    def keys(self, _request: Request) -> Response:
        return JSONResponse({"keys": self.published or [self.key.as_dict(private=False, kid="one", use="sig")]})

    def authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        self.asked.append(asked)
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256"
        if self.refuses is not None:
            answer = {"error": self.refuses, "error_description": "Ring +44 000 and say your password"}
        else:
            code = secrets.token_urlsafe()
            self.given[code] = asked
            answer = {"code": code}
        if self.metadata.get("authorization_response_iss_parameter_supported"):
            answer["iss"] = self.issuer
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(answer | {'state': asked['state']})}", 302)

    async def token(self, request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        asked = self.given.pop(form.get("code", ""), None)
        if not self._is_the_client(request, form):
            return JSONResponse({"error": "invalid_client"}, 401)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).rstrip(
            b"="
        )
        if asked is None or form["grant_type"] != "authorization_code" or form["redirect_uri"] != asked["redirect_uri"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        if challenge.decode() != asked["code_challenge"]:
            return JSONResponse({"error": "invalid_grant", "error_description": "PKCE"}, 400)
        tokens = {"access_token": "a-key-to-the-person", "token_type": "Bearer", "expires_in": 300}
        return JSONResponse(tokens | {"id_token": self._signed(asked["nonce"])})

    def person_there(self, request: Request) -> Response:
        if request.headers.get("authorization") != "Bearer a-key-to-the-person":
            return JSONResponse({"error": "invalid_token"}, 401)
        return JSONResponse(self.userinfo)

    def _is_the_client(self, request: Request, form: dict[str, str]) -> bool:
        if self.secret_in == "post":
            return (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)
        scheme, _, value = request.headers.get("authorization", "").partition(" ")
        return scheme == "Basic" and base64.b64decode(value).decode() == f"{CLIENT}:{SECRET}"

    def _signed(self, nonce: str) -> str:
        at = int(self.now().timestamp())
        said = {"iss": self.issuer, "aud": CLIENT, "sub": "248", "iat": at, "exp": at + 300, "nonce": nonce}
        claims = {name: value for name, value in (said | self.person | self.claims).items() if value is not None}
        if self.sign is not None:
            return self.sign(claims)
        return jwt.encode({"alg": "RS256", "kid": "one", **self.header}, claims, self.key)


def unsigned(claims: dict[str, Any]) -> str:
    """A token under which nobody put their name, as attackers make it."""
    parts = (base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in (b'{"alg":"none"}', _json(claims)))
    return ".".join(parts) + "."


def signed_with_the_public_key(key: RSAKey) -> Callable[[dict[str, Any]], str]:
    """The known trick: HS256, with the key that everybody can read as if it were a secret."""
    public = key.as_pem(private=False)

    def sign(claims: dict[str, Any]) -> str:
        head = base64.urlsafe_b64encode(b'{"alg":"HS256","kid":"one"}').rstrip(b"=")
        body = base64.urlsafe_b64encode(_json(claims)).rstrip(b"=")
        mac = hmac.digest(public, head + b"." + body, "sha256")
        return b".".join((head, body, base64.urlsafe_b64encode(mac).rstrip(b"="))).decode()

    return sign


def _json(claims: dict[str, Any]) -> bytes:
    return json.dumps(claims).encode()
