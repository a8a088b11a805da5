"""The timetable: every post of a campaign gets a time on its day, or is named among those that found none.

Pure: the same posts, in whatever order they come, get the same times.
"""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING

from promoter.campaign.model import Kind
from promoter.timetable import slots
from promoter.timetable.diary import Diary
from promoter.timetable.model import Placement, Timetable
from promoter.timetable.order import blog_of, choose, running_order, seat
from promoter.timetable.reasons import why
from promoter.timetable.seconds import seat_seconds
from promoter.timetable.sheet import SHIFT, Left, settle
from promoter.timetable.shortfalls import gaps, overflow

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime

    from promoter.campaign.model import Campaign, ChannelName
    from promoter.posts.model import Post
    from promoter.timetable.sheet import Sheet

CLOSING = (Kind.ROUND_UP, Kind.WEEK_END, Kind.EVENT)  # as the day has them; where slots are too few, the last give way
ROOM_TO_SPARE = 2  # slots that a day should have left for second posts and late ones
NONE: Mapping[str, datetime] = MappingProxyType({})
NOTHING: Mapping[ChannelName, Collection[datetime]] = MappingProxyType({})
UNTOLD: Mapping[str, str] = MappingProxyType({})


def assign(
    posts: Sequence[Post],
    campaign: Campaign,
    *,
    fixed: Mapping[str, datetime] = NONE,
    taken: Mapping[ChannelName, Collection[datetime]] = NOTHING,
    now: datetime | None = None,
    given: Mapping[str, str] = UNTOLD,
) -> Timetable:
    """Give every post its time and the reason for it.

    `fixed` are the times that posts keep, by key, those of posts that are no more included, and `given` the reasons that
    were given for them; `taken` are other campaigns' times on the same accounts. With `now`, nothing new is put where a
    running day has already gone by.
    """
    diary = Diary(posts, campaign, fixed, taken, now)
    seats, left = list(diary.kept), list[Left]()
    new = sorted((post for post in posts if post.key not in fixed), key=diary.rank)
    for day, its in groupby(new, key=attrgetter("day")):
        for sheet in _fill(day, tuple(its), diary):
            seats += (seat for seat in sheet.seats if not seat.kept)
            left += sheet.left
    left += (Left(post, "no_network") for post in new if campaign.cadence(post.channel) is None)
    reasons = why(seats, campaign, given)
    placements = (Placement(seat.post.key, seat.at, diary.until(seat), reasons[seat.post.key]) for seat in seats)
    return Timetable(
        placements=tuple(sorted(placements, key=attrgetter("at", "key"))),
        overflow=overflow(seats, left, campaign.zone),
        gaps=gaps(posts, seats, campaign),
    )


def few_slots(campaign: Campaign, channel: ChannelName, blogs_on_last_day: int, wanted: Collection[Kind]) -> bool:
    """Whether the last day is so full that its closing posts (`wanted`) should be one."""
    cadence = campaign.cadence(channel)
    if cadence is None or len(wanted) < 2:
        return False
    last = max(day.date for day in campaign.days)
    opener = campaign.kinds.wants(Kind.OPENER, channel)
    free = slots.capacity(last, cadence, campaign.zone) - opener - blogs_on_last_day - len(wanted)
    return free < ROOM_TO_SPARE


def _fill(day: date, posts: Sequence[Post], diary: Diary) -> list[Sheet]:
    """One day on all networks. They take turns in who chooses first, and the second has the day the other way round."""
    blogs: dict[str, Post] = {}
    for post in posts:
        if post.kind is Kind.BLOG:
            blogs.setdefault(blog_of(post), post)
    order = running_order(list(blogs.values()), turn=day.toordinal())
    networks = diary.campaign.networks
    sheets: list[Sheet] = []
    for channel in networks if day.toordinal() % 2 else networks[::-1]:
        cadence = diary.campaign.cadence(channel)
        its = [post for post in posts if post.channel is channel]
        if cadence is None or not its:
            continue
        sheet = diary.sheet(day, channel, cadence)
        left_out = {blog_of(one.post) for other in sheets for one in other.left if one.post.kind is Kind.BLOG}
        _seat_frame(sheet, its)
        _seat_blogs(sheet, [post for post in its if post.kind is Kind.BLOG], order, left_out, mirrored=bool(sheets))
        seat_seconds(sheet, [post for post in its if post.kind in (Kind.SECOND, Kind.FREE)])
        diary.file(sheet)
        sheets.append(sheet)
    return sheets


def _seat_frame(sheet: Sheet, posts: Sequence[Post]) -> None:
    """What opens the day at its beginning, what closes it at its end."""
    for post in posts:
        if post.kind is Kind.OPENER:
            slot = sheet.first_from(post.not_before)
            if slot < len(sheet.open):
                sheet.give(post, sheet.open.pop(slot))
            else:
                sheet.leave(post, "overflow")
    closing = sorted((post for post in posts if post.kind in CLOSING), key=lambda post: CLOSING.index(post.kind))
    room = len(sheet.open)
    for post in closing[room:]:
        sheet.leave(post, "overflow")
    for post in reversed(closing[:room]):
        if sheet.first_from(post.not_before) < len(sheet.open):
            sheet.give(post, sheet.open.pop())
        else:
            sheet.leave(post, "overflow")


def _seat_blogs(
    sheet: Sheet, blogs: Sequence[Post], order: Mapping[str, int], left_out: Collection[str], *, mirrored: bool
) -> None:
    """The day's blogs, evenly over what is free."""
    earliest = {post.key: sheet.first_from(post.not_before) for post in blogs}
    already = [seat.post for seat in sheet.seats if seat.post.kind is Kind.BLOG]
    size = len(sheet.open)
    chosen = {post.key: post for post in choose(blogs, earliest, size, left_out, already)}
    code = "live_too_late" if len(chosen) < size else "overflow"  # then what is still free is too early
    for post in blogs:
        if post.key not in chosen:
            sheet.leave(post, code, room=size + len(already))
    line = sorted(chosen.values(), key=lambda post: order[blog_of(post)])
    seated = seat(line, earliest, size, mirrored=mirrored)
    settle(sheet, seated, earliest)
    clashing = {}
    for slot, post in sorted(seated.items()):
        if sheet.clashes(post, sheet.open[slot]):
            clashing[slot] = post
        else:
            sheet.give(post, sheet.open[slot], waits=earliest[post.key] > 0)
    shifting = [(post, sheet.open[slot]) for slot, post in clashing.items()]
    sheet.open = [at for slot, at in enumerate(sheet.open) if slot not in seated or slot in clashing]
    for post, at in shifting:
        _shift(sheet, post, at)


def _shift(sheet: Sheet, post: Post, at: datetime) -> None:
    """The blog's slot is the other network's minute, and nothing near would do: another slot, or a few minutes beside."""
    later = range(sheet.first_from(post.not_before), len(sheet.open))
    slot = next((slot for slot in later if not sheet.clashes(post, sheet.open[slot])), None)
    if slot is not None:
        sheet.give(post, sheet.open.pop(slot))
        return
    for then in (at + SHIFT, at - SHIFT):
        live = post.not_before is None or post.not_before <= then
        if live and sheet.fits(then) and not sheet.clashes(post, then):
            sheet.give(post, then, shifted=True)
            sheet.open = [free for free in sheet.open if abs(free - then) >= sheet.cadence.gap]
            return
    sheet.leave(post, "same_minute")
