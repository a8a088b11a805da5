"""Which picture each post carries: its blog's own, or else a card where the campaign wants cards. Nothing is written here.

A blog's own picture goes out as it lies in the folder if it is nothing but a picture; otherwise a version made ready for the
networks does. Both that and the cards are named after all that they are made from, so that a picture in the folder is
never out of date: what is not there yet is made, and the same every time.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from promoter.campaign.findings import Complaint, Level
from promoter.campaign.model import Blog, BlogStatus, ChannelName, Kind
from promoter.errors import PromoterError
from promoter.pictures import cards, words
from promoter.pictures.checking import COARSE_BELOW, Unusable, checked
from promoter.pictures.headers import Kind as FileKind
from promoter.pictures.readying import Ready, ready
from promoter.pictures.store import FOLDER, read_inside
from promoter.posts.model import Media, Post, Remark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from promoter.campaign.loading import Loaded
    from promoter.campaign.model import Campaign
    from promoter.pictures.words import Words

_OUT = frozenset({BlogStatus.DECLINED, BlogStatus.WITHDRAWN})


class Illustrated(NamedTuple):
    """Posts with their pictures, what is to be said about these, and those that are to be kept in the folder, by name."""

    posts: tuple[Post, ...]
    complaints: tuple[Complaint, ...]
    made: dict[str, bytes]


def illustrate(loaded: Loaded, posts: Iterable[Post], /, *, all_cards: bool = False) -> Illustrated:
    """Give the posts their pictures, and look at those of all blogs. What cannot be sent is told, each once.

    `all_cards`: as if the campaign wanted cards on every network.
    """
    illustrator = _Illustrator(loaded, all_cards=all_cards)
    for blog in loaded.blogs:
        illustrator.look_at(blog)
    illustrator.look_at_logo()
    return Illustrated(
        tuple(illustrator.illustrated(post) for post in posts),
        tuple(dict.fromkeys(illustrator.complaints)),
        illustrator.made,
    )


@dataclass
class _Illustrator:
    """The pictures of one reading of a folder: each is read, made or drawn once, and complained of once."""

    loaded: Loaded
    all_cards: bool
    complaints: list[Complaint] = field(default_factory=list)
    made: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder: Path = self.loaded.folder
        self.own: dict[str, Media] = {}
        self.logo: bytes | None = None

    def look_at(self, blog: Blog) -> None:
        """A blog's own picture. That of a blog which is out is a note at the most."""
        image = getattr(blog, "image", None)
        if image is None or getattr(blog, "image_sha256", None) is None:  # what is not there was complained of already
            return
        out = getattr(blog, "status", None) in _OUT

        def tell(level: Level, message: str) -> None:
            self._complain(Level.NOTE if out else level, message, blog.id, ("image", "file"))

        found = self._picture(image.file, tell)
        if found is not None:
            name, content = found
            self.own[blog.id] = Media(name, hashlib.sha256(content).hexdigest(), image.alt)

    def look_at_logo(self) -> None:
        look = getattr(self.loaded.settings, "look", None)
        if look is None or look.logo is None:
            return

        def tell(level: Level, message: str) -> None:
            if level is Level.ERROR:
                self._complain(level, message, None, ("look", "logo"))

        found = self._picture(look.logo, tell)
        self.logo = None if found is None else found[1]

    def illustrated(self, post: Post) -> Post:
        """The post with its picture; with a remark instead if it was to have a card and none could be drawn."""
        campaign = self._campaign
        own = self.own.get(post.blog or "")
        if own is not None:
            return _carrying(post, own)
        if post.kind is Kind.FREE or not (self.all_cards or campaign.wants_cards(post.channel)):
            return post
        card = self.card(words_of(post, campaign), post.channel, _subject(post))
        if card is None:
            said = "It has no card, because its words cannot be shown on one; promoter check says why."
            return replace(post, warnings=(*post.warnings, Remark("no_card", said)))
        return _carrying(post, card)

    def card(self, said: Words, channel: ChannelName, subject: str) -> Media | None:
        """The card of these words, from the folder if it is there; None, and complaints, if it cannot be drawn."""
        look = self._campaign.look
        name = f"{FOLDER}/{subject}-{channel}-{cards.fingerprint(said, channel, look, self.logo)}.png"
        content = self.made.get(name) or self._kept(name, cards.SIZES[channel])
        if content is None:
            try:
                content = self.made[name] = cards.draw(said, channel, look, self.logo).content
            except cards.NotDrawn as problem:
                for part, message in problem.problems:
                    blog, path = said.places.get(part, (None, ("cards",)))
                    self._complain(Level.WARNING, message, blog, path, code="card")
                return None
        return Media(name, hashlib.sha256(content).hexdigest(), said.alt)

    @property
    def _campaign(self) -> Campaign:
        if self.loaded.campaign is None:
            raise ValueError("there are no posts of a campaign that has errors")
        return self.loaded.campaign

    def _picture(self, name: str, tell: Callable[[Level, str], None]) -> tuple[str, bytes] | None:
        """The picture as it is sent, and the file in which it is; None, and complaints, if it cannot be."""
        try:
            content = read_inside(self.folder, name)
            finished = self._finished(name, content)
        except (Unusable, PromoterError) as problem:
            tell(Level.ERROR, f"{name}: {problem}" if isinstance(problem, Unusable) else str(problem))
            return None
        if finished.turned:
            tell(Level.NOTE, f"{name}: the camera was held sideways or upside down; the picture is sent upright")
        if finished.width < COARSE_BELOW:
            tell(
                Level.WARNING,
                f"{name}: the picture is {finished.width} × {finished.height} pixels and will look coarse: "
                f"take one of {COARSE_BELOW:,} or more in width, best 1,200",
            )
        if not finished.changed:
            return PurePosixPath(name).as_posix(), content
        kept = _ready_name(name, content, finished.kind)
        return kept, finished.content

    def _finished(self, name: str, content: bytes) -> Ready:
        """The picture made ready, from the folder if it was kept there."""
        checked(content)
        for kind in (FileKind.PNG, FileKind.JPEG):
            kept = self._kept(_ready_name(name, content, kind))
            if kept is not None:
                head = checked(kept)
                return Ready(content=kept, kind=kind, width=head.width, height=head.height, changed=True)
        finished = ready(content)
        if finished.changed:
            self.made[_ready_name(name, content, finished.kind)] = finished.content
        return finished

    def _kept(self, name: str, size: tuple[int, int] | None = None) -> bytes | None:
        """A picture that an earlier load kept, if it is still one that may be sent as it is, and of this size."""
        try:
            content = read_inside(self.folder, name)
            head = checked(content)
        except (PromoterError, Unusable):
            return None
        return content if head.plain and size in {None, (head.width, head.height)} else None

    def _complain(
        self, level: Level, message: str, blog: str | None, path: tuple[str | int, ...], *, code: str = "image"
    ) -> None:
        self.complaints.append(Complaint(level, code, message, path, blog))


def words_of(post: Post, campaign: Campaign) -> Words:
    """What a post's card says."""
    blog = next((one for one in campaign.blogs if one.id == post.blog), None)
    return words.of_blog(blog, campaign) if blog else words.of_day(post.kind, post.day, post.theme, campaign)


def _subject(post: Post) -> str:
    """What a card is about, for the name of its file: a blog's two posts share one."""
    return post.blog or f"{post.day}-{post.kind}"


def _ready_name(name: str, content: bytes, kind: FileKind) -> str:
    return f"{FOLDER}/{PurePosixPath(name).stem[:80]}-{hashlib.sha256(content).hexdigest()[:12]}.{kind.ending}"


def _carrying(post: Post, medium: Media) -> Post:
    """The post with a picture. On LinkedIn it is the thumbnail of the post's article where there is one.

    LinkedIn takes an article or pictures, not both, and a post without its article would lose the link. A picture on X
    stands in place of the card that X makes of the link; the link stays in the text.
    """
    said = post.said
    card = said.card and said.card._replace(image=medium.file)
    return replace(post, said=replace(said, media=(medium,), card=card))
