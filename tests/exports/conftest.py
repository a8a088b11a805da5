"""A week of which three posts went out: two on X, one on LinkedIn, two of them with the same tag."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from promoter.campaign.model import ChannelName, Kind, Settings
from promoter.ledger.accounts import ensure_account
from promoter.ledger.campaigns import save_campaign
from promoter.ledger.database import Ledger, open_ledger
from promoter.ledger.people import add_user
from promoter.ledger.queue import insert_post
from promoter.ledger.rows import Actor, PostRow, Role
from promoter.posts.lifecycle import Status
from promoter.posts.model import Wording
from sample_week import WEEK

if TYPE_CHECKING:
    from collections.abc import Iterator

NINE = datetime(2021, 9, 13, 9, 0, tzinfo=UTC)
SENT = (
    ("week/first/x/blog", "1001", "first-blog-1"),
    ("week/second/x/blog", "1002", "second-blog-1"),
    ("week/first/linkedin/blog", "urn:li:share:77", "first-blog-1"),
)


@dataclass(frozen=True)
class Desk:
    ledger: Ledger


@pytest.fixture
def exports_desk(database) -> Iterator[Desk]:
    ledger = open_ledger(database.fresh())
    settings = Settings.model_validate(
        {**WEEK, "channels": {"x": {}, "linkedin": {}}, "organisation": {"name": "techUK", "x": "@techUK"}}
    )
    with ledger.write() as conn:
        add_user(conn, "amara@example.org", [Role.EDITOR], who=Actor(None, "root"), now=NINE)
        add_user(conn, "vera@example.org", [Role.VIEWER], who=Actor(None, "root"), now=NINE)
        save_campaign(conn, "week", folder="week", settings=settings, loaded_by="amara@example.org", now=NINE)
        for channel in ChannelName:
            ensure_account(conn, channel, "default")
        for key, network_id, tag in SENT:
            channel = key.split("/")[2]
            insert_post(conn, sent(key, channel, network_id, tag))
    yield Desk(ledger)
    ledger.close()


def sent(key: str, channel: str, network_id: str, tag: str) -> PostRow:
    link = f"https://example.org/a?utm_source={channel}&utm_medium=social&utm_content={tag}"
    text = f"Words {link}" if channel == "x" else "Words"
    return PostRow(
        key=key, campaign="week", account=f"{channel}:default", kind=Kind.BLOG, day=NINE.date(),
        said=Wording(channel=ChannelName(channel), text=text, link=link), at=NINE, until=NINE + timedelta(hours=7),
        written_by="amara@example.org", spacing=timedelta(minutes=5), status=Status.SENT, network_id=network_id, sent_at=NINE,
    )  # fmt: skip
