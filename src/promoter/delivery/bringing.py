"""Pictures go to the network some time before their posts: brought, waited for, and brought anew if the network forgets them.

A step is taken in one transaction, made with none open, and written down in another. It publishes nothing, so it may be
made again as often as it takes; the post alone is sent once.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from promoter.channels.contract import NotUploaded, Uploaded
from promoter.channels.uploading import LONGER
from promoter.errors import NotPossible, PromoterError
from promoter.ledger.accounts import block_account
from promoter.ledger.rows import Actor
from promoter.ledger.uploads import next_bringing, not_as_approved, note_brought, note_stuck, take_bringing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from promoter.channels.contract import Brought, Channel, Picture
    from promoter.clock import Clock
    from promoter.ledger.database import Ledger
    from promoter.ledger.rows import Bringing, PostRow, UploadRow

    #: The pictures of a post, as they were approved; `NotPossible` if they are elsewhere, `PromoterError` if they are not what they were.
    PicturesOf = Callable[[PostRow], Sequence[Picture]]

log = logging.getLogger(__name__)

DAEMON = Actor("daemon")

AHEAD = timedelta(minutes=10)  #: of a post's time, so that it goes on time although its picture takes a while
WORKS_FOR = timedelta(minutes=5)  #: as long as a network may be busy with a picture; then it is brought anew
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(minutes=5)
SHORTEST_WAIT, LONGEST_WAIT = timedelta(seconds=3), timedelta(seconds=30)  #: between two questions whether it is done
TOLD_AFTER = 3  #: failed tries before somebody is told ahead of the post's time


@dataclass(frozen=True, slots=True)
class Seen:
    """A post whose pictures were seen to, and whether that is news of the post."""

    key: str
    news: bool


@dataclass(frozen=True, kw_only=True)
class Bringer:
    """Makes the steps that are due. `pictures_of` reads the files; `http_timeout` is what one request of a post may take."""

    ledger: Ledger
    channels: Mapping[str, Channel]
    clock: Clock
    pictures_of: PicturesOf
    http_timeout: timedelta

    def bring(self) -> Seen | None:
        """Make the step that is due first, if any is."""
        now = self.clock.now()
        due = self.next_step()  # asked at every tick, so without the lock that a writer takes
        if due is None or due > now:
            return None
        patience = (LONGER + 1) * self.http_timeout
        with self.ledger.write() as conn:
            step = take_bringing(conn, now, ahead=AHEAD, patience=patience, only=self.channels.keys())
        return None if step is None else self._make(step, now)

    def next_step(self) -> datetime | None:
        """When the next step is due."""
        with self.ledger.read() as conn:
            return next_bringing(conn, ahead=AHEAD, only=self.channels.keys())

    def _make(self, step: Bringing, now: datetime) -> Seen:
        post, medium = step.post, step.post.said.media[step.upload.number]
        try:
            picture = self.pictures_of(post)[step.upload.number]
            if hashlib.sha256(picture.content).hexdigest() != medium.sha256:
                raise PromoterError(f"{medium.file} is not the picture that was approved; look at it and approve again")  # noqa: TRY301
        except NotPossible as problem:
            return self._note(step, NotUploaded(detail=f"{problem}."), size=0)
        except PromoterError as problem:
            log.warning("%s: its picture is not as approved: %s", post.key, problem)
            with self.ledger.write() as conn:
                after = not_as_approved(conn, step, f"Its picture: {problem}.", now=self.clock.now())
            return Seen(post.key, news=after is not None)
        brought = self.channels[post.account].upload(picture, subject=post.key, before=_before(step.upload), now=now)
        return self._note(step, brought, size=len(picture.content))

    def _note(self, step: Bringing, brought: Brought, *, size: int) -> Seen:
        now = self.clock.now()
        if isinstance(brought, Uploaded) and brought.working and _too_long(step.upload, now):
            brought = NotUploaded(detail=f"{brought.detail} It is brought again.", gone=True)
        with self.ledger.write() as conn:
            if isinstance(brought, Uploaded):
                after = note_brought(
                    conn, step, size=size, again=_again(step.upload, brought, now), now=now, ready=brought.ready,
                    network_id=brought.network_id, working=brought.working, alt_set=brought.alt_set,
                    expires_at=brought.expires_at or step.upload.expires_at, detail=brought.detail or None,
                    tries=step.upload.tries + (not brought.ready and not brought.working),
                )  # fmt: skip
            else:
                again = _later(step.upload.tries + 1, brought.until, now)
                tell = now >= step.post.at or step.upload.tries + 1 >= TOLD_AFTER
                tell = tell and not brought.blocked  # then the account says it, not each of its posts
                after = note_stuck(conn, step, brought.detail, gone=brought.gone, hold=tell, again=again, now=now)
                if brought.blocked and block_account(conn, step.post.account, brought.detail, who=DAEMON, now=now):
                    return self._stopped(step.post, brought)
        if isinstance(brought, NotUploaded):
            log.warning("%s: %s", step.post.key, brought.detail)
        return Seen(step.post.key, news=after is not None and after.hold != step.post.hold)

    def _stopped(self, post: PostRow, brought: NotUploaded) -> Seen:
        """The account is stopped and keeps its posts; what to do is said with it."""
        log.error("%s: %s is stopped: %s", post.key, post.account, brought.detail)
        return Seen(post.key, news=True)


def _before(upload: UploadRow) -> Uploaded | None:
    """What the network has of the picture already."""
    if upload.network_id is None:
        return None
    return Uploaded(
        network_id=upload.network_id, ready=False, working=upload.working, alt_set=upload.alt_set,
        expires_at=upload.expires_at,
    )  # fmt: skip


def _again(upload: UploadRow, brought: Uploaded, now: datetime) -> datetime:
    """When to go on: with one that the network works on, in a moment; with one that lacks its alt text, as after any failure."""
    if not brought.working:
        return _later(upload.tries + 1, brought.until, now)
    age = now - (upload.uploaded_at or now)
    wait = min(max(age / 2, SHORTEST_WAIT), LONGEST_WAIT)
    return max(now + wait, min(brought.until or now, now + LONGEST_WAIT))


def _later(tries: int, until: datetime | None, now: datetime) -> datetime:
    """After 10 s, 30 s, 90 s, then every five minutes; never before the moment that the network named."""
    return max(now + min(FIRST_PAUSE * int(3 ** min(tries - 1, 10)), LONGEST_PAUSE), until or now)


def _too_long(upload: UploadRow, now: datetime) -> bool:
    return upload.uploaded_at is not None and now - upload.uploaded_at > WORKS_FOR
