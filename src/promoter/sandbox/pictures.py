"""The pictures that were brought to the stand-ins: what each is by its content, whose, and what became of it."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from promoter.sandbox.wire import NetworkName

if TYPE_CHECKING:
    import sqlite3

    from promoter.sandbox.database import Database

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  #: JPEG's segments that tell the size


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is, whatever it is called."""

    media_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """A picture at a network. `content` is None until its bytes came; by the sandbox's clock it is ready from `ready_at` on.

    `ends_at` is when the network forgets it. `failed`: it comes to nothing. `keeps_alt`: its alt text is not lost.
    """

    network: NetworkName
    id: str
    account: str
    content: bytes | None = None
    alt: str | None = None
    ready_at: datetime | None = None
    ends_at: datetime | None = None
    failed: bool = False
    keeps_alt: bool = True

    @property
    def kind(self) -> Kind | None:
        return None if self.content is None else kind_of(self.content)

    def shown(self, alt: str | None) -> Shown:
        """As a post shows it."""
        content, kind = self.content or b"", self.kind
        name = kind.media_type if kind else ""
        return Shown(
            id=self.id, sha256=hashlib.sha256(content).hexdigest(), size=len(content), media_type=name, alt=alt
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A picture of a public post, and its alt text if the network has any."""

    id: str
    sha256: str
    size: int
    media_type: str
    alt: str | None


class Gallery:
    """The pictures, in the sandbox's ledger."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def find(self, network: NetworkName, identifier: str) -> Medium | None:
        rows = self._db.rows("SELECT * FROM media WHERE network = ? AND id = ?", network, identifier)
        return _medium(rows[0]) if rows else None

    def put(self, medium: Medium) -> None:
        """Keep it as it is now."""
        with self._db.lock:
            self._db.rows("DELETE FROM media WHERE network = ? AND id = ?", medium.network, medium.id)
            same = ("network", "id", "account", "content", "alt", "failed", "keeps_alt")
            row = {name: getattr(medium, name) for name in same}
            self._db.insert("media", row | {"ready": _millis(medium.ready_at), "ends": _millis(medium.ends_at)})

    def describe(self, medium: Medium, alt: str) -> None:
        self.put(replace(medium, alt=alt if medium.keeps_alt else None))


def kind_of(content: bytes) -> Kind | None:
    """By its first bytes; None if it is no picture that any network takes."""
    try:
        if content.startswith(b"\x89PNG\r\n\x1a\n"):
            return Kind("image/png", *struct.unpack(">II", content[16:24]))
        if content[:6] in {b"GIF87a", b"GIF89a"}:
            return Kind("image/gif", *struct.unpack("<HH", content[6:10]))
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            return Kind("image/webp", 0, 0)
        if content.startswith(b"\xff\xd8\xff"):
            return _jpeg(content)
    except (struct.error, IndexError):
        pass
    return None


def _jpeg(content: bytes) -> Kind:
    at = 2
    while True:
        marker, length = content[at + 1], struct.unpack(">H", content[at + 2 : at + 4])[0]
        if marker in FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return Kind("image/jpeg", width, height)
        at += 2 + length


def _medium(row: sqlite3.Row) -> Medium:
    same = {name: row[name] for name in ("id", "account", "content", "alt")}
    return Medium(
        network=NetworkName(row["network"]), ready_at=_moment(row["ready"]), ends_at=_moment(row["ends"]),
        failed=bool(row["failed"]), keeps_alt=bool(row["keeps_alt"]), **same,
    )  # fmt: skip


def _millis(moment: datetime | None) -> int | None:
    return None if moment is None else (moment - EPOCH) // MILLISECOND


def _moment(millis: int | None) -> datetime | None:
    return None if millis is None else EPOCH + millis * MILLISECOND
