"""The sandbox's own ledger: what is public, every request that wanted to publish, and how much each account used."""

from __future__ import annotations

import json
import sqlite3
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from promoter.sandbox.wire import NetworkName

if TYPE_CHECKING:
    from pathlib import Path

APPLICATION_ID = 0x50524F42  # marks the file, so that no other program's database is ever written to
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
TABLES = """
CREATE TABLE posts (
    network TEXT NOT NULL, number INTEGER NOT NULL, id TEXT NOT NULL, account TEXT NOT NULL, url TEXT NOT NULL,
    text TEXT NOT NULL, raw TEXT NOT NULL, link TEXT, card TEXT, body TEXT NOT NULL, fingerprint TEXT NOT NULL,
    created INTEGER NOT NULL, readable INTEGER NOT NULL, deleted INTEGER,
    PRIMARY KEY (network, number)
);
CREATE INDEX duplicates ON posts (network, account, fingerprint, created);
CREATE TABLE requests (
    number INTEGER PRIMARY KEY, at INTEGER NOT NULL, network TEXT NOT NULL, account TEXT NOT NULL, text TEXT NOT NULL,
    status INTEGER, answer TEXT NOT NULL, fault TEXT, post TEXT
);
CREATE INDEX tries ON requests (network, text);
CREATE TABLE usage (name TEXT PRIMARY KEY, ends INTEGER NOT NULL, used INTEGER NOT NULL);
"""


class NotOurLedger(Exception):
    """The file is there and belongs to something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicPost:
    """What the public sees. `text` is what people read, `raw` is what was sent; `card` is LinkedIn's link preview."""

    network: NetworkName
    account: str
    id: str
    url: str
    text: str
    raw: str
    link: str | None
    card: dict[str, str] | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenRequest:
    """A request that wanted to publish, and what it was told.

    `status` is None where no whole answer went out. `post` is the id of the post that was taken, whatever was answered.
    """

    number: int = 0
    at: datetime
    network: NetworkName
    account: str
    text: str
    status: int | None
    answer: str
    fault: str | None
    post: str | None


@dataclass(frozen=True, slots=True)
class StoredPost:
    """A post with all that its network needs to show it again."""

    post: PublicPost
    number: int
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Usage:
    """How much of a limit is left, and when it is whole again."""

    limit: int
    used: int
    reset: datetime

    @property
    def remaining(self) -> int:
        return max(self.limit - self.used, 0)

    @property
    def exceeded(self) -> bool:
        return self.used > self.limit


