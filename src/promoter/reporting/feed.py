"""The calendar of the queue and the record, read from the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.ledger.campaigns import list_campaigns
from promoter.ledger.queue import list_posts
from promoter.reporting.calendar import standing_calendar
from promoter.reporting.report.making import title_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Connection

    from promoter.campaign.model import Campaign
    from promoter.ledger.rows import CampaignRow


def read_calendar(
    conn: Connection,
    campaign: str | None,
    *,
    now: datetime,
    files_of: Callable[[CampaignRow], Campaign | None] = lambda _: None,
) -> bytes:
    """All posts of a campaign, or of all campaigns, as a calendar file."""
    rows = {row.slug: row for row in list_campaigns(conn) if campaign in {None, row.slug}}
    posts = [post for post in list_posts(conn, campaign=campaign) if post.campaign in rows]
    blogs = {(slug, blog.id): blog for slug, row in rows.items() if (files := files_of(row)) for blog in files.blogs}
    themes = {(slug, theme.id): theme.name for slug, row in rows.items() for theme in row.settings.themes}
    titles = {
        post.key: themes.get((post.campaign, post.theme or ""), "")
        if post.blog is None
        else title_of(post, blogs.get((post.campaign, post.blog)))
        for post in posts
    }
    return standing_calendar(posts, rows, titles, now=now)
