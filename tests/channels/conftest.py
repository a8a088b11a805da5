"""A server on loopback that does to each request what the test wrote down, and remembers what reached it."""

from __future__ import annotations

import functools
import html
import json
import shutil
import socket
import ssl
import struct
import subprocess
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from promoter.channels.contract import Outgoing, Sought
from promoter.channels.http import Transport
from promoter.channels.linkedin import LinkedInAccount, LinkedInChannel
from promoter.channels.x import OAuth1Keys, UserToken, XAccount, XChannel
from promoter.posts.model import Card

if TYPE_CHECKING:
    from collections.abc import Callable

SECRETS = {
    "consumer_key": "CONSUMERKEYcccc1111",
    "consumer_secret": "CONSUMERSECRETcccc2222",
    "access_token": "12345-ACCESSTOKENaaaa3333",
    "access_token_secret": "ACCESSSECRETaaaa4444",
}
X_TOKEN = "bearertokenofxxxx6666"
LINKEDIN_TOKEN = "AQXlinkedintoken5555"
PATIENCE = 20.0  # only a broken test waits as long


@dataclass
class Seen:
    """One request as it reached the server."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)


@dataclass
class Network:
    """Does the steps of `script` on each connection after its request: bytes are sent, callables are called with it."""

    listener: socket.socket
    script: tuple[bytes | Callable[[socket.socket], None], ...] = ()
    tls: ssl.SSLContext | None = None
    before_request: Callable[[socket.socket], None] | None = None
    by_request: Callable[[Seen], bytes] | None = None
    holding: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)
    ran_out: threading.Event = field(default_factory=threading.Event)
    raw: list[bytes] = field(default_factory=list)
    _handlers: list[threading.Thread] = field(default_factory=list)
    _sentinels: dict[tuple[str, int], threading.Event] = field(default_factory=dict)

    @property
    def port(self) -> int:
        return self.listener.getsockname()[1]

    @property
    def url(self) -> str:
        return f"http{'s' if self.tls else ''}://127.0.0.1:{self.port}"

    # ------------------------------------------------------------------------------------------ what the test writes down

    def answers(self, status: int, headers: dict[str, str] | None = None, body: object = b"") -> None:
        self.does(response(status, headers, body))

    def answers_by(self, answer: Callable[[Seen], bytes]) -> None:
        """Let what was asked decide on the answer; the script is over."""
        self.script, self.by_request = (), answer

    def does(self, *steps: bytes | Callable[[socket.socket], None]) -> None:
        self.script, self.by_request = steps, None

    def hold(self, connection: socket.socket) -> None:
        """Keep the connection open and say nothing until the test is over."""
        self.holding.set()
        self.released.wait(PATIENCE)

    def drip(self, piece: bytes) -> Callable[[socket.socket], None]:
        """Send `piece` again and again, each well within any timeout of a single read."""

        def dripping(connection: socket.socket) -> None:
            self.holding.set()
            for _ in range(int(PATIENCE / 0.01)):
                connection.sendall(piece)
                if self.released.wait(0.01):
                    return
            self.ran_out.set()

        return dripping

    # --------------------------------------------------------------------------------------------- what the test asks for

    def connections(self) -> list[bytes]:
        """What came over each connection made so far, once all of them are over."""
        self.released.set()
        accepted = threading.Event()
        with socket.socket() as sentinel:
            sentinel.bind(("127.0.0.1", 0))
            self._sentinels[sentinel.getsockname()] = accepted
            sentinel.connect(("127.0.0.1", self.port))  # connections are accepted in order: all before it have handlers
            assert accepted.wait(PATIENCE)
        for handler in self._handlers:
            handler.join(PATIENCE)
            assert not handler.is_alive()
        return self.raw

    def requests(self) -> list[Seen]:
        return [parsed(raw) for raw in self.connections() if raw]

    # ----------------------------------------------------------------------------------------------------- how it is done

    def serve(self) -> None:
        while True:
            try:
                connection, address = self.listener.accept()
            except OSError:
                return
            if address in self._sentinels:
                connection.close()
                self._sentinels[address].set()
                continue
            handler = threading.Thread(target=self._handle, args=(connection,), daemon=True)
            self._handlers.append(handler)
            handler.start()

    def _handle(self, connection: socket.socket) -> None:
        raw = None
        try:
            connection.settimeout(PATIENCE)
            if self.before_request:
                self.before_request(connection)
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            raw = read_request(connection)
            self.raw.append(raw)
            if raw and self.by_request:
                connection.sendall(self.by_request(parsed(raw)))
            for step in self.script if raw else ():
                connection.sendall(step) if isinstance(step, bytes) else step(connection)
        except OSError:  # the client hung up: what the test is about
            if raw is None:
                self.raw.append(b"")
        finally:
            connection.close()


def response(status: int, headers: dict[str, str] | None = None, body: object = b"") -> bytes:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = {"Content-Type": "application/json", "Content-Length": str(len(content)), **(headers or {})}
    head = f"HTTP/1.1 {status} Whatever\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return head.encode("latin-1") + b"\r\n" + content


def reset(connection: socket.socket) -> None:
    """Break the connection off with a RST instead of closing it."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def read_request(connection: socket.socket) -> bytes:
    raw = b""
    while True:
        head, end, body = raw.partition(b"\r\n\r\n")
        length = next(
            (int(h.split(b":")[1]) for h in head.lower().split(b"\r\n") if h.startswith(b"content-length:")), 0
        )
        if end and len(body) >= length:
            return raw
        received = connection.recv(65536)
        if not received:
            return raw
        raw += received


