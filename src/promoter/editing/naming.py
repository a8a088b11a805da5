"""What people call the facts of a campaign: "the theme of Monday 13 September" for days.2021-09-13."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from promoter.campaign.model import ChannelName
from promoter.posts.phrases import dated, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_NAMES = {
    "name": "the name of the week",
    "hashtag": "the hashtag",
    "organisation": "the organisation",
    "timezone": "the time zone",
    "page": "the address of the week's page",
    "deadline": "the deadline for blogs",
    "days": "the days of the week and their themes",
    "themes": "the themes",
    "approvals": "how many people approve each post",
    "kinds": "the kinds of post",
    "channels": "the networks and their hours",
    "assumptions": "what is assumed",
    "event": "the event",
    "event.name": "the name of the event",
    "event.what": "what the event is",
    "event.edition": "the edition of the event",
    "event.starts": "the first day of the event",
    "event.ends": "the last day of the event",
    "event.url": "the address of the event's page",
    "rules.words": "how many words a blog may have",
    "rules.subtitle": "how long a sub-title may be",
    "rules.per_organisation": "how many blogs an organisation may have",
    "rules.hosts": "the sites on which blogs may be",
    "organisation.name": "the name of the organisation",
    "organisation.x": "the organisation's handle on X",
    "organisation.linkedin": "the organisation's page on LinkedIn",
    "organisation.contact": "the address for corrections",
    "year": "the year",
    "look": "the look of cards",
    "look.ink": "the colour of the words on cards",
    "look.paper": "the colour behind the words on cards",
    "look.accent": "the colour of the theme on cards",
    "cards": "which posts carry cards",
    "mail_contributors": "whether contributors are sent mails",
    "kinds.opener": "where openers go out",
    "kinds.blog": "where blogs go out",
    "kinds.second": "where second posts go out",
    "kinds.round_up": "where round-ups go out",
    "kinds.week_end": "where the end of the week goes out",
    "kinds.event": "where reminders of the event go out",
}
_OF_A_NETWORK = {
    "first": "the first time of the day",
    "last": "the last time of the day",
    "gap": "the time between two posts",
    "per_day": "how many posts a day there are",
    "account": "the account",
    "blackout": "the quiet times",
}
_OF_A_THEME = {
    "name": "the name",
    "phrase": "the name within a sentence",
    "question": "the question",
    "line": "the short line",
    "description": "the description",
}


def fact_in_words(name: str, facts: Mapping[str, Any]) -> str:
    """A fact as people call it; one that has no other name keeps its own. `facts` are those of campaign.yaml."""
    if name in _NAMES:
        return _NAMES[name]
    whole, _, rest = name.partition(".")
    if whole == "channels":
        return _of_a_network(*rest.partition(".")[::2])
    called, _, part = rest.partition(".")
    if whole == "days" and (day := _a_day(called)):
        return f"the date of {dated(day)}" if part == "date" else f"the theme of {dated(day)}"
    if whole == "themes":
        themes = facts.get("themes")
        named = {one.get("id"): one.get("name") for one in themes if isinstance(one, dict)} if themes else {}
        return f"{_OF_A_THEME.get(part, part or 'the theme')} of “{named.get(called) or called}”"
    return name


def fact_at(path: Sequence[str | int], facts: Any) -> str:
    """The name of the fact at a place of campaign.yaml: days and themes by date and id, such as "themes.covid-19.line"."""
    names: list[str] = []
    for part in path:
        facts = _part(facts, part)
        called: Any = part
        if isinstance(part, int) and isinstance(facts, dict):
            called = facts.get("id") or facts.get("date") or part
        names.append(str(called))
    return ".".join(names[:-1] if names[:1] == ["days"] and names[-1:] == ["theme"] else names)


def facts_in_words(names: Iterable[str], facts: Mapping[str, Any]) -> str:
    """Several facts in one sentence."""
    return listed(fact_in_words(name, facts) for name in names)


def _part(facts: Any, part: str | int) -> Any:
    try:
        return facts[part]
    except (KeyError, IndexError, TypeError):  # what was not taken when the file was read
        return None


def _of_a_network(name: str, part: str) -> str:
    shown = {channel.value: channel.shown for channel in ChannelName}.get(name, name)
    return f"{_OF_A_NETWORK[part]} on {shown}" if part in _OF_A_NETWORK else f"how {shown} is used"


def _a_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
