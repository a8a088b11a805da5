"""Due -> check -> claim -> publish -> record: how an approved post gets out, once.

Two commits with one call between them: the claim is durable before a byte leaves, and whatever the answer is, it is
recorded under the claim's fence. If the second commit fails, nobody repeats the call: the answer is kept and recorded as
soon as the ledger takes it, and if the process ends before that, the lease runs out and the post is unclear.
"""

from __future__ import annotations

import logging
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from promoter.channels.contract import Outgoing
from promoter.delivery import policy
from promoter.delivery.lateness import put_right
from promoter.errors import PromoterError
from promoter.ledger.claims import claim, expire_leases, record, still_ours
from promoter.ledger.due import due, next_due
from promoter.posts.outcome import Sent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime, timedelta

    from promoter.channels.contract import Channel
    from promoter.clock import Clock
    from promoter.ledger.database import Ledger
    from promoter.ledger.rows import Claim
    from promoter.posts.outcome import Outcome

log = logging.getLogger(__name__)

RECORD_TRIES = 3  # of writing down what came of a call, at once; the call itself is never repeated


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How late a post may go, how long an attempt may take in all, and how long its one request may take."""

    grace: timedelta
    lease: timedelta
    http_timeout: timedelta


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a claim, and when."""

    claimed: Claim
    outcome: Outcome
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Dispatcher:
    """Publishes what is due. `channels` maps an account such as "x:default" to the way to speak to it.

    Posts of accounts without a channel are not claimed. `hands` is how many accounts are served at the same time, so
    that a network that hangs does not hold up the other. `run` is called by one thread at a time.
    """

    ledger: Ledger
    channels: Mapping[str, Channel]
    clock: Clock
    terms: Terms
    owner: str
    host: str
    hands: int = 1
    _unrecorded: deque[Answered] = field(default_factory=deque, init=False, repr=False, compare=False)

    def run(self) -> list[Outcome]:
        """Do all that is to be done now; what came of each attempt."""
        while self._unrecorded:
            self._record(self._unrecorded.popleft())
        self._tidy()
        if self.hands == 1:
            return list(self._drain())
        with ThreadPoolExecutor(self.hands, thread_name_prefix="dispatch") as pool:
            return list(chain.from_iterable(pool.map(lambda _: list(self._drain()), range(self.hands))))

    def next_due(self) -> datetime | None:
        """The next moment at which there may be something to do; None if nothing is to come."""
        with self.ledger.read() as conn:
            return next_due(conn, self.clock.now(), only=self.channels.keys())

    def _tidy(self) -> None:
        now = self.clock.now()
        with self.ledger.write() as conn:
            for post in expire_leases(conn, now):
                log.error("%s: its lease ran out with the outcome unknown; a person has to look", post.key)
            for post in put_right(conn, now=now, grace=self.terms.grace, connected=self.channels.keys()):
                log.warning("%s was late: now %s, %s", post.key, post.status, post.reason or post.why)

    def _drain(self) -> Iterator[Outcome]:
        """Publish what is due, one after the other, until nothing can be claimed."""
        while (started := self._claim()) is not None:
            claimed, boottime = started
            answered = Answered(claimed, self._publish(claimed, boottime), self.clock.now())
            self._record(answered)
            yield answered.outcome

    def _claim(self) -> tuple[Claim, float] | None:
        """The right to one attempt, and the boot-time reading from before it was given."""
        now, boottime = self.clock.now(), self.clock.boottime()
        with self.ledger.read() as conn:
            ready = [post.key for post in due(conn, now) if post.account in self.channels]
        if not ready:
            return None
        terms = self.terms
        with self.ledger.write() as conn:
            claimed = claim(
                conn, now=now, lease=terms.lease, owner=self.owner, host=self.host, grace=terms.grace, only=ready
            )
        return None if claimed is None else (claimed, boottime)

    def _publish(self, claimed: Claim, boottime: float) -> Outcome:
        post, now = claimed.post, self.clock.now()
        room = (self.terms.lease - self.terms.http_timeout).total_seconds()

        def ours() -> bool:
            if self.clock.boottime() - boottime > room:
                return False
            try:
                with self.ledger.read() as conn:
                    return still_ours(conn, claimed)
            except PromoterError as problem:
                log.warning("%s attempt %d: not sent, because %s", post.key, claimed.fence, problem)
                return False

        outgoing = Outgoing(key=post.key, text=claimed.payload, link=post.said.link, card=post.said.card)
        return self.channels[post.account].publish(outgoing, now=now, still_ours=ours)

    def _record(self, answered: Answered) -> None:
        claimed, outcome = answered.claimed, answered.outcome
        name = f"{claimed.post.key} attempt {claimed.fence}"
        log.info("%s: %s", name, _in_short(outcome))
        step = policy.next_step(outcome, claimed.post, now=answered.at, grace=self.terms.grace)
        for tries_left in reversed(range(RECORD_TRIES)):
            try:
                with self.ledger.write() as conn:
                    if not record(conn, claimed, outcome, step, now=answered.at):
                        log.error("%s: settled by somebody else meanwhile", name)
            except PromoterError as problem:
                # What came of it stands in the log as well, so that a person can settle it by hand.
                log.error("%s: %s could not be recorded: %s", name, _in_short(outcome), problem)  # noqa: TRY400 - the sentence says it all
                if not tries_left:
                    self._unrecorded.append(answered)
                    raise
            else:
                return


def _in_short(outcome: Outcome) -> str:
    """What came of an attempt, for the log: enough to settle it by hand."""
    word = type(outcome).__name__.lower()
    return f"{word} {outcome.url or outcome.network_id or ''}".rstrip() if isinstance(outcome, Sent) else word
