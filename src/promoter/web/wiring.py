"""What the pages stand on: handed to them once, at the start."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime, timedelta
    from pathlib import Path

    from promoter.clock import Clock
    from promoter.connecting.connector import Connector
    from promoter.intake.spool import Spool
    from promoter.ledger.database import Ledger
    from promoter.ledger.rows import PostRow
    from promoter.preflight.keeping import Keeper
    from promoter.web.single_sign_on import SingleSignOn


@dataclass(frozen=True, kw_only=True)
class Wiring:
    """The ledger, the clock, and what the settings say. Nothing here can publish.

    `connected` are the accounts that have keys. `secure`: people come by https, so cookies travel on nothing else.
    `hosts` are the names under which the pages may be asked for. `forward` is there in a rehearsal alone: it lets the
    pretended time pass until something happens. `look_at_page` says in a sentence how the page stands that a post leads
    to, given the hosts where blogs may live; it is not there where pages are not looked at. `door` is the clock for who is signed in, where that is another one: a
    rehearsal jumps over days, and nobody should have to sign in again for it. `sign_on` is there where the settings name a
    service by which people sign in. `proxies` may say where people come from. `connector` connects accounts, and
    `version_ends` is when LinkedIn stops serving the version of its interface that we use. In the `spool` files wait that
    were handed in, and `read_page` brings what there is at an address that somebody names. `preflights` looks whether a
    week is ready. In the folder `schedules` new weeks get theirs; without one none begins here.
    """

    ledger: Ledger
    clock: Clock
    grace: timedelta
    connected: frozenset[str] = frozenset()
    secure: bool = False
    hosts: tuple[str, ...] = field(default=("127.0.0.1", "localhost", "[::1]"))
    public_url: str = ""
    forward: Callable[[], None] | None = None
    look_at_page: Callable[[PostRow, Sequence[str]], str] | None = None
    door: Clock | None = None
    sign_on: SingleSignOn | None = None
    proxies: tuple[str, ...] = ()
    connector: Connector | None = None
    version_ends: datetime | None = None

    spool: Spool | None = None
    read_page: Callable[[str], bytes] | None = None
    preflights: Keeper | None = None
    schedules: Path | None = None

    def at_the_door(self) -> datetime:
        """The time by which sessions and invitations begin and end."""
        return (self.door or self.clock).now()

    def cookie(self, name: str) -> str:
        """What a cookie is called: the browser itself keeps a name with __Host- to this host and to https."""
        return f"__Host-{name}" if self.secure else name
