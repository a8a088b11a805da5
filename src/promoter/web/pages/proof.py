"""What members get: each organisation's part of the week, to look at, and as mail drafts."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from starlette.responses import Response

from promoter.errors import NotThere
from promoter.ledger.campaigns import get_campaign
from promoter.reporting.proof.making import proofs, spelt_alike
from promoter.reporting.proof.writing import proof_mail, proof_page
from promoter.reporting.report.reading import read_report
from promoter.web.access import Need, page
from promoter.web.facts import files_of

if TYPE_CHECKING:
    from promoter.reporting.proof.making import Proof
    from promoter.reporting.report.model import Report
    from promoter.web.visit import Visit


def show(visit: Visit) -> Response:
    report, found = _found(visit)
    name = report.campaign.settings.name
    return visit.page(
        "proof_list.html", title=f"For the members of {name}", campaign=report.campaign, found=found, alike=spelt_alike(found),
        with_files=report.with_files,
    )  # fmt: skip


def one_page(visit: Visit) -> Response:
    report, proof = _one(visit)
    return _file(proof_page(proof, report, notice=visit.made_up).encode(), f"{proof.slug}.html", "text/html")


def one_mail(visit: Visit) -> Response:
    report, proof = _one(visit)
    return _file(
        proof_mail(proof, report, proof_page(proof, report, notice=visit.made_up), notice=visit.made_up),
        f"{proof.slug}.eml",
        "message/rfc822",
    )


def all_of_it(visit: Visit) -> Response:
    report, found = _found(visit)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for proof in found:
            whole = proof_page(proof, report, notice=visit.made_up)
            packed.writestr(f"{proof.slug}.html", whole)
            packed.writestr(f"{proof.slug}.eml", proof_mail(proof, report, whole, notice=visit.made_up))
    return _file(held.getvalue(), f"proof-{report.campaign.slug}.zip", "application/zip")


def _found(visit: Visit) -> tuple[Report, tuple[Proof, ...]]:
    with visit.wiring.ledger.read() as conn:
        files = files_of(get_campaign(conn, visit.path["slug"]))
        report = read_report(conn, visit.path["slug"], now=visit.now, grace=visit.wiring.grace, files_of=files_of)
    return report, () if files is None else proofs(report, files.blogs)


def _one(visit: Visit) -> tuple[Report, Proof]:
    report, found = _found(visit)
    for proof in found:
        if proof.slug == visit.path["name"]:
            return report, proof
    raise NotThere("there is no such organisation in this week")


def _file(content: bytes, name: str, kind: str) -> Response:
    """Files to keep: none of them is shown in place, where it would count as a page of ours."""
    return Response(content, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'})


ROUTES = [
    page("/weeks/{slug}/proof", show, Need.TO_WRITE),
    page("/weeks/{slug}/proof.zip", all_of_it, Need.TO_WRITE),
    page("/weeks/{slug}/proof/{name}.html", one_page, Need.TO_WRITE),
    page("/weeks/{slug}/proof/{name}.eml", one_mail, Need.TO_WRITE),
]
