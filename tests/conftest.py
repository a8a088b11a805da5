"""A closed world for every test: no network but this machine's loopback, none of the operator's settings, nobody's home folder."""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
import tempfile
import time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

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


def pytest_configure() -> None:
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


@pytest.fixture(autouse=True)
def _closed_world() -> Iterator[None]:
    """Code under test may swallow the error that it got for reaching outside; the test fails all the same."""
    _reached_for.clear()
    yield
    if _reached_for:
        pytest.fail(f"reached outside this machine: {', '.join(_reached_for)}")


def _is_the_operators(name: str) -> bool:
    ours = name.upper().startswith("PROMOTER_") and name not in KEPT
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
