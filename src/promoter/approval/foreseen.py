"""What would keep a post from going out at its time, as far as it can be seen beforehand: said to whoever decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.approval.outlasting import remarks_on_ends
from promoter.campaign.links import host, may_live_at
from promoter.ledger.campaigns import get_campaign
from promoter.posts.lifecycle import Status
from promoter.posts.model import Remark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from promoter.ledger.rows import PostRow

_TO_COME = frozenset({Status.PENDING, Status.APPROVED, Status.FAILED})


def foreseen(
    conn: Connection, post: PostRow, *, version_ends: datetime | None = None, page_check: bool = True
) -> tuple[Remark, ...]:
    """What ends before the post is due, and whether its link leads where blogs may not be.

    `version_ends` is when LinkedIn stops serving the version that the settings name; `page_check`: pages are looked at
    before their posts go out.
    """
    if post.status not in _TO_COME:
        return ()
    hosts = get_campaign(conn, post.campaign).settings.rules.hosts
    return (*remarks_on_ends(conn, post, version_ends=version_ends), *_on_host(post, hosts, page_check))


def leads_elsewhere(post: PostRow, hosts: Sequence[str]) -> bool:
    """Does a blog's post lead to none of the hosts of its week? The week's own page and the event's may be anywhere."""
    return post.blog is not None and post.said.link is not None and not may_live_at(post.said.link, tuple(hosts))


def _on_host(post: PostRow, hosts: Sequence[str], page_check: bool) -> Iterator[Remark]:
    if not leads_elsewhere(post, hosts):
        return
    then = (
        ": it would be held when its time comes"
        if page_check
        else ", and pages are not checked here: it would go out there all the same"
    )
    yield Remark(
        "host_not_named",
        f"{post.key} leads to {host(post.said.link or '')}, which the week does not name among its hosts{then}. "
        "Add the host on the page Facts, or change the address.",
    )
