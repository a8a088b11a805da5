"""`promoter calendar`: addresses at which the team's calendars follow the queue and the record."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import click

from promoter.cli.acting import as_json, as_user, campaign_named, current_time, opened, somebody
from promoter.cli.terminal import say, say_json, table, when


@click.group("calendar")
def calendar() -> None:
    """Calendar addresses that a team subscribes to. Whoever has one sees times and titles: give it to nobody else."""


@calendar.command("add")
@click.option("--campaign", callback=campaign_named, metavar="S", help="Of this campaign alone.")
@as_user
def add(*, campaign: str | None, user: str | None) -> None:
    """Make an address. It is shown once; promoter web or serve has to run for calendars to read it."""
    from promoter import bootstrap
    from promoter.people.calendars import make_feed

    settings = bootstrap.load_settings()
    with opened() as ledger, ledger.write() as conn:
        token = make_feed(conn, campaign=campaign, who=somebody(user), now=current_time())
    say(f"{settings.home}/calendar/{token}.ics")
    say("It is shown this once. Subscribe to it in a calendar program; promoter calendar end ends it.", err=True)


@calendar.command("list")
@as_json
def list_(*, as_json: bool) -> None:
    """The addresses that stand, who made each, and when a calendar read it last."""
    from promoter.ledger.feeds import list_feeds

    with opened() as ledger, ledger.read() as conn:
        found = list_feeds(conn)
    if as_json:
        shapes = [
            {"number": one.id, "campaign": one.campaign, "made_by": one.made_by, "made_at": one.made_at.isoformat(),
             "last_read_at": one.last_read_at and one.last_read_at.isoformat()}
            for one in found
        ]  # fmt: skip
        say_json({"calendars": shapes})
        return
    utc = ZoneInfo("UTC")
    rows = [
        (
            f"{one.id}",
            one.campaign or "all",
            one.made_by,
            when(one.made_at, utc),
            when(one.last_read_at, utc) if one.last_read_at else "never",
        )
        for one in found
    ]
    for line in table(("Number", "Campaign", "Made by", "Made", "Read last"), rows):
        say(line)
    if not rows:
        say("There is none: promoter calendar add makes one.")


@calendar.command("end")
@click.argument("number", type=int)
@as_user
def end(*, number: int, user: str | None) -> None:
    """End an address: whoever has it gets nothing from now on."""
    from promoter.people.calendars import end_feed

    with opened() as ledger, ledger.write() as conn:
        end_feed(conn, number, who=somebody(user), now=current_time())
    say(f"The calendar address {number} has ended.")
