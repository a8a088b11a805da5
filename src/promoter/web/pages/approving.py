"""Approving more than one post in one go: a day that was read, what was ticked, or what was looked at one by one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from promoter import approval
from promoter.errors import NotPossible, UsageProblem
from promoter.ledger.campaigns import get_campaign
from promoter.ledger.outline import outlines
from promoter.ledger.people import list_users
from promoter.ledger.queue import get_post, get_posts
from promoter.people.having_seen import seen_by
from promoter.reporting.peoples_words import told
from promoter.web.access import Need, deed, page
from promoter.web.approving_day import Reader, day_to_read
from promoter.web.pages.post import require_as_seen
from promoter.web.signing import stand_ins
from promoter.web.sweep import called

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response

    from promoter.ledger.rows import PostRow
    from promoter.web.visit import Visit


def read_day(visit: Visit) -> Response:
    """A day in full, to approve what is read."""
    day = _day(visit.query.get("day", ""))
    return visit.on(f"/weeks/{visit.path['slug']}") if day is None else _show(visit, day)


def _show(visit: Visit, day: date, *, left: Mapping[str, str] | None = None, refused: str = "") -> Response:
    slug = visit.path["slug"]
    with visit.wiring.ledger.read() as conn:
        campaign = get_campaign(conn, slug)
        week = outlines(conn, campaign=slug)
        zone = campaign.settings.zone
        its = get_posts(conn, [post.key for post in week if post.at.astimezone(zone).date() == day])
        around = outlines(conn, campaign=slug, accounts={post.account for post in its})
        ahead = {
            one.key: approval.foreseen(
                conn, one, version_ends=visit.wiring.version_ends, page_check=visit.wiring.look_at_page is not None
            )
            for one in its
        }
        users = {user.email: user for user in list_users(conn)}
        deputies = stand_ins(conn, users, visit.now.date())
    reader = Reader(email=visit.who.name, roles=visit.roles, users=users, deputies=deputies, now=visit.now)
    view = day_to_read(campaign, day, its, around, reader=reader, left=left or {}, ahead=ahead)
    return visit.page(
        "approve_day.html", status=409 if refused else 200, title=f"Approve {view.name}", campaign=campaign, day=view,
        refused=refused,
    )  # fmt: skip


def approve_many(visit: Visit) -> Response:
    """Approve posts, each by itself: those ticked, or those that were looked at.

    The form names every post that it showed with its version; what changed since is left alone and told.
    """
    slug, approved = visit.path["slug"], 0
    left: dict[str, tuple[PostRow | None, str]] = {}
    with visit.wiring.ledger.read() as conn:
        zone = get_campaign(conn, slug).settings.zone
        looked_at = seen_by(conn, visit.who.name, slug)
    shown = {name.removeprefix("post:"): version for name, version in visit.form.items() if name.startswith("post:")}
    for key, version in shown.items():
        if not (key in looked_at if visit.form.get("which") == "seen" else f"tick:{key}" in visit.form):
            continue
        post = None
        try:
            with visit.wiring.ledger.write() as conn:
                post = get_post(conn, key, lock=True)
                if post.campaign != slug:
                    continue
                require_as_seen(post, version)
                _refuse_wanted(post)
                approval.approve(conn, key, who=visit.who, now=visit.now)
        except NotPossible as problem:
            why = str(problem).removesuffix(" Nothing was done.")  # to the others something was
            left[key] = post, told(why, post) if post else why
        except UsageProblem:
            left[key] = None, "One of the posts is not there any more."
        else:
            approved += 1
    reasons = [f"{called(post, zone)}: {why}" if post else why for post, why in left.values()]
    said = _told(approved, reasons)
    day = _day(visit.form.get("day", ""))
    if day is not None and (reasons or not approved):
        return _show(visit, day, left={key: why for key, (_, why) in left.items()}, refused=said)
    return visit.back(said, otherwise=f"/weeks/{slug}") if day is None else visit.on(f"/weeks/{slug}", said)


def _refuse_wanted(post: PostRow) -> None:
    if (wish := approval.wanted(post)) is not None:
        raise NotPossible(f"changes are wanted: {wish}")


def _told(approved: int, left: list[str]) -> str:
    said = f"{approved} approved." if approved else "Nothing was approved."
    if not left:
        return said
    return f"{said} {len(left)} left: {left[0]}{' And others.' if len(left) > 1 else ''}"


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


ROUTES = [
    page("/weeks/{slug}/approve", read_day, Need.TO_WRITE),
    deed("/weeks/{slug}/approve", approve_many),
]
