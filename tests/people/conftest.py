"""A real ledger with five people of whom nobody has a password yet, a campaign with two posts, and argon2 at its cheapest."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from promoter.campaign.model import ChannelName, Kind, Settings
from promoter.ledger import events, people
from promoter.ledger.accounts import ensure_account
from promoter.ledger.campaigns import save_campaign
from promoter.ledger.database import Ledger, open_ledger
from promoter.ledger.queue import get_post, insert_post
from promoter.ledger.rows import Actor, PostRow, Role
from promoter.people import inviting, signing_in
from promoter.people.passwords import Cost
from promoter.posts.model import Wording
from sample_week import WEEK

if TYPE_CHECKING:
    from collections.abc import Iterator

NOON = datetime(2021, 9, 10, 12, 0, tzinfo=UTC)
CHEAP = Cost(rounds=1, memory=8, lanes=1)
PASSWORD = "plum cactus ferry"
KEY, OTHER_KEY = "week/first/x/blog", "week/second/linkedin/blog"
ROLES = {
    "amara": [Role.EDITOR],
    "ruth": [Role.APPROVER],
    "vera": [Role.VIEWER],
    "adam": [Role.ADMIN],
    "gone": [Role.EDITOR, Role.ADMIN],
}


@dataclass(frozen=True)
class Desk:
    """One ledger, and people who come to it from somewhere."""

    ledger: Ledger

    def person(self, name: str) -> Actor:
        return Actor(f"{name}@example.org")

    def do(self, deed, *args, now: datetime = NOON, **more):
        with self.ledger.write() as conn:
            return deed(conn, *args, now=now, **more)

    def look(self, question, *args, **more):
        with self.ledger.read() as conn:
            return question(conn, *args, **more)

    def welcome(self, name: str, *, now: datetime = NOON, password: str = PASSWORD, address: str = "192.0.2.1"):
        """The person has this password now, and is signed in."""
        token = self.do(inviting.invite, f"{name}@example.org", who=self.person("adam"), now=now)
        came = inviting.accept(self.ledger, token, password, now=now, address=address, agent="Firefox", cost=CHEAP)
        assert isinstance(came, signing_in.SignedIn), came
        return came

    def sign_in(
        self, name: str, password: str = PASSWORD, *, now: datetime = NOON, address: str = "198.51.100.7", **more
    ):
        return signing_in.sign_in(
            self.ledger,
            name if "@" in name else f"{name}@example.org",
            password,
            **{"now": now, "address": address, "agent": "Firefox", "cost": CHEAP, **more},
        )

    def session_of(self, token: str, *, now: datetime = NOON):
        return self.look(signing_in.session_of, token, now=now)

    def post(self, key: str = KEY) -> PostRow:
        return self.look(get_post, key)

    def together(self, *deeds):
        """What came of each, all begun at one moment, as by people at their own machines."""
        gate = Barrier(len(deeds))
        with ThreadPoolExecutor(len(deeds)) as pool:
            return list(pool.map(lambda deed: (gate.wait(), deed())[1], deeds))

    def events(self, campaign: str = events.HOUSE) -> list[tuple[str, str, dict]]:
        found = self.look(events.list_events, campaign=campaign)
        return [(event.kind, event.actor, event.data) for event in found]


def week_and_people(ledger: Ledger) -> None:
    here = Actor(None, "root")
    with ledger.write() as conn:
        settings = Settings.model_validate({**WEEK, "channels": {"x": {}, "linkedin": {}}})
        save_campaign(conn, "week", folder="week", settings=settings, loaded_by="x", now=NOON)
        for name, roles in ROLES.items():
            people.add_user(conn, f"{name}@example.org", roles, who=here, now=NOON)
        people.remove_user(conn, "gone@example.org", who=here, now=NOON)
        for key in (KEY, OTHER_KEY):
            channel = ChannelName(key.split("/")[2])
            post = PostRow(
                key=key,
                campaign="week",
                account=ensure_account(conn, channel, "default").id,
                kind=Kind.BLOG,
                day=datetime(2021, 9, 13, tzinfo=UTC).date(),
                said=Wording(channel=channel, text="A piece on forms. #SampleWeek"),
                at=datetime(2021, 9, 13, 9, 0, tzinfo=UTC),
                until=datetime(2021, 9, 13, 16, 0, tzinfo=UTC),
                written_by="amara@example.org",
                spacing=timedelta(minutes=5),
            )
            insert_post(conn, post)


@pytest.fixture
def desk(database) -> Iterator[Desk]:
    ledger = open_ledger(database.fresh(week_and_people))
    yield Desk(ledger)
    ledger.close()


@pytest.fixture
def noon() -> datetime:
    return NOON


@pytest.fixture
def cheap() -> Cost:
    return CHEAP
