"""Which of the call's themes a contributor means, by name, number or day, or by what the text itself says."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from promoter.intake.forms import called

if TYPE_CHECKING:
    from promoter.campaign.model import Settings, Theme

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ARTICLE = re.compile(r"^(?:the|a|an) ")
_NUMBER = re.compile(r"(?:theme|day|number|no)? ?([0-9]{1,2})(?: |$)")
_LIKE = 0.78
_LEAST_LETTERS = 6


def meant(said: str, settings: Settings) -> tuple[tuple[str, ...], bool]:
    """The themes of somebody's words, the first named first, and whether there is any doubt; none if nothing fits."""
    by_name = {called(name): theme.id for theme in settings.themes for name in (theme.name, theme.id)}
    if called(said) in by_name:
        return (by_name[called(said)],), False
    parts = [called(part) for part in re.split(r"[;,\n]", said) if called(part)]
    if parts and by_name.keys() >= set(parts):
        return tuple(dict.fromkeys(by_name[part] for part in parts)), False
    if named := _named_in(said, settings):
        return named, False
    nearest = (_nearest(called(part), settings) for part in re.split(r"[;\n]|,\s", said) if called(part))
    return tuple(dict.fromkeys(one for one in nearest if one is not None)), True


def spoken_of(text: str, settings: Settings) -> str | None:
    """The theme whose name a text uses; None if it uses none, or several."""
    named = _named_in(text, settings)
    return named[0] if len(named) == 1 else None


def _named_in(text: str, settings: Settings) -> tuple[str, ...]:
    words = f" {called(text)} "
    places = {}
    for theme in settings.themes:
        at = words.find(f" {_core(theme)} ")
        if at >= 0 and len(_core(theme)) >= _LEAST_LETTERS:
            places[theme.id] = at
    return tuple(sorted(places, key=places.__getitem__))


def _nearest(said: str, settings: Settings) -> str | None:
    if said in _WEEKDAYS:
        days = [day.theme for day in settings.days if day.date.weekday() == _WEEKDAYS.index(said)]
        return days[0] if days else None
    if (found := _NUMBER.match(said)) and 0 < int(found[1]) <= len(settings.themes):
        return settings.themes[int(found[1]) - 1].id
    likeness = {theme.id: max(_alike(said, _core(theme)), _alike(said, called(theme.id))) for theme in settings.themes}
    best = max(likeness, key=likeness.__getitem__)
    inside = [
        theme.id for theme in settings.themes if len(said) >= _LEAST_LETTERS and f" {said} " in f" {_core(theme)} "
    ]
    return best if likeness[best] >= _LIKE else inside[0] if len(inside) == 1 else None


def _core(theme: Theme) -> str:
    return _ARTICLE.sub("", called(theme.name))


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()
