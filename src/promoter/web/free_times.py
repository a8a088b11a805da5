"""Times that are free for a post on its account: those of its day and of the campaign's days after it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from promoter.approval import remarks_beside
from promoter.ledger.holds import OF_TIME
from promoter.posts.lifecycle import Status
from promoter.posts.phrases import dated
from promoter.timetable.slots import next_free

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from promoter.campaign.model import Cadence, Settings
    from promoter.ledger.outline import Outline
    from promoter.ledger.rows import AccountRow, PostRow

A_DAY = 3  #: as many are offered; whoever wants another types it
_HOLDS_NO_TIME = frozenset({Status.FAILED, Status.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class FreeDay:
    """A day and its next free times. `remark` is what is odd about the only one that is left."""

    name: str
    times: tuple[datetime, ...]
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Search:
    """Where a time is looked for: `queue` are the account's posts, `taken` the times that they and others have."""

    post: PostRow
    settings: Settings
    cadence: Cadence
    queue: Sequence[PostRow | Outline]
    taken: tuple[datetime, ...]
    earliest: datetime


def free_days(
    post: PostRow, settings: Settings, queue: Sequence[PostRow | Outline], account: AccountRow, *, now: datetime
) -> list[FreeDay]:
    """The free times. `queue` are the posts of the account, those of other campaigns among them."""
    cadence: Cadence | None = getattr(settings.channels, post.channel.value)
    if cadence is None:
        return []
    bounds = (now, post.not_before, account.not_before)
    left = () if account.last_left_at is None else (account.last_left_at,)
    search = _Search(
        post=post,
        settings=settings,
        cadence=cadence,
        queue=queue,
        taken=(*(other.at for other in queue if _takes_a_time(other, post)), *left),
        earliest=max(bound for bound in bounds if bound is not None),
    )
    first = max(post.day, now.astimezone(settings.zone).date())
    days = {day for day in (post.day, *(its.date for its in settings.days)) if day >= first}
    return [found for day in sorted(days) if (found := _of_day(search, day)) is not None]


def _takes_a_time(other: PostRow | Outline, post: PostRow) -> bool:
    return other.key != post.key and other.status not in _HOLDS_NO_TIME and other.hold not in OF_TIME


def _of_day(search: _Search, day: date) -> FreeDay | None:
    """The day's times of which there is nothing to remark; if there are none, the first one with what is odd about it."""
    good: list[datetime] = []
    odd: FreeDay | None = None
    for at in islice(_times(search, day), A_DAY + 1):
        if at == search.post.at:
            continue
        remarks = remarks_beside(replace(search.post, at=at, day=day), search.settings, search.queue)
        if not remarks:
            good.append(at)
        elif odd is None and all(remark.code != "too_many" for remark in remarks):
            odd = FreeDay(dated(day), (at,), remarks[0].message)
    return FreeDay(dated(day), tuple(good[:A_DAY])) if good else odd


def _times(search: _Search, day: date) -> Iterator[datetime]:
    """One free time after the other, as if a post had been put at each."""
    taken = list(search.taken)
    zone, spacing = search.settings.zone, search.post.spacing
    while (at := next_free(search.earliest, day, search.cadence, zone, taken, spacing)) is not None:
        yield at
        taken.append(at)
