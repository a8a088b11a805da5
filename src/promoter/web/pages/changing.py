"""Changes to many posts, or to the facts behind them: shown first, then done exactly as they were seen."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from promoter import approval
from promoter.campaign.model import ChannelName
from promoter.editing import (
    carry_out,
    plan_approve_blog,
    plan_confirm,
    plan_decline_blog,
    plan_facts,
    plan_handle,
    plan_shift,
    plan_withdraw_blog,
    submissions,
)
from promoter.errors import NotPossible, PromoterError, UsageProblem
from promoter.ledger.campaigns import get_campaign
from promoter.posts.lifecycle import Status
from promoter.web.access import deed, page

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection
    from starlette.responses import Response

    from promoter.editing import Effect, Submission
    from promoter.ledger.rows import CampaignRow
    from promoter.web.visit import Visit

_NOT_REPEATED = frozenset({"seal", "next"})

# ----------------------------------------------------------------------------------------------- moving the rest of the week


def shift_form(visit: Visit) -> Response:
    campaign = _campaign(visit)
    return visit.page("shift.html", title="Move the rest of the week", campaign=campaign, networks=_networks(campaign))


def shift(visit: Visit) -> Response:
    campaign = _campaign(visit)
    network = ChannelName(visit.form["network"]) if visit.form.get("network") in set(ChannelName) else None
    if visit.asked("what") == "day":
        day, to = _a_date(visit, "day"), _a_date(visit, "to")
        return _look_then_do(
            visit,
            campaign,
            lambda conn: plan_shift(conn, campaign.slug, who=visit.who, now=visit.now, day=day, to=to, channel=network),
        )
    by = timedelta(days=_a_number(visit, "days"), hours=_a_number(visit, "hours"))
    by = -by if visit.form.get("way") == "earlier" else by
    return _look_then_do(
        visit,
        campaign,
        lambda conn: plan_shift(conn, campaign.slug, who=visit.who, now=visit.now, by=by, channel=network),
    )


# ------------------------------------------------------------------------------------------------------------ the blogs


def blogs(visit: Visit) -> Response:
    """What was handed in, and how each stands against the call's rules."""
    campaign = _campaign(visit)
    listed: tuple[Submission, ...] | None
    try:
        listed = submissions(Path(campaign.folder))
    except PromoterError:
        listed = None
    return visit.page("blogs.html", title="Blogs", campaign=campaign, blogs=listed)


def decide_on_blog(visit: Visit) -> Response:
    campaign, blog, folder = _campaign(visit), visit.path["blog"], Path(_campaign(visit).folder)
    reason, late = visit.form.get("reason", ""), bool(visit.form.get("accept_late"))
    who, now = visit.who, visit.now
    plans: dict[str, Callable[[Connection], Effect]] = {
        "approve": lambda conn: plan_approve_blog(conn, folder, blog, who=who, now=now, accept_late=late),
        "decline": lambda conn: plan_decline_blog(conn, folder, blog, reason=reason or None, who=who, now=now),
        "withdraw": lambda conn: plan_withdraw_blog(conn, folder, blog, reason=reason, who=who, now=now),
    }
    what = visit.asked("what")
    if what not in plans:
        raise UsageProblem("Choose what to do with the blog.")
    return _look_then_do(visit, campaign, plans[what], back=f"/weeks/{campaign.slug}/blogs")


# ------------------------------------------------------------------------------------------------------------ the facts


def facts(visit: Visit) -> Response:
    """What the call states and what is assumed, to confirm or to change."""
    campaign = _campaign(visit)
    return visit.page("facts.html", title="Facts of the week", campaign=campaign, settings=campaign.settings)


def confirm(visit: Visit) -> Response:
    campaign, about = _campaign(visit), visit.asked("about")
    return _look_then_do(
        visit, campaign, lambda conn: plan_confirm(conn, Path(campaign.folder), about, who=visit.who, now=visit.now),
        back=f"/weeks/{campaign.slug}/facts",
    )  # fmt: skip


def change_facts(visit: Visit) -> Response:
    """The days' themes, the deadline, the event's edition: those fields of the form that differ from what is."""
    campaign = _campaign(visit)
    settings = campaign.settings
    now_so: dict[str, str | None] = {f"days.{day.date}": day.theme for day in settings.days}
    now_so["deadline"] = f"{settings.deadline:%Y-%m-%dT%H:%M}" if settings.deadline else None
    if settings.event is not None:
        now_so["event.edition"] = settings.event.edition
    typed = {name: visit.form[name].strip() or None for name in now_so if name in visit.form}
    changed = {name: value for name, value in typed.items() if value != now_so[name]}
    if not changed:
        raise UsageProblem("Nothing is different from what it is already.")
    return _look_then_do(
        visit, campaign, lambda conn: plan_facts(conn, Path(campaign.folder), changed, who=visit.who, now=visit.now),
        back=f"/weeks/{campaign.slug}/facts",
    )  # fmt: skip


