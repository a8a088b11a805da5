"""What is published about a contributor: the facts of their blog's file, and the posts that name them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from promoter.campaign.loading import load
from promoter.editing.rewriting import shown_text
from promoter.errors import NotThere, PromoterError
from promoter.ledger.queue import list_posts
from promoter.ledger.tables import canonical
from promoter.posts.lifecycle import Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sqlalchemy import Connection

    from promoter.campaign.model import Author, Blog, Campaign
    from promoter.ledger.rows import PostRow

OF_PERSON = ("name", "role", "organisation", "x", "linkedin", "mention")
OF_BLOG = ("title", "subtitle")
#: What each fact is called where people read it.
CALLED: Mapping[str, str] = {
    "name": "Your name",
    "role": "Your role",
    "organisation": "Your organisation",
    "x": "Your handle on X",
    "linkedin": "Your LinkedIn profile",
    "mention": "How you are named",
    "title": "The blog’s title",
    "subtitle": "The blog’s sub-title",
    "photo": "The picture",
    "picture": "The picture’s description",
}
#: How somebody wants to be named, in words.
MENTIONS: Mapping[str, str] = {
    "name": "by name",
    "handle": "by name, with the handle on X after it",
    "none": "not at all",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """All that a contributor is asked about: facts by their names, and the posts that name them, in order of their times."""

    facts: Mapping[str, str | None]
    posts: tuple[PostRow, ...]

    def kept(self) -> dict[str, Any]:
        """What the ledger keeps of it, so that it is known for good what was signed."""
        posts = [
            {"key": post.key, "text": post.said.text, "digest": post.digest, "at": post.at.isoformat()}
            for post in self.posts
        ]
        return {"facts": dict(self.facts), "posts": posts}

    @property
    def seal(self) -> str:
        """A digest of all of it: an answer brings back that of what was looked at."""
        return hashlib.sha256(canonical(self.kept()).encode()).hexdigest()


def files_of(folder: Path) -> Campaign:
    """The campaign as its files have it now, or `PromoterError` if they cannot be read."""
    campaign = load(folder).campaign
    if campaign is None:
        raise PromoterError(f"the files of {folder.name} have errors, which promoter check {folder.name} shows")
    return campaign


def blog_of(campaign: Campaign, blog: str) -> Blog:
    """The blog of this id."""
    found = next((one for one in campaign.blogs if one.id == blog), None)
    if found is None:
        raise NotThere(f"{campaign.slug} has no blog {blog}; promoter blog list {campaign.slug} shows them")
    return found


def author_of(blog: Blog, person: str) -> Author | None:
    """The blog's author of this name."""
    return next((author for author in blog.authors if author.name == person), None)


def published(conn: Connection, campaign: str, blog: Blog, author: Author) -> Published:
    """What is or will be published about an author, as it stands."""
    facts: dict[str, str | None] = {name: getattr(author, name) for name in OF_PERSON}
    facts |= {name: getattr(blog, name) for name in OF_BLOG}
    facts["photo"] = blog.image_sha256
    facts["picture"] = None if blog.image is None else blog.image.alt
    posts = [post for post in list_posts(conn, campaign=campaign) if _concerns(post, blog, author)]
    return Published(facts=facts, posts=tuple(sorted(posts, key=lambda post: (post.at, post.key))))


def _concerns(post: PostRow, blog: Blog, author: Author) -> bool:
    if post.status is Status.WITHDRAWN:
        return False
    text = shown_text(post).casefold()
    return post.blog == blog.id or any(name.casefold() in text for name in _names(author))


def _names(author: Author) -> Iterator[str]:
    yield author.name
    if author.x is not None:
        yield author.x
