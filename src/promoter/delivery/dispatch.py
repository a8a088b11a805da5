"""Due -> check -> claim -> publish -> record: how an approved post gets out, once; and looking back at what is unclear.

Two commits with one call between them: the claim is durable before a byte leaves, and whatever the answer is, it is
recorded under the claim's fence. If the second commit fails, nobody repeats the call: the answer is kept and recorded as
soon as the ledger takes it, and if the process ends before that, the lease runs out and the post is unclear.
"""

from __future__ import annotations

import logging
from collections import deque
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from itertools import chain
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

from promoter.channels.contract import Attached, Outgoing
from promoter.channels.pages import Live
from promoter.delivery import policy
from promoter.delivery.bringing import Bringer
from promoter.delivery.lateness import put_right
from promoter.delivery.looking import SETTLING
from promoter.delivery.page_check import AGAIN
from promoter.delivery.reconcile import Reconciler
from promoter.errors import PromoterError
from promoter.ledger.alone import alone
from promoter.ledger.campaigns import list_campaigns
from promoter.ledger.claims import claim, expire_leases, record, still_ours
from promoter.ledger.due import candidates, held_for_pages, hold_for_page, next_due, release_post, something_due
from promoter.ledger.queue import get_posts
from promoter.posts.outcome import Sent

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, KeysView, Mapping, Sequence
    from concurrent.futures import Future
    from datetime import datetime

    from promoter.campaign.model import ChannelName
    from promoter.channels.contract import Channel
    from promoter.clock import Clock
    from promoter.delivery.bringing import PicturesOf
    from promoter.delivery.looking import Settling
    from promoter.delivery.page_check import PageCheck
    from promoter.ledger.database import Ledger
    from promoter.ledger.rows import Claim, PostRow
    from promoter.posts.outcome import Outcome

log = logging.getLogger(__name__)

