"""`promoter users deputy` and `deputies`: who approves and resumes in the stead of an approver who is away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from promoter.cli.acting import anybody, as_json, current_time, opened
from promoter.cli.moments import day
from promoter.cli.signing_in import as_themself
from promoter.cli.terminal import one_line, say, say_json, table

if TYPE_CHECKING:
    from datetime import date


@click.command("deputy")
@click.argument("approver")
@click.option("--deputy", required=True, metavar="EMAIL", help="Who stands in: an editor or a viewer.")
@click.option("--from", "since", required=True, callback=day, metavar="DATE", help="The first day, such as 2021-09-13.")
@click.option("--until", required=True, callback=day, metavar="DATE", help="The last day; days begin at midnight UTC.")
@as_themself
def deputy(*, approver: str, deputy: str, since: date, until: date, user: str | None) -> None:
    """Let somebody approve and resume in the stead of an approver who is away.

    The record names both. Nobody approves their own words, a deputy neither.

    \b
      promoter users deputy ruth@example.org --deputy joe@example.org --from 2021-09-13 --until 2021-09-17 --as ruth@example.org
    """
    from promoter.people import standing_in

    with opened() as ledger, ledger.write() as conn:
        made = standing_in.appoint(
            conn, approver, deputy, since=since, until=until, who=anybody(user), now=current_time()
        )
    say(f"{one_line(made.deputy)} stands in for {one_line(made.approver)} from {since} until {until}.")


@click.command("deputies")
@click.option("--end", "number", type=int, metavar="NUMBER", help="End this one before its last day.")
@as_json
@as_themself
def deputies(*, number: int | None, as_json: bool, user: str | None) -> None:
    """Who stands in for whom, now and later; or, with --end, one of them fewer.

    \b
      promoter users deputies --end 2 --as ruth@example.org
    """
    from promoter.people import standing_in

    now = current_time()
    with opened() as ledger:
        if number is not None:
            with ledger.write() as conn:
                standing_in.end_early(conn, number, who=anybody(user), now=now)
        with ledger.read() as conn:
            found = [one for one in standing_in.deputies(conn) if one.until >= now.date()]
    if as_json:
        shapes = [
            {
                "number": one.id,
                "approver": one.approver,
                "deputy": one.deputy,
                "from": one.since.isoformat(),
                "until": one.until.isoformat(),
                "made_by": one.made_by,
            }
            for one in found
        ]
        say_json({"deputies": shapes})
        return
    rows = [(str(one.id), one.deputy, one.approver, f"{one.since} to {one.until}") for one in found]
    headings = ("number", "person", "stands in for", "days")
    for line in table(headings, rows) if rows else ("Nobody stands in for anybody.",):
        say(line)
