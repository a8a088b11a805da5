"""A post as LinkedIn's interface shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from promoter.sandbox.linkedin import little_text
from promoter.sandbox.record import millis

if TYPE_CHECKING:
    from promoter.sandbox.record import StoredPost


def element(stored: StoredPost) -> dict[str, Any]:
    """A post as reads give it. The whole text comes back, even where members see only its beginning."""
    created = millis(stored.post.created_at)
    times = {"createdAt": created, "publishedAt": created, "lastModifiedAt": created}
    body = {"isReshareDisabledByAuthor": False, **_with_what_is_kept(stored)}
    echo = little_text.read(stored.post.raw).echo
    return {
        "id": stored.post.id,
        **body,
        "commentary": echo,
        **times,
        "lifecycleStateInfo": {"isEditedByAuthor": False},
    }


def _with_what_is_kept(stored: StoredPost) -> dict[str, Any]:
    """What was sent, with the alt text of its picture as LinkedIn has it."""
    content = stored.body.get("content", {})
    if "media" not in content:
        return stored.body
    (picture,) = stored.post.pictures
    kept = {name: value for name, value in content["media"].items() if name != "altText"}
    told = {} if picture.alt is None else {"altText": picture.alt}
    return {**stored.body, "content": {"media": kept | told}}
