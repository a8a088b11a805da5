"""Telling people: what is outstanding is noted in the ledger, taken to the addresses, and noted as told once one took it."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from promoter.alerting.alert import Alert, alert
from promoter.alerting.digest import DIGEST
from promoter.alerting.house import about_absence
from promoter.alerting.outstanding import outstanding
from promoter.alerting.week import weeks
from promoter.errors import PromoterError
from promoter.ledger.alerts import note_told, note_trouble, raise_alert, raised, untold
from promoter.ledger.heartbeats import ENDED, ONCE, list_heartbeats
from promoter.reporting.health import UNTOLD_FOR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from promoter.alerting.addresses import Addresses, Delivery
    from promoter.clock import Clock
    from promoter.ledger.alerts import AlertRow
    from promoter.ledger.database import Ledger

log = logging.getLogger(__name__)

MOST = 10  #: more new messages than this at a time become one
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=15)
SHARED = timedelta(minutes=2)  #: a daemon awake within this may be the one that tells
LATE = timedelta(minutes=10)  #: what could be told only later than this says so
STUCK_FOR = timedelta(minutes=2)  #: a ledger that is locked for a moment is nobody's business


@dataclass(frozen=True, slots=True)
class Message:
    """What is taken to the addresses in one piece, and the keys that it settles."""

    keys: tuple[str, ...]
    subject: str
    body: str


@dataclass
class Alerter:
    """Tells people what they have to know, each thing once. `round` is called again and again, by one thread.

    `trouble` says why nothing can be posted at present, or None. `version_ends` is when LinkedIn stops serving the version
    of its interface that we use.
    """

    ledger: Ledger
    clock: Clock
    addresses: Addresses
    owner: str
    grace: timedelta
    trouble: Callable[[], str | None] = lambda: None
    version_ends: datetime | None = None
    _pause: timedelta | None = field(default=None, init=False)
    _not_before: datetime | None = field(default=None, init=False)
    _stuck_since: datetime | None = field(default=None, init=False)
    _told_stuck: bool = field(default=False, init=False)

    def begin(self) -> None:
        """Before the first sign of life: was no daemon awake for a while?"""
        now = self.clock.now()
        with self.ledger.read() as conn:
            found = about_absence(conn, weeks(conn, now), now)
        if found is not None:
            self._raise([found], now)

    def round(self) -> None:
        """Note what is outstanding, and tell what nobody was told yet."""
        try:
            self._round()
        except PromoterError as problem:
            self._stuck(str(problem))
            raise
        if (why := self.trouble()) is not None:
            self._stuck(why)
        else:
            self._stuck_since, self._told_stuck = None, False

    def _round(self) -> None:
        now = self.clock.now()
        with self.ledger.read() as conn:
            if not self._is_ours_to_tell(conn, now):
                return
            found = outstanding(conn, now=now, grace=self.grace, version_ends=self.version_ends)
            known = raised(conn, [key for one in found for key in one.keys])
        self._raise([one for one in found if not known.issuperset(one.keys)], now)
        if not self._may_try(now):
            return
        with self.ledger.read() as conn:
            waiting = untold(conn, since=now - UNTOLD_FOR)
        if waiting:
            self._tell(gathered(messages(waiting, now)))

    def _is_ours_to_tell(self, conn: Connection, now: datetime) -> bool:
        """Of several daemons on one ledger one tells, the first by name of those that are awake."""
        awake = [
            beat.name for beat in list_heartbeats(conn) if beat.at > now - SHARED and beat.detail not in {ENDED, ONCE}
        ]
        return self.owner <= min(awake, default=self.owner)

    def _raise(self, found: Iterable[Alert], now: datetime) -> None:
        if not (found := list(found)):
            return
        with self.ledger.write() as conn:
            for one in found:
                if raise_alert(conn, one.keys, one.text, now=now):
                    log.info("To be told: %s", one.subject)

    def _tell(self, waiting: Sequence[Message]) -> None:
        deliveries = self.addresses.tell([(message.subject, message.body) for message in waiting])
        now = self.clock.now()
        with self.ledger.write() as conn:
            for message, delivery in zip(waiting, deliveries, strict=True):
                if delivery.taken:
                    note_told(conn, message.keys, now=now, trouble=delivery.trouble)
                else:
                    note_trouble(conn, message.keys, delivery.trouble or "no address is set")
        self._raise(_failing(deliveries, now), now)
        failed = [delivery for delivery in deliveries if not delivery.taken]
        self._next_try(now, failed=bool(failed))
        if failed:
            log.error("%d alerts could not be told, next try in %s: %s", len(failed), self._pause, failed[0].trouble)

    def _may_try(self, now: datetime) -> bool:
        return self._not_before is None or now >= self._not_before

    def _next_try(self, now: datetime, *, failed: bool) -> None:
        if not failed:
            self._pause = self._not_before = None
            return
        self._pause = FIRST_PAUSE if self._pause is None else min(self._pause * 2, LONGEST_PAUSE)
        self._not_before = now + self._pause

    def _stuck(self, why: str) -> None:
        """What can perhaps not be noted is told all the same, once: nothing goes out as long as it is so."""
        now = self.clock.now()
        self._stuck_since = self._stuck_since or now
        if self._told_stuck or now - self._stuck_since < STUCK_FOR or not self._may_try(now):
            return
        since = f"{self._stuck_since:%H:%M} UTC"
        body = f"Since {since}: {why}.\nNothing is posted until it is mended. promoter doctor and the daemon's log say more."
        (delivery,) = self.addresses.tell([("Promoter cannot work: nothing is posted", body)])
        self._told_stuck = delivery.taken > 0
        self._next_try(now, failed=not self._told_stuck)


def messages(rows: Sequence[AlertRow], now: datetime) -> list[Message]:
    """One message for each text, in the order in which they were raised."""
    keys: dict[str, list[AlertRow]] = {}
    for row in rows:
        keys.setdefault(row.text, []).append(row)
    return [_message(text, its, now) for text, its in keys.items()]


def _message(text: str, rows: Sequence[AlertRow], now: datetime) -> Message:
    subject, _, body = text.partition("\n\n")
    raised_at = rows[0].raised_at
    if now - raised_at > LATE:
        body += (
            f"\n\nThis was noticed at {raised_at.astimezone(UTC):%H:%M UTC on %Y-%m-%d} and could not be told before."
        )
    return Message(tuple(row.key for row in rows), subject, body)


def gathered(several: Sequence[Message]) -> list[Message]:
    """The messages, or one that lists them if there are too many to be read. A digest is a list itself, and stays whole."""
    digests = [message for message in several if message.keys[0].startswith(DIGEST)]
    several = [message for message in several if message not in digests]
    if len(several) <= MOST:
        return [*several, *digests]
    body = "\n".join([
        *(f"- {message.subject}" for message in several), "",
        "promoter doctor says what to do, promoter queue how the posts stand, promoter show POST what one of them says.",
    ])  # fmt: skip
    keys = tuple(key for message in several for key in message.keys)
    return [Message(keys, f"{len(several)} things need somebody's attention", body), *digests]


def _failing(deliveries: Sequence[Delivery], now: datetime) -> list[Alert]:
    """An address that fails is told to the others, once a day."""
    failing = {name: why for delivery in deliveries if delivery.taken for name, why in delivery.troubles.items()}
    return [
        alert(
            f"address:{name}:{now:%Y-%m-%d}",
            f"{name[:1].upper()}{name[1:]} does not take messages",
            f"It said: {why}",
            "The other addresses were told, so nothing was missed here; whoever reads that one was not. "
            "Mend it in PROMOTER_ALERTS and start the daemon again.",
        )
        for name, why in failing.items()
    ]
