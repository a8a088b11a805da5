"""`promoter web`, `promoter serve`: the pages, alone or with the daemon in one process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from promoter.clock import Clock
    from promoter.ledger.database import Ledger
    from promoter.settings import Settings
    from promoter.web.serving import Pages


@click.command("web")
def web() -> None:
    """Serve the pages where the team sees the week, puts it right and approves it. Posts nothing.

    On a new machine it prints an address at which the first person comes in. Ctrl-C ends it.

    \b
      promoter web             http://127.0.0.1:8080, for a browser on this machine
    """
    from promoter import bootstrap
    from promoter.cli.daemon import log_to_stderr
    from promoter.clock import SystemClock
    from promoter.daemon import until_a_signal

    log_to_stderr()
    settings = bootstrap.load_settings()
    ledger = bootstrap.open_ledger(settings, create=True)
    try:
        pages = served(ledger, settings, SystemClock())
        wait = until_a_signal()
        pages.start()
        wait()
        pages.stop()
    finally:
        ledger.close()


@click.command("serve")
def serve() -> None:
    """Serve the pages and post on schedule, in one process: all that one machine needs. Ctrl-C ends it.

    \b
      promoter serve
    """
    from promoter import bootstrap
    from promoter.cli.daemon import beside, expect, log_to_stderr
    from promoter.clock import SystemClock
    from promoter.daemon import Daemon, neighbours, until_a_signal

    log_to_stderr()
    settings = bootstrap.load_settings()
    ledger = bootstrap.open_ledger(settings, create=True)
    clock = SystemClock()
    try:
        pages = served(ledger, settings, clock)
        dispatcher = bootstrap.dispatcher(ledger, settings, clock=clock)
        expect(dispatcher, settings)
        with ledger.read() as conn:
            for sentence in neighbours(conn, now=clock.now(), owner=dispatcher.owner):
                click.echo(sentence, err=True)
        daemon = Daemon(dispatcher, ledger, clock)
        daemon.beside = [pages, *beside(daemon, settings)]
        wait = until_a_signal()
        daemon.run(wait)
        click.echo("The daemon has ended; what it sent is recorded.", err=True)
    finally:
        ledger.close()


def served(ledger: Ledger, settings: Settings, clock: Clock) -> Pages:
    """The pages, about to be served; says where, and how the first person comes in."""
    from promoter import bootstrap
    from promoter.people import inviting

    pages = bootstrap.pages(ledger, settings, clock)
    where = settings.public_url or pages.address
    click.echo(f"The pages are at {where}. Ctrl-C ends this.", err=True)
    with ledger.write() as conn:
        token = inviting.first_admin_token(conn, now=clock.now())
    if token is not None:
        click.echo(
            f"Nobody can sign in yet. Open this address once, within the hour, to be the first:\n  {where}/first/{token}",
            err=True,
        )
    return pages
