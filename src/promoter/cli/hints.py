"""`promoter hints`: what earlier campaigns suggest for the next one's hours and kinds of post."""

from __future__ import annotations

import click

from promoter.cli.acting import as_json, current_time, opened
from promoter.cli.terminal import say, say_json


@click.command("hints")
@as_json
def command(*, as_json: bool) -> None:
    """Say what hours and kinds of post did better, over all campaigns in the ledger, and on how little that stands.

    Nothing acts on it: windows and kinds are what campaign.yaml says.
    """
    from dataclasses import asdict

    from promoter import bootstrap
    from promoter.reporting.report.reading import read_learnt

    grace, now = bootstrap.load_settings().grace, current_time()
    with opened() as ledger, ledger.read() as conn:
        learnt = read_learnt(conn, now=now, grace=grace)
    if as_json:
        say_json(
            {"hints": [asdict(hint) | {"says": hint.says} for hint in learnt.hints], "stands_on": learnt.stands_on}
        )
        return
    for hint in learnt.hints:
        say(hint.says)
    say(learnt.stands_on)
