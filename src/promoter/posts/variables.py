"""What the wordings may speak of: plain text, numbers and lists, made from a campaign.

Everything that comes from a blog or a person's hand is made inert for X here, so that a # or @ in a title never becomes
a tag and "GOV.UK" never becomes a link.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from promoter.campaign import words
from promoter.campaign.model import BlogKind, ChannelName
from promoter.campaign.titles import clean_title
from promoter.posts import phrases
from promoter.posts.model import Mention
from promoter.posts.x_text import defuse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promoter.campaign.model import Author, Blog, Campaign, Day, Event, Theme

MOST_LISTED = 12  #: entries in a list of blogs; the rest is "and 3 more"
MOST_ORGANISATIONS = 5  #: organisations named inside a sentence on X
MOST_THANKED = 40  #: organisations thanked at the end of the week on LinkedIn
SENTENCE_WORDS = 25

KNOWN = frozenset(
    {
        "week",
        "hashtag",
        "link",
        "counted",
        "intro",
        "intro_inside",
        "day",
        "theme",
        "next",
        "blogs",
        "more",
        "event",
        "closing",
        "total",
        "days",
        "days_capital",
        "themes",
        "pieces",
        "pieces_capital",
        "pieces_uncounted",
        "count",
        "all",
        "all_capital",
        "are",
        "answers",
        "organisations",
        "organisations_listed",
        "lead",
        "point",
        "points",
        "title",
        "title_inside",
        "subtitle",
        "name",
        "by",
        "by_capital",
        "piece",
        "a_piece",
        "a_piece_capital",
    }
)


def of_week(campaign: Campaign, channel: ChannelName, days: Sequence[Day], week: Sequence[Blog]) -> dict[str, Any]:
    """What stays the same all week. Names without a value are empty, so that every wording can ask for them."""
    inert = _inert(channel)
    themes = len({blog.home for blog in week})  # a theme that nobody wrote on is not counted among those that were
    return {
        **dict.fromkeys(KNOWN, ""),
        "week": inert(campaign.name),
        "hashtag": campaign.hashtag,
        "days": _counted(len(days), "day"),
        "days_capital": _capital(_counted(len(days), "day")),
        "themes": _counted(themes, "theme"),
        "event": campaign.event and _event(campaign.event, inert),
        "closing": False,
        "counted": False,
        "next": None,
        "total": len(week),
        "points": (),
    }


def of_day(
    campaign: Campaign, channel: ChannelName, days: Sequence[Day], number: int, blogs: Sequence[Blog]
) -> dict[str, Any]:
    """What stays the same all day; `number` counts from 1."""
    inert = _inert(channel)
    day = days[number - 1]
    following = days[number] if number < len(days) else None
    week = inert(campaign.name)
    one = len(days) == 1
    return {
        "day": {
            "number": number,
            "of": len(days),
            "weekday": phrases.weekday(day.date),
            "date": phrases.dated(day.date),
        },
        "theme": _theme(campaign.theme(day.theme), inert),
        "next": following
        and {"weekday": phrases.weekday(following.date), "phrase": _phrase(campaign.theme(following.theme), inert)},
        "intro": week if one else f"Day {number} of {week}",
        "intro_inside": week if one else f"day {number} of {week}",
        **of_pieces(blogs, channel),
    }


def of_pieces(blogs: Sequence[Blog], channel: ChannelName) -> dict[str, Any]:
    """What can be said of several blogs together."""
    inert = _inert(channel)
    count = len(blogs)
    organisations = sorted(
        {a.organisation for blog in blogs for a in blog.authors if a.organisation and a.mention != "none"},
        key=str.casefold,
    )
    most = MOST_ORGANISATIONS if channel is ChannelName.X else MOST_THANKED
    named = organisations if len(organisations) <= most or channel is ChannelName.LINKEDIN else []
    everyone = {1: "it", 2: "both"}.get(count, f"all {phrases.number(count)}")
    return {
        "blogs": [{"by_title": inert(_by_title(blog))} for blog in islice(blogs, MOST_LISTED)],
        "more": phrases.number(count - MOST_LISTED) if count > MOST_LISTED else "",
        "pieces": phrases.pieces(blogs),
        "pieces_capital": _capital(phrases.pieces(blogs)),
        "pieces_uncounted": phrases.uncounted(blogs),
        "count": phrases.number(count),
        "all": everyone,
        "all_capital": _capital(everyone),
        "are": "is" if count == 1 else "are",
        "answers": "an answer" if count == 1 else f"{phrases.number(count)} answers",
        "organisations": [inert(name) for name in named[:most]],
        "organisations_listed": inert(_listed(named, most)),
    }


# ------------------------------------------------------------------------------------------------------------ one blog


@dataclass(frozen=True, slots=True)
class Angle:
    """A way into a blog: its hook, a quotation, one of its points, or for want of these its title."""

    kind: str
    text: str


def angles(blog: Blog, campaign: Campaign) -> tuple[Angle, ...]:
    """The ways into a blog, the best first. Nothing is invented: without any, the title leads."""
    plain = words.plain(blog.body)
    quotations = [quote for quote in blog.quotes if words.contains(plain, quote)]
    found = []
    if blog.hook:
        said = next((quote for quote in quotations if words.alike(quote) == words.alike(blog.hook)), None)
        found.append(Angle("quotation", said) if said else Angle("hook", blog.hook))
    found += [Angle("quotation", quote) for quote in quotations]
    found += [Angle("point", _sentence(point)) for point in blog.points]
    unique = tuple({words.alike(angle.text).casefold(): angle for angle in reversed(found)}.values())[::-1]
    return unique or (Angle("title", _title(blog, campaign)),)


def another_angle(all_angles: Sequence[Angle]) -> Angle | None:
    """A way in for a second post: a quotation first, else a point; None if there is only one way in."""
    rest = all_angles[1:]
    return next((angle for angle in rest if angle.kind == "quotation"), next(iter(rest), None))


def handles(blog: Blog) -> list[str]:
    """The handles that may stand in the blog's post on X: of those who want it, else of the organisation."""
    own = [author.x for author in blog.authors if author.mention == "handle" and author.x]
    if not own and blog.organisation_x and blog.organisation:
        return [blog.organisation_x]
    return own


