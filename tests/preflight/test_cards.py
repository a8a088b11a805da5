"""The card of a page, and its picture: what is missing, what networks cannot show, and where nobody goes for it."""

from __future__ import annotations

import pytest

from preflight.conftest import page, png
from promoter.channels.pages import Failed, Got, Why
from promoter.preflight.cards import LARGEST_PICTURE, card_faults, picture_trouble

AT = "https://www.example.org/blogs/one"
GOOD = png(1200, 627)


def got(body: bytes, status: int = 200, **headers: str) -> Got:
    return Got(status=status, headers={"content-type": "text/html", **headers}, body=body)


def faults(body: bytes, picture: Got | Failed | None = None) -> tuple[str, ...]:
    return card_faults(AT, got(body), fetch=lambda *_: picture or got(GOOD), within=5)


def test_a_whole_card_has_no_fault_and_its_picture_is_asked_for_beside_the_page() -> None:
    asked = []

    def fetch(address: str, within: float) -> Got:
        asked.append((address, within))
        return got(GOOD)

    assert card_faults(AT, got(page("A title")), fetch=fetch, within=5) == ()
    assert asked == [("https://www.example.org/card.png", 5)]


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("", ("no title", "no kind of card", "no picture")),
        ('<meta property="og:title" content="  ">', ("no title", "no kind of card", "no picture")),
        ('<meta name="twitter:card" content="gallery">', ("no title", "does not know", "no picture")),
        ('<meta name="twitter:title" content="a"><meta name="twitter:image" content="/a"><meta name="twitter:card" content="Summary">', ()),
        ("<meta property='og:title' content=\"<script>alert(1)</script>\">", ("no kind of card", "no picture")),
        ("<!-- <meta property='og:title' content='a'> -->", ("no title", "no kind of card", "no picture")),
    ],
)  # fmt: skip
def test_what_is_missing_is_named(head: str, said: tuple[str, ...]) -> None:
    found = faults(head.encode())
    assert len(found) == len(said)
    assert all(part in fault for part, fault in zip(said, found, strict=True)), found


@pytest.mark.parametrize(
    ("picture", "says"),
    [
        (Failed(why=Why.PRIVATE), "does not answer"),
        (got(b"", 403), "answers 403"),
        (got(b"x" * (LARGEST_PICTURE + 1)), "larger than 5 MB"),
        (got(b"MZ\x90"), "is no picture"),
        (got(GOOD[:12]), "is no picture"),
        (got(b""), "is no picture"),
        (got(b"<svg/>"), "is no picture"),
        (got(png(299, 200)), "299 by 200"),
        (got(b"", 302, location="/round"), "leads on and on"),
        (got(b"", 302, location="http://www.example.org/a.png"), "no public https address"),
        (got(b"", 302), "leads on and on"),
    ],
)
def test_a_picture_that_networks_cannot_show_is_said(picture: Got | Failed, says: str) -> None:
    (fault,) = faults(page("A title"), picture)
    assert says in fault


@pytest.mark.parametrize(
    "address",
    ["http://www.example.org/a.png", "https://127.0.0.1/a.png", "https://user:word@example.org/a", "file:///etc/passwd",
     "data:image/png;base64,AAAA", "https://example.org:8443/a", "javascript:alert(1)", "", "https://[::1]/a", "https://x\x00/"],
)  # fmt: skip
def test_nobody_goes_elsewhere_for_a_picture(address: str) -> None:
    def never(*_: object) -> Got:
        raise AssertionError(address)

    assert picture_trouble(address, fetch=never, within=5) == "its picture is at no public https address (og:image)"


def test_redirects_share_one_time() -> None:
    def slow(address: str, within: float) -> Got:
        return Got(status=302, headers={"location": f"{address}x"}, body=b"", seconds=3)

    assert picture_trouble(f"{AT}.png", fetch=slow, within=5) == "its picture took too long to answer"


def test_a_hostile_page_costs_no_more_than_its_length() -> None:
    body = b"<meta " * 200_000 + b'property="og:title" content="a"' * 20_000
    assert faults(body)
