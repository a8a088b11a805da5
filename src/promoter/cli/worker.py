"""`promoter worker`: one of several machines that post from the same ledger."""

from __future__ import annotations

import click


@click.command("worker")
def command() -> None:
    """Post what is approved, together with other workers on other machines, until told to stop.

    All workers share one ledger on PostgreSQL, and each has the accounts' keys in its settings. Posts that are due
    soon are handed to whichever worker is free. Ctrl-C or SIGTERM ends a worker after its posts in flight are recorded.

    \b
      promoter worker          on each machine; as many as wanted, one after the other or all at once
    """
    # Imported here, so that other commands do not wait for the networks' libraries.
    import logging

    from promoter import bootstrap
    from promoter.cli.daemon import beside, expect, log_to_stderr
    from promoter.clock import SystemClock
    from promoter.daemon import Daemon, until_a_signal

    log_to_stderr()
    # Whatever is wrong with the queue is said in a sentence of our own, where it matters.
    logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)
    settings = bootstrap.load_settings()
    ledger = bootstrap.open_ledger(settings)
    clock = SystemClock()
    try:
        dispatcher = bootstrap.dispatcher(ledger, settings, clock=clock)
        daemon = Daemon(dispatcher, ledger, clock)
        engine = bootstrap.fleet(ledger, dispatcher, daemon.round)
        expect(dispatcher, settings)
        daemon.engine = lambda _: engine
        daemon.beside = list(beside(daemon, settings))
        wait = until_a_signal()
        click.echo("The worker is running. Ctrl-C ends it.", err=True)
        daemon.run(wait)
        click.echo("The worker has ended; what it sent is recorded.", err=True)
    finally:
        ledger.close()
