"""Is the machine in order on which the posting runs? What the database, its disk and the settings say, each with what to do."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from promoter.errors import PromoterError
from promoter.ledger.soundness import examine
from promoter.reporting.health import Check, State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promoter.ledger.database import Ledger
    from promoter.ledger.soundness import Soundness

LITTLE_ROOM, NO_ROOM = 1_000_000_000, 50_000_000  # bytes free on the ledger's disk
_KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def watching(*, alerts: bool, heartbeat: bool) -> Iterator[Check]:
    """Who would notice. The addresses are not shown: whoever knows one may write there."""
    name = "PROMOTER_ALERTS"
    if alerts:
        yield Check(name, State.OK, "set: people are told there when something needs them")
    else:
        says = "not set: nobody is told when something needs a person"
        yield Check(name, State.LOOK, says, "Set it to a mail or chat address as .env.example shows.")
    name = "PROMOTER_HEARTBEAT_URL"
    if heartbeat:
        yield Check(name, State.OK, "set: it is asked every minute as long as posting works")
    else:
        says = "not set: if the daemon or its machine stops, nobody notices before a post is missing"
        todo = "Set it to an address that raises the alarm when nobody asks, as .env.example shows."
        yield Check(name, State.LOOK, says, todo)


def soundness(ledger: Ledger) -> Iterator[Check]:
    """The ledger and, where it is a file, the disk that it lies on. On SQLite this reads all of the file."""
    try:
        sound = examine(ledger)
    except PromoterError as problem:
        yield Check("ledger", State.BROKEN, str(problem))
        return
    where = f"{ledger.where}, {_KINDS.get(sound.kind, sound.kind)}, version {sound.schema}"
    if sound.faults:
        todo = "Stop Promoter, keep the file, and bring back the last backup."
        yield Check("ledger", State.BROKEN, f"{where}: {sound.faults[0]}", todo)
    elif sound.journal not in {None, "wal"}:
        todo = "Keep it on a disk of this machine: SQLite cannot share it over a network."
        yield Check("ledger", State.LOOK, f"{where}; its journal is {sound.journal}, not wal", todo)
    else:
        yield Check("ledger", State.OK, _as_it_should_be(ledger, sound))
    if sound.kind == "sqlite":
        yield disk(Path(ledger.where).parent)


def _as_it_should_be(ledger: Ledger, sound: Soundness) -> str:
    """A server is named; the folder of a file is named by what is said of its disk."""
    if sound.kind == "sqlite":
        return f"whole and up to date (SQLite, version {sound.schema})"
    return f"up to date ({_KINDS.get(sound.kind, sound.kind)} at {ledger.where}, version {sound.schema})"


def disk(folder: Path) -> Check:
    """How much room there is for what is to be recorded."""
    free = shutil.disk_usage(folder).free
    says = f"{free / 1e9:,.1f} GB free in {folder}"
    if free < NO_ROOM:
        return Check("disk", State.BROKEN, says, "Make room: what cannot be recorded is not sent.")
    if free < LITTLE_ROOM:
        return Check("disk", State.LOOK, says, "Make room before it runs out.")
    return Check("disk", State.OK, says)
