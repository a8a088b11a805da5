"""`promoter comment` and `comments`: what people remark on posts, for each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from promoter.cli.acting import as_json, as_user, current_time, opened, somebody
from promoter.cli.terminal import one_line, say, say_json, when, wrap
from promoter.errors import UsageProblem

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from promoter.ledger.rows import Comment


@click.command("comment")
@click.argument("post")
@click.argument("text")
@as_user
def comment(*, post: str, text: str, user: str | None) -> None:
    """Remark something on a post. It holds nothing up; to send a post back, use promoter return.

    \b
      promoter comment smarter-state-2021/fix-the-address/x/blog "Is her title right?" --as vera@example.org
    """
    from promoter.people.comments import comment as put

    who = somebody(user)
    with opened() as ledger, ledger.write() as conn:
        said = put(conn, post, text, who=who, now=current_time())
    say(f"comment {said.id} is on {one_line(post)}; promoter comments {one_line(post)} --settle {said.id} settles it")


@click.command("comments")
@click.argument("post")
@click.option("--settle", type=int, metavar="NUMBER", help="Mark this comment as settled.")
@click.option("--reopen", type=int, metavar="NUMBER", help="Open a settled one again.")
@as_json
@as_user
def comments(*, post: str, settle: int | None, reopen: int | None, as_json: bool, user: str | None) -> None:
    """What people remarked on a post; with --settle or --reopen, after that.

    \b
      promoter comments smarter-state-2021/fix-the-address/x/blog --settle 3 --as amara@example.org
    """
    from promoter.ledger.campaigns import get_campaign
    from promoter.ledger.queue import get_post
    from promoter.people import comments as remarked

    with opened() as ledger:
        for number, deed in ((settle, remarked.settle_comment), (reopen, remarked.unsettle_comment)):
            if number is None:
                continue
            who = somebody(user)
            with ledger.write() as conn:
                if number not in {one.id for one in remarked.comments(conn, get_post(conn, post).key)}:
                    raise UsageProblem(f"there is no comment {number} on {post}")
                deed(conn, number, who=who, now=current_time())
        with ledger.read() as conn:
            found = remarked.comments(conn, get_post(conn, post).key)
            zone = get_campaign(conn, get_post(conn, post).campaign).settings.zone
    if as_json:
        say_json({"comments": [_shape(one) for one in found]})
    elif not found:
        say(f"Nobody has remarked anything on {one_line(post)}.")
    else:
        for one in found:
            _say_comment(one, zone)


def _say_comment(one: Comment, zone: ZoneInfo) -> None:
    settled = f", settled by {one.settled_by}" if one.settled else ""
    say(f"{one.id}  {one.by}, {when(one.at, zone)}{settled}")
    for line in wrap(one.text, 76):
        say(f"   {line}")


def _shape(one: Comment) -> dict[str, object]:
    return {
        "number": one.id,
        "version": one.version,
        "text": one.text,
        "by": one.by,
        "at": one.at.isoformat(),
        "settled_by": one.settled_by,
        "settled_at": one.settled_at.isoformat() if one.settled_at else None,
    }
