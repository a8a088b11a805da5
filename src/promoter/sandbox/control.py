"""The sandbox's own interface, JSON under /sandbox/: what happened, what shall go wrong, whose clock is off, which pages are.

GET /sandbox/posts?network=x
    {"posts": [...], "coming": [...]}: what is public by now, and what was taken and will be. Each post with the moments
    from which it is public, listed and shown, by the sandbox's clock; `created_at` is the network's word.
GET /sandbox/requests?on=read
    {"requests": [...]}: the requests seen; `on` is publish (if not given), read, page, upload or all.
GET /sandbox/faults
    {"faults": [...]}: the orders that are open; `times` is how often each is still to come.
POST /sandbox/faults
    Orders one: an object with the names of `faults.Fault`, of which only `kind` is needed. What each kind does is written
    in `kinds.FaultKind`, what the other names mean in `faults.Fault`:
    {"kind": "dropped-after", "network": "x", "contains": "blog", "accept": 45, "lag": 30}
    {"kind": "refused", "on": "read", "status": 402, "contains": "/2/users/", "times": 9}
    {"kind": "sign-in", "on": "page", "contains": "www.example.org/2021/"}
    {"kind": "picture-failed", "on": "upload", "network": "linkedin", "contains": "/dms-uploads/"}
DELETE /sandbox/faults
    Forgets the orders.
GET /sandbox/clock
    {"ahead": {"x": 0.0, "linkedin": 0.0}}: by how many seconds each network's clock is ahead of the sandbox's.
PUT /sandbox/clock
    Sets it for those that are named, {"ahead": {"x": -40}}: Date header, created_at, ids and limits follow.
GET /sandbox/site
    {"pages": {...}}: the pages that there are. With none of them, every address has a page.
PUT /sandbox/site
    Makes these the pages, and no others: {"pages": {ADDRESS: {"title": "...", "live_from": MOMENT}}}. `live_from` may be
    left out, and a title may stand for the object. The page of an address is at /pages/ADDRESS.
PUT /sandbox/consent
    How those are minded who are sent to a network's page of consent: {"network": "x", "mind": "agree", "by": "sample_other",
    "without": ["media.write"]}. `mind` is ask (a page with buttons, as at first), agree or deny; the last two may be left out.
POST /sandbox/reset
    Forgets posts, requests, limits and orders.

A mistake is answered with 400 and {"error": "..."}, and changes nothing. The ledger outlives the sandbox, even a killed
one; orders, clocks and pages do not.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from promoter.sandbox.authorising.people import Consent, Mind
from promoter.sandbox.faults import Fault
from promoter.sandbox.kinds import Act, FaultKind
from promoter.sandbox.site import Page
from promoter.sandbox.wire import Answer, NetworkName, Refusal, json_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from promoter.sandbox.network_clocks import NetworkClocks
    from promoter.sandbox.orders import Orders
    from promoter.sandbox.record import PublicPost, Record, SeenRequest
    from promoter.sandbox.site import Site
    from promoter.sandbox.wire import Request

FIELDS: Mapping[str, Callable[[Any], object]] = {
    "kind": FaultKind,
    "on": Act,
    "network": NetworkName,
    "contains": str,
    "times": int,
    "status": int,
    "body": str,
    "reset": int,
    "seconds": float,
    "accept": float,
    "lag": float,
    "lag_by_id": float,
    "to": str,
}
NUMBERS = (int, float)
LARGEST = 10**9  # of any number: thirty years of seconds
EVERYTHING = "all"


class Control:
    """Everything here is also to be had from `Sandbox`, without HTTP."""

    def __init__(
        self,
        record: Record,
        orders: Orders,
        clocks: NetworkClocks,
        site: Site,
        set_consent: Callable[[NetworkName, Consent], None],
    ) -> None:
        self._record = record
        self._orders = orders
        self._clocks = clocks
        self._site = site
        self._set_consent = set_consent
        self._acts: Mapping[tuple[str, str], Callable[[Request, datetime], object]] = {
            ("GET", "/sandbox/posts"): self._posts,
            ("GET", "/sandbox/requests"): self._requests,
            ("GET", "/sandbox/faults"): self._faults,
            ("POST", "/sandbox/faults"): self._order,
            ("DELETE", "/sandbox/faults"): self._cancel,
            ("GET", "/sandbox/clock"): self._clock,
            ("PUT", "/sandbox/clock"): self._set_clock,
            ("GET", "/sandbox/site"): self._pages,
            ("PUT", "/sandbox/site"): self._put_pages,
            ("PUT", "/sandbox/consent"): self._consent,
            ("POST", "/sandbox/reset"): self._reset,
        }

    def answer(self, request: Request, now: datetime) -> Answer:
        act = self._acts.get((request.method, request.path))
        if act is None:
            known = [f"{method} {path}" for method, path in self._acts]
            return json_answer(404, {"error": "there is no such call; these are", "calls": known})
        try:
            return json_answer(200, act(request, now))
        except Refusal as refusal:
            return refusal.answer

    def _posts(self, request: Request, now: datetime) -> object:
        name = request.param("network")
        if name is not None and name not in set(NetworkName):
            raise _mistake(f"network is one of {', '.join(NetworkName)}")
        found = self._record.posts(now, None if name is None else NetworkName(name))
        coming = [post for post in self._record.coming(now) if name in (None, post.network)]
        return {"posts": [post_document(one) for one in found], "coming": [post_document(one) for one in coming]}

    def _requests(self, request: Request, now: datetime) -> object:  # noqa: ARG002 - every call is called alike
        act = request.param("on") or Act.PUBLISH
        if act not in {*Act, EVERYTHING}:
            raise _mistake(f"on is one of {', '.join(Act)}, {EVERYTHING}")
        found = self._record.requests(None if act == EVERYTHING else Act(act))
        return {"requests": [_request_document(seen) for seen in found]}

    def _faults(self, *_: object) -> object:
        return {"faults": [{**asdict(fault), "times": left} for fault, left in self._orders.open()]}

    def _order(self, request: Request, now: datetime) -> object:  # noqa: ARG002
        self._orders.order(fault_from(_document(request)))
        return self._faults()

    def _cancel(self, *_: object) -> object:
        self._orders.cancel()
        return self._faults()

    def _clock(self, *_: object) -> object:
        return {"ahead": {network: by.total_seconds() for network, by in self._clocks.ahead().items()}}

    def _set_clock(self, request: Request, now: datetime) -> object:  # noqa: ARG002
        ahead = _part(_document(request), "ahead")
        for name, seconds in ahead.items():
            if name not in set(NetworkName) or not _is_number(seconds):
                raise _mistake(f"ahead has seconds for {' or '.join(NetworkName)}")
        for name, seconds in ahead.items():
            self._clocks.set_ahead(NetworkName(name), timedelta(seconds=seconds))
        return self._clock()

    def _pages(self, *_: object) -> object:
        return {"pages": {address: _page_document(page) for address, page in self._site.pages().items()}}

    def _put_pages(self, request: Request, now: datetime) -> object:  # noqa: ARG002
        pages = _part(_document(request), "pages")
        self._site.put({address: _page_from(page) for address, page in pages.items()})
        return self._pages()

    def _consent(self, request: Request, now: datetime) -> object:  # noqa: ARG002
        match _document(request):
            case {"network": str(network), "mind": str(mind), **rest} if (
                network in set(NetworkName) and mind in set(Mind) and rest.keys() <= {"by", "without"}
            ):
                by, without = rest.get("by"), rest.get("without", [])
                if (by is None or isinstance(by, str)) and isinstance(without, list):
                    consent = Consent(mind=Mind(mind), by=by, without=tuple(map(str, without)))
                    self._set_consent(NetworkName(network), consent)
                    return {"network": network, "mind": mind, "by": by, "without": without}
        raise _mistake(
            f"consent is an object with network and mind, one of {', '.join(Mind)}, and perhaps by and without"
        )

    def _reset(self, *_: object) -> object:
        self._record.clear()
        return self._cancel()


def fault_from(document: object) -> Fault:
    """A fault as JSON writes it, with the names of `Fault`; `Refusal` if it makes no sense."""
    if not isinstance(document, dict) or "kind" not in document:
        raise _mistake(f"a fault is an object with a kind, one of {', '.join(FaultKind)}")
    if unknown := [name for name in document if name not in FIELDS]:
        raise _mistake(f'a fault has no "{unknown[0]}"; it has {", ".join(FIELDS)}')
    values: dict[str, Any] = {}
    for name, value in document.items():
        made = FIELDS[name]
        if value is not None and (_is_number(value) if made in NUMBERS else isinstance(value, str)):
            try:
                values[name] = made(value)
            except ValueError:
                raise _mistake(f'{name} cannot be "{value}"') from None
        elif value is not None:
            raise _mistake(f"{name} cannot be {value!r:.80}")
    try:
        return Fault(**values)
    except (ValueError, TypeError) as error:
        raise _mistake(str(error)) from None


def post_document(post: PublicPost) -> dict[str, Any]:
    moments = ("created_at", "public_at", "listed_at", "shown_at")
    return {**asdict(post), **{name: getattr(post, name).isoformat() for name in moments}}


def _request_document(seen: SeenRequest) -> dict[str, Any]:
    return {**asdict(seen), "at": seen.at.isoformat()}


def _page_document(page: Page) -> dict[str, str]:
    return {"title": page.title, **({"live_from": page.live_from.isoformat()} if page.live_from else {})}


def _page_from(document: object) -> Page:
    match document:
        case str():
            return Page(document)
        case {"title": str(title), **rest} if not rest:
            return Page(title)
        case {"title": str(title), "live_from": str(moment), **rest} if not rest:
            try:
                return Page(title, datetime.fromisoformat(moment).astimezone(UTC))
            except (ValueError, OverflowError):
                raise _mistake(f'live_from cannot be "{moment:.40}"') from None
    raise _mistake("a page is its title, or an object with a title and, if it is to come, the moment live_from")


def _document(request: Request) -> Any:
    try:
        return request.document()
    except ValueError:
        raise _mistake("the body is not JSON") from None


def _part(document: object, name: str) -> dict[str, Any]:
    part = document.get(name) if isinstance(document, dict) and document.keys() == {name} else None
    if not isinstance(part, dict):
        raise _mistake(f'the body is an object with nothing but "{name}", an object too')
    return part


def _is_number(value: object) -> bool:
    return isinstance(value, NUMBERS) and not isinstance(value, bool) and abs(value) <= LARGEST


def _mistake(message: str) -> Refusal:
    return Refusal(json_answer(400, {"error": message}))
