"""`promoter sandbox`: the stand-in networks, for trying things out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from promoter.errors import PromoterError

if TYPE_CHECKING:
    from promoter.sandbox.faults import Fault, ProfileName
    from promoter.sandbox.record import PublicPost
    from promoter.sandbox.server import Sandbox

SHOWN = 60  # characters of a post that its line shows


@click.command("sandbox")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8090,
    show_default=True,
    help="Port on 127.0.0.1; 0 takes a free one.",
)
@click.option(
    "--ledger",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File that keeps what was posted from one run to the next. Without it the sandbox forgets.",
)
@click.option(
    "--faults",
    type=click.Choice(["none", "mild", "wild"]),
    default="none",
    show_default=True,
    help="What goes wrong: nothing; now and then a limit or an outage; or often, answers and connections lost too.",
)
@click.option(
    "--seed", type=int, default=0, show_default=True, help="The same seed brings the same faults to the same posts."
)
@click.option(
    "--fault",
    "orders",
    multiple=True,
    metavar="JSON",
    help='One fault to happen first, as a POST to /sandbox/faults takes it: {"kind": "dropped-after"}. May be repeated.',
)
def command(port: int, ledger: Path | None, faults: ProfileName, seed: int, orders: tuple[str, ...]) -> None:
    """Run a stand-in X and a stand-in LinkedIn on this machine.

    Nothing that is posted there leaves the machine. Set the variables that are printed, and post. What was posted is at
    /sandbox/posts, what was asked at /sandbox/requests; a POST to /sandbox/faults orders what shall go wrong.
    """
    ordered = [_fault(text) for text in orders]
    sandbox = _opened(port, ledger, faults, seed)
    with sandbox:
        for fault in ordered:
            sandbox.order(fault)
        click.echo(_welcome(sandbox.url), err=True)
        _wait_for_a_signal()
    click.echo("The sandbox is closed.", err=True)


def _fault(text: str) -> Fault:
    import json

    from promoter.sandbox.control import fault_from
    from promoter.sandbox.wire import Refusal

    try:
        return fault_from(json.loads(text))
    except ValueError:
        raise click.BadParameter("it is not JSON", param_hint="--fault") from None
    except Refusal as refusal:
        raise click.BadParameter(json.loads(refusal.answer.body)["error"], param_hint="--fault") from None


def _opened(port: int, ledger: Path | None, faults: ProfileName, seed: int) -> Sandbox:
    # Imported only here, so that other commands do not wait for a database and a server.
    import errno
    import sqlite3

    from promoter.sandbox.database import NotOurLedger
    from promoter.sandbox.faults import profile
    from promoter.sandbox.server import Sandbox

    try:
        return Sandbox(ledger, port, faults=profile(faults, seed), on_post=_say)
    except NotOurLedger:
        raise PromoterError(
            f"{ledger} is there and is no ledger that this sandbox can use: choose another file with --ledger."
        ) from None
    except sqlite3.Error as error:
        raise PromoterError(
            f"The ledger {ledger} cannot be used ({error}): choose another file with --ledger."
        ) from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PromoterError(f"Port {port} is in use: choose another with --port, or 0 for a free one.") from None
        raise PromoterError(f"Port {port} cannot be opened ({error.strerror}): choose another with --port.") from None


def _welcome(url: str) -> str:
    from promoter.sandbox.authorising.people import SAMPLE_LINKEDIN_APP, SAMPLE_X_APP
    from promoter.sandbox.rules import SAMPLE_LINKEDIN_TOKEN, SAMPLE_ORGANISATION, SAMPLE_X_KEYS

    (consumer_key, consumer_secret), (token, token_secret) = SAMPLE_X_KEYS.items()
    settings = {
        "PROMOTER_X_API_URL": url,
        "PROMOTER_X_CONSUMER_KEY": consumer_key,
        "PROMOTER_X_CONSUMER_SECRET": consumer_secret,
        "PROMOTER_X_ACCESS_TOKEN": token,
        "PROMOTER_X_ACCESS_TOKEN_SECRET": token_secret,
        "PROMOTER_X_CLIENT_ID": SAMPLE_X_APP.client_id,
        "PROMOTER_LINKEDIN_API_URL": url,
        "PROMOTER_LINKEDIN_ACCESS_TOKEN": SAMPLE_LINKEDIN_TOKEN,
        "PROMOTER_LINKEDIN_ORGANISATION": SAMPLE_ORGANISATION,
        "PROMOTER_LINKEDIN_CLIENT_ID": SAMPLE_LINKEDIN_APP.client_id,
        "PROMOTER_LINKEDIN_CLIENT_SECRET": SAMPLE_LINKEDIN_APP.client_secret,
        "PROMOTER_PAGE_CHECK": "off",  # what is tried out leads to pages that are nowhere yet
    }
    lines = "\n".join(f"  {name}={value}" for name, value in settings.items())
    return (
        f"The sandbox is at {url}\nSet these, in the environment or in .env:\n{lines}\n"
        f"Posts: {url}/sandbox/posts   requests: {url}/sandbox/requests   stop: Ctrl-C"
    )


def _say(post: PublicPost) -> None:
    start = " ".join(post.text.split())
    shown = "".join(letter if letter.isprintable() else "?" for letter in start[:SHOWN])
    click.echo(
        f"{post.public_at:%H:%M:%S} {post.network} {post.id} {shown}{'…' if len(start) > SHOWN else ''}", err=True
    )


def _wait_for_a_signal() -> None:
    import signal
    import threading

    stop = threading.Event()
    before = {one: signal.signal(one, lambda *_: stop.set()) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        stop.wait()
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
