"""What happened to a post, in lines that people read: each attempt, and each look at the network."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from promoter.campaign.model import ChannelName
from promoter.posts.phrases import dated, opened

if TYPE_CHECKING:
    from datetime import datetime

    from promoter.ledger.rows import AttemptRow, PostRow, ReadingRow

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
_CLAUSES = re.compile(r"(?<=[.!?…;]) +|(?<=,) (?=then )")
_COMMAND = re.compile(r"\bpromoter [a-z]")
_HINT = re.compile(r" *\([^()]*\bpromoter [a-z][^()]*\)")
_KEY = re.compile(r"(?<![\w./:-])[\w.-]+/[\w.-]+/(?:x|linkedin)/[a-z_]+(?:-\d+)?\b")
_ACCOUNT = re.compile(r"(?<![\w./:-])(x|linkedin):([\w-]+)\b")
_URN = re.compile(r"(?<![\w./:-])urn:li:(\w+):[\w-]+")
_DATE = re.compile(r"(?<![\w./:-])\d{4}-\d\d-\d\d(?![\w:/-])")
_THINGS = {"organization": "the page", "person": "the person", "image": "the picture"}
_ENDED = re.compile(r"[.!?…][”’\")]*$")
_OTHER_WORDS = (
    ("no daemon has taken it yet", "nothing has sent it yet"),
    ("the daemon", "Promoter"),
    ("The daemon", "Promoter"),
)


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened at a moment. `said` is what the network said, word for word."""

    at: datetime
    what: str
    said: str = ""


def tried(attempt: AttemptRow) -> Happening:
    """An attempt to publish, and what came of it."""
    came = "it has not ended yet" if attempt.outcome is None else _CAME_OF_IT[attempt.outcome]
    answer = f" (answer {attempt.http_status})" if attempt.http_status else ""
    return Happening(attempt.started_at, f"Sent to the network: {came}{answer}", attempt.detail or "")


def looked(reading: ReadingRow) -> Happening:
    """A look at the network for a post."""
    early = ", but it was too early to tell" if reading.finding == "absent" and not reading.counts else ""
    return Happening(reading.began_at, f"Looked for it there: {_SEEN[reading.finding]}{early}", reading.detail or "")


def told(text: str, post: PostRow) -> str:
    """A sentence of the record for a page: the post is "this post", and what names a command goes, for pages have forms."""
    return in_people_words(text.replace(post.key, "this post"))


def in_people_words(text: str) -> str:
    """The text without what only machines say: commands, the names of posts and accounts, LinkedIn's numbers for things."""
    for machines, peoples in _OTHER_WORDS:
        text = text.replace(machines, peoples)
    kept = [clause for clause in _CLAUSES.split(_HINT.sub("", text)) if not _COMMAND.search(clause)]
    said = " ".join(kept).rstrip("; ,")
    said = _ACCOUNT.sub(_account, _KEY.sub("another post", said))
    said = _DATE.sub(lambda found: _dated(found[0]), said)
    said = _URN.sub(lambda found: _THINGS.get(found[1], "a post of ours"), said)
    return opened(said if not said or _ENDED.search(said) else f"{said}.")


def _dated(iso: str) -> str:
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{dated(day)} {day.year}"


def _account(found: re.Match[str]) -> str:
    shown = ChannelName(found[1]).shown
    return shown if found[2] == "default" else f"{shown} ({found[2]})"
