"""Who speaks to the stand-in X: bearer tokens, and OAuth 1.0a headers whose signature is worked out again."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from promoter.sandbox.wire import Refusal
from promoter.sandbox.x.problems import problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from promoter.sandbox.wire import Request

NEEDED = ("consumer_key", "nonce", "signature", "signature_method", "timestamp", "token")
#: Where a client may believe that it speaks to: behind a proxy it signs the network's own address.
OWN_ADDRESSES = ("https://api.x.com", "https://api.twitter.com")
DEAD = ("expired-", "revoked-")


def account_of(request: Request, secrets: Mapping[str, str]) -> str:
    """The id of the user whose token this is. Each token is a user of its own. Raises `Refusal` with 401."""
    scheme, _, rest = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        token = rest.strip()
    elif scheme.lower() == "oauth":
        token = _signed_token(request, rest, secrets)
    else:
        token = ""
    if not token or token.startswith(DEAD):
        raise Refusal(problem(401))
    return user_id(token)


def user_id(token: str) -> str:
    """Always the same for the same token, and no way back from it."""
    return str(10**15 + int.from_bytes(hashlib.sha256(token.encode()).digest()[:6]))


def _signed_token(request: Request, header: str, secrets: Mapping[str, str]) -> str:
    given = {unquote(key): unquote(value) for key, value in re.findall(r'([^\s,="]+)="([^"]*)"', header)}
    oauth = {key: value for key, value in given.items() if key.startswith("oauth_")}
    if any(not oauth.get(f"oauth_{name}") for name in NEEDED) or oauth.get("oauth_version", "1.0") != "1.0":
        return ""
    if oauth["oauth_signature_method"] != "HMAC-SHA1" or not oauth["oauth_timestamp"].isdigit():
        return ""
    consumer, token = secrets.get(oauth["oauth_consumer_key"]), secrets.get(oauth["oauth_token"])
    if consumer is not None and token is not None:
        signature = oauth.pop("oauth_signature")
        addresses = (f"http://{request.headers.get('host', '')}", *OWN_ADDRESSES)
        made = (_signature(request, address, oauth, consumer, token) for address in addresses)
        if not any(hmac.compare_digest(signature.encode(), one.encode()) for one in made):
            return ""
    return oauth["oauth_token"]


def _signature(request: Request, address: str, oauth: Mapping[str, str], consumer: str, token: str) -> str:
    pairs = sorted((_encoded(key), _encoded(value)) for key, value in (*oauth.items(), *request.query))
    parameters = "&".join(f"{key}={value}" for key, value in pairs)
    base = "&".join(map(_encoded, (request.method, (address + request.path), parameters)))
    key = f"{_encoded(consumer)}&{_encoded(token)}"
    return base64.b64encode(hmac.digest(key.encode(), base.encode(), "sha1")).decode()


def _encoded(text: str) -> str:
    return quote(text, safe="-._~")
