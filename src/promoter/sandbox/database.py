"""The file under the sandbox's ledger: its tables, and what SQLite has to be told."""

from __future__ import annotations

import sqlite3
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

APPLICATION_ID = 0x50524F42  # marks the file, so that no other program's database is ever written to
VERSION = 3  # of the tables
TABLES = """
CREATE TABLE posts (
    network TEXT NOT NULL, number INTEGER NOT NULL, id TEXT NOT NULL, account TEXT NOT NULL, url TEXT NOT NULL,
    text TEXT NOT NULL, raw TEXT NOT NULL, link TEXT, card TEXT, body TEXT NOT NULL, fingerprint TEXT NOT NULL,
    created INTEGER NOT NULL, public INTEGER NOT NULL, listed INTEGER NOT NULL, shown INTEGER NOT NULL, copy_of TEXT,
    deleted INTEGER, pictures TEXT NOT NULL,
    PRIMARY KEY (network, number)
);
CREATE INDEX duplicates ON posts (network, account, fingerprint, created);
CREATE TABLE requests (
    number INTEGER PRIMARY KEY, at INTEGER NOT NULL, act TEXT NOT NULL, network TEXT, account TEXT NOT NULL,
    asked TEXT NOT NULL, text TEXT NOT NULL, status INTEGER, answer TEXT NOT NULL, fault TEXT, post TEXT
);
CREATE INDEX earlier ON requests (act, network, text);
CREATE TABLE media (
    network TEXT NOT NULL, id TEXT NOT NULL, account TEXT NOT NULL, content BLOB, alt TEXT, ready INTEGER, ends INTEGER,
    failed INTEGER NOT NULL, keeps_alt INTEGER NOT NULL,
    PRIMARY KEY (network, id)
);
CREATE TABLE grants (
    hash TEXT PRIMARY KEY, network TEXT NOT NULL, kind TEXT NOT NULL, client TEXT NOT NULL, user TEXT NOT NULL,
    scopes TEXT NOT NULL, ends REAL NOT NULL, family TEXT NOT NULL, bound TEXT NOT NULL, spent INTEGER NOT NULL,
    revoked INTEGER NOT NULL
);
CREATE TABLE usage (name TEXT PRIMARY KEY, ends INTEGER NOT NULL, used INTEGER NOT NULL);
"""


class NotOurLedger(Exception):
    """The file is there and belongs to something else."""


class Database:
    """One SQLite file, or memory if there is no path. Safe to use from many threads; `lock` makes two things one."""

    def __init__(self, path: Path | None = None) -> None:
        self.lock = threading.RLock()
        self._db = sqlite3.connect(path or ":memory:", check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        try:
            self._prepare(path)
        except BaseException:
            self._db.close()
            raise

    def _prepare(self, path: Path | None) -> None:
        mark = self.value("PRAGMA application_id")
        if mark != APPLICATION_ID:
            if mark or self.value("SELECT count(*) FROM sqlite_master"):
                raise NotOurLedger(f"{path} is not a sandbox's ledger")
            self._db.execute("PRAGMA journal_mode = WAL")
            marks = f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {VERSION};"
            self._db.executescript(f"BEGIN IMMEDIATE; {TABLES} {marks} COMMIT")
        elif self.value("PRAGMA user_version") != VERSION:
            raise NotOurLedger(f"{path} is not a sandbox's ledger of this version")
        # What is written belongs to the system at once: a killed sandbox forgets nothing, only a power cut might.
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute("DELETE FROM usage WHERE 0")  # a file that cannot be written to says so now, not later

    def close(self) -> None:
        with self.lock:
            self._db.close()

    def clear(self) -> None:
        with self.lock:
            self._db.executescript(
                "BEGIN; DELETE FROM posts; DELETE FROM requests; DELETE FROM media; DELETE FROM usage; COMMIT"
            )

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        with self.lock:
            return self._db.execute(sql, values).fetchall()

    def value(self, sql: str, *values: object) -> Any:
        rows = self.rows(sql, *values)
        return rows[0][0] if rows else None

    def insert(self, table: str, row: dict[str, object]) -> None:
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        self.rows(f"INSERT INTO {table} ({names}) VALUES ({marks})", *row.values())  # noqa: S608 - names are ours
