"""One request as a page sees it: who asks, when, for what, and how to answer."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlsplit
from zoneinfo import ZoneInfo

from markupsafe import escape
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse

from promoter.errors import PromoterError, UsageProblem
from promoter.ledger.campaigns import list_campaigns
from promoter.ledger.events import total
from promoter.ledger.pauses import current_pause
from promoter.ledger.rows import Actor, Role
from promoter.reporting.report.in_words import REHEARSED
from promoter.web import needing
from promoter.web.look import templates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime, tzinfo

    from starlette.requests import Request

    from promoter.ledger.rows import CampaignRow, PauseRow
    from promoter.people.signing_in import Session
    from promoter.web.wiring import Wiring

log = logging.getLogger(__name__)

LONDON = ZoneInfo("Europe/London")  #: whose clocks count before there is a campaign
#: The cause may name files and commands of the server, which are nothing for people on pages: it is in the log.
NOT_NOW = (
    "Promoter cannot do that now. Try again in a minute; if it stays so, whoever looks after the server finds the cause "
    "in its log."
)
SAID = "said"  #: the cookie that carries one sentence from a deed to the page that follows it
_LONGEST_SENTENCE = 600


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A request by somebody known, or by nobody where a page is open to all. Times are asked for once."""

    request: Request
    wiring: Wiring
    now: datetime
    person: Session | None = None
    form: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[tuple[str, bytes]] = field(default=(), repr=False)  #: the names and contents of what a form brings

    @property
    def who(self) -> Actor:
        """The person, as decisions name them."""
        if self.person is None:
            raise RuntimeError("a page that is open to all decides nothing")
        return Actor(self.person.email)

    @property
    def path(self) -> Mapping[str, str]:
        return self.request.path_params

    @property
    def query(self) -> Mapping[str, str]:
        return self.request.query_params

    @cached_property
    def roles(self) -> frozenset[Role]:
        return frozenset() if self.person is None else frozenset(self.person.roles)

    @property
    def may_write(self) -> bool:
        """May they change posts and the week? Whoever stands in for an approver decides as one and does not write."""
        return self.person is not None and not {Role.EDITOR, Role.APPROVER}.isdisjoint(self.person.own_roles)

    @cached_property
    def as_of(self) -> int:
        """The number of events as of which the page is made; asked for before anything on it is read."""
        with self.wiring.ledger.read() as conn:
            return total(conn)

    @cached_property
    def pause(self) -> PauseRow | None:
        """What everybody has to see on every page."""
        with self.wiring.ledger.read() as conn:
            return current_pause(conn)

    @cached_property
    def needing(self) -> int:
        """How many posts and accounts need somebody: the number beside the link on every page."""
        with self.wiring.ledger.read() as conn:
            return needing.count(conn, now=self.now, grace=self.wiring.grace)

    @property
    def made_up(self) -> str:
        """What has to stand above whatever leaves a rehearsal; nothing in earnest."""
        return REHEARSED if self.wiring.forward else ""

    @cached_property
    def _campaigns(self) -> list[CampaignRow]:
        with self.wiring.ledger.read() as conn:
            return list_campaigns(conn)

    @cached_property
    def zone(self) -> tzinfo:
        """The zone of the campaigns, for times that belong to none."""
        return self._campaigns[0].settings.zone if self._campaigns else LONDON

    @cached_property
    def week(self) -> CampaignRow | None:
        """The week that people work on, for pages that are of none: the only one, or the only one that is not over."""
        if len(self._campaigns) == 1:
            return self._campaigns[0]
        running = [one for one in self._campaigns if max(day.date for day in one.settings.days) >= self.now.date()]
        return running[0] if len(running) == 1 else None

    @property
    def address(self) -> str:
        """Where the request comes from on the network."""
        return self.request.client.host if self.request.client else ""

    @property
    def home(self) -> str:
        """The address of the pages, for links that are sent: as the settings say it, or as it was asked for."""
        return self.wiring.public_url or str(self.request.base_url).rstrip("/")

    @property
    def agent(self) -> str:
        return self.request.headers.get("user-agent", "")[:200]

    def asked(self, name: str) -> str:
        """A field of the form that has to be there."""
        value = self.form.get(name)
        if value is None:
            raise UsageProblem("The form came without all its fields; go back, reload the page and try again.")
        return value

    def page(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """A page, with the sentence that the last deed left."""
        text = templates().get_template(template).render(**self._common(), **values)
        return self._having_said(HTMLResponse(text, status))

    def long_page(self, template: str, **values: Any) -> Response:
        """A page whose head goes out before its contents are read, so that the browser fetches the rest meanwhile.

        What the contents need, the template asks for within its block `main`.
        """
        pieces = templates().get_template(template).generate(**self._common() | {"counts_later": True}, **values)
        return self._having_said(StreamingResponse(_in_two(pieces), media_type="text/html"))

    def _common(self) -> dict[str, Any]:
        said = self.request.cookies.get(self.wiring.cookie(SAID))
        return {"visit": self, "roles": self.roles, "said": unquote(said) if said else None, "counts_later": False}

    def _having_said(self, response: Response) -> Response:
        cookie = self.wiring.cookie(SAID)
        if cookie in self.request.cookies:
            response.delete_cookie(cookie, httponly=True, samesite="lax", secure=self.wiring.secure)
        return response

    def on(self, path: str, said: str | None = None) -> Response:
        """Send the browser on to another page of ours, with a sentence to show there."""
        response = RedirectResponse(ours(path), status_code=303)
        if said:
            response.set_cookie(
                self.wiring.cookie(SAID),
                quote(said[:_LONGEST_SENTENCE]),
                max_age=60,
                httponly=True,
                samesite="lax",
                secure=self.wiring.secure,
            )
        return response

    def back(self, said: str | None = None, *, otherwise: str = "/") -> Response:
        """Back to the page of ours that the form names."""
        return self.on(self.form.get("next") or self._came_from() or otherwise, said)

    def _came_from(self) -> str | None:
        """The page of ours that the form was on, as the browser tells it."""
        try:
            came = urlsplit(self.request.headers.get("referer", ""))
        except ValueError:
            return None
        from_here = came.netloc == self.request.headers.get("host")
        return came.path + (f"?{came.query}" if came.query else "") if from_here else None


def ours(path: str) -> str:
    """The path if it is one of these pages, else the start page: nobody is sent elsewhere by a link that looks like ours."""
    # Browsers read a backslash as a slash, and pass over tabs and line ends.
    return path if re.fullmatch(r"/(?![/\\])[^\\\x00-\x20]*", path) else "/"


def _in_two(pieces: Iterable[str]) -> Iterator[str]:
    """The page up to its contents, then the contents."""
    head: list[str] = []
    rest = iter(pieces)
    for piece in rest:
        head.append(piece)
        if "<main" in piece:
            break
    yield "".join(head)
    try:
        yield "".join(rest)
    except PromoterError as problem:  # the page has begun, so this is said where its contents would be
        log.error("A page had begun: %s", problem)  # noqa: TRY400 - the sentence says it all
        yield f'<p class="refused" role="alert">{escape(NOT_NOW)}</p></main></body></html>'
