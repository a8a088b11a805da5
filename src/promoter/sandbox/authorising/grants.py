"""Codes and tokens that were given out: to which app, for whom, until when, and whether they were used."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from promoter.sandbox.wire import NetworkName

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime, timedelta

    from promoter.sandbox.database import Database

CODE, ACCESS, REFRESH = "code", "access", "refresh"
MARK = "issued-"  #: how all of them begin; any other token is a user of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A code or token. All that come from one consent are a `family`. `bound` is what whoever brings a code must know."""

    network: NetworkName
    kind: str
    client: str
    user: str
    scopes: tuple[str, ...]
    ends: float
    family: str
    bound: dict[str, str]
    spent: bool = False
    revoked: bool = False

    def is_good(self, now: datetime) -> bool:
        return not self.spent and not self.revoked and self.ends > now.timestamp()


class Grants:
    """In the sandbox's ledger, by their hashes. Safe to use from many threads."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def issue(
        self, network: NetworkName, kind: str, *, client: str, user: str, scopes: tuple[str, ...], now: datetime,
        lasts: timedelta, family: str = "", bound: dict[str, str] | None = None,
    ) -> str:  # fmt: skip
        word = f"{MARK}{network}-{kind}-{secrets.token_urlsafe(24)}"
        self._db.insert("grants", {
            "hash": _hash(word), "network": network, "kind": kind, "client": client, "user": user,
            "scopes": json.dumps(scopes), "ends": (now + lasts).timestamp(), "family": family or _hash(word),
            "bound": json.dumps(bound or {}), "spent": 0, "revoked": 0,
        })  # fmt: skip
        return word

    def find(self, word: str) -> Grant | None:
        if not word.startswith(MARK):
            return None
        rows = self._db.rows("SELECT * FROM grants WHERE hash = ?", _hash(word))
        return _grant(rows[0]) if rows else None

    def spend(self, word: str) -> bool:
        """Use it up; False if it was used before."""
        with self._db.lock:
            fresh = bool(self._db.rows("SELECT 1 FROM grants WHERE hash = ? AND spent = 0", _hash(word)))
            self._db.rows("UPDATE grants SET spent = 1 WHERE hash = ?", _hash(word))
        return fresh

    def revoke(self, family: str) -> None:
        """Take back all that came from one consent."""
        self._db.rows("UPDATE grants SET revoked = 1 WHERE family = ?", family)

    def revoke_all(self, network: NetworkName) -> None:
        """What somebody does who takes the app's permission away."""
        self._db.rows("UPDATE grants SET revoked = 1 WHERE network = ?", network)

    def end_access(self, network: NetworkName, now: datetime) -> None:
        """The time of all access tokens is over."""
        sql = "UPDATE grants SET ends = ? WHERE network = ? AND kind = ?"
        self._db.rows(sql, now.timestamp(), network, ACCESS)


def _grant(row: sqlite3.Row) -> Grant:
    same = {name: row[name] for name in ("kind", "client", "user", "ends", "family")}
    return Grant(
        network=NetworkName(row["network"]), scopes=tuple(json.loads(row["scopes"])), bound=json.loads(row["bound"]),
        spent=bool(row["spent"]), revoked=bool(row["revoked"]), **same,
    )  # fmt: skip


def _hash(word: str) -> str:
    return hashlib.sha256(word.encode("utf-8", "surrogatepass")).hexdigest()
