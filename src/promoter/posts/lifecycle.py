"""The life of a post: its states, the legal moves between them, and the words that people read for them.

offer -> pending --approve--> approved --claim--> sending --Sent-----> sent
           |  ^                 ^   |               | | |
  withdraw |  +--change---------|---+ (also failed) | | +---Refused--> failed
           v  +--reopen         +-------Later-------+ +----Unclear, lease ran out--> unclear
       withdrawn <---withdraw (approved, failed, unclear)          |
                                 a person, or reading back: sent | approved | pending | withdrawn
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
    U: frozenset({ST, A, P, W}),
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
