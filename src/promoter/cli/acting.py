"""What every command that reads or changes the ledger asks first: which ledger, who acts, and when."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from promoter.cli.terminal import one_line, say
from promoter.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from promoter.ledger.database import Ledger
    from promoter.ledger.rows import Actor

Command = TypeVar("Command", bound="Callable[..., object]")

as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document on stdout.")

# Not from the settings: whoever may run this on this machine need not be an admin, and who is named here must be.
as_admin = click.option(
    "--as", "user", metavar="USER", help="Who you are, an admin. Without it: whoever runs this here."
)


def as_user(command: Command) -> Command:
    """Let a command be told who acts."""
    option = click.option(
        "--as",
        "user",
        metavar="USER",
        help="Who you are: the e-mail of a known person. Without it, the setting PROMOTER_USER.",
    )
    return option(command)


def somebody(user: str | None) -> Actor:
    """The person who acts; a decision that nobody stands behind is none."""
    from promoter import bootstrap

    named = (user or "").strip() or bootstrap.load_settings().user
    if not named:
        raise UsageProblem("say who you are: --as amara@example.org")
    return anybody(named)


def anybody(user: str | None) -> Actor:
    """The person who acts or, where none is named, whoever runs the command on this machine."""
    from promoter.ledger.rows import Actor

    return Actor((user or "").strip() or None, _os_user())


@contextmanager
def opened(*, create: bool = False) -> Iterator[Ledger]:
    """The ledger that the settings name, closed again at the end."""
    from promoter import bootstrap

    ledger = bootstrap.open_ledger(create=create)
    if ledger.new:
        say(f"There was no ledger yet: a new one was made, {one_line(ledger.where)}.", err=True)
    try:
        yield ledger
    finally:
        ledger.close()


def campaign_named(_ctx: click.Context, _param: click.Parameter, typed: str | None) -> str | None:
    """What click calls for a campaign of the ledger: its name, or a path to its folder or its campaign.yaml, as everywhere."""
    if typed is None:
        return None
    path = Path(typed).resolve()
    return path.parent.name if path.name == "campaign.yaml" else path.name


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
