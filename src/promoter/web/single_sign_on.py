"""Single sign-on by OpenID Connect: another service says who somebody is, and is believed in what it signed for us, now."""

from __future__ import annotations

import hashlib
import logging
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx2
from authlib.integrations.httpx_client import OAuth2Client, OAuthError  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey

from promoter.people.signing_in import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

log = logging.getLogger(__name__)

TIMEOUT = httpx2.Timeout(5)  #: seconds to connect, and between two parts of an answer
PATIENCE = timedelta(minutes=10)  #: how long a person may take over there
KEPT = timedelta(hours=1)  #: what a provider says of itself is believed for as long
LEEWAY = 60  #: seconds by which clocks may differ

# By a pair of keys alone. With "none" or a secret that is no secret, as HS256 under the public key, anybody could sign.
SIGNED_WITH = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA")
_PAIRS = {"RSA", "EC", "OKP"}
_NO_ANSWER = (httpx2.HTTPError, httpx2.InvalidURL)


class _UnbelievableError(Exception):
    """What came back proves nothing; the message is for the log."""


@dataclass(frozen=True, slots=True)
class _Provider:
    """What the provider says of itself."""

    issuer: str
    authorize: str
    token: str
    userinfo: str | None
    jwks: str
    secret_in: str
    names_itself: bool
    keys: KeySet
    read_at: datetime


