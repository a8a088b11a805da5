"""Which of a day's blogs get a slot and in which order: the same chance for each, organisations apart, evenly over the day."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from heapq import heappop, heappush
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from promoter.posts.model import Post


class Vacancies:
    """Which of `size` slots in a row are free. Asking and taking cost next to nothing, however many there are."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._onward = list(range(size + 1))  # a free slot points to itself, a taken one onward, the end to itself
        self._last = size - 1

    def first(self, start: int = 0) -> int | None:
        """The first free slot from `start` on."""
        found = min(start, self._size)
        while self._onward[found] != found:
            self._onward[found] = self._onward[self._onward[found]]
            found = self._onward[found]
        return found if found < self._size else None

    def last(self) -> int | None:
        """The last free slot."""
        while self._last >= 0 and self._onward[self._last] != self._last:
            self._last -= 1
        return self._last if self._last >= 0 else None

    def take(self, index: int) -> None:
        self._onward[index] = index + 1


def blog_of(post: Post) -> str:
    return post.blog or post.key


def organisation_of(post: Post) -> str:
    """Whom a blog counts for: its first organisation, or itself where it has none."""
    return post.organisations[0].casefold() if post.organisations else f"\0{blog_of(post)}"


def running_order(blogs: Sequence[Post], turn: int) -> dict[str, int]:
    """Each blog's place in the day. `turn` decides who begins; blogs of one organisation lie as far apart as can be.

    Of the organisations that may go, the one with most blogs to come goes next. Then it rests, for so long that its
    blogs just reach the end of the day.
    """
    start = turn % len(blogs) if blogs else 0
    queues: dict[str, deque[Post]] = defaultdict(deque)
    for blog in (*blogs[start:], *blogs[:start]):
        queues[organisation_of(blog)].append(blog)
    rest = {name: max((len(blogs) - 1) // max(len(queue) - 1, 1), 1) for name, queue in queues.items()}
    ready: list[tuple[int, int, str]] = []
    for number, (name, queue) in enumerate(queues.items()):
        heappush(ready, (-len(queue), number, name))
    resting: list[tuple[int, tuple[int, int, str]]] = []
    places: dict[str, int] = {}
    for place in range(len(blogs)):
        while resting and (resting[0][0] <= place or not ready):
            heappush(ready, heappop(resting)[1])
        to_come, number, name = heappop(ready)
        places[blog_of(queues[name].popleft())] = place
        if to_come < -1:
            heappush(resting, (place + rest[name], (to_come + 1, number, name)))
    return places


def choose(
    blogs: Sequence[Post], earliest: Mapping[str, int], size: int, first: Collection[str], already: Sequence[Post]
) -> list[Post]:
    """The blogs that get one of `size` slots, when `earliest` is the first slot that each may have.

    Those of `first` (which the other network left out) come first, then one of each organisation, then a second of each
    and so on, each time in the order given. `already` have a time and count for their organisations.
    """
    seen = Counter(organisation_of(post) for post in already)
    ranked = []
    for number, blog in enumerate(blogs):
        name = organisation_of(blog)
        ranked.append((blog_of(blog) not in first, seen[name], number, blog.key))
        seen[name] += 1
    slots, chosen = Vacancies(size), set()
    for *_, key in sorted(ranked):
        slot = slots.first(earliest[key])
        if slot is not None:
            slots.take(slot)
            chosen.add(key)
    return [blog for blog in blogs if blog.key in chosen]


def seat(blogs: Sequence[Post], earliest: Mapping[str, int], size: int, *, mirrored: bool) -> dict[int, Post]:
    """Give each of `blogs`, which are in running order, one of `size` slots; `mirrored` turns the whole day round."""
    line = _early_pages_first(blogs[::-1] if mirrored else blogs, earliest)
    waiting = deque(sorted(range(len(line)), key=lambda place: earliest[line[place].key]))
    live: list[int] = []
    seated = {}
    for slot in _spread([earliest[line[place].key] for place in waiting], size, mirrored=mirrored):
        while waiting and earliest[line[waiting[0]].key] <= slot:
            heappush(live, waiting.popleft())
        seated[slot] = line[heappop(live)]
    return seated


def _early_pages_first(blogs: Sequence[Post], earliest: Mapping[str, int]) -> list[Post]:
    """The same pattern of organisations; within each, pages that are live earlier come earlier."""
    queues: dict[str, list[Post]] = defaultdict(list)
    for blog in blogs:
        queues[organisation_of(blog)].append(blog)
    turns = {name: iter(sorted(queue, key=lambda blog: earliest[blog.key])) for name, queue in queues.items()}
    return [next(turns[organisation_of(blog)]) for blog in blogs]


def _spread(earliest: Sequence[int], size: int, *, mirrored: bool) -> list[int]:
    """As many slots of `size` as there are entries in `earliest`, evenly: each in the middle of its share of the day.

    The entries are sorted; the n-th slot is not before the n-th of them. They must have been found to fit (`choose`).
    """
    many = len(earliest)
    start = earliest[0] if earliest else 0
    chosen: list[int] = []
    for number, bound in enumerate(earliest):
        middle = start + ((2 * number + 1) * (size - start) - mirrored) // (2 * many)
        chosen.append(max(middle, bound, chosen[-1] + 1 if chosen else 0))
    return chosen
