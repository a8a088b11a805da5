"""The sandbox: both stand-ins on one port, with their ledger and their faults, for rehearsals, tests and the command line."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from promoter.sandbox.authorising.linkedin import LinkedInAuthorisation
from promoter.sandbox.authorising.x import XAuthorisation
from promoter.sandbox.control import Control
from promoter.sandbox.faults import Profile
from promoter.sandbox.http_server import LOOPBACK, PATIENCE, SandboxServer
from promoter.sandbox.kinds import Act
from promoter.sandbox.linkedin.network import LinkedIn
from promoter.sandbox.network_clocks import NetworkClocks
from promoter.sandbox.orders import Orders
from promoter.sandbox.permalinks import PERMALINKS, PICTURES, permalink, picture
from promoter.sandbox.record import Record
from promoter.sandbox.rules import Rules
from promoter.sandbox.serving import Serving
from promoter.sandbox.site import PAGES, Site, path_of
from promoter.sandbox.wire import Moment, json_answer
from promoter.sandbox.x.network import X

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import timedelta
    from pathlib import Path

    from promoter.sandbox.authorising.people import Consent
    from promoter.sandbox.authorising.server import AuthorisationServer
    from promoter.sandbox.faults import Fault
    from promoter.sandbox.record import PublicPost, SeenRequest
    from promoter.sandbox.site import Page
    from promoter.sandbox.wire import Answer, Network, NetworkName, Request

logger = logging.getLogger(__name__)

POLL = 0.02  # seconds between looks at whether to stop


def utc_now() -> datetime:
    return datetime.now(UTC)


def _nothing(post: PublicPost) -> None:
    """Nobody wants to hear of posts."""


def _no_time(seconds: float) -> None:
    """Pretended seconds are over at once."""


class Sandbox:
    """Serves from the moment it is made until `close`, or as long as a `with` lasts.

    `path` is the file of its ledger, made if need be; without one it forgets. `port` 0 takes a free one. Ids, windows,
    resets, lags and the Date header all follow `clock`. `faults` spreads faults over a run, `order` adds single ones.
    `on_post` hears of every post as it is taken, in the thread that took it. `site` are the pages that there are, by
    their addresses; without it every address has a page.

    The `seconds` of a fault that takes time pass by `wait`. Without it they pass in truth on the machine's own clock, and
    not at all on another one. A rehearsal gives what moves its clock.
    """

    def __init__(
        self,
        path: Path | None = None,
        port: int = 0,
        clock: Callable[[], datetime] = utc_now,
        faults: Profile | None = None,
        *,
        rules: Rules | None = None,
        on_post: Callable[[PublicPost], None] = _nothing,
        patience: float = PATIENCE,
        site: Mapping[str, Page] | None = None,
        wait: Callable[[float], None] | None = None,
    ) -> None:
        self._clock = clock
        faults = faults or Profile()
        if wait is None and clock is not utc_now:
            wait = _no_time
        self._site = Site(site)
        self._record = Record(path)
        self._orders = Orders()
        self._clocks = NetworkClocks(faults.ahead)
        self._serving = Serving(self._record, self._orders, faults, self._site, on_post)
        self._control = Control(self._record, self._orders, self._clocks, self._site, self.set_consent)
        rules = rules or Rules()
        self._x_consent = XAuthorisation(self._record.grants, rules.house)
        self._linkedin_consent = LinkedInAuthorisation(self._record.grants, rules.house)
        self._networks: tuple[Network, ...] = (
            self._x_consent,
            self._linkedin_consent,
            X(self._record, rules, self._x_consent),
            LinkedIn(self._record, rules, self._linkedin_consent),
        )
        try:
            self._server = SandboxServer(port, self._answer, self._now, patience, wait)
        except BaseException:
            self._record.close()
            raise
        self.url = f"http://{LOOPBACK}:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(POLL,), name="sandbox", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop serving. What is on disk stays."""
        self._server.close()
        self._thread.join()
        self._record.close()

    def posts(self, network: NetworkName | None = None) -> list[PublicPost]:
        """What is public by now, oldest first."""
        return self._record.posts(self._now(), network)

    def coming(self) -> list[PublicPost]:
        """What was taken and is not public yet."""
        return self._record.coming(self._now())

    def requests(self) -> list[SeenRequest]:
        """Every request that wanted to publish, oldest first, with what it was told."""
        return self._record.requests(Act.PUBLISH)

    def reads(self) -> list[SeenRequest]:
        """Every request that wanted to read from a network, oldest first."""
        return self._record.requests(Act.READ)

    def uploads(self) -> list[SeenRequest]:
        """Every request about a picture, oldest first."""
        return self._record.requests(Act.UPLOAD)

    def authorisations(self) -> list[SeenRequest]:
        """Every request for tokens, oldest first; `asked` ends with whether it was for a code or for new ones."""
        return self._record.requests(Act.AUTHORISE)

    def set_consent(self, network: NetworkName, consent: Consent) -> None:
        """From now on those who are sent to the network's page of consent are so minded."""
        servers: dict[NetworkName, AuthorisationServer] = {
            one.name: one for one in (self._x_consent, self._linkedin_consent)
        }
        servers[network].set_consent(consent)

    def revoke_all(self, network: NetworkName) -> None:
        """All tokens that the network gave are taken back, as by somebody who removes the app from their account."""
        self._record.grants.revoke_all(network)

    def end_access(self, network: NetworkName) -> None:
        """The time of all access tokens that the network gave is over; refresh tokens go on."""
        self._record.grants.end_access(network, self._now())

    def looks(self) -> list[SeenRequest]:
        """Every request for a page, oldest first; `asked` is its address."""
        return self._record.requests(Act.PAGE)

    def order(self, fault: Fault) -> None:
        """Let this go wrong with the next calls that match it."""
        self._orders.order(fault)

    def set_ahead(self, network: NetworkName, by: timedelta) -> None:
        """Let the network's clock be so much ahead of the sandbox's from now on, or behind."""
        self._clocks.set_ahead(network, by)

    def put_site(self, pages: Mapping[str, Page]) -> None:
        """From now on these are the pages, by their addresses, and there are no others."""
        self._site.put(pages)

    def page_url(self, address: str) -> str:
        """Where the sandbox has the page of this address."""
        return self.url + path_of(address)

    def _now(self) -> datetime:
        now = self._clock().astimezone(UTC)
        return now.replace(microsecond=now.microsecond // 1000 * 1000)  # networks count in milliseconds

    def _answer(self, request: Request, now: datetime, broken: Answer | None) -> Answer:
        try:
            return self._answered(request, now, broken)
        except Exception:
            logger.exception("%s %s could not be answered", request.method, request.path)
            return json_answer(500, {"title": "The sandbox has a fault that nobody ordered", "status": 500})

    def _answered(self, request: Request, now: datetime, broken: Answer | None) -> Answer:
        network = next((network for network in self._networks if network.serves(request.path)), None)
        if network is not None:
            moment = self._clocks.moment(network.name, now)
            return replace(self._by(network, request, moment, broken), date=moment.theirs)
        if broken is not None:
            return broken
        if request.path.startswith(PAGES):
            return self._serving.page(request, Moment(now))
        if request.path.startswith(PERMALINKS):
            return permalink(request, self._record.posts(now))
        if request.path.startswith(PICTURES):
            return picture(request, self._record.posts(now), self._record.gallery)
        return self._control.answer(request, now)

    def _by(self, network: Network, request: Request, moment: Moment, broken: Answer | None) -> Answer:
        publishes = network.publishes(request)
        if broken is not None:
            if publishes:
                self._serving.refused(network, request, moment, broken)
            return broken
        if publishes:
            return self._serving.publish(network, request, moment)
        if network.gives_tokens(request):
            return self._serving.authorise(network, request, moment)
        if network.uploads(request):
            return self._serving.upload(network, request, moment)
        if request.method == "GET" and not network.is_for_people(request):
            return self._serving.read(network, request, moment)
        return network.answer(request, moment)
