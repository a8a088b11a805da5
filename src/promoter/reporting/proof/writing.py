"""The proof as a page that needs nothing else, and as the draft of a mail that brings it."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING

from promoter.posts.phrases import dated, listed, span
from promoter.reporting.drawing import draw
from promoter.reporting.page import environment
from promoter.reporting.report.counting import FORMULAS
from promoter.reporting.report.in_words import figure, told_by, when

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from promoter.reporting.proof.making import Proof
    from promoter.reporting.report.model import Report, Reported

SHOWN = ("impressions", "likes", "comments", "shares", "clicks", "visits")


def proof_page(
    proof: Proof, report: Report, *, notice: str = "", picture: Callable[[str], str | None] = lambda _: None
) -> str:
    """The organisation's page, with `notice` above all else."""
    organisation = report.campaign.settings.organisation
    return (
        environment()
        .get_template("proof.html")
        .render(
            proof=proof, report=report, notice=notice, dates=span(*report.days), shown=SHOWN, figure=figure, told_by=told_by,
            drawing=lambda one: draw(one.post.said, organisation, account=one.posted_as, picture=picture), when=lambda moment: when(moment, report),
            interactions=FORMULAS["interactions"],
        )
    )  # fmt: skip


def proof_mail(proof: Proof, report: Report, page: str, *, notice: str = "") -> bytes:
    """A draft that a mail program opens to be looked at and sent: to the contributors whose addresses are known.

    `notice` stands above all else in it.
    """
    mail = EmailMessage(policy=SMTP)
    settings = report.campaign.settings
    mail["Subject"] = _line(f"{notice} Your part of {settings.name}")
    if proof.mails:
        mail["To"] = ", ".join(_line(address) for address in proof.mails)
    if settings.organisation.contact:
        mail["From"] = mail["Reply-To"] = _line(settings.organisation.contact)
    mail["X-Unsent"] = "1"  # what makes mail programs open it as a draft
    mail.set_content("\n".join([*([notice, ""] if notice else []), *_letter(proof, report)]))
    mail.add_attachment(page.encode(), maintype="text", subtype="html", filename=f"{proof.slug}.html")
    return mail.as_bytes()


def _letter(proof: Proof, report: Report) -> Iterator[str]:
    settings = report.campaign.settings
    yield f"Dear {listed(proof.people)}," if proof.people else "Hello,"
    yield ""
    titles = listed(f"“{piece.blog.title}”" for piece in proof.pieces)
    yield f"Thank you for {titles}, your part of {settings.name} ({span(*report.days)}, {settings.hashtag})."
    yield ""
    yield f"{proof.stands}{':' if proof.sent else '.'}"
    for piece in proof.pieces:
        if piece.posts:
            yield ""
        if piece.posts and len(proof.pieces) > 1:
            yield f"“{piece.blog.title}”"
        for one in piece.posts:
            yield f"{when(one.post.sent_at, report)} on {one.post.channel.shown}: {one.post.url or 'posted'}"
            yield f"  {_did(one)}"
    if proof.sent:
        yield ""
        yield f"The page that comes with this mail shows each post as people saw it. Times are those of {settings.timezone}."
    yield ""
    yield settings.organisation.name


def _did(one: Reported) -> str:
    counts = one.counts
    known = [
        f"{figure(value)} {name.removesuffix('s') if value == 1 else name}"
        for name in SHOWN
        if counts and (value := getattr(counts, name)) is not None
    ]
    if not known or one.latest is None:
        return "no data yet"
    return f"{', '.join(known)} (read {dated(one.latest.read_at.astimezone(one.zone).date())})"


def _line(text: str) -> str:
    """One line of a mail's head: what somebody wrote cannot begin another."""
    return " ".join(text.split())
