"""What people decide about posts: each one a form, about exactly what was on the screen."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from promoter import approval
from promoter.errors import NotPossible, UsageProblem
from promoter.ledger.campaigns import get_campaign
from promoter.ledger.queue import get_post
from promoter.people.having_seen import seen_by
from promoter.posts.lifecycle import Status
from promoter.timetable.slots import moment
from promoter.web.access import Need, deed
from promoter.web.happened import told
from promoter.web.pages.post import on_post, require_as_seen
from promoter.web.sweep import called

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from sqlalchemy import Connection
    from starlette.responses import Response

    from promoter.ledger.rows import PostRow
    from promoter.web.visit import Visit


def approve(visit: Visit) -> Response:
    def deed(conn: Connection, key: str) -> str:
        after = approval.approve(conn, key, who=visit.who, now=visit.now, digest=visit.asked("digest"))
        done = after.status is Status.APPROVED
        return "Approved." if done else "Your approval is noted; it takes another person’s too."

    return on_post(visit, deed)


def send_back(visit: Visit) -> Response:
    def deed(conn: Connection, key: str) -> str:
        after = approval.return_(conn, key, reason=visit.asked("reason"), who=visit.who, now=visit.now)
        return f"Sent back to {after.written_by}."

    return on_post(visit, deed)


def withdraw(visit: Visit) -> Response:
    def deed(conn: Connection, key: str) -> str:
        approval.withdraw(conn, key, reason=visit.asked("reason"), who=visit.who, now=visit.now)
        return "Taken out: it does not go."

    return on_post(visit, deed)


def reopen(visit: Visit) -> Response:
    def deed(conn: Connection, key: str) -> str:
        approval.reopen(conn, key, who=visit.who, now=visit.now)
        return "Brought back: it waits for approval."

    return on_post(visit, deed)


def edit(visit: Visit) -> Response:
    """New words. If somebody else changed the post meanwhile, both wordings are shown and nothing is lost."""

    def deed(conn: Connection, key: str) -> str:
        approval.edit(conn, key, visit.asked("text"), who=visit.who, now=visit.now)
        return "Saved. Somebody else has to approve it now."

    return on_post(visit, deed)


def choose(visit: Visit) -> Response:
    def deed(conn: Connection, key: str) -> str:
        which = visit.asked("which")
        if which not in {"edited", "files"}:
            raise UsageProblem("Choose one of the two wordings.")
        approval.choose(conn, key, "edited" if which == "edited" else "files", who=visit.who, now=visit.now)
        return "Chosen. It waits for approval."

    return on_post(visit, deed)


def move(visit: Visit) -> Response:
    def deed(conn: Connection, key: str) -> str:
        to = _moment(visit.asked("to"), get_campaign(conn, get_post(conn, key).campaign).settings.zone)
        moved = approval.move(conn, key, to, who=visit.who, now=visit.now)
        remarks = " ".join(told(remark.message, moved) for remark in approval.remarks_on_time(conn, moved))
        return f"Moved. Somebody else has to approve it now. {remarks}".rstrip()

    return on_post(visit, deed)


def let_through(visit: Visit) -> Response:
    def deed(conn: Connection, key: str) -> str:
        approval.let_through(
            conn, key, reason=visit.asked("reason"), who=visit.who, now=visit.now, grace=visit.wiring.grace
        )
        return "It goes out at its time, though everything else is stopped."

    return on_post(visit, deed)


def approve_many(visit: Visit) -> Response:
    """Approve posts of the sweep form, each by itself: those ticked, those of a day, or those that were looked at.

    The form names every post that it showed with its version; what changed since is left alone and told.
    """
    slug, approved, left = visit.path["slug"], 0, []
    with visit.wiring.ledger.read() as conn:
        zone = get_campaign(conn, slug).settings.zone
        looked_at = seen_by(conn, visit.who.name, slug)
    shown = {name.removeprefix("post:"): version for name, version in visit.form.items() if name.startswith("post:")}
    for key, version in shown.items():
        post = None
        try:
            with visit.wiring.ledger.write() as conn:
                post = get_post(conn, key, lock=True)
                if post.campaign != slug or not _is_meant(post, visit, looked_at, zone):
                    continue
                require_as_seen(post, version)
                approval.approve(conn, key, who=visit.who, now=visit.now)
        except NotPossible as problem:
            left.append(f"{called(post, zone)}: {told(str(problem), post)}" if post else str(problem))
        except UsageProblem:
            left.append("One of the posts is not there any more.")
        else:
            approved += 1
    return visit.back(_told(approved, left), otherwise=f"/weeks/{slug}")


def _is_meant(post: PostRow, visit: Visit, looked_at: set[str], zone: ZoneInfo) -> bool:
    """Is the post among those that the pressed button means?"""
    form = visit.form
    if form.get("day"):
        return post.at.astimezone(zone).date() == _day(form["day"])
    if form.get("which") == "seen":
        return post.key in looked_at
    return f"tick:{post.key}" in form


def _told(approved: int, left: list[str]) -> str:
    said = f"{approved} approved." if approved else "Nothing was approved."
    if not left:
        return said
    return f"{said} {len(left)} left: {left[0]}{' And others.' if len(left) > 1 else ''}"


def _moment(typed: str, zone: ZoneInfo) -> datetime:
    """A free time that was offered names its zone; one that somebody typed is on the campaign's clocks."""
    try:
        to = datetime.fromisoformat(typed)
    except ValueError:
        raise UsageProblem("Choose a day and a time.") from None
    return to if to.tzinfo else moment(to.date(), to.time(), zone)


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise UsageProblem("Choose a day.") from None


ROUTES = [
    deed("/weeks/{slug}/approve", approve_many),
    deed("/posts/{key:path}/approve", approve),
    deed("/posts/{key:path}/return", send_back),
    deed("/posts/{key:path}/withdraw", withdraw),
    deed("/posts/{key:path}/reopen", reopen),
    deed("/posts/{key:path}/edit", edit),
    deed("/posts/{key:path}/choose", choose),
    deed("/posts/{key:path}/move", move),
    deed("/posts/{key:path}/let-through", let_through, Need.TO_APPROVE),
]
