"""What there is at an address that somebody names: redirects judged one by one, and a sentence for all that goes wrong."""

from __future__ import annotations

import pytest

from promoter.channels.page_text import read
from promoter.channels.pages import Failed, Got, Why
from promoter.errors import NetworkTrouble

SITE = "https://blog.example.org"


def web(**pages):
    """A way to pages that never reaches for one that is not among them."""
    return lambda address, within: pages[address]


def got(status: int = 200, body: bytes = b"text", **headers: str) -> Got:
    return Got(status=status, headers=headers, body=body)


def test_what_is_there_is_given_as_it_is():
    assert read(f"{SITE}/feed", web(**{f"{SITE}/feed": got()})) == b"text"


def test_redirects_are_followed_within_the_web():
    pages = {
        f"{SITE}/a": got(301, location="/b"),
        f"{SITE}/b": got(302, Location="https://www.example.org/c"),
        "https://www.example.org/c": got(),
    }
    assert read(f"{SITE}/a", web(**pages)) == b"text"


@pytest.mark.parametrize(
    "leads",
    [
        "http://blog.example.org/",
        "https://127.0.0.1/",
        "https://user:x@example.org/",
        "https://example.org:8443/",
        "file:///etc/passwd",
        "",
        "https://2130706433/",
    ],
)
def test_a_redirect_to_anywhere_else_is_not(leads):
    with pytest.raises(NetworkTrouble):
        read(f"{SITE}/a", web(**{f"{SITE}/a": got(302, location=leads)}))


@pytest.mark.parametrize(
    "address",
    [
        "http://blog.example.org/",
        "https://10.0.0.1/",
        "https://[::1]/",
        "ftp://example.org/",
        "https://",
        "https://a b/",
    ],
)
def test_an_address_that_cannot_be_trusted_is_not_asked_for(address):
    with pytest.raises(NetworkTrouble, match="none that can be trusted"):
        read(address, web())


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (got(404), "answers 404"),
        (got(500), "answers 500"),
        (got(302, location="/a"), "without end"),
        (Failed(why=Why.PRIVATE), "not on the open internet"),
        (Failed(why=Why.NAME), "cannot be found"),
        (Failed(why=Why.SLOW), "does not answer in time"),
        (Failed(why=Why.HUGE), "more than 10 MB"),
        (Failed(why=Why.UNREACHABLE), "cannot be read"),
    ],
)
def test_what_goes_wrong_is_a_sentence(answer, says):
    with pytest.raises(NetworkTrouble, match=says):
        read(f"{SITE}/a", web(**{f"{SITE}/a": answer}))