def urns(blog: Blog) -> list[str]:
    """The URNs that LinkedIn may link in the blog's post."""
    people = [author.linkedin for author in blog.authors if author.linkedin and author.mention != "none"]
    return [*people, *([blog.organisation_linkedin] if blog.organisation_linkedin and blog.organisation else [])]


@dataclass(frozen=True)
class BlogVariables:
    """What can be said of one blog in one post; `named` are the handles or URNs that this post may use."""

    blog: Blog
    campaign: Campaign
    channel: ChannelName
    angle: Angle
    first: Angle
    named: frozenset[str]

    @property
    def title(self) -> str:
        return _title(self.blog, self.campaign)

    def variables(self) -> dict[str, Any]:
        inert = _inert(self.channel)
        points = [_sentence(p) for p in self.blog.points if words.alike(_sentence(p)) not in self._leads()]
        lead = f"“{_inner_quotes(self.angle.text)}”" if self.angle.kind == "quotation" else self.angle.text
        title = "" if self.angle.kind == "title" else self.title
        study = self.blog.kind is BlogKind.CASE_STUDY
        by = self._by()
        return {
            "lead": inert(lead),
            "point": inert(points[0]) if points else "",
            "points": [inert(point) for point in points[:3]],
            "title": inert(title),
            "title_inside": inert(_inner_quotes(title)),
            "subtitle": inert(self.blog.subtitle),
            "name": inert(phrases.listed(author.name for author in self._people())),
            "by": by,
            "by_capital": _capital(by),
            "piece": "case study" if study else "blog",
            "a_piece": "a case study" if study else "a blog",
            "a_piece_capital": "A case study" if study else "A blog",
            "theme": _theme(self.campaign.theme(self.blog.home), inert),
        }

    def mentions(self) -> tuple[Mention, ...]:
        """Names that LinkedIn shall link; the first occurrence of each in the text."""
        people = [Mention(a.name, a.linkedin) for a in self._people() if a.linkedin in self.named and a.linkedin]
        page = self.blog.organisation_linkedin
        if page in self.named and page and self.blog.organisation:
            people.append(Mention(self.blog.organisation, page))
        return tuple(people)

    def _leads(self) -> set[str]:
        return {words.alike(self.angle.text), words.alike(self.first.text)}

    def _people(self) -> list[Author]:
        return [author for author in self.blog.authors if author.mention != "none"]

    def _by(self) -> str:
        inert = _inert(self.channel)
        people = [a.model_copy(update={"organisation": a.organisation and inert(a.organisation),
                                       "role": a.role and inert(a.role)}) for a in self._people()]  # fmt: skip
        names = []
        for author in self._people():
            handle = f" ({author.x})" if author.x in self.named and author.mention == "handle" else ""
            names.append(inert(author.name) + handle)
        phrase = phrases.full_by_line if self.channel is ChannelName.LINKEDIN else phrases.by_line
        by = phrase(people, names)
        page = self.blog.organisation_x
        if page in self.named and self.channel is ChannelName.X and self.blog.organisation:
            name = inert(self.blog.organisation)
            by = by.replace(name, f"{name} ({page})", 1) if name in by else by
        return by


