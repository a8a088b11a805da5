"""What a database says when it cannot, in words for the person who has to do something about it."""

from __future__ import annotations

import re
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from promoter.errors import PromoterError

if TYPE_CHECKING:
    from collections.abc import Iterator

# A write-ahead log is shared by files beside the ledger. Where a daemon has them open, whoever may read the three may read
# the ledger; where nobody has, even a reader must make them. Opening it as immutable would do without, and would give
# nonsense as soon as somebody writes.
_AT_REST = (
    "the ledger {where} lies in a folder where this user may not write, and SQLite writes beside it even to read; "
    "let this user write there, or copy the file to a folder of your own and set PROMOTER_DATABASE_URL to the copy"
)

# SQLite's result codes, extended or primary (the low byte of the extended ones) -> what is wrong, and what to do.
_SQLITE = {
    sqlite3.SQLITE_BUSY: "the ledger is busy: another program holds {where}; wait a moment and try again",
    sqlite3.SQLITE_LOCKED: "the ledger is busy: another program holds {where}; wait a moment and try again",
    sqlite3.SQLITE_CORRUPT: "the ledger {where} is damaged; stop Promoter and bring back the last backup",
    sqlite3.SQLITE_NOTADB: "{where} is no Promoter ledger; set PROMOTER_DATABASE_URL to the right file",
    sqlite3.SQLITE_FULL: "there is no room for the ledger {where}: the disk is full; nothing was written, make room and try again",
    sqlite3.SQLITE_READONLY: "the ledger {where} may only be read; let this user write the file and its folder",
    sqlite3.SQLITE_READONLY_DIRECTORY: _AT_REST,
    sqlite3.SQLITE_READONLY_CANTINIT: _AT_REST,
    sqlite3.SQLITE_PERM: "the ledger {where} may not be opened; let this user read and write the file and its folder",
    sqlite3.SQLITE_AUTH: "the ledger {where} may not be opened; let this user read and write the file and its folder",
    sqlite3.SQLITE_CANTOPEN: "the ledger {where} cannot be opened; see that its folder exists and that this user may write there",
    sqlite3.SQLITE_IOERR: "the disk fails under the ledger {where}; look at the disk, then run promoter doctor",
}

# PostgreSQL's SQLSTATE, whole or its class (the first two characters).
_POSTGRESQL = {
    "40": "the ledger is busy: another program was faster at {where}; try again",
    "55P03": "the ledger is busy: another program holds {where}; wait a moment and try again",
    "57014": "the ledger is busy: {where} did not answer in time; try again",
    "25006": "the ledger {where} may only be read; connect to the primary server",
    "28": "the ledger {where} does not let us in; look at the user and the password in PROMOTER_DATABASE_URL",
    "3D000": "there is no database at {where}; create it, then run promoter db upgrade",
    "42501": "the ledger {where} does not let this user do that; grant it, or use another user in PROMOTER_DATABASE_URL",
    "53100": "there is no room for the ledger {where}: the disk is full; nothing was written, make room and try again",
}

# A server that refuses a connection gives the driver no SQLSTATE, only words; in other languages they are simply repeated.
_REFUSED = {
    r'database ".*" does not exist': "3D000",
    r'authentication failed|no password supplied|role ".*" does not exist|no pg_hba.conf entry': "28",
}

_UNREACHABLE = (
    "the ledger {where} cannot be reached ({says}); see that the database runs and PROMOTER_DATABASE_URL is right"
)


@contextmanager
def in_words(where: str) -> Iterator[None]:
    """Turn what the database cannot do into a `PromoterError`; faults of our own pass through as they are."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        sentence = _sentence(cause)
        if sentence is None and isinstance(error, DBAPIError) and error.connection_invalidated:
            sentence = _UNREACHABLE
        if sentence is None:
            raise
        raise PromoterError(sentence.format(where=where, says=" ".join(str(cause).split()))) from error


def _sentence(cause: BaseException | None) -> str | None:
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", None)
        return None if code is None else _SQLITE.get(code) or _SQLITE.get(code & 0xFF)
    state = getattr(cause, "sqlstate", None)
    if state is not None:
        return _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2])
    if type(cause).__name__ != "OperationalError":
        return None
    for words, meant in _REFUSED.items():
        if re.search(words, str(cause)):
            return _POSTGRESQL[meant]
    return _UNREACHABLE
