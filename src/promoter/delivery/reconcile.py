"""Unclear -> read the network back -> sent, approved, or a person; and what was sent is read back once.

A look is taken in one transaction, made with none open, and written down in another, like a post. It changes nothing on
the network, so a look that is lost is simply made again.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from promoter.channels.contract import Attached, Outgoing, Sought
from promoter.delivery import looking
from promoter.ledger.looks import find_unseen, give_to_a_person, next_look, record_look, take_look
from promoter.posts.lifecycle import Status

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from promoter.campaign.model import ChannelName
    from promoter.channels.contract import Channel
    from promoter.clock import Clock
    from promoter.delivery.looking import Settling
    from promoter.ledger.database import Ledger
    from promoter.ledger.rows import Look, PostRow

log = logging.getLogger(__name__)

CLOCK_MAY_DRIFT = timedelta(seconds=30)  #: between what the wall clock and the boot-time clock say of an attempt's age
FURTHEST_BACK = timedelta(days=1)  #: how much wider the search is where they disagree
MOST_REMEMBERED = 1000


@dataclass(frozen=True, slots=True)
class Looked:
    """A look that was made, and whether it brought news of the post."""

    key: str
    news: bool


@dataclass(frozen=True, kw_only=True)
class Reconciler:
    """Looks at the network for posts of which nobody can tell, and once at each that was sent.

    `patience` is how long a look may take before somebody else may take it up. `host` is this machine's name.
    """

    ledger: Ledger
    channels: Mapping[str, Channel]
    clock: Clock
    settling: Mapping[ChannelName, Settling]
    patience: timedelta
    host: str
    _first_seen: dict[tuple[str, int], float] = field(default_factory=dict, init=False, repr=False, compare=False)

    def look(self) -> Looked | None:
        """Make the look that is due first, if any is."""
        began, boottime = self.clock.now(), self.clock.boottime()
        if not self._is_due(began):
            return self._give_up(began)
        with self.ledger.write() as conn:
            look = take_look(conn, began, patience=self.patience, only=self.channels.keys())
        return None if look is None else self._make(look, began, self._elapsed(look, boottime))

    def _give_up(self, now: datetime) -> Looked | None:
        """Ask a person about a post for which nobody has looked for long: no daemon on this ledger has its account's keys."""
        with self.ledger.read() as conn:  # asked at every tick, so without the lock that a writer takes
            if self._unseen(conn, now) is None:
                return None
        with self.ledger.write() as conn:
            post = self._unseen(conn, now, lock=True)
            if post is None:
                return None
            give_to_a_person(conn, post, looking.without_keys(post, now), now=now)
        log.warning(
            "%s: nobody looks for it, because nobody has the keys of %s: a person is asked", post.key, post.account
        )
        return Looked(post.key, news=True)

    def _unseen(self, conn: Connection, now: datetime, *, lock: bool = False) -> PostRow | None:
        settle = {name: its.settle for name, its in self.settling.items()}
        return find_unseen(conn, now, unseen=looking.UNSEEN, settle=settle, besides=self.channels.keys(), lock=lock)

    def _elapsed(self, look: Look, boottime: float) -> timedelta:
        """How long ago the attempt began at the least. The wall clock, which may have been set since, has no say in it.

        If the machine was started again since, the attempt is at least as old as that start. Of another machine's
        attempt nothing is known but how long this process has known of it.
        """
        attempt = look.attempt
        if attempt.boottime is not None and attempt.host == self.host:
            return timedelta(seconds=boottime - attempt.boottime if boottime >= attempt.boottime else boottime)
        if len(self._first_seen) >= MOST_REMEMBERED:
            self._first_seen.clear()
        first = self._first_seen.setdefault((look.post.key, attempt.fence), boottime)
        return timedelta(seconds=boottime - first)

    def next_look(self) -> datetime | None:
        """When the next look is due."""
        with self.ledger.read() as conn:
            return next_look(conn, only=self.channels.keys())

    def _is_due(self, now: datetime) -> bool:
        # Asked at every tick, so without the lock that a writer takes.
        due = self.next_look()
        return due is not None and due <= now

    def _make(self, look: Look, began: datetime, age: timedelta) -> Looked:
        post = look.post
        channel, settling = self.channels[post.account], self.settling[post.channel]
        pictures = tuple(Attached(network_id=one["network_id"], alt=one["alt"]) for one in look.attempt.pictures or ())
        outgoing = Outgoing(key=post.key, text=look.text, link=post.said.link, card=post.said.card, pictures=pictures)
        if post.status is Status.SENT and post.network_id is not None:
            read = channel.read(post.network_id, outgoing, now=began)
            reading = looking.reading_of(look, read, settling, began=began, age=age)
            step = looking.compare(look, read, now=self.clock.now())
        else:
            # A clock that was set since may name a wrong beginning; `taken` keeps other posts out of a wider search.
            same_clock = abs(began - age - look.attempt.started_at) <= CLOCK_MAY_DRIFT
            since = min(look.began, began - age) - (timedelta() if same_clock else FURTHEST_BACK)
            sought = Sought(post=outgoing, began=since, taken=look.taken, pictures=look.pictures)
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
