"""The card that networks make of a page: its title, its kind, and a picture that they can show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.channels import markup
from promoter.channels.addresses import PORT, joined, place
from promoter.channels.pages import MOST_REDIRECTS, REDIRECTS, Failed, Got
from promoter.pictures.headers import Broken, header_of

if TYPE_CHECKING:
    from promoter.channels.pages import Fetch

LARGEST_PICTURE = 5_000_000  #: bytes that X reads of one
LEAST = (300, 157)  #: pixels, for the large card
CARDS = frozenset({"summary", "summary_large_image", "player", "app"})


def card_faults(address: str, got: Got, *, fetch: Fetch, within: float) -> tuple[str, ...]:
    """What is wrong with a page's card, in words; `fetch` brings its picture."""
    headers = {name.lower(): value for name, value in got.headers.items()}
    card = markup.read(got.body, headers.get("content-type", "")).card
    faults = []
    if not (card.get("og:title") or card.get("twitter:title")):
        faults.append("no title (og:title)")
    kind = card.get("twitter:card", "").lower()
    if not kind:
        faults.append("no kind of card (twitter:card), so X shows the bare link")
    elif kind not in CARDS:
        faults.append("a kind of card that X does not know (twitter:card)")
    picture = card.get("og:image") or card.get("twitter:image")
    if not picture:
        faults.append("no picture (og:image)")
    elif (trouble := picture_trouble(joined(address, picture), fetch=fetch, within=within)) is not None:
        faults.append(trouble)
    return tuple(faults)


def picture_trouble(address: str, *, fetch: Fetch, within: float) -> str | None:
    """What is wrong with the picture of a card; None if networks can show it."""
    got: Got | Failed | None = None
    for _ in range(MOST_REDIRECTS + 1):
        here = place(address)
        if (
            here is None
            or here.userinfo
            or here.scheme != "https"
            or here.is_a_number
            or here.port not in {"", str(PORT)}
        ):
            return "its picture is at no public https address (og:image)"
        if within <= 0:
            return "its picture took too long to answer"
        got = fetch(here.text, within)
        if isinstance(got, Failed):
            return f"its picture at {here.shown} does not answer"
        within -= got.seconds
        if got.status not in REDIRECTS:
            return _picture_fault(got, here.shown)
        address = joined(here.text, {name.lower(): value for name, value in got.headers.items()}.get("location", ""))
    return "its picture leads on and on to other addresses"


def _picture_fault(got: Got, where: str) -> str | None:
    if got.status != 200:
        return f"its picture at {where} answers {got.status}"
    if len(got.body) > LARGEST_PICTURE:
        return f"its picture at {where} is larger than 5 MB"
    try:
        header = header_of(got.body)
    except Broken:
        header = None
    if header is None:
        return f"what is at {where} is no picture that networks show (PNG, JPEG, GIF or WebP)"
    if header.width < LEAST[0] or header.height < LEAST[1]:
        return f"its picture is {header.width} by {header.height} pixels; at least {LEAST[0]} by {LEAST[1]} are wanted"
    return None
