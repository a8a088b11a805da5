"""How often an address on the network may try links that lead nowhere: a few times at once, then after a growing wait."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from promoter.ledger import credentials
from promoter.people.tries import WINDOW, key_of_address, wait_after

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from sqlalchemy import Connection

log = logging.getLogger(__name__)

FREE = 20  #: an office has one address, and links are mistyped


def wait_before(conn: Connection, door: str, address: str, *, now: datetime) -> timedelta:
    """How long whoever is at this address has to wait before they may try a link of this kind again."""
    return wait_after(credentials.failures(conn, key_of_address(door, address), since=now - WINDOW), FREE, now)


def missed(conn: Connection, door: str, address: str, *, now: datetime) -> None:
    """Count that a link led nowhere."""
    key = key_of_address(door, address)
    credentials.forget_failures(conn, before=now - WINDOW)
    credentials.take_turns(conn, (key,))
    credentials.add_failure(conn, key, now=now)
    log.info("a link that leads nowhere was tried from %s", address)