_BREATH = timedelta(seconds=1)
_MOMENT = timedelta(milliseconds=10)
_LONGEST_ROUND = 5.0  # seconds; then what is late is put right, and a stop is heard
_UNSEEN = Live(detail="Pages are not looked at.")
RECORD_TRIES = 3  # of writing down what came of a call, at once; the call itself is never repeated


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How late a post may go, how long an attempt may take in all, and how long its one request may take.

    `settling` says for each network when what it does not show is surely not there.
    """

    grace: timedelta
    lease: timedelta
    http_timeout: timedelta
    settling: Mapping[ChannelName, Settling] = field(default_factory=lambda: SETTLING)


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a claim, and when."""

    claimed: Claim
    outcome: Outcome
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Dispatcher:
    """Publishes what is due. `channels` maps an account such as "x:default" to the way to speak to it.

    Posts of accounts without a channel are not claimed. Without `page_check`, pages are not looked at. `host` is this
    machine since it was last started. `hands` is how many accounts are served at the same time, so that a network that
    hangs does not hold up the other. `pictures_of` reads the pictures of a post; without it, posts that have any stay where
    they are. `prepare` is called before anything is claimed, so that accounts have tokens that are
    good. `run` and `round` are called by one thread at a time.
    """

    ledger: Ledger
    channels: Mapping[str, Channel]
    clock: Clock
    terms: Terms
    owner: str
    host: str
    page_check: PageCheck | None = None
    pictures_of: PicturesOf | None = None
    hands: int = 1
    prepare: Callable[[], object] | None = None
    _unrecorded: deque[Answered] = field(default_factory=deque, init=False, repr=False, compare=False)

    @cached_property
    def reconciler(self) -> Reconciler:
        """Makes the looks at the networks that are due in between."""
        return Reconciler(
            ledger=self.ledger, channels=self.channels, clock=self.clock, settling=self.terms.settling,
            patience=2 * self.terms.http_timeout, host=self.host,
        )  # fmt: skip

    @cached_property
    def bringer(self) -> Bringer | None:
        """Brings pictures to the networks before their posts are due."""
        if self.pictures_of is None:
            return None
        return Bringer(
            ledger=self.ledger, channels=self.channels, clock=self.clock, pictures_of=self.pictures_of,
            http_timeout=self.terms.http_timeout,
        )  # fmt: skip

    def run(self) -> list[PostRow]:
        """Do all that is to be done now; the posts that were seen to, as they stand in the ledger afterwards."""
        seen_to = self.round()
        if not seen_to:
            return []
        with self.ledger.read() as conn:
            return get_posts(conn, seen_to)

    def round(self) -> list[str]:
        """Do all that is to be done now; the keys of the posts that were seen to, each once."""
        if self.prepare is not None:
            self.prepare()
        seen_to = []
        while self._unrecorded:
            answered = self._unrecorded.popleft()
            self._record(answered)
            seen_to.append(answered.claimed.post.key)
        seen_to += self._tidy()
        if self.hands == 1:
            seen_to += self._work()
        else:
            with ThreadPoolExecutor(self.hands - 1, thread_name_prefix="dispatch") as pool:
                others = [pool.submit(lambda: list(self._work())) for _ in range(self.hands - 1)]
                seen_to += self._keep_posting(others)
                seen_to += chain.from_iterable(other.result() for other in others)
        return list(dict.fromkeys(seen_to))

    def warm_up(self) -> None:
        """Go through one claim and its record in a look of which nothing stays.

        The first use of a statement takes many times as long as the next one, and what is first here would otherwise be
        the first post that is due, with those behind it.
        """
        now, terms = self.clock.now(), self.terms
        try:
            with self.ledger.read() as conn:
                at = next_due(conn, now, only=self.channels.keys())
                if at is None or at <= now:  # nothing to go through it with, or no time for it
                    return
                claimed = claim(
                    conn, now=at, lease=terms.lease, owner=self.owner, host=self.host, accounts=self.channels.keys()
                )
                if claimed is not None and still_ours(conn, claimed):
                    outcome = Sent(network_id="none", url=None)
                    step = policy.next_step(outcome, claimed.post, now=at, grace=terms.grace)
                    record(conn, claimed, outcome, step, now=at)
        except PromoterError as problem:
            log.info("The first post may leave a little later than the others, because %s", problem)
        except Exception:  # the rounds will meet it too, and say what it keeps from going out
            log.exception("What a delivery needs could not be made ready")

    def serve(self, account: str) -> None:
        """Publish what is due from one account, and no more; several threads may do this at the same time as `run`."""
        if self.prepare is not None:
            self.prepare()
        if account in self.channels:
            self._serve({account})
            with self.ledger.read() as conn:
                publish = next_due(conn, self.clock.now(), only={account})
            ahead = timedelta() if publish is None else publish - self.clock.now()
            if timedelta() < ahead < _BREATH:  # called a moment too early: clocks differ
                sleep(ahead.total_seconds())
                self._serve({account})

    def _serve(self, accounts: Collection[str]) -> None:
        for key in self._drain(accounts):
            log.debug("%s: seen to", key)

    def next_due(self) -> datetime | None:
        """The next moment at which there may be something to do; None if nothing is to come."""
        with self.ledger.read() as conn:
            publish = next_due(conn, self.clock.now(), only=self.channels.keys())
        bring = None if self.bringer is None else self.bringer.next_step()
        moments = (publish, self.reconciler.next_look(), bring)
        return min((moment for moment in moments if moment is not None), default=None)

    def _tidy(self) -> list[str]:
        """Settle what nobody waits for any more and what is late; the keys of those posts."""
        now = self.clock.now()
        with self.ledger.write() as conn:
            if not alone(conn, "tidy"):
                return []
            expired = expire_leases(conn, now)
            late = put_right(conn, now=now, grace=self.terms.grace, connected=self.channels.keys())
            if self.page_check is None:  # those that waited for their pages wait no longer
                for post in held_for_pages(conn):
                    release_post(conn, post.key, now=now, evidence=_UNSEEN.evidence)
        for post in expired:
            log.error("%s: its lease ran out with the outcome unknown; the network is read back", post.key)
        for post in late:
            log.warning("%s was late: now %s, %s", post.key, post.status, post.reason or post.why)
        return [post.key for post in (*expired, *late)]

    def _work(self) -> Iterator[str]:
        """Whatever is due: posts first, then a picture, then a look at the network, until none is left; the keys of those posts."""
        while True:
            yield from self._drain(self.channels.keys())
            seen = (self.bringer.bring() if self.bringer else None) or self.reconciler.look()
            if seen is None:
                return
            if seen.news:
                yield seen.key

    def _keep_posting(self, others: Collection[Future[Any]]) -> Iterator[str]:
        """Publish what is due for as long as the others work: this hand never looks, so that no post waits for a look.

        What becomes due in a moment is waited for: ending the round and beginning another would take longer.
        """
        began = monotonic()
        while True:
            served = list(self._drain(self.channels.keys()))
            yield from served
            with self.ledger.read() as conn:
                publish = next_due(conn, self.clock.now(), only=self.channels.keys())
            ahead = _BREATH if publish is None else min(publish - self.clock.now(), _BREATH)
            # What is due already became so while this was asked; but what could not be served at all waits for a round.
            soon = ahead < _BREATH and (ahead > timedelta() or bool(served))
            if not all(other.done() for other in others):
                wait(others, max(ahead, _MOMENT).total_seconds())
            elif soon and monotonic() - began < _LONGEST_ROUND:
                sleep(max(ahead, timedelta()).total_seconds())
            else:
                return

    def _drain(self, accounts: Collection[str]) -> Iterator[str]:
        """Publish what is due, one after the other, until nothing can be claimed; the keys of those posts."""
        more = False
        while (started := self._start(accounts, more=more)) is not None:
            claimed, boottime = started
            answered = Answered(claimed, self._publish(claimed, boottime), self.clock.now())
            self._record(answered)
            yield claimed.post.key
            more = True

    def _start(self, accounts: Collection[str], *, more: bool) -> tuple[Claim, float] | None:
        """The right to one attempt, and the boot-time reading from before it was given.

        Whether there is anything to claim is asked first, because a claim takes the writer's lock; where one post was
        due, `more` may be.
        """
        if self.page_check is None:
            return self._claim(accounts=accounts) if more or self._something_due() else None
        tried: KeysView[str] | None = None
        while (pages := self._ready(accounts, self.page_check)) and pages.keys() != tried:
            started = self._claim(only=pages.keys(), pages=pages)
            if started is not None:
                return started
            tried = pages.keys()  # none of these; but one that was given up may have stood before another
        return None

    def _something_due(self) -> bool:
        with self.ledger.read() as conn:
            return something_due(conn, self.clock.now())

    def _claim(self, **which: Any) -> tuple[Claim, float] | None:
        now, boottime, terms = self.clock.now(), self.clock.boottime(), self.terms
        with self.ledger.write() as conn:
            claimed = claim(
                conn, now=now, lease=terms.lease, owner=self.owner, host=self.host, grace=terms.grace,
                boottime=boottime, **which,
            )  # fmt: skip
        return None if claimed is None else (claimed, boottime)

    def _ready(self, accounts: Collection[str], check: PageCheck) -> dict[str, Mapping[str, Any]]:
        """The post of each free account that may go now, and what was seen of its page."""
        with self.ledger.read() as conn:
            waiting = candidates(conn, self.clock.now(), only=accounts)
            hosts = {row.slug: row.settings.rules.hosts for row in list_campaigns(conn)} if waiting else {}
        ready: dict[str, Mapping[str, Any]] = {}
        for its in waiting:
            for post in its:
                verdict = self._look_at_page(post, check, hosts[post.campaign])
                if verdict is not None:
                    ready[post.key] = verdict.evidence
                    break
        return ready

    def _look_at_page(self, post: PostRow, check: PageCheck, hosts: Sequence[str]) -> Live | None:
        """What was seen of a live page; a post whose page is not live is held."""
        verdict = check.look(post, hosts)
        if isinstance(verdict, Live) and post.hold is None:
            return verdict
        now = self.clock.now()
        with self.ledger.write() as conn:
            if isinstance(verdict, Live):
                release_post(conn, post.key, now=now, evidence=verdict.evidence)
                return verdict
            hold_for_page(conn, post.key, verdict.detail, look_at=now + AGAIN, now=now, evidence=verdict.evidence)
        log.warning("%s: held, because of its page: %s", post.key, verdict.why)
        return None

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

        outgoing = Outgoing(
            key=post.key, text=claimed.payload, link=post.said.link, card=post.said.card,
            pictures=tuple(Attached(network_id=one.network_id or "", alt=one.alt) for one in claimed.pictures),
        )  # fmt: skip
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
