"""`promoter blog`: the blogs that came in, held against the call; put right, approved, declined, withdrawn."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from promoter.cli.acting import as_json, somebody
from promoter.cli.effects import do, folder_named, looking_first
from promoter.cli.terminal import Cell, one_line, say, say_json
from promoter.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promoter.editing import Submission


@click.group("blog")
def blog() -> None:
    """The blogs of a campaign: what came in, what is promoted, what is not any more.

    \b
      promoter blog list smarter-state-2021
      promoter blog set smarter-state-2021 fix-the-address hook "Ask once." --as amara@example.org
      promoter blog withdraw smarter-state-2021 fix-the-address --reason "The author asked." --as amara@example.org
    """


@blog.command("list")
@click.argument("folder", metavar="CAMPAIGN", callback=folder_named)
@as_json
def list_(*, folder: Path, as_json: bool) -> None:
    """Every blog with the call's rules checked: words, sub-title, deadline, theme, cap. Changes nothing.

    \b
      promoter blog list smarter-state-2021
    """
    from promoter.editing import submissions

    found = submissions(folder)
    if as_json:
        say_json({"blogs": [_shape(one) for one in found]})
        return
    for one in found:
        for line in _lines(one):
            say(line)
    if not found:
        say("There are no blogs yet: put them into the campaign's folder blogs.", err=True)


@blog.command("set")
@click.argument("folder", metavar="CAMPAIGN", callback=folder_named)
@click.argument("blog_id", metavar="BLOG")
@click.argument("facts", metavar="[FACT VALUE]...", nargs=-1)
@click.option(
    "--picture", type=click.Path(dir_okay=False, path_type=Path), help="A file to be its picture; a copy is kept."
)
@click.option("--alt", help="What the picture shows, for those who cannot see it.")
@click.option("--no-picture", is_flag=True, help="Take its picture away.")
@looking_first
def set_(
    *, folder: Path, blog_id: str, facts: tuple[str, ...], picture: Path | None, alt: str | None, no_picture: bool,
    dry_run: bool, user: str | None, as_json: bool,
) -> None:  # fmt: skip
    """State facts of a blog otherwise, and load: what posts are made of, who wrote it, its picture.

    There are title, subtitle, url, live_from, themes (names or ids, with commas), hook, points (a line each), and of each
    author, the first being authors.0: name, role, organisation, x, linkedin, mention, email. The number after the last
    puts somebody in. null takes a fact away, and so an author. Comments stay. Posts that say something else by then wait
    for somebody else's approval.

    \b
      promoter blog set smarter-state-2021 fix-the-address-first hook "Ask once." --dry-run --as amara@example.org
      promoter blog set smarter-state-2021 fix-the-address-first authors.0.role "Head of Data" --as amara@example.org
      promoter blog set smarter-state-2021 fix-the-address-first authors.1 null --as amara@example.org
      promoter blog set smarter-state-2021 fix-the-address-first --picture letter.jpg --alt "A crossed-out letter" \\
        --as amara@example.org
    """
    from promoter.editing import plan_blog_facts

    who = somebody(user)
    changes = _changes(folder, facts, alt=alt, no_picture=no_picture)
    if picture is not None and no_picture:
        raise UsageProblem("say --picture or --no-picture, not both")
    if not changes and picture is None:
        raise UsageProblem('say what is to be otherwise: a fact with its value, as in hook "Ask once.", or --picture')
    with _brought(folder, blog_id, picture, for_good=not dry_run) as name:
        brought = {} if name is None else {"image.file": name}
        do(
            lambda conn, now: plan_blog_facts(conn, folder, blog_id, {**changes, **brought}, who=who, now=now),
            dry_run=dry_run,
            as_json=as_json,
        )


@blog.command("approve")
@click.argument("folder", metavar="CAMPAIGN", callback=folder_named)
@click.argument("blog_id", metavar="BLOG")
@click.option("--accept-late", is_flag=True, help="Promote it although it came after the deadline.")
@looking_first
def approve(*, folder: Path, blog_id: str, accept_late: bool, dry_run: bool, user: str | None, as_json: bool) -> None:
    """Promote a blog: write that into its file, and put its posts in. Each of them still takes two people.

    \b
      promoter blog approve smarter-state-2021 fix-the-address --as amara@example.org
    """
    from promoter.editing import plan_approve_blog

    who = somebody(user)
    do(
        lambda conn, now: plan_approve_blog(conn, folder, blog_id, who=who, now=now, accept_late=accept_late),
        dry_run=dry_run,
        as_json=as_json,
    )


@blog.command("decline")
@click.argument("folder", metavar="CAMPAIGN", callback=folder_named)
@click.argument("blog_id", metavar="BLOG")
@click.option("--reason", help="Why, for the record.")
@looking_first
def decline(*, folder: Path, blog_id: str, reason: str | None, dry_run: bool, user: str | None, as_json: bool) -> None:
    """Do not promote a blog that waits for a decision.

    \b
      promoter blog decline smarter-state-2021 fix-the-address --as amara@example.org
    """
    from promoter.editing import plan_decline_blog

    who = somebody(user)
    do(
        lambda conn, now: plan_decline_blog(conn, folder, blog_id, who=who, now=now, reason=reason),
        dry_run=dry_run,
        as_json=as_json,
    )


@blog.command("withdraw")
@click.argument("folder", metavar="CAMPAIGN", callback=folder_named)
@click.argument("blog_id", metavar="BLOG")
@click.option("--reason", required=True, help="Why it is withdrawn.")
@looking_first
def withdraw(*, folder: Path, blog_id: str, reason: str, dry_run: bool, user: str | None, as_json: bool) -> None:
    """Take a blog out of the week: its posts stop, those that name it get new words, what is out is listed.

    \b
      promoter blog withdraw smarter-state-2021 fix-the-address --reason "The author asked." --as amara@example.org
    """
    from promoter.editing import plan_withdraw_blog

    who = somebody(user)
    do(
        lambda conn, now: plan_withdraw_blog(conn, folder, blog_id, reason=reason, who=who, now=now),
        dry_run=dry_run,
        as_json=as_json,
    )


def _changes(folder: Path, facts: tuple[str, ...], *, alt: str | None, no_picture: bool) -> dict[str, Any]:
    """What is to be otherwise, as the files state it."""
    from promoter.editing.blog_facts import as_stated

    typed = dict(zip(facts[::2], facts[1::2], strict=False))
    if len(facts) % 2 or len(typed) * 2 != len(facts):
        raise UsageProblem('write each fact once, with its value after it: hook "Ask once."')
    changes = {name: None if value == "null" else as_stated(name, value) for name, value in typed.items()}
    if themes := changes.get("themes"):
        changes["themes"] = _by_id(folder, themes)
    if alt is not None:
        changes["image.alt"] = alt
    return {**changes, "image": None} if no_picture else changes


def _by_id(folder: Path, themes: list[str]) -> list[str]:
    """Themes that were called by their names or ids; what is neither stays as it is, and the check of the file names it."""
    from promoter.campaign.loading import load

    settings = load(folder).settings
    known = getattr(settings, "themes", ())
    ids = {said.casefold(): theme.id for theme in known for said in (theme.name, theme.id)}
    return [ids.get(said.casefold(), said) for said in themes]


@contextmanager
def _brought(folder: Path, blog_id: str, file: Path | None, *, for_good: bool) -> Iterator[str | None]:
    """The name under which the campaign has the picture: for good once it is done, else only as long as it is looked at."""
    from promoter.campaign.files import LARGEST_IMAGE, UnreadableFileError, read_bytes
    from promoter.editing import HalfDone
    from promoter.editing.blog_picture import forget_picture, keep_picture

    if file is None:
        yield None
        return
    try:
        content = read_bytes(file, at_most=LARGEST_IMAGE)
    except UnreadableFileError as problem:
        raise UsageProblem(f"{file}: {problem}") from None
    name, new = keep_picture(folder, blog_id, content)
    stays = False
    try:
        yield name
        stays = for_good
    except HalfDone:
        stays = True  # the blog's file names it already
        raise
    finally:
        if new and not stays:
            forget_picture(folder, name)


def _lines(one: Submission) -> Iterator[str]:
    standing = one.status or "cannot be read"
    by = f" by {one_line(one.approved_by)}" if one.approved_by and one.status == "approved" else ""
    promoted = "" if one.promoted or one.status != "approved" else ", and not promoted"
    colour = {"approved": "green", "submitted": "yellow"}.get(standing)
    yield f"{one_line(one.id)}: {Cell('', colour).styled(standing)}{by}{promoted}"
    if one.title:
        organisation = f" ({one_line(one.organisation)})" if one.organisation else ""
        yield f"  “{one_line(one.title)}”{organisation}"
    for check in one.checks:
        mark = "" if check.fine else Cell("", "yellow").styled("look: ")
        yield f"  {mark}{check.rule}: {one_line(check.says)}"
    for finding in one.findings:
        if finding.level == "error":
            yield f"  {Cell('', 'red').styled('error')}: line {finding.line}: {one_line(finding.message)}"


def _shape(one: Submission) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "subtitle": one.subtitle,
        "authors": [author.name for author in one.authors],
        "organisation": one.organisation,
        "themes": list(one.themes),
        "url": one.url,
        "received": None if one.received is None else one.received.isoformat(),
        "status": None if one.status is None else one.status.value,
        "approved_by": one.approved_by,
        "accepted_late_by": one.accepted_late_by,
        "promoted": one.promoted,
        "checks": [{"rule": check.rule, "says": check.says, "fine": check.fine} for check in one.checks],
        "findings": [
            {"line": finding.line, "level": finding.level.value, "code": finding.code, "message": finding.message}
            for finding in one.findings
        ],
    }
