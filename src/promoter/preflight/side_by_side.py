"""Many slow questions at once: so many at a time for each host, and none is waited for longer than all are given."""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict, deque
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

log = logging.getLogger(__name__)

EACH_LANE = 18  #: questions that one host is asked at a time, fewer than a browser of three people would


@dataclass(frozen=True, slots=True)
class Question:
    """Something to ask, by the name under which its answer is wanted. Questions of one lane share its places."""

    name: Hashable
    lane: str
    ask: Callable[[], Any]


def side_by_side(
    questions: Iterable[Question], *, within: float, progress: Callable[[int, int], None] = lambda *_: None
) -> dict[Hashable, Any]:
    """The answers that came within so many seconds. `progress` is told how many there are, and of how many.

    The threads are nobody's to wait for: one that hangs in the system's look-up of a name ends with the process.
    """
    lanes: defaultdict[str, deque[Question]] = defaultdict(deque)
    for question in questions:
        lanes[question.lane].append(question)
    total = sum(map(len, lanes.values()))
    answered: SimpleQueue[tuple[Hashable, Any]] = SimpleQueue()
    over = threading.Event()
    for lane, waiting in lanes.items():
        for _ in range(min(EACH_LANE, len(waiting))):
            threading.Thread(target=_ask, args=(waiting, answered, over), name=f"look at {lane}", daemon=True).start()
    answers: dict[Hashable, Any] = {}
    ends = time.monotonic() + within
    progress(0, total)
    for count in range(1, total + 1):
        try:
            name, answer = answered.get(timeout=max(ends - time.monotonic(), 0.001))
        except Empty:
            break
        if answer is not None:
            answers[name] = answer
        progress(count, total)
    over.set()
    return answers


def _ask(waiting: deque[Question], answered: SimpleQueue[tuple[Hashable, Any]], over: threading.Event) -> None:
    while not over.is_set():
        try:
            question = waiting.popleft()
        except IndexError:
            return
        try:
            answered.put((question.name, question.ask()))
        except Exception:
            log.exception("A look failed at %s", question.lane)
            answered.put((question.name, None))
