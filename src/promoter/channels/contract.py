"""What delivery asks of a network: one call that publishes, with one of five outcomes, one that brings pictures, two that read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from promoter.campaign.model import ChannelName
    from promoter.posts.model import Card
    from promoter.posts.outcome import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture as it is to be brought to a network: its bytes, such as "image/png", and the words for those who cannot see it."""

    content: bytes = field(repr=False)
    media_type: str
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A picture that the network has, by the name that it gave it."""

    network_id: str
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploaded:
    """The network has the picture. Only when it is `ready` may a post bring it; until then it is gone on with.

    `working`: the network is still busy with it, and is to be asked again. `alt_set`: it keeps the alt text with the
    picture already; LinkedIn is told it with the post. `expires_at` is until when the network knows the picture, where it
    said so. `detail` says what is still to be done, and `until` when to go on, where the network named a moment.
    """

    network_id: str
    ready: bool
    working: bool = False
    alt_set: bool = False
    expires_at: datetime | None = None
    detail: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotUploaded:
    """The step brought nothing. `gone`: nor can the picture that was brought before be used, so it is brought anew.

    `blocked`: nothing of this account will be taken; a person must mend it, as `detail` says.
    """

    detail: str
    until: datetime | None = None
    gone: bool = False
    blocked: bool = False
    http_status: int | None = None


Brought = Uploaded | NotUploaded


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A post on its way: `text` is the wire form (escaped for LinkedIn), `key` goes to the log and nowhere else."""

    key: str
    text: str
    link: str | None = None
    card: Card | None = None
    pictures: tuple[Attached, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """An attempt of which nobody knows what came of it: the very words that were sent, and when at the earliest.

    `began` is when the attempt was claimed, by this machine's clock. `taken` are the network's ids of posts that the
    ledger knows already: whatever they say, they are not this one. `pictures` are the names of pictures that were brought
    for this post alone: whatever shows one of them is this one.
    """

    post: Outgoing
    began: datetime
    taken: frozenset[str] = frozenset()
    pictures: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A post as the network gives it back: `text` is what people read there, as far as the network says.

    `as_sent` says whether words, link and card are those that were sent; `differences` names what is not, in sentences.
    `raw` is the network's own answer about it, kept as evidence.
    """

    network_id: str
    url: str
    text: str
    created_at: datetime | None
    as_sent: bool
    differences: tuple[str, ...] = ()
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """It is there. `others` are further posts with the same words, which nobody wanted: a person should delete them."""

    seen: Seen
    others: tuple[Seen, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """A whole and clean reading did not have it. Whether that counts depends on when the reading began."""

    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """Nothing can be said: the network did not answer, answered with trouble, or does not let us read.

    `until` is when it may be asked again, where it named a moment. `for_good` says that asking again cannot help before
    a person has mended something: the account has no right to read.
    """

    detail: str
    http_status: int | None = None
    until: datetime | None = None
    for_good: bool = False


Finding = Found | Absent | Unreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a network tells of what posts did, by its id for each.

    Figures have the names impressions, reach, likes, comments, shares, quotes, bookmarks and clicks; one that the network
    does not tell is not there. A post that is neither among `figures` nor `gone` was left out. `returned` is how many
    posts came back: some networks are paid by the piece.
    """

    figures: Mapping[str, Mapping[str, int]]
    gone: frozenset[str] = frozenset()
    returned: int = 0


class Channel(Protocol):
    """One account on one network.

    `publish` makes at most one request that could publish, ends within its own total deadline, never sleeps, never
    repeats, and raises nothing: whatever happens is one of the five outcomes. `still_ours` is asked once more when the
    connection stands and before a byte of the request leaves; if it says no, nothing is sent and the outcome is Later.

    `upload` brings a picture to the network, or goes on with one that was brought `before`. It makes one step of a few
    requests within a deadline of its own, waits for nothing, publishes nothing, may be repeated freely, and raises nothing.

    `find` looks for an attempt among the account's own posts, and `read` reads one post of a known id and compares it
    with what was sent. Both change nothing, make as many requests as it takes within one total deadline, and raise nothing.
    """

    name: ChannelName

    def publish(self, post: Outgoing, *, now: datetime, still_ours: Callable[[], bool]) -> Outcome: ...

    def upload(self, picture: Picture, *, subject: str, before: Uploaded | None, now: datetime) -> Brought: ...

    def find(self, sought: Sought, *, now: datetime) -> Finding: ...

    def read(self, network_id: str, post: Outgoing, *, now: datetime) -> Seen | Absent | Unreadable: ...


@runtime_checkable
class Measuring(Protocol):
    """An account whose network tells what its posts did. `most` is for how many it can be asked at once.

    `figures` changes nothing, ends within a deadline and raises nothing.
    """

    most: int

    def figures(self, network_ids: Sequence[str], *, now: datetime) -> Measured | Unreadable: ...
