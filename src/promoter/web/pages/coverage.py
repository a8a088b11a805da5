"""How evenly the week speaks: bars with their tables, per theme, day, network, kind and organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.ledger.campaigns import get_campaign
from promoter.ledger.queue import list_posts
from promoter.reporting.coverage import coverage
from promoter.web.access import page
from promoter.web.charts import chart
from promoter.web.facts import files_of

if TYPE_CHECKING:
    from starlette.responses import Response

    from promoter.web.visit import Visit


def show(visit: Visit) -> Response:
    with visit.wiring.ledger.read() as conn:
        campaign = get_campaign(conn, visit.path["slug"])
        posts = list_posts(conn, campaign=campaign.slug)
    files = files_of(campaign)
    found = coverage(posts, campaign.settings, files.blogs if files else None)
    return visit.page(
        "coverage.html", title=f"Coverage of {campaign.settings.name}", campaign=campaign, all=found.all,
        charts=[chart(one) for one in found.breakdowns], with_files=files is not None,
    )  # fmt: skip


ROUTES = [
    page("/weeks/{slug}/coverage", show),
]
