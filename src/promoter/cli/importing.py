"""`promoter import`: contributors' files brought into a campaign, each guess shown and confirmed."""

from __future__ import annotations

import re
import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from promoter.campaign.loading import shown_path
from promoter.cli.acting import anybody, as_json, as_user, current_time
from promoter.cli.asking import asks
from promoter.cli.bringing_in import BLOCKED, Intake, difference
from promoter.cli.effects import folder_named
from promoter.cli.terminal import Cell, one_line, say, say_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from promoter.campaign.model import Settings
    from promoter.cli.bringing_in import Came
    from promoter.intake.filing import Folder
    from promoter.intake.proposal import Proposal

DONE = {
    "added": "brought in",
    "replaced": "replaced",
    "same": "here already",
    "waits": "not brought in",
    "refused": "not brought in",
}
_COLOURS = {"added": "green", "replaced": "green", "same": None, "waits": "yellow", "refused": "red"}
_FAILED = 1


def _columns(_ctx: click.Context, _param: click.Parameter, typed: tuple[str, ...]) -> dict[str, str]:
    """What click calls for --column."""
    from promoter.intake.forms import NAMES

    found = {}
    for each in typed:
        fact, equals, name = each.partition("=")
        if not equals or fact.strip() not in NAMES:
            raise click.BadParameter(f'"{each}" is none; write FACT=NAME with a fact of {", ".join(NAMES)}')
        found[fact.strip()] = name.strip().strip("\"'")
    return found


def _moment(_ctx: click.Context, param: click.Parameter, typed: str | None) -> str | None:
    """What click calls for a time on the campaign's clock; a date alone does where only the day matters."""
    shape = r"\d{4}-\d{2}-\d{2}" if param.name == "since" else r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}"
    if typed is not None and not re.fullmatch(shape, typed.strip()):
        raise click.BadParameter(
            f'"{typed}" is none; write it like {"2021-09-08" if param.name == "since" else "2021-09-08T15:20"}'
        )
    return None if typed is None else typed.strip().replace(" ", "T")


