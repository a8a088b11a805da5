"""The facts of a week: what its call states and what is assumed, to confirm or to change, shown first with what it does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from promoter.editing import fact_in_words, plan_confirm, plan_facts, plan_handle
from promoter.errors import Mistake
from promoter.posts.phrases import opened
from promoter.web import stated
from promoter.web.access import deed, page
from promoter.web.fields_of_facts import sections as sections_of
from promoter.web.pages.seen_first import Wrong, a_date, at_fields, look_then_do, the_campaign

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
    sections = sections_of(settings)
    if wrong:
        wrong = at_fields(wrong, {one.name for section in sections for one in section.fields})
    return visit.page(
        "facts.html", status=422 if wrong else 200, title="Facts of the week", campaign=campaign, settings=settings,
        wrong=wrong, typed=visit.form, sections=sections, files_here=Path(campaign.folder).is_dir(),
        value=lambda name, said: visit.form.get(name, said) if wrong else said,
        called=lambda about: opened(fact_in_words(about, settings.model_dump())),
    )  # fmt: skip


def confirm(visit: Visit) -> Response:
    campaign, about = the_campaign(visit), visit.asked("about")
    return look_then_do(
        visit, campaign, lambda conn: plan_confirm(conn, Path(campaign.folder), about, who=visit.who, now=visit.now),
        form=lambda wrong: show(visit, Wrong("", wrong.says)), back=f"/weeks/{campaign.slug}/facts",
    )  # fmt: skip


def change(visit: Visit) -> Response:
    """Those fields of the form that differ from what is: one part of the facts, or all of them at once."""
    campaign = the_campaign(visit)

    def plan(conn: Connection) -> Effect:
        changed = stated.changes(campaign.settings, visit.form)
        changed = _of_the_days(visit, campaign.settings, changed)
        changed = _of_the_themes(visit, campaign.settings, changed)
        if not changed:
            raise Mistake("nothing is different from what it is already", field="")
        return plan_facts(conn, Path(campaign.folder), changed, who=visit.who, now=visit.now)

    return look_then_do(
        visit, campaign, plan, form=lambda wrong: show(visit, wrong), back=f"/weeks/{campaign.slug}/facts", typed=True
    )


def correct_name(visit: Visit) -> Response:
    campaign, old, new = the_campaign(visit), visit.asked("old").strip(), visit.asked("new").strip()
    return look_then_do(
        visit, campaign, lambda conn: plan_handle(conn, Path(campaign.folder), old, new, who=visit.who, now=visit.now),
        form=lambda wrong: show(visit, wrong), back=f"/weeks/{campaign.slug}/facts", typed=True,
    )  # fmt: skip


def _of_the_days(visit: Visit, settings: Settings, changed: dict[str, Any]) -> dict[str, Any]:
    """The days that have other dates or themes; where one comes or goes, all of them as they are then."""
    days: list[dict[str, str]] = []
    dates: dict[str, str] = {}
    for day in settings.days:
        name = f"days.{day.date}"
        if visit.form.get(f"{name}.out"):
            continue
        on = a_date(visit, f"{name}.date").isoformat() if f"{name}.date" in visit.form else day.date.isoformat()
        theme = visit.form.get(name, day.theme)
        days.append({"date": on, "theme": theme})
        if dates.setdefault(on, name) != name:
            raise Mistake("two days of the week have this date", field=f"{name}.date")
        changed |= {f"{name}.date": on} if on != day.date.isoformat() else {}
        changed |= {name: theme} if theme != day.theme else {}
    if visit.form.get("more.date"):
        on = a_date(visit, "more.date").isoformat()
        if on in dates:
            raise Mistake("two days of the week have this date", field="more.date")
        if not visit.form.get("more.theme"):
            raise Mistake("choose the theme of this day; a new theme comes first, by itself", field="more.theme")
        days.append({"date": on, "theme": visit.form["more.theme"]})
    if not days:
        raise Mistake("a week has at least one day", field="")
    if len(days) == len(settings.days) and not visit.form.get("more.date"):
        return changed
    others = {name: value for name, value in changed.items() if not name.startswith("days.")}
    return {**others, "days": sorted(days, key=lambda day: day["date"])}


def _of_the_themes(visit: Visit, settings: Settings, changed: dict[str, Any]) -> dict[str, Any]:
    """With another theme that was named, all of them as they are then."""
    name = stated.plain(visit.form.get("more.name", ""))
    if not name:
        return changed
    themes = [theme.model_dump(exclude_defaults=True) for theme in settings.themes]
    for theme in themes:
        for key in list(stated.OF_A_THEME):
            fact = f"themes.{theme['id']}.{key}"
            if fact in changed:
                theme[key] = changed[fact]
    others = {fact: value for fact, value in changed.items() if not fact.startswith("themes.")}
    return {**others, "themes": [*themes, stated.new_theme(settings, name)]}


ROUTES = [
    page("/weeks/{slug}/facts", show),
    deed("/weeks/{slug}/facts", change),
    deed("/weeks/{slug}/facts/confirm", confirm),
    deed("/weeks/{slug}/facts/handle", correct_name),
]
