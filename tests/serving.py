"""Pages served by the real server on this machine, over a ledger with a week in it and people who work on it."""

from __future__ import annotations

import asyncio
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from socket import create_server
from typing import TYPE_CHECKING, Any

import uvicorn

from promoter import planning
from promoter.ledger.credentials import save_password_hash
from promoter.ledger.people import add_user
from promoter.ledger.rows import Actor, Role
from promoter.offering import offer
from promoter.people.passwords import hash_password
from promoter.people.sessions import begin_session
from promoter.web.access import cookie_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page
    from starlette.types import ASGIApp

    from promoter.clock import PretendedClock
    from promoter.ledger.database import Ledger
    from promoter.web.wiring import Wiring

WEEK = Path(__file__).parents[1] / "schedules" / "smarter-state-2021"
LOADED = datetime(2021, 9, 10, 9, tzinfo=UTC)
FRIDAY = datetime(2021, 9, 10, 13, tzinfo=UTC)  #: two in the afternoon in London, when the team looks at the week

PASSWORD = "a long walk by the river"
PEOPLE = {
    "amara": Role.EDITOR,
    "ruth": Role.APPROVER,
    "tom": Role.APPROVER,
    "vera": Role.VIEWER,
    "adam": Role.ADMIN,
}


@dataclass(frozen=True)
class House:
    """A ledger with the week in it, and a clock that stands still until it is told to go."""

    ledger: Ledger
    clock: PretendedClock


@dataclass(frozen=True)
class Served:
    """The pages of a house, at an address such as http://127.0.0.1:40001."""

    url: str
    ledger: Ledger
    clock: PretendedClock
    wiring: Wiring

    def at(self, path: str) -> str:
        return self.url + path


def email(name: str) -> str:
    return f"{name}@example.org"


def load_week(ledger: Ledger) -> None:
    """Put the week of 2021 in, as Amara, and make everybody known with the same password."""
    loaded, posts = planning.read(WEEK)
    assert loaded.campaign is not None
    hashed = hash_password(PASSWORD)
    with ledger.write() as conn:
        for name, role in PEOPLE.items():
            add_user(conn, email(name), [role], who=Actor(None, "test"), now=LOADED)
            save_password_hash(conn, email(name), hashed, now=LOADED)
        offer(conn, loaded.campaign, posts, folder=WEEK, who=Actor(email("amara")), now=LOADED)


def signed_in(page: Page, served: Served, name: str) -> Page:
    """The page on the start page, with the cookie that the form would have given this person."""
    with served.ledger.write() as conn:
        begun = begin_session(
            conn, email(name), now=served.clock.now(), address="127.0.0.1", agent="test", via="password"
        )
    page.context.add_cookies(
        [{"name": cookie_name(served.wiring), "value": begun.token, "url": served.url, "httpOnly": True}]
    )
    page.goto(served.at("/"))
    return page


class _Server(uvicorn.Server):
    """A server that says when it is ready to answer."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(uvicorn.Config(app, log_config=None, access_log=False, ws="none", timeout_graceful_shutdown=1))
        self.ready = threading.Event()

    async def startup(self, *args: Any, **kwargs: Any) -> None:
        try:
            await super().startup(*args, **kwargs)
        finally:
            self.ready.set()


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """The app at an address of this machine, given as http://127.0.0.1:port."""
    with create_server(("127.0.0.1", 0)) as socket:
        server = _Server(app)
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[socket])), name="pages")
        thread.start()
        server.ready.wait()
        assert server.started, "the app did not start"
        try:
            yield f"http://127.0.0.1:{socket.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
