"""How long a text is, what a careful reader would remark on it, and how it would look, while somebody types it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

from promoter.campaign.model import ChannelName
from promoter.errors import UsageProblem
from promoter.ledger.accounts import get_account
from promoter.ledger.campaigns import get_campaign
from promoter.ledger.queue import get_post
from promoter.posts.checks import remarks, reworded
from promoter.posts.fitting import measure
from promoter.posts.model import Wording
from promoter.reporting.drawing import draw
from promoter.web.access import deed
from promoter.web.facts import pictures_of
from promoter.web.look import templates

if TYPE_CHECKING:
    from starlette.responses import Response

    from promoter.campaign.model import Settings
    from promoter.ledger.rows import AccountRow, CampaignRow, PostRow
    from promoter.reporting.drawing import Drawing
    from promoter.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Counted:
    """What a text counts on its network, how much it may, and what to look at in it."""

    length: int
    limit: int
    remarks: tuple[str, ...]


def counted(said: Wording, text: str, settings: Settings | None) -> Counted:
    """The count of `text` as the words of a post that says `said` now; without a campaign nothing is remarked."""
    new = reworded(said, text)
    found = remarks(new, hashtag=settings.hashtag, hosts=settings.rules.hosts) if settings else ()
    return Counted(measure(new.text, new.channel), new.limit, tuple(remark.message for remark in found))


def drawn(post: PostRow, campaign: CampaignRow, account: AccountRow, text: str | None = None) -> Drawing:
    """The post as its network would show it, from the account it leaves; `text` are other words, as they are typed."""
    here = {shown.file: shown.src for shown in pictures_of(post, campaign)}
    said = post.said if text is None else reworded(post.said, text)
    title = next(iter(post.page_titles), None)
    name = account.subject_name
    return draw(said, campaign.settings.organisation, account=name, page_title=title, picture=here.get)


def count(visit: Visit) -> Response:
    """Count what somebody types: into a post, into a new one of a campaign, or just for a network.

    For a post the drawing comes along, as the page has it.
    """
    text = visit.asked("text")
    said, post, campaign, account = _about(visit)
    found = counted(said, text, campaign.settings if campaign else None)
    answer = {"length": found.length, "limit": found.limit, "remarks": list(found.remarks)}
    if post is not None and campaign is not None and account is not None:
        template = templates().get_template("post_drawn.html")
        answer["drawn"] = template.render(drawn=drawn(post, campaign, account, text), typed=text != post.said.text)
    return JSONResponse(answer)


def _about(visit: Visit) -> tuple[Wording, PostRow | None, CampaignRow | None, AccountRow | None]:
    key, slug = visit.form.get("post"), visit.form.get("campaign")
    try:
        channel = ChannelName(visit.asked("channel"))
    except ValueError:
        raise UsageProblem("Name the network: x or linkedin.") from None
    with visit.wiring.ledger.read() as conn:
        post = get_post(conn, key) if key else None
        named = post.campaign if post else slug
        campaign = get_campaign(conn, named) if named else None
        account = get_account(conn, post.account) if post else None
    if post is not None:
        return post.said, post, campaign, account
    tags = (campaign.settings.hashtag,) if campaign else ()
    return Wording(channel=channel, text="", tags=tags), None, campaign, None


ROUTES = [
    deed("/count", count),
]
