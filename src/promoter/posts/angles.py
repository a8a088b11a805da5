"""The ways into a blog: its hook, its quotations, its points, or for want of these its title. Nothing is ever invented."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from promoter.campaign import words
from promoter.campaign.rules import received_order
from promoter.campaign.titles import clean_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from promoter.campaign.model import Blog, Campaign

OPENING_WORDS = 4  #: two posts that share so many first words read like one


class Angle(NamedTuple):
    """A way into a blog. `kind` is hook, quotation, point or title; only the blog's own words are in quotation marks."""

    kind: str
    text: str

    @property
    def lead(self) -> str:
        """The words as they stand in a post's first line."""
        return f"“{inner_quotes(self.text)}”" if self.kind == "quotation" else self.text


class Leads(NamedTuple):
    """What leads a blog's own post, and what its second one; None if there is only one way in."""

    first: Angle
    second: Angle | None


def title_of(blog: Blog, campaign: Campaign) -> str:
    """The title without the campaign's hashtag and without the name of the blog's own organisations."""
    organisations = dict.fromkeys(author.organisation for author in blog.authors if author.organisation)
    title = blog.title.casefold()
    in_it = [name for name in organisations if name.casefold() in title]  # most titles name none of them
    return clean_title(blog.title, hashtag=campaign.hashtag, organisations=in_it)


def angles(blog: Blog, campaign: Campaign) -> tuple[Angle, ...]:
    """The ways into a blog, the best first."""
    said_in_it = words.alike(words.plain(blog.body)) if blog.quotes else ""
    quotations = [quote for quote in blog.quotes if words.is_said_in(said_in_it, quote)]
    found = []
    if blog.hook:
        said = next((quote for quote in quotations if words.alike(quote) == words.alike(blog.hook)), None)
        found.append(Angle("quotation", said) if said else Angle("hook", blog.hook))
    found += [Angle("quotation", quote) for quote in quotations]
    found += [Angle("point", sentence(point)) for point in blog.points]
    unique = tuple({words.alike(angle.text).casefold(): angle for angle in reversed(found)}.values())[::-1]
    return unique or (Angle("title", title_of(blog, campaign)),)


def leads(campaign: Campaign) -> dict[str, Leads]:
    """How each blog's posts begin, by the blog's id.

    Blogs choose in the order in which they came, promoted or not, and no two of a theme begin with the same four words
    if they have a choice. So a blog that comes late, or is withdrawn, changes no other blog's lead.
    """
    taken: dict[str, tuple[set[str], set[str]]] = {}
    chosen = {}
    for blog in sorted(campaign.blogs, key=received_order):
        first_words, second_words = taken.setdefault(blog.home, (set(), set()))
        ways = angles(blog, campaign)
        first = _fresh(ways, first_words)
        rest = [way for way in ways if way != first]
        chosen[blog.id] = Leads(first, _fresh(rest, second_words) if rest else None)
    return chosen


def opening(text: str) -> str:
    """The first four words of a text, for comparing."""
    return " ".join(words.alike(text).casefold().split()[:OPENING_WORDS])


def sentence(text: str) -> str:
    """`text` with a full stop, unless it ends with a mark of its own."""
    return text if text.endswith((".", "?", "!", "…", ".”", "?”", "!”", "…”")) else f"{text}."


def inner_quotes(text: str) -> str:
    """`text` as it stands inside quotation marks."""
    return text.replace("“", "‘").replace("”", "’")


def _fresh(ways: Sequence[Angle], taken: set[str]) -> Angle:
    """The first way in whose opening nobody has taken, or else the first; its opening is taken from now on."""
    way = next((way for way in ways if opening(way.lead) not in taken), ways[0])
    taken.add(opening(way.lead))
    return way


def said_in(text: str, phrases: Iterable[str]) -> list[str]:
    """Those of `phrases` that `text` already says."""
    plain = words.alike(text).casefold()
    return [phrase for phrase in phrases if words.alike(phrase).casefold() in plain]
