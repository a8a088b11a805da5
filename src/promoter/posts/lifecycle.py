"""The life of a post: its states, the legal moves between them, and the words that people read for them.

offer --> pending --approve--> approved --claim--> sending --the network has it--> sent

approved --edited, moved, sent back, no slot left--> pending
sending --not taken, try again--> approved
sending --not taken, and tried often enough--> pending
sending --refused--> failed --edited, moved--> pending
sending --no answer, or the lease ran out--> unclear --found on the network--> sent
unclear --surely not on the network--> approved
unclear --refused as a duplicate of something else--> failed
unclear --a person says it is not there--> pending
pending --withdraw--> withdrawn --reopen--> pending
approved, failed --withdraw--> withdrawn
pending, approved, failed --posted by hand--> sent
"""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """Where a post stands. `sent` is final; nothing is ever deleted by itself."""

    PENDING = "pending"  #: waits for somebody to approve it
    APPROVED = "approved"  #: will go out at its time
    SENDING = "sending"  #: claimed by a daemon; one attempt is open
    SENT = "sent"  #: the network has it
    FAILED = "failed"  #: the network refused it; a person must change or withdraw it
    UNCLEAR = "unclear"  #: nobody can tell whether it went out; a person must look
    WITHDRAWN = "withdrawn"  #: taken out; never goes out unless reopened


P, A, SG, ST, F, U, W = Status
MOVES: dict[Status, frozenset[Status]] = {
    P: frozenset({A, W, ST}),  # straight to sent: made by hand, with its address
    A: frozenset({P, SG, W, ST}),
    SG: frozenset({ST, A, P, F, U}),
    ST: frozenset(),
    F: frozenset({P, W, ST}),
    U: frozenset({ST, A, P, F}),  # never out of sight: somebody has to look first
    W: frozenset({P}),
}

IN_WORDS: dict[Status, str] = {
    P: "waits for approval",
    A: "approved",
    SG: "going out now",
    ST: "sent",
    F: "refused by the network",
    U: "we cannot tell whether this went out",
    W: "taken out",
}


class IllegalMove(ValueError):
    """A post was to be moved between states that no line of the picture joins."""


def check_move(before: Status, after: Status) -> None:
    """Raise `IllegalMove` unless the picture has a line from `before` to `after`."""
    if after not in MOVES[before]:
        raise IllegalMove(f"a post that {IN_WORDS[before]!r} cannot become {after.value}")
