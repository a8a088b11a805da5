"""`promoter load`: puts a campaign's posts into the queue, and says what that changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from promoter.cli.acting import as_json, as_user, current_time, opened, somebody
from promoter.cli.telling import warn
from promoter.cli.terminal import one_line, say, say_json
from promoter.ledger.holds import EARLY, PAST

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from promoter.ledger.rows import PostRow
    from promoter.offering import LoadReport

DEEDS = {
    "added": "added",
    "changed": "changed: new words, facts or times, so they wait for approval again",
    "withdrawn": "taken out: the files no longer make them, or their day has no time left for them",
    "edited": "edited here and changed in the files: choose with promoter edit POST --keep or --composed",
}
FOUND = {
    "past": "cannot go out: the time has passed; promoter move gives a new one",
    "early": "cannot go out: the page is live only after the time, and no later one of the day is free; promoter move gives a new one",
    "later": "given a later time: the page is live only after the earlier one",
    "approvals": "given back to wait again: the campaign asks for more people's approval now",
}


@click.command("load")
@click.argument("campaign")
@click.option("--moved", is_flag=True, help="The campaign has moved here from a folder that is still there.")
@as_user
@as_json
def load(*, campaign: str, moved: bool, user: str | None, as_json: bool) -> None:
    """Put a campaign's posts into the queue.

    May be repeated: the same files change nothing, and edits, moves and approvals stay as long as the files say the
    same. On first use this makes the ledger. The exit code is 3, and nothing is loaded, if the files have errors.

    \b
      promoter load schedules/smarter-state-2021 --as amara@example.org
    """
    from promoter.approval import may_write
    from promoter.campaign.loading import find_folder
    from promoter.cli.check import read_whole
    from promoter.ledger.queue import list_posts
    from promoter.offering import offer
    from promoter.pictures.store import keep

    who = somebody(user)
    read, posts, loaded = read_whole(campaign)
    folder = find_folder(campaign, start=Path.cwd())
    with opened(create=True) as ledger, ledger.write() as conn:
        may_write(conn, who)
        keep(folder, loaded.made)
        report = offer(conn, read, posts, folder=folder, who=who, now=current_time(), moved=moved)
        queue = list_posts(conn, campaign=read.slug)
        about_all = _about_all(conn, report, folder)
    warnings = list(_warnings(report, queue, about_all))
    if as_json:
        deeds = {name: getattr(report, name) for name in ("added", "changed", "unchanged", "withdrawn", "edited")}
        say_json({"campaign": read.slug, **deeds, "warnings": warnings})
    for line in _summary(report):
        say(line, err=as_json)
    for warning in warnings:
        about = f" ({warning['posts'][0]})" if len(warning.get("posts", ())) == 1 else ""
        warn(f"{warning['message']}{about}", err=as_json)
    look = f"promoter queue --campaign {read.slug}"
    say(f"Look at them with {look}; nothing goes out before somebody else approves it.", err=as_json)


def _about_all(conn: Connection, report: LoadReport, folder: Path) -> dict[str, str | None]:
    """What is to be said about the campaign as a whole, the team first: with too few people nothing will ever go out."""
    from promoter.approval import team_warning, unconfirmed
    from promoter.ledger.campaigns import get_campaign

    campaign, first = get_campaign(conn, report.plan.campaign.slug), report.first_place
    place = f"{campaign.slug} was loaded from {first} before, which is still there; this is {folder.resolve()}"
    return {
        "team": team_warning(conn, campaign.settings.approvals),
        "place": None if first is None else place,
        "assumptions": unconfirmed(campaign),
    }


def _warnings(
    report: LoadReport, queue: Sequence[PostRow], about_all: Mapping[str, str | None]
) -> Iterator[dict[str, Any]]:
    """What somebody should look at, what is about all posts first."""
    yield from ({"code": code, "message": message} for code, message in about_all.items() if message is not None)
    found = {
        "past": [post.key for post in queue if post.hold == PAST[0]],
        "early": [post.key for post in queue if post.hold == EARLY[0]],
        "later": report.later,
        "approvals": report.short,
    }
    for code, keys in found.items():
        if keys:
            yield {"code": code, "message": f"{_posts(len(keys))} {FOUND[code]}", "posts": keys}
    for key, remark in report.plan.warnings:
        yield {"code": remark.code, "message": remark.message, **({"posts": [key]} if key else {})}
    for gap in report.plan.gaps:
        yield {"code": gap.code, "message": gap.message, "day": gap.day.isoformat()}


def _summary(report: LoadReport) -> Iterator[str]:
    for name, deed in DEEDS.items():
        if keys := getattr(report, name):
            yield f"{len(keys)} {deed}"
            # The first load is the whole week: nobody wants to read all of it here.
            if name != "added" or report.changed or report.unchanged:
                yield from (f"  {one_line(key)}" for key in keys)
    yield f"{len(report.unchanged)} unchanged"


def _posts(count: int) -> str:
    return "1 post" if count == 1 else f"{count} posts"
