"""Pictures on X: brought by one request, described by another, and looked after while X works on them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from promoter.channels.answers import document
from promoter.channels.contract import Uploaded
from promoter.channels.uploading import MOST_BYTES, Stuck
from promoter.channels.x_answers import BY_STATUS, CAPPED, problem_in, reopens

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from promoter.channels.contract import Picture
    from promoter.channels.http import Answer
    from promoter.channels.uploading import Uploading
    from promoter.channels.x_answers import Problem

UPLOAD, METADATA = "/2/media/upload", "/2/media/metadata"
ALT_LIMIT = 1000
NAME = re.compile(r"[0-9]{1,19}")
#: How long X keeps a picture that no post brings, where it does not say: what it has always said.
KEPT = timedelta(hours=24)
LONGEST = 7 * 86400  #: seconds that X may name; beyond that it is a fault of the answer
TAKES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}

#: What an answer that is no success means for a picture, by status. All others may pass: it is tried again.
ADVICE: dict[int, str] = {
    **dict.fromkeys((300, 301, 302, 303, 304, 305, 307, 308, 404, 405), "Check the address set for X."),
    400: "X cannot use the picture as it is. Make another one and have the post approved again.",
    401: BY_STATUS[401].advice,
    402: BY_STATUS[402].advice,
    403: "X does not let the account bring pictures. Allow media.write for the app, then connect the account again.",
    413: "X finds the picture too large. Make it smaller and have the post approved again.",
    415: "X does not know this kind of picture. Make it a PNG or a JPEG and have the post approved again.",
    422: "X cannot use the picture as it is. Make another one and have the post approved again.",
}
#: Of these, what keeps all of the account's posts back, not pictures alone.
BLOCKING = frozenset({401, 402})


class Media:
    """The steps of bringing one picture. `request` makes a request of X with the account's keys."""

    def __init__(self, uploading: Uploading, request: Callable[..., Answer], quote: Callable[[Problem], str]) -> None:
        self._uploading = uploading
        self._request = request
        self._quote = quote

    def bring(self, picture: Picture, before: Uploaded | None) -> Uploaded:
        """The next step: the bytes, X's word that it is done with them, then the alt text."""
        has = self._upload(picture) if before is None else before
        if before is not None and before.working:
            has = self._state(before)
        return has if has.working else self._described(picture, has)

    def _upload(self, picture: Picture) -> Uploaded:
        ending = TAKES.get(picture.media_type)
        if ending is None or len(picture.content) > MOST_BYTES:
            raise Stuck(f"X takes PNG, JPEG, GIF and WebP of at most {MOST_BYTES // 10**6} MB, and this is none.")
        if len(picture.alt) > ALT_LIMIT:
            raise Stuck(f"its alt text has {len(picture.alt)} characters, more than {ALT_LIMIT}. Shorten it.")
        form = {"media_category": "tweet_gif" if ending == "gif" else "tweet_image"}
        files = {"media": (f"picture.{ending}", picture.content, picture.media_type)}
        answer = self._request("POST", UPLOAD, data=form, files=files)
        return self._read(answer)

    def _state(self, before: Uploaded) -> Uploaded:
        answer = self._request("GET", UPLOAD, params={"command": "STATUS", "media_id": before.network_id})
        if answer.status in {400, 404}:
            raise Stuck(f"X does not know it any more.{self._quote(problem_in(answer.body))}", gone=True)
        has = self._read(answer)
        if has.network_id != before.network_id:
            raise Stuck("X answered about another one.")
        return has

    def _read(self, answer: Answer) -> Uploaded:
        """What an answer about a picture says; X gives the same document to a new one and to a question."""
        data = document(answer.body).get("data")
        data = data if isinstance(data, dict) else {}
        name = data.get("id")
        if answer.status not in {200, 201, 202} or not isinstance(name, str) or not NAME.fullmatch(name):
            raise self._stuck(answer)
        seconds = data.get("expires_after_secs")
        kept = timedelta(seconds=seconds) if type(seconds) is int and 0 < seconds < LONGEST else KEPT
        has = Uploaded(network_id=name, ready=False, expires_at=self._now + kept)
        info = data.get("processing_info")
        state = info.get("state") if isinstance(info, dict) else None
        if state == "failed":
            raise Stuck("X could not make anything of it. Make another picture if it stays so.", gone=True)
        if not isinstance(info, dict) or state == "succeeded":
            return has
        after = info.get("check_after_secs")
        until = self._now + timedelta(seconds=after) if type(after) is int and 0 < after < LONGEST else None
        return replace(has, working=True, detail="X is still working on the picture.", until=until)

    def _described(self, picture: Picture, has: Uploaded) -> Uploaded:
        told = {"id": has.network_id, "metadata": {"alt_text": {"text": picture.alt[:ALT_LIMIT]}}}
        try:
            answer = self._request("POST", METADATA, json=told)
            if answer.status not in {200, 201, 204}:
                raise self._stuck(answer)
        except Stuck as stuck:
            if stuck.why.blocked:
                raise
            # The bytes are there: only the words for them are brought again.
            detail = f"X has the picture, but not its alt text: {stuck.why.detail}"
            return replace(has, ready=False, detail=detail, until=stuck.why.until)
        return replace(has, ready=True, alt_set=True, detail="", until=None)

    def _stuck(self, answer: Answer) -> Stuck:
        problem = problem_in(answer.body)
        quote = self._quote(problem)
        if answer.status == 429 and not problem.is_a(CAPPED):
            again = reopens(answer.headers, self._now)
            return Stuck(f"X has had enough requests for now.{quote}", again)
        capped = answer.status in {403, 429} and problem.is_a(CAPPED)
        advice = CAPPED.advice if capped else ADVICE.get(answer.status, "It is tried again.")
        said = (
            "its answer does not have the form that we know" if answer.status < 300 else f"it answered {answer.status}"
        )
        blocked = capped or answer.status in BLOCKING
        return Stuck(f"{said}. {advice}{quote}", blocked=blocked, status=answer.status)

    @property
    def _now(self) -> datetime:
        return self._uploading.now
