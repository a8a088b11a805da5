"""Contributors' files handed in on a page: read, shown beside what is guessed of them, and brought in once it is confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from promoter import editing
from promoter.campaign import words
from promoter.errors import CampaignInvalid, NotPossible, PromoterError, UsageProblem
from promoter.intake import arriving, filing, sites
from promoter.intake.answers import answered
from promoter.intake.bringing_in import plan_bring_in
from promoter.intake.guessing import Hints
from promoter.intake.proposal import AUTHOR_FACTS, NEEDED, Sure, authors, called, is_fact
from promoter.intake.versions import as_it_is
from promoter.posts.phrases import opened
from promoter.reporting.peoples_words import in_people_words
from promoter.web.access import Need, deed, page
from promoter.web.difference import difference
from promoter.web.pages.seen_first import look_then_do, the_campaign

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from sqlalchemy import Connection
    from starlette.responses import Response

    from promoter.campaign.model import Settings
    from promoter.editing import Effect
    from promoter.intake.filing import Folder
    from promoter.intake.matching import Match
    from promoter.intake.proposal import Proposal
    from promoter.intake.spool import Spool, Waiting
    from promoter.ledger.rows import CampaignRow
    from promoter.web.visit import Visit

_ASKED = ("title", "subtitle")
_MORE = ("url", "organisation_x", "kind")


@dataclass(frozen=True, slots=True)
class Came:
    """What became of a file that was handed in: where its blogs wait, or why it is not taken."""

    name: str
    token: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One blog of a file that waits: where its form is, and what it seems to be."""

    token: str
    address: str
    named: str
    title: str
    by: str


@dataclass(frozen=True, slots=True)
class _Case:
    """One blog that waits, and the campaign that it is for."""

    campaign: CampaignRow
    waiting: Waiting
    number: int
    of: int
    new: Proposal
    into: Folder
    match: Match | None

    @property
    def settings(self) -> Settings:
        return self.into.settings


# -------------------------------------------------------------------------------------------------------- handing files in


def show(visit: Visit, came: tuple[Came, ...] = (), *, wrong: str = "") -> Response:
    """The form to hand files in, with what is wrong at its field, and what waits to be confirmed."""
    campaign = the_campaign(visit)
    spool = visit.wiring.spool
    entries = [] if spool is None else list(_entries(visit, campaign, spool))
    refused, tokens = [one for one in came if one.says], {one.token for one in came}
    return visit.page(
        "bring_in.html", status=422 if refused or wrong else 200, title="Bring in blogs", campaign=campaign, entries=entries,
        refused=refused, wrong=wrong, read=sum(entry.token in tokens for entry in entries), may=spool is not None, reads_sites=visit.wiring.read_page is not None,
        most=arriving.LARGEST // 1_000_000, typed=visit.form,
    )  # fmt: skip


def receive(visit: Visit) -> Response:
    """Each file, and the address if there is one, by itself: what is wrong with one keeps no other out."""
    campaign, spool = the_campaign(visit), _spool(visit)
    came = [_taken(visit, campaign, spool, brought, place) for place, brought in enumerate(visit.files)]
    if address := visit.form.get("address", "").strip():
        came.append(_fetched(visit, campaign, spool, address, len(came)))
    if not came:
        other = ", or give the address of a site" if visit.wiring.read_page is not None else ""
        return show(visit, wrong=f"Choose a file{other}.")
    taken = [one for one in came if one.token]
    if len(taken) == len(came) == 1:
        return visit.on(f"/weeks/{campaign.slug}/bring-in/{taken[0].token}/0")
    return show(visit, tuple(came))


def _taken(visit: Visit, campaign: CampaignRow, spool: Spool, brought: tuple[str, bytes], place: int) -> Came:
    name, data = brought
    try:
        its = arriving.original(name, data)
        arriving.proposals(its, _hints(campaign, visit.now))
        return Came(name, spool.put(campaign.slug, its, by=visit.who.name or "", now=visit.now, place=place))
    except PromoterError as problem:
        return Came(name, says=in_people_words(str(problem)).rstrip("."))


def _fetched(visit: Visit, campaign: CampaignRow, spool: Spool, address: str, place: int) -> Came:
    read = visit.wiring.read_page
    if read is None or not sites.is_address(address):
        return Came(address, says="this is no address of a page: write all of it, from https:// on")
    try:
        data, name = sites.fetched(address, read)
    except PromoterError as problem:
        return Came(address, says=in_people_words(str(problem)).rstrip("."))
    return _taken(visit, campaign, spool, (name, data), place)


def _entries(visit: Visit, campaign: CampaignRow, spool: Spool) -> Iterator[Entry]:
    for waiting in spool.waiting(campaign.slug, visit.now):
        try:
            found = arriving.proposals(waiting.original, _hints(campaign, waiting.at))
        except PromoterError:
            continue
        for number, new in enumerate(found):
            if number not in waiting.done:
                address = f"/weeks/{campaign.slug}/bring-in/{waiting.token}/{number}"
                yield Entry(waiting.token, address, new.named, new.value("title"), waiting.by)


# ------------------------------------------------------------------------------------------------------- looking and confirming


