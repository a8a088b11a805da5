"""`promoter queue`, `show`, `deliveries`, `evidence` and `audit`: what will be posted, what was, and the proof of it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from promoter.campaign.model import ChannelName
from promoter.cli.acting import as_json, campaign_named, current_time, opened
from promoter.cli.moments import day as a_day
from promoter.cli.telling import seen_ahead
from promoter.cli.terminal import say, say_json
from promoter.errors import PromoterError, UsageProblem
from promoter.posts.lifecycle import Status

if TYPE_CHECKING:
    from datetime import date

    from promoter.ledger.rows import PauseRow


@click.command("queue")
@click.option("--campaign", callback=campaign_named, metavar="S", help="Only this campaign's posts, past or not.")
@click.option("--status", type=click.Choice([one.value for one in Status]), help="Only posts that stand so.")
@click.option("--channel", type=click.Choice([one.value for one in ChannelName]), help="Only this network's posts.")
@click.option("--day", callback=a_day, metavar="DATE", help="Only posts of this day, such as 2021-09-13.")
@click.option("--all", "everything", is_flag=True, help="Those of weeks that are over, too.")
@click.option("--ics", type=click.Path(path_type=Path, dir_okay=False), help="Write it as a calendar file.")
@as_json
def queue(
    *,
    campaign: str | None,
    status: str | None,
    channel: str | None,
    day: date | None,
    everything: bool,
    ics: Path | None,
    as_json: bool,
) -> None:
    """List what will be posted, and how each post stands.

    Weeks that are over are left out for as long as there is another, unless you name the campaign or the day, or say
    --all. The JSON document has them always.

    \b
    promoter queue --status pending        what waits for approval
    promoter queue --day 2021-09-13        one day, both networks
    """
    from promoter.cli.listing import by_day, left_out, pause_line, queue_entry, tally
    from promoter.ledger.campaigns import campaigns_over
    from promoter.ledger.pauses import current_pause
    from promoter.ledger.queue import list_posts
    from promoter.reporting.reading import day_by_day, zones_of
    from promoter.reporting.record import post_json

    now = current_time()
    if ics is not None:
        _write_calendar(ics, campaign)
    with opened() as ledger, ledger.read() as conn:
        zones = zones_of(conn, campaign)
        posts = list_posts(
            conn,
            campaign=campaign,
            status=Status(status) if status else None,
            channel=ChannelName(channel) if channel else None,
            day=day,
        )
        pause = current_pause(conn)
        over = frozenset() if everything or campaign or day else campaigns_over(conn, now)
    if as_json:
        say_json({"posts": [post_json(post, zones[post.campaign]) for post in posts], "paused": _paused(pause)})
        return
    if pause:
        say(pause_line(pause))
    shown = [post for post in posts if post.campaign not in over]
    for line in by_day([queue_entry(post, now) for post in day_by_day(shown)], zones):
        say(line)
    say(("\n" if shown else "") + tally(shown))
    for line in left_out([post for post in posts if post.campaign in over]):
        say(line)


@click.command("show")
@click.argument("post")
@as_json
def show(*, post: str, as_json: bool) -> None:
    """Show one post: its words as people will read them, and all that happened to it.

    \b
    promoter show smarter-state-2021/2021-09-13/x/opener
    """
    from promoter.cli.listing import story_lines
    from promoter.reporting.reading import story
    from promoter.reporting.record import story_json

    with opened() as ledger, ledger.read() as conn:
        found = story(conn, post, now=current_time())
        found = replace(found, foreseen=seen_ahead(conn, [found.post]))
    if as_json:
        say_json(story_json(found))
        return
    for line in story_lines(found):
        say(line)


def _write_calendar(file: Path, campaign: str | None) -> None:
    """The queue and the record as one calendar: every post at its time, with how it stands."""
    from promoter.reporting.feed import read_calendar
    from promoter.web.facts import files_of

    with opened() as ledger, ledger.read() as conn:
        whole = read_calendar(conn, campaign, now=current_time(), files_of=files_of)
    try:
        file.write_bytes(whole)
    except OSError as error:
        raise PromoterError(f"{file} cannot be written: {error.strerror}; choose another place") from error
    say(f"{file} is written.", err=True)


@click.command("deliveries")
@click.option("--campaign", callback=campaign_named, metavar="S", help="Only this campaign's posts.")
@as_json
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV for a spreadsheet on stdout.")
@click.option("--ics", type=click.Path(path_type=Path, dir_okay=False), help="Write it as a calendar file.")
def deliveries(*, campaign: str | None, as_json: bool, as_csv: bool, ics: Path | None) -> None:
    """The record of what was delivered: every post that was sent or tried, or whose time has passed.

    A post that did not go out is in it too, with the reason.

    \b
    promoter deliveries --campaign smarter-state-2021
    promoter deliveries --csv > record.csv
    """
    from promoter.cli.listing import by_day, delivery_entry, tally
    from promoter.reporting import reading
    from promoter.reporting.cells import table
    from promoter.reporting.record import DELIVERY_COLUMNS, delivery_cells, delivery_json

    if as_json and as_csv:
        raise UsageProblem("--json and --csv are two formats; choose one")
    if ics is not None:
        _write_calendar(ics, campaign)
    with opened() as ledger, ledger.read() as conn:
        zones = reading.zones_of(conn, campaign)
        record = reading.deliveries(conn, campaign=campaign, now=current_time())
    if as_json:
        say_json({"deliveries": [delivery_json(delivery) for delivery in record]})
    elif as_csv:
        click.echo(table(DELIVERY_COLUMNS, map(delivery_cells, record)), nl=False)
    else:
        for line in by_day(map(delivery_entry, record), zones):
            say(line)
        say(("\n" if record else "") + tally([delivery.post for delivery in record]))


@click.command("evidence")
@click.argument("post")
@as_json
def evidence(*, post: str, as_json: bool) -> None:
    """One post's full story, for those who ask: decisions, attempts, events, and whether the record is whole.

    \b
    promoter evidence smarter-state-2021/2021-09-13/x/opener --json > evidence.json
    """
    from promoter.cli.listing import story_lines
    from promoter.ledger.events import heads, verify
    from promoter.reporting.reading import story
    from promoter.reporting.record import evidence_json

    with opened() as ledger, ledger.read() as conn:
        found = story(conn, post, now=current_time())
        campaign = found.post.campaign
        breaks, head = verify(conn, campaign), heads(conn).get(campaign)
    if as_json:
        say_json(evidence_json(found, breaks, head))
    else:
        for line in story_lines(found):
            say(line)
        say()
        for event in found.events:
            say(f"{event.seq}  {event.hash}  {event.kind}")
        if head:
            say(f"The record of {campaign} ends with event {head[0]}, {head[1]}.")
    if breaks:
        first = breaks[0]
        raise PromoterError(f"the record of {campaign} is not whole: event {first.seq}: {first.message}")


@click.command("audit")
@click.option("--campaign", callback=campaign_named, metavar="S", help="Only this campaign's record.")
@click.option(
    "--seen",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="What an earlier `audit --json` printed, kept elsewhere: what it names must still be there.",
)
@as_json
def audit(*, campaign: str | None, seen: Path | None, as_json: bool) -> None:
    """Check that no event was changed or removed: each is sealed with the hash of the one before it.

    Keep what it prints somewhere else, such as in a mail: whoever rewrites a whole record cannot rewrite that.

    \b
    promoter audit
    promoter audit --json > heads.json   and later: promoter audit --seen heads.json
    """
    from promoter.ledger.events import heads, verify
    from promoter.reporting.reading import zones_of

    with opened() as ledger, ledger.read() as conn:
        zones_of(conn, campaign)
        breaks = verify(conn, campaign, seen=_heads_of(seen) if seen else None)
        found = {name: head for name, head in heads(conn).items() if campaign in {None, name}}
    faulty = {fault.campaign for fault in breaks}
    if as_json:
        chains = [
            {"campaign": name, "seq": seq, "hash": digest, "whole": name not in faulty}
            for name, (seq, digest) in sorted(found.items())
        ]
        faults = [{"campaign": fault.campaign, "seq": fault.seq, "message": fault.message} for fault in breaks]
        say_json({"whole": not breaks, "chains": chains, "breaks": faults})
    else:
        for name, (seq, digest) in sorted(found.items()):
            how = "not whole" if name in faulty else "whole"
            say(f"{name or 'the house'}: {how}, {seq} {'event' if seq == 1 else 'events'}, the last is {digest}")
        for fault in breaks:
            say(f"  {fault.campaign or 'the house'}, event {fault.seq}: {fault.message}")
    if breaks:
        first = breaks[0]
        raise PromoterError(
            f"the record is not whole: {first.campaign or 'the house'}, event {first.seq}: {first.message}; "
            "keep the file as it is, and compare it with the last backup"
        )


def _heads_of(file: Path) -> dict[str, tuple[int, str]]:
    try:
        kept: Any = json.loads(file.read_text(encoding="utf-8"))
        return {chain["campaign"]: (chain["seq"], chain["hash"]) for chain in kept["chains"]}
    except (ValueError, TypeError, LookupError):
        raise UsageProblem(f"{file} is not what promoter audit --json printed") from None


def _paused(pause: PauseRow | None) -> dict[str, str] | None:
    if pause is None:
        return None
    return {"by": pause.paused_by, "at": pause.paused_at.isoformat(), "reason": pause.reason}
