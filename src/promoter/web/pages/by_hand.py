"""What people post by hand: the exact words, the picture, and the field for the address, once it is out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from promoter.ledger.accounts import list_accounts
from promoter.ledger.campaigns import list_campaigns
from promoter.ledger.pauses import current_pause
from promoter.ledger.queue import list_posts
from promoter.posts.lifecycle import Status
from promoter.web.access import page
from promoter.web.facts import pictures_of

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.responses import Response

    from promoter.ledger.rows import CampaignRow, PostRow
    from promoter.reporting.drawing import Picture
    from promoter.web.pages.attention import Refusal
    from promoter.web.visit import Visit

NEXT = 5  #: how many posts that are still to come are shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A post to be put on a network by a person. `apart`: the link, where the words do not carry it."""

    post: PostRow
    campaign: CampaignRow
    text: str
    apart: str | None
    pictures: tuple[Picture, ...]
    stopped: bool


def show(visit: Visit, *, refused: Refusal | None = None, status: int = 200) -> Response:
    """The posts that are due, and the next ones; after a deed that was refused, with the reason and what was typed."""
    with visit.wiring.ledger.read() as conn:
        accounts = [account for account in list_accounts(conn) if account.manual]
        campaigns = {row.slug: row for row in list_campaigns(conn)}
        pause = current_pause(conn)
        posts = [post for one in accounts for post in list_posts(conn, account=one.id, status=Status.APPROVED)]
    sheets = [
        _sheet(post, campaigns[post.campaign], visit.now, stopped=pause is not None and post.let_through != pause.id)
        for post in sorted(posts, key=lambda post: (post.at, post.key))
    ]
    later = [sheet for sheet in sheets if sheet.post.at > visit.now]
    return visit.page(
        "by_hand.html",
        status=status,
        title="By hand",
        campaign=next(iter(campaigns.values())) if len(campaigns) == 1 else None,
        accounts=accounts,
        due=[sheet for sheet in sheets if sheet.post.at <= visit.now],
        next=later[:NEXT],
        more=len(later[NEXT:]),
        refused=refused,
    )


def _sheet(post: PostRow, campaign: CampaignRow, now: datetime, *, stopped: bool) -> Sheet:
    said = post.said
    counted = post.payload_at(max(now, post.at)) == said.payload_text
    text = said.text if counted else said.uncounted or said.text
    return Sheet(
        post=post, campaign=campaign, text=text, stopped=stopped,
        apart=said.link if said.link and said.link not in text else None,
        pictures=pictures_of(post, campaign),
    )  # fmt: skip


ROUTES = [
    page("/by-hand", show),
]
