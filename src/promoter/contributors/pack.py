"""A contributor's pack: what to share of their blog, where and when ours goes out, and whom to ask for a correction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from promoter.contributors.letter import Letter, Part
from promoter.contributors.signing_off import end_of
from promoter.contributors.wording import suggestions
from promoter.errors import NotPossible, PromoterError
from promoter.ledger.queue import list_posts
from promoter.pictures.store import read_picture
from promoter.posts.lifecycle import Status
from promoter.posts.phrases import dated, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
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


def live(pack: Pack, out: Sequence[PostRow], *, again: bool = False) -> Letter:
    """What goes to them the minute that the first post about their blog is `out` on a network.

    `again`: they were told so of another network, and have what there is to share; so they are only told of this one.
    """
    where = listed(post.channel.shown for post in out)
    too = ", too" if again else ""
    one, that = ("our post about it is", "that one") if len(out) == 1 else ("our posts about it are", "one of those")
    addresses = "\n".join(f"{post.channel.shown}: {post.url}" for post in out) if len(out) > 1 else out[0].url
    says = f"your blog “{pack.blog.title}” is live, and {one} out on {where}{too}:\n{addresses}"
    parts = [
        Part(text=f"Dear {pack.author.name},"),
        Part(text=says),
        Part(text=f"The simplest way to share it is to repost {that}, with a sentence of your own."),
        *(_contact(pack) if again else (*_still_to_come(pack, out), *_to_share(pack), *_manners(pack))),
    ]
    letter = _letter(pack, f"You are live on {where}{too}: share it from here", parts)
    return replace(letter, attachments=()) if again else letter


def _still_to_come(pack: Pack, out: Sequence[PostRow]) -> Iterator[Part]:
    """The other networks on which a post about the blog is planned: they hear of each once it is out."""
    told = {post.channel for post in out}
    for post in pack.posts:
        if post.channel not in told and post.status in {Status.PENDING, Status.APPROVED}:
            told.add(post.channel)
            when = _when(post.at, pack.campaign.zone)
            yield Part(
                text=f"One on {post.channel.shown} is planned for {when}; we send you its address once it is out."
            )


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
    thanks = _letter(pack, f"Thank you for “{pack.blog.title}”", parts)
    return replace(thanks, attachments=())


def refuse_before_the_end(campaign: Campaign, now: datetime) -> None:
    """`NotPossible` as long as the week runs: nobody is thanked for a week that is over while it is not."""
    last = max(day.date for day in campaign.days)
    if now < end_of(last, campaign.zone):
        raise NotPossible(
            f"{campaign.name} is not over: its last day is {dated(last)}, and letters of thanks are written after it. "
            "Before that, packs say when posts go out, and where those are that are out"
        )


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