# ----------------------------------------------------------------------------------------------------------- small parts


def _inert(channel: ChannelName) -> Any:
    return defuse if channel is ChannelName.X else str


def _theme(theme: Theme, inert: Any) -> dict[str, str]:
    line = (theme.line or "").rstrip(" .")
    description = theme.description.rstrip(" .")
    fits = len(f"{theme.name} {description}".split()) <= SENTENCE_WORDS
    said = _small(description if description and fits else line)
    return {
        "name": inert(theme.name),
        "phrase": _phrase(theme, inert),
        "line": inert(_small(line)),
        "line_capital": inert(_capital(line)),
        "line_sentence": inert(_sentence(_capital(line))) if line else "",
        "question": inert(theme.question or ""),
        "description": inert(description),
        "about": inert(_sentence(f"{theme.name}: {said}" if said else theme.name)),
    }


def _phrase(theme: Theme, inert: Any) -> str:
    return str(inert(theme.phrase or phrases.in_sentence(theme.name)))


def _event(event: Event, inert: Any) -> dict[str, str]:
    when = phrases.date_range(event.starts, event.ends)
    what = f" {event.what}" if event.what else ""
    edition = f"the {event.edition} {event.name}{what}" if event.edition else f"the {event.name}{what}"
    return {
        "name": inert(event.name),
        "our_name": inert(f"our {event.name}{what}" if event.what else event.name),
        "the_edition": inert(edition),
        "the_edition_capital": inert(_capital(edition)),
        "is_or_runs": "is" if event.starts == event.ends else "runs",
        "when": when,
        "when_capital": _capital(when),
        "when_without_on": when.removeprefix("on "),
        "url": "",
    }


def _title(blog: Blog, campaign: Campaign) -> str:
    organisations = dict.fromkeys(author.organisation for author in blog.authors if author.organisation)
    return clean_title(blog.title, hashtag=campaign.hashtag, organisations=organisations)


def _by_title(blog: Blog) -> str:
    people = [author for author in blog.authors if author.mention != "none"]
    names = phrases.listed(author.name for author in people)
    place = next((author.organisation for author in people if author.organisation), None)
    by = ", ".join(part for part in (names, place) if part)
    return f"{by}: {blog.title}" if by else blog.title


def _listed(names: Sequence[str], most: int) -> str:
    if len(names) <= most:
        return phrases.listed(names)
    return f"{', '.join(names[:most])} and {phrases.number(len(names) - most)} more"


def _inner_quotes(text: str) -> str:
    return text.replace("“", "‘").replace("”", "’")


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!", "…", ".”", "?”")) else f"{text}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _small(text: str) -> str:
    """`text` as it continues a sentence; a word of capitals, such as COVID-19 or an initial, keeps them."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _counted(count: int, noun: str) -> str:
    return f"{phrases.number(count)} {noun}{'' if count == 1 else 's'}"
