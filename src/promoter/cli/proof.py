"""`promoter proof`: for each contributing organisation a page and a mail draft with its part of the week."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from promoter.cli.acting import as_json, campaign_named, current_time, opened
from promoter.cli.terminal import one_line, say, say_json
from promoter.errors import NotPossible, PromoterError, UsageProblem

if TYPE_CHECKING:
    from promoter.reporting.proof.making import Proof


@click.command("proof")
@click.argument("campaign", callback=campaign_named)
@click.option("--organisation", metavar="NAME", help="One organisation alone.")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), default=Path("proof"), show_default=True)
@as_json
def command(*, campaign: str, organisation: str | None, folder: Path, as_json: bool) -> None:
    """Write for each organisation NAME.html and NAME.eml: its own blogs' posts as people saw them, what they did, thanks.

    Nothing of anybody else's is in it. The mail is a draft: a mail program opens it to be looked at and sent.

    \b
      promoter proof smarter-state-2021 --folder proof
    """
    from promoter import bootstrap
    from promoter.ledger.campaigns import get_campaign
    from promoter.reporting.proof.making import proofs, spelt_alike
    from promoter.reporting.proof.writing import proof_mail, proof_page
    from promoter.reporting.report.reading import read_report
    from promoter.web.facts import files_of

    grace = bootstrap.load_settings().grace
    with opened() as ledger, ledger.read() as conn:
        files = files_of(get_campaign(conn, campaign))
        if files is None:
            raise NotPossible(
                f"the files of {campaign} are not here, or have errors: promoter check {campaign} says which"
            )
        report = read_report(conn, campaign, now=current_time(), grace=grace, files_of=files_of)
    found = proofs(report, files.blogs)
    chosen = [proof for proof in found if organisation in {None, proof.name}]
    if not chosen:
        names = ", ".join(proof.name for proof in found) or "none: no blog of this campaign has a post"
        raise UsageProblem(f"there is no organisation {organisation} in {campaign}; there are {names}")
    written = []
    for proof in chosen:
        page = proof_page(proof, report)
        written += [
            _write(folder, f"{proof.slug}.html", page.encode()),
            _write(folder, f"{proof.slug}.eml", proof_mail(proof, report, page)),
        ]
    if as_json:
        say_json(
            {
                "campaign": campaign,
                "organisations": [_shape(proof) for proof in chosen],
                "files": [str(one) for one in written],
            }
        )
        return
    for proof in chosen:
        to = ", ".join(proof.mails) or "no address is known"
        posts = f"{proof.sent} {'post' if proof.sent == 1 else 'posts'}"
        coming = f", {proof.to_come} to come" if proof.to_come else ""
        say(f"{one_line(proof.name)}: {posts}{coming}, {folder / proof.slug}.html and .eml ({to})")
    for alike in spelt_alike(found):
        say(f"{' and '.join(alike)} may be one organisation, spelt in two ways; look at their blogs", err=True)


def _write(folder: Path, name: str, content: bytes) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    except OSError as error:
        raise PromoterError(f"{folder / name} cannot be written: {error.strerror}; choose another --folder") from error
    return folder / name


def _shape(proof: Proof) -> dict[str, object]:
    return {"name": proof.name, "sent": proof.sent, "people": list(proof.people), "mails": list(proof.mails)}
