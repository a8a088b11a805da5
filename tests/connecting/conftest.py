"""A ledger with a week, the stand-in networks with their authorisation servers, and one clock that all of them share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import requests
from pydantic import SecretStr

from promoter import bootstrap
from promoter.campaign.model import ChannelName, Kind, Settings
from promoter.clock import PretendedClock
from promoter.connecting.consent import ask, come_back, pasted
from promoter.ledger.accounts import ensure_account, get_account
from promoter.ledger.campaigns import save_campaign
from promoter.ledger.database import open_ledger
from promoter.ledger.decisions import APPROVE, add_decision
from promoter.ledger.events import list_events
from promoter.ledger.people import add_user
from promoter.ledger.queue import get_post, insert_post, update_post
from promoter.ledger.rows import Actor, PostRow, Role
from promoter.ledger.tokens import find_tokens
from promoter.posts.lifecycle import Status
from promoter.posts.model import Card, Wording
from promoter.sandbox.authorising.people import Consent, Mind
from promoter.sandbox.server import Sandbox
from promoter.sandbox.wire import NetworkName
from promoter.settings import Settings as Operators
from sample_week import WEEK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from promoter.connecting.connector import Connector
    from promoter.connecting.keeping import Kept
    from promoter.connecting.renewing import Renewer
    from promoter.delivery.dispatch import Dispatcher
    from promoter.ledger.database import Ledger
    from promoter.ledger.rows import AccountRow, EventRow
    from promoter.ledger.tokens import TokenRow
    from promoter.sandbox.rules import Rules

NINE = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
ADMIN, WRITER, APPROVER = Actor("adam@example.org"), Actor("amara@example.org"), Actor("ruth@example.org")
KEY = "a key for the tests that is long enough"
HOME = "http://127.0.0.1:8085"
CHANNELS = {"x": {"gap": "60m"}, "linkedin": {"gap": "90m"}}


@dataclass
class House:
    """All of it together. `settings` may be changed before anything is asked for."""

    ledger: Ledger
    clock: PretendedClock
    sandbox: Sandbox
    settings: Operators

    def connector(self) -> Connector:
        return bootstrap.connector(self.ledger, self.settings)

    def renewer(self) -> Renewer:
        return bootstrap.renewer(self.ledger, self.settings, self.clock)

    def dispatcher(self) -> Dispatcher:
        return bootstrap.dispatcher(self.ledger, self.settings, clock=self.clock)

    def set(self, **changes: Any) -> None:
        self.settings = self.settings.model_copy(update=changes)

    def minded(self, network: str, **more: Any) -> None:
        self.sandbox.set_consent(NetworkName(network), Consent(**{"mind": Mind.AGREE, **more}))

    def returned(self, address: str, redirect: str) -> dict[str, str]:
        """What a browser that is sent to this address comes back with."""
        answer = requests.get(address, allow_redirects=False, timeout=10)
        assert answer.status_code == 302, answer.text
        return pasted(answer.headers["location"], redirect=redirect)

    def connect(
        self,
        network: str = "x",
        *,
        name: str = "default",
        wanted: str | None = None,
        replace: bool = False,
        **minded: Any,
    ) -> Kept:
        self.minded(network, **minded)
        connector, channel = self.connector(), ChannelName(network)
        server = connector.server(channel)
        asked = ask(server, home=HOME)
        consent = come_back(server, asked, self.returned(asked.address, asked.redirect))
        kept = connector.keep(
            f"{network}:{name}", consent, wanted="1001" if network == "linkedin" and wanted is None else wanted or None, replace=replace,
            who=ADMIN, now=self.clock.now(),
        )  # fmt: skip
        assert kept is not None
        return kept

    def tokens(self, account: str = "x:default") -> TokenRow | None:
        with self.ledger.read() as conn:
            return find_tokens(conn, account)

    def account(self, account: str = "x:default") -> AccountRow:
        with self.ledger.read() as conn:
            return get_account(conn, account)

    def events(self) -> list[EventRow]:
        with self.ledger.read() as conn:
            return list_events(conn, campaign="")

    def post(self, key: str) -> PostRow:
        with self.ledger.read() as conn:
            return get_post(conn, key)

    def asked_for_tokens(self) -> list[str]:
        return [seen.asked.rpartition(" ")[2] for seen in self.sandbox.authorisations()]

    def approved(
        self, key: str = "week/first/x/blog", *, at: datetime = NINE, status: Status = Status.APPROVED
    ) -> PostRow:
        campaign, name, channel, _ = key.split("/")
        text = f"{name} says this https://example.org/{name}" if channel == "x" else f"{name} says this"
        post = PostRow(
            key=key, campaign=campaign, account=f"{channel}:default", kind=Kind.BLOG, blog=name, day=at.date(), at=at,
            until=at + timedelta(hours=8), written_by=str(WRITER.email), spacing=timedelta(minutes=5),
            said=Wording(
                channel=ChannelName(channel), text=text, link=f"https://example.org/{name}",
                card=Card("A title", "A sub-title") if channel == "linkedin" else None,
            ),
        )  # fmt: skip
        with self.ledger.write() as conn:
            insert_post(conn, post)
            if status is Status.PENDING:
                return post
            add_decision(conn, post, APPROVE, APPROVER, now=NINE - timedelta(days=1), event="approved")
            return update_post(conn, post, status=Status.APPROVED, approved_by=(str(APPROVER.email),))


def _week(ledger: Ledger) -> None:
    with ledger.write() as conn:
        week = Settings.model_validate({**WEEK, "channels": CHANNELS})
        save_campaign(conn, "week", folder="week", settings=week, loaded_by=str(WRITER.email), now=NINE)
        for channel in ChannelName:
            ensure_account(conn, channel, "default")
        for who, role in ((ADMIN, Role.ADMIN), (WRITER, Role.EDITOR), (APPROVER, Role.APPROVER)):
            add_user(conn, str(who.email), [role], who=Actor(None, "test"), now=NINE)


def operators(sandbox: Sandbox, **more: Any) -> Operators:
    """Settings with an app at both stand-ins, and nothing else."""
    return Operators.model_construct(
        x_api_url=sandbox.url, linkedin_api_url=sandbox.url, x_client_id=SecretStr("sandbox-x-app"),
        linkedin_client_id=SecretStr("sandbox-linkedin-app"),
        linkedin_client_secret=SecretStr("sandbox-linkedin-app-secret"), secret_key=SecretStr(KEY), page_check="off",
        **more,
    )  # fmt: skip


@pytest.fixture
def clock() -> PretendedClock:
    return PretendedClock(NINE)


@pytest.fixture
def play(clock: PretendedClock) -> Iterator[Callable[..., Sandbox]]:
    """Opens stand-ins with rules of their own, until the test ends."""
    opened: list[Sandbox] = []

    def begin(rules: Rules | None = None) -> Sandbox:
        opened.append(Sandbox(clock=clock.now, rules=rules))
        return opened[-1]

    yield begin
    for one in opened:
        one.close()


@pytest.fixture
def house(database: Any, clock: PretendedClock, play: Callable[..., Sandbox]) -> Iterator[House]:
    ledger = open_ledger(database.fresh(_week))
    sandbox = play()
    yield House(ledger, clock, sandbox, operators(sandbox))
    ledger.close()
