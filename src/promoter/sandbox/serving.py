"""One request: the fault that is due, what is answered in truth, what is left of that, and the note of it all."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from promoter.sandbox.damage import instead, spoilt
from promoter.sandbox.kinds import Act
from promoter.sandbox.record import SeenRequest
from promoter.sandbox.site import address_of, shown
from promoter.sandbox.wire import ARRIVES, USUAL

if TYPE_CHECKING:
    from collections.abc import Callable

    from promoter.sandbox.faults import Fault, Profile
    from promoter.sandbox.orders import Orders
    from promoter.sandbox.record import PublicPost, Record
    from promoter.sandbox.site import Site
    from promoter.sandbox.wire import Answer, Moment, Network, NetworkName, Request

    OnPost = Callable[[PublicPost], None]


@dataclass(frozen=True, slots=True)
class _Call:
    """What is asked of whom. Pages belong to no network."""

    act: Act
    network: Network | None
    request: Request
    moment: Moment

    @property
    def asked(self) -> str:
        if self.act is Act.AUTHORISE:  # which of the two is in the body, with much that is nobody's business
            kind = dict(parse_qsl(self.request.body.decode("utf-8", "replace"))).get("grant_type", "")
            return f"{self.request.path} {kind}"
        return address_of(self.request) if self.network is None else self.request.asked

    def seen(self, answer: Answer, fault: Fault | None) -> SeenRequest:
        whole = answer.ending in ARRIVES
        author, text = ("", "") if self.network is None else self.network.author_and_text(self.request)
        return SeenRequest(
            at=self.moment.at,
            act=self.act,
            network=None if self.network is None else self.network.name,
            account=author,
            asked=self.asked,
            text=text,
            status=answer.status if whole else None,
            answer=answer.body.decode() if whole and self.act is Act.PUBLISH else "",
            fault=fault.kind if fault else None,
            post=answer.post.id if answer.post else None,
        )


class Serving:
    """Faults that were ordered come first, then the profile's.

    One request of an act at a time, so that their count is certain. Whoever hears of a post may read while hearing it.
    """

    def __init__(self, record: Record, orders: Orders, profile: Profile, site: Site, on_post: OnPost) -> None:
        self._record = record
        self._orders = orders
        self._profile = profile
        self._site = site
        self._on_post = on_post
        self._locks = {act: threading.Lock() for act in Act}

    def publish(self, network: Network, request: Request, moment: Moment) -> Answer:
        _, text = network.author_and_text(request)
        with self._locks[Act.PUBLISH]:
            fault = self._due(Act.PUBLISH, network.name, text, self._record.tries(network.name, text))
            answer, fault = _answered(network, request, moment, fault, good=lambda given: given.post is not None)
            self._note(_Call(Act.PUBLISH, network, request, moment), answer, fault)
            if answer.post is not None:
                self._on_post(answer.post)
        return answer

    def read(self, network: Network, request: Request, moment: Moment) -> Answer:
        with self._locks[Act.READ]:
            fault = self._due(Act.READ, network.name, request.asked, self._record.reads(network.name))
            answer, fault = _answered(network, request, moment, fault, good=lambda given: given.status < 300)
            self._note(_Call(Act.READ, network, request, moment), answer, fault)
        return answer

    def authorise(self, network: Network, request: Request, moment: Moment) -> Answer:
        with self._locks[Act.AUTHORISE]:
            call = _Call(Act.AUTHORISE, network, request, moment)
            fault = self._due(Act.AUTHORISE, network.name, call.asked, 0)
            answer, fault = _answered(network, request, moment, fault, good=lambda given: given.status < 300)
            self._note(call, answer, fault)
        return answer

    def upload(self, network: Network, request: Request, moment: Moment) -> Answer:
        with self._locks[Act.UPLOAD]:
            fault = self._due(Act.UPLOAD, network.name, request.asked, self._record.uploads(network.name))
            answer, fault = _answered(network, request, moment, fault, good=lambda given: given.status < 300)
            self._note(_Call(Act.UPLOAD, network, request, moment), answer, fault)
        return answer

    def page(self, request: Request, moment: Moment) -> Answer:
        address = address_of(request)
        with self._locks[Act.PAGE]:
            page = self._site.find(request, moment.at)
            fault = self._due(Act.PAGE, None, address, self._record.looks(address))
            if page is None and fault is not None and not fault.before:
                fault = None
            answer = shown(address, page, fault)
            self._note(_Call(Act.PAGE, None, request, moment), answer, fault)
        return answer

    def refused(self, network: Network, request: Request, moment: Moment, answer: Answer) -> None:
        """Note a request to publish that did not get as far as the network."""
        self._note(_Call(Act.PUBLISH, network, request, moment), answer, None)

    def _due(self, act: Act, network: NetworkName | None, subject: str, earlier: int) -> Fault | None:
        return self._orders.next_for(act, network, subject) or self._profile.fault(act, network, subject, earlier)

    def _note(self, call: _Call, answer: Answer, fault: Fault | None) -> None:
        if fault is not None:
            self._orders.spend(fault)
        self._record.note(call.seen(answer, fault))


def _answered(
    network: Network, request: Request, moment: Moment, fault: Fault | None, *, good: Callable[[Answer], bool]
) -> tuple[Answer, Fault | None]:
    """The answer, and the fault if it happened: what the network refuses by itself leaves nothing to spoil."""
    if fault is not None and fault.before:
        return instead(fault, network, request, moment), fault
    answer = network.answer(request, moment, fault.fate if fault else USUAL)
    if fault is None or not good(answer):
        return answer, None
    return spoilt(fault, network, request, moment, answer), fault
