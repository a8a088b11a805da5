"""Changes to the rest of the week and to blogs, shown first; and posts of one's own."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from promoter import approval
from promoter.campaign.model import ChannelName
from promoter.editing import (
    plan_approve_blog,
    plan_decline_blog,
    plan_shift,
    plan_withdraw_blog,
    submissions,
)
from promoter.errors import Mistake, NotPossible, PromoterError, UsageProblem
from promoter.reporting.peoples_words import in_people_words
from promoter.web.access import deed, page
from promoter.web.pages.contributors import standings
from promoter.web.pages.seen_first import Wrong, a_date, a_number, look_then_do, the_campaign

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from sqlalchemy import Connection
    from starlette.responses import Response

    from promoter.editing import Effect, Submission
    from promoter.ledger.rows import CampaignRow
    from promoter.web.visit import Visit

# ----------------------------------------------------------------------------------------------- moving the rest of the week


def shift_form(visit: Visit, wrong: Wrong | None = None) -> Response:
    campaign = the_campaign(visit)
    return visit.page(
        "shift.html", status=422 if wrong else 200, title="Move the rest of the week", campaign=campaign,
        networks=_networks(campaign), wrong=wrong, typed=visit.form, which=visit.form.get("what", ""),
    )  # fmt: skip


def shift(visit: Visit) -> Response:
    campaign = the_campaign(visit)
    network = ChannelName(visit.form["network"]) if visit.form.get("network") in set(ChannelName) else None
    one_day = visit.asked("what") == "day"

    def plan(conn: Connection) -> Effect:
        if one_day:
            day, to = a_date(visit, "day"), a_date(visit, "to")
            return plan_shift(conn, campaign.slug, who=visit.who, now=visit.now, day=day, to=to, channel=network)
        by = timedelta(days=a_number(visit, "days"), hours=a_number(visit, "hours"))
        by = -by if visit.form.get("way") == "earlier" else by
        return plan_shift(conn, campaign.slug, who=visit.who, now=visit.now, by=by, channel=network)

    def again(wrong: Wrong) -> Response:
        return shift_form(visit, Wrong("days", wrong.says) if wrong.field == "by" else wrong)

    return look_then_do(visit, campaign, plan, form=again, typed=True)


# ------------------------------------------------------------------------------------------------------------ the blogs


def blogs(visit: Visit, wrong: Wrong | None = None) -> Response:
    """What was handed in, and how each stands against the call's rules. `wrong` has the blog that it is about as its field."""
    campaign = the_campaign(visit)
    listed: tuple[Submission, ...] | None
    try:
        listed = submissions(Path(campaign.folder))
    except (PromoterError, OSError):
        listed = None
    return visit.page(
        "blogs.html", status=422 if wrong else 200, title="Blogs", campaign=campaign, blogs=listed, wrong=wrong,
        typed=visit.form, signed=standings(visit, campaign),
    )  # fmt: skip


def decide_on_blog(visit: Visit) -> Response:
    campaign, blog = the_campaign(visit), visit.path["blog"]
    folder = Path(campaign.folder)
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
    return look_then_do(
        visit, campaign, plans[what], back=f"/weeks/{campaign.slug}/blogs",
        form=lambda wrong: blogs(visit, Wrong(blog, wrong.says)),
    )  # fmt: skip


# --------------------------------------------------------------------------------------------------------- a post of one's own


def write_form(visit: Visit, wrong: Wrong | None = None) -> Response:
    campaign = the_campaign(visit)
    return visit.page(
        "write.html", status=422 if wrong else 200, title="Write a post", campaign=campaign,
        networks=_networks(campaign), wrong=wrong, typed=visit.form,
    )  # fmt: skip


def write(visit: Visit) -> Response:
    campaign = the_campaign(visit)
    text = visit.asked("text")
    try:
        channel, at = _network(visit), _moment(visit, campaign.settings.zone)
        with visit.wiring.ledger.write() as conn:
            made = approval.write(conn, campaign.slug, channel, at, text, who=visit.who, now=visit.now)
            remarks = " ".join(in_people_words(one.message) for one in approval.remarks_on_time(conn, made))
    except Mistake as problem:
        return write_form(visit, Wrong(problem.field, in_people_words(str(problem))))
    except NotPossible as problem:  # the time
        return write_form(visit, Wrong("at", in_people_words(str(problem))))
    except UsageProblem as problem:  # the words
        return write_form(visit, Wrong("text", in_people_words(str(problem))))
    return visit.on(f"/posts/{made.key}", f"Written. Somebody else has to approve it now. {remarks}".rstrip())


def _network(visit: Visit) -> ChannelName:
    try:
        return ChannelName(visit.asked("network"))
    except ValueError:
        raise Mistake("choose a network", field="network") from None


def _moment(visit: Visit, zone: tzinfo) -> datetime:
    try:
        return datetime.fromisoformat(visit.asked("at")).replace(tzinfo=zone)
    except ValueError:
        raise Mistake("choose a day and a time", field="at") from None


def _networks(campaign: CampaignRow) -> tuple[ChannelName, ...]:
    return tuple(name for name in ChannelName if getattr(campaign.settings.channels, name.value) is not None)


ROUTES = [
    page("/weeks/{slug}/shift", shift_form),
    deed("/weeks/{slug}/shift", shift),
    page("/weeks/{slug}/blogs", blogs),
    deed("/weeks/{slug}/blogs/{blog}", decide_on_blog),
    page("/weeks/{slug}/write", write_form),
    deed("/weeks/{slug}/write", write),
]
