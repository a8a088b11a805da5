"""Is the week ready? The last preflight with its time, one that runs, and the button that begins one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.errors import NotPossible
from promoter.ledger.campaigns import get_campaign
from promoter.reporting.peoples_words import in_people_words
from promoter.web.access import Need, deed, page

if TYPE_CHECKING:
    from starlette.responses import Response

    from promoter.ledger.rows import CampaignRow
    from promoter.web.visit import Visit

SIGNS = {"ready": "✓", "look": "!", "not ready": "✗"}
#: What the machine calls otherwise than people do.
CALLED = {
    "unclear": "out or not", "daemon": "what sends the posts", "ledger": "what Promoter keeps", "pause": "stopped or not",
}  # fmt: skip


def show(visit: Visit) -> Response:
    return _page(visit, "preflight.html")


def progress(visit: Visit) -> Response:
    """The part of the page that changes while a preflight runs."""
    return _page(visit, "preflight_lines.html")


def begin(visit: Visit) -> Response:
    campaign, keeper = _campaign(visit), visit.wiring.preflights
    if keeper is None:
        raise NotPossible("Nothing is looked at from here; on the machine, promoter preflight does it.")
    begun = keeper.start(campaign.slug)
    said = None if begun else "Somebody has begun it already."
    return visit.on(f"/weeks/{campaign.slug}/preflight", said)


def _page(visit: Visit, template: str) -> Response:
    campaign, keeper = _campaign(visit), visit.wiring.preflights
    kept = None if keeper is None else keeper.of(campaign.slug)
    return visit.page(
        template, title=f"Is {campaign.settings.name} ready?", campaign=campaign, kept=kept, signs=SIGNS, called=_called,
        may_begin=bool(Need.TO_WRITE.value & visit.roles),
    )  # fmt: skip


def _called(what: str) -> str:
    """What a line is about; an address stays as it is."""
    return what if "://" in what else in_people_words(CALLED.get(what, what)).removesuffix(".")


def _campaign(visit: Visit) -> CampaignRow:
    with visit.wiring.ledger.read() as conn:
        return get_campaign(conn, visit.path["slug"])


ROUTES = [
    page("/weeks/{slug}/preflight", show),
    deed("/weeks/{slug}/preflight", begin, Need.TO_WRITE),
    page("/weeks/{slug}/preflight/lines", progress),
]
