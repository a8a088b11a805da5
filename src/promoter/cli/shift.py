"""`promoter shift`: the rest of a week goes later or earlier, or one day's posts on another day."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from promoter.campaign.model import ChannelName
from promoter.cli.acting import campaign_named, somebody
from promoter.cli.effects import do, looking_first
from promoter.cli.moments import day as a_day

if TYPE_CHECKING:
    from datetime import date

_LENGTH = re.compile(r"([+-]?)(?=\d)(?:(\d{1,4})d)?(?:(\d{1,4})h)?(?:(\d{1,4})m)?", re.IGNORECASE)


def _length(_ctx: click.Context, _param: click.Parameter, typed: str | None) -> timedelta | None:
    """What click calls for a way like 1d, 2h or -1d."""
    if typed is None:
        return None
    read = _LENGTH.fullmatch(typed.strip())
    if read is None:
        raise click.BadParameter(f'"{typed}" is not a way to go; write it like 1d, 2h, 1d2h or -1d')
    days, hours, minutes = (int(part or 0) for part in read.groups()[1:])
    length = timedelta(days=days, hours=hours, minutes=minutes)
    return -length if read[1] == "-" else length


@click.command("shift")
@click.argument("campaign", callback=campaign_named)
@click.option("--by", callback=_length, metavar="WAY", help="How far: 1d, 2h, 90m; earlier with a minus, as in -1d.")
@click.option("--day", callback=a_day, metavar="DATE", help="Only this day's posts, with --to.")
@click.option("--to", callback=a_day, metavar="DATE", help="The day on which they go instead.")
@click.option("--channel", type=click.Choice([one.value for one in ChannelName]), help="Only on this network.")
@looking_first
def command(
    *,
    campaign: str,
    by: timedelta | None,
    day: date | None,
    to: date | None,
    channel: str | None,
    dry_run: bool,
    user: str | None,
    as_json: bool,
) -> None:
    """Move the rest of the week: everything that is not out yet, or one day's posts to another day.

    By whole days posts keep their time on the campaign's clocks. One whose new time has passed, or whose page is not
    live by then, stays where it is. All that move wait for somebody else's approval, which can be given for all at once.

    \b
      promoter shift smarter-state-2021 --by 1d --dry-run --as amara@example.org
      promoter shift smarter-state-2021 --day 2021-09-15 --to 2021-09-16 --as amara@example.org
    """
    from promoter.editing import plan_shift

    who, network = somebody(user), None if channel is None else ChannelName(channel)
    do(
        lambda conn, now: plan_shift(conn, campaign, who=who, now=now, by=by, day=day, to=to, channel=network),
        dry_run=dry_run,
        as_json=as_json,
    )
