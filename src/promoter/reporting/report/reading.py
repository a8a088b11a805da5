"""Reads from the ledger, and from the campaign's files where they are here, what a report is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.ledger.accounts import list_accounts
from promoter.ledger.attempts import list_attempts
from promoter.ledger.campaigns import get_campaign, list_campaigns
from promoter.ledger.decisions import approved_times
from promoter.ledger.events import heads
from promoter.ledger.figures import list_files, list_readings
from promoter.ledger.not_read import not_read
from promoter.ledger.pauses import current_pause
from promoter.ledger.queue import list_posts
from promoter.posts.lifecycle import Status
from promoter.reporting.learning import learn
from promoter.reporting.peoples_words import told
from promoter.reporting.report.making import report_of
from promoter.reporting.standing import why_it_stands

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta

    from sqlalchemy import Connection

    from promoter.campaign.model import Campaign
    from promoter.ledger.rows import CampaignRow
    from promoter.reporting.learning import Learnt
    from promoter.reporting.report.model import Report

WENT_AS_DECIDED = frozenset({Status.SENT, Status.WITHDRAWN})  #: nobody asks why they stand as they do


def read_report(
    conn: Connection,
    campaign: str,
    *,
    now: datetime,
    grace: timedelta,
    files_of: Callable[[CampaignRow], Campaign | None] = lambda _: None,
) -> Report:
    """The report of a campaign as of now; `NotThere` if it was never loaded. `files_of` gives its files, if they are here."""
    row = get_campaign(conn, campaign)
    whole = files_of(row)
    posts = list_posts(conn, campaign=campaign)
    accounts = {account.id: account for account in list_accounts(conn)}
    pause = current_pause(conn)
    used = {post.account for post in posts}
    return report_of(
        row, posts, now=now, grace=grace, blogs=None if whole is None else whole.blogs, attempts=list_attempts(conn, campaign=campaign),
        approved_at=approved_times(conn, campaign), readings=list_readings(conn, campaign=campaign),
        whys={
            post.key: told(
                why_it_stands(post, now=now, account=accounts.get(post.account), pause=pause, zone=row.settings.zone), post
            )
            for post in posts
            if post.status not in WENT_AS_DECIDED
        },
        posts_as={account.id: account.subject_name for account in accounts.values()},
        files=list_files(conn, campaign), head=heads(conn).get(campaign),
        not_read=[one for one in not_read(conn).values() if one.account in used],
    )  # fmt: skip


def read_learnt(conn: Connection, *, now: datetime, grace: timedelta) -> Learnt:
    """What all campaigns together suggest for the next one."""
    return learn(read_report(conn, row.slug, now=now, grace=grace) for row in list_campaigns(conn))
