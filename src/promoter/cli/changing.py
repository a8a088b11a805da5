"""`promoter edit`, `move` and `write`: what a post says and when, by people; somebody else approves it then."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from promoter.campaign.model import ChannelName
from promoter.cli.acting import as_json, as_user, campaign_named, current_time, opened, somebody
from promoter.cli.moments import moment
from promoter.cli.telling import seen_ahead, tell, tell_next, warn
from promoter.cli.terminal import say_json
from promoter.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from sqlalchemy import Connection

    from promoter.ledger.database import Ledger
    from promoter.ledger.rows import PostRow
    from promoter.posts.model import Remark


@click.command("edit")
@click.argument("post")
@click.option("--text", help="The new words, as people will read them.")
@click.option(
    "--file",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="A file that holds the new words; - is standard input.",
)
@click.option("--alt", help="Other words for the post's picture, for those who cannot see it.")
@click.option("--keep", is_flag=True, help="The files changed under an edit: keep the edited words.")
@click.option("--composed", is_flag=True, help="The files changed under an edit: take the files' words.")
@as_user
def edit(
    *, post: str, text: str | None, file: Path | None, alt: str | None, keep: bool, composed: bool, user: str | None
) -> None:
    """Change a post's words, or those that describe its picture. It waits for approval again, by somebody else.

    \b
      promoter edit smarter-state-2021/fix-the-address/x/blog --file words.txt --as amara@example.org
    """
    from promoter import approval

    who = somebody(user)
    if sum((text is not None, file is not None, alt is not None, keep, composed)) != 1:
        raise UsageProblem(
            "say the new words with one of --text, --file and --alt, or choose with one of --keep and --composed"
        )
    words = _words_in(file) if file is not None else text
    with opened() as ledger:
        with ledger.write() as conn:
            if alt is not None:
                after = approval.describe(conn, post, alt, who=who, now=current_time())
            elif words is not None:
                after = approval.edit(conn, post, words, who=who, now=current_time())
            else:
                after = approval.choose(conn, post, "edited" if keep else "files", who=who, now=current_time())
        chosen = "edited words kept" if keep else "the files' words taken"
        tell(ledger, after, "picture described" if alt is not None else "edited" if words is not None else chosen)
        tell_next(after)


@click.command("move")
@click.argument("post")
@click.option(
    "--to",
    required=True,
    metavar="ISO",
    help="The new time, such as 2021-09-13T10:45, on the campaign's clocks unless it has an offset.",
)
@as_user
@as_json
def move(*, post: str, to: str, user: str | None, as_json: bool) -> None:
    """Give a post another time, and with it another day if need be. It waits for approval again, by somebody else.

    An odd hour, a near neighbour or a full day is said and does not keep you from it.

    \b
      promoter move smarter-state-2021/fix-the-address/x/blog --to 2021-09-16T11:45 --as amara@example.org
    """
    from promoter import approval
    from promoter.ledger.queue import get_post

    who = somebody(user)
    with opened() as ledger:
        with ledger.write() as conn:
            at = moment(to, _zone(conn, get_post(conn, post).campaign))
            after = approval.move(conn, post, at, who=who, now=current_time())
            odd = (*approval.remarks_on_time(conn, after), *seen_ahead(conn, [after]))
        _tell_timed(ledger, after, "moved", odd, as_json=as_json)


@click.command("write")
@click.argument("campaign", callback=campaign_named)
@click.option(
    "--channel", required=True, type=click.Choice([one.value for one in ChannelName]), help="Where it is said."
)
@click.option(
    "--at",
    required=True,
    metavar="ISO",
    help="When, such as 2021-09-17T16:30, on the campaign's clocks unless it has an offset.",
)
@click.option("--text", required=True, help="The words, as people will read them.")
@as_user
@as_json
def write(*, campaign: str, channel: str, at: str, text: str, user: str | None, as_json: bool) -> None:
    """Write a post of your own: thanks, a correction, a cancellation. It waits for approval like any other.

    \b
      promoter write smarter-state-2021 --channel x --at 2021-09-17T16:30 --as amara@example.org \\
        --text "Friday's third blog comes on Monday. #techUKSmarterState"
    """
    from promoter import approval

    who = somebody(user)
    with opened() as ledger:
        with ledger.write() as conn:
            time = moment(at, _zone(conn, campaign))
            after = approval.write(conn, campaign, ChannelName(channel), time, text, who=who, now=current_time())
            odd = (*approval.remarks_on_time(conn, after), *seen_ahead(conn, [after]))
        _tell_timed(ledger, after, "written", odd, as_json=as_json)


def _tell_timed(ledger: Ledger, post: PostRow, deed: str, odd: Sequence[Remark], *, as_json: bool) -> None:
    """The deed, what is odd about the time that somebody chose for it, and what may keep the post from going out then."""
    from promoter.reporting.record import post_json

    if as_json:
        with ledger.read() as conn:
            zone = _zone(conn, post.campaign)
        say_json(post_json(replace(post, warnings=(*post.warnings, *odd)), zone))
    tell(ledger, post, deed, err=as_json)
    for remark in odd:
        warn(remark.message)
    tell_next(post, err=as_json)


def _zone(conn: Connection, campaign: str) -> ZoneInfo:
    from promoter.ledger.campaigns import get_campaign

    return get_campaign(conn, campaign).settings.zone


def _words_in(file: Path) -> str:
    source = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageProblem(f"{file} is not UTF-8 text; save it as UTF-8 and try again") from None
