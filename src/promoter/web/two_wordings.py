"""Two wordings of one post side by side: of two people who changed it at once, or of an edit and the files under it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from promoter.ledger.holds import CHOOSE
from promoter.web.difference import Piece, difference, together

if TYPE_CHECKING:
    from collections.abc import Mapping

    from promoter.ledger.rows import PostRow


@dataclass(frozen=True, slots=True)
class Clash:
    """Two people changed the words: how each did, and both changes in one if they can be put together."""

    theirs: tuple[Piece, ...]
    mine: tuple[Piece, ...]
    both: str | None


@dataclass(frozen=True, slots=True)
class Choice:
    """From our words to those of the files. `besides`: more than the words differs."""

    words: tuple[Piece, ...]
    besides: bool


def clash(post: PostRow, typed: Mapping[str, str]) -> Clash | None:
    """What a person typed over the wording that `was`, beside what the post says now; None if nobody else changed it."""
    was, mine = typed.get("was", "").strip(), typed.get("text", "").strip()
    theirs = post.said.text
    if not was or typed.get("version") == str(post.version) or theirs in {was, mine}:
        return None
    both = together(was, theirs, mine)
    return Clash(difference(was, theirs), difference(was, mine), None if both in {theirs, mine} else both)


def choice(post: PostRow) -> Choice | None:
    """Our wording and that of the files; None if the post has one wording."""
    if post.hold != CHOOSE[0] or post.composed is None:
        return None
    ours, new = post.said, post.composed
    besides = (ours.link, ours.card, ours.media) != (new.link, new.card, new.media)
    return Choice(difference(ours.text, new.text), besides)
