"""What is known beyond one day while a timetable is made: the posts that keep their times, and other campaigns' times."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from promoter.campaign.model import ChannelName
from promoter.clock import as_utc
from promoter.timetable import slots
from promoter.timetable.order import blog_of
from promoter.timetable.sheet import Seat, Sheet, minute_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from promoter.campaign.model import Cadence, Campaign
    from promoter.posts.model import Post
    from promoter.timetable.slots import Closed


class Diary:
    """The campaign's weeks, one sheet for each network and day. Days are asked for in their order."""

    def __init__(
        self,
        posts: Sequence[Post],
        campaign: Campaign,
        fixed: Mapping[str, datetime],
        taken: Mapping[ChannelName, Collection[datetime]],
        now: datetime | None,
    ) -> None:
        self.campaign = campaign
        self.zone = campaign.zone
        self._now = None if now is None else as_utc(now)
        self._taken = {channel: sorted(as_utc(at) for at in times) for channel, times in taken.items()}
        self._listed = {blog.id: number for number, blog in enumerate(campaign.blogs)}
        self._minutes: defaultdict[tuple[str, datetime], set[ChannelName]] = defaultdict(set)
        self._kept: dict[tuple[ChannelName, date], list[Seat]] = defaultdict(list)
        self._own: dict[ChannelName, list[datetime]] = defaultdict(list)
        self._count: Counter[tuple[ChannelName, date]] = Counter()
        self._latest: dict[ChannelName, datetime] = {}
        self._ends: dict[tuple[ChannelName, date], datetime] = {}
        self._keep(posts, fixed)

    def _keep(self, posts: Sequence[Post], fixed: Mapping[str, datetime]) -> None:
        by_key = {post.key: post for post in posts}
        for key, moment in sorted(fixed.items()):
            post, at = by_key.get(key), as_utc(moment)
            channel = (
                post.channel if post else ChannelName(key.split("/")[-2])
            )  # one that is no more still had its time
            self._own[channel].append(at)
            self._count[channel, self.day_of(at)] += 1
            if post:
                self._kept[channel, self.day_of(at)].append(Seat(post, at, kept=True))
                self._minutes[blog_of(post), minute_of(at)].add(channel)
        for times in self._own.values():
            times.sort()

    @property
    def kept(self) -> Iterator[Seat]:
        """The posts that keep their times."""
        return (seat for seats in self._kept.values() for seat in seats)

    def rank(self, post: Post) -> tuple[date, int, str]:
        """Day by day in the order in which the campaign lists its blogs: never the order in which posts come in."""
        return post.day, self._listed.get(blog_of(post), len(self._listed)), post.key

    def day_of(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def until(self, seat: Seat) -> datetime:
        """The end of the window of the day on which the post goes; a post beyond it has only its own moment."""
        cadence = self.campaign.cadence(seat.post.channel)
        if cadence is None:
            return seat.at
        place = seat.post.channel, self.day_of(seat.at)
        if place not in self._ends:
            self._ends[place] = slots.window_end(place[1], cadence, self.zone)
        return max(seat.at, self._ends[place])

    def sheet(self, day: date, channel: ChannelName, cadence: Cadence) -> Sheet:
        """The free slots of one network on one day, between those that keep their times."""
        closed = list(self._closed(day, channel, cadence))
        start, end = slots.window(day, cadence, self.zone)
        after = self._now if self._now is not None and start < self._now <= end else None
        most = cadence.per_day - self._count[channel, day]
        return Sheet(
            day=day,
            channel=channel,
            cadence=cadence,
            zone=self.zone,
            open=list(slots.open_slots(day, cadence, self.zone, closed=closed, most=most, after=after)),
            closed=[*closed, *([(start, after)] if after else [])],
            minutes=self._minutes,
            seats=list(self._kept.get((channel, day), ())),
        )

    def _closed(self, day: date, channel: ChannelName, cadence: Cadence) -> Iterator[Closed]:
        start, end = slots.window(day, cadence, self.zone)
        for times, distance in (
            (self._own.get(channel, []), cadence.gap),
            (self._taken.get(channel, []), slots.spacing(cadence)),
        ):
            near = times[bisect_left(times, start - distance) : bisect_right(times, end + distance)]
            yield from slots.around(near, distance)
        if channel in self._latest:  # the evening before, where days end and begin at midnight
            yield from slots.around([self._latest[channel]], cadence.gap)

    def file(self, sheet: Sheet) -> None:
        """A sheet is full: the next day begins after it."""
        given = [seat.at for seat in sheet.seats if not seat.kept]
        if given:
            self._latest[sheet.channel] = max(given)
