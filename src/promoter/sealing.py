"""Secrets at rest: sealed with the first of the operator's keys, opened with any of them, so that keys can be changed."""

from __future__ import annotations

import base64
import os
import secrets
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from promoter.errors import NotPossible

SHORTEST = 32  #: characters of a key


class NotOpened(NotPossible):
    """There is no key, or what was sealed cannot be opened with those that are there."""


@dataclass(frozen=True)
class Seal:
    """Seals with the first of `keys` and opens with any. `where` says to people which keys these are, and shows none."""

    keys: tuple[str, ...] = field(repr=False)
    where: str

    def close(self, words: str) -> str:
        """The words, readable only with the key."""
        return self._fernet.encrypt(words.encode()).decode()

    def open(self, sealed: str) -> str:
        """What was sealed; `NotOpened` if none of the keys fits, or if somebody changed it."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise NotOpened(
                f"what is kept under seal was sealed with another key than {self.where}; put the right one into "
                "PROMOTER_SECRET_KEY, or connect the accounts again"
            ) from None

    def renew(self, sealed: str) -> str:
        """The same words under the first key."""
        return self.close(self.open(sealed))

    @cached_property
    def _fernet(self) -> MultiFernet:
        return MultiFernet([Fernet(_stretched(key)) for key in self.keys])


def key_beside(path: Path) -> Seal:
    """The key in the file beside the ledger's: made when it is first needed, for nobody else to read."""
    place = path.with_suffix(".key")
    try:
        if not place.exists():
            _put(place, secrets.token_urlsafe(48))
        key = place.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise NotOpened(f"the key {place} cannot be used: {error.strerror}; see who may read and write it") from None
    if len(key) < SHORTEST:
        raise NotOpened(f"{place} holds no key; bring it back from a backup, or set PROMOTER_SECRET_KEY")
    return Seal((key,), f"that in {place}")


def _put(place: Path, key: str) -> None:
    """Put the file there whole, unless another process is first."""
    handle, draft = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}-")  # which nobody else may read
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{key}\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, place)
    finally:
        Path(draft).unlink()


def _stretched(key: str) -> bytes:
    """A key of the length that the cipher takes, from a text of any length."""
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"promoter: secrets at rest").derive(key.encode())
    return base64.urlsafe_b64encode(made)
