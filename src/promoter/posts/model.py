"""A post as it will be said on one network, and the digest that an approval binds.

Pure: the same input gives the same bytes, on every machine and in every run.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from promoter.campaign.model import ChannelName, Kind
from promoter.posts import little_text, x_text

if TYPE_CHECKING:
    from datetime import date, datetime

DIGEST_VERSION = 1
X_LIMIT = x_text.LIMIT
LINKEDIN_LIMIT = little_text.LIMIT


@lru_cache(maxsize=64)
def measure(text: str, channel: ChannelName) -> int:
    """X's weighted length, or UTF-16 units of what LinkedIn shows. A text is measured when it is fitted and when it is checked."""
    return x_text.weighted_length(text) if channel is ChannelName.X else little_text.visible_length(text)


class Card(NamedTuple):
    """What LinkedIn shows for the link. LinkedIn reads no page: it shows what it is given.

    `image` is the file of the post's picture, one of its media, which goes out as the thumbnail of the article: a post has
    an article or pictures of its own there, and an article keeps the link.
    """

    title: str
    description: str
    image: str | None = None


class Media(NamedTuple):
    """A picture of the post: its file in the campaign's folder, the sha256 of its bytes, and the words for those who cannot see it."""

    file: str
    sha256: str
    alt: str


class Mention(NamedTuple):
    """A name in the text that LinkedIn shall link to a page or a person."""

    name: str
    urn: str


class Remark(NamedTuple):
    """Something a person should look at: a stable code and a sentence."""

    code: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Wording:
    """All that a network will receive for a post, and nothing else: what `digest` is made of.

    `text` is what people read. `uncounted` is a second wording without the count of pieces, which goes out instead
    when the count is not true at the time; both are approved. `tags` are the hashtags of the text that shall be tags
    on LinkedIn (X finds its own), `mentions` its names with a known URN.
    """

    channel: ChannelName
    text: str
    uncounted: str | None = None
    link: str | None = None
    card: Card | None = None
    media: tuple[Media, ...] = ()
    tags: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()

    @cached_property
    def payload_text(self) -> str:
        """The text as the network's interface wants it: escaped for LinkedIn, as it stands for X."""
        return self._payload(self.text)

    @cached_property
    def payload_uncounted(self) -> str | None:
        return None if self.uncounted is None else self._payload(self.uncounted)

    @cached_property
    def length(self) -> int:
        """X's weighted length, or UTF-16 units of what LinkedIn shows; the longer of the two wordings."""
        return max(measure(text, self.channel) for text in (self.text, self.uncounted) if text is not None)

    def is_on_card(self, medium: Media) -> bool:
        """Does the picture go out on the card, not by itself? LinkedIn keeps no alt text of such a one."""
        return self.card is not None and self.card.image == medium.file

    @property
    def limit(self) -> int:
        return X_LIMIT if self.channel is ChannelName.X else LINKEDIN_LIMIT

    @cached_property
    def digest(self) -> str:
        """`sha256:` over canonical JSON of everything that the network may receive."""
        received: dict[str, object] = {
            "version": DIGEST_VERSION,
            "channel": self.channel.value,
            "text": self.payload_text,
            "link": self.link,
            "card": self.card
            and {"title": self.card.title, "description": self.card.description, "image": self.card.image},
            "media": [{"sha256": medium.sha256, "alt": medium.alt} for medium in self.media],
        }
        if self.uncounted is not None:
            received["uncounted"] = self.payload_uncounted
        canonical = json.dumps(received, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()

    def _payload(self, text: str) -> str:
        if self.channel is ChannelName.X:
            return text
        return little_text.render(text, tags=self.tags, mentions=tuple((m.name, m.urn) for m in self.mentions))


@dataclass(frozen=True, kw_only=True)
class Post:
    """One thing to be said once, on one network. When it is said is the timetable's business.

    `key` never changes with title, time or theme. `counted` are the ids of the blogs that the text counts, and
    `counted_live_from` when the last of them is live. `not_before` is the blog's own `live_from`. `hold` is a word
    for what stands in the way ("address": the blog's address is still to come). `titles` are those of which the page it
    links to must carry one; none where the page is not a blog's. `wording` names template, variant and
    rung, so that "why these words" can be answered.
    """

    key: str
    campaign: str
    kind: Kind
    day: date
    said: Wording
    blog: str | None = None
    theme: str | None = None
    organisations: tuple[str, ...] = ()
    not_before: datetime | None = None
    counted: tuple[str, ...] = ()
    counted_live_from: datetime | None = None
    hold: str | None = None
    titles: tuple[str, ...] = ()
    warnings: tuple[Remark, ...] = ()
    wording: str = ""

    @property
    def channel(self) -> ChannelName:
        return self.said.channel

    @property
    def digest(self) -> str:
        return self.said.digest
