"""A sentence of the record in the words that people read: without commands, and without the names that machines use."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from promoter.campaign.model import ChannelName
from promoter.posts.phrases import dated, opened

if TYPE_CHECKING:
    from promoter.ledger.rows import PostRow

_CLAUSES = re.compile(r"(?<=[.!?…;]) +|(?<=,) (?=then )")
_COMMAND = re.compile(r"\bpromoter [a-z]")
_HINT = re.compile(r" *\([^()]*\bpromoter [a-z][^()]*\)")
_FACT = re.compile(r" \((?:url|x|received|approved_by|accepted_late_by)\)(?=[:,.;]|$)")  #: where a file would say it
_PROCESS = re.compile(r" *\((?!\d\d?:)[\w.-]+:\d+\)")  #: a machine's name and a process on it; a time of day is neither
_KEY = re.compile(r"(?<![\w./:-])[\w.-]+/[\w.-]+/(?:x|linkedin)/[a-z_]+(?:-\d+)?\b")
_ACCOUNT = re.compile(r"(?<![\w./:-])(x|linkedin):([\w-]+)\b")
_URN = re.compile(r"(?<![\w./:-])urn:li:(\w+):[\w-]+")
_DATE = re.compile(r"(?<![\w./:-])\d{4}-\d\d-\d\d(?![\w:/-])")
_THINGS = {"organization": "the page", "person": "the person", "image": "the picture"}
_ENDED = re.compile(r"[.!?…][”’\")]*$")
_OTHER_WORDS = (
    ("no daemon has taken it yet", "nothing has sent it yet"),
    ("has run on this ledger", "has run here"),
    ("the daemon", "Promoter"),
    ("The daemon", "Promoter"),
)


def told(text: str, post: PostRow) -> str:
    """A sentence of the record about a post: it is "this post", and what names a command goes, for whoever reads has forms."""
    return in_people_words(text.replace(post.key, "this post"))


def in_people_words(text: str) -> str:
    """The text without what only machines say: commands, the names of processes, posts and accounts, LinkedIn's
    numbers for things.
    """
    for machines, peoples in _OTHER_WORDS:
        text = text.replace(machines, peoples)
    text = _FACT.sub("", text)
    kept = [clause for clause in _CLAUSES.split(_PROCESS.sub("", _HINT.sub("", text))) if not _COMMAND.search(clause)]
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