@click.command("import")
@click.argument("folder", metavar="CAMPAIGN", callback=folder_named)
@click.argument("sources", metavar="FILE...", nargs=-1, required=True)
@click.option(
    "--received",
    metavar="ISO",
    callback=_moment,
    help="When they came in, on the campaign's clock. Else the files' own times, as guesses.",
)
@click.option(
    "--column",
    "columns",
    metavar="FACT=NAME",
    multiple=True,
    callback=_columns,
    help="Which column of a sheet is which fact, where its name does not say so.",
)
@click.option(
    "--since", metavar="DATE", callback=_moment, help="Of a site or a feed, only what is of this day or later."
)
@click.option("--confirm", is_flag=True, help="Take what is guessed for right, without being asked.")
@click.option("--replace", is_flag=True, help="Put a new version in place of the one that came before.")
@click.option("--dry-run", is_flag=True, help="Show what would be brought in, and change nothing.")
@click.option(
    "--load", "load_then", is_flag=True, help="Load the campaign afterwards, as promoter load does. Needs --as."
)
@as_user
@as_json
@click.pass_context
def command(
    ctx: click.Context, *, folder: Path, sources: tuple[str, ...], received: str | None, columns: dict[str, str],
    since: str | None, confirm: bool, replace: bool, dry_run: bool, load_then: bool, user: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Bring in what contributors sent: Word files, Markdown, plain text, a CSV or Excel sheet with a row for each, or the
    address of a WordPress site or a feed. FILE may be a folder of files.

    Title, sub-title, author, organisation and themes are guessed. On a terminal you are asked about each that is
    doubtful; otherwise guesses are marked in the blog's file, and promoter check lists them. The original is kept beside it. The same
    file again does nothing; another version of a blog is shown with its differences, and replaces it only if you say so.

    \b
      promoter import smarter-state-2021 inbox/*.docx --received 2021-09-08T15:20
      promoter import smarter-state-2021 submissions.xlsx --column title="Name of your piece"
    """
    from promoter.intake.filing import folder as folder_of
    from promoter.intake.guessing import Hints

    now = current_time()
    into = folder_of(folder)
    intake = Intake(
        folder=into,
        hints=lambda modified: Hints(settings=into.settings, now=now, received=received, modified=modified),
        columns=columns, by=_by(user), now=now, asking=asks() and not dry_run and not as_json, confirm=confirm,
        replace=replace, dry_run=dry_run, since=since,
    )  # fmt: skip
    came = []
    try:
        for source in _each(sources):
            for one in intake.bring(source):
                came.append(one)
                _tell(one, intake.folder, err=as_json, dry_run=dry_run)
    finally:
        into.settle()
    if as_json:
        say_json(
            {
                "campaign": folder.resolve().name,
                "done": not dry_run,
                "files": [_shape(one, intake.folder) for one in came],
            }
        )
    _summary(came, folder, err=as_json, dry_run=dry_run)
    if load_then and not dry_run:
        from promoter.cli.loading import load

        ctx.invoke(load, campaign=str(folder), moved=False, user=user, as_json=False)
    codes = {one.code for one in came} - {0}
    if codes:
        ctx.exit(codes.pop() if len(codes) == 1 else _FAILED if codes != {BLOCKED} else BLOCKED)


def _by(user: str | None) -> str | None:
    """Who brings it in, for the record: a known person, or whoever runs this here."""
    from promoter import bootstrap

    who = anybody(user or bootstrap.load_settings().user)
    return who.name or who.os_user


def _each(sources: Sequence[str]) -> Iterator[str]:
    """The files that are meant; of a folder all that are in it."""
    for source in sources:
        path = Path(source)
        if "://" not in source and path.is_dir():
            yield from (
                str(inside)
                for inside in sorted(path.iterdir())
                if inside.is_file() and not inside.name.startswith((".", "~$"))
            )
        else:
            yield source


def _tell(one: Came, into: Folder, *, err: bool, dry_run: bool) -> None:
    """What became of it, at once: the next file may take a while."""
    done = (
        DONE[one.outcome]
        if not dry_run or one.outcome == "same"
        else {"added": "would be brought in"}.get(
            one.outcome, "would be replaced" if one.outcome == "replaced" else DONE[one.outcome]
        )
    )
    state = Cell("", _COLOURS[one.outcome]).styled(done)
    where = f" as {one_line(one.file or one.blog)}" if one.outcome in {"added", "replaced", "same"} and one.blog else ""
    says = f": {one_line(one.says)}" if one.says else ""
    say(f"{one_line(one.source)}: {state}{where}{says}", err=err)
    if one.new is None or one.filed is None:
        return
    from promoter.intake.filing import held_against_the_call

    for remark in one.new.remarks:
        say(f"  look: {one_line(remark)}", err=err)
    for check in held_against_the_call(one.new, into, one.blog):
        mark = "" if check.fine else Cell("", "yellow").styled("look: ")
        say(f"  {mark}{check.rule}: {one_line(check.says)}", err=err)
    for line in _open(one.new, into.settings):
        say(f"  {Cell('', 'yellow').styled('look: ')}{line}", err=err)
    if one.filed.replaces is not None and not sys.stdin.isatty():
        for line in difference(one.filed):
            say(f"  {line}", err=err)
    if one.filed.voids:
        campaign = one_line(into.path.resolve().name)
        say(
            f"  it is approved, and says something else now: promoter load {campaign} ends the approvals of its posts",
            err=err,
        )


def _open(new: Proposal, settings: Settings) -> Iterator[str]:
    """What nobody has confirmed yet."""
    from promoter.intake.proposal import called

    guesses = [(new.facts[fact].where, called(fact), new.value(fact)) for fact in new.doubtful if fact in new.facts]
    for where, alike in groupby(guesses, key=lambda guess: guess[0]):
        said = "; ".join(f"{name}: {one_line(value)}" for _, name, value in alike)
        yield f"guessed from {one_line(where)}: {said}"
    missing = [called(fact) for fact in new.doubtful if fact not in new.facts]
    if missing:
        yield f"not found: {', '.join(missing)}; write {'it' if len(missing) == 1 else 'them'} into the file"
    if not new.themes:
        ids = [theme.id for theme in settings.themes]
        yield f"its theme is written like themes: [{ids[0]}]; this campaign has {', '.join(ids)}"


def _summary(came: Sequence[Came], folder: Path, *, err: bool, dry_run: bool) -> None:
    counts = {word: sum(one.outcome == word for one in came) for word in DONE}
    told = {
        "added": "would be brought in" if dry_run else "brought in", "replaced": "would be replaced" if dry_run else "replaced",
        "same": "here already", "waits": "another version, not brought in", "refused": "refused",
    }  # fmt: skip
    say(", ".join(f"{counts[word]} {words}" for word, words in told.items() if counts[word]) + ".", err=err)
    if counts["added"] or counts["replaced"]:
        say(
            f"See how they stand with promoter check {one_line(shown_path(folder))} and promoter blog list; an editor approves each.",
            err=err,
        )
    if any(
        one.outcome in {"added", "replaced"} and one.new is not None and not one.new.own.get("hook") for one in came
    ):
        says = "So that posts begin with more than the title, write into each file a hook (its point, in at most 140 characters) "
        say(f"{says}and points (what it says, a sentence each).", err=err)


def _shape(one: Came, into: Folder) -> dict[str, Any]:
    from promoter.intake.filing import held_against_the_call

    new = one.new
    checks = () if new is None else held_against_the_call(new, into, one.blog)
    return {
        "source": one.source,
        "outcome": one.outcome,
        "message": one.says or None,
        "blog": one.blog or None,
        "file": one.file or None,
        "facts": {} if new is None else {fact: {"value": guess.value, "from": guess.where, "sure": guess.sure.value} for fact, guess in new.facts.items()},
        "open": [] if new is None else list(new.doubtful),
        "remarks": [] if new is None else list(new.remarks),
        "checks": [{"rule": check.rule, "says": check.says, "fine": check.fine} for check in checks],
        "difference": [] if one.filed is None else list(one.filed.difference),
    }  # fmt: skip
