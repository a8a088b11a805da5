"""What the wordings may speak of: plain text, numbers and short lists, made from a campaign.

Everything that comes from a blog or a person's hand is made inert here, so that a # or @ in a title never becomes a tag
and "GOV.UK" never becomes a link.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from promoter.campaign.model import BlogKind, ChannelName
from promoter.posts import contributors, phrases, x_text
from promoter.posts.angles import inner_quotes, said_in, sentence, title_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from promoter.campaign.model import Blog, Campaign, Day, Event, Theme
    from promoter.posts.angles import Angle

MOST_LISTED = 30  #: blogs in a list; the rest is "and 3 more"
MOST_THANKED = 40  #: organisations in a list
MOST_IN_SENTENCE = 5  #: organisations or people named inside one sentence
MOST_POINTS = 3
SENTENCE_WORDS = 25
ABOUT_WORDS = SENTENCE_WORDS - 3  #: "It is about" stands before them

SURELY_SMALL = ("A ", "An ", "The ", "How ", "What ", "Why ", "Where ", "When ", "Who ", "Which ", "Whether ")

NONE: frozenset[str] = frozenset()
#: The variables, each with its parts; those of `blogs` are the parts of each blog in the list.
KNOWN: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(
        (
            "week", "hashtag", "link", "counted", "closing", "intro", "intro_inside", "intro_weekday", "days", "days_capital",
            "themes", "tally", "tally_capital", "total", "more", "pieces", "pieces_capital", "pieces_uncounted",
            "pieces_uncounted_capital", "count", "all", "all_capital", "are", "answers", "answers_capital",
            "organisations", "organisations_listed", "writers", "thanks", "lead", "point", "short_point", "points", "title", "title_inside",
            "subtitle", "names", "brief_names", "by", "by_capital", "piece", "a_piece", "a_piece_capital",
        ),
        NONE,
    ),
    "day": frozenset({"number", "of", "weekday", "date"}),
    "theme": frozenset(
        {"name", "phrase", "phrase_capital", "line", "line_capital", "line_sentence", "question", "description", "about"}
    ),
    "next": frozenset({"weekday", "phrase"}),
    "event": frozenset(
        {"name", "our_name", "the_edition", "the_edition_capital", "is_or_runs", "when", "when_capital", "when_without_on", "url"}
    ),
    "blogs": frozenset({"title", "by_title"}),
}  # fmt: skip


def of_week(campaign: Campaign, channel: ChannelName, days: Sequence[Day], week: Sequence[Blog]) -> dict[str, Any]:
    """What stays the same all week. Names without a value are empty, so that every wording can ask for them."""
    made_inert = inert(campaign, channel)
    themes = len({blog.home for blog in week})  # a theme that nobody wrote on is not counted among those that were
    long, several = _counted(len(days), "day"), _counted(themes, "theme")
    tally = ", ".join(part for part in (long, several, phrases.pieces(week)) if part)
    return {
        **dict.fromkeys(KNOWN, ""),
        "week": made_inert(campaign.name),
        "hashtag": campaign.hashtag,
        "days": long,
        "days_capital": capital(long),
        "themes": several,
        "tally": tally,
        "tally_capital": capital(tally),
        "event": campaign.event and _event(campaign.event, made_inert),
        "closing": False,
        "counted": False,
        "next": None,
        "total": len(week),
        "points": (),
    }


def of_day(campaign: Campaign, channel: ChannelName, days: Sequence[Day], number: int) -> dict[str, Any]:
    """What stays the same all day; `number` counts from 1."""
    made_inert = inert(campaign, channel)
    day = days[number - 1]
    following = days[number] if number < len(days) else None
    week = made_inert(campaign.name)
    weekday = phrases.weekday(day.date)
    one = len(days) == 1
    return {
        "day": {"number": number, "of": len(days), "weekday": weekday, "date": phrases.dated(day.date)},
        "theme": _theme(campaign.theme(day.theme), made_inert),
        "next": following
        and {
            "weekday": phrases.weekday(following.date),
            "phrase": _phrase(campaign.theme(following.theme), made_inert),
        },
        "intro": week if one else f"Day {number} of {week}",
        "intro_inside": week if one else f"day {number} of {week}",
        "intro_weekday": week if one else f"{weekday} of {week}",
    }


def of_pieces(blogs: Sequence[Blog], campaign: Campaign, channel: ChannelName) -> dict[str, Any]:
    """What can be said of several blogs together."""
    made_inert = inert(campaign, channel)
    count = len(blogs)
    authors = [author for blog in blogs for author in contributors.nameable(blog)]
    organisations = sorted(
        {a.organisation for a in authors if a.organisation}, key=lambda name: (name.casefold(), name)
    )
    everyone = {1: "it", 2: "both"}.get(count, f"all {phrases.number(count)}")
    answers = "an answer" if count == 1 else f"{phrases.number(count)} answers"
    counted, uncounted = phrases.pieces(blogs), phrases.uncounted(blogs)
    everybody = all(contributors.nameable(blog) for blog in blogs)
    writers = made_inert(_few(list(dict.fromkeys(author.name for author in authors)))) if everybody else ""
    return {
        "blogs": [_in_list(blog, campaign, made_inert) for blog in blogs[:MOST_LISTED]],
        "more": phrases.number(count - MOST_LISTED) if count > MOST_LISTED else "",
        "pieces": counted,
        "pieces_capital": capital(counted),
        "pieces_uncounted": uncounted,
        "pieces_uncounted_capital": capital(uncounted),
        "count": phrases.number(count),
        "all": everyone,
        "all_capital": capital(everyone),
        "are": "is" if count == 1 else "are",
        "answers": answers,
        "answers_capital": capital(answers),
        "organisations": [made_inert(name) for name in organisations[:MOST_THANKED]],
        "organisations_listed": made_inert(_few(organisations)),
        "writers": writers,
        "thanks": f"{writers}, who wrote" if writers and count == 1 else "everyone who wrote",
    }


def of_blog(
    blog: Blog, campaign: Campaign, channel: ChannelName, *, angle: Angle, named: frozenset[str], said: Sequence[str]
) -> dict[str, Any]:
    """What can be said of one blog in one post that begins with `angle`.

    `named` are the handles that the post may use; `said` are texts whose points it must not repeat: the blog's other
    post, or the words that will lead it.
    """
    made_inert = inert(campaign, channel)
    sentences = [sentence(point) for point in blog.points]
    repeated = said_in(" ".join((*said, angle.text)), sentences)
    points = [point for point in sentences if point not in repeated]
    if not points and channel is ChannelName.X and not said_in(" ".join(said), [blog.subtitle]):
        points = [sentence(blog.subtitle)]  # LinkedIn's card shows it
    title = "" if angle.kind == "title" else title_of(blog, campaign)
    on_x = channel is ChannelName.X
    by = contributors.by_line(blog, named, made_inert) if on_x else contributors.full_by_line(blog)
    piece = "case study" if blog.kind is BlogKind.CASE_STUDY else "blog"
    return {
        # LinkedIn shows the title right below, on the card: where only the title could lead, nothing does.
        "lead": made_inert(angle.lead) if on_x or angle.kind != "title" else "",
        "point": made_inert(points[0]) if points else "",
        "short_point": made_inert(min(points, key=len)) if points else "",
        "points": [made_inert(point) for point in points[:MOST_POINTS]],
        "title": made_inert(title),
        "title_inside": made_inert(inner_quotes(title)),
        "subtitle": made_inert(blog.subtitle),
        "names": made_inert(contributors.names(blog)),
        "brief_names": made_inert(contributors.brief_names(blog)),
        "by": made_inert(by) if not on_x else by,
        "by_capital": capital(made_inert(by) if not on_x else by),
        "piece": piece,
        "a_piece": f"a {piece}",
        "a_piece_capital": f"A {piece}",
        "theme": _theme(campaign.theme(blog.home), made_inert),
    }


# ----------------------------------------------------------------------------------------------------------- small parts


def inert(campaign: Campaign, channel: ChannelName) -> Callable[[str], str]:
    """Makes foreign text inert. On LinkedIn only the campaign's own hashtag could become a tag; all else is escaped."""
    if channel is ChannelName.X:
        return _defused
    tag = campaign.hashtag
    return lambda text: text.replace(tag, tag[0] + x_text.ZERO_WIDTH_SPACE + tag[1:]) if tag in text else text


