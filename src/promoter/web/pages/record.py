"""The record of a week: what went out, when, where and by whose approval; and what did not, and why."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.responses import Response

from promoter.campaign.model import ChannelName
from promoter.ledger.campaigns import get_campaign
from promoter.ledger.decisions import list_decisions
from promoter.posts.lifecycle import Status
from promoter.reporting.cells import table
from promoter.reporting.reading import deliveries
from promoter.reporting.record import DELIVERY_COLUMNS, delivery_cells
from promoter.reporting.standing import status_in_words
from promoter.web.access import page
from promoter.web.happened import Happening, told, tried

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from promoter.ledger.rows import CampaignRow, PostRow
    from promoter.reporting.record import Delivery
    from promoter.web.visit import Visit

_NOT_SETTLED = frozenset({Status.APPROVED, Status.SENDING, Status.UNCLEAR})  #: these may be out, or go out yet


@dataclass(frozen=True, slots=True)
class Search:
    """What the record is narrowed to; the empty word means all."""

    words: str = ""
    blog: str = ""
    person: str = ""
    network: str = ""
    standing: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Search:
        return cls(*(query.get(name, "").strip() for name in ("words", "blog", "person", "network", "standing")))

    @property
    def any(self) -> bool:
        return any(astuple(self))

    @property
    def query(self) -> str:
        """As an address carries it."""
        given = {name: value for name in self.__slots__ if (value := getattr(self, name))}
        return f"?{urlencode(given)}" if given else ""

    def takes(self, post: PostRow, by: str | None) -> bool:
        said = " ".join((post.said.text, *post.page_titles, post.key)).casefold()
        return (
            all(word in said for word in self.words.casefold().split())
            and self.blog in {"", post.blog}
            and self.person in {"", post.written_by, *post.approved_by, by}
            and self.network in {"", post.channel.value}
            and self.standing in {"", status_in_words(post)}
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A post of the record. `by` is the person who said that it is out, where Promoter did not send it itself."""

    delivery: Delivery
    why: str
    attempts: tuple[Happening, ...]
    by: str | None

    @property
    def post(self) -> PostRow:
        return self.delivery.post

    @property
    def address(self) -> str | None:
        """Where it is, for a link: nothing but https."""
        url = self.post.url
        return url if url and url.startswith("https://") else None


def show(visit: Visit) -> Response:
    campaign, lines = _lines(visit)
    wanted = Search.of(visit.query)
    shown = [line for line in lines if wanted.takes(line.post, line.by)]
    not_out = [line for line in shown if line.post.status is not Status.SENT]
    posts = [line.post for line in lines]
    people = {one for line in lines for one in (line.post.written_by, *line.post.approved_by, line.by) if one}
    return visit.page(
        "record.html",
        title=f"Record of {campaign.settings.name}",
        campaign=campaign,
        wanted=wanted,
        out=[line for line in shown if line.post.status is Status.SENT],
        not_settled=[line for line in not_out if line.post.status in _NOT_SETTLED],
        not_out=[line for line in not_out if line.post.status not in _NOT_SETTLED],
        shown=len(shown),
        all=len(lines),
        networks=tuple(ChannelName),
        blogs=sorted({post.blog for post in posts if post.blog}),
        people=sorted(people),
        standings=sorted({status_in_words(post) for post in posts}),
    )


def as_csv(visit: Visit) -> Response:
    """What the page shows, for a spreadsheet."""
    campaign, lines = _lines(visit)
    wanted = Search.of(visit.query)
    rows = [delivery_cells(line.delivery) for line in lines if wanted.takes(line.post, line.by)]
    named = {"content-disposition": f'attachment; filename="{campaign.slug}-record.csv"'}
    return Response(table(DELIVERY_COLUMNS, rows), media_type="text/csv", headers=named)


def _lines(visit: Visit) -> tuple[CampaignRow, Sequence[Line]]:
    with visit.wiring.ledger.read() as conn:
        campaign = get_campaign(conn, visit.path["slug"])
        found = deliveries(conn, campaign=campaign.slug, now=visit.now)
        return campaign, [
            Line(
                delivery=one,
                why=told(one.why, one.post),
                attempts=tuple(map(tried, one.attempts)),
                by=_who_said_so(conn, one),
            )
            for one in found
        ]


def _who_said_so(conn: Connection, one: Delivery) -> str | None:
    if one.post.status is not Status.SENT or any(attempt.outcome == "sent" for attempt in one.attempts):
        return None
    said = [decision.by for decision in list_decisions(conn, one.post.key) if decision.kind == "resolve_sent"]
    return said[-1] if said else None


ROUTES = [
    page("/weeks/{slug}/record", show),
    page("/weeks/{slug}/record.csv", as_csv),
]
