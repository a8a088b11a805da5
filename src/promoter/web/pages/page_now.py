"""Is the page live that a post leads to? Asked by a person, and answered in a sentence; nothing of the post changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.errors import UsageProblem
from promoter.ledger.campaigns import get_campaign
from promoter.ledger.queue import get_post
from promoter.web.access import Need, deed

if TYPE_CHECKING:
    from starlette.responses import Response

    from promoter.web.visit import Visit


def look(visit: Visit) -> Response:
    key = visit.path["key"]
    with visit.wiring.ledger.read() as conn:
        post = get_post(conn, key)
        hosts = get_campaign(conn, post.campaign).settings.rules.hosts
    if visit.wiring.look_at_page is None:
        raise UsageProblem(
            "Pages are not looked at from here; open the address in a browser that is signed in nowhere."
        )
    return visit.on(f"/posts/{key}", visit.wiring.look_at_page(post, hosts))


ROUTES = [
    deed("/posts/{key:path}/page", look, Need.TO_BE_KNOWN),
]
