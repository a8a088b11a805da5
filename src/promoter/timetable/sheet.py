"""One network on one day while it fills: which slots are free, who has a time, and what keeps two posts apart."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from promoter.campaign.model import Kind
from promoter.clock import as_utc
from promoter.timetable import slots
from promoter.timetable.order import blog_of, organisation_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from zoneinfo import ZoneInfo

    from promoter.campaign.model import Cadence, ChannelName
    from promoter.posts.model import Post
    from promoter.timetable.slots import Closed

APART = timedelta(hours=3)  # between blogs of one organisation, and between a blog and its second post
REACH = 16  # how many slots to either side are looked at for a better one: bounds the work on a very full day
SHIFT = timedelta(minutes=5)


class Seat(NamedTuple):
    """A post and its time. `kept`: it had that time before. `waits`: it could have been earlier, were its page live."""

    post: Post
    at: datetime
    kept: bool = False
    waits: bool = False
    shifted: bool = False


class Left(NamedTuple):
    """A post without a time, the code of the reason, and how many slots its day had for its kind."""

    post: Post
    code: str
    room: int = 0


@dataclass(slots=True)
class Sheet:
    """`open` are the free slots in order, `closed` the stretches that nothing new may touch.

    `minutes` says which networks have a blog in a minute; all sheets share it.
    """

    day: date
    channel: ChannelName
    cadence: Cadence
    zone: ZoneInfo
    open: list[datetime]
    closed: list[Closed]
    minutes: defaultdict[tuple[str, datetime], set[ChannelName]]
    seats: list[Seat] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)

    def first_from(self, earliest: datetime | None) -> int:
        """The first open slot at or after `earliest`; the number of slots if there is none."""
        return 0 if earliest is None else bisect_left(self.open, as_utc(earliest))

    def clashes(self, post: Post, at: datetime) -> bool:
        """The other network has the same blog in the same minute."""
        return bool(self.minutes.get((blog_of(post), minute_of(at)), frozenset()) - {self.channel})

    def give(self, post: Post, at: datetime, *, waits: bool = False, shifted: bool = False) -> None:
        self.seats.append(Seat(post, at, waits=waits, shifted=shifted))
        self.minutes[blog_of(post), minute_of(at)].add(self.channel)

    def leave(self, post: Post, code: str, room: int = 0) -> None:
        self.left.append(Left(post, code, room))

    def fits(self, at: datetime) -> bool:
        """Any moment, on a slot or not: within the window and a whole gap away from every post."""
        seated = slots.around((seat.at for seat in self.seats), self.cadence.gap)
        return slots.fits(at, self.day, self.cadence, self.zone, [*self.closed, *seated])


def minute_of(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


class Organisations:
    """When each organisation has blogs on this network today."""

    def __init__(self, sheet: Sheet, seated: Mapping[int, Post]) -> None:
        self._times: dict[str, list[datetime]] = defaultdict(list)
        given = [(seat.post, seat.at) for seat in sheet.seats if seat.post.kind is Kind.BLOG]
        for post, at in given + [(post, sheet.open[slot]) for slot, post in seated.items()]:
            self._times[organisation_of(post)].append(at)
        for times in self._times.values():
            times.sort()

    def distance(self, post: Post, now: datetime, then: datetime) -> timedelta:
        """How far the organisation's other blogs would be if `post` moved from `now` to `then`; at most three hours."""
        times = self._times[organisation_of(post)]
        index = bisect_left(times, then)
        others = (abs(time - then) for time in times[max(index - 2, 0) : index + 2] if time != now)
        return min(others, default=APART) if len(times) > 1 else APART

    def move(self, post: Post, now: datetime, then: datetime) -> None:
        times = self._times[organisation_of(post)]
        del times[bisect_left(times, now)]
        insort(times, then)


def settle(sheet: Sheet, seated: dict[int, Post], earliest: Mapping[str, int]) -> None:
    """Move blogs that are too close to their organisation's others, or in the other network's minute, to a near slot."""
    organisations = Organisations(sheet, seated)

    def quality(post: Post, slot: int, to: int) -> tuple[bool, timedelta]:
        now, then = sheet.open[slot], sheet.open[to]
        return not sheet.clashes(post, then), min(organisations.distance(post, now, then), APART)

    for slot, post in sorted(seated.items()):
        best, reached = slot, quality(post, slot, slot)
        alone = reached[0]
        for to in _near(slot, earliest[post.key], len(sheet.open)):
            if reached == (True, APART):
                break
            if to not in seated and (there := quality(post, slot, to)) > reached:
                best, reached = to, there
        if best != slot:
            seated[best] = seated.pop(slot)
            organisations.move(post, sheet.open[slot], sheet.open[best])
        elif not alone:
            _exchange(sheet, seated, earliest, organisations, slot)


def _near(slot: int, earliest: int, size: int) -> Iterator[int]:
    """The slots to either side, the nearest first."""
    for step in range(1, REACH + 1):
        yield from (to for to in (slot - step, slot + step) if earliest <= to < size)


def _exchange(
    sheet: Sheet, seated: dict[int, Post], earliest: Mapping[str, int], organisations: Organisations, slot: int
) -> None:
    """Let the blog at `slot` change places with a near one, so that neither is in the other network's minute."""
    post, at = seated[slot], sheet.open[slot]

    def gain(to: int) -> timedelta:
        other, then = seated[to], sheet.open[to]
        return min(organisations.distance(post, at, then), organisations.distance(other, then, at))

    willing = [
        to
        for to in _near(slot, earliest[post.key], len(sheet.open))
        if to in seated
        and earliest[seated[to].key] <= slot
        and not sheet.clashes(post, sheet.open[to])
        and not sheet.clashes(seated[to], at)
    ]
    if willing:
        best = max(willing, key=gain)
        other, then = seated[best], sheet.open[best]
        organisations.move(post, at, then)
        organisations.move(other, then, at)
        seated[slot], seated[best] = other, post
