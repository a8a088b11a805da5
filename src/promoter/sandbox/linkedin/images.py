"""Pictures on the stand-in LinkedIn: a place that is given, bytes that are put there, and a state that changes with time."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from promoter.sandbox.linkedin import errors
from promoter.sandbox.linkedin.schema import ORGANISATION
from promoter.sandbox.pictures import Medium
from promoter.sandbox.wire import Answer, NetworkName, Refusal, json_answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promoter.sandbox.pictures import Gallery, Shown
    from promoter.sandbox.rules import Rules
    from promoter.sandbox.wire import Fate, Moment, Request

IMAGES, PLACES = "/rest/images", "/dms-uploads/"
KINDS = frozenset({"image/png", "image/jpeg", "image/gif"})
MOST_PIXELS = 36_152_320
LONGEST_ALT = 4086
PLACE_KEPT = timedelta(hours=1)  #: for so long bytes may be put there


class Images:
    """All pages' pictures. Where bytes are put is told by a name that nobody can guess."""

    def __init__(self, gallery: Gallery, rules: Rules) -> None:
        self._gallery = gallery
        self._rules = rules

    def initialise(self, request: Request, moment: Moment) -> Answer:
        if request.param("action") != "initializeUpload":
            raise Refusal(errors.error(400, "ILLEGAL_ARGUMENT", "Give action=initializeUpload"))
        try:
            body = request.document()
        except ValueError:
            raise Refusal(errors.error(400, "INVALID_JSON", "The body is not valid JSON")) from None
        match body:
            case {"initializeUploadRequest": {"owner": str(owner), **more}} if not more and len(body) == 1:
                pass
            case _:
                raise Refusal(errors.schema(["/initializeUploadRequest/owner :: field is required but not found"]))
        if not ORGANISATION.fullmatch(owner):
            raise Refusal(errors.bad_field("INVALID_URN_TYPE", "owner", "The owner is not the URN of an organization"))
        urn = self._free(moment)
        self._gallery.put(Medium(network=NetworkName.LINKEDIN, id=urn, account=owner, ends_at=moment.at + PLACE_KEPT))
        place = f"http://{request.headers.get('host', '')}{PLACES}{urn.rpartition(':')[2]}"
        ends = int((moment.theirs + PLACE_KEPT).timestamp() * 1000)
        return json_answer(200, {"value": {"uploadUrlExpiresAt": ends, "uploadUrl": place, "image": urn}})

    def put(self, request: Request, moment: Moment, fate: Fate) -> Answer:
        """The bytes come. What they are is only looked at later, as LinkedIn does."""
        medium = self._find(f"urn:li:image:{unquote(request.path.removeprefix(PLACES))}")
        if medium is None:
            raise Refusal(errors.usual(404))
        if medium.ends_at is not None and moment.at >= medium.ends_at:
            raise Refusal(errors.bad_field("EXPIRED_UPLOAD_URL", "uploadUrl", "The upload URL has expired"))
        came = replace(medium, content=request.body)
        kind = came.kind
        unfit = kind is None or kind.media_type not in KINDS or kind.width * kind.height >= MOST_PIXELS
        self._gallery.put(
            replace(
                came, ready_at=moment.at + self._rules.linkedin_works_on_pictures + fate.lag,
                ends_at=moment.at if fate.forgotten else None, failed=fate.failed or unfit,
                keeps_alt=not fate.without_alt,
            )
        )  # fmt: skip
        return Answer(201)

    def show(self, urn: str, moment: Moment) -> Answer:
        medium = self._find(urn)
        if medium is None:
            return errors.usual(404)
        return json_answer(200, {"id": medium.id, "owner": medium.account, "status": _state(medium, moment)})

    def owner(self, urn: str) -> str | None:
        medium = self._find(urn)
        return None if medium is None else medium.account

    def of_a_post(self, body: dict[str, Any], moment: Moment) -> tuple[Shown, ...]:
        """The pictures that a new post brings, if they are ready and the author's own."""
        return tuple(self._usable(*brought, body["author"], moment) for brought in _brought(body.get("content", {})))

    def _usable(self, urn: str, alt: str | None, author: str, moment: Moment) -> Shown:
        medium = self._find(urn)
        if medium is None or (medium.ready_at is not None and medium.ends_at is not None):
            raise Refusal(errors.bad_field("INVALID_IMAGE_ID", "content", f"The image {urn} is not valid"))
        if medium.account != author:
            raise Refusal(errors.error(403, "ACCESS_DENIED", f"Accessing this image resource is forbidden: {urn}"))
        state = _state(medium, moment)
        if state == "PROCESSING_FAILED":
            raise Refusal(errors.bad_field("MEDIA_ASSET_PROCESSING_FAILED", "content", f"Processing {urn} failed"))
        if state != "AVAILABLE":
            raise Refusal(errors.bad_field("MEDIA_ASSET_WAITING_UPLOAD", "content", f"{urn} is waiting for its upload"))
        return medium.shown(alt if medium.keeps_alt else None)

    def _find(self, urn: str) -> Medium | None:
        return self._gallery.find(NetworkName.LINKEDIN, urn)

    def _free(self, moment: Moment) -> str:
        number = 0
        while True:
            seed = hashlib.sha256(f"{moment.theirs.isoformat()} {number}".encode()).digest()[:12]
            urn = f"urn:li:image:D4E10{base64.urlsafe_b64encode(seed).decode()}"
            if self._find(urn) is None:
                return urn
            number += 1


def _brought(content: dict[str, Any]) -> Iterator[tuple[str, str | None]]:
    """The URN and the alt text of each picture of a post; a thumbnail has none."""
    several = content.get("multiImage", {}).get("images", [])
    if content.get("multiImage") is not None and not (2 <= len(several) <= 20):
        raise Refusal(errors.bad_field("INVALID_VALUE_FOR_FIELD", "content/multiImage", "2 to 20 images"))
    for image in (*([content["media"]] if "media" in content else []), *several):
        if not isinstance(image, dict) or not isinstance(image.get("id"), str):
            raise Refusal(errors.schema(["/content/multiImage/images :: cannot be coerced"]))
        alt = image.get("altText")
        if alt is not None and len(alt) > LONGEST_ALT:
            raise Refusal(errors.bad_field("FIELD_LENGTH_TOO_LONG", "altText", "altText is too long"))
        yield image["id"], alt
    if (thumbnail := content.get("article", {}).get("thumbnail")) is not None:
        yield thumbnail, None


def _state(medium: Medium, moment: Moment) -> str:
    if medium.ready_at is None:
        return "WAITING_UPLOAD"
    if moment.at < medium.ready_at:
        return "PROCESSING"
    return "PROCESSING_FAILED" if medium.failed else "AVAILABLE"
