"""A post as its network would show it, about: networks change their looks, and a page's own tags decide its card."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING

from promoter.campaign.links import host
from promoter.campaign.model import ChannelName
from promoter.posts import little_text, x_text
from promoter.posts.model import measure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from promoter.campaign.model import Organisation
    from promoter.posts.model import Wording

SHOWN_ADDRESS = 32  # letters of an address that X shows before "…"

# LinkedIn publishes no rule for where its feed stops. On a desk it was seen to show three lines, some 210 letters.
FOLD_LINES = 3
FOLD_LINE = 70


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a post's text: plain words, or something that the network makes a link of."""

    text: str
    kind: str = "words"
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture and the words for those who cannot see it. `src` is where a page can get it; None draws its place.

    `on_card`: it is the picture of a link, of which LinkedIn keeps no words.
    """

    file: str
    alt: str
    src: str | None
    on_card: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """What stands below the text for its link. X reads the page for it, so what is None is for the page to say."""

    href: str | None
    host: str
    title: str | None
    description: str | None
    picture: Picture | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """All that is drawn of a wording. `rest` is what LinkedIn's feed hides behind “…more”."""

    channel: ChannelName
    name: str
    handle: str
    shown: tuple[Piece, ...]
    rest: tuple[Piece, ...]
    card: Card | None
    pictures: tuple[Picture, ...]
    length: int
    limit: int

    @property
    def shown_letters(self) -> int:
        return sum(len(piece.text) for piece in self.shown)


def draw(
    said: Wording,
    organisation: Organisation,
    *,
    account: str | None = None,
    page_title: str | None = None,
    picture: Callable[[str], str | None] = lambda _: None,
) -> Drawing:
    """The drawing of a wording, said by the organisation: by its `account`, as people call that, where one is connected.

    `page_title` is what X will likely find on the linked page. `picture` gives the address of a picture's file, where
    the page that it is drawn on can show pictures.
    """
    shown, rest = _divided(pieces_of(said), fold(said))
    on_x = said.channel is ChannelName.X
    return Drawing(
        channel=said.channel,
        name=organisation.name if on_x else _page(account) or organisation.name,
        handle=(account or organisation.x or "") if on_x else "LinkedIn page",
        shown=shown,
        rest=rest,
        card=_card(said, page_title, picture),
        pictures=tuple(
            Picture(medium.file, medium.alt, picture(medium.file))
            for medium in said.media
            if not said.is_on_card(medium)
        ),
        length=measure(said.text, said.channel),
        limit=said.limit,
    )


def _page(account: str | None) -> str | None:
    """A page's name; what LinkedIn alone calls it is none that people see."""
    return None if account is None or account.startswith("urn:") else account


def pieces_of(said: Wording) -> Iterator[Piece]:
    """The text, divided where the network would draw something as a link."""
    text = _read(said)
    found = dict(_on_x(text) if said.channel is ChannelName.X else _on_linkedin(said, text))
    ends = [(0, 0), *sorted(found), (len(text), len(text))]
    for (_, before), (start, end) in pairwise(ends):
        if before < start:
            yield Piece(text[before:start])
        if (start, end) in found:
            yield found[start, end]


def fold(said: Wording) -> int | None:
    """How many letters of the text LinkedIn's feed shows before “…more”, about. None: all, as on X."""
    if said.channel is ChannelName.X:
        return None
    at, left = 0, FOLD_LINES
    for line in _read(said).rstrip().splitlines(keepends=True):
        takes = max(1, ceil(len(line.rstrip()) / FOLD_LINE))
        if takes > left:
            room = left * FOLD_LINE
            space = line.rfind(" ", 0, room + 1)
            return at + (space if space > 0 else room)
        at, left = at + len(line), left - takes
    return None


def _read(said: Wording) -> str:
    """The text as people read it on the network."""
    return said.text if said.channel is ChannelName.X else little_text.visible(said.payload_text)


def _on_x(text: str) -> Iterator[tuple[tuple[int, int], Piece]]:
    for link in x_text.urls(text):
        href = link.text if "://" in link.text else f"https://{link.text}"
        yield (link.start, link.end), Piece(_shown(link.text), "link", href)
    for tag in (*x_text.hashtags(text), *x_text.mentions(text)):
        yield (tag.start, tag.end), Piece(text[tag.start : tag.end], "tag")


def _on_linkedin(said: Wording, text: str) -> Iterator[tuple[tuple[int, int], Piece]]:
    for link in little_text.addresses(text):
        yield (link.start, link.end), Piece(link.text, "link", link.text)
    for tag in little_text.marked(said.payload_text):
        yield (tag.start, tag.end), Piece(tag.text, "tag")


def _shown(address: str) -> str:
    """An address as X shows it: without its protocol, and not all of it."""
    bare = address.removeprefix("https://").removeprefix("http://").removeprefix("www.")
    return bare if len(bare) <= SHOWN_ADDRESS else f"{bare[:SHOWN_ADDRESS]}…"


def _card(said: Wording, page_title: str | None, picture: Callable[[str], str | None]) -> Card | None:
    """A post has pictures or a card, on either network; LinkedIn reads no page and makes no card by itself."""
    if any(not said.is_on_card(medium) for medium in said.media):
        return None
    place = host(said.link or "").removeprefix("www.")
    if said.card is None:
        on_x = said.link is not None and said.channel is ChannelName.X
        return Card(said.link, place, page_title, None, None) if on_x else None
    image = said.card.image
    alt = next((medium.alt for medium in said.media if medium.file == image), "")
    shown = Picture(image, alt, picture(image), on_card=True) if image else None
    return Card(said.link, place, said.card.title, said.card.description or None, shown)


def _divided(pieces: Iterable[Piece], at: int | None) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """The pieces before and after this letter, without the space between them."""
    if at is None:
        return tuple(pieces), ()
    before: list[Piece] = []
    after: list[Piece] = []
    for piece in pieces:
        head, tail = piece.text[: max(at, 0)], piece.text[max(at, 0) :]
        at -= len(piece.text)
        before += [replace(piece, text=head)] if head else []
        after += [replace(piece, text=tail)] if tail else []
    before[-1] = replace(before[-1], text=before[-1].text.rstrip())
    after[0] = replace(after[0], text=after[0].text.lstrip())
    return tuple(before), tuple(after)
