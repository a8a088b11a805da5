"""The program with one of its safeguards taken out: the simulation has to notice each, or it is blind.

A mutant is made by injection: another clock, other terms, a dispatcher of its own. The program's files stay as they are.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from promoter.channels.contract import Absent, Unreadable
from promoter.delivery.dispatch import Answered, Dispatcher
from promoter.delivery.looking import SETTLING, Settling
from promoter.ledger.accounts import let_go
from promoter.ledger.claims import claim
from promoter.ledger.queue import get_post, list_posts, update_post
from promoter.ledger.tables import attempts, decisions, posts, uploads
from promoter.posts.lifecycle import Status
from simulation.daemon import TERMS, Build

if TYPE_CHECKING:
    from datetime import datetime

    from promoter.ledger.rows import Claim
    from promoter.posts.outcome import Outcome


class RetriesWhenTheLeaseEnds(Dispatcher):
    """An attempt that nobody heard of again is made again, without a look at the network."""

    def _tidy(self) -> list[str]:
        tidied = super()._tidy()
        with self.ledger.write() as conn:
            for post in list_posts(conn, status=Status.UNCLEAR):
                if post.trouble is not None and "ran out" in post.trouble and post.hold is None:
                    update_post(conn, post, status=Status.APPROVED, look_at=None)
                    let_go(conn, post)
        return tidied


class SendsHoweverLate(Dispatcher):
    """How long ago the claim was made is not asked before sending."""

    def _publish(self, claimed: Claim, boottime: float) -> Outcome:
        return super()._publish(claimed, math.inf)


class RecordsWithoutAFence(Dispatcher):
    """An answer is taken for that of whichever attempt is open now."""

    def _record(self, answered: Answered) -> None:
        with self.ledger.read() as conn:
            post = get_post(conn, answered.claimed.post.key)
        claimed = answered.claimed
        if post.status is Status.SENDING and post.fence != claimed.fence:
            claimed = replace(claimed, post=post, fence=post.fence)
        super()._record(replace(answered, claimed=claimed))


class BelievesTheApproval(Dispatcher):
    """Whatever a post says when it is claimed counts as approved."""

    def _claim(self, **which: Any) -> Any:
        with self.ledger.read() as conn:
            approved = list_posts(conn, status=Status.APPROVED)
        with self.ledger.write() as conn:
            for post in approved:
                conn.execute(update(decisions).where(decisions.c.post_key == post.key).values(digest=post.digest))
        return super()._claim(**which)


class RepeatsWithOtherWords(Dispatcher):
    """What goes out once more says what would be said now."""

    def _claim(self, **which: Any) -> Any:
        started = super()._claim(**which)
        if started is None:
            return None
        claimed = replace(started[0], again=None)
        with self.ledger.write() as conn:
            its = (attempts.c.post_key == claimed.post.key, attempts.c.fence == claimed.fence)
            conn.execute(update(attempts).where(*its).values(payload=claimed.payload))
        return claimed, started[1]


@dataclass
class TakesSilenceForAbsence:
    """A network that cannot be read has it not."""

    channel: Any

    def __getattr__(self, name: str) -> Any:
        return getattr(self.channel, name)

    def find(self, *asked: Any, **more: Any) -> Any:
        found = self.channel.find(*asked, **more)
        return Absent(detail="nothing came") if isinstance(found, Unreadable) else found


class ForgetsThePause(Dispatcher):
    """Whether everything is paused is asked when a post is claimed, and not again."""

    def _publish(self, claimed: Claim, *more: Any) -> Outcome:
        whole = self.channels[claimed.post.account]
        object.__setattr__(self, "channels", {**self.channels, claimed.post.account: _Rash(whole)})
        try:
            return super()._publish(claimed, *more)
        finally:
            object.__setattr__(self, "channels", {**self.channels, claimed.post.account: whole})


@dataclass
class _Rash:
    channel: Any

    def publish(self, post: Any, *, now: datetime, still_ours: Any) -> Outcome:
        return self.channel.publish(post, now=now, still_ours=lambda: True)


class GoesHoweverLate(Dispatcher):
    """What is late goes at once."""

    def _tidy(self) -> list[str]:
        return []

    def _claim(self, **_: Any) -> Any:
        now, boottime = self.clock.now(), self.clock.boottime()
        with self.ledger.write() as conn:
            claimed = claim(conn, now=now, lease=self.terms.lease, owner=self.owner, host=self.host, only=None)
        return None if claimed is None else (claimed, boottime)


class KeepsNoDistance(Dispatcher):
    """Posts follow each other as fast as they can."""

    def _claim(self, **which: Any) -> Any:
        with self.ledger.write() as conn:
            conn.execute(update(posts).values(spacing_s=0))
        return super()._claim(**which)


class SendsBeforeThePictureIsReady(Dispatcher):
    """A picture that the network is busy with counts as one that it has."""

    def _claim(self, **which: Any) -> Any:
        with self.ledger.write() as conn:
            begun = uploads.c.network_id.is_not(None) & uploads.c.ended_at.is_(None) & uploads.c.ready_at.is_(None)
            keys = list(conn.execute(select(uploads.c.post_key).where(begun)).scalars())
            conn.execute(update(uploads).where(begun).values(ready_at=uploads.c.begun_at))
            conn.execute(update(posts).where(posts.c.key.in_(keys)).values(pictured_until=posts.c.until))
        return super()._claim(**which)

    def _something_due(self) -> bool:
        return True


class GoesWithoutItsPicture(Dispatcher):
    """What was brought is forgotten between the claim and the request."""

    def _publish(self, claimed: Claim, boottime: float) -> Outcome:
        return super()._publish(replace(claimed, pictures=()), boottime)


_AT_ONCE = {channel: Settling(-TERMS.lease, resend=True) for channel in SETTLING}
_RESENDS = {channel: Settling(its.settle, resend=True) for channel, its in SETTLING.items()}
MUTANTS = {
    build.name: build
    for build in (
        Build(name="retries-when-the-lease-ends", shows_in="crashes", dispatcher=RetriesWhenTheLeaseEnds),
        Build(name="reads-the-timeline-at-once", shows_in="slow networks", terms=replace(TERMS, settling=_AT_ONCE)),
        Build(name="no-boot-time-guard", shows_in="a late start", dispatcher=SendsHoweverLate),
        Build(name="no-fence-in-the-record", shows_in="two that overlap", dispatcher=RecordsWithoutAFence),
        Build(name="approval-not-checked-at-the-claim", shows_in="busy people", dispatcher=BelievesTheApproval),
        Build(name="repeats-with-other-words", shows_in="crashes", dispatcher=RepeatsWithOtherWords),
        Build(name="takes-silence-for-absence", shows_in="a closed window", ears=TakesSilenceForAbsence),
        Build(name="forgets-the-pause", shows_in="busy people", dispatcher=ForgetsThePause),
        Build(name="goes-however-late", shows_in="two that stop", dispatcher=GoesHoweverLate),
        Build(name="keeps-no-distance", shows_in="two that stop", dispatcher=KeepsNoDistance),
        Build(
            name="sends-before-the-picture-is-ready", shows_in="slow pictures", dispatcher=SendsBeforeThePictureIsReady
        ),
        Build(name="goes-without-its-picture", shows_in="slow pictures", dispatcher=GoesWithoutItsPicture),
    )
}