def parsed(raw: bytes) -> Seen:
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ")
    return Seen(
        method, path, {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}, body
    )


@pytest.fixture
def network():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        served = Network(listener)
        thread = threading.Thread(target=served.serve, daemon=True)
        thread.start()
        yield served
        served.connections()
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(PATIENCE)


@pytest.fixture
def wire():
    """The building blocks of a script."""
    return type("Wire", (), {"response": staticmethod(response), "reset": staticmethod(reset)})


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1 that nobody trusts, with its key in the same file."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl command to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=loopback"
    extras = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "cert.pem"]
    subprocess.run([*command.split(), *extras], cwd=folder, check=True, capture_output=True)
    both = folder / "both.pem"
    both.write_text((folder / "key.pem").read_text() + (folder / "cert.pem").read_text())
    return both


@pytest.fixture
def secure(network, certificate):
    """The same server, speaking TLS."""
    network.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    network.tls.load_cert_chain(certificate)
    return network


@pytest.fixture
def now():
    return datetime(2021, 9, 13, 7, 45, tzinfo=UTC)


@pytest.fixture
def outgoing():
    """A post on its way, as both networks could have it."""
    return Outgoing(
        key="sample/2021-09-13/x/opener",
        text="Ünïcode, “quotes” & 1 < 2 \\(escaped\\)",
        link="https://www.techuk.org/a?b=c&d=e",
        card=Card(title="A title", description="What it is about"),
    )


@pytest.fixture
def patient():
    """Limits that only a broken test reaches."""
    return Transport(total=PATIENCE, connect=5.0)


@pytest.fixture
def make_x(network, patient):
    """An X channel; keys of OAuth 1.0a unless `token` is given."""

    def make(token=None, transport=patient, **changes):
        credentials = UserToken(access_token=token) if token else OAuth1Keys(**SECRETS)
        return XChannel(XAccount(**{"credentials": credentials, "api_url": network.url, **changes}), transport)

    return make


@pytest.fixture
def make_linkedin(network, patient):
    def make(token=LINKEDIN_TOKEN, transport=patient, **changes):
        settings = {"access_token": token, "organisation": "urn:li:organization:5515715", "api_url": network.url}
        return LinkedInChannel(LinkedInAccount(**{**settings, **changes}), transport)

    return make


@pytest.fixture(params=["x with OAuth 1.0a", "x with OAuth 2.0", "linkedin"])
def kind(request):
    """Each kind of channel in turn, for what all of them promise."""
    return request.param


@pytest.fixture
def make_channel(kind, make_x, make_linkedin):
    if kind == "linkedin":
        return make_linkedin
    return make_x if "1.0a" in kind else functools.partial(make_x, token=X_TOKEN)


