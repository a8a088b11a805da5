"""What there is at an address, followed wherever it leads as long as that is everybody's: for blogs that are on a site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.channels.addresses import PORT, joined, place
from promoter.channels.pages import MOST_REDIRECTS, REDIRECTS, Failed, Why
from promoter.errors import NetworkTrouble

if TYPE_CHECKING:
    from promoter.channels.addresses import Place
    from promoter.channels.pages import Fetch

LARGEST = 10_000_000  #: bytes: fifty long posts of a WordPress site
SECONDS = 30.0
_SAYS = {
    Why.PRIVATE: "leads to a machine that is not on the open internet",
    Why.NAME: "cannot be found: is the name right?",
    Why.SLOW: "does not answer in time: try again",
    Why.TLS: "has no secure connection that can be trusted",
    Why.HUGE: f"gives more than {LARGEST // 1_000_000} MB",
}
_OK = 200


def read(address: str, fetch: Fetch) -> bytes:
    """The bytes at an https address; `NetworkTrouble` with a sentence if there are none to be had."""
    where, left = address, SECONDS
    for _ in range(MOST_REDIRECTS + 1):
        found = _judged(where)
        got = fetch(found.text, left)
        if isinstance(got, Failed):
            raise NetworkTrouble(f"{found.shown} {_SAYS.get(got.why, 'cannot be read: try again')}")
        left = max(left - got.seconds, 1.0)
        if got.status in REDIRECTS:
            headers = {name.lower(): value for name, value in got.headers.items()}
            where = joined(found.text, headers.get("location", ""))
        elif got.status == _OK:
            return got.body
        else:
            raise NetworkTrouble(f"{found.shown} answers {got.status}: see in a browser whether everybody may read it")
    raise NetworkTrouble(f"{address} leads from one address to the next without end")


def _judged(address: str) -> Place:
    found = place(address)
    if (
        found is None
        or found.scheme != "https"
        or found.userinfo
        or found.is_a_number
        or found.port not in {"", str(PORT)}
    ):
        raise NetworkTrouble(
            "the address, or where it leads, is none that can be trusted: give one like https://www.example.org/feed"
        )
    return found
