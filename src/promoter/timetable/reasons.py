"""Why each post has its time, in people's words."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from promoter.campaign.model import ChannelName, Kind
from promoter.posts.phrases import number
from promoter.timetable import slots
from promoter.timetable.order import blog_of, organisation_of
from promoter.timetable.sheet import APART, SHIFT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from promoter.campaign.model import Campaign
    from promoter.timetable.sheet import Seat

ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth"),
    *("seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"),
)
CLOSES = {
    Kind.ROUND_UP: "closes the day",
    Kind.WEEK_END: "closes the week",
    Kind.EVENT: "reminds of the event at the end of the day",
}
FOLLOWS = {Kind.WEEK_END: "the end of the week", Kind.EVENT: "the reminder of the event"}
NOON, EVENING = 12, 17
KEEPS = "keeps the time that it has"
WAITS, BESIDE = "when the page is live", "beside its slot"
AS_BEFORE = "at the time given to it before others came or went"


class _Page(NamedTuple):
    """One network on one day, in the order of time, and where else its blogs are."""

    opening: datetime | None
    zone: ZoneInfo
    seats: tuple[Seat, ...]
    blogs: dict[str, list[Seat]]
    given: Mapping[str, str]

    def clock(self, at: datetime) -> str:
        return f"{at.astimezone(self.zone):%H:%M}"

    def part(self, at: datetime) -> str:
        hour = at.astimezone(self.zone).hour
        return "morning" if hour < NOON else "afternoon" if hour < EVENING else "evening"


def why(seats: Sequence[Seat], campaign: Campaign, given: Mapping[str, str]) -> dict[str, str]:
    """For each post, by key, the reason for its time.

    `given` are the reasons that posts had when they got the times that they keep: such a one stays as long as it is true.
    """
    zone = campaign.zone
    pages: dict[tuple[ChannelName, date], list[Seat]] = defaultdict(list)
    blogs: dict[str, list[Seat]] = defaultdict(list)
    for found_seat in sorted(seats, key=lambda seat: (seat.at, seat.post.key)):
        seat = _as_it_was(found_seat, given.get(found_seat.post.key, ""))
        pages[seat.post.channel, seat.at.astimezone(zone).date()].append(seat)
        if seat.post.kind is Kind.BLOG:
            blogs[blog_of(seat.post)].append(seat)
    found: dict[str, str] = {}
    for (channel, day), its in pages.items():
        cadence = campaign.cadence(channel)
        opening = slots.window(day, cadence, zone)[0] if cadence else None
        found |= _reasons(_Page(opening, zone, tuple(its), blogs, given))
    return found


def _as_it_was(seat: Seat, given: str) -> Seat:
    """A post that keeps its time, with what was decided when it got it."""
    return seat._replace(waits=WAITS in given, shifted=BESIDE in given) if seat.kept else seat


def _reasons(page: _Page) -> Iterator[tuple[str, str]]:
    of_blogs = dict(_of_blogs(page))
    closing = [seat for seat in page.seats if seat.post.kind in CLOSES]
    before: dict[str, datetime] = {}
    for seat in page.seats:
        post, earlier = seat.post, before.get(blog_of(seat.post))
        if post.kind is Kind.OPENER:
            reason = f"opens the day at the first {'slot' if seat.at == page.opening else 'free slot'}"
        elif post.kind is Kind.BLOG:
            reason = of_blogs[post.key]
        elif post.kind in CLOSES:
            reason = _of_closing(seat, closing)
        elif post.kind is Kind.SECOND and earlier is not None:
            apart = "three hours or more" if seat.at - earlier >= APART else "as long as the day allows"
            reason = f"a second look at the blog, {apart} after the post of {page.clock(earlier)}"
        else:
            reason = "takes a slot that nothing else needs"
        before[blog_of(post)] = seat.at
        yield post.key, _still(seat, reason, page) if seat.kept else reason


def _still(seat: Seat, reason: str, page: _Page) -> str:
    """Of a post that keeps its time: the reason as it was given, if it would be given again; else what of it still holds."""
    given, kind, here = page.given.get(seat.post.key), seat.post.kind, page.seats.index(seat)
    follow = {other.post.kind for other in page.seats[here + 1 :]}
    if given is None or (kind is Kind.OPENER and here > 0) or (kind in CLOSES and not follow <= CLOSES.keys()):
        return KEEPS
    if given == reason:
        return given
    if kind is Kind.BLOG:
        place, *more = reason.split("; ")
        as_given = place if given.split("; ")[0] == place else f"{place.split(', ')[0]}, {AS_BEFORE}"
        return "; ".join((as_given, *more))
    if kind is Kind.OPENER:
        return f"opens the day, {AS_BEFORE}"
    if kind in CLOSES:
        return f"{CLOSES[kind]}, {AS_BEFORE}"
    return reason.replace("as long as the day allows ", "") if kind is Kind.SECOND else KEEPS


def _of_closing(seat: Seat, closing: Sequence[Seat]) -> str:
    after = next((other.post.kind for other in closing if other.at > seat.at), None)
    follows = f"; {FOLLOWS[after]} follows" if after in FOLLOWS else ", at the last free slot"
    return CLOSES[seat.post.kind] + (follows if after in FOLLOWS or seat.post.kind is not Kind.EVENT else "")


def _of_blogs(page: _Page) -> Iterator[tuple[str, str]]:
    seats = [seat for seat in page.seats if seat.post.kind is Kind.BLOG]
    company: dict[str, list[datetime]] = defaultdict(list)
    for seat in seats:
        company[organisation_of(seat.post)].append(seat.at)
    for place, seat in enumerate(seats):
        its = company[organisation_of(seat.post)]
        parts = [_place(place, len(seats)), *_live(seat, page), *_other_network(seat, page), *_apart(seat, its)]
        yield seat.post.key, "; ".join(parts)


def _place(place: int, total: int) -> str:
    if total == 1:
        return "the only blog of the day, as near to the middle as can be"
    nth = ORDINALS[place] if place < len(ORDINALS) else f"number {place + 1}"
    return f"{nth} of {number(total)} blogs, spread over the day"


def _live(seat: Seat, page: _Page) -> Iterator[str]:
    if seat.waits and seat.post.not_before is not None:
        yield f"not before {page.clock(seat.post.not_before)}, {WAITS}"


def _other_network(seat: Seat, page: _Page) -> Iterator[str]:
    for other in page.blogs[blog_of(seat.post)]:
        if other.post.channel is seat.post.channel:
            continue
        name = other.post.channel.shown
        if seat.shifted and abs(other.at - seat.at) <= SHIFT:
            yield f"{BESIDE}, because {name} has it in that minute"
        elif other.at.astimezone(page.zone).date() != seat.at.astimezone(page.zone).date():
            continue
        elif page.part(other.at) != page.part(seat.at):
            yield f"{name} has it in the {page.part(other.at)}"
        else:
            yield f"{name} has it at {page.clock(other.at)}"


def _apart(seat: Seat, times: Sequence[datetime]) -> Iterator[str]:
    """`times` are those of all the organisation's blogs on the page, in order."""
    if len(times) > 1:
        here = bisect_left(times, seat.at)
        nearest = min(abs(at - seat.at) for at in (*times[max(here - 1, 0) : here], *times[here + 1 : here + 2]))
        apart = "three hours or more" if nearest >= APART else "as far as the day allows"
        yield f"{apart} from the other blog{'s' if len(times) > 2 else ''} of {seat.post.organisations[0]}"
