"""The campaign week as a board: days as columns, time running down, and what waits for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from promoter.campaign.model import ChannelName
from promoter.ledger.campaigns import get_campaign
from promoter.ledger.decisions import wanted_besides
from promoter.ledger.people import list_users
from promoter.ledger.queue import list_posts
from promoter.people.having_seen import seen_by
from promoter.web.access import page
from promoter.web.sweep import headed, sweep
from promoter.web.week import Filter, week

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.responses import Response

    from promoter.ledger.rows import CampaignRow, PostRow
    from promoter.web.visit import Visit


def show(visit: Visit) -> Response:
    with visit.wiring.ledger.read() as conn:
        campaign = get_campaign(conn, visit.path["slug"])
    return visit.long_page(
        "board.html", title=campaign.settings.name, campaign=campaign, wanted=Filter.of(visit.query),
        networks=tuple(ChannelName), read=lambda: _read(visit, campaign),
    )  # fmt: skip


def _read(visit: Visit, campaign: CampaignRow) -> dict[str, Any]:
    """What the board shows, read when its head is on the way already."""
    with visit.wiring.ledger.read() as conn:
        posts = list_posts(conn, campaign=campaign.slug)
        users = {user.email: user for user in list_users(conn)}
        besides = wanted_besides(conn, campaign.slug)
        looked_at = seen_by(conn, visit.who.name, campaign.slug)
    wanted = Filter.of(visit.query)
    view = week(
        campaign, posts, wanted, now=visit.now, me=visit.who.name, users=users, roles=visit.roles,
        pause=visit.pause, grace=visit.wiring.grace, besides=besides,
    )  # fmt: skip
    return {
        "week": view,
        "people": sorted({post.written_by for post in posts}),
        "blogs": _blogs(posts),
        "sweep": sweep(view.mine, view.returned, looked_at, campaign.settings.zone),
    }


def _blogs(posts: Sequence[PostRow]) -> list[tuple[str, str]]:
    """The blogs that have posts, each with its title, by title."""
    titles = {post.blog: headed(post) if post.page_titles else post.blog for post in posts if post.blog}
    return sorted(titles.items(), key=lambda blog: blog[1].casefold())


ROUTES = [
    page("/weeks/{slug}", show),
]
