"""Passwords: which are good enough, and argon2id, which makes guessing at a stolen ledger slow."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MIN_PASSWORD = 12
MOST_PASSWORD = 1000


@dataclass(frozen=True, slots=True)
class Cost:
    """How much work one try takes: rounds over so many KiB of memory, in so many lanes."""

    rounds: int = 3
    memory: int = 65_536
    lanes: int = 4

    @property
    def hasher(self) -> PasswordHasher:
        return PasswordHasher(time_cost=self.rounds, memory_cost=self.memory, parallelism=self.lanes)


STRONG = Cost()  #: the second choice of RFC 9106, for machines that do other things too

# Each takes 64 MiB: a crowd of tries must wait rather than fill the memory of the machine that posts.
_AT_ONCE = BoundedSemaphore(2)


def hash_password(password: str, cost: Cost = STRONG) -> str:
    """What is kept of a password."""
    with _AT_ONCE:
        return cost.hasher.hash(_spelt(password))


def fits(password: str, hashed: str | None, cost: Cost = STRONG) -> bool:
    """Is this the password? Where there is none to compare with, saying no takes as much work."""
    if len(password) > MOST_PASSWORD:
        password, hashed = "", None
    if hashed is None:
        hash_password(password, cost)
        return False
    with _AT_ONCE:
        try:
            return cost.hasher.verify(hashed, _spelt(password))
        except (VerificationError, InvalidHashError):
            return False


def outdated(hashed: str, cost: Cost = STRONG) -> bool:
    """Was this made with other work than is asked for now?"""
    return cost.hasher.check_needs_rehash(hashed)


def weakness(password: str, email: str) -> str | None:
    """Why a person had better choose another password; None if it will do."""
    if len(unicodedata.normalize("NFC", password)) < MIN_PASSWORD:
        return f"take at least {MIN_PASSWORD} characters; a few words that do not belong together make a good password"
    if len(password) > MOST_PASSWORD:
        return f"take at most {MOST_PASSWORD:,} characters"
    if password.strip().lower() == email.strip().lower():
        return "your e-mail is the first thing that anybody would try; take something else"
    return None


def _spelt(password: str) -> bytes:
    """The same bytes for the same letters, whichever keyboard they come from."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
