"""The red control on every page, and what starting again will do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter import approval
from promoter.ledger.campaigns import list_campaigns
from promoter.ledger.pauses import current_pause
from promoter.ledger.queue import list_posts
from promoter.posts.lifecycle import Status
from promoter.web.access import Need, deed, page

if TYPE_CHECKING:
    from starlette.responses import Response

    from promoter.web.visit import Visit


def stop(visit: Visit) -> Response:
    """Anybody stops everything, with a reason."""
    with visit.wiring.ledger.write() as conn:
        made = approval.pause(
            conn, reason=visit.form.get("reason") or "no reason was given", who=visit.who, now=visit.now
        )
    said = (
        "Everything is stopped."
        if made.paused_at == visit.now
        else f"Everything was stopped already, by {made.paused_by}."
    )
    return visit.back(said)


def banner(visit: Visit) -> Response:
    """The part of every page that says whether everything is stopped, for pages that are open."""
    return visit.page("stopped.html")


def before_starting(visit: Visit) -> Response:
    """What will happen: which posts come back for a decision because their time has passed, and which go on."""
    with visit.wiring.ledger.read() as conn:
        pause = current_pause(conn)
        zones = {row.slug: row.settings.zone for row in list_campaigns(conn)}
        approved = list_posts(conn, status=Status.APPROVED)
    back = {post.key for post in approved if approval.comes_back(post, now=visit.now, grace=visit.wiring.grace)}
    passed = [post for post in approved if post.key in back]
    going = [post for post in approved if post.key not in back]
    return visit.page("start.html", title="Start again", pause=pause, zones=zones, passed=passed, going=going)


def start(visit: Visit) -> Response:
    with visit.wiring.ledger.write() as conn:
        returned = approval.resume(conn, who=visit.who, now=visit.now, grace=visit.wiring.grace)
    count = len(returned)
    back = "" if not count else f" {count} post{'s' if count > 1 else ''} whose time passed came back for a new time."
    return visit.on("/", f"Promoter posts again.{back}")


ROUTES = [
    deed("/stop", stop, Need.TO_BE_KNOWN),
    page("/stopped", banner),
    page("/start", before_starting),
    deed("/start", start, Need.TO_APPROVE),
]
