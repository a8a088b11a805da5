"""Who wrote a blog, as they want to be named: by-lines, handles, and the names that LinkedIn may link."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from promoter.campaign.model import BlogStatus, ChannelName
from promoter.campaign.rules import received_order
from promoter.posts import phrases
from promoter.posts.model import Mention

if TYPE_CHECKING:
    from collections.abc import Callable

    from promoter.campaign.model import Author, Blog, Campaign

ROLES_TO = 15  #: words of a by-line with roles; a longer one goes without them, so that its sentence stays short
NAMES_TO = 2  #: authors named one by one where room is short


def nameable(blog: Blog) -> list[Author]:
    """The authors who may be named in posts."""
    return [author for author in blog.authors if author.mention != "none"]


def names(blog: Blog) -> str:
    """All the names, as in "A, B and C"; "" if nobody may be named."""
    return phrases.listed(author.name for author in nameable(blog))


def brief_names(blog: Blog) -> str:
    """The names where room is short: "A", "A and B", "A and two others"."""
    people = nameable(blog)
    if len(people) <= NAMES_TO:
        return names(blog)
    return f"{people[0].name} and {phrases.number(len(people) - 1)} others"


def by_organisation(blog: Blog) -> str:
    """The authors in a list of blogs: "A and B, X"; "A of X and B of Y" where they are of several organisations."""
    people = nameable(blog)
    places = {author.organisation for author in people}
    if len(places) > 1:
        return by_line(blog, frozenset(), str)
    return ", ".join(part for part in (names(blog), *places) if part)


def by_line(blog: Blog, named: frozenset[str], inert: Callable[[str], str]) -> str:
    """Names and organisations, as in "A (@a) and B of X and C of Y (@y)"; each handle after its first mention.

    `named` are the handles that may stand in the post. Nobody to name gives "".
    """
    parts = []
    left = set(named)
    for place, people in groupby(nameable(blog), key=lambda author: author.organisation):
        who = phrases.listed(inert(a.name) + _once(a.x if a.mention == "handle" else None, left) for a in people)
        where = f" of {inert(place)}" if place else ""
        if place == blog.organisation:
            where += _once(blog.organisation_x, left)
        parts.append(who + where)
    return phrases.listed(parts)


def full_by_line(blog: Blog) -> str:
    """The authors with their roles, for LinkedIn; without them where that would make too long a sentence."""
    full = phrases.with_roles(nameable(blog))
    return full if len(full.split()) <= ROLES_TO else by_line(blog, frozenset(), str)


def handles(blog: Blog) -> list[str]:
    """The handles that may stand in the blog's post on X: of those who want it, else of the organisation."""
    own = [author.x for author in blog.authors if author.mention == "handle" and author.x]
    named = {author.organisation for author in nameable(blog) if author.organisation}
    return [blog.organisation_x] if not own and blog.organisation_x and blog.organisation in named else own


def urns(blog: Blog) -> list[str]:
    """The URNs that LinkedIn may link in the blog's post."""
    people = [author.linkedin for author in nameable(blog) if author.linkedin]
    return [*people, *([blog.organisation_linkedin] if blog.organisation_linkedin and blog.organisation else [])]


def named_once(campaign: Campaign, channel: ChannelName) -> dict[str, frozenset[str]]:
    """The handles or URNs that each blog's own post may use, by the blog's id: each once a week on a network.

    The blog that came first has it, even if it is withdrawn later, so that no other post's words change then.
    """
    wanted = handles if channel is ChannelName.X else urns
    taken: set[str] = set()
    allowed = {}
    for blog in sorted(campaign.blogs, key=received_order):
        if blog.status is BlogStatus.DECLINED:
            continue
        new = {name.casefold(): name for name in reversed(wanted(blog)) if name.casefold() not in taken}
        taken.update(new)
        allowed[blog.id] = frozenset(new.values())
    return allowed


def mentions(blog: Blog, named: frozenset[str]) -> tuple[Mention, ...]:
    """Names that LinkedIn shall link; the first occurrence of each in the text."""
    people = [Mention(a.name, a.linkedin) for a in nameable(blog) if a.linkedin and a.linkedin in named]
    page = blog.organisation_linkedin
    if page and page in named and blog.organisation:
        people.append(Mention(blog.organisation, page))
    return tuple(people)


def _once(handle: str | None, left: set[str]) -> str:
    """The handle in brackets if it may still stand in the post, and then no more."""
    if handle is None or handle not in left:
        return ""
    left.remove(handle)
    return f" ({handle})"
