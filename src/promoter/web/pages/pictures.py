"""The pictures of posts, to see and to save, and the words for those who cannot see them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from starlette.responses import Response

from promoter import approval
from promoter.errors import NotPossible, NotThere, PromoterError
from promoter.ledger.campaigns import get_campaign
from promoter.ledger.queue import get_post
from promoter.pictures.headers import kind_of
from promoter.pictures.store import read_picture
from promoter.web.access import deed, page
from promoter.web.pages.post import on_post

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from promoter.posts.model import Media
    from promoter.web.visit import Visit

_NOTHING_ELSE = "default-src 'none'"  # whatever a browser might find in a picture, it loads and runs nothing for it
_KEPT = "private, max-age=600"  # the address changes with the picture


def show(visit: Visit) -> Response:
    """A post's picture as it was offered for approval, as what its own bytes say it is; with ?save, to be kept as a file."""
    with visit.wiring.ledger.read() as conn:
        post = get_post(conn, visit.path["key"])
        folder = Path(get_campaign(conn, post.campaign).folder)
    number = int(visit.path["number"])
    if not 1 <= number <= len(post.said.media):
        raise NotThere("The post has no such picture.")
    name = f"{post.blog or f'{post.day}-{post.kind}'}-{post.channel}" if "save" in visit.query else None
    return handed_out(folder, post.said.media[number - 1], save_as=name)


def handed_out(folder: Path, medium: Media, *, save_as: str | None = None) -> Response:
    """A picture of a post, made sure to be the one that was offered, or `NotPossible`."""
    try:
        content = read_picture(folder, medium)
    except PromoterError as problem:
        raise NotPossible(f"The picture cannot be shown: {problem}") from None
    return as_it_is(content, save_as=save_as)


def as_it_is(content: bytes, *, save_as: str | None = None) -> Response:
    """A picture as what its own bytes say it is, or `NotPossible`."""
    kind = kind_of(content)
    if kind is None:
        raise NotPossible("The picture cannot be shown: its file is no picture.")
    headers = {"content-security-policy": _NOTHING_ELSE, "cache-control": _KEPT}
    if save_as is not None:
        headers["content-disposition"] = f'attachment; filename="{save_as}.{kind.ending}"'
    return Response(content, media_type=kind.media_type, headers=headers)


def describe(visit: Visit) -> Response:
    """Other words for the picture. They go out with it, so somebody else approves them."""

    def deed(conn: Connection, key: str) -> str:
        approval.describe(conn, key, visit.asked("alt"), who=visit.who, now=visit.now)
        return "Saved. Somebody else has to approve it now."

    return on_post(visit, deed)


ROUTES = [
    page("/posts/{key:path}/pictures/{number:int}", show),
    deed("/posts/{key:path}/describe", describe),
]
