"""A ledger with a campaign in it, a pretended clock, and addresses on this machine that take messages or do not."""

from __future__ import annotations

import json
import socketserver
import threading
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING

import pytest

from promoter.alerting.outstanding import outstanding
from promoter.approval import pause
from promoter.campaign.model import ChannelName, Kind, Settings
from promoter.clock import PretendedClock
from promoter.ledger import people
from promoter.ledger.accounts import ensure_account, set_manual
from promoter.ledger.alerts import raise_alert
from promoter.ledger.campaigns import save_campaign
from promoter.ledger.claims import claim, record
from promoter.ledger.database import Ledger, open_ledger
from promoter.ledger.decisions import APPROVE, add_decision
from promoter.ledger.queue import get_post, insert_post, update_post
from promoter.ledger.rows import Actor, NextStep, PostRow, Role
from promoter.posts.lifecycle import Status
from promoter.posts.model import Wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promoter.alerting.alert import Alert

NINE = datetime(2021, 9, 13, 8, 0, tzinfo=UTC)  # nine in London, on the Monday of the week
FIRST = "week/first/x/blog"
RUTH, AMARA = Actor("ruth@example.org"), Actor("amara@example.org")
GRACE = timedelta(minutes=15)
WEEK = {
    "name": "A week", "hashtag": "#SampleWeek", "timezone": "Europe/London", "organisation": {"name": "Example"},
    "themes": [{"id": "one", "name": "One"}, {"id": "two", "name": "Two"}],
    "days": [{"date": "2021-09-13", "theme": "one"}, {"date": "2021-09-14", "theme": "two"}],
    "channels": {"x": {"first": "08:45", "last": "17:00"}, "linkedin": {"first": "08:50", "last": "16:30"}},
}  # fmt: skip


@dataclass
class Desk:
    """Puts posts into one ledger, lets things happen to them, and asks what is to be told."""

    ledger: Ledger
    clock: PretendedClock

    def campaign(self, slug: str = "week", **changes) -> None:
        with self.ledger.write() as conn:
            settings = Settings.model_validate(WEEK | changes)
            save_campaign(conn, slug, folder=slug, settings=settings, loaded_by=str(AMARA.email), now=NINE)
            for channel in ChannelName:
                ensure_account(conn, channel, "default")

    def pending(self, key: str = FIRST, *, at: datetime = NINE, **more) -> PostRow:
        campaign, name, channel, _ = key.split("/")
        values = {
            "key": key, "campaign": campaign, "account": f"{channel}:default", "kind": Kind.BLOG, "day": at.date(),
            "said": Wording(channel=ChannelName(channel), text=f"The words of {name}.", link=f"https://example.org/{name}"),
            "at": at, "until": at.replace(hour=16, minute=0), "written_by": str(AMARA.email), "spacing": timedelta(minutes=5),
        }  # fmt: skip
        post = PostRow(**{**values, **more})
        with self.ledger.write() as conn:
            insert_post(conn, post)
        return post

    def approved(self, key: str = FIRST, **more) -> PostRow:
        post = self.pending(key, **more)
        with self.ledger.write() as conn:
            add_decision(conn, post, APPROVE, RUTH, now=NINE - timedelta(days=1), event="approved")
            return update_post(conn, post, status=Status.APPROVED, approved_by=(str(RUTH.email),))

    def attempted(self, outcome, status: Status, **step) -> None:
        """The first post that is due is claimed, and this comes of it."""
        now = self.clock.now()
        with self.ledger.write() as conn:
            claimed = claim(conn, now=now, lease=timedelta(seconds=60), owner="daemon-1", host="here")
            assert claimed is not None
            record(conn, claimed, outcome, NextStep(status=status, **step), now=now)

    def do(self, deed, *args, **more):
        with self.ledger.write() as conn:
            return deed(conn, *args, now=self.clock.now(), **more)

    def change(self, key: str = FIRST, **changes) -> None:
        with self.ledger.write() as conn:
            update_post(conn, get_post(conn, key), **changes)

    def pause(self) -> None:
        self.do(pause, reason="A sad day.", who=RUTH)

    def by_hand(self, account: str = "x:default") -> None:
        self.do(set_manual, account, True, who=RUTH)

    def outstanding(self) -> list[Alert]:
        with self.ledger.read() as conn:
            return outstanding(conn, now=self.clock.now(), grace=GRACE)

    def new(self) -> list[Alert]:
        """What is to be told that was not to be told before."""
        with self.ledger.write() as conn:
            now = self.clock.now()
            found = outstanding(conn, now=now, grace=GRACE)
            return [one for one in found if raise_alert(conn, one.keys, one.text, now=now)]

    def subjects(self) -> list[str]:
        return [one.subject for one in self.new()]

    def pass_time(self, **by: float) -> None:
        self.clock.advance(timedelta(**by))

    def on(self, day: date, hour: int, minute: int = 0) -> None:
        """Let time pass until this hour in London."""
        self.clock.advance_to(datetime(day.year, day.month, day.day, hour - 1, minute, tzinfo=UTC))


def fill(ledger: Ledger) -> None:
    with ledger.write() as conn:
        for who, role in ((AMARA, Role.EDITOR), (RUTH, Role.APPROVER)):
            people.add_user(conn, str(who.email), [role], who=Actor(None, "root"), now=NINE)


@pytest.fixture
def desk(database) -> Iterator[Desk]:
    """At nine on the Monday of the week, with nothing in the queue."""
    ledger = open_ledger(database.fresh(fill))
    desk = Desk(ledger, PretendedClock(NINE))
    desk.campaign()
    yield desk
    ledger.close()


# ---------------------------------------------------------------------------------------------------------- the addresses


@dataclass
class Inbox:
    """A service on this machine to which Apprise brings JSON. `answers` is what it says to each; the last one stays."""

    url: str
    answers: list[int] = field(default_factory=lambda: [200])
    got: list[tuple[str, str]] = field(default_factory=list)
    hold: threading.Event = field(default_factory=threading.Event)

    @property
    def subjects(self) -> list[str]:
        return [subject for subject, _ in self.got]


def _handler(inbox: list[Inbox]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            (box,) = inbox
            said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            box.hold.wait(20)
            status = box.answers.pop(0) if len(box.answers) > 1 else box.answers[0]
            if status == 200:
                box.got.append((said["title"], said["message"]))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    return Handler


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_: object) -> None:
        """Whoever hung up is what the test is about."""


@pytest.fixture
def new_inbox() -> Iterator:
    servers, boxes = [], []

    def build(*answers: int) -> Inbox:
        mine: list[Inbox] = []
        server = Server(("127.0.0.1", 0), _handler(mine))
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        mine.append(Inbox(f"json://127.0.0.1:{server.server_address[1]}/s3cretpath"))
        mine[0].answers[:] = answers or [200]
        mine[0].hold.set()
        boxes.append(mine[0])
        return mine[0]

    yield build
    for box in boxes:
        box.hold.set()
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def inbox(new_inbox) -> Inbox:
    return new_inbox()
