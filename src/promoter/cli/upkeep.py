"""`promoter doctor`: is everything in order for the next post? `promoter db`: the ledger's schema and copies of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from promoter.cli.acting import as_json, current_time
from promoter.cli.copying import copy
from promoter.cli.terminal import Cell, one_line, say, say_json, table
from promoter.errors import PromoterError
from promoter.posts.phrases import opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promoter.reporting.health import Check
    from promoter.settings import Settings

COLOURS = {"ok": "green", "look": "yellow", "broken": "red"}


@click.command("doctor")
@as_json
def doctor(*, as_json: bool) -> None:
    """Check that everything is in order for the next post, and say what to do where it is not.

    Looks at settings, ledger, record, disk, clock, accounts, daemon, and what waits for people. It asks no network:
    promoter accounts check does that. The exit code is 1 if something is broken.
    """
    checks = list(_examined())
    if as_json:
        say_json(
            {
                "checks": [
                    {"name": one.name, "state": one.state.value, "says": one.says, "todo": one.todo} for one in checks
                ]
            }
        )
    else:
        rows = [(Cell(one.state.value, COLOURS[one.state]), one.name, _sentence(one)) for one in checks]
        for line in table((), rows):
            say(line)
    broken = [one.name for one in checks if one.state == "broken"]
    if broken:
        raise PromoterError(f"not in order: {', '.join(broken)}")


def _examined() -> Iterator[Check]:
    """Each check in the order in which one depends on the other; what cannot be looked at is left out."""
    from promoter import bootstrap
    from promoter.reporting.health import Check, State, of_ledger
    from promoter.reporting.machine import soundness, watching
    from promoter.reporting.measuring import of_figures

    try:
        settings = bootstrap.load_settings()
    except PromoterError as problem:
        yield Check("settings", State.BROKEN, one_line(str(problem)), "Mend .env or the environment.")
        return
    yield Check("settings", State.OK, "readable")
    yield from watching(alerts=bool(settings.alert_addresses), heartbeat=settings.heartbeat_url is not None)
    try:
        ledger = bootstrap.open_ledger(settings)
    except PromoterError as problem:
        yield Check("ledger", State.BROKEN, str(problem))
        return
    try:
        yield from soundness(ledger)
        with ledger.read() as conn:
            connected = frozenset(bootstrap.accounts(ledger, settings))
            now = current_time()
            checks = of_ledger(conn, now=now, connected=connected)
            budget, on = settings.x_read_budget, settings.figures == "on"
            checks.append(of_figures(conn, now=now, on=on, budget=budget, connected=connected))
        yield from checks
        for account, address in bootstrap.stand_ins(settings, connected).items():
            if account in connected:
                says = f"its posts go to {address}, not to the network: nothing will be public"
                yield Check(
                    account, State.LOOK, says, "For the real week, take the address out of .env and the environment."
                )
    finally:
        ledger.close()


def _sentence(check: Check) -> str:
    return f"{opened(one_line(check.says).rstrip('.'))}. {check.todo}".replace("?.", "?").strip()


# ----------------------------------------------------------------------------------------------------------- the ledger


@click.group("db")
def db() -> None:
    """Upgrade, back up, bring back or copy the database."""


db.add_command(copy)


@db.command("upgrade")
def upgrade() -> None:
    """Bring the ledger to this program's schema. Stop the daemon and back up first.

    Where there is no ledger yet it makes an empty one, and says where: a new installation may run this like any other.
    """
    from promoter.ledger.database import open_ledger, schema_version
    from promoter.ledger.database import upgrade as bring_up
    from promoter.ledger.tables import SCHEMA

    # Made where there is none, as people know it of such commands and as installers count on; said loudly, because it
    # may be the wrong place.
    ledger = open_ledger(_settings().database_url, create=True, older=True)
    try:
        with ledger.read() as conn:
            before = schema_version(conn)
        bring_up(ledger)
    finally:
        ledger.close()
    if ledger.new or before is None:
        say(
            f"There was no ledger yet: a new, empty one was made, {ledger.where}, with schema {SCHEMA}. "
            "If yours is elsewhere, set PROMOTER_DATABASE_URL to it, and remove this one."
        )
    elif before == SCHEMA:
        say(f"{ledger.where} has schema {SCHEMA}, as it should; there was nothing to upgrade.")
    else:
        say(f"{ledger.where} has schema {SCHEMA} now, {before} before.")


@db.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
def backup(*, file: Path) -> None:
    """Copy the ledger to FILE, whole and as of one moment, while everything goes on.

    The copy is checked before it gets its name; a file that is there already is never overwritten.

    \b
      promoter db backup backups/promoter-$(date +%F).db
    """
    from promoter.ledger.database import open_ledger
    from promoter.ledger.soundness import back_up

    # An older schema too: before an upgrade is when a copy is wanted most.
    ledger = open_ledger(_settings().database_url, older=True)
    try:
        back_up(ledger, file.expanduser().absolute())
    finally:
        ledger.close()
    say(f"{ledger.where} is copied to {one_line(str(file))}, and the copy is sound.")


@db.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--as", "user", metavar="USER", help="Who you are. Without it: whoever runs this here.")
def restore(*, file: Path, user: str | None) -> None:
    """Put a copy that db backup made in the ledger's place. Stop everything that uses the ledger first.

    What happened since the copy was made is not in it. So it comes back stopped, and every post whose time has come since
    counts as one of which nobody can tell whether it went out: the network is read back, and nothing goes out again
    by itself. The ledger that was there is kept under another name.

    \b
      promoter db restore backups/promoter-2021-09-14.db
    """
    from promoter.cli.acting import anybody
    from promoter.daemon import NEIGHBOUR
    from promoter.ledger.bringing_back import bring_back
    from promoter.ledger.database import file_of

    target = file_of(_settings().database_url)
    came = bring_back(file.expanduser().absolute(), target, who=anybody(user), now=current_time(), awake=NEIGHBOUR)
    as_of = "an unknown moment" if came.as_of is None else f"{came.as_of:%A %d %B %Y, %H:%M} UTC"
    say(f"{target} is the ledger as of {as_of}, and everything is stopped.")
    if came.set_aside is not None:
        say(f"The ledger that was there is {came.set_aside}.")
    for key in came.doubtful:
        say(f"{key}: nobody can tell whether this went out; promoter resolve {key} --sent URL, if it did")
    say("Start Promoter, look at what it says of these posts and at the networks, then promoter resume.")


def _settings() -> Settings:
    from promoter import bootstrap

    return bootstrap.load_settings()
