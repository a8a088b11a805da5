"""The weeks that there are, and how another begins: like an earlier one, from a few facts, or from a folder that is here already."""

from __future__ import annotations

import re
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from promoter.campaign.beginning import like, of_facts, refuse_name
from promoter.campaign.loading import FILE, load
from promoter.campaign.model import ChannelName
from promoter.campaign.naming import slug
from promoter.editing import FilesWouldBeWrong, begin_week, plan_reload, take_in
from promoter.errors import CampaignInvalid, Mistake, NotPossible, UsageProblem
from promoter.ledger.campaigns import list_campaigns
from promoter.reporting.peoples_words import in_people_words
from promoter.web.access import Need, deed, page
from promoter.web.facts import files_of
from promoter.web.field import NotSo, hosts
from promoter.web.pages.seen_first import Wrong, a_date, look_then_do, the_campaign

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from starlette.responses import Response

    from promoter.campaign.beginning import NewWeek
    from promoter.campaign.model import Campaign
    from promoter.web.visit import Visit

_MOST_NAMED = 10  #: mistakes in files
_CONTINENTS = frozenset({
    "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific",
})  # fmt: skip
#: The fields of the form by the facts that they become.
_FIELDS = {
    "name": "name", "hashtag": "hashtag", "timezone": "timezone", "organisation": "organisation", "rules": "hosts",
    "themes": "themes", "days": "start", "channels": "networks",
}  # fmt: skip


def start(visit: Visit) -> Response:
    """The start page: the board of the only week, or the weeks to choose from."""
    with visit.wiring.ledger.read() as conn:
        campaigns = list_campaigns(conn)
    return visit.on(f"/weeks/{campaigns[0].slug}") if len(campaigns) == 1 else _weeks(visit)


def weeks(visit: Visit) -> Response:
    """Every week that there is."""
    return _weeks(visit)


def show(visit: Visit, wrong: Wrong | None = None) -> Response:
    """The forms by which a week begins. After a mistake: with what was typed, and why that cannot be."""
    return visit.page(
        "begin.html", status=422 if wrong else 200, title="Begin a week", may=visit.wiring.schedules is not None,
        earlier=[(folder.name, campaign) for folder, campaign in _earlier(visit)], networks=tuple(ChannelName),
        zones=_zones(), zone=str(visit.zone), wrong=wrong, typed=visit.form,
        like_earlier="earlier" in visit.form,
    )  # fmt: skip


def begin(visit: Visit) -> Response:
    """Make the folder of a new week and take it in: from then on it is changed and filled on its own pages."""
    try:
        new = _like_an_earlier_one(visit) if "earlier" in visit.form else _of_what_was_typed(visit)
        _refuse_slips(visit, new)
        with visit.wiring.ledger.write() as conn:
            begin_week(conn, new, who=visit.who, now=visit.now)
    except (NotPossible, UsageProblem, CampaignInvalid) as problem:
        return show(visit, _wrong(problem))
    confirm = " Look through its facts: what was taken over or moved is to be confirmed." if new.assumptions else ""
    more = confirm or " Complete its facts here, then bring in blogs."
    return visit.on(f"/weeks/{new.folder.name}/facts", f"The week is there.{more}")


def take_it_in(visit: Visit) -> Response:
    """Load a week whose folder is here and that nobody loaded yet."""
    named = visit.asked("folder")
    folder = next((one for one in _not_taken_in(visit) if one.name == named), None)
    if folder is None:
        raise NotPossible("There is no such folder any more, or the week is there already.")
    try:
        with visit.wiring.ledger.write() as conn:
            campaign = take_in(conn, folder, who=visit.who, now=visit.now)
    except (NotPossible, UsageProblem, CampaignInvalid) as problem:
        return _weeks(visit, Wrong(named, _wrong(problem).says))
    return visit.on(f"/weeks/{campaign.slug}", "The week is there, and its posts wait for approval.")


def reload(visit: Visit) -> Response:
    """What comes of files that somebody changed by hand, shown first."""
    campaign = the_campaign(visit)
    back = f"/weeks/{campaign.slug}/facts"

    def refused(wrong: Wrong) -> Response:
        found = load(Path(campaign.folder)).errors
        places = [f"{Path(one.file).name}, line {one.line}: {one.message}" for one in found[:_MOST_NAMED]]
        why = " ".join(f"{place.rstrip('.')}." for place in places) or wrong.says
        return visit.page("refused.html", status=409, title="The files were not taken in", why=why)

    return look_then_do(
        visit, campaign, lambda conn: plan_reload(conn, Path(campaign.folder), who=visit.who, now=visit.now),
        form=refused, back=back,
    )  # fmt: skip


# ----------------------------------------------------------------------------------------------------------------- details


def _weeks(visit: Visit, wrong: Wrong | None = None) -> Response:
    with visit.wiring.ledger.read() as conn:
        campaigns = list_campaigns(conn)
    return visit.page(
        "weeks.html", status=422 if wrong else 200, title="Weeks", campaigns=campaigns, wrong=wrong,
        may=visit.may_write and visit.wiring.schedules is not None,
        waiting=[folder.name for folder in _not_taken_in(visit)] if visit.may_write else [],
    )  # fmt: skip


