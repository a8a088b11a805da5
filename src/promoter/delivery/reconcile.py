"""Unclear -> read the network back -> sent, approved, or a person; and what was sent is read back once.

A look is taken in one transaction, made with none open, and written down in another, like a post. It changes nothing on
the network, so a look that is lost is simply made again.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from promoter.channels.contract import Outgoing, Sought
from promoter.delivery import looking
from promoter.ledger.looks import next_look, record_look, take_look
from promoter.posts.lifecycle import Status

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta

    from promoter.campaign.model import ChannelName
    from promoter.channels.contract import Channel
    from promoter.clock import Clock
    from promoter.delivery.looking import Settling
    from promoter.ledger.database import Ledger
    from promoter.ledger.rows import Look

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Reconciler:
    """Looks at the network for posts of which nobody can tell, and once at each that was sent.

    `patience` is how long a look may take before somebody else may take it up.
    """

    ledger: Ledger
    channels: Mapping[str, Channel]
    clock: Clock
    settling: Mapping[ChannelName, Settling]
    patience: timedelta

    def look(self) -> str | None:
        """Make the look that is due first; the post's key, or None if none is due."""
        began = self.clock.now()
        if not self._is_due(began):
            return None
        with self.ledger.write() as conn:
            look = take_look(conn, began, patience=self.patience, only=self.channels.keys())
        if look is None:
            return None
        self._make(look, began)
        return look.post.key

    def next_look(self) -> datetime | None:
        """When the next look is due."""
        with self.ledger.read() as conn:
            return next_look(conn, only=self.channels.keys())

    def _is_due(self, now: datetime) -> bool:
        # Asked at every tick, so without the lock that a writer takes.
        due = self.next_look()
        return due is not None and due <= now

    def _make(self, look: Look, began: datetime) -> None:
        post = look.post
        channel, settling = self.channels[post.account], self.settling[post.channel]
        text = look.attempt.payload or post.said.payload_text
        outgoing = Outgoing(key=post.key, text=text, link=post.said.link, card=post.said.card)
        if post.status is Status.SENT and post.network_id is not None:
            read = channel.read(post.network_id, outgoing, now=began)
            reading = looking.reading_of(look, read, settling, began=began)
            step = looking.compare(look, read, now=self.clock.now())
        else:
            found = channel.find(Sought(post=outgoing, began=look.began, taken=look.taken), now=began)
            reading = looking.reading_of(look, found, settling, began=began)
            step = looking.settle(look, found, reading, settling, now=self.clock.now())
        with self.ledger.write() as conn:
            after = record_look(conn, look, reading, step, now=self.clock.now())
        told = "settled meanwhile" if after is None else f"{reading.finding}, now {after.status}"
        log.info("%s: read back: %s", post.key, told)
