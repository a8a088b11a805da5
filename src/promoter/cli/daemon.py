"""`promoter daemon`: posts on schedule."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from promoter.errors import NetworkTrouble, NotPossible, PromoterError
from promoter.posts.lifecycle import IN_WORDS, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from promoter.daemon import Beside, Daemon
    from promoter.delivery.dispatch import Dispatcher
    from promoter.ledger.rows import PostRow
    from promoter.settings import Settings

ALERTS = timedelta(seconds=15)  # between two looks for what people have to know
TOKENS = timedelta(seconds=15)  # between two looks for accounts whose tokens are to be given anew
FIGURES = timedelta(minutes=1)
LETTERS = timedelta(seconds=30)  # a contributor hears within the minute that they are live
HEARTBEATS = timedelta(minutes=1)


@click.command("daemon")
@click.option("--once", is_flag=True, help="Post what is due now, then end.")
def command(*, once: bool) -> None:
    """Post what is approved, each at its time, until told to stop.

    Before anything else it says what will be posted and what will not, and why. Ctrl-C or SIGTERM ends it after the
    post in flight is recorded.

    \b
      promoter daemon          run until stopped
      promoter daemon --once   for a timer or cron; the exit code is 1 if a post was refused, needs another time,
                               or nobody can tell whether it went out, 4 if everything is stopped, 5 if an account
                               needs a person
    """
    # Imported here, so that other commands do not wait for the networks' libraries.
    from promoter import bootstrap
    from promoter.clock import SystemClock
    from promoter.daemon import Chore, Daemon, neighbours, until_a_signal
    from promoter.ledger.pauses import current_pause

    log_to_stderr()
    settings = bootstrap.load_settings()
    ledger = bootstrap.open_ledger(settings)
    clock = SystemClock()
    try:
        dispatcher = bootstrap.dispatcher(ledger, settings, clock=clock)
        expect(dispatcher, settings)
        with ledger.read() as conn:
            for sentence in neighbours(conn, now=clock.now(), owner=dispatcher.owner):
                click.echo(sentence, err=True)
            paused = current_pause(conn) is not None
        daemon = Daemon(dispatcher, ledger, clock)
        if once:
            posts = daemon.once()
            if (alerter := bootstrap.alerter(settings, daemon)) is not None:
                Chore("alerts", alerter.round, ALERTS).once()
            with ledger.read() as conn:
                click.echo("; ".join(_in_words(conn, posts, clock.now())) + ".", err=True)
                _complain(conn, posts, clock.now(), frozenset(dispatcher.channels), paused=paused)
        else:
            daemon.beside = list(beside(daemon, settings))
            wait = until_a_signal()
            click.echo("The daemon is running. Ctrl-C ends it.", err=True)
            daemon.run(wait)
            click.echo("The daemon has ended; what it sent is recorded.", err=True)
    finally:
        ledger.close()


def expect(dispatcher: Dispatcher, settings: Settings) -> None:
    """Say what will be posted, where, and what will not be, and why."""
    from promoter import bootstrap
    from promoter.daemon import prospects

    for account, address in bootstrap.stand_ins(settings, dispatcher.channels).items():
        if account in dispatcher.channels:
            click.echo(f"{account} posts to {address}, not to the network: nothing will be public.", err=True)
    if dispatcher.page_check is None:
        click.echo("Pages are not looked at before posts lead to them: PROMOTER_PAGE_CHECK is off.", err=True)
    with dispatcher.ledger.read() as conn:
        for sentence in prospects(conn, now=dispatcher.clock.now(), connected=frozenset(dispatcher.channels)):
            click.echo(sentence, err=True)


def beside(daemon: Daemon, settings: Settings) -> Iterator[Beside]:
    """What runs beside the posting, as far as the settings ask for it. Where something cannot, posting goes on without it."""
    from promoter import bootstrap
    from promoter.daemon import Chore

    renewer = bootstrap.renewer(daemon.ledger, settings, daemon.clock)
    yield Chore("tokens", renewer.round, TOKENS)
    measurer = bootstrap.measurer(daemon.ledger, settings, daemon.clock)
    if measurer is not None:
        yield Chore("figures", measurer.round, FIGURES)
    yield Chore("letters", bootstrap.letter_box(daemon.ledger, settings, daemon.clock).round, LETTERS)
    alerter = bootstrap.alerter(settings, daemon)
    if alerter is None:
        click.echo("PROMOTER_ALERTS is not set: nobody is told when something needs a person.", err=True)
    else:
        for sentence in alerter.addresses.unfit():
            click.echo(sentence, err=True)
        try:
            alerter.begin()
        except PromoterError as problem:
            click.echo(f"Whether a daemon was missed cannot be told: {problem}.", err=True)
        yield Chore("alerts", alerter.round, ALERTS)
    ping = bootstrap.heartbeat(settings, daemon)
    if ping is not None:
        yield Chore("heartbeat", ping, HEARTBEATS)
    try:
        server = bootstrap.health_server(settings, daemon)
    except NotPossible as problem:
        click.echo(f"{problem}. The daemon goes on without it.", err=True)
    else:
        if server is not None:
            click.echo(f"{server.address}/readyz says whether the next post will go.", err=True)
            yield server


def log_to_stderr() -> None:
    import logging

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    for noisy in ("apscheduler", "alembic", "tweepy", "urllib3", "procrastinate"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _in_words(conn: Connection, posts: Sequence[PostRow], now: datetime) -> Iterator[str]:
    """How the posts stand that were seen to: whatever came of an attempt, the ledger says what is next."""
    from promoter.ledger.accounts import list_accounts

    words = {
        Status.SENT: "sent",
        Status.FAILED: "refused by the network",
        Status.PENDING: "not sent, and waiting for a person",
        Status.UNCLEAR: "unclear: look on the network, then promoter resolve",
    }
    stopped = {account.id for account in list_accounts(conn) if account.blocked_reason is not None}
    counts: Counter[str] = Counter()
    for post in posts:
        if post.status is not Status.APPROVED:
            counts[words.get(post.status, IN_WORDS[post.status])] += 1
        elif post.account in stopped:
            counts["stopped with its account"] += 1
        else:
            counts["put off to a later time of its day" if post.at > now else "to be tried again"] += 1
    yield from (f"{count} {told}" for told, count in counts.items())
    if not posts:
        yield "Nothing was posted"


def _complain(
    conn: Connection, posts: Sequence[PostRow], now: datetime, connected: frozenset[str], *, paused: bool
) -> None:
    """For whoever runs it from a timer: an exit code for whatever a person has to see to."""
    from promoter.ledger.due import due

    if paused:
        raise NotPossible("everything is stopped; promoter resume starts again")
    _complain_of_stuck(conn, [*due(conn, now), *posts], connected)
    if any(post.status in {Status.FAILED, Status.PENDING, Status.UNCLEAR} for post in posts):
        raise PromoterError("not everything went out; promoter deliveries says why")


def _complain_of_stuck(conn: Connection, posts: Sequence[PostRow], connected: frozenset[str]) -> None:
    """A timer must not see success as long as approved posts wait for an account that a person has to see to."""
    from promoter.ledger.accounts import list_accounts

    waiting = {post.account for post in posts if post.status is Status.APPROVED}
    for account in list_accounts(conn):
        if account.id not in waiting or account.manual:
            continue
        if account.blocked_reason is not None:
            raise NetworkTrouble(f"posts are due and {account.id} is stopped: {account.blocked_reason}")
        if account.id not in connected:
            raise NetworkTrouble(f"posts are due and {account.id} has no keys: set them as .env.example says")
