"""A ledger brought back from a copy: what was sent since the copy was made is not in it, and must not go out once more."""

from __future__ import annotations

import os
import shutil
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from promoter.errors import NotPossible, PromoterError
from promoter.ledger import events
from promoter.ledger.accounts import list_accounts
from promoter.ledger.attempts import close_attempt, evidence, open_attempt
from promoter.ledger.copying import refuse_awake
from promoter.ledger.database import open_ledger, upgrade
from promoter.ledger.pauses import close_pause, current_pause, open_pause
from promoter.ledger.queue import list_posts, update_post
from promoter.ledger.rows import Claim
from promoter.ledger.soundness import examine
from promoter.ledger.tables import events as events_table
from promoter.ledger.tables import heartbeats
from promoter.posts.lifecycle import Status
from promoter.posts.outcome import Unclear

if TYPE_CHECKING:
    from datetime import datetime, timedelta
    from pathlib import Path

    from sqlalchemy import Connection

    from promoter.ledger.rows import Actor, PostRow

PART = ".part"
_NOT_IN_IT = "the ledger was brought back from a copy that was made before its time: it may have gone out"
_BESIDE = ("", "-wal", "-shm")  #: the files of an SQLite database


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtBack:
    """What was brought back: as of which moment, which posts nobody can tell of, and where the ledger of before is."""

    as_of: datetime | None
    doubtful: tuple[str, ...]
    set_aside: Path | None


def bring_back(copy: Path, target: Path, *, who: Actor, now: datetime, awake: timedelta) -> BroughtBack:
    """Put `copy` in the place of the ledger at `target`, stopped, with every post in doubt whose time came since.

    The copy stays as it is. A ledger that is at `target` is set aside under another name, and refused while a daemon
    was awake on it within `awake`. Until all is done, nothing has changed.
    """
    if not copy.is_file():
        raise NotPossible(f"there is no file {copy}; name a file that promoter db backup made")
    if target.exists() and copy.samefile(target):
        raise NotPossible(f"{copy} is the ledger itself; name a copy of it")
    part = target.with_name(target.name + PART)
    _refuse_half_done(part)
    try:
        _carry(copy, part)
        as_of, doubtful = _stopped_and_in_doubt(part, who=who, now=now)
        if target.exists():
            _refuse_awake(target, now - awake)
        aside = _set_aside(target, now)
        part.rename(target)
    except PromoterError as problem:  # people know the copy by its own name
        raise type(problem)(str(problem).replace(str(part), str(copy))) from problem
    except OSError as error:
        raise PromoterError(f"{target} could not be written ({error.strerror}); see that its disk has room") from error
    finally:
        for ending in _BESIDE:
            part.with_name(part.name + ending).unlink(missing_ok=True)
    return BroughtBack(as_of=as_of, doubtful=doubtful, set_aside=aside)


def _refuse_half_done(part: Path) -> None:
    if part.exists():
        raise NotPossible(
            f"{part} is there: another one is being brought back, or was cut off; remove it and try again"
        )


def _carry(copy: Path, part: Path) -> None:
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    with copy.open("rb") as source, part.open("wb") as written:
        shutil.copyfileobj(source, written)
        written.flush()
        os.fsync(written.fileno())


def _stopped_and_in_doubt(part: Path, *, who: Actor, now: datetime) -> tuple[datetime | None, tuple[str, ...]]:
    """Before the file gets its name: whoever opens it then finds it stopped."""
    ledger = open_ledger(f"sqlite:///{part}", older=True)
    with closing(ledger):
        sound = examine(ledger)
        if sound.schema is None:
            raise PromoterError(f"{part} is no ledger: it is empty; name a file that promoter db backup made")
        if sound.faults:
            raise PromoterError(f"{part} is not sound ({sound.faults[0]}); take an earlier copy")
        upgrade(ledger)
        with ledger.write() as conn:
            as_of = _as_of(conn)
            doubtful = _doubt(conn, since=as_of or now, now=now)
            moment = "an unknown moment" if as_of is None else f"{as_of:%Y-%m-%d %H:%M} UTC"
            stopped = current_pause(conn)
            if stopped is not None:
                close_pause(conn, who=who, now=now)
            before = "" if stopped is None else f" It was stopped before: {stopped.reason}"
            reason = (
                f"Brought back from a copy of {moment}. What was sent, approved or changed since is not in it: look at the "
                f"networks before you start again.{before}"
            )
            open_pause(conn, reason, who=who, now=now)
            events.append_for_house(
                conn, "brought_back", who, now, as_of=as_of and as_of.isoformat(), doubtful=list(doubtful)
            )
    return as_of, doubtful


def _as_of(conn: Connection) -> datetime | None:
    """The last moment of which the copy knows: an event, or a daemon's sign of life."""
    moments = [conn.execute(select(func.max(column))).scalar() for column in (events_table.c.at, heartbeats.c.at)]
    return max((moment for moment in moments if moment is not None), default=None)


def _doubt(conn: Connection, *, since: datetime, now: datetime) -> tuple[str, ...]:
    """Posts whose time has come count as tried: the network is read back, and nothing goes out again by itself."""
    by_hand = {account.id for account in list_accounts(conn) if account.manual}
    doubtful = [
        post for post in list_posts(conn, status=Status.APPROVED) if post.at <= now and post.account not in by_hand
    ]
    for post in doubtful:
        _may_be_out(conn, post, since=since, now=now)
    for post in list_posts(conn, status=Status.PENDING):
        if since <= post.at <= now:
            update_post(conn, post, trouble=_NOT_IN_IT)
    return tuple(post.key for post in doubtful)


def _may_be_out(conn: Connection, post: PostRow, *, since: datetime, now: datetime) -> None:
    """One attempt of a machine that nobody remembers, and no word of what came of it."""
    trying = update_post(conn, post, status=Status.SENDING, fence=post.fence + 1, lease_until=now)
    open_attempt(
        conn,
        Claim(post=trying, fence=trying.fence, owner="", host="", claimed_at=min(since, post.at), lease_until=now),
    )
    after = update_post(
        conn, trying, status=Status.UNCLEAR, hold=None, hold_reason=None, lease_until=None, retry_at=None,
        tries=post.tries + 1, trouble=_NOT_IN_IT, look_at=now,
    )  # fmt: skip
    outcome = Unclear(detail=_NOT_IN_IT)
    close_attempt(conn, after, outcome, now)
    events.append(
        conn, campaign=post.campaign, kind="unclear", actor="daemon", post_key=post.key, at=now,
        data={"fence": after.fence, "status": after.status, **evidence(outcome)},
    )  # fmt: skip


def _refuse_awake(target: Path, since: datetime) -> None:
    """A ledger that cannot be read any more is no reason to refuse: it may be why the copy is wanted."""
    try:
        ledger = open_ledger(f"sqlite:///{target}", older=True)
    except PromoterError:
        return
    with closing(ledger), ledger.read() as conn:
        refuse_awake(conn, ledger, since)


def _set_aside(target: Path, now: datetime) -> Path | None:
    if not target.exists():
        return None
    aside = target.with_name(f"{target.stem}-before-{now:%Y%m%dT%H%M%SZ}{target.suffix}")
    if aside.exists():
        raise NotPossible(f"{aside} is there already; try again in a moment")
    for ending in reversed(_BESIDE):
        its = target.with_name(target.name + ending)
        if its.exists():
            its.rename(aside.with_name(aside.name + ending))
    return aside
