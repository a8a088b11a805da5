"""`promoter letters`: the “you are live” letters, as drafts to send or with what became of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from promoter.cli.acting import as_json, current_time, opened
from promoter.cli.effects import folder_named
from promoter.cli.terminal import one_line, say, say_json, when
from promoter.errors import NotThere

if TYPE_CHECKING:
    from promoter.ledger.letters import LetterRow


@click.command("letters")
@click.argument("folder", metavar="CAMPAIGN", callback=folder_named)
@click.option("--write", "number", type=int, metavar="NUMBER", help="Write this letter as a mail draft on stdout.")
@click.option(
    "--folder", "into", type=click.Path(path_type=Path), help="Write all that were not sent as mail drafts here."
)
@as_json
def command(*, folder: Path, number: int | None, into: Path | None, as_json: bool) -> None:
    """The letters that tell contributors that they are live: noted by the daemon once the first post about a blog is out.

    They are drafts unless campaign.yaml says mail_contributors: true and PROMOTER_MAIL names a mail server.

    \b
      promoter letters smarter-state-2021
      promoter letters smarter-state-2021 --write 3 > live.eml
    """
    from promoter.contributors.facts import files_of
    from promoter.contributors.letter import as_mail
    from promoter.contributors.letters import letter_for, letters_of
    from promoter.contributors.packing import write_into
    from promoter.ledger.campaigns import get_campaign

    slug, files, now = folder.resolve().name, files_of(folder), current_time()
    with opened() as ledger, ledger.read() as conn:
        rows, week = letters_of(conn, slug), get_campaign(conn, slug)
        chosen = [row for row in rows if (row.id == number if number is not None else row.sent_at is None)]
        if number is not None and not chosen:
            raise NotThere(f"{slug} has no letter {number}; promoter letters {slug} shows them")
        written = {
            f"{row.id}.eml": as_mail(letter, now=now).as_bytes()
            for row in (chosen if number is not None or into else [])
            if (letter := letter_for(conn, week, files, row)) is not None
        }
    if number is not None:
        click.echo(next(iter(written.values()), b""), nl=False)
        return
    if into is not None:
        write_into(into, written)
        say(f"{len(written)} drafts are in {one_line(str(into))}.", err=as_json)
    if as_json:
        say_json({"letters": [_shape(row) for row in rows]})
    elif into is None:
        for row in rows:
            how = f"sent {when(row.sent_at, files.zone)}" if row.sent_at else row.trouble or "a draft"
            say(f"{row.id}: {one_line(row.recipient)}, {one_line(row.about)}: {one_line(how)}")
        if not rows:
            say("There are no letters yet: no post about a blog is out.", err=True)


def _shape(row: LetterRow) -> dict[str, object]:
    return {
        "number": row.id, "kind": row.kind, "post": row.about, "recipient": row.recipient,
        "made_at": row.made_at.isoformat(), "sent_at": row.sent_at and row.sent_at.isoformat(), "trouble": row.trouble,
    }  # fmt: skip
