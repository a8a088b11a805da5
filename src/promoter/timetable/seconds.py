"""Second posts about a blog: half a day after the first, in slots that nothing else needs."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from promoter.campaign.model import Kind
from promoter.clock import as_utc
from promoter.timetable.order import Vacancies, blog_of
from promoter.timetable.sheet import APART

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promoter.posts.model import Post
    from promoter.timetable.sheet import Sheet

LEAST = timedelta(hours=1)  # sooner after the first post, the same blog again is a nuisance
LONG_AGO = datetime.min.replace(tzinfo=UTC)


def seat_seconds(sheet: Sheet, posts: Sequence[Post]) -> None:
    """Give second posts (and whatever else has no place of its own) what the day has left."""
    before = {blog_of(seat.post): seat.at for seat in sorted(sheet.seats, key=lambda seat: seat.at)}
    without_first = {blog_of(left.post) for left in sheet.left}
    vacancies = Vacancies(len(sheet.open))
    for turn in _turns(posts):
        for post in sorted(turn, key=lambda post: before.get(blog_of(post), LONG_AGO)):
            slot = None if blog_of(post) in without_first else _slot(sheet, vacancies, post, before.get(blog_of(post)))
            if slot is None:
                sheet.leave(post, "second_left_out" if post.kind is Kind.SECOND else "overflow")
            else:
                vacancies.take(slot)
                sheet.give(post, sheet.open[slot])
                before[blog_of(post)] = sheet.open[slot]


def _turns(posts: Sequence[Post]) -> list[list[Post]]:
    """Every blog's first further post, then every blog's next, and so on."""
    turns: list[list[Post]] = []
    seen: dict[str, int] = defaultdict(int)
    for post in sorted(posts, key=lambda post: (len(post.key), post.key)):  # second-2 before second-10
        turn = seen[blog_of(post)]
        seen[blog_of(post)] += 1
        turns += [[]] if turn == len(turns) else []
        turns[turn].append(post)
    return turns


def _slot(sheet: Sheet, vacancies: Vacancies, post: Post, before: datetime | None) -> int | None:
    """The first free slot three hours after the blog's last post; if there is none, the last of the day, if it will do."""
    live = LONG_AGO if post.not_before is None else as_utc(post.not_before)
    slot = vacancies.first(sheet.first_from(max(live, before + APART if before else live)))
    while slot is not None and sheet.clashes(post, sheet.open[slot]):
        slot = vacancies.first(slot + 1)
    if slot is not None or before is None:
        return slot
    last = vacancies.last()
    soonest = max(live, before + max(2 * sheet.cadence.gap, LEAST))
    if last is None or sheet.open[last] < soonest or sheet.clashes(post, sheet.open[last]):
        return None
    return last
