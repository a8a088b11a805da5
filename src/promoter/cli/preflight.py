"""`promoter preflight`: whether the week is ready, and what is to be done if not."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from promoter.cli.acting import as_json, campaign_named, current_time, opened
from promoter.cli.terminal import Cell, columns, one_line, say, say_json, table, when, wrap
from promoter.errors import NotPossible
from promoter.posts.phrases import opened as with_capital

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from promoter.preflight.lines import Line, Preflight
    from promoter.settings import Settings

SIGNS = {"ready": ("✓ ready", "green"), "look": ("! look", "yellow"), "not ready": ("✗ not ready", "red")}


@click.command("preflight")
@click.argument("campaign", callback=campaign_named)
@as_json
@click.option("--no-network", is_flag=True, help="Ask the ledger alone: no network, no page.")
@click.option(
    "--tell", is_flag=True, help="Send a test alert to the addresses of PROMOTER_ALERTS, to see that it comes."
)
def command(*, campaign: str, as_json: bool, no_network: bool, tell: bool) -> None:
    """Look at everything that a week stands on, and say of each what is to be done.

    Asks the networks about the accounts (X may charge for the question) and looks at every page to which posts lead.
    Nothing is published. The exit code is 4 if the week is not ready.

    \b
      promoter preflight smarter-state-2021
    """
    from promoter import bootstrap
    from promoter.ledger.campaigns import get_campaign
    from promoter.preflight.lines import preflight_json

    settings = bootstrap.load_settings()
    with opened() as ledger:
        with ledger.read() as conn:
            zone = get_campaign(conn, campaign).settings.zone
        run = bootstrap.preflights(ledger, settings, network=not no_network)
        found = run(campaign, _progress)
    _over()
    if as_json:
        say_json(preflight_json(found))
    else:
        for line in _drawn(found, zone):
            say(line)
    if tell:
        _tell(settings)
    if not found.ready:
        raise NotPossible(f"{one_line(campaign)} is not ready: {', '.join(_codes(found))}")


def _codes(found: Preflight) -> list[str]:
    """What is not ready, each once."""
    return list(dict.fromkeys(one_line(line.what) for line in found.lines if line.standing.value == "not ready"))


def _drawn(found: Preflight, zone: ZoneInfo) -> Iterator[str]:
    yield f"{Cell('', bold=True).styled(found.campaign)}, {when(found.at, zone)}"
    for section in found.sections:
        yield ""
        yield Cell("", bold=True).styled(section.name)
        for line in section.lines:
            yield from _line(line)
    yield ""
    yield _verdict(found)


def _line(line: Line) -> Iterator[str]:
    words, colour = SIGNS[line.standing.value]
    says = _sentence(line.says)
    yield from table((), [(Cell(words.ljust(11), colour), f"{one_line(line.what)}: {says}")], indent=2)
    details = () if line.standing.value == "ready" else line.details
    for text in (line.todo, *(f"{one.says} ({one.post})" if one.post else one.says for one in details)):
        sign = "→ " if text is line.todo else "- "
        for number, part in enumerate(wrap(one_line(text), columns() - 17) if text else ()):
            yield f"{' ' * 15}{sign if number == 0 else '  '}{part}"


def _sentence(says: str) -> str:
    said = with_capital(one_line(says))
    return said if said.endswith(("?", "!", "…")) else f"{said.rstrip('.')}."


def _verdict(found: Preflight) -> str:
    from promoter.preflight.lines import LOOK, NOT_READY, READY

    standing = NOT_READY if not found.ready else LOOK if found.count(LOOK) else READY
    return Cell("", SIGNS[standing.value][1], bold=True).styled(found.verdict)


def _tell(settings: Settings) -> None:
    """A test alert, as the daemon's alerts go."""
    from promoter.alerting.addresses import Addresses

    if not settings.alert_addresses:
        raise NotPossible("PROMOTER_ALERTS is not set, so there is nobody to tell; .env.example shows how")
    now = current_time()
    body = f"Sent at {now:%H:%M} UTC by promoter preflight --tell. If you read this, alerts reach you; nothing needs doing."
    (delivery,) = Addresses(settings.alert_addresses).tell([("A test alert from Promoter", body)])
    say(f"The test alert was taken by {delivery.taken} of {len(settings.alert_addresses)} addresses.", err=True)
    if delivery.trouble is not None:
        raise NotPossible(one_line(delivery.trouble))


def _progress(done: int, total: int) -> None:
    if total and sys.stderr.isatty():
        click.echo(f"\r{done} of {total} networks and pages have answered", err=True, nl=False)


def _over() -> None:
    if sys.stderr.isatty():
        click.echo("\r\033[K", err=True, nl=False)
