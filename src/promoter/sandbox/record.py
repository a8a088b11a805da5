"""The sandbox's own ledger: what is public, every request, and how much each account used."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from promoter.sandbox.authorising.grants import Grants
from promoter.sandbox.database import Database
from promoter.sandbox.kinds import Act
from promoter.sandbox.pictures import Gallery, Shown
from promoter.sandbox.wire import NetworkName

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicPost:
    """What the public sees. `text` is what people read, `raw` is what was sent; `card` is LinkedIn's link preview.

    `created_at` is the network's word. By the sandbox's clock the post is public from `public_at` on, in timelines and
    finders from `listed_at`, by its id from `shown_at`. `copy_of` is the id of the post that the network, by a fault of
    its own, made this one a second copy of.
    """

    network: NetworkName
    account: str
    id: str
    url: str
    text: str
    raw: str
    link: str | None
    card: dict[str, str] | None
    created_at: datetime
    public_at: datetime
    listed_at: datetime
    shown_at: datetime
    copy_of: str | None = None
    pictures: tuple[Shown, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenRequest:
    """A request and what it was told; `at` is by the sandbox's clock.

    `text` is what it wanted to publish; what it wanted to read is in `asked`, the path with the query, which for a page
    is its address. `status` is None where no whole answer went out. `answer` is kept of requests to publish only. `post`
    is the id of the post that was taken, whatever was answered.
    """

    number: int = 0
    at: datetime
    act: Act
    network: NetworkName | None
    account: str
    asked: str
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
        self._db = Database(path)
        self.gallery = Gallery(self._db)
        self.grants = Grants(self._db)

    def close(self) -> None:
        self._db.close()

    def clear(self) -> None:
        self._db.clear()

    # ------------------------------------------------------------------------------------------------------- posts

    def free_number(self, network: NetworkName, lowest: int) -> int:
        """The first number of the millisecond that begins with `lowest` which no post has."""
        highest = lowest | 0x3FFFFF  # both networks keep the milliseconds above 22 bits
        taken = self._db.value(
            "SELECT max(number) FROM posts WHERE network = ? AND number BETWEEN ? AND ?", network, lowest, highest
        )
        return lowest if taken is None else int(taken) + 1

    def add(self, stored: StoredPost, fingerprint: str) -> None:
        """Keep a post. It is on its way to the disk, out of this process's hands, when this returns."""
        post = stored.post
        same = ("network", "id", "account", "url", "text", "raw", "link", "copy_of")
        row = {name: getattr(post, name) for name in same} | {
            "number": stored.number,
            "card": post.card and json.dumps(post.card),
            "body": json.dumps(stored.body),
            "pictures": json.dumps([asdict(picture) for picture in post.pictures]),
            "fingerprint": fingerprint,
            "created": millis(post.created_at),
            "public": millis(post.public_at),
            "listed": millis(post.listed_at),
            "shown": millis(post.shown_at),
        }
        self._db.insert("posts", row)

    def duplicate_of(
        self, network: NetworkName, account: str, fingerprint: str, since: datetime, at: datetime
    ) -> str | None:
        """The id of the latest post with the same content. A deleted one counts: the networks remember it.

        A post that is not public yet does not: a network that is slow to take a post does not know its double either.
        """
        found = self._db.value(
            "SELECT id FROM posts WHERE network = ? AND account = ? AND fingerprint = ? AND created > ? AND public <= ?"
            " ORDER BY number DESC",
            *(network, account, fingerprint, millis(since), millis(at)),
        )
        return None if found is None else str(found)

    def listed(self, network: NetworkName, account: str, at: datetime) -> list[StoredPost]:
        """What timelines and finders show of an account, newest first."""
        sql = "SELECT * FROM posts WHERE deleted IS NULL AND network = ? AND account = ? AND listed <= ? ORDER BY number DESC"
        return [_stored(row) for row in self._db.rows(sql, network, account, millis(at))]

    def shown(self, network: NetworkName, identifier: str, at: datetime) -> StoredPost | None:
        """What a read by id shows."""
        sql = "SELECT * FROM posts WHERE deleted IS NULL AND network = ? AND id = ? AND shown <= ?"
        return next((_stored(row) for row in self._db.rows(sql, network, identifier, millis(at))), None)

    def posts(self, at: datetime, network: NetworkName | None = None) -> list[PublicPost]:
        """What is public, oldest first, whether reads show it yet or not."""
        sql = "SELECT * FROM posts WHERE deleted IS NULL AND network = ifnull(?, network) AND public <= ? ORDER BY public, rowid"
        return [_post(row) for row in self._db.rows(sql, network, millis(at))]

    def coming(self, at: datetime) -> list[PublicPost]:
        """What was taken and is not public yet."""
        sql = "SELECT * FROM posts WHERE deleted IS NULL AND public > ? ORDER BY public, rowid"
        return [_post(row) for row in self._db.rows(sql, millis(at))]

    def delete(self, network: NetworkName, identifier: str, at: datetime) -> None:
        sql = "UPDATE posts SET deleted = ? WHERE network = ? AND id = ? AND deleted IS NULL"
        self._db.rows(sql, millis(at), network, identifier)

    # ---------------------------------------------------------------------------------------------------- requests

    def note(self, seen: SeenRequest) -> None:
        """Keep a request; its number is given here."""
        same = ("act", "network", "account", "asked", "text", "status", "answer", "fault", "post")
        self._db.insert("requests", {"at": millis(seen.at), **{name: getattr(seen, name) for name in same}})

    def requests(self, act: Act | None = None) -> list[SeenRequest]:
        rows = self._db.rows("SELECT * FROM requests WHERE act = ifnull(?, act) ORDER BY number", act)
        return [_seen(row) for row in rows]

    def knows(self, network: NetworkName, account: str) -> bool:
        """Did this account ever ask for anything?"""
        sql = "SELECT 1 FROM requests WHERE network = ? AND account = ? LIMIT 1"
        return self._db.value(sql, network, account) is not None

    def tries(self, network: NetworkName, text: str) -> int:
        """How often this text was brought so far."""
        sql = "SELECT count(*) FROM requests WHERE act = 'publish' AND network = ? AND text = ?"
        return int(self._db.value(sql, network, text))

    def reads(self, network: NetworkName) -> int:
        """How often the network was read so far."""
        return int(self._db.value("SELECT count(*) FROM requests WHERE act = 'read' AND network = ?", network))

    def uploads(self, network: NetworkName) -> int:
        """How many requests about pictures the network had so far."""
        return int(self._db.value("SELECT count(*) FROM requests WHERE act = 'upload' AND network = ?", network))

    def looks(self, address: str) -> int:
        """How often the page was looked at so far."""
        return int(self._db.value("SELECT count(*) FROM requests WHERE act = 'page' AND asked = ?", address))

    # ------------------------------------------------------------------------------------------------------- usage

    def spend(self, name: str, limit: int, now: datetime, reset: datetime) -> Usage:
        """Count one more use of `name`. If its last window is over at `now`, a new one begins and ends at `reset`."""
        with self._db.lock:
            found = self._db.rows("SELECT ends, used FROM usage WHERE name = ? AND ends > ?", name, millis(now))
            ends, used = found[0] if found else (millis(reset), 0)
            used = min(used + 1, limit + 1)
            self._db.rows("REPLACE INTO usage VALUES (?, ?, ?)", name, ends, used)
        return Usage(limit, used, _moment(ends))


def _post(row: sqlite3.Row) -> PublicPost:
    same = {name: row[name] for name in ("account", "id", "url", "text", "raw", "link", "copy_of")}
    return PublicPost(
        network=NetworkName(row["network"]),
        card=row["card"] and json.loads(row["card"]),
        created_at=_moment(row["created"]),
        public_at=_moment(row["public"]),
        listed_at=_moment(row["listed"]),
        shown_at=_moment(row["shown"]),
        pictures=tuple(Shown(**picture) for picture in json.loads(row["pictures"])),
        **same,
    )


def _stored(row: sqlite3.Row) -> StoredPost:
    return StoredPost(_post(row), row["number"], json.loads(row["body"]))


def _seen(row: sqlite3.Row) -> SeenRequest:
    network = row["network"] and NetworkName(row["network"])
    return SeenRequest(**{**row, "at": _moment(row["at"]), "act": Act(row["act"]), "network": network})


def millis(moment: datetime) -> int:
    return (moment - EPOCH) // MILLISECOND


def _moment(millis: int) -> datetime:
    return EPOCH + millis * MILLISECOND