def correct_handle(visit: Visit) -> Response:
    campaign, old, new = _campaign(visit), visit.asked("old").strip(), visit.asked("new").strip()
    return _look_then_do(
        visit, campaign, lambda conn: plan_handle(conn, Path(campaign.folder), old, new, who=visit.who, now=visit.now),
        back=f"/weeks/{campaign.slug}/facts",
    )  # fmt: skip


# --------------------------------------------------------------------------------------------------------- a post of one's own


def write_form(visit: Visit, *, refused: str | None = None) -> Response:
    campaign = _campaign(visit)
    return visit.page(
        "write.html", status=422 if refused else 200, title="Write a post", campaign=campaign,
        networks=_networks(campaign), refused=refused, typed=visit.form,
    )  # fmt: skip


def write(visit: Visit) -> Response:
    campaign = _campaign(visit)
    try:
        channel = ChannelName(visit.asked("network"))
        at = datetime.fromisoformat(visit.asked("at")).replace(tzinfo=campaign.settings.zone)
    except ValueError:
        return write_form(visit, refused="Choose a network, a day and a time.")
    try:
        with visit.wiring.ledger.write() as conn:
            made = approval.write(conn, campaign.slug, channel, at, visit.asked("text"), who=visit.who, now=visit.now)
            remarks = " ".join(remark.message for remark in approval.remarks_on_time(conn, made))
    except (NotPossible, UsageProblem) as problem:
        return write_form(visit, refused=str(problem))
    return visit.on(f"/posts/{made.key}", f"Written. Somebody else has to approve it now. {remarks}".rstrip())


# ----------------------------------------------------------------------------------------------------------------- in common


def _look_then_do(
    visit: Visit, campaign: CampaignRow, plan: Callable[[Connection], Effect], *, back: str | None = None
) -> Response:
    """Show what it comes to; once the form brings back the seal of what was shown, do that."""
    seal = visit.form.get("seal")
    if seal:
        with visit.wiring.ledger.write() as conn:
            effect = plan(conn)
            carry_out(conn, effect, now=visit.now, seen=seal)
        count = sum(change.after.status is Status.PENDING for change in effect.changes)
        waiting = f" {count} posts wait for somebody else's approval." if count else ""
        return visit.on(back or f"/weeks/{campaign.slug}", f"Done: {effect.says}.{waiting}")
    with visit.wiring.ledger.read() as conn:
        effect = plan(conn)
    again = [(name, value) for name, value in visit.form.items() if name not in _NOT_REPEATED]
    return visit.page(
        "effect.html",
        title=effect.says,
        campaign=campaign,
        effect=effect,
        again=again,
        back=back or f"/weeks/{campaign.slug}",
    )


def _campaign(visit: Visit) -> CampaignRow:
    with visit.wiring.ledger.read() as conn:
        return get_campaign(conn, visit.path["slug"])


def _networks(campaign: CampaignRow) -> tuple[ChannelName, ...]:
    return tuple(name for name in ChannelName if getattr(campaign.settings.channels, name.value) is not None)


def _a_date(visit: Visit, name: str) -> date:
    try:
        return date.fromisoformat(visit.asked(name))
    except ValueError:
        raise UsageProblem("Choose the day to move and the day it moves to.") from None


def _a_number(visit: Visit, name: str) -> int:
    typed = visit.form.get(name, "").strip() or "0"
    if not typed.isdecimal() or len(typed) > 3:
        raise UsageProblem("Write days and hours as whole numbers.")
    return int(typed)


ROUTES = [
    page("/weeks/{slug}/shift", shift_form),
    deed("/weeks/{slug}/shift", shift),
    page("/weeks/{slug}/blogs", blogs),
    deed("/weeks/{slug}/blogs/{blog}", decide_on_blog),
    page("/weeks/{slug}/facts", facts),
    deed("/weeks/{slug}/facts", change_facts),
    deed("/weeks/{slug}/facts/confirm", confirm),
    deed("/weeks/{slug}/facts/handle", correct_handle),
    page("/weeks/{slug}/write", write_form),
    deed("/weeks/{slug}/write", write),
]