@pytest.fixture
def secrets(kind):
    """What the channel must never tell anyone."""
    return {"linkedin": [LINKEDIN_TOKEN], "x with OAuth 2.0": [X_TOKEN]}.get(kind, list(SECRETS.values()))


# ------------------------------------------------------------------------------------------------ what reading gives back

X_USER = "4711"
X_EPOCH_MS = 1288834974657
PAGE = "urn:li:organization:5515715"


def millis(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def x_post(text: str, at: datetime, *, links: tuple[str, ...] = (), number: int = 1, **more) -> dict:
    """A post as X gives it back: escaped, with each of `links` (as written in the text) shortened."""
    shown, urls = html.escape(text, quote=False), []
    for index, link in enumerate(links):
        short = f"https://t.co/{number:05d}{index:05d}"
        shown = shown.replace(html.escape(link, quote=False), short, 1)
        expanded = link if link.startswith("http") else f"http://{link}"
        urls.append(
            {"start": shown.index(short), "end": shown.index(short) + 23, "url": short, "expanded_url": expanded}
        )
    name = str(((millis(at) - X_EPOCH_MS) << 22) + number)
    entities = {"entities": {"urls": urls}} if urls else {}
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return {"id": name, "text": shown, "edit_history_tweet_ids": [name], "created_at": moment, **entities, **more}


def x_page(*posts: dict, token: str | None = None) -> dict:
    meta = {"result_count": len(posts), **({"next_token": token} if token else {})}
    return {**({"data": list(posts)} if posts else {}), "meta": meta}


def linkedin_post(commentary: str, at: datetime, *, number: int = 1, **more) -> dict:
    return {
        "id": f"urn:li:share:{(millis(at) << 22) + number}",
        "author": PAGE,
        "commentary": commentary,
        "createdAt": millis(at),
        "publishedAt": millis(at),
        "lastModifiedAt": millis(at),
        "lifecycleState": "PUBLISHED",
        "lifecycleStateInfo": {"isEditedByAuthor": False},
        **more,
    }


def linkedin_page(*posts: dict, count: int = 100, start: int = 0) -> dict:
    return {"elements": list(posts), "paging": {"start": start, "count": count, "links": []}}


class Shown:
    """What the network has to show: whole lists, page after page as they are asked for, and posts one by one.

    `date` is the Date header of every answer.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self.pages: list[dict] = []
        self.date: str | None = None
        network.answers_by(self.answer)

    def answer(self, seen: Seen) -> bytes:
        headers = {"Date": self.date} if self.date else {}
        path = seen.path.partition("?")[0]
        if path == "/2/users/me":
            return response(200, headers, {"data": {"id": X_USER, "username": "techUK", "name": "techUK"}})
        if path in {f"/2/users/{X_USER}/tweets", "/rest/posts"}:
            return response(200, headers, self.pages.pop(0) if self.pages else x_page() | linkedin_page())
        return response(404, headers, {"status": 404, "message": "Could not find entity"})


@pytest.fixture
def shown(network):
    return Shown(network)


@pytest.fixture
def sought(outgoing, now):
    return Sought(post=outgoing, began=now)


@pytest.fixture
def given():
    """The building blocks of what networks give back."""
    parts = {"x_post": x_post, "x_page": x_page, "linkedin_post": linkedin_post, "linkedin_page": linkedin_page}
    return type("Given", (), {name: staticmethod(part) for name, part in parts.items()})


@pytest.fixture(params=["find", "read"])
def ask(request, kind, now, outgoing, sought):
    """Ask a channel in either way; it knows already whose account it is, so that the first request is the one that counts."""
    name = "urn:li:share:7045020441609936898" if kind == "linkedin" else "1437000000000000001"

    def ask(channel, **changes):
        if request.param == "find":
            return channel.find(changes.get("sought", sought), now=changes.get("now", now))
        return channel.read(name, outgoing, now=changes.get("now", now))

    return ask


@pytest.fixture
def make_reader(make_channel, shown, sought, now):
    """A channel that has read once already, and so knows whose account it is; the requests of that are forgotten."""

    def make(**changes):
        channel = make_channel(**changes)
        channel.find(sought, now=now)
        shown.network.connections()
        shown.network.raw.clear()
        shown.network.released.clear()
        return channel

    return make
