"""A contributor's pack: what to share of their blog, where and when ours goes out, and whom to ask for a correction."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from promoter.contributors.letter import Letter, Part
from promoter.contributors.wording import suggestions
from promoter.errors import PromoterError
from promoter.ledger.queue import list_posts
from promoter.pictures.store import read_picture
from promoter.posts.lifecycle import Status
from promoter.posts.phrases import dated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from sqlalchemy import Connection

    from promoter.campaign.model import Author, Blog, Campaign
    from promoter.contributors.wording import Suggestion
    from promoter.ledger.rows import PostRow
    from promoter.posts.model import Media


@dataclass(frozen=True, kw_only=True)
class Pack:
    """All that one author of one blog is given. `sign_off` is a link of theirs, if one was just made."""

    campaign: Campaign
    blog: Blog
    author: Author
    posts: tuple[PostRow, ...]
    suggestions: tuple[Suggestion, ...]
    pictures: tuple[tuple[Media, bytes], ...]
    sign_off: str | None = None

    @property
    def sent(self) -> tuple[PostRow, ...]:
        return tuple(post for post in self.posts if post.status is Status.SENT and post.url)


def pack_of(
    conn: Connection, campaign: Campaign, blog: Blog, author: Author, *, folder: Path, sign_off: str | None = None
) -> Pack:
    """The pack as things stand. Pictures that are not here, or not those that were offered, are left out."""
    every = [post for post in list_posts(conn, campaign=campaign.slug) if post.status is not Status.WITHDRAWN]
    posts = tuple(sorted((post for post in every if post.blog == blog.id), key=lambda post: (post.at, post.key)))
    ours = [text for post in every for text in (post.said.text, post.said.uncounted) if text]
    return Pack(
        campaign=campaign,
        blog=blog,
        author=author,
        posts=posts,
        suggestions=suggestions(campaign, blog, author, ours),
        pictures=tuple(_pictures(folder, posts)),
        sign_off=sign_off,
    )


def before_the_week(pack: Pack) -> Letter:
    """What goes to them before their blog is out."""
    campaign, blog = pack.campaign, pack.blog
    parts = [Part(text=f"Dear {pack.author.name},"), Part(text=_opening(pack))]
    if pack.sign_off:
        says = "Please look by this link, which is for you alone, whether all that we say about you is right. It needs no account:"
        parts.append(Part("Is it right?", f"{says}\n{pack.sign_off}"))
    parts += [Part("When ours go out", _times(pack.posts, campaign.zone)), *_to_share(pack), *_manners(pack)]
    return _letter(pack, f"Your blog “{blog.title}”: what to share, and when", parts)


def live(pack: Pack, post: PostRow) -> Letter:
    """What goes to them the minute that the first post about their blog is out on a network."""
    parts = [
        Part(text=f"Dear {pack.author.name},"),
        Part(
            text=f"your blog “{pack.blog.title}” is live, and our post about it is out on {post.channel.shown}:\n{post.url}"
        ),
        Part(text="The simplest way to share it is to repost that one, with a sentence of your own."),
        *_to_share(pack),
        *_manners(pack),
    ]
    return _letter(pack, f"You are live on {post.channel.shown}: share it from here", parts)


def after_the_week(pack: Pack, figures: Mapping[str, str] | None = None) -> Letter:
    """What goes to them when the week is over: where their posts are. `figures` are words about a post, by its key."""
    said = [
        f"{post.channel.shown}, {_when(post.sent_at or post.at, pack.campaign.zone)}: {post.url}"
        + (f"\n  {figures[post.key]}" if figures and post.key in figures else "")
        for post in pack.sent
    ]
    parts = [
        Part(text=f"Dear {pack.author.name},"),
        Part(text=f"thank you for “{pack.blog.title}”. {pack.campaign.name} is over."),
        Part("Our posts about your blog", "\n".join(said) or "None went out."),
        *([Part("Your blog", pack.blog.url)] if pack.blog.url else []),
        Part(text="If your own site carries the blog too, please link back to ours."),
        *_contact(pack),
    ]
    return _letter(pack, f"Thank you for “{pack.blog.title}”", parts)


# ------------------------------------------------------------------------------------------------------------------ parts


def _opening(pack: Pack) -> str:
    campaign = pack.campaign
    first, last = min(day.date for day in campaign.days), max(day.date for day in campaign.days)
    day = next((day.date for day in campaign.days if day.theme == pack.blog.home), None)
    when = f" Its day is {dated(day)}." if day else ""
    return (
        f"your blog “{pack.blog.title}” is part of {campaign.organisation.name}’s {campaign.name}, {dated(first)} to "
        f"{dated(last)}.{when} Here is all that you need if you would like to share it."
    )


def _to_share(pack: Pack) -> Iterator[Part]:
    if not pack.suggestions:
        yield Part("The address", "The address of your blog is still to come. We send words to share once it is known.")
    for one in pack.suggestions:
        whose = "your own words, as you sent them" if one.own else "change it as you like"
        yield Part(f"For {one.channel.shown} ({whose})", one.text, verbatim=True)
    if pack.blog.url:
        yield Part("The address of your blog", pack.blog.url)
    for medium, _ in pack.pictures:
        name = PurePosixPath(medium.file).name
        yield Part(
            f"Picture {name}, attached", f"Please add this description for those who cannot see it:\n{medium.alt}"
        )


def _manners(pack: Pack) -> Iterator[Part]:
    campaign = pack.campaign
    handle = f" Our handle on X is {campaign.organisation.x}." if campaign.organisation.x else ""
    says = (
        f"Please write the hashtag exactly so: {campaign.hashtag}.{handle} On LinkedIn, a name becomes a link when you type @ "
        "and choose it from the list. Please repost our posts rather than paste their words: networks hold the same words "
        "on several accounts against everybody who posts them."
    )
    yield Part("How to name us", says)
    yield from _contact(pack)


def _contact(pack: Pack) -> Iterator[Part]:
    organisation = pack.campaign.organisation
    whom = f"write to {organisation.contact}" if organisation.contact else "answer this letter"
    yield Part("Something wrong?", f"If anything that we say is not right, {whom}, and we put it right.")
    yield Part(text=f"With thanks\n{organisation.name}")


def _times(posts: Iterable[PostRow], zone: ZoneInfo) -> str:
    lines = [
        f"{post.channel.shown}, {_when(post.sent_at or post.at, zone)}"
        + (f": {post.url}" if post.url else "" if post.status is Status.APPROVED else " (planned)")
        for post in posts
    ]
    return "\n".join(lines) or "No post is planned yet."


def _when(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{dated(local.date())}, {local:%H:%M %Z}"


def _letter(pack: Pack, subject: str, parts: Iterable[Part]) -> Letter:
    organisation, author = pack.campaign.organisation, pack.author
    return Letter(
        subject=subject,
        sender=organisation.contact,
        sender_name=organisation.name,
        to=author.email,
        to_name=author.name,
        parts=tuple(parts),
        attachments=tuple((PurePosixPath(medium.file).name, content) for medium, content in pack.pictures),
    )


def _pictures(folder: Path, posts: Iterable[PostRow]) -> Iterator[tuple[Media, bytes]]:
    for medium in dict.fromkeys(medium for post in posts for medium in post.said.media):
        try:
            yield medium, read_picture(folder, medium)
        except PromoterError:
            continue
