"""What a contributor may say on their own account: in their voice, and never what our own posts say.

Networks take the same words on several accounts for a campaign of machines, so nothing that a post of ours says is said here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from promoter.campaign.model import ChannelName
from promoter.posts.angles import inner_quotes, said_in, title_of
from promoter.posts.links import campaign_tag, tagged
from promoter.posts.model import LINKEDIN_LIMIT, X_LIMIT, measure
from promoter.posts.variables import inert

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from promoter.campaign.model import Author, Blog, Campaign

LIMITS = {ChannelName.X: X_LIMIT, ChannelName.LINKEDIN: LINKEDIN_LIMIT}
MEDIUM = "contributor"
MOST_POINTS = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Words for one network. `own`: the contributor wrote them, when they handed in the blog."""

    channel: ChannelName
    text: str
    link: str
    own: bool = False


def suggestions(campaign: Campaign, blog: Blog, author: Author, ours: Sequence[str]) -> tuple[Suggestion, ...]:
    """Words for each network of the week; none as long as the blog's address is to come. `ours` are our posts' texts."""
    if blog.url is None:
        return ()
    return tuple(_suggestion(campaign, blog, author, channel, ours) for channel in campaign.networks)


def link_for(campaign: Campaign, blog: Blog, author: Author, channel: ChannelName) -> str:
    """The blog's address with tags that tell visits by contributors from those by our posts, and name no person."""
    if blog.url is None:
        raise ValueError(f"{blog.id} has no address yet")
    number = blog.authors.index(author) + 1
    content = f"{blog.id.lower()}-{MEDIUM}-{number}"
    return tagged(blog.url, channel=channel, campaign=campaign_tag(campaign), content=content, medium=MEDIUM)


def _suggestion(
    campaign: Campaign, blog: Blog, author: Author, channel: ChannelName, ours: Sequence[str]
) -> Suggestion:
    link = link_for(campaign, blog, author, channel)
    theirs = blog.suggested.x if channel is ChannelName.X else blog.suggested.linkedin
    for text in _own(theirs, campaign, blog, link) if theirs else ():
        if measure(text, channel) <= LIMITS[channel]:
            return Suggestion(channel, text, link, own=True)
    ways = _on_x if channel is ChannelName.X else _on_linkedin
    fitting = (text for text in ways(campaign, blog, author, link, ours) if measure(text, channel) <= LIMITS[channel])
    return Suggestion(channel, next(fitting), link)


def _own(theirs: str, campaign: Campaign, blog: Blog, link: str) -> Iterator[str]:
    """Their own words, with the link and, where there is room, the hashtag, as far as these are not in them."""
    with_link = theirs if blog.url is not None and blog.url in theirs else f"{theirs}\n\n{link}"
    if campaign.hashtag.casefold() not in theirs.casefold():
        yield f"{with_link}\n\n{campaign.hashtag}"
    yield with_link


def _on_x(campaign: Campaign, blog: Blog, author: Author, link: str, ours: Sequence[str]) -> Iterator[str]:
    """Ways to say it, the fullest first; the last one fits whatever the names are."""
    made_inert = inert(campaign, ChannelName.X)
    host = campaign.organisation.x or made_inert(campaign.organisation.name)
    title = made_inert(inner_quotes(title_of(blog, campaign)))
    wrote, week = _who(blog, author, made_inert), made_inert(campaign.name)
    end = f"{link}\n\n{campaign.hashtag}"
    for point in _fresh(blog, ours):
        yield f"{wrote} for {host}’s {week}: “{title}”.\n\n{made_inert(point)}\n\n{end}"
    yield f"{wrote} for {host}’s {week}: “{title}”.\n\n{end}"
    yield f"{wrote} for {host}: “{title}”.\n\n{end}"
    yield f"“{title}”\n\n{end}"
    yield end


def _on_linkedin(campaign: Campaign, blog: Blog, author: Author, link: str, ours: Sequence[str]) -> Iterator[str]:
    host, title = campaign.organisation.name, inner_quotes(title_of(blog, campaign))
    fresh = list(_fresh(blog, ours))[:MOST_POINTS]
    opening = f"{_who(blog, author, str)} for {host}’s {campaign.name}: “{title}”."
    for count in range(len(fresh), -1, -1):
        points = "\n".join(f"– {point}" for point in fresh[:count])
        middle = f"What it comes to:\n{points}\n\n" if points else ""
        yield f"{opening}\n\n{middle}The whole of it: {link}\n\n{campaign.hashtag}"
    yield f"{link}\n\n{campaign.hashtag}"


def _who(blog: Blog, author: Author, made_inert: Callable[[str], str]) -> str:
    """Who wrote it, as the author says it; others are named if they want to be."""
    others = [one for one in blog.authors if one != author]
    if not others:
        return "I have written"
    if len(others) == 1 and others[0].mention != "none":
        return f"{made_inert(others[0].name)} and I have written"
    return "We have written"


def _fresh(blog: Blog, ours: Sequence[str]) -> Iterator[str]:
    """What the blog says and no post of ours does."""
    said = {point for text in ours for point in said_in(text, blog.points)}
    yield from (point for point in blog.points if point not in said)
