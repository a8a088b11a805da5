"""How long a text is and what a careful reader would remark on it, while somebody types it: the server's own count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

from promoter.campaign.model import ChannelName
from promoter.errors import UsageProblem
from promoter.ledger.campaigns import get_campaign
from promoter.ledger.queue import get_post
from promoter.posts.checks import remarks, reworded
from promoter.posts.fitting import measure
from promoter.posts.model import Wording
from promoter.web.access import deed

if TYPE_CHECKING:
    from starlette.responses import Response

    from promoter.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Counted:
    """What a text counts on its network, how much it may, and what to look at in it."""

    length: int
    limit: int
    remarks: tuple[str, ...]


def counted(said: Wording, text: str, *, hashtag: str | None) -> Counted:
    """The count of `text` as the words of a post that says `said` now; without a hashtag nothing is remarked."""
    new = reworded(said, text)
    noted = () if hashtag is None else tuple(remark.message for remark in remarks(new, hashtag=hashtag))
    return Counted(measure(new.text, new.channel), new.limit, noted)


def count(visit: Visit) -> Response:
    """Count what somebody types: into a post, into a new one of a campaign, or just for a network."""
    said, hashtag = _about(visit)
    found = counted(said, visit.asked("text"), hashtag=hashtag)
    return JSONResponse({"length": found.length, "limit": found.limit, "remarks": list(found.remarks)})


def _about(visit: Visit) -> tuple[Wording, str | None]:
    key, slug = visit.form.get("post"), visit.form.get("campaign")
    try:
        channel = ChannelName(visit.asked("channel"))
    except ValueError:
        raise UsageProblem("Name the network: x or linkedin.") from None
    with visit.wiring.ledger.read() as conn:
        post = get_post(conn, key) if key else None
        named = post.campaign if post else slug
        campaign = get_campaign(conn, named) if named else None
    hashtag = campaign.settings.hashtag if campaign else None
    if post is not None:
        return post.said, hashtag
    return Wording(channel=channel, text="", tags=(hashtag,) if hashtag else ()), hashtag


ROUTES = [
    deed("/count", count),
]