class Record:
    """One SQLite file, or memory if there is no path. Safe to use from many threads."""

    def __init__(self, path: Path | None = None) -> None:
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path or ":memory:", check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        try:
            self._prepare(path)
        except BaseException:
            self._db.close()
            raise

    def _prepare(self, path: Path | None) -> None:
        mark = self._value("PRAGMA application_id")
        if mark != APPLICATION_ID:
            if mark or self._value("SELECT count(*) FROM sqlite_master"):
                raise NotOurLedger(f"{path} is not a sandbox's ledger")
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.executescript(f"BEGIN IMMEDIATE; {TABLES} PRAGMA application_id = {APPLICATION_ID}; COMMIT")
        # What is written belongs to the system at once: a killed sandbox forgets nothing, only a power cut might.
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute("DELETE FROM usage WHERE 0")  # a file that cannot be written to says so now, not later

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def clear(self) -> None:
        with self._lock:
            self._db.executescript("BEGIN; DELETE FROM posts; DELETE FROM requests; DELETE FROM usage; COMMIT")

    # ------------------------------------------------------------------------------------------------------- posts

    def free_number(self, network: NetworkName, lowest: int) -> int:
        """The first number of the millisecond that begins with `lowest` which no post has."""
        highest = lowest | 0x3FFFFF  # both networks keep the milliseconds above 22 bits
        taken = self._value(
            "SELECT max(number) FROM posts WHERE network = ? AND number BETWEEN ? AND ?", network, lowest, highest
        )
        return lowest if taken is None else int(taken) + 1

    def add(self, stored: StoredPost, fingerprint: str, lag: timedelta) -> None:
        post, created = stored.post, millis(stored.post.created_at)
        row = {
            "network": post.network,
            "number": stored.number,
            "id": post.id,
            "account": post.account,
            "url": post.url,
            "text": post.text,
            "raw": post.raw,
            "link": post.link,
            "card": post.card and json.dumps(post.card),
            "body": json.dumps(stored.body),
            "fingerprint": fingerprint,
            "created": created,
            "readable": created + lag // MILLISECOND,
        }
        self._insert("posts", row)

    def duplicate_of(self, network: NetworkName, account: str, fingerprint: str, since: datetime) -> str | None:
        """The id of the latest post with the same content. A deleted one counts: the networks remember it."""
        found = self._value(
            "SELECT id FROM posts WHERE network = ? AND account = ? AND fingerprint = ? AND created > ?"
            " ORDER BY number DESC",
            *(network, account, fingerprint, millis(since)),
        )
        return None if found is None else str(found)

    def readable(self, network: NetworkName, now: datetime) -> list[StoredPost]:
        """What reads of the network show, newest first."""
        sql = "SELECT * FROM posts WHERE network = ? AND deleted IS NULL AND readable <= ? ORDER BY number DESC"
        return [
            StoredPost(_post(row), row["number"], json.loads(row["body"]))
            for row in self._rows(sql, network, millis(now))
        ]

    def posts(self, network: NetworkName | None = None) -> list[PublicPost]:
        """What is public, oldest first, whether reads show it yet or not."""
        sql = "SELECT * FROM posts WHERE deleted IS NULL AND network = ifnull(?, network) ORDER BY created, rowid"
        return [_post(row) for row in self._rows(sql, network)]

    def delete(self, network: NetworkName, identifier: str, now: datetime) -> None:
        sql = "UPDATE posts SET deleted = ? WHERE network = ? AND id = ? AND deleted IS NULL"
        self._rows(sql, millis(now), network, identifier)

    # ---------------------------------------------------------------------------------------------------- requests

    def note(self, seen: SeenRequest) -> None:
        """Keep a request; its number is given here."""
        row = {
            name: getattr(seen, name) for name in ("network", "account", "text", "status", "answer", "fault", "post")
        }
        self._insert("requests", {"at": millis(seen.at), **row})

    def requests(self) -> list[SeenRequest]:
        rows = self._rows("SELECT * FROM requests ORDER BY number")
        return [
            SeenRequest(**{**row, "at": _moment(row["at"]), "network": NetworkName(row["network"])}) for row in rows
        ]

    def tries(self, network: NetworkName, text: str) -> int:
        """How often this text was brought so far."""
        return int(self._value("SELECT count(*) FROM requests WHERE network = ? AND text = ?", network, text))

    # ------------------------------------------------------------------------------------------------------- usage

    def spend(self, name: str, limit: int, now: datetime, reset: datetime) -> Usage:
        """Count one more use of `name`. If its last window is over at `now`, a new one begins and ends at `reset`."""
        with self._lock:
            found = self._rows("SELECT ends, used FROM usage WHERE name = ? AND ends > ?", name, millis(now))
            ends, used = found[0] if found else (millis(reset), 0)
            used = min(used + 1, limit + 1)
            self._rows("REPLACE INTO usage VALUES (?, ?, ?)", name, ends, used)
        return Usage(limit, used, _moment(ends))

    # --------------------------------------------------------------------------------------------------------- SQL

    def _rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def _value(self, sql: str, *values: object) -> Any:
        rows = self._rows(sql, *values)
        return rows[0][0] if rows else None

    def _insert(self, table: str, row: dict[str, object]) -> None:
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        self._rows(f"INSERT INTO {table} ({names}) VALUES ({marks})", *row.values())  # noqa: S608 - names are ours


def _post(row: sqlite3.Row) -> PublicPost:
    same = {name: row[name] for name in ("account", "id", "url", "text", "raw", "link")}
    return PublicPost(
        network=NetworkName(row["network"]),
        card=row["card"] and json.loads(row["card"]),
        created_at=_moment(row["created"]),
        **same,
    )


def millis(moment: datetime) -> int:
    return (moment - EPOCH) // MILLISECOND


def _moment(millis: int) -> datetime:
    return EPOCH + millis * MILLISECOND