def _refuse_slips(visit: Visit, new: NewWeek) -> None:
    """A week that is past, of which nothing could ever go out, and the same week once more: a button pressed twice."""
    settings = load(new.folder, instead={new.folder / FILE: new.text}).settings
    with visit.wiring.ledger.read() as conn:
        known = {(row.settings.name, min(day.date for day in row.settings.days)) for row in list_campaigns(conn)}
    if (settings.name, min(day.date for day in settings.days)) in known:
        raise Mistake("there is a week of this name that begins on this day already", field="start")
    if max(day.date for day in settings.days) < visit.now.astimezone(settings.zone).date():
        raise Mistake("this week would be over already: choose a day to come", field="start")


def _like_an_earlier_one(visit: Visit) -> NewWeek:
    chosen = visit.asked("earlier")
    old = next((one for one in _earlier(visit) if one[0].name == chosen), None)
    if old is None:
        raise Mistake("choose one of the weeks that there are", field="earlier")
    start = a_date(visit, "start")
    return like(*old, folder=_folder(visit, _named(visit, old[1].slug, start)), start=start)


def _of_what_was_typed(visit: Visit) -> NewWeek:
    start = a_date(visit, "start")
    name = " ".join(visit.asked("name").split())
    new = of_facts(
        _folder(visit, _named(visit, name, start)),
        name=name,
        organisation=" ".join(visit.asked("organisation").split()),
        hashtag=visit.asked("hashtag").strip(),
        timezone=visit.asked("timezone").strip(),
        start=start,
        themes=[line for typed in visit.asked("themes").splitlines() if (line := " ".join(typed.split()))],
        hosts=_hosts(visit),
        networks=[network for network in ChannelName if visit.form.get(f"network.{network.value}")],
    )
    read = load(new.folder, instead={new.folder / FILE: new.text})
    for finding in read.errors:
        fact, *_ = (*read.path_of(finding), "")
        raise Mistake(finding.message, field=_FIELDS.get(str(fact), ""))
    return new


def _hosts(visit: Visit) -> list[str]:
    try:
        return list(hosts(visit.asked("hosts").strip()))
    except NotSo as wrong:
        raise Mistake(str(wrong), field="hosts") from None


def _named(visit: Visit, after: str, start: date) -> str:
    """The new week's name in addresses: as it was typed, or made of what it is called and the year."""
    typed = visit.form.get("slug", "").strip()
    plain = re.sub(r"\b(19|20)\d\d\b", " ", after)
    made = typed or slug(f"{slug(plain, 50) or 'week'} {start.year}")
    refuse_name(made)
    if made == "new":
        raise Mistake("this word is taken by these pages: choose another", field="slug")
    free = _free(visit, made)
    if typed and free != typed:
        raise Mistake(f"there is a week of this short name already: write another, such as {free}", field="slug")
    return free


def _free(visit: Visit, name: str) -> str:
    """The name, or the first with a number that no week has."""
    with visit.wiring.ledger.read() as conn:
        taken = {row.slug for row in list_campaigns(conn)}
    names = chain([name], (f"{name[:55]}-{number}" for number in count(2)))
    return next(one for one in names if one not in taken and not _folder(visit, one).exists())


def _folder(visit: Visit, name: str) -> Path:
    if visit.wiring.schedules is None:
        raise NotPossible("A week cannot begin on these pages.")
    return visit.wiring.schedules / name


def _earlier(visit: Visit) -> Iterator[tuple[Path, Campaign]]:
    """The weeks to begin from, the latest first: those that are known, and those whose folders are here."""
    with visit.wiring.ledger.read() as conn:
        known = list_campaigns(conn)
    found = {Path(row.folder): files_of(row) for row in known}
    found |= {folder: load(folder).campaign for folder in _not_taken_in(visit)}
    usable = [(folder, campaign) for folder, campaign in found.items() if campaign is not None]
    yield from sorted(usable, key=lambda one: min(day.date for day in one[1].days), reverse=True)


def _not_taken_in(visit: Visit) -> list[Path]:
    """Folders of weeks that nobody loaded yet."""
    schedules = visit.wiring.schedules
    if schedules is None:
        return []
    with visit.wiring.ledger.read() as conn:
        known = {row.slug for row in list_campaigns(conn)}
    return sorted(file.parent for file in schedules.glob(f"*/{FILE}") if file.parent.name not in known)


def _zones() -> list[str]:
    """The time zones that people know by a place."""
    return sorted(zone for zone in available_timezones() if zone.partition("/")[0] in _CONTINENTS)


def _wrong(problem: Exception) -> Wrong:
    if isinstance(problem, FilesWouldBeWrong):
        return Wrong("", " ".join(in_people_words(one) for one in problem.says))
    return Wrong(problem.field if isinstance(problem, Mistake) else "", in_people_words(str(problem)))


ROUTES = [
    page("/", start),
    page("/weeks", weeks),
    deed("/weeks", take_it_in),
    page("/weeks/new", show, Need.TO_WRITE),
    deed("/weeks/new", begin),
    deed("/weeks/{slug}/files", reload),
]
