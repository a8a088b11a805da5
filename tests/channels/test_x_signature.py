"""A signature of ours, held against what oauthlib makes of the same request."""

import re
from string import ascii_letters, digits
from urllib.parse import unquote

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from oauthlib.common import Request
from oauthlib.oauth1.rfc5849 import signature

from promoter.channels.x_signature import Signature

KEYS = ("an app", "its sécret", "a-token", "and+its/secret=")
NAMES = st.text(ascii_letters + digits + "._-", min_size=1, max_size=12)


def signed(method: str, url: str, keys: tuple[str, str, str, str] = KEYS, **parts: object) -> requests.PreparedRequest:
    return requests.Request(method, url, auth=Signature(*keys), **parts).prepare()


def said(request: requests.PreparedRequest) -> dict[str, str]:
    pairs = re.findall(r'(\w+)="([^"]*)"', request.headers["Authorization"].removeprefix("OAuth "))
    return {name: unquote(value) for name, value in pairs}


def is_right(request: requests.PreparedRequest, keys: tuple[str, str, str, str] = KEYS) -> bool:
    seen, given_ = Request(request.url, request.method, None, {}), said(request)
    seen.signature = given_.pop("oauth_signature")
    seen.params = [*signature.collect_parameters(request.url.partition("?")[2]), *given_.items()]
    return bool(signature.verify_hmac_sha1(seen, keys[1], keys[3]))


@given(
    query=st.lists(st.tuples(NAMES, st.text(max_size=20)), max_size=4),
    words=st.tuples(*4 * [st.text(min_size=1, max_size=20)]),
)
def test_whatever_is_asked_with_whatever_keys_is_signed_as_the_standard_says(query, words) -> None:
    assert is_right(signed("GET", "https://api.x.com/2/users/1/tweets", words, params=query), words)


@pytest.mark.parametrize(
    "url",
    [
        "https://api.x.com/2/tweets",
        "https://API.X.com:443/2/tweets",
        "http://api.x.com:80/2/tweets",
        "https://api.x.com:8443/2/tweets",
        "http://[::1]:8080/x/2/tweets",
        "http://127.0.0.1:80",
        "https://api.x.com/2/a%20path?empty=&twice=2&twice=1&plus=a+b",
    ],
)
def test_every_way_to_write_an_address_is_signed_as_the_standard_says(url: str) -> None:
    assert is_right(signed("POST", url, json={"text": "a=b&c"}))


@pytest.mark.parametrize("place", range(1, 4, 2))
def test_another_secret_makes_another_signature(place: int) -> None:
    other = tuple("another" if number == place else key for number, key in enumerate(KEYS))
    assert not is_right(signed("POST", "https://api.x.com/2/tweets"), other)


def test_no_two_requests_are_signed_alike_and_no_secret_is_told() -> None:
    one, other = (signed("POST", "https://api.x.com/2/tweets") for _ in range(2))
    assert said(one)["oauth_nonce"] != said(other)["oauth_nonce"]
    assert said(one)["oauth_token"] == KEYS[2]
    for secret in (KEYS[1], KEYS[3]):
        assert secret not in str(said(one)) + repr(Signature(*KEYS))
