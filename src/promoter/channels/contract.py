"""What delivery asks of a network, and all that it asks: one call that publishes, with one of five outcomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from promoter.campaign.model import ChannelName
    from promoter.posts.model import Card
    from promoter.posts.outcome import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A post on its way: `text` is the wire form (escaped for LinkedIn), `key` goes to the log and nowhere else."""

    key: str
    text: str
    link: str | None = None
    card: Card | None = None


class Channel(Protocol):
    """One account on one network.

    `publish` makes at most one request that could publish, ends within its own total deadline, never sleeps, never
    repeats, and raises nothing: whatever happens is one of the five outcomes. `still_ours` is asked once more when the
    connection stands and before a byte of the request leaves; if it says no, nothing is sent and the outcome is Later.
    """

    name: ChannelName

    def publish(self, post: Outgoing, *, now: datetime, still_ours: Callable[[], bool]) -> Outcome: ...
