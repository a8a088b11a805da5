"""Unclear -> read the network back -> sent, approved, or a person; and what was sent is read back once.

A look is taken in one transaction, made with none open, and written down in another, like a post. It changes nothing on
the network, so a look that is lost is simply made again.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from promoter.channels.contract import Outgoing, Sought
from promoter.delivery import looking
from promoter.ledger.looks import next_look, record_look, take_look
from promoter.posts.lifecycle import Status

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from promoter.campaign.model import ChannelName
    from promoter.channels.contract import Channel
    from promoter.clock import Clock
    from promoter.delivery.looking import Settling
    from promoter.ledger.database import Ledger
    from promoter.ledger.rows import Look, PostRow

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Looked:
    """A look that was made, and whether it brought news of the post."""

    key: str
    news: bool


@dataclass(frozen=True, kw_only=True)
class Reconciler:
    """Looks at the network for posts of which nobody can tell, and once at each that was sent.

    `patience` is how long a look may take before somebody else may take it up. `begun` are the attempts that this process
    made itself: fence and boot-time reading by post.
    """

    ledger: Ledger
    channels: Mapping[str, Channel]
    clock: Clock
    settling: Mapping[ChannelName, Settling]
    patience: timedelta
    begun: Mapping[str, tuple[int, float]]

    def look(self) -> Looked | None:
        """Make the look that is due first, if any is."""
        began, boottime = self.clock.now(), self.clock.boottime()
        if not self._is_due(began):
            return None
        with self.ledger.write() as conn:
            look = take_look(conn, began, patience=self.patience, only=self.channels.keys())
        return None if look is None else self._make(look, began, self._elapsed(look, boottime))

    def _elapsed(self, look: Look, boottime: float) -> timedelta | None:
        """How long ago the attempt began, if it was one of this process: no clock that is set makes that shorter or longer."""
        fence, begun = self.begun.get(look.post.key, (None, 0.0))
        return timedelta(seconds=boottime - begun) if fence == look.attempt.fence else None

    def next_look(self) -> datetime | None:
        """When the next look is due."""
        with self.ledger.read() as conn:
            return next_look(conn, only=self.channels.keys())

    def _is_due(self, now: datetime) -> bool:
        # Asked at every tick, so without the lock that a writer takes.
        due = self.next_look()
        return due is not None and due <= now

    def _make(self, look: Look, began: datetime, elapsed: timedelta | None) -> Looked:
        post = look.post
        channel, settling = self.channels[post.account], self.settling[post.channel]
        outgoing = Outgoing(key=post.key, text=look.text, link=post.said.link, card=post.said.card)
        age = looking.age_of(look, began, elapsed)
        if post.status is Status.SENT and post.network_id is not None:
            read = channel.read(post.network_id, outgoing, now=began)
            reading = looking.reading_of(look, read, settling, began=began, age=age)
            step = looking.compare(look, read, now=self.clock.now())
        else:
            sought = Sought(post=outgoing, began=min(look.began, began - age), taken=look.taken)
            found = looking.of_this_post(look, channel.find(sought, now=began))
            reading = looking.reading_of(look, found, settling, began=began, age=age)
            step = looking.settle(look, found, reading, settling, now=self.clock.now(), age=age)
        with self.ledger.write() as conn:
            after = record_look(conn, look, reading, step, now=self.clock.now())
        told = "settled meanwhile" if after is None else f"{reading.finding}, now {after.status}"
        log.info("%s: read back: %s", post.key, told)
        return Looked(post.key, news=after is not None and _stands(after) != _stands(post))


def _stands(post: PostRow) -> tuple[Status, str | None, str | None]:
    return post.status, post.hold, post.trouble
