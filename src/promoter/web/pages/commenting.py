"""Comments on a post: what people remark for each other, and marking it as settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.errors import UsageProblem
from promoter.people.comments import comment, comments, settle_comment, unsettle_comment
from promoter.web.access import Need, deed
from promoter.web.pages.post import on_post

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection
    from starlette.responses import Response

    from promoter.web.visit import Visit


def put(visit: Visit) -> Response:
    """A comment may be put on a post however it stands, so it names no version."""

    def deed(conn: Connection, key: str) -> str:
        comment(conn, key, visit.asked("comment"), who=visit.who, now=visit.now)
        return "Your comment is there."

    return on_post(visit, deed, as_seen=False)


def settle(visit: Visit) -> Response:
    return _mark(visit, settle_comment, "Marked as settled.")


def unsettle(visit: Visit) -> Response:
    return _mark(visit, unsettle_comment, "The comment is open again.")


def _mark(visit: Visit, mark: Callable[..., object], said: str) -> Response:
    def deed(conn: Connection, key: str) -> str:
        number = visit.request.path_params["number"]
        if number not in {one.id for one in comments(conn, key)}:
            raise UsageProblem("This comment is not on this post.")
        mark(conn, number, who=visit.who, now=visit.now)
        return said

    return on_post(visit, deed, as_seen=False)


ROUTES = [
    deed("/posts/{key:path}/comment", put, Need.TO_BE_KNOWN),
    deed("/posts/{key:path}/comments/{number:int}/settle", settle, Need.TO_BE_KNOWN),
    deed("/posts/{key:path}/comments/{number:int}/unsettle", unsettle, Need.TO_BE_KNOWN),
]
