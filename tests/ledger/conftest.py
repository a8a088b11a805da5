"""A real ledger in a real file, and a campaign in it whose posts tests put where they need them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from promoter.campaign.model import ChannelName, Kind, Settings
from promoter.ledger import claims
from promoter.ledger.accounts import ensure_account
from promoter.ledger.campaigns import save_campaign
from promoter.ledger.database import Ledger, open_ledger
from promoter.ledger.decisions import APPROVE, add_decision
from promoter.ledger.queue import get_post, insert_post, update_post
from promoter.ledger.rows import Actor, PostRow
from promoter.posts.lifecycle import Status
from promoter.posts.model import Wording
from sample_week import WEEK

if TYPE_CHECKING:
    from collections.abc import Iterator

NINE = datetime(2021, 9, 13, 9, 0, tzinfo=UTC)
APPROVER = Actor("ruth@example.org", "ruth")

SETTINGS = Settings.model_validate({**WEEK, "channels": {"x": {}, "linkedin": {}}})


@dataclass(frozen=True)
class Desk:
    """Puts posts into one ledger."""

    ledger: Ledger

    def set_up(self, *, approvals: int = 1, slug: str = "week") -> None:
        with self.ledger.write() as conn:
            settings = SETTINGS.model_copy(update={"approvals": approvals})
            save_campaign(
                conn, slug, folder=f"schedules/{slug}", settings=settings, loaded_by="amara@example.org", now=NINE
            )
            for channel in ChannelName:
                ensure_account(conn, channel, "default")

    def pending(self, key: str = "week/first/x/blog", *, at: datetime = NINE, **more) -> PostRow:
        campaign, _, channel, _ = key.split("/")
        post = PostRow(
            **{
                "key": key,
                "campaign": campaign,
                "account": f"{channel}:default",
                "kind": Kind.BLOG,
                "day": at.date(),
                "said": Wording(channel=ChannelName(channel), text=f"{key} says this #SampleWeek"),
                "at": at,
                "until": at.replace(hour=16, minute=0, second=0),
                "written_by": "amara@example.org",
                "spacing": timedelta(minutes=5),
                **more,
            }
        )
        with self.ledger.write() as conn:
            insert_post(conn, post)
        return post

    def approved(self, key: str = "week/first/x/blog", *, at: datetime = NINE, **more) -> PostRow:
        post = self.pending(key, at=at, **more)
        with self.ledger.write() as conn:
            add_decision(conn, post, APPROVE, APPROVER, now=NINE - timedelta(days=1), event="approved")
            return update_post(conn, post, status=Status.APPROVED, approved_by=("ruth@example.org",))

    def claim(self, now: datetime = NINE, **more) -> claims.Claim | None:
        with self.ledger.write() as conn:
            return claims.claim(conn, now=now, lease=timedelta(seconds=60), owner="daemon-1", host="here", **more)

    def record(self, claimed, outcome, step, now: datetime) -> bool:
        with self.ledger.write() as conn:
            return claims.record(conn, claimed, outcome, step, now=now)

    def post(self, key: str = "week/first/x/blog") -> PostRow:
        with self.ledger.read() as conn:
            return get_post(conn, key)


@pytest.fixture
def url(database) -> str:
    return database.fresh()


@pytest.fixture
def path(url: str) -> Path:
    """The ledger's file; a test that uses it runs on SQLite alone."""
    return Path(url.removeprefix("sqlite:///"))


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    ledger = open_ledger(url)
    yield ledger
    ledger.close()


@pytest.fixture
def desk(ledger: Ledger) -> Desk:
    desk = Desk(ledger)
    desk.set_up()
    return desk


@pytest.fixture
def nine() -> datetime:
    return NINE
