"""The real dispatcher, channels, ledger and sandbox, with nothing pretended but the clock that they share."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from promoter.campaign.model import ChannelName, Kind, Settings
from promoter.channels.http import Transport
from promoter.channels.linkedin import LinkedInAccount, LinkedInChannel
from promoter.channels.x import OAuth1Keys, XAccount, XChannel
from promoter.clock import PretendedClock
from promoter.delivery.dispatch import Dispatcher, Terms
from promoter.errors import PromoterError
from promoter.ledger import events, people
from promoter.ledger.accounts import ensure_account, get_account
from promoter.ledger.attempts import list_attempts
from promoter.ledger.campaigns import save_campaign
from promoter.ledger.database import Ledger, open_ledger
from promoter.ledger.decisions import APPROVE, add_decision
from promoter.ledger.events import list_events
from promoter.ledger.queue import get_post, insert_post, list_posts, update_post
from promoter.ledger.rows import Actor, PostRow, Role
from promoter.posts.lifecycle import Status
from promoter.posts.model import Card, Wording
from promoter.sandbox.server import Sandbox
from sample_week import WEEK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from promoter.ledger.rows import AccountRow, AttemptRow
    from promoter.sandbox.record import PublicPost

NINE = datetime(2021, 9, 13, 8, 0, tzinfo=UTC)  # nine in London
UNTIL = datetime(2021, 9, 13, 16, 0, tzinfo=UTC)  # five in London
TERMS = Terms(grace=timedelta(minutes=15), lease=timedelta(seconds=60), http_timeout=timedelta(seconds=20))
WRITER, APPROVER = Actor("amara@example.org"), Actor("ruth@example.org")
FIRST = "week/first/x/blog"
CHANNELS = {
    "x": {"first": "08:45", "last": "17:00", "gap": "60m"},
    "linkedin": {"first": "08:50", "last": "17:00", "gap": "90m", "blackout": [["12:00", "13:00"]]},
}


def channels_to(url: str, *, total: float = 20.0) -> dict:
    keys = OAuth1Keys(
        consumer_key="CONSUMERkey1",
        consumer_secret="CONSUMERsecret2",
        access_token="ACCESStoken3",
        access_token_secret="ACCESSsecret4",
    )
    page = LinkedInAccount(access_token="LINKEDINtoken5", organisation="urn:li:organization:1", api_url=url)
    transport = Transport(total=total)
    return {
        "x:default": XChannel(XAccount(credentials=keys, api_url=url), transport),
        "linkedin:default": LinkedInChannel(page, transport),
    }


@dataclass
class House:
    """A ledger with a campaign in it, the networks, the clock, and a dispatcher between them."""

    ledger: Ledger
    clock: PretendedClock
    sandbox: Sandbox | None
    hears: list[Callable[[PublicPost], None]] = field(default_factory=list)
    most_pages: int = 1_000_000

    def dispatcher(self, **more) -> Dispatcher:
        given = {
            "ledger": self.ledger, "channels": channels_to(self.sandbox.url) if self.sandbox else {}, "clock": self.clock, "terms": TERMS,
            "owner": "daemon-1", "host": "here",
        } | more  # fmt: skip
        return Dispatcher(**given)

    def run(self, **more) -> list[PostRow]:
        return self.dispatcher(**more).run()

    def campaign(self, slug: str = "week", **changes) -> None:
        with self.ledger.write() as conn:
            settings = Settings.model_validate({**WEEK, "channels": CHANNELS, **changes})
            save_campaign(conn, slug, folder=slug, settings=settings, loaded_by=str(WRITER.email), now=self.clock.now())
            for channel in ChannelName:
                ensure_account(conn, channel, "default")

    def approved(self, key: str = FIRST, *, at: datetime = NINE, **more) -> PostRow:
        campaign, name, channel, _ = key.split("/")
        link = more.pop("link", f"https://example.org/{name}")
        text = more.pop("text", f"{key} says this {link} #SampleWeek" if channel == "x" else f"{key} says this")
        post = PostRow(
            **{
                "key": key,
                "campaign": campaign,
                "account": f"{channel}:default",
                "kind": Kind.BLOG,
                "blog": name,
                "day": at.date(),
                "said": Wording(
                    channel=ChannelName(channel),
                    text=text,
                    link=link,
                    uncounted=more.pop("uncounted", None),
                    card=Card("A title", "A sub-title") if channel == "linkedin" else None,
                ),
                "at": at,
                "until": max(at, UNTIL),
                "written_by": str(WRITER.email),
                "spacing": timedelta(minutes=5),
                **more,
            }
        )
        with self.ledger.write() as conn:
            insert_post(conn, post)
            add_decision(conn, post, APPROVE, APPROVER, now=NINE - timedelta(days=1), event="approved")
            return update_post(conn, post, status=Status.APPROVED, approved_by=(str(APPROVER.email),))

    def do(self, deed, *args, **more):
        with self.ledger.write() as conn:
            return deed(conn, *args, now=self.clock.now(), **more)

    def post(self, key: str = FIRST) -> PostRow:
        with self.ledger.read() as conn:
            return get_post(conn, key)

    def posts(self) -> list[PostRow]:
        with self.ledger.read() as conn:
            return list_posts(conn)

    def account(self, name: str = "x:default") -> AccountRow:
        with self.ledger.read() as conn:
            return get_account(conn, name)

    def attempts(self, key: str = FIRST) -> list[AttemptRow]:
        with self.ledger.read() as conn:
            return list_attempts(conn, post_key=key)

    def events(self, key: str = FIRST) -> list[str]:
        with self.ledger.read() as conn:
            return [event.kind for event in list_events(conn, post_key=key)]

    def public(self) -> list[str]:
        """The wire texts that are public, oldest first."""
        return [post.raw for post in self.sandbox.posts()]

    def fill_the_disk(self) -> None:
        """No page more than there are, and none with room for an event: SQLite answers as it does on a full disk."""
        assert self.ledger.engine.dialect.name == "sqlite", "mark the test: only_on sqlite"
        self.most_pages = 1
        with suppress(PromoterError):
            while True:
                with self.ledger.write() as conn:
                    events.append(conn, campaign=events.HOUSE, kind="filler", actor="test", at=NINE, data={})

    def make_room(self) -> None:
        self.most_pages = 1_000_000

    def pass_time(self, **by: float) -> None:
        self.clock.advance(timedelta(**by))


def writer_and_approver(ledger: Ledger) -> None:
    with ledger.write() as conn:
        for who, role in ((WRITER, Role.EDITOR), (APPROVER, Role.APPROVER)):
            people.add_user(conn, str(who.email), [role], who=Actor(None, "root"), now=NINE)


@pytest.fixture
def url(database) -> str:
    return database.fresh(writer_and_approver)


@pytest.fixture
def path(url: str) -> Path:
    """The ledger's file; a test that uses it runs on SQLite alone."""
    return Path(url.removeprefix("sqlite:///"))


