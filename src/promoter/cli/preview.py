"""`promoter preview`: what would be posted and when, from the files alone."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from promoter.campaign.loading import find_folder, shown_path
from promoter.campaign.model import ChannelName
from promoter.cli import files, moments, terminal, week
from promoter.cli.check import read_whole
from promoter.clock import SystemClock
from promoter.errors import UsageProblem
from promoter.planning import plan
from promoter.reporting.plan import document, narrowed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime

    from promoter.campaign.loading import Loaded
    from promoter.planning import Plan


WIDTH_IN_PAGE = 600  # pixels of a picture


@click.command("preview")
@click.argument("name", metavar="CAMPAIGN")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option(
    "--html", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write the week as a page."
)
@click.option(
    "--ics", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write the week as a calendar."
)
@click.option("--channel", type=click.Choice([channel.value for channel in ChannelName]), help="One network only.")
@click.option("--day", callback=moments.day, metavar="DATE", help="One day only, such as 2021-09-13.")
@click.option("--post", "key", metavar="KEY", help="One post only, in full.")
@click.option("--full", is_flag=True, help="Every post with all its words.")
def command(
    name: str, *, as_json: bool, html: Path | None, ics: Path | None,
    channel: str | None, day: date | None, key: str | None, full: bool,
) -> None:  # fmt: skip
    """Show what would be posted, and when. Nothing is sent, and nothing but the campaign's files is read.

    The plan is as composed from the files: edits, moves and approvals are in the queue (promoter queue).

    \b
      promoter preview schedules/smarter-state-2021
      promoter preview smarter-state-2021 --day 2021-09-14 --full
      promoter preview smarter-state-2021 --html week.html --ics week.ics
    """
    campaign, posts, loaded = read_whole(name)
    whole = plan(campaign, posts)
    key = _full_key(key, whole)
    shown = narrowed(whole, channel=ChannelName(channel) if channel else None, day=day, key=key)
    now = SystemClock().now()
    if html is not None:
        from promoter.reporting.page import page

        files.write(html, page(shown, now=now, picture=_in_the_page(loaded, shown)).encode())
    if ics is not None:
        from promoter.reporting.calendar import calendar

        files.write(ics, calendar(shown, now=now))
    if as_json:
        terminal.say_json(document(shown))
    elif html is None and ics is None:
        folder = terminal.one_line(shown_path(find_folder(name, start=Path.cwd())))
        lines = _post_lines(shown) if key else _lines(shown, folder, now, full=full)
        terminal.say("\n".join(lines))


def _in_the_page(loaded: Loaded, shown: Plan) -> Callable[[str], str | None]:
    """Pictures small enough to look at, written into the page itself, each read once."""
    media = {medium.file: medium for item in shown.planned for medium in item.post.said.media}

    @cache
    def small(file: str) -> str | None:
        from base64 import b64encode

        from promoter.pictures.readying import thumbnail
        from promoter.pictures.store import read_picture

        content, kind = thumbnail(loaded.made.get(file) or read_picture(loaded.folder, media[file]), WIDTH_IN_PAGE)
        return f"data:{kind.media_type};base64,{b64encode(content).decode()}"

    return lambda file: small(file) if file in media else None


def _lines(shown: Plan, folder: str, now: datetime, *, full: bool) -> Iterator[str]:
    yield from week.header(shown, folder, now)
    if not shown.planned:
        days = ", ".join(str(day.date) for day in shown.campaign.days)
        networks = " and ".join(channel.shown for channel in shown.campaign.networks)
        yield ""
        yield f"There are no posts here. The campaign's days are {days}; it uses {networks}."
    elif full:
        yield from week.in_full(shown, width=_width())
    else:
        yield from week.glance(shown)
    yield from week.footer(shown)
    if not full:
        yield f"Whole posts: promoter preview {folder} --full"


def _post_lines(shown: Plan) -> list[str]:
    return list(week.in_full(shown, width=_width()))[1:]


def _width() -> int | None:
    """What goes elsewhere than to a terminal is as it is, line for line, so that it can be compared and copied."""
    return terminal.columns() if sys.stdout.isatty() else None


def _full_key(key: str | None, whole: Plan) -> str | None:
    if key is None:
        return None
    timed = {item.post.key for item in whole.planned}
    for candidate in (key, f"{whole.campaign.slug}/{key}"):
        if candidate in timed:
            return candidate
        for overflow in whole.timetable.overflow:
            if candidate in overflow.keys:
                raise UsageProblem(f"{candidate} has no time. {overflow.message}.")
    raise UsageProblem(f"There is no post {key}: `promoter preview {whole.campaign.slug} --full` names them all.")
