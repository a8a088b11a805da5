"""A person says whether a post went out: where nobody else can tell, or because they posted it by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter import approval
from promoter.errors import NotPossible, UsageProblem
from promoter.ledger.queue import get_post
from promoter.reporting.peoples_words import told
from promoter.web.access import deed
from promoter.web.pages import attention, by_hand
from promoter.web.pages import post as post_page
from promoter.web.pages.attention import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection
    from starlette.responses import Response

    from promoter.ledger.rows import PostRow
    from promoter.web.visit import Visit


def sent(visit: Visit) -> Response:
    """It is out, at the address that the person gives."""

    def settle(conn: Connection, post: PostRow) -> str:
        address = visit.asked("url").strip()
        if not address:
            raise UsageProblem("Give the address of the post, so that the record says where it is.")
        approval.resolve_sent(conn, post.key, address, who=visit.who, now=visit.now)
        return f"On record: it is out on {post.channel.shown}."

    return _do(visit, settle)


def not_sent(visit: Visit) -> Response:
    """The person looked, and it is not out."""

    def settle(conn: Connection, post: PostRow) -> str:
        if visit.form.get("looked") != "yes":
            raise NotPossible(
                f"Look on {post.channel.shown} first, and say so with a tick: otherwise it could go out twice."
            )
        approval.resolve_not_sent(conn, post.key, who=visit.who, now=visit.now)
        return "On record: it did not go out. It waits for approval again."

    return _do(visit, settle)


def _do(visit: Visit, settle: Callable[[Connection, PostRow], str]) -> Response:
    """Settle the post as it was on the screen, and show the page again on which it stood."""
    key = visit.path["key"]
    with visit.wiring.ledger.read() as conn:
        post = get_post(conn, key)
    try:
        with visit.wiring.ledger.write() as conn:
            post = get_post(conn, key, lock=True)
            post_page.require_as_seen(post, visit.asked("version"))
            said = settle(conn, post)
    except (NotPossible, UsageProblem) as problem:
        return _again(visit, Refusal(key, told(str(problem), post), visit.form.get("url", "")))
    return visit.back(said, otherwise="/attention")


def _again(visit: Visit, refused: Refusal) -> Response:
    came_from = visit.form.get("next", "")
    if came_from.startswith("/posts/"):
        return post_page.show(visit, refused=refused.why, status=409)
    shown = by_hand.show if came_from.startswith("/by-hand") else attention.show
    return shown(visit, refused=refused, status=409)


ROUTES = [
    deed("/posts/{key:path}/sent", sent),
    deed("/posts/{key:path}/not-sent", not_sent),
]
