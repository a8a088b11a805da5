"""The daemon: posts on schedule until it is told to stop, and says in plain words what it will and will not do."""

from __future__ import annotations

import logging
import queue
import signal
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from promoter.delivery.engine import TICK, Metronome
from promoter.errors import PromoterError
from promoter.ledger.accounts import list_accounts
from promoter.ledger.campaigns import list_campaigns
from promoter.ledger.heartbeats import ENDED, ONCE, beat
from promoter.ledger.pauses import current_pause
from promoter.ledger.queue import list_posts
from promoter.posts.lifecycle import Status
from promoter.posts.phrases import dated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from sqlalchemy import Connection

    from promoter.clock import Clock
    from promoter.delivery.dispatch import Dispatcher
    from promoter.ledger.database import Ledger
    from promoter.ledger.rows import AccountRow, CampaignRow, PostRow

log = logging.getLogger(__name__)

HEARTBEAT = timedelta(seconds=30)
OVER = frozenset({Status.SENT, Status.WITHDRAWN})


@dataclass
class Daemon:
    """Wakes the dispatcher and leaves signs of life."""

    dispatcher: Dispatcher
    ledger: Ledger
    clock: Clock
    tick: timedelta = TICK
    _last_beat: datetime | None = field(default=None, init=False)

    def once(self) -> list[PostRow]:
        """Do what is due now and no more; the posts that were seen to, as they stand afterwards."""
        posts = self.round()
        self._sign_of_life(ONCE)
        return posts

    def run(self, wait: Callable[[], object]) -> None:
        """Post on schedule until `wait` returns. The post in flight is finished and recorded first."""
        metronome = Metronome(self.round, self.dispatcher.next_due, tick=self.tick)
        metronome.start()
        try:
            wait()
        finally:
            metronome.stop()
            self._sign_of_life(ENDED)

    def round(self) -> list[PostRow]:
        """Do what is due now, and leave a sign of life now and then."""
        posts = self.dispatcher.run()
        if self._last_beat is None or self.clock.now() - self._last_beat >= HEARTBEAT:
            self._sign_of_life()
        return posts

    def _sign_of_life(self, detail: str = "") -> None:
        now = self.clock.now()
        try:
            with self.ledger.write() as conn:
                beat(conn, self.dispatcher.owner, now=now, detail=detail)
        except PromoterError as problem:
            log.error("The sign of life could not be written: %s", problem)  # noqa: TRY400 - the sentence says it all
        else:
            self._last_beat = now


def wait_for_a_signal() -> None:
    """Return at SIGTERM or Ctrl-C. Later ones change nothing: what is in flight is finished and recorded."""
    # A queue, because its `put` is safe where a handler interrupts anything; an Event's `set` may wait for itself.
    told: queue.SimpleQueue[int] = queue.SimpleQueue()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _frame: told.put(number))
    told.get()


# -------------------------------------------------------------------------------------------------- what is to be expected


def prospects(conn: Connection, *, now: datetime, connected: frozenset[str]) -> Iterator[str]:
    """What will be posted, or why nothing will be: one sentence for each account in trouble and one for each campaign.

    `connected` are the accounts that have keys.
    """
    pause = current_pause(conn)
    if pause is not None:
        yield f"Everything is paused by {pause.paused_by}: {pause.reason.rstrip('.')}. Nothing is posted until somebody resumes."
    serving = set()
    for account in list_accounts(conn):
        trouble = _trouble(account, connected)
        if trouble is None:
            serving.add(account.id)
        else:
            yield trouble
    campaigns = list_campaigns(conn)
    if not campaigns:
        yield "No campaign is loaded, so nothing will be posted."
    for campaign in campaigns:
        posts = list_posts(conn, campaign=campaign.slug)
        yield f"{campaign.slug}: {_prospect(campaign, posts, now, paused=pause is not None, serving=serving)}."


def _trouble(account: AccountRow, connected: frozenset[str]) -> str | None:
    if account.manual:
        return f"{account.id} is served by hand: its posts come up at their time, for a person to post."
    if account.blocked_reason is not None:
        return f"{account.id} is stopped: {account.blocked_reason.rstrip('.')}. promoter accounts unblock {account.id} starts it again."
    if account.id not in connected:
        return f"{account.id} has no keys in the settings, so nothing is posted there."
    return None


def _prospect(campaign: CampaignRow, posts: list[PostRow], now: datetime, *, paused: bool, serving: set[str]) -> str:
    zone = campaign.settings.zone
    counts = Counter(post.status for post in posts)
    unclear = counts[Status.UNCLEAR]
    they = "it" if unclear == 1 else "they"
    look = f"; of {unclear} nobody can tell whether {they} went out: look, then promoter resolve" if unclear else ""
    last = max([*(day.date for day in campaign.settings.days), *(post.day for post in posts)])
    if last < now.astimezone(zone).date():
        left = sum(count for status, count in counts.items() if status not in OVER | {Status.UNCLEAR})
        stay = f"; {left} of its posts did not go out" if left else ""
        return f"nothing will be posted, because its last day was {dated(last)} {last.year}{stay}{look}"
    waiting = counts[Status.PENDING]
    wait = f"{waiting} {'waits' if waiting == 1 else 'wait'} for approval" if waiting else "none waits for approval"
    approved = [post for post in posts if post.status is Status.APPROVED]
    if not approved:
        return f"nothing will be posted, because no post is approved; {wait}{look}"
    if paused:
        return f"nothing will be posted while everything is paused; {len(approved)} approved, {wait}{look}"
    coming = [post for post in approved if post.account in serving]
    if not coming:
        return f"nothing will be posted, because no account of its approved posts is ready; {len(approved)} approved, {wait}{look}"
    return f"{len(coming)} approved and ready, the first {_when(coming[0], now, zone)} ({zone.key}); {wait}{look}"


def _when(post: PostRow, now: datetime, zone: ZoneInfo) -> str:
    at = post.at.astimezone(zone)
    return f"{'was due ' if post.at < now else ''}at {at:%H:%M} on {dated(at.date())}"
