"""A week that is ready on the Friday before: everything approved, the networks answer, every page is there with its card."""

from __future__ import annotations

import shutil
import struct
import threading
import zlib
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import pytest

from promoter import approval, bootstrap, staging
from promoter.channels.page_fetch import FetchElsewhere
from promoter.clock import PretendedClock
from promoter.ledger.campaigns import get_campaign, save_campaign
from promoter.ledger.database import open_ledger
from promoter.ledger.heartbeats import beat
from promoter.ledger.queue import get_post, list_posts, update_post
from promoter.ledger.rows import Actor
from promoter.preflight.lines_of_pages import uncounted
from promoter.sandbox.server import Sandbox
from serving import FRIDAY, email, load_week

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from promoter.ledger.database import Ledger
    from promoter.ledger.rows import PostRow
    from promoter.preflight.lines import Line, Preflight
    from promoter.settings import Settings

SLUG = "smarter-state-2021"
PICTURE = "https://example.org/card.png"


def png(width: int, height: int) -> bytes:
    """A picture of one colour."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\x00" + b"\xff" * width for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def page(title: str, head: str = "") -> bytes:
    """A page as the website has it, with all that networks want for a card."""
    card = f'<meta property="og:title" content="{title}"><meta property="og:image" content="/card.png">'
    return f'<!doctype html><title>{title}</title>{card}<meta name="twitter:card" content="summary_large_image">{head}'.encode()


@dataclass
class Website:
    """Real HTTP on loopback, in place of the web: what it has by address, as (status, headers, body)."""

    url: str = ""
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    ahead: timedelta = timedelta()
    hold: threading.Event = field(default_factory=threading.Event)
    held: set[str] = field(default_factory=set)  #: addresses that answer only when `hold` is set

    def has(self, address: str, body: bytes, *, status: int = 200, kind: str = "text/html", **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[address] = status, {"Content-Type": kind, **named}, body

    def where(self, address: str) -> str:
        return f"{self.url}/{quote(address, safe='')}"


class _Handler(BaseHTTPRequestHandler):
    website: Website

    def do_GET(self) -> None:
        address = unquote(self.path[1:])
        self.website.asked.append(address)
        if address in self.website.held:
            self.website.hold.wait(30)
        status, headers, body = self.website.answers.get(address, (404, {}, b"nothing"))
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def date_time_string(self, timestamp: float | None = None) -> str:
        return format_datetime(FRIDAY + self.website.ahead, usegmt=True)

    def log_message(self, *_: Any) -> None:
        pass


class _Server(ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """A client that gave up is what some tests are about."""


@pytest.fixture
def website() -> Iterator[Website]:
    site = Website()
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"website": site}))
    site.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield site
    site.hold.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def networks() -> Iterator[Sandbox]:
    """The networks, played by the sandbox, on that Friday."""
    with Sandbox(clock=lambda: FRIDAY) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def approved_week(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a ledger in which the week is approved and a daemon is awake."""
    file = tmp_path_factory.mktemp("approved") / "promoter.db"
    ledger = open_ledger(f"sqlite:///{file}", create=True)
    load_week(ledger)
    with ledger.write() as conn:
        approval.approve_all(conn, campaign=SLUG, who=Actor(email("ruth")), now=FRIDAY)
        beat(conn, "here:1", now=FRIDAY)
    ledger.close()
    return file


def the_line(found: Preflight, code: str, about: str = "") -> Line:
    """The line of this code, of what has these words in its name if there are several."""
    lines = [line for line in found.lines if line.code == code and about in line.what]
    assert lines, [line.code for line in found.lines]
    return lines[0]


@dataclass
class Flight:
    """A week and all that it stands on, for a test to break."""

    ledger: Ledger
    clock: PretendedClock
    website: Website
    settings: Settings

    def __call__(self, *, network: bool = True) -> Preflight:
        fetch = FetchElsewhere(self.website.where)
        run = bootstrap.preflights(self.ledger, self.settings, self.clock, fetch=fetch, network=network)
        return run(SLUG, lambda *_: None)

    def line(self, code: str, about: str = "") -> Line:
        """One line of a preflight that is made for it."""
        return the_line(self(), code, about)

    def posts(self) -> list[PostRow]:
        with self.ledger.read() as conn:
            return list_posts(conn, campaign=SLUG)

    def post(self, kind: str = "blog", channel: str = "x") -> PostRow:
        return next(post for post in self.posts() if post.kind == kind and post.channel == channel)

    def does(self, deed: Any, *args: Any, who: str = "amara", **more: Any) -> Any:
        with self.ledger.write() as conn:
            return deed(conn, *args, who=Actor(email(who)), now=self.clock.now(), **more)

    def force(self, key: str, *, keep: bool = True, **changes: Any) -> PostRow:
        with self.ledger.write() as conn:
            return update_post(conn, get_post(conn, key), keep_approval=keep, **changes)

    def set(self, **changes: Any) -> None:
        self.settings = self.settings.model_copy(update=changes)

    def elsewhere(self, folder: Path) -> None:
        """Let the campaign's files be in another folder."""
        with self.ledger.write() as conn:
            row = get_campaign(conn, SLUG)
            save_campaign(conn, SLUG, folder=str(folder), settings=row.settings, loaded_by=row.loaded_by, now=FRIDAY)

    def settle(self, **changes: Any) -> None:
        """Let the campaign's own settings say something else."""
        with self.ledger.write() as conn:
            row = get_campaign(conn, SLUG)
            new = row.settings.model_copy(update=changes)
            save_campaign(conn, SLUG, folder=row.folder, settings=new, loaded_by=row.loaded_by, now=FRIDAY)

    def address(self) -> str:
        """Where the first blog of the week is."""
        link = self.post().said.link
        assert link is not None
        return uncounted(link)


@pytest.fixture
def flight(approved_week: Path, tmp_path: Path, website: Website, networks: Sandbox) -> Iterator[Flight]:
    file = shutil.copy(approved_week, tmp_path / "promoter.db")
    ledger = open_ledger(f"sqlite:///{file}")
    settings = staging.rehearsal_settings(networks.url, file)
    found = Flight(ledger, PretendedClock(FRIDAY), website, settings)
    website.has(PICTURE, png(1200, 627), kind="image/png")
    for post in found.posts():
        if post.said.link is not None:
            website.has(uncounted(post.said.link), page(post.page_titles[0] if post.page_titles else "The week"))
    yield found
    ledger.close()