@pytest.fixture
def house(url: str) -> Iterator[House]:
    """At nine on a Monday, with nothing in the queue."""
    clock = PretendedClock(NINE)
    ledger = open_ledger(url)
    hears: list = []

    def tell(post: PublicPost) -> None:
        for hear in hears:
            hear(post)

    with Sandbox(clock=clock.now, on_post=tell) as sandbox:
        house = House(ledger, clock, sandbox, hears)
        if ledger.engine.dialect.name == "sqlite":
            event.listen(
                ledger.engine,
                "checkout",
                lambda raw, *_: raw.execute(f"PRAGMA max_page_count = {house.most_pages}").close(),
            )
        house.campaign()
        yield house
    ledger.close()


@pytest.fixture
def impatient(url: str) -> Iterator[Ledger]:
    """The same ledger, for those who do not wait long for a lock."""
    ledger = open_ledger(url, patience=timedelta(milliseconds=20))
    yield ledger
    ledger.close()


@pytest.fixture
def new_house(database) -> Iterator[Callable[[], House]]:
    """A house of its own for each call, at nine again; its networks are for the test to bring."""
    ledgers = []

    def build() -> House:
        ledgers.append(open_ledger(database.fresh(writer_and_approver)))
        house = House(ledgers[-1], PretendedClock(NINE), sandbox=None)
        house.campaign()
        return house

    yield build
    for ledger in ledgers:
        ledger.close()
