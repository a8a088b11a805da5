"""How often a password may be guessed: a few times at once, then after a wait that grows to a quarter of an hour."""

from __future__ import annotations

import hashlib
import ipaddress
import logging
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from promoter.ledger import credentials
from promoter.ledger.sessions import addresses_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

log = logging.getLogger(__name__)

WINDOW = timedelta(hours=1)  #: wrong tries are counted for as long
FREE_FOR_PERSON = 5
FREE_FOR_ADDRESS = 20  #: more, because an office has one address
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Try:
    """A try that may be made. It counts as wrong until it is forgiven, so that many at once are counted too."""

    person: str
    of_address: int


def begin(conn: Connection, email: str, address: str, *, now: datetime) -> Try | timedelta:
    """Count a try against the person and against the network address, or say how long to wait before the next one."""
    credentials.forget_failures(conn, before=now - WINDOW)
    person, place = _keys(conn, email, address)
    credentials.take_turns(conn, (person, place))
    wait: timedelta = max(
        wait_after(credentials.failures(conn, key, since=now - WINDOW), free, now)
        for key, free in ((person, FREE_FOR_PERSON), (place, FREE_FOR_ADDRESS))
    )
    if wait:
        log.warning("too many wrong passwords from %s; the next try is in %d s", address, wait.total_seconds())
        return wait
    credentials.add_failure(conn, person, now=now)
    return Try(person, credentials.add_failure(conn, place, now=now))


def forgive(conn: Connection, made: Try) -> None:
    """It was the right password: the person begins anew, and the address has one wrong try less."""
    credentials.forget_failures(conn, key=made.person)
    credentials.forget_failures(conn, number=made.of_address)


def wait_after(wrong: Sequence[datetime], free: int, now: datetime) -> timedelta:
    """How long to wait still after these wrong tries, of which some are free."""
    if len(wrong) < free:
        return timedelta()
    doublings = min(len(wrong) - free, 10)
    return max(wrong[-1] + min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT) - now, timedelta())


def in_words(wait: timedelta) -> str:
    """Such as "4 minutes"."""
    minutes = math.ceil(wait / timedelta(minutes=1))
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def _keys(conn: Connection, email: str, address: str) -> tuple[str, str]:
    """What tries are counted under, as hashes: what is typed as an e-mail may be anything, a password too."""
    place = _network(address)
    # Where a person signed in before, they have tries of their own: nobody elsewhere can use them up.
    at_home = place in map(_network, addresses_of(conn, email))
    return _key("person", email, place if at_home else ""), key_of_address("address", address)


def key_of_address(door: str, address: str) -> str:
    """What tries at a door are counted under for whoever is at this address."""
    return _key(door, _network(address))


def _key(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _network(address: str) -> str:
    """The address, or for IPv6 the network that one household or office has."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))
