"""What happened to a post, in lines that people read: each attempt, and each look at the network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from promoter.ledger.rows import AttemptRow, ReadingRow

_CAME_OF_IT = {
    "sent": "the network took it",
    "refused": "the network refused it",
    "later": "not taken, to be tried again",
    "blocked": "not taken, and nothing else from this account will be",
    "unclear": "no answer that could be relied on",
}
_SEEN = {
    "found": "it is there",
    "as_sent": "it is there, as approved",
    "differs": "it is there, and not quite as approved",
    "absent": "it is not there",
    "unreadable": "nothing could be read",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened at a moment. `said` is what the network said, word for word."""

    at: datetime
    what: str
    said: str = ""


def tried(attempt: AttemptRow) -> Happening:
    """An attempt to publish, and what came of it."""
    came = "it has not ended yet" if attempt.outcome is None else _CAME_OF_IT[attempt.outcome]
    return Happening(attempt.started_at, f"Sent to the network: {came}", attempt.detail or "")


def looked(reading: ReadingRow) -> Happening:
    """A look at the network for a post."""
    early = ", but it was too early to tell" if reading.finding == "absent" and not reading.counts else ""
    return Happening(reading.began_at, f"Looked for it there: {_SEEN[reading.finding]}{early}", reading.detail or "")
