"""One request to publish: the fault that is due, the network's own answer, and the note of both."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

from promoter.sandbox.damage import instead, spoilt
from promoter.sandbox.record import SeenRequest
from promoter.sandbox.wire import Ending

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from promoter.sandbox.faults import Fault, Orders, Profile
    from promoter.sandbox.record import PublicPost, Record
    from promoter.sandbox.wire import Answer, Network, Request

    OnPost = Callable[[PublicPost], None]


class Publishing:
    """Faults that were ordered come first, then the profile's. One request at a time, so that their count is certain."""

    def __init__(self, record: Record, orders: Orders, profile: Profile, on_post: OnPost) -> None:
        self._record = record
        self._orders = orders
        self._profile = profile
        self._on_post = on_post
        self._lock = threading.Lock()

    def answer(self, network: Network, request: Request, now: datetime) -> Answer:
        author, text = network.author_and_text(request)
        with self._lock:
            fault = self._due(network, text)
            if fault is not None and fault.before:
                answer = instead(fault, network, now)
            else:
                answer = network.answer(request, now, timedelta(seconds=fault.lag if fault else 0))
                if answer.post is None:
                    fault = None  # the network said no by itself: there is nothing to lose
                elif fault is not None:
                    answer = spoilt(fault, network, answer)
            if fault is not None:
                self._orders.spend(fault)
            self._note(network, (author, text), now, answer, fault.kind if fault else None)
            if answer.post is not None:
                self._on_post(answer.post)
        return answer

    def refused(self, network: Network, request: Request, now: datetime, answer: Answer) -> None:
        """Note a request that did not get as far as the network."""
        self._note(network, network.author_and_text(request), now, answer)

    def _due(self, network: Network, text: str) -> Fault | None:
        ordered = self._orders.next_for(network.name, text)
        return ordered or self._profile.fault(network.name, text, self._record.tries(network.name, text))

    def _note(
        self, network: Network, said: tuple[str, str], now: datetime, answer: Answer, fault: str | None = None
    ) -> None:
        whole = answer.ending is Ending.WHOLE
        seen = SeenRequest(
            at=now,
            network=network.name,
            account=said[0],
            text=said[1],
            status=answer.status if whole else None,
            answer=answer.body.decode() if whole else "",
            fault=fault,
            post=answer.post.id if answer.post else None,
        )
        self._record.note(seen)
