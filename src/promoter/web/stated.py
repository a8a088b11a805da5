"""What a form states otherwise of a week, as its campaign.yaml says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from promoter.campaign.beginning import CADENCES
from promoter.campaign.model import ChannelName
from promoter.campaign.naming import slug
from promoter.errors import Mistake
from promoter.web.fields_of_facts import sections

if TYPE_CHECKING:
    from collections.abc import Mapping

    from promoter.campaign.model import Settings

OF_A_THEME = ("name", "phrase", "question", "line", "description")
_EVENT = ("name", "what", "edition", "starts", "ends", "url")


def changes(settings: Settings, form: Mapping[str, str]) -> dict[str, Any]:
    """Those facts that the form states otherwise, as the file has them."""
    fields = {one.name: one for section in sections(settings) for one in section.fields}
    typed = {name: plain(form[name]) for name in fields if name in form}
    differing = {name: typed[name] for name in typed if typed[name] != fields[name].said}
    stated: dict[str, Any] = {}
    wrong: list[Mistake] = []
    for name, said in differing.items():
        try:
            stated[name] = fields[name].value(said)
        except Mistake as mistake:
            wrong.append(mistake)
    if typed.get("event.starts", "") > typed.get("event.ends", "9"):
        wrong.append(Mistake("the last day of the event comes before its first", field="event.ends"))
    if wrong:
        raise Mistake(str(wrong[0]), field=wrong[0].field, others=tuple(wrong[1:]))
    return _of_the_event(settings, _of_networks(stated), named=typed.get("event.name", "as it is") != "")


def plain(typed: str) -> str:
    """What was typed, without spaces and lines that nobody sees."""
    lines = [" ".join(line.split()) for line in typed.splitlines()]
    return "\n".join(line for line in lines if line)


def new_theme(settings: Settings, name: str) -> dict[str, Any]:
    """A theme that the week does not have yet, as the file has it."""
    taken = {theme.id for theme in settings.themes}
    called = slug(name, 50) or f"theme-{len(taken) + 1}"
    return {"id": f"{called}-{len(taken) + 1}" if called in taken else called, "name": name}


def _of_networks(stated: dict[str, Any]) -> dict[str, Any]:
    """A network that is used no more, or newly, has its hours all at once."""
    for network in ChannelName:
        name = f"channels.{network.value}"
        if name in stated:
            stated = {key: value for key, value in stated.items() if not key.startswith(f"{name}.")} | {
                name: CADENCES[network.value] if stated[name] else None
            }
    return stated


def _of_the_event(settings: Settings, stated: dict[str, Any], *, named: bool) -> dict[str, Any]:
    """The whole event where there was none; none where its name goes."""
    said = {name.partition(".")[2]: value for name, value in stated.items() if name.startswith("event.")}
    if not said or (settings.event is not None and named):
        return stated
    others = {name: value for name, value in stated.items() if not name.startswith("event.")}
    if settings.event is not None:
        return {**others, "event": None}
    for key in ("name", "starts", "ends"):
        if said.get(key) is None:
            raise Mistake("an event has a name, a first day and a last day", field=f"event.{key}")
    return {**others, "event": {key: said[key] for key in _EVENT if said.get(key) is not None}}