def look(visit: Visit, *, wrong: Mapping[str, str] | None = None, whole: str = "") -> Response:
    """What came beside what is guessed of it, to be put right."""
    try:
        case = _case(visit)
    except NotPossible as problem:
        return visit.page(
            "refused.html", status=404, title="It does not wait here any more", why=opened(str(problem)) + "."
        )
    new = case.new
    before = case.into.read.get(case.match.blog.id) if case.match else None
    typed = {name: value for name, value in visit.form.items() if is_fact(name) or name.startswith("theme")}
    values = typed or {fact: guess.value for fact, guess in new.facts.items()}
    spare = min(max(authors({fact: said for fact, said in values.items() if said}), default=0) + 1, 8)
    return visit.page(
        "bring_in_one.html",
        status=422 if wrong or whole else 200,
        title=f"Bring in {new.named}",
        campaign=case.campaign,
        case=case,
        new=new,
        values=values,
        home=visit.form.get("theme", next(iter(new.themes), "")),
        others=_chosen(visit) if typed else set(new.themes[1:]),
        wrong={fact: opened(says).rstrip(".") for fact, says in (wrong or {}).items()},
        remarks=[opened(remark).rstrip(".") for remark in new.remarks],
        whole=whole,
        facts=[
            *_ASKED,
            *(f"authors.{number}.{key}" for number in range(spare + 1) for key in AUTHOR_FACTS),
            "received",
            *_MORE,
        ],
        spare=spare,
        called=called,
        needed=NEEDED,
        doubt={fact: guess.where for fact, guess in new.facts.items() if guess.sure is not Sure.SAID},
        sources={fact: guess.where for fact, guess in new.facts.items()},
        checks=filing.held_against_the_call(new, case.into),
        before=before,
        changed=() if before is None else difference(words.plain(before.body).strip(), words.plain(new.body).strip()),
    )


def bring_in(visit: Visit) -> Response:
    """Confirmed: a new blog is brought in at once; another version of one first shows what it changes."""
    case = _case(visit)
    back = f"/weeks/{case.campaign.slug}/bring-in"
    if visit.asked("what") == "leave":
        _spool(visit).see_to(case.waiting, case.number, of=case.of)
        return visit.on(back, f"{case.new.named} was left out.")
    said, wrong = _said(visit, case)
    if wrong:
        return look(visit, wrong=wrong)
    new = case.new.confirmed().having(said, visit.who.name or "")

    def plan(conn: Connection) -> Effect:
        return plan_bring_in(conn, case.into, new, came=case.waiting.at, who=visit.who, now=visit.now)

    if case.match is not None:
        answer = look_then_do(visit, case.campaign, plan, form=lambda why: look(visit, whole=why.says), back=back)
    else:
        answer = _at_once(visit, plan, back)
    if answer.status_code == _SEEN_TO:
        _spool(visit).see_to(case.waiting, case.number, of=case.of)
    return answer


_SEEN_TO = 303


def _at_once(visit: Visit, plan: Callable[[Connection], Effect], back: str) -> Response:
    try:
        effect = editing.do(visit.wiring.ledger, plan, now=visit.now)
    except (NotPossible, UsageProblem, CampaignInvalid) as problem:
        return look(visit, whole=in_people_words(str(problem)))
    return visit.on(back, f"Done: {effect.says}. It waits among the blogs for somebody to approve it.")


def _said(visit: Visit, case: _Case) -> tuple[dict[str, str], dict[str, str]]:
    """The facts as the form has them, and what is wrong with any."""
    said: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for fact, typed in visit.form.items():
        if is_fact(fact):
            try:
                said[fact] = answered(fact, typed, case.settings)
            except ValueError as problem:
                wrong[fact] = str(problem)
    home = visit.form.get("theme", "")
    said["themes"] = ", ".join(dict.fromkeys(filter(None, [home, *sorted(_chosen(visit))])))
    if home not in {theme.id for theme in case.settings.themes}:
        wrong["themes"] = "choose the theme on whose day it goes out"
    for fact in NEEDED:
        if fact not in wrong and not said.get(fact):
            wrong[fact] = "this is needed: ask the contributor, and leave the file here until you know"
    return said, wrong


def _chosen(visit: Visit) -> set[str]:
    return {name.removeprefix("theme:") for name, value in visit.form.items() if name.startswith("theme:") and value}


def _case(visit: Visit) -> _Case:
    campaign = the_campaign(visit)
    waiting = _spool(visit).get(campaign.slug, visit.path["token"], visit.now)
    number = int(visit.path["number"])
    found = arriving.proposals(waiting.original, _hints(campaign, waiting.at))
    if number >= len(found) or number in waiting.done:
        raise NotPossible("this one was seen to already")
    into = filing.folder(Path(campaign.folder))
    match = into.match(found[number])
    new = found[number] if match is None or match.same else as_it_is(found[number], into.read[match.blog.id])
    return _Case(campaign, waiting, number, len(found), new, into, match)


def _hints(campaign: CampaignRow, came: datetime) -> Hints:
    return Hints(settings=campaign.settings, now=came)


def _spool(visit: Visit) -> Spool:
    if visit.wiring.spool is None:
        raise NotPossible("Files cannot be handed in on these pages.")
    return visit.wiring.spool


ROUTES = [
    page("/weeks/{slug}/bring-in", show, Need.TO_WRITE),
    deed("/weeks/{slug}/bring-in", receive, files=True),
    page("/weeks/{slug}/bring-in/{token}/{number:int}", look, Need.TO_WRITE),
    deed("/weeks/{slug}/bring-in/{token}/{number:int}", bring_in),
]
