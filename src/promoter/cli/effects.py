"""What changes to many posts share on the command line: to look first, to do it then, and to tell what it came to."""

from __future__ import annotations

from dataclasses import replace
from difflib import ndiff
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from promoter.cli.acting import as_json, as_user, current_time, opened
from promoter.cli.telling import ends_before, warn
from promoter.cli.terminal import one_line, say, say_json, when

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from promoter.editing import Change, Effect, Left
    from promoter.ledger.rows import PostRow

Command = TypeVar("Command", bound="Callable[..., object]")


def folder_named(_ctx: click.Context, _param: click.Parameter, typed: str) -> Path:
    """What click calls for a campaign's folder: its name under schedules/, or any path to it."""
    from promoter.campaign.loading import find_folder

    return find_folder(typed, start=Path.cwd())


def looking_first(command: Command) -> Command:
    """Let a command be told who acts, to change nothing, and to print JSON."""
    dry_run = click.option("--dry-run", is_flag=True, help="Show what it would change, and change nothing.")
    return dry_run(as_user(as_json(command)))


def do(plan: Callable[[Connection, datetime], Effect], *, dry_run: bool, as_json: bool) -> None:
    """Plan and do it at one moment, so that nothing can come in between; or only show it."""
    from promoter import editing

    now = current_time()
    with opened() as ledger:
        if dry_run:
            with ledger.read() as conn:
                effect = plan(conn, now)
        else:
            effect = editing.do(ledger, lambda conn: plan(conn, now), now=now)
        with ledger.read() as conn:
            ends = ends_before(conn, (change.after for change in effect.changes if change.timed))
    effect = replace(effect, warnings=(*effect.warnings, *(one.message for one in ends)))
    if as_json:
        say_json(_shape(effect, done=not dry_run))
    for line in _lines(effect, done=not dry_run):
        say(line, err=as_json)
    for finding in effect.findings:
        warn(f"{Path(finding.file).name}, line {finding.line}: {finding.message}")
    for message in effect.warnings:
        warn(message)


def _lines(effect: Effect, *, done: bool) -> Iterator[str]:
    count = len(effect.changes)
    ended = len(effect.voids)
    posts = (
        "no post changes" if not count else f"{count} post{'' if count == 1 else 's'} change{'s' if count == 1 else ''}"
    )
    voids = f", {ended} of them had been approved" if ended else ""
    yield f"{one_line(effect.says)}{'' if done else ' (nothing was changed yet)'}: {posts}{voids}."
    for name in effect.files:
        yield f"  {'written' if done else 'would be written'}: {effect.campaign}/{one_line(name)}"
    for change in effect.changes:
        yield from _change(change, effect)
    for title, left in (("These stay as they are:", effect.stays), ("These are out already:", effect.out)):
        if left:
            yield title
            yield from (_left(one) for one in left)
    if done and any(change.after.status == "pending" for change in effect.changes):
        yield "They wait for somebody else's approval: promoter approve --all --campaign " + effect.campaign


def _change(change: Change, effect: Effect) -> Iterator[str]:
    after, time = change.after, when(change.after.at, effect.zone)
    if change.taken_out:
        yield f"  taken out: {one_line(change.key)} ({one_line(after.reason or '')})"
    elif change.new or change.before is None:
        yield f"  put in: {one_line(change.key)}, {time}"
    elif change.retimed:
        yield f"  moved: {one_line(change.key)}, {when(change.before.at, effect.zone)} -> {time}"
    else:
        yield f"  changed: {one_line(change.key)}, {time}"
    if change.reworded and change.before is not None:
        yield from (f"    {line}" for line in _difference(change.before, after))
    if change.voids:
        yield f"    no longer approved by {', '.join(change.voids)}"
    if after.hold_reason and not change.taken_out:
        yield f"    not ready: {one_line(after.hold_reason)}"
    yield from (f"    look: {one_line(remark.message)}" for remark in change.remarks)


def _difference(before: PostRow, after: PostRow) -> Iterator[str]:
    """The lines that go and those that come."""
    compared = ndiff(before.said.text.splitlines(), after.said.text.splitlines())
    yield from (one_line(line) for line in compared if line.startswith(("- ", "+ ")) and line[2:].strip())


def _left(one: Left) -> str:
    where = f" {one_line(one.post.url)}" if one.post.url else ""
    return f"  {one_line(one.post.key)}:{where} {one_line(one.reason)}"


def _shape(effect: Effect, *, done: bool) -> dict[str, Any]:
    return {
        "campaign": effect.campaign,
        "done": done,
        "says": effect.says,
        "files": list(effect.files),
        "posts": [
            {
                "key": change.key,
                "before": change.before and _stand(change.before, effect),
                "after": _stand(change.after, effect),
                "no_longer_approved_by": list(change.voids),
                "warnings": [{"code": remark.code, "message": remark.message} for remark in change.remarks],
            }
            for change in effect.changes
        ],
        "stays": [{"key": one.post.key, "reason": one.reason} for one in effect.stays],
        "out": [{"key": one.post.key, "url": one.post.url, "reason": one.reason} for one in effect.out],
        "findings": [finding.message for finding in effect.findings],
        "warnings": list(effect.warnings),
    }


def _stand(post: PostRow, effect: Effect) -> dict[str, Any]:
    return {
        "status": post.status.value,
        "day": post.day.isoformat(),
        "at": post.at.astimezone(effect.zone).isoformat(),
        "text": post.said.text,
        "digest": post.digest,
        "hold": post.hold,
    }
