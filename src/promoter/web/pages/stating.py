"""The facts of a week: what its call states and what is assumed, to confirm or to change, shown first with what it does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from promoter.editing import fact_in_words, plan_confirm, plan_facts, plan_handle
from promoter.errors import Mistake
from promoter.posts.phrases import opened
from promoter.web.access import deed, page
from promoter.web.pages.seen_first import Wrong, a_date, look_then_do, the_campaign

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from starlette.responses import Response

    from promoter.campaign.model import Settings
    from promoter.editing import Effect
    from promoter.web.visit import Visit


def show(visit: Visit, wrong: Wrong | None = None) -> Response:
    """What the call states and what is assumed. After a mistake: with what was typed, and why that cannot be."""
    campaign = the_campaign(visit)
    settings = campaign.settings
    stated = _stated(settings)
    return visit.page(
        "facts.html", status=422 if wrong else 200, title="Facts of the week", campaign=campaign, settings=settings,
        wrong=wrong, typed=visit.form, of_form=visit.request.url.path.rpartition("/")[2] if wrong else "",
        value=lambda name: visit.form.get(name, stated[name] or "") if wrong else stated[name] or "",
        called=lambda about: opened(fact_in_words(about, settings.model_dump())),
    )  # fmt: skip


def confirm(visit: Visit) -> Response:
    campaign, about = the_campaign(visit), visit.asked("about")
    return look_then_do(
        visit, campaign, lambda conn: plan_confirm(conn, Path(campaign.folder), about, who=visit.who, now=visit.now),
        form=lambda wrong: show(visit, Wrong("", wrong.says)), back=f"/weeks/{campaign.slug}/facts",
    )  # fmt: skip


def change(visit: Visit) -> Response:
    """Those fields of the form that differ from what is: the days' dates and themes, the deadline, the event."""
    campaign = the_campaign(visit)
    stated = _stated(campaign.settings)

    def plan(conn: Connection) -> Effect:
        for name in stated:
            if name in visit.form and name.endswith((".date", ".starts", ".ends")):
                a_date(visit, name)
        typed = {name: visit.form[name].strip() or None for name in stated if name in visit.form}
        changed = {name: value for name, value in typed.items() if value != stated[name]}
        if not changed:
            raise Mistake("nothing is different from what it is already", field="")
        _in_order(typed)
        return plan_facts(conn, Path(campaign.folder), changed, who=visit.who, now=visit.now)

    return look_then_do(
        visit, campaign, plan, form=lambda wrong: show(visit, wrong), back=f"/weeks/{campaign.slug}/facts"
    )


def correct_name(visit: Visit) -> Response:
    campaign, old, new = the_campaign(visit), visit.asked("old").strip(), visit.asked("new").strip()
    return look_then_do(
        visit, campaign, lambda conn: plan_handle(conn, Path(campaign.folder), old, new, who=visit.who, now=visit.now),
        form=lambda wrong: show(visit, wrong), back=f"/weeks/{campaign.slug}/facts",
    )  # fmt: skip


def _stated(settings: Settings) -> dict[str, str | None]:
    """The facts that the form has, by the names of its fields, as the fields say them."""
    stated: dict[str, str | None] = {}
    if settings.event is not None:
        stated["event.edition"] = settings.event.edition
        stated["event.starts"] = settings.event.starts.isoformat()
        stated["event.ends"] = settings.event.ends.isoformat()
    stated["deadline"] = f"{settings.deadline:%Y-%m-%dT%H:%M}" if settings.deadline else None
    for day in settings.days:
        stated[f"days.{day.date}.date"] = day.date.isoformat()
        stated[f"days.{day.date}"] = day.theme
    return stated


def _in_order(typed: dict[str, str | None]) -> None:
    """What the files would refuse, said at the field where it can be put right."""
    first, last = typed.get("event.starts"), typed.get("event.ends")
    if first and last and last < first:
        raise Mistake("the last day of the event comes before its first", field="event.ends")
    days: dict[str, str] = {}
    for name, value in typed.items():
        if name.endswith(".date") and value is not None and days.setdefault(value, name) != name:
            raise Mistake("two days of the week have this date", field=name)


ROUTES = [
    page("/weeks/{slug}/facts", show),
    deed("/weeks/{slug}/facts", change),
    deed("/weeks/{slug}/facts/confirm", confirm),
    deed("/weeks/{slug}/facts/handle", correct_name),
]
