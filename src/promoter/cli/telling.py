"""What is told once something was decided: which post, how it stands, and whose turn it is now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.cli.terminal import Cell, one_line, say, when
from promoter.posts.lifecycle import Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from promoter.ledger.database import Ledger
    from promoter.ledger.rows import PostRow
    from promoter.posts.model import Remark

SHORT_DIGEST = 12  # hexadecimal digits: what `approve` asks for at least


def tell(ledger: Ledger, post: PostRow, deed: str, *, err: bool = False) -> None:
    """The deed and the post, in one line. Called after the commit: what is told has happened."""
    from promoter.ledger.campaigns import get_campaign

    with ledger.read() as conn:
        zone = get_campaign(conn, post.campaign).settings.zone
    say(f"{one_line(deed)}: {one_line(post.key)}, {when(post.at, zone)}", err=err)


def tell_next(post: PostRow, *, err: bool = False) -> None:
    """What a person, or rather another one, has to do now."""
    for remark in post.warnings:
        say(f"look: {one_line(remark.message)}", err=err)
    if post.hold_reason:
        say(f"not ready yet: {one_line(post.hold_reason)}", err=err)
    elif post.status is Status.PENDING:
        say(f"it waits for somebody else's approval: promoter approve {named_with_digest(post)} --as USER", err=err)


def ends_before(conn: Connection, posts: Iterable[PostRow]) -> tuple[Remark, ...]:
    """What ends before the posts are due, each once."""
    from promoter import bootstrap
    from promoter.approval import remarks_on_ends

    version_ends = bootstrap.linkedin_version_ends(bootstrap.load_settings())
    found = (one for post in posts for one in remarks_on_ends(conn, post, version_ends=version_ends))
    return tuple(dict.fromkeys(found))


def seen_ahead(conn: Connection, posts: Iterable[PostRow]) -> tuple[Remark, ...]:
    """What would keep the posts from going out at their times, by these settings; what is so of many is said once."""
    from promoter import bootstrap
    from promoter.approval import foreseen

    settings = bootstrap.load_settings()
    ends, checked = bootstrap.linkedin_version_ends(settings), settings.page_check == "on"
    found = (one for post in posts for one in foreseen(conn, post, version_ends=ends, page_check=checked))
    return tuple(dict.fromkeys(found))


def warn(message: str, *, err: bool = True) -> None:
    """Something that a person should look at; nothing was refused for it."""
    say(f"{Cell('', 'yellow').styled('warning')}: {one_line(message)}", err=err)


def named_with_digest(post: PostRow) -> str:
    """The post as `approve` takes it, with the digest of its words as they are now."""
    return f"{one_line(post.key)}@{post.digest.removeprefix('sha256:')[:SHORT_DIGEST]}"
