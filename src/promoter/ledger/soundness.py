"""Is the ledger's file sound, and a copy of it that can be relied on."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from sqlalchemy import text

from promoter.errors import NotPossible, PromoterError
from promoter.ledger.database import schema_version

if TYPE_CHECKING:
    from pathlib import Path

    from promoter.ledger.database import Ledger

_PART = ".part"


@dataclass(frozen=True, slots=True)
class Soundness:
    """What a database says of itself. `faults` is empty when it is whole; `journal` is None where there is none to choose."""

    kind: str
    schema: str | None
    faults: tuple[str, ...] = ()
    journal: str | None = None


def examine(ledger: Ledger) -> Soundness:
    """Ask the database whether it is whole. On SQLite this reads all of the file."""
    with ledger.read() as conn:
        version = schema_version(conn)
        if conn.dialect.name != "sqlite":
            return Soundness(conn.dialect.name, version)
        answers = conn.execute(text("PRAGMA integrity_check")).scalars().all()
        answers = [
            *answers,
            *(f"{row[0]} has a row that leads nowhere" for row in conn.execute(text("PRAGMA foreign_key_check"))),
        ]
        journal = str(conn.execute(text("PRAGMA journal_mode")).scalar())
    return Soundness("sqlite", version, tuple(str(answer) for answer in answers if answer != "ok"), journal)


def back_up(ledger: Ledger, target: Path) -> None:
    """Copy the ledger to a new file, whole and as of one moment, while others go on using it.

    The file appears under its name only when it is complete and found sound; one that is there already is refused.
    """
    if ledger.engine.dialect.name != "sqlite":
        raise NotPossible("this copies SQLite files; for PostgreSQL use pg_dump, which comes with it")
    if target.exists():
        raise NotPossible(f"{target} is there already; a backup never overwrites one: choose another name")
    part = target.with_name(target.name + _PART)
    try:
        # Made by hand, so that it is never readable by others, not even for the moment before a chmod.
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        raise NotPossible(
            f"{part} is there: another backup is running, or was cut off; remove it and try again"
        ) from None
    except OSError as error:
        raise PromoterError(f"{target} cannot be written: {error.strerror}; choose another place") from error
    try:
        _copy(ledger, part)
        part.rename(target)  # not a hard link, which a memory stick has not; no other backup can want this name now
    except (sqlite3.Error, OSError) as error:
        raise PromoterError(f"{target} could not be written ({error}); see that its disk has room") from error
    finally:
        part.unlink(missing_ok=True)


def _copy(ledger: Ledger, part: Path) -> None:
    source = ledger.engine.raw_connection()
    try:
        with closing(sqlite3.connect(part)) as copy:
            cast("sqlite3.Connection", source.driver_connection).backup(copy)
            # One file, not three: a copy that needs the two files beside it would be carried away without them.
            copy.execute("PRAGMA journal_mode = DELETE")
            faults = [row[0] for row in copy.execute("PRAGMA integrity_check") if row[0] != "ok"]
    finally:
        source.close()
    if faults:
        raise PromoterError(f"the copy is not sound ({faults[0]}), and so may be the ledger; run promoter doctor")
    with part.open("rb+") as written:
        os.fsync(written.fileno())
