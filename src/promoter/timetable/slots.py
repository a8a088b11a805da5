"""When a network may be used on a day: wall times of the campaign's zone turned into moments, right across clock changes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from typing import TYPE_CHECKING

from promoter.clock import as_utc

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date, time
    from zoneinfo import ZoneInfo

    from promoter.campaign.model import Cadence

LEAST_SPACING = timedelta(minutes=5)

Closed = tuple[datetime, datetime]
"""A stretch of time in which nothing may go out: the start belongs to it, the end does not."""


def day_slots(day: date, cadence: Cadence, zone: ZoneInfo) -> tuple[datetime, ...]:
    """The regular slots of a day, in UTC: the first time, then one every gap of real time until the last.

    A slot inside a blackout moves to its end, and the next ones follow from there. A wall time that the day skips
    means the first moment after, one that it has twice the first of the two.
    """
    return open_slots(day, cadence, zone, closed=(), most=cadence.per_day)


def open_slots(
    day: date,
    cadence: Cadence,
    zone: ZoneInfo,
    *,
    closed: Iterable[Closed],
    most: int,
    after: datetime | None = None,
) -> tuple[datetime, ...]:
    """The slots of a day around further closed stretches: at most `most` of them, none before `after`."""
    opening, closing = window(day, cadence, zone)
    if opening.astimezone(zone).date() != day:  # a zone that moves across the date line leaves out a whole day
        return ()
    slots = _walk(opening, closing, cadence.gap, chain(_blackouts(day, cadence, zone), closed))
    return tuple(islice((slot for slot in slots if after is None or slot >= after), max(most, 0)))


def window(day: date, cadence: Cadence, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The first and the last moment of the day at which the network may be used, in UTC."""
    return moment(day, cadence.first, zone), moment(day, cadence.last, zone)


def window_end(day: date, cadence: Cadence, zone: ZoneInfo) -> datetime:
    """The last moment of the day's window: a post is not sent later unless a person says so."""
    return moment(day, cadence.last, zone)


def spacing(cadence: Cadence) -> timedelta:
    """How close two posts of one account may come, whatever happens: the gap, or five minutes if that is less."""
    return min(cadence.gap, LEAST_SPACING)


def capacity(day: date, cadence: Cadence, zone: ZoneInfo) -> int:
    """How many regular slots the day has."""
    return len(day_slots(day, cadence, zone))


def next_free(  # noqa: PLR0917 - a moment and a day, whose cadence and zone, and what is taken how widely
    after: datetime,
    day: date,
    cadence: Cadence,
    zone: ZoneInfo,
    taken: Collection[datetime],
    spacing: timedelta,
    *,
    until: datetime | None = None,
) -> datetime | None:
    """When a post that is late may still go out on its day, or None if it may not.

    A regular slot from `after` on that is a whole gap away from every time taken; else any moment that is; else any
    moment that keeps at least `spacing`. Never in a blackout, never after the window or `until`.
    """
    times = sorted(as_utc(time) for time in taken)
    start, end = window(day, cadence, zone)
    start, end = max(start, as_utc(after)), min(end, as_utc(until or end))
    slots = day_slots(day, cadence, zone)
    regular = (slot for slot in slots[bisect_left(slots, start) :] if slot <= end and _clear(slot, times, cadence.gap))
    found = next(regular, None)
    for distance in (max(cadence.gap, spacing), spacing):
        if found is None:
            stretches = chain(_blackouts(day, cadence, zone), around(times, distance))
            found = next(_walk(start, end, cadence.gap, stretches), None)
    return found


def fits(at: datetime, day: date, cadence: Cadence, zone: ZoneInfo, closed: Iterable[Closed]) -> bool:
    """Whether a moment, on a slot or not, lies in the day's window and in no blackout or closed stretch."""
    start, end = window(day, cadence, zone)
    stretches = chain(_blackouts(day, cadence, zone), closed)
    return start <= at <= end and not any(begins <= at < ends for begins, ends in stretches)


def around(times: Iterable[datetime], distance: timedelta) -> Iterator[Closed]:
    """The stretches that are closer than `distance` to one of the times."""
    for time in times:
        yield time - distance + timedelta.resolution, time + distance


def moment(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The moment, in UTC, at which the clocks of `zone` show `wall` on `day` for the first time, or first pass it."""
    return _moment(day, wall, zone, fold=0)


def _moment(day: date, wall: time, zone: ZoneInfo, *, fold: int) -> datetime:
    shown = datetime.combine(day, wall).replace(fold=fold)
    found = shown.replace(tzinfo=zone).astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None, fold=0) == shown.replace(fold=0):
        return found
    # Clocks go forward over this time. Read with the offset from after the change it lies before the change, and the
    # other way round; the change itself is in between, on a whole second.
    before = shown.replace(tzinfo=zone, fold=1).astimezone(UTC)
    after = shown.replace(tzinfo=zone, fold=0).astimezone(UTC)
    offset = after.astimezone(zone).utcoffset()
    seconds = range(int((after - before).total_seconds()) + 1)
    change = bisect_left(
        seconds, 1, key=lambda passed: (before + timedelta(seconds=passed)).astimezone(zone).utcoffset() == offset
    )
    return before + timedelta(seconds=change)


def _blackouts(day: date, cadence: Cadence, zone: ZoneInfo) -> Iterator[Closed]:
    for start, end in cadence.blackout:
        # Where clocks show the end twice, the quiet time lasts until the second: rather too quiet than too loud.
        yield _moment(day, start, zone, fold=0), _moment(day, end, zone, fold=1)


def _walk(start: datetime, end: datetime, gap: timedelta, closed: Iterable[Closed]) -> Iterator[datetime]:
    """Moments from `start` to `end`, a gap apart or more; one in a closed stretch moves to the stretch's end."""
    stretches = sorted(closed)
    at, index = start, 0
    while at <= end:
        while index < len(stretches) and stretches[index][1] <= at:
            index += 1
        if index < len(stretches) and stretches[index][0] <= at:
            at = stretches[index][1]
        else:
            yield at
            at += gap


def _clear(slot: datetime, times: Sequence[datetime], distance: timedelta) -> bool:
    """No time is closer than `distance`. `times` are sorted."""
    index = bisect_right(times, slot)
    return all(abs(slot - time) >= distance for time in times[max(index - 1, 0) : index + 1])
