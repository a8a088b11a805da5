"""What people post by hand: the exact words, the picture, and the field for the address, once it is out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.responses import Response

from promoter.errors import UsageProblem
from promoter.ledger.accounts import list_accounts
from promoter.ledger.campaigns import get_campaign, list_campaigns
from promoter.ledger.pauses import current_pause
from promoter.ledger.queue import list_posts
from promoter.posts.lifecycle import Status
from promoter.web.access import page
from promoter.web.facts import blog_facts

if TYPE_CHECKING:
    from datetime import datetime

    from promoter.ledger.rows import CampaignRow, PostRow
    from promoter.web.pages.attention import Refusal
    from promoter.web.visit import Visit

NEXT = 5  #: how many posts that are still to come are shown
_PICTURES = {  # how each begins -> what it is; anything else is not handed out
    b"\x89PNG\r\n\x1a\n": ("image/png", "png"),
    b"\xff\xd8\xff": ("image/jpeg", "jpg"),
    b"GIF8": ("image/gif", "gif"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A post to be put on a network by a person. `apart`: the link, where the words do not carry it."""

    post: PostRow
    campaign: CampaignRow
    text: str
    apart: str | None
    picture: str | None
    alt: str
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
    facts = blog_facts(campaign, post.blog)
    image = facts.image if facts else None
    return Sheet(
        post=post, campaign=campaign, text=text, stopped=stopped,
        apart=said.link if said.link and said.link not in text else None,
        picture=f"/weeks/{post.campaign}/pictures/{post.blog}" if image else None,
        alt=image.alt if image else "",
    )  # fmt: skip


def picture(visit: Visit) -> Response:
    """A blog's picture, to save: as it was when its file was checked, and nothing that is no picture."""
    with visit.wiring.ledger.read() as conn:
        campaign = get_campaign(conn, visit.path["slug"])
    facts = blog_facts(campaign, visit.path["blog"])
    if facts is None or facts.image is None or facts.image_sha256 is None:
        raise UsageProblem("There is no such picture.")
    folder = Path(campaign.folder).resolve()
    file = (folder / facts.image.file).resolve()
    try:
        content = file.read_bytes() if file.is_relative_to(folder) else b""
    except OSError:
        content = b""
    kind = next((kind for start, kind in _PICTURES.items() if content.startswith(start)), None)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        kind = ("image/webp", "webp")
    if kind is None or hashlib.sha256(content).hexdigest() != facts.image_sha256:
        raise UsageProblem("This picture cannot be handed out: it is not here, was changed, or is no picture.")
    media_type, ending = kind
    named = {"content-disposition": f'attachment; filename="{facts.id}.{ending}"'}
    return Response(content, media_type=media_type, headers=named)


ROUTES = [
    page("/by-hand", show),
    page("/weeks/{slug}/pictures/{blog}", picture),
]
