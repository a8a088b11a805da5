"""Pictures on the stand-in X: taken in one request, described in another, and known for a day."""

from __future__ import annotations

import base64
import binascii
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from promoter.sandbox.pictures import Medium, kind_of
from promoter.sandbox.wire import Answer, NetworkName, Refusal, json_answer
from promoter.sandbox.x import problems

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promoter.sandbox.pictures import Gallery, Shown
    from promoter.sandbox.wire import Fate, Moment, Request

KEPT = timedelta(hours=24)
LARGEST = {"tweet_image": 5_000_000, "tweet_gif": 15_000_000}
KINDS = {
    "tweet_image": frozenset({"image/png", "image/jpeg", "image/webp"}),
    "tweet_gif": frozenset({"image/gif"}),
}
LONGEST_ALT = 1000
MOST = 4  # pictures of a post
NOT_VALID = "Your media IDs are invalid."


class Media:
    """All accounts' pictures; each belongs to the account that brought it."""

    def __init__(self, gallery: Gallery) -> None:
        self._gallery = gallery

    def upload(self, request: Request, account: str, moment: Moment, fate: Fate) -> Answer:
        category, content = _form(request)
        kind = kind_of(content)
        if category not in KINDS:
            raise _invalid(f"media_category [{category}] is not one that the sandbox plays", "media_category")
        if kind is None or kind.media_type not in KINDS[category]:
            raise _invalid("The media type is unrecognized.", "media")
        if len(content) > LARGEST[category]:
            raise Refusal(problems.problem(413, "The media is too large.", title="Payload Too Large"))
        medium = Medium(
            network=NetworkName.X,
            id=str(self._free(moment)),
            account=account,
            content=content,
            ready_at=moment.at + fate.lag,
            ends_at=moment.at + (timedelta() if fate.forgotten else KEPT),
            failed=fate.failed,
            keeps_alt=not fate.without_alt,
        )
        self._gallery.put(medium)
        return self._about(medium, moment, busy=bool(fate.lag) or fate.failed)

    def status(self, request: Request, account: str, moment: Moment) -> Answer:
        if request.param("command") != "STATUS":
            raise _invalid("command is STATUS", "command")
        medium = self._of(account, request.param("media_id") or "")
        if medium is None:
            raise Refusal(problems.problem(404, "The media was not found."))
        busy = medium.ready_at is not None and moment.at < medium.ready_at
        return self._about(medium, moment, busy=busy)

    def describe(self, request: Request, account: str) -> Answer:
        body = _document(request)
        match body:
            case {"id": str(name), "metadata": {"alt_text": {"text": str(alt)}}} if body.keys() == {"id", "metadata"}:
                medium = self._of(account, name)
            case _:
                raise _invalid("$: the body does not fit the schema", "metadata")
        if medium is None:
            raise _invalid(NOT_VALID, "id")
        if not 1 <= len(alt) <= LONGEST_ALT:
            raise _invalid(f"alt_text has 1 to {LONGEST_ALT} characters", "metadata.alt_text.text")
        self._gallery.describe(medium, alt)
        told = {"id": name, "associated_metadata": {"alt_text": {"text": alt}}}
        return json_answer(200, {"data": told})

    def of_a_post(self, body: dict[str, Any], account: str, moment: Moment) -> tuple[Shown, ...]:
        """The pictures that a new post brings, if X knows them all."""
        names = body.get("media", {}).get("media_ids", [])
        found = [self._of(account, name) for name in names]
        for name, medium in zip(names, found, strict=True):
            if medium is None or not _usable(medium, moment):
                raise Refusal(problems.invalid((NOT_VALID, {"media.media_ids": [name]})))
        return tuple(medium.shown(medium.alt) for medium in found if medium is not None)

    def _of(self, account: str, name: str) -> Medium | None:
        medium = self._gallery.find(NetworkName.X, name)
        return medium if medium is not None and medium.account == account else None

    def _free(self, moment: Moment) -> int:
        number = int(moment.theirs.timestamp() * 1000) << 20
        while self._gallery.find(NetworkName.X, str(number)) is not None:
            number += 1
        return number

    def _about(self, medium: Medium, moment: Moment, *, busy: bool) -> Answer:
        data: dict[str, Any] = {"id": medium.id, "media_key": f"3_{medium.id}", "size": len(medium.content or b"")}
        if medium.ends_at is not None:
            data["expires_after_secs"] = max(
                int((medium.ends_at - moment.at).total_seconds()), int(KEPT.total_seconds())
            )
        if busy:
            data["processing_info"] = {"state": "in_progress", "check_after_secs": 2, "progress_percent": 50}
        elif medium.failed:
            error = {"code": 1, "name": "InvalidMedia", "message": "The media could not be processed."}
            data["processing_info"] = {"state": "failed", "error": error}
        elif medium.kind is not None:
            data["image"] = {"image_type": medium.kind.media_type, "w": medium.kind.width, "h": medium.kind.height}
        return json_answer(200, {"data": data})


def is_ids(value: object) -> bool:
    """Is this what X takes as the media of a post?"""
    names = value.get("media_ids") if isinstance(value, dict) and value.keys() == {"media_ids"} else None
    return isinstance(names, list) and 1 <= len(names) <= MOST and all(isinstance(name, str) for name in names)


def _usable(medium: Medium, moment: Moment) -> bool:
    ready = medium.ready_at is not None and medium.ready_at <= moment.at
    return ready and not medium.failed and medium.ends_at is not None and moment.at < medium.ends_at


def _form(request: Request) -> tuple[str, bytes]:
    """Category and bytes, from a form of several parts or from JSON with base64."""
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        body = _document(request)
        try:
            return str(body.get("media_category", "")), base64.b64decode(str(body.get("media", "")), validate=True)
        except binascii.Error:
            raise _invalid("media is not base64", "media") from None
    if not kind.startswith("multipart/form-data"):
        raise Refusal(problems.problem(415, "The body is a form or JSON.", title="Unsupported Media Type"))
    parts = dict(_parts(kind, request.body))
    return parts.get("media_category", b"").decode(errors="replace"), parts.get("media", b"")


def _parts(kind: str, body: bytes) -> Iterator[tuple[str, bytes]]:
    """The parts of a form by their names, byte for byte."""
    boundary = re.search(r'boundary="?([^";]+)', kind)
    if boundary is None:
        raise _invalid("the form has no boundary", "body")
    for part in body.split(b"--" + boundary[1].encode())[1:]:
        head, _, content = part.partition(b"\r\n\r\n")
        name = re.search(rb'\bname="([^"]*)"', head)
        if name is not None:
            yield name[1].decode(errors="replace"), content.removesuffix(b"\r\n")


def _document(request: Request) -> dict[str, Any]:
    try:
        body = request.document()
    except ValueError:
        raise _invalid("The body is not valid JSON.", "body") from None
    return body if isinstance(body, dict) else {}


def _invalid(message: str, name: str) -> Refusal:
    return Refusal(problems.invalid((message, {name: []})))
