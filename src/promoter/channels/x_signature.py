"""Signs requests to X with OAuth 1.0a (RFC 5849, HMAC-SHA1).

tweepy's own way to a signature takes a third of a whole call, because it prepares for much that X never asks for.
"""

from __future__ import annotations

import base64
import hmac
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

    import requests

_USUAL_PORTS = {("http", 80), ("https", 443)}


@dataclass(frozen=True, slots=True)
class Signature:
    """The four strings with which requests are signed. Bodies are not signed: those that X takes are JSON or multipart."""

    consumer_key: str = field(repr=False)
    consumer_secret: str = field(repr=False)
    access_token: str = field(repr=False)
    access_token_secret: str = field(repr=False)

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Sign the request, as `requests` asks of whatever is its `auth`."""
        said = {
            "oauth_consumer_key": self.consumer_key,
            "oauth_nonce": secrets.token_hex(16),
            "oauth_signature_method": "HMAC-SHA1",
            "oauth_timestamp": f"{time.time():.0f}",
            "oauth_token": self.access_token,
            "oauth_version": "1.0",
        }
        said["oauth_signature"] = self._over(str(request.method), str(request.url), said)
        words = ", ".join(f'{name}="{_escaped(value)}"' for name, value in said.items())
        request.headers["Authorization"] = f"OAuth {words}"
        return request

    def _over(self, method: str, url: str, said: Mapping[str, str]) -> str:
        there = urlsplit(url)
        usual = (there.scheme, there.port) in _USUAL_PORTS
        host = there.netloc.rpartition(":")[0] if usual else there.netloc
        asked = parse_qsl(there.query, keep_blank_values=True)
        pairs = sorted((_escaped(name), _escaped(value)) for name, value in (*asked, *said.items()))
        parts = (method, f"{there.scheme}://{host}{there.path}", "&".join(f"{name}={value}" for name, value in pairs))
        key = f"{_escaped(self.consumer_secret)}&{_escaped(self.access_token_secret)}"
        made = hmac.digest(key.encode(), "&".join(map(_escaped, parts)).encode(), "sha1")
        return base64.b64encode(made).decode()


def _escaped(text: str) -> str:
    return quote(text, safe="~")
