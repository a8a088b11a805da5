"""Will the account still be there when the post is due? Said to whoever decides; approving it is right all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.campaign.model import ChannelName
from promoter.ledger.campaigns import get_campaign
from promoter.ledger.tokens import token_ends
from promoter.posts.model import Remark
from promoter.posts.phrases import dated

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from promoter.ledger.rows import PostRow


def remarks_on_ends(conn: Connection, post: PostRow, *, version_ends: datetime | None = None) -> tuple[Remark, ...]:
    """What ends before the post is due. `version_ends` is when LinkedIn stops serving the version that the settings name."""
    zone = get_campaign(conn, post.campaign).settings.zone
    found = []
    ends = token_ends(conn, post.account)
    if ends is not None and ends <= post.at:
        local = ends.astimezone(zone)
        found.append(
            Remark(
                "token_ends",
                f"{post.account} is connected until {local:%H:%M} on {dated(local.date())} {local.year}, and this is due later: "
                "unless an admin connects it again before, it does not go out",
            )
        )
    if version_ends is not None and post.channel is ChannelName.LINKEDIN and version_ends <= post.at:
        found.append(
            Remark(
                "version_ends",
                f"LinkedIn ends the version of its interface that we use about {dated(version_ends.date())} {version_ends.year}, "
                "and this is due later: unless Promoter is updated before, it does not go out",
            )
        )
    return tuple(found)
