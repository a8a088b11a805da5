"""`promoter blog`: the blogs that came in, held against the call; approved, declined, withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from promoter.cli.acting import as_json, somebody
from promoter.cli.effects import do, folder_named, looking_first
from promoter.cli.terminal import Cell, one_line, say, say_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from promoter.editing import Submission


@click.group("blog")
def blog() -> None:
    """The blogs of a campaign: what came in, what is promoted, what is not any more.

    \b
      promoter blog list smarter-state-2021
      promoter blog withdraw smarter-state-2021 fix-the-address --reason "The author asked." --as amara@example.org
    """


@blog.command("list")
@click.argument("folder", metavar="CAMPAIGN", callback=folder_named)
@as_json
def list_(*, folder: Path, as_json: bool) -> None:
    """Every blog with the call's rules checked: words, sub-title, deadline, theme, cap. Changes nothing.

    \b
      promoter blog list smarter-state-2021
    """
    from promoter.editing import submissions

    found = submissions(folder)
    if as_json:
        say_json({"blogs": [_shape(one) for one in found]})
        return
    for one in found:
        for line in _lines(one):
            say(line)
    if not found:
        say("There are no blogs yet: put them into the campaign's folder blogs.", err=True)


@blog.command("approve")
@click.argument("folder", metavar="CAMPAIGN", callback=folder_named)
@click.argument("blog_id", metavar="BLOG")
@click.option("--accept-late", is_flag=True, help="Promote it although it came after the deadline.")
@looking_first
def approve(*, folder: Path, blog_id: str, accept_late: bool, dry_run: bool, user: str | None, as_json: bool) -> None:
    """Promote a blog: write that into its file, and put its posts in. Each of them still takes two people.

    \b
      promoter blog approve smarter-state-2021 fix-the-address --as amara@example.org
    """
    from promoter.editing import plan_approve_blog

    who = somebody(user)
    do(
        lambda conn, now: plan_approve_blog(conn, folder, blog_id, who=who, now=now, accept_late=accept_late),
        dry_run=dry_run,
        as_json=as_json,
    )


@blog.command("decline")
@click.argument("folder", metavar="CAMPAIGN", callback=folder_named)
@click.argument("blog_id", metavar="BLOG")
@click.option("--reason", help="Why, for the record.")
@looking_first
def decline(*, folder: Path, blog_id: str, reason: str | None, dry_run: bool, user: str | None, as_json: bool) -> None:
    """Do not promote a blog that waits for a decision.

    \b
      promoter blog decline smarter-state-2021 fix-the-address --as amara@example.org
    """
    from promoter.editing import plan_decline_blog

    who = somebody(user)
    do(
        lambda conn, now: plan_decline_blog(conn, folder, blog_id, who=who, now=now, reason=reason),
        dry_run=dry_run,
        as_json=as_json,
    )


@blog.command("withdraw")
@click.argument("folder", metavar="CAMPAIGN", callback=folder_named)
@click.argument("blog_id", metavar="BLOG")
@click.option("--reason", required=True, help="Why it is withdrawn.")
@looking_first
def withdraw(*, folder: Path, blog_id: str, reason: str, dry_run: bool, user: str | None, as_json: bool) -> None:
    """Take a blog out of the week: its posts stop, those that name it get new words, what is out is listed.

    \b
      promoter blog withdraw smarter-state-2021 fix-the-address --reason "The author asked." --as amara@example.org
    """
    from promoter.editing import plan_withdraw_blog

    who = somebody(user)
    do(
        lambda conn, now: plan_withdraw_blog(conn, folder, blog_id, reason=reason, who=who, now=now),
        dry_run=dry_run,
        as_json=as_json,
    )


def _lines(one: Submission) -> Iterator[str]:
    standing = one.status or "cannot be read"
    by = f" by {one_line(one.approved_by)}" if one.approved_by and one.status == "approved" else ""
    promoted = "" if one.promoted or one.status != "approved" else ", and not promoted"
    colour = {"approved": "green", "submitted": "yellow"}.get(standing)
    yield f"{one_line(one.id)}: {Cell('', colour).styled(standing)}{by}{promoted}"
    if one.title:
        organisation = f" ({one_line(one.organisation)})" if one.organisation else ""
        yield f"  “{one_line(one.title)}”{organisation}"
    for check in one.checks:
        mark = "" if check.fine else Cell("", "yellow").styled("look: ")
        yield f"  {mark}{check.rule}: {one_line(check.says)}"
    for finding in one.findings:
        if finding.level == "error":
            yield f"  {Cell('', 'red').styled('error')}: line {finding.line}: {one_line(finding.message)}"


def _shape(one: Submission) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "subtitle": one.subtitle,
        "authors": [author.name for author in one.authors],
        "organisation": one.organisation,
        "themes": list(one.themes),
        "url": one.url,
        "received": None if one.received is None else one.received.isoformat(),
        "status": None if one.status is None else one.status.value,
        "approved_by": one.approved_by,
        "accepted_late_by": one.accepted_late_by,
        "promoted": one.promoted,
        "checks": [{"rule": check.rule, "says": check.says, "fine": check.fine} for check in one.checks],
        "findings": [
            {"line": finding.line, "level": finding.level.value, "code": finding.code, "message": finding.message}
            for finding in one.findings
        ],
    }
