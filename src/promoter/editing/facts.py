"""The facts of a campaign, changed in its campaign.yaml with the comments left in place, and what that does to the posts."""

from __future__ import annotations

from datetime import date, datetime
from itertools import islice, product
from typing import TYPE_CHECKING, Any

from promoter.approval.rights import may_write
from promoter.campaign.document import parse
from promoter.campaign.values import nearest, shown
from promoter.editing.draft import begin
from promoter.editing.naming import fact_in_words, facts_in_words
from promoter.editing.rewriting import Deed, plan_draft
from promoter.errors import CampaignInvalid, NotPossible, UsageProblem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sqlalchemy import Connection

    from promoter.campaign.document import Path as Place
    from promoter.editing.effect import Effect
    from promoter.ledger.rows import Actor

MOST_READINGS = 8  #: each takes as long as a load
_NAMED_BY = {"days": "date", "themes": "id"}  #: what an entry of these lists is called by


def plan_facts(conn: Connection, folder: Path, changes: Mapping[str, Any], *, who: Actor, now: datetime) -> Effect:
    """State other facts: "event.edition", "deadline", "days.2021-09-13" (its theme), "themes.covid-19.line", "days".

    Values are those of the file: text, numbers, True, lists and mappings; a date may be one, and None takes a fact away.
    """
    may_write(conn, who)
    draft = begin(folder)
    facts = draft.facts(draft.campaign_file)
    places = {name: _place(facts, name) for name in changes}
    wanted = {places[name]: _written(value) for name, value in changes.items()}
    told = {name: {"before": _at(facts, place), "after": wanted[place]} for name, place in places.items()}
    draft = draft.amend(draft.campaign_file, wanted)
    if not draft.texts:
        raise UsageProblem(f"the files of {folder.resolve().name} say that already; nothing was changed")
    deed = Deed("facts_changed", f"Change {facts_in_words(changes, facts)}", {"facts": told})
    return plan_draft(conn, draft, deed, who=who, now=now, about=draft.campaign_file)


def plan_typed(conn: Connection, folder: Path, typed: Mapping[str, str], *, who: Actor, now: datetime) -> Effect:
    """State other facts as a person types them: read as the file would be, or as plain text where that is not right."""
    readings = [[(name, value) for value in _read(text)] for name, text in typed.items()]
    first: CampaignInvalid | None = None
    for values in islice(product(*readings), MOST_READINGS):
        try:
            return plan_facts(conn, folder, dict(values), who=who, now=now)
        except CampaignInvalid as problem:
            first = first or problem
    raise first or UsageProblem("say which fact, and what it is")


def _read(text: str) -> list[Any]:
    """What may be meant by a text: what YAML makes of it, and the text itself."""
    read = parse(f"typed: {text}")
    values = [read.value["typed"]] if isinstance(read.value, dict) and not read.problems else []
    return [value.value for value in dict.fromkeys(map(_Same, [*values, text]))]


def plan_confirm(conn: Connection, folder: Path, about: str, *, who: Actor, now: datetime) -> Effect:
    """Confirm what is assumed about something, such as "deadline": from then on `who` stands behind it."""
    may_write(conn, who)
    draft = begin(folder)
    listed = draft.facts(draft.campaign_file).get("assumptions")
    assumed = [(index, one) for index, one in enumerate(listed or ()) if isinstance(one, dict)]
    meant = [(index, one) for index, one in assumed if one.get("about") == about]
    if not meant:
        names = [str(one.get("about")) for _, one in assumed if not one.get("confirmed_by")]
        near = nearest(about, names)
        hint = f"did you mean {near}?" if near else f"open are {', '.join(names)}" if names else "none is open"
        raise UsageProblem(f"{folder.resolve().name} assumes nothing about {shown(about)}; {hint}")
    unconfirmed = [(index, one) for index, one in meant if not one.get("confirmed_by")]
    if not unconfirmed:
        raise NotPossible(f"what is assumed about {about} is confirmed already, by {meant[0][1]['confirmed_by']}")
    places: dict[Place, Any] = {("assumptions", index, "confirmed_by"): who.name for index, _ in unconfirmed}
    says = " ".join(str(one.get("says")) for _, one in unconfirmed)
    called = fact_in_words(about, draft.facts(draft.campaign_file))
    sentence = (
        f"Confirm that {called} {says.removesuffix('; confirm')}" if says[:1].islower() else f"Confirm {called}: {says}"
    )
    deed = Deed("assumption_confirmed", sentence, {"about": about, "says": says})
    return plan_draft(conn, draft.amend(draft.campaign_file, places), deed, who=who, now=now)


class _Same:
    """A value that is told from others by how it is written, because 1 and True are equal and lists have no hash."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and repr(self.value) == repr(other.value)

    def __hash__(self) -> int:
        return hash(repr(self.value))


def _place(facts: Mapping[str, Any], name: str) -> Place:
    """Where the fact of this name stands in campaign.yaml."""
    place: Place = ()
    value: Any = facts
    for part in name.split("."):
        if isinstance(value, list):
            index = _entry(value, str(place[-1]), part)
            place, value = (*place, index), value[index]
        elif isinstance(value, dict) or value is None:
            place, value = (*place, part), (value or {}).get(part)
        else:
            raise UsageProblem(f"{'.'.join(map(str, place))} is {shown(value)} and has no parts like {shown(part)}")
    return (*place, "theme") if place[0] == "days" and len(place) == 2 else place


def _entry(entries: list[Any], of: str, called: str) -> int:
    by = _NAMED_BY.get(of)
    names = [str(entry.get(by)) for entry in entries if isinstance(entry, dict)] if by else []
    if called not in names:
        known = f"there are {', '.join(names)}" if names else "change the whole list"
        raise UsageProblem(f"{shown(called)} is none of the {of}; {known}")
    return names.index(called)


def _at(facts: Any, place: Place) -> Any:
    for part in place:
        if isinstance(facts, list) and isinstance(part, int):
            facts = facts[part]
        else:
            facts = facts.get(part) if isinstance(facts, dict) else None
    return facts


def _written(value: Any) -> Any:
    """A value as campaign.yaml has it."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _written(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_written(item) for item in value]
    return str(value) if isinstance(value, str) else value