_defused = lru_cache(maxsize=256)(x_text.defuse)


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _in_list(blog: Blog, campaign: Campaign, made_inert: Callable[[str], str]) -> dict[str, str]:
    title = title_of(blog, campaign)
    by = contributors.by_organisation(blog)
    return {"title": made_inert(title), "by_title": made_inert(f"{by}: {title}" if by else title)}


def _theme(theme: Theme, made_inert: Callable[[str], str]) -> dict[str, str]:
    line = (theme.line or "").rstrip(" .")
    phrase = _phrase(theme, made_inert)
    return {
        "name": made_inert(theme.name),
        "phrase": phrase,
        "phrase_capital": capital(phrase),
        "line": made_inert(_small(line)),
        "line_capital": made_inert(capital(line)),
        "line_sentence": made_inert(sentence(capital(line))) if line else "",
        "question": made_inert(theme.question or ""),
        "description": made_inert(theme.description.rstrip(" .")),
        "about": made_inert(_about(line, theme.description.rstrip(" ."))),
    }


def _about(line: str, description: str) -> str:
    """A sentence on the theme in the call's own words; in the short line's where they do not make one sentence."""
    fits = len(description.split()) <= ABOUT_WORDS and "?" not in description
    if fits and description.startswith(SURELY_SMALL):
        return sentence(f"It is about {_small(description)}")
    if line:
        return sentence(f"It is about {_small(line)}")
    return sentence(description) if description and len(description.split()) <= SENTENCE_WORDS else ""


def _phrase(theme: Theme, made_inert: Callable[[str], str]) -> str:
    return made_inert(theme.phrase or phrases.in_sentence(theme.name))


def _event(event: Event, made_inert: Callable[[str], str]) -> dict[str, str]:
    when = phrases.date_range(event.starts, event.ends)
    bare = event.name.removeprefix("The ")
    what = f"{bare} {event.what}" if event.what else bare
    edition = f"the {event.edition} {what}" if event.edition else f"the {what}" if event.what else event.name
    return {
        "name": made_inert(event.name),
        "our_name": made_inert(f"our {what}" if event.what else event.name),
        "the_edition": made_inert(edition),
        "the_edition_capital": made_inert(capital(edition)),
        "is_or_runs": "is" if event.starts == event.ends else "runs",
        "when": when,
        "when_capital": capital(when),
        "when_without_on": when.removeprefix("on "),
        "url": "",
    }


def _few(names: Sequence[str]) -> str:
    """The names inside a sentence, if they are few; "" if they are many."""
    return phrases.listed(names) if len(names) <= MOST_IN_SENTENCE else ""


def _small(text: str) -> str:
    """`text` as it continues a sentence, if its first word is surely no name: an article, a question word, a gerund."""
    first = text.split(" ", 1)[0]
    sure = text.startswith(SURELY_SMALL) or (first.endswith("ing") and first[1:].islower())
    return text[:1].lower() + text[1:] if sure else text


def _counted(count: int, noun: str) -> str:
    """Such as "five days"; "" for one, which nobody counts."""
    return f"{phrases.number(count)} {noun}s" if count > 1 else ""
