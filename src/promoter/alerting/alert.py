"""An alert: what it is, since when, and what to do, in words for somebody who reads it on a telephone."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from promoter.posts.phrases import dated

if TYPE_CHECKING:
    from datetime import datetime, tzinfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Something that a person has to know. It is told when one of its `keys` was never told before."""

    keys: tuple[str, ...]
    subject: str
    body: str

    @property
    def text(self) -> str:
        """The subject, an empty line, the body."""
        return f"{self.subject}\n\n{self.body}"


def alert(key: str, subject: str, *lines: str) -> Alert:
    """An alert about one thing; empty lines of the body are left out."""
    return Alert(keys=(key,), subject=subject, body="\n".join(line for line in lines if line))


def mark(words: str | None) -> str:
    """A short name for a sentence, so that the same one is told once and another one anew."""
    return hashlib.sha256((words or "").encode()).hexdigest()[:12]


def clock(moment: datetime, zone: tzinfo) -> str:
    """A moment as people read it: "09:00 BST on Monday 13 September"."""
    local = moment.astimezone(zone)
    return f"{local:%H:%M %Z} on {dated(local.date())}"


def sentence(words: str | None) -> str:
    """The words as one sentence, with its capital and its full stop."""
    said = (words or "").strip()
    return said and said[:1].upper() + said[1:] + ("" if said[-1] in ".?!…" else ".")