class SingleSignOn:
    """One provider, at which we are known as a client with a secret. `name` is what people call it."""

    def __init__(self, *, issuer: str, client_id: str, client_secret: str, name: str) -> None:
        self.name = name
        self._issuer, self._client_id, self._client_secret = issuer, client_id, client_secret
        # Every process that serves the pages has to read what another one wrote.
        self._seal = OctKey.import_key(hashlib.sha256(f"promoter sign-in\n{client_secret}".encode()).digest())
        self._known: _Provider | None = None

    def begin(self, *, back_to: str, after: str, now: datetime) -> tuple[str, str] | Refused:
        """Where the browser goes, and what it keeps meanwhile: sealed, so that nobody else can write it."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        try:
            provider = self._provider(now)
        except (*_NO_ANSWER, _UnbelievableError) as error:
            return self._unreachable(error)
        with self._client(provider, back_to) as client:
            address, _ = client.create_authorization_url(
                provider.authorize, state=state, nonce=nonce, code_verifier=verifier
            )
        ends = int((now + PATIENCE).timestamp())
        kept = {"state": state, "nonce": nonce, "verifier": verifier, "after": after, "exp": ends}
        return address, jwt.encode({"alg": "HS256"}, kept, self._seal)

    def finish(self, answer: Mapping[str, str], *, kept: str, back_to: str, now: datetime) -> tuple[str, str] | Refused:
        """The e-mail of whoever came back, and the page that they wanted; or why they do not come in."""
        begun = self._begun(kept, now)
        if begun is None or not secrets.compare_digest(answer.get("state", "").encode(), begun["state"].encode()):
            return Refused("This sign-in was not begun in this browser, or it took too long. Begin again.")
        try:
            claims = self._answered(answer, begun, back_to, now)
        except _NO_ANSWER as error:
            return self._unreachable(error)
        except (_UnbelievableError, OAuthError, JoseError, ValueError, KeyError, TypeError) as error:
            log.warning("%s is not believed: %s: %s", self._issuer, type(error).__name__, ascii(str(error))[:200])
            return Refused(
                f"The answer of {self.name} could not be believed. Begin again; "
                "if that does not help, tell whoever runs Promoter."
            )
        if claims is None:
            return Refused(f"{self.name} did not let you in. Begin again, or ask whoever looks after {self.name}.")
        email, verified = claims.get("email"), claims.get("email_verified")
        if not isinstance(email, str) or not email:
            return Refused(f"{self.name} did not say what your e-mail is. Ask whoever looks after {self.name}.")
        if verified is not True and verified != "true":  # some write it as a word
            return Refused(
                f"{self.name} has not made sure that {email} is your e-mail. Confirm it there and begin again."
            )
        return email, begun["after"]

    # -------------------------------------------------------------------------------------------------------- what is signed

    def _answered(
        self, answer: Mapping[str, str], begun: dict[str, str], back_to: str, now: datetime
    ) -> dict[str, Any] | None:
        """What the provider says of whoever came back: to us, now, and to what this browser asked. None if it refused them."""
        provider = self._provider(now)
        if answer.get("iss", None if provider.names_itself else provider.issuer) != provider.issuer:
            raise _UnbelievableError("the answer is another provider's")
        if "code" not in answer:
            log.warning("%s let nobody in: %s", self._issuer, ascii(answer.get("error", ""))[:80])
            return None
        with self._client(provider, back_to) as client:
            tokens = client.fetch_token(
                provider.token,
                grant_type="authorization_code",
                code=answer["code"],
                code_verifier=begun["verifier"],
            )
            claims = self._signed(provider, tokens["id_token"], begun["nonce"], now)
            if provider.userinfo is not None and not {"email", "email_verified"} <= claims.keys():
                said = client.get(provider.userinfo).raise_for_status().json()
                if said.get("sub") != claims["sub"]:
                    raise _UnbelievableError("what it says of the person is about another one")
                claims = {**said, **claims}
        return claims

    def _signed(self, provider: _Provider, token: str, nonce: str, now: datetime) -> dict[str, Any]:
        try:
            claims = jwt.decode(token, provider.keys, algorithms=SIGNED_WITH).claims
        except JoseError:
            # It may have changed its keys since we read them.
            if now - provider.read_at < timedelta(minutes=1):
                raise
            self._known = None
            claims = jwt.decode(token, self._provider(now).keys, algorithms=SIGNED_WITH).claims
        jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=LEEWAY,
            iss={"essential": True, "value": provider.issuer},
            aud={"essential": True, "value": self._client_id},
            nonce={"essential": True, "value": nonce},
            azp={"value": self._client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        ).validate(claims)
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and "azp" not in claims:
            raise _UnbelievableError("it was made for several and does not say for whom")
        return claims

    def _begun(self, kept: str, now: datetime) -> dict[str, str] | None:
        try:
            begun: dict[str, str] = jwt.decode(kept, self._seal, algorithms=["HS256"]).claims
            jwt.JWTClaimsRegistry(now=int(now.timestamp()), exp={"essential": True}).validate(begun)
        except (JoseError, ValueError):
            return None
        return begun

    # ---------------------------------------------------------------------------------------------------------- the provider

    def _client(self, provider: _Provider, back_to: str) -> Any:
        return OAuth2Client(
            self._client_id,
            self._client_secret,
            token_endpoint_auth_method=provider.secret_in,
            code_challenge_method="S256",
            scope="openid email",
            redirect_uri=back_to,
            timeout=TIMEOUT,
        )

    def _provider(self, now: datetime) -> _Provider:
        if self._known is None or now - self._known.read_at > KEPT:
            self._known = self._read(now)
        return self._known

    def _read(self, now: datetime) -> _Provider:
        with httpx2.Client(timeout=TIMEOUT) as client:
            said = _document(client, f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
            if said.get("issuer") != self._issuer:
                raise _UnbelievableError(f"it says that it is {ascii(said.get('issuer'))[:200]}")
            authorize, token, jwks = (
                self._safe(said.get(name)) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
            )
            keys = _document(client, jwks).get("keys")
        ways = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        return _Provider(
            issuer=self._issuer,
            authorize=authorize,
            token=token,
            userinfo=self._safe(said["userinfo_endpoint"]) if said.get("userinfo_endpoint") else None,
            jwks=jwks,
            secret_in="client_secret_basic" if "client_secret_basic" in ways else "client_secret_post",
            names_itself=said.get("authorization_response_iss_parameter_supported") is True,
            keys=_key_set(keys),
            read_at=now,
        )

    def _safe(self, address: object) -> str:
        """An address to which a secret may travel: by https, or on the machine on which the provider is tried out."""
        if isinstance(address, str):
            split, ours = urlsplit(address), urlsplit(self._issuer)
            if split.scheme == "https" or split[:2] == ours[:2]:
                return address
        raise _UnbelievableError(f"its address {ascii(address)[:200]} is not one of https")

    def _unreachable(self, error: Exception) -> Refused:
        log.warning("%s does not answer as it should: %s: %s", self._issuer, type(error).__name__, error)
        return Refused(
            f"{self.name} does not answer as it should. Try again in a minute, or sign in with your password."
        )


def _document(client: httpx2.Client, address: str) -> dict[str, Any]:
    answer = client.get(address).raise_for_status()
    try:
        said = answer.json()
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise _UnbelievableError(f"{address} is no JSON document")
    return said


def _key_set(keys: object) -> KeySet:
    """The keys with which it may sign: no secret, whatever it publishes, and none of a kind that we do not know."""
    if not isinstance(keys, list):
        raise _UnbelievableError("it publishes no keys")
    usable = []
    for key in keys:
        if isinstance(key, dict) and key.get("kty") in _PAIRS and key.get("use", "sig") == "sig":
            try:
                usable += KeySet.import_key_set({"keys": [key]}).keys
            except (JoseError, ValueError):
                log.info("a key of the provider is of no known kind")
    if not usable:
        raise _UnbelievableError("it publishes no key with which we could check what it signs")
    return KeySet(usable)
