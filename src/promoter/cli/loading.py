"""`promoter load`: puts a campaign's posts into the queue, and says what that changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from promoter.cli.acting import as_json, as_user, current_time, opened, somebody
from promoter.cli.terminal import Cell, one_line, say, say_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from promoter.ledger.rows import PostRow
    from promoter.offering import LoadReport

DEEDS = {
    "added": "added",
    "changed": "changed: new words or facts, so they wait for approval again",
    "withdrawn": "taken out: the files no longer make them",
    "edited": "edited here and changed in the files: choose with promoter edit POST --keep or --composed",
}


@click.command("load")
@click.argument("campaign")
@as_user
@as_json
def load(*, campaign: str, user: str | None, as_json: bool) -> None:
    """Put a campaign's posts into the queue.

    May be repeated: the same files change nothing, and edits, moves and approvals stay as long as the files say the
    same. On first use this makes the ledger. The exit code is 3, and nothing is loaded, if the files have errors.

    \b
      promoter load schedules/smarter-state-2021 --as amara@example.org
    """
    from promoter.approval import may_write, team_warning
    from promoter.campaign.loading import find_folder
    from promoter.cli.check import read_valid
    from promoter.ledger.queue import list_posts
    from promoter.offering import offer

    who = somebody(user)
    read, posts = read_valid(campaign)
    folder = find_folder(campaign, start=Path.cwd())
    with opened(create=True) as ledger, ledger.write() as conn:
        may_write(conn, who)
        report = offer(conn, read, posts, folder=folder, who=who, now=current_time())
        past = [post for post in list_posts(conn, campaign=read.slug) if post.hold == "past"]
        team = team_warning(conn, read.approvals)
    warnings = list(_warnings(report, past, team))
    if as_json:
        deeds = {name: getattr(report, name) for name in ("added", "changed", "unchanged", "withdrawn", "edited")}
        say_json({"campaign": read.slug, **deeds, "warnings": warnings})
    for line in _summary(report, warnings):
        say(line, err=as_json)


def _warnings(report: LoadReport, past: Sequence[PostRow], team: str | None) -> Iterator[dict[str, Any]]:
    """What somebody should look at, the team first: with too few people nothing will ever go out."""
    if team is not None:
        yield {"code": "team", "message": team}
    if past:
        keys = [post.key for post in past]
        yield {
            "code": "past",
            "message": f"{_posts(len(past))} cannot go out: the time has passed; promoter move gives a new one",
            "posts": keys,
        }
    for key, remark in report.plan.warnings:
        yield {"code": remark.code, "message": remark.message, **({"posts": [key]} if key else {})}
    for gap in report.plan.gaps:
        yield {"code": gap.code, "message": gap.message, "day": gap.day.isoformat()}


def _summary(report: LoadReport, warnings: Sequence[dict[str, Any]]) -> Iterator[str]:
    for name, deed in DEEDS.items():
        if keys := getattr(report, name):
            yield f"{len(keys)} {deed}"
            # The first load is the whole week: nobody wants to read all of it here.
            if name != "added" or report.changed or report.unchanged:
                yield from (f"  {one_line(key)}" for key in keys)
    yield f"{len(report.unchanged)} unchanged"
    for warning in warnings:
        about = f" ({one_line(warning['posts'][0])})" if len(warning.get("posts", ())) == 1 else ""
        yield f"{Cell('', 'yellow').styled('warning')}: {one_line(warning['message'])}{about}"
    campaign = report.plan.campaign.slug
    yield f"Look at them with promoter queue --campaign {campaign}; nothing goes out before somebody else approves it."


def _posts(count: int) -> str:
    return "1 post" if count == 1 else f"{count} posts"
