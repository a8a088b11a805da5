"""`promoter db copy`: from SQLite to PostgreSQL, when one machine is not enough any more, or back."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from promoter.cli.acting import current_time
from promoter.cli.terminal import say

if TYPE_CHECKING:
    from promoter.ledger.database import Ledger


@click.command("copy")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def copy(*, source: str, target: str) -> None:
    """Copy the whole ledger to another, empty database. Stop the daemon, the workers and the pages first.

    The copy is kept only if every row arrived and the record of events is whole and ends where it should. The ledger
    that is copied stays as it is: set PROMOTER_DATABASE_URL to the new one before anything is started again.

    \b
      promoter db copy sqlite:///promoter.db postgresql+psycopg://promoter@db.example.org/promoter

    A password that is left out of the address is looked for in PGPASSWORD and ~/.pgpass.
    """
    from promoter.daemon import NEIGHBOUR
    from promoter.ledger.copying import copy_ledger
    from promoter.ledger.database import open_ledger

    origin = open_ledger(source)
    copied: Ledger | None = None
    try:
        copied = open_ledger(target, create=True, older=True)
        with click.progressbar(length=1, label="Copying", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

            def progress(done: int, total: int) -> None:
                bar.length = total
                bar.update(done - bar.pos)

            counts = copy_ledger(origin, copied, now=current_time(), awake=NEIGHBOUR, progress=progress)
    finally:
        origin.close()
        if copied is not None:
            copied.close()
    told = ", ".join(f"{name} {count}" for name, count in counts.items() if count)
    say(
        f"{origin.where} is copied to {copied.where}: {told or 'nothing, for it is empty'}. The record of events is whole."
    )
    say("Set PROMOTER_DATABASE_URL to the new ledger, and put the old one away: what both send goes out twice.")
