"""What the week did: the report, beside an earlier week if one is chosen, and as files to pass on."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.responses import Response

from promoter.ledger.campaigns import get_campaign, list_campaigns
from promoter.reporting.cells import as_file
from promoter.reporting.report.as_json import report_json
from promoter.reporting.report.as_page import in_parts, report_page
from promoter.reporting.report.as_sheets import report_csv, report_xlsx
from promoter.reporting.report.comparing import compare
from promoter.reporting.report.reading import read_learnt, read_report
from promoter.web.access import page
from promoter.web.facts import files_of

if TYPE_CHECKING:
    from promoter.reporting.report.model import Report
    from promoter.web.visit import Visit

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show(visit: Visit) -> Response:
    with visit.wiring.ledger.read() as conn:
        others = [row for row in list_campaigns(conn) if row.slug != visit.path["slug"]]
        learnt = read_learnt(conn, now=visit.now, grace=visit.wiring.grace)
    report = _report(visit)
    name = report.campaign.settings.name
    return visit.page(
        "report_page.html", title=f"What {name} did", campaign=report.campaign, others=others, learnt=learnt,
        against=visit.query.get("against", ""), **in_parts(report),
    )  # fmt: skip


def as_html(visit: Visit) -> Response:
    return _file(report_page(_report(visit), notice=visit.made_up).encode(), visit, "html", "text/html")


def as_csv(visit: Visit) -> Response:
    return _file(as_file(report_csv(_report(visit))), visit, "csv", "text/csv")


def as_xlsx(visit: Visit) -> Response:
    return _file(report_xlsx(_report(visit)), visit, "xlsx", SHEET)


def as_json(visit: Visit) -> Response:
    whole = json.dumps(report_json(_report(visit)), ensure_ascii=False, indent=2)
    return _file(whole.encode(), visit, "json", "application/json")


def _report(visit: Visit) -> Report:
    wanted, against = visit.path["slug"], visit.query.get("against", "")
    grace = visit.wiring.grace
    with visit.wiring.ledger.read() as conn:
        get_campaign(conn, wanted)
        report = read_report(conn, wanted, now=visit.now, grace=grace, files_of=files_of)
        if not against:
            return report
        return replace(
            report,
            comparison=compare(report, read_report(conn, against, now=visit.now, grace=grace, files_of=files_of)),
        )


def _file(whole: bytes, visit: Visit, ending: str, kind: str) -> Response:
    """A file to keep: a page among them is never shown in place, where it would count as one of ours."""
    named = f'attachment; filename="report-{visit.path["slug"]}.{ending}"'
    return Response(whole, media_type=kind, headers={"content-disposition": named})


ROUTES = [
    page("/weeks/{slug}/report", show),
    page("/weeks/{slug}/report.html", as_html),
    page("/weeks/{slug}/report.csv", as_csv),
    page("/weeks/{slug}/report.xlsx", as_xlsx),
    page("/weeks/{slug}/report.json", as_json),
]
