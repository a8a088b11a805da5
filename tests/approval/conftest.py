"""A real ledger with a campaign and five people: two editors, two approvers, a viewer and an admin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from promoter.campaign.model import ChannelName, Kind, Settings
from promoter.ledger import events, people
from promoter.ledger.accounts import ensure_account
from promoter.ledger.campaigns import save_campaign
from promoter.ledger.database import Ledger, open_ledger
from promoter.ledger.decisions import list_decisions
from promoter.ledger.queue import get_post, insert_post, update_post
from promoter.ledger.rows import Actor, PostRow, Role
from promoter.posts.lifecycle import Status
from promoter.posts.model import Wording
from sample_week import WEEK

if TYPE_CHECKING:
    from collections.abc import Iterator

EIGHT = datetime(2021, 9, 13, 7, 0, tzinfo=UTC)  # 08:00 in London
NINE = EIGHT + timedelta(hours=1)
KEY = "week/first/x/blog"
ROLES = {
    "amara": [Role.EDITOR],
    "joe": [Role.EDITOR],
    "ruth": [Role.APPROVER],
    "tom": [Role.APPROVER, Role.EDITOR],
    "vera": [Role.VIEWER],
    "adam": [Role.ADMIN],
}


@dataclass(frozen=True)
class Desk:
    """One ledger, opened for a moment for each thing that a test does with it."""

    ledger: Ledger

    def person(self, name: str) -> Actor:
        return Actor(f"{name}@example.org", f"os-{name}")

    def set_up(self, **settings) -> None:
        week = {**WEEK, "channels": {"x": {}, "linkedin": {"gap": "90s", "account": "team"}}}
        with self.ledger.write() as conn:
            save_campaign(
                conn, "week", folder="week", settings=Settings.model_validate(week | settings), loaded_by="x", now=EIGHT
            )

    def put(self, key: str = KEY, *, at: datetime = NINE, text: str | None = None, **more) -> PostRow:
        channel = ChannelName(key.split("/")[2])
        link = None if "link" in more and more.pop("link") is None else f"https://example.org/{key}"
        text = text if text is not None else f"A piece on forms. {link} #SampleWeek"
        post = PostRow(
            **{
                "key": key,
                "campaign": "week",
                "account": f"{channel}:default",
                "kind": Kind.BLOG,
                "blog": "first",
                "day": at.date(),
                "said": Wording(channel=channel, text=text, uncounted="uncounted", link=link),
                "at": at,
                "until": datetime(2021, 9, 13, 16, 0, tzinfo=UTC),
                "written_by": "amara@example.org",
                "spacing": timedelta(minutes=5),
                **more,
            }
        )
        with self.ledger.write() as conn:
            insert_post(conn, post)
        return post

    def do(self, deed, *args, who: str | None = None, now: datetime = EIGHT, **more):
        if who is not None:
            more["who"] = self.person(who)
        with self.ledger.write() as conn:
            return deed(conn, *args, now=now, **more)

    def force(self, key: str = KEY, **changes) -> PostRow:
        with self.ledger.write() as conn:
            return update_post(conn, get_post(conn, key), **changes)

    def at_status(self, status: Status, key: str = KEY, **more) -> PostRow:
        """A post in this state, on a legal way."""
        self.put(key, **more)
        ways = {
            Status.PENDING: [],
            Status.APPROVED: [Status.APPROVED],
            Status.SENDING: [Status.APPROVED, Status.SENDING],
            Status.SENT: [Status.APPROVED, Status.SENT],
            Status.FAILED: [Status.APPROVED, Status.SENDING, Status.FAILED],
            Status.UNCLEAR: [Status.APPROVED, Status.SENDING, Status.UNCLEAR],
            Status.WITHDRAWN: [Status.WITHDRAWN],
        }
        for step in ways[status]:
            self.force(key, status=step)
        return self.post(key)

    def post(self, key: str = KEY) -> PostRow:
        with self.ledger.read() as conn:
            return get_post(conn, key)

    def decisions(self, key: str = KEY) -> list[tuple[str, str]]:
        with self.ledger.read() as conn:
            return [(decision.kind, decision.by) for decision in list_decisions(conn, key)]

    def events(self, campaign: str = "week") -> list[str]:
        with self.ledger.read() as conn:
            return [event.kind for event in events.list_events(conn, campaign=campaign)]


def week_and_people(ledger: Ledger) -> None:
    Desk(ledger).set_up()
    with ledger.write() as conn:
        for channel, name in ((ChannelName.X, "default"), (ChannelName.LINKEDIN, "default")):
            ensure_account(conn, channel, name)
        for name, roles in ROLES.items():
            people.add_user(conn, f"{name}@example.org", roles, who=Actor(None, "root"), now=EIGHT)


@pytest.fixture
def desk(database) -> Iterator[Desk]:
    ledger = open_ledger(database.fresh(week_and_people))
    yield Desk(ledger)
    ledger.close()


@pytest.fixture
def eight() -> datetime:
    return EIGHT
