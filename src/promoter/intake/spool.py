"""Where files that were handed in wait until somebody has confirmed what is in them: private, and not for long."""

from __future__ import annotations

import json
import re
import secrets
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from promoter.errors import NotPossible
from promoter.intake.proposal import Original

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEPT = timedelta(days=3)  #: over a weekend
MOST_BYTES = 500_000_000  #: of all that wait together
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
_ORIGINAL, _ABOUT, _DONE = "original", "about.json", "done-"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that waits: for which campaign, who handed it in and when, and which of the blogs in it are seen to.

    `place` is its own among those that were handed in together.
    """

    token: str
    campaign: str
    original: Original
    by: str
    at: datetime
    done: frozenset[int]
    place: int = 0


@dataclass(frozen=True, slots=True)
class Spool:
    """A folder that nobody but this program's user can look into. It is made when the first file comes."""

    folder: Path

    def put(self, campaign: str, original: Original, *, by: str, now: datetime, place: int = 0) -> str:
        """Keep a file, and say under which token. The same file again takes the place of the one that waits."""
        self.sweep(now)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if sum(file.stat().st_size for file in self.folder.glob(f"*/{_ORIGINAL}")) + len(original.data) > MOST_BYTES:
            raise NotPossible("too much waits to be confirmed already; confirm or leave some of it first")
        for same in self.waiting(campaign, now):
            if same.original.sha256 == original.sha256:
                return same.token
        token = secrets.token_urlsafe(16)
        new = self.folder / f".{token}"
        try:
            new.mkdir(mode=0o700)
            (new / _ORIGINAL).write_bytes(original.data)
            about = {
                "campaign": campaign,
                "name": original.name,
                "sha256": original.sha256,
                "by": by,
                "at": now.isoformat(),
                "place": place,
            }
            (new / _ABOUT).write_text(json.dumps(about), encoding="utf-8")
            new.rename(self.folder / token)
        except OSError as problem:
            shutil.rmtree(new, ignore_errors=True)
            raise NotPossible(f"the file cannot be kept ({problem.strerror}), so nothing was taken") from None
        return token

    def get(self, campaign: str, token: str, now: datetime) -> Waiting:
        """What waits under a token; `NotPossible` if it does no more."""
        found = self._read(token) if _TOKEN.fullmatch(token) else None
        if found is None or found.campaign != campaign or found.at + KEPT < now:
            raise NotPossible(
                "this file does not wait here any more: it was seen to, or waited too long; hand it in again"
            )
        return found

    def waiting(self, campaign: str, now: datetime) -> list[Waiting]:
        """All that waits for a campaign, the oldest first; what was handed in together, as it was chosen."""
        found = [each for token in self._tokens() if (each := self._read(token)) is not None]
        return sorted(
            (each for each in found if each.campaign == campaign and each.at + KEPT >= now),
            key=lambda each: (each.at, each.place),
        )

    def see_to(self, waiting: Waiting, number: int, *, of: int) -> None:
        """One of the blogs in a file is seen to; once all are, the file goes."""
        if len(waiting.done | {number}) >= of:
            shutil.rmtree(self.folder / waiting.token, ignore_errors=True)
        else:
            (self.folder / waiting.token / f"{_DONE}{number}").touch()

    def sweep(self, now: datetime) -> None:
        """Let go of what waited too long."""
        for token in self._tokens():
            found = self._read(token)
            if found is None or found.at + KEPT < now:
                shutil.rmtree(self.folder / token, ignore_errors=True)

    def _tokens(self) -> Iterator[str]:
        if self.folder.is_dir():
            yield from (path.name for path in self.folder.iterdir() if _TOKEN.fullmatch(path.name))

    def _read(self, token: str) -> Waiting | None:
        place = self.folder / token
        try:
            about = json.loads((place / _ABOUT).read_text(encoding="utf-8"))
            original = Original(about["name"], (place / _ORIGINAL).read_bytes(), about["sha256"])
            done = frozenset(int(mark.name.removeprefix(_DONE)) for mark in place.glob(f"{_DONE}*"))
            at, among = datetime.fromisoformat(about["at"]), int(about.get("place", 0))
            return Waiting(token, about["campaign"], original, about["by"], at, done, among)
        except (OSError, ValueError, KeyError, TypeError):
            return None
