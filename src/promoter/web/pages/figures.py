"""What posts did, as far as anybody told: the newest figures of each, and files of figures handed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from promoter.approval.rights import may_write
from promoter.errors import PromoterError, UsageProblem
from promoter.exports.bringing import bring_in, look
from promoter.exports.columns import ExportKind, said_of_columns
from promoter.exports.sheets import MOST_BYTES
from promoter.ledger.figures import list_files
from promoter.ledger.rows import Role
from promoter.reporting.peoples_words import in_people_words
from promoter.reporting.report.in_words import figure, not_read, told_by
from promoter.reporting.report.model import OUT
from promoter.reporting.report.reading import read_report
from promoter.web.access import Need, deed, page
from promoter.web.facts import files_of
from promoter.web.pages.seen_first import the_campaign

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from starlette.responses import Response

    from promoter.exports.bringing import Looked
    from promoter.ledger.rows import CampaignRow
    from promoter.web.visit import Visit

SHOWN = ("impressions", "likes", "comments", "shares", "clicks", "visits")


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What became of a file that was handed in."""

    name: str
    looked: Looked | None = None
    taken: bool = False
    says: str = ""


def show(visit: Visit, came: tuple[Came, ...] = ()) -> Response:
    with visit.wiring.ledger.read() as conn:
        report = read_report(conn, visit.path["slug"], now=visit.now, grace=visit.wiring.grace, files_of=files_of)
        files = list_files(conn, report.campaign.slug)
    zone = report.campaign.settings.zone
    return visit.page(
        "figures.html", status=422 if any(one.says for one in came) else 200,
        title=f"Figures of {report.campaign.settings.name}", campaign=report.campaign, shown=SHOWN, figure=figure,
        told_by=told_by, posts=[one for one in report.posts if one.outcome in OUT], files=files, not_read=tuple(not_read(report)), came=came, zone=zone,
        as_of=visit.form.get("as_of") or f"{visit.now.astimezone(zone):%Y-%m-%dT%H:%M}", kinds=tuple(ExportKind),
        typed=visit.form, most=MOST_BYTES // 1_000_000, may=bool(Need.TO_WRITE.value & visit.roles), Role=Role,
    )  # fmt: skip


def receive(visit: Visit) -> Response:
    """Each file by itself: what is wrong with one keeps no other out. Looking takes nothing."""
    campaign = the_campaign(visit)
    if not visit.files:
        raise UsageProblem("Choose a file that X, LinkedIn or the website's statistics wrote.")
    only_look = visit.form.get("deed") == "look"
    came = tuple(_taken(visit, campaign, name, content, only_look=only_look) for name, content in visit.files)
    return show(visit, came)


def _taken(visit: Visit, campaign: CampaignRow, name: str, content: bytes, *, only_look: bool) -> Came:
    kind = visit.form.get("kind") or None
    columns = [line for line in visit.form.get("columns", "").splitlines() if line.strip()]
    try:
        as_of = _as_of(visit, campaign.settings.zone)
        with visit.wiring.ledger.write() as conn:
            may_write(conn, visit.who)
            looked = look(
                conn,
                campaign.slug,
                content,
                name,
                kind=None if kind is None else ExportKind(kind),
                named=said_of_columns(columns),
            )
            if not only_look:
                bring_in(conn, campaign.slug, looked, as_of=as_of, who=visit.who, now=visit.now)
    except PromoterError as problem:
        return Came(name=name, says=in_people_words(_without(name, str(problem))))
    return Came(name=name, looked=looked, taken=not only_look)


def _without(name: str, says: str) -> str:
    """The sentence without the file's name at its beginning, where the page has it already."""
    if says.startswith(f"{name}, "):
        return says.removeprefix(f"{name}, ")
    return f"it {says.removeprefix(f'{name} ')}" if says.startswith(f"{name} ") else says


def _as_of(visit: Visit, zone: ZoneInfo) -> datetime:
    typed = visit.form.get("as_of", "")
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=zone)
    except ValueError:
        raise UsageProblem("Say when the file was exported: day and time.") from None


ROUTES = [
    page("/weeks/{slug}/figures", show),
    deed("/weeks/{slug}/figures", receive, files=True),
]
