"""The record of a week, or of all: what went out, when, where and by whose approval; and what did not, and why."""

from __future__ import annotations

from dataclasses import astuple, dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.responses import Response

from promoter.campaign.model import ChannelName
from promoter.ledger.campaigns import get_campaign, list_campaigns
from promoter.ledger.decisions import list_decisions
from promoter.ledger.events import HOUSE, list_events
from promoter.ledger.queue import list_posts
from promoter.ledger.rows import Role
from promoter.posts.lifecycle import Status
from promoter.posts.phrases import listed
from promoter.reporting.cells import as_file, table
from promoter.reporting.peoples_words import in_people_words, told
from promoter.reporting.reading import deliveries
from promoter.reporting.record import DELIVERY_HEADINGS, delivery_cells
from promoter.reporting.standing import status_in_words
from promoter.web.access import page
from promoter.web.chronicle import Deed, deeds
from promoter.web.happened import Happening, tried

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from promoter.ledger.rows import CampaignRow, EventRow, PostRow
    from promoter.reporting.record import Delivery
    from promoter.web.visit import Visit

MOST_DEEDS = 100  #: of those that belong to no one post
_NOT_SETTLED = frozenset({Status.APPROVED, Status.SENDING, Status.UNCLEAR})  #: these may be out, or go out yet


@dataclass(frozen=True, slots=True)
class Search:
    """What the record is narrowed to; the empty word means all."""

    words: str = ""
    blog: str = ""
    person: str = ""
    network: str = ""
    standing: str = ""
    week: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Search:
        return cls(
            *(query.get(name, "").strip() for name in ("words", "blog", "person", "network", "standing", "week"))
        )

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
            and self.week in {"", post.campaign}
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
    """The record of one week."""
    with visit.wiring.ledger.read() as conn:
        campaign = get_campaign(conn, visit.path["slug"])
    return _page(visit, campaign)


def show_all(visit: Visit) -> Response:
    """The record of all weeks."""
    return _page(visit, None)


def _page(visit: Visit, campaign: CampaignRow | None) -> Response:
    record = _read(visit, campaign)
    wanted = Search.of(visit.query)
    shown = [line for line in record.lines if wanted.takes(line.post, line.by)]
    not_out = [line for line in shown if line.post.status is not Status.SENT]
    posts = [line.post for line in record.lines]
    people = {one for line in record.lines for one in (line.post.written_by, *line.post.approved_by, line.by) if one}
    return visit.page(
        "record.html",
        title=f"Record of {campaign.settings.name}" if campaign else "Record of all weeks",
        campaign=campaign,
        here=visit.request.url.path,
        weeks={} if campaign else record.weeks,
        zones=listed(sorted({row.settings.timezone for row in record.campaigns})),
        wanted=wanted,
        out=[line for line in shown if line.post.status is Status.SENT],
        not_settled=[line for line in not_out if line.post.status in _NOT_SETTLED],
        not_out=[line for line in not_out if line.post.status not in _NOT_SETTLED],
        shown=len(shown),
        all=len(record.lines),
        networks=tuple(ChannelName),
        blogs=sorted(record.titles.items(), key=lambda blog: blog[1].casefold()),
        people=sorted(people),
        standings=sorted({status_in_words(post) for post in posts}),
        deeds=[] if wanted.any else record.deeds[:MOST_DEEDS],
        zone=campaign.settings.zone if campaign else visit.zone,
    )


def as_csv(visit: Visit) -> Response:
    """What the page shows, for a spreadsheet."""
    with visit.wiring.ledger.read() as conn:
        campaign = get_campaign(conn, visit.path["slug"])
    return _file(visit, campaign)


def all_as_csv(visit: Visit) -> Response:
    return _file(visit, None)


def _file(visit: Visit, campaign: CampaignRow | None) -> Response:
    wanted = Search.of(visit.query)
    lines = _read(visit, campaign).lines
    rows = [delivery_cells(line.delivery) for line in lines if wanted.takes(line.post, line.by)]
    name = f"{campaign.slug}-record" if campaign else "record"
    named = {"content-disposition": f'attachment; filename="{name}.csv"'}
    return Response(as_file(table(DELIVERY_HEADINGS, rows)), media_type="text/csv", headers=named)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Record:
    """`deeds` are those that were done to whole weeks or to what all share. `titles` are the blogs'."""

    campaigns: Sequence[CampaignRow]
    lines: Sequence[Line]
    titles: Mapping[str, str]
    deeds: Sequence[Deed]

    @property
    def weeks(self) -> dict[str, str]:
        return {row.slug: row.settings.name for row in self.campaigns}


def _read(visit: Visit, campaign: CampaignRow | None) -> _Record:
    slug = campaign.slug if campaign else None
    with visit.wiring.ledger.read() as conn:
        found = deliveries(conn, campaign=slug, now=visit.now)
        queue = list_posts(conn, campaign=slug)
        events = _of_no_post(conn, campaign.slug if campaign else HOUSE)
        lines = [
            Line(
                delivery=one,
                why=told(one.why, one.post),
                attempts=tuple(replace(one, said=in_people_words(one.said)) for one in map(tried, one.attempts)),
                by=_who_said_so(conn, one),
            )
            for one in found
        ]
        campaigns = [campaign] if campaign else list_campaigns(conn)
    titles = {post.blog: next(iter(post.page_titles), post.blog) for post in queue if post.blog}
    themes = {theme.id: theme.name for row in campaigns for theme in row.settings.themes}
    told_deeds = deeds(events, {**themes, **titles}, door=Role.ADMIN in visit.roles)
    with_lines = {line.post.blog for line in lines}
    return _Record(
        campaigns=campaigns, lines=lines, deeds=told_deeds,
        titles={blog: title for blog, title in titles.items() if blog in with_lines},
    )  # fmt: skip


def _of_no_post(conn: Connection, chain: str) -> list[EventRow]:
    return [event for event in list_events(conn, campaign=chain) if event.post_key is None]


def _who_said_so(conn: Connection, one: Delivery) -> str | None:
    if one.post.status is not Status.SENT or any(attempt.outcome == "sent" for attempt in one.attempts):
        return None
    said = [decision.by for decision in list_decisions(conn, one.post.key) if decision.kind == "resolve_sent"]
    return said[-1] if said else None


ROUTES = [
    page("/record", show_all),
    page("/record.csv", all_as_csv),
    page("/weeks/{slug}/record", show),
    page("/weeks/{slug}/record.csv", as_csv),
]
