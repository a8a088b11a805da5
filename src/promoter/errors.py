"""Errors that reach a person: each is one sentence that says what is wrong, where, and what to do about it.

* PromoterError             exit 1   something failed
  - UsageProblem            exit 2   the command's words are off
    - Mistake               exit 2   one of them is, and it is known which
    - NotThere              exit 2   nothing has this name
  - CampaignInvalid         exit 3   the campaign's files have errors
  - NotPossible             exit 4   not approved, paused, not allowed, unknown user, not ready
  - NetworkTrouble          exit 5   a network or an account
"""

from __future__ import annotations


class PromoterError(Exception):
    """Something failed. The message is written for the person at the keyboard."""

    exit_code = 1


class UsageProblem(PromoterError):
    """The command asks for something that is not there to be asked for, such as a post that does not exist."""

    exit_code = 2


class NotThere(UsageProblem):
    """Nothing has the name that was asked for: no campaign, no post."""


class Mistake(UsageProblem):
    """One thing that was typed cannot be used. `field` is what the function that refuses it calls it, so that a form can
    say so where it was typed. `others` are wrong besides.
    """

    def __init__(self, sentence: str, *, field: str, others: tuple[Mistake, ...] = ()) -> None:
        super().__init__(sentence)
        self.field = field
        self.others = others


class CampaignInvalid(PromoterError):
    """A campaign's files cannot be used as they are."""

    exit_code = 3


class NotPossible(PromoterError):
    """What is asked is understood but may not be done now, or not by this person."""

    exit_code = 4


class NetworkTrouble(PromoterError):
    """X or LinkedIn, or our account there, does not do its part."""

    exit_code = 5
