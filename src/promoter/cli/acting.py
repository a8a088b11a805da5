"""What every command that reads or changes the ledger asks first: which ledger, who acts, and when."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

import click

from promoter.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from promoter.ledger.database import Ledger
    from promoter.ledger.rows import Actor

Command = TypeVar("Command", bound="Callable[..., object]")

WHO = "PROMOTER_USER"  #: who acts, for those who decide much and would rather not say it every time

as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document on stdout.")

# Not from the environment: whoever may run this on this machine need not be an admin, and who is named here must be.
as_admin = click.option(
    "--as", "user", metavar="USER", help="Who you are, an admin. Without it: whoever runs this here."
)


def as_user(command: Command) -> Command:
    """Let a command be told who acts."""
    option = click.option(
        "--as",
        "user",
        metavar="USER",
        envvar=WHO,
        help=f"Who you are: the e-mail of a known person. Without it, the environment's {WHO}.",
    )
    return option(command)


def somebody(user: str | None) -> Actor:
    """The person who acts; a decision that nobody stands behind is none."""
    if not (user or "").strip():
        raise UsageProblem("say who you are: --as amara@example.org")
    return anybody(user)


def anybody(user: str | None) -> Actor:
    """The person who acts or, where none is named, whoever runs the command on this machine."""
    from promoter.ledger.rows import Actor

    return Actor((user or "").strip() or None, _os_user())


@contextmanager
def opened(*, create: bool = False) -> Iterator[Ledger]:
    """The ledger that the settings name, closed again at the end."""
    from promoter import bootstrap

    ledger = bootstrap.open_ledger(create=create)
    try:
        yield ledger
    finally:
        ledger.close()


def current_time() -> datetime:
    """The wall clock; read once by each command, so that all it does happens at one moment."""
    from promoter.clock import SystemClock

    return SystemClock().now()


def _os_user() -> str | None:
    """The operating system's name for whoever runs this, as the system knows it: $USER can be set to anything."""
    try:
        import pwd
    except ImportError:
        return None
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # as in a container, where a number is all there is
        return f"uid:{os.getuid()}"
