"""Pictures on LinkedIn: a place for one is asked for, its bytes are put there, and LinkedIn is asked until it is done.

The place is an address that LinkedIn names, on another host than its interface. Our token goes there only if it is
LinkedIn's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import requests

from promoter.channels.answers import document, retry_after
from promoter.channels.contract import Uploaded
from promoter.channels.linkedin_answers import BY_STATUS, OUTDATED, codes_in, reopens
from promoter.channels.linkedin_posts import URN
from promoter.channels.uploading import MOST_BYTES, Stuck

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from promoter.channels.contract import Picture
    from promoter.channels.http import Answer
    from promoter.channels.linkedin import LinkedInAccount
    from promoter.channels.uploading import Uploading

IMAGES = "/rest/images"
ALT_LIMIT = 4086
TAKES = frozenset({"image/png", "image/jpeg", "image/gif"})
IMAGE = "urn:li:image:"
HOST = "linkedin.com"
AVAILABLE, FAILED = "AVAILABLE", "PROCESSING_FAILED"  #: before that it waits for the bytes, or works on them
WORKING = "LinkedIn is still working on the picture."

#: What an answer that is no success means for a picture, by status. All others may pass: it is tried again.
ADVICE: dict[int, str] = {
    **dict.fromkeys((301, 302, 303, 307, 308, 404, 405), "Check the address set for LinkedIn."),
    400: "LinkedIn cannot use the picture as it is. Make another one and have the post approved again.",
    401: BY_STATUS[401].advice,
    403: "LinkedIn does not let us bring pictures for this page: the right or the role on the page is gone. Connect the account again.",
    413: "LinkedIn finds the picture too large. Make it smaller and have the post approved again.",
    415: "LinkedIn does not know this kind of picture. Make it a PNG or a JPEG and have the post approved again.",
    422: "LinkedIn cannot use the picture as it is. Make another one and have the post approved again.",
    426: OUTDATED,
}
#: Of these, what keeps all of the page's posts back, not pictures alone.
BLOCKING = frozenset({401, 426})


def said_always(account: LinkedInAccount) -> dict[str, str]:
    """The headers of every request to LinkedIn's interface."""
    return {
        "Authorization": f"Bearer {account.access_token}",
        "LinkedIn-Version": account.version,
        "X-Restli-Protocol-Version": "2.0.0",
    }


class Images:
    """The steps of bringing one picture for one page."""

    def __init__(
        self, uploading: Uploading, account: LinkedInAccount, quote: Callable[[Mapping[str, Any]], str]
    ) -> None:
        self._uploading = uploading
        self._account = account
        self._quote = quote

    def bring(self, picture: Picture) -> Uploaded:
        """Ask for a place and put the bytes there. What LinkedIn makes of them is asked in the next step."""
        if picture.media_type not in TAKES or len(picture.content) > MOST_BYTES:
            raise Stuck(f"LinkedIn takes PNG, JPEG and GIF of at most {MOST_BYTES // 10**6} MB, and this is none.")
        if len(picture.alt) > ALT_LIMIT:
            raise Stuck(f"its alt text has {len(picture.alt)} characters, more than {ALT_LIMIT}. Shorten it.")
        address, urn = self._place()
        headers = {"Authorization": f"Bearer {self._account.access_token}", "Content-Type": picture.media_type}
        answer = self._uploading.send(requests.Request("PUT", address, headers=headers, data=picture.content))
        if answer.status not in {200, 201}:
            raise self._stuck(answer)
        return Uploaded(network_id=urn, ready=False, working=True, detail=WORKING)

    def look(self, before: Uploaded) -> Uploaded:
        """What LinkedIn makes of a picture that it has."""
        answer = self._ask("GET", f"/{quote(before.network_id, safe='')}")
        whole = document(answer.body)
        state = whole.get("status")
        if answer.status == 404:
            raise Stuck(f"LinkedIn does not know it any more.{self._quote(whole)}", gone=True)
        if answer.status != 200 or not isinstance(state, str):
            raise self._stuck(answer)
        if state == FAILED:
            raise Stuck("LinkedIn could not make anything of it. Make another picture if it stays so.", gone=True)
        if state == AVAILABLE:
            return Uploaded(network_id=before.network_id, ready=True)
        return Uploaded(network_id=before.network_id, ready=False, working=True, detail=WORKING)

    def _place(self) -> tuple[str, str]:
        asked = {"initializeUploadRequest": {"owner": self._account.organisation}}
        answer = self._ask("POST", params={"action": "initializeUpload"}, json=asked)
        value = document(answer.body).get("value")
        value = value if isinstance(value, dict) else {}
        address, urn = value.get("uploadUrl"), value.get("image")
        if answer.status != 200 or not isinstance(address, str) or not isinstance(urn, str):
            raise self._stuck(answer)
        if not urn.startswith(IMAGE) or not URN.fullmatch(urn):
            raise Stuck("LinkedIn gave it a name that is none.")
        if not self._is_linkedins(address):
            # The address is not told: whoever knows it may put something there.
            raise Stuck("LinkedIn named a place for it that is not LinkedIn's own. Nothing was sent there.")
        return address, urn

    def _is_linkedins(self, address: str) -> bool:
        """May our token go there? To LinkedIn's own hosts by a secure connection, or to where its interface is."""
        try:
            place, interface = urlsplit(address), urlsplit(self._account.api_url)
            same = (place.scheme, place.hostname, place.port) == (interface.scheme, interface.hostname, interface.port)
            known = place.scheme == "https" and place.port in {None, 443}
        except ValueError:
            return False
        host = place.hostname or ""
        if place.username is not None or place.password is not None or "\\" in address or not address.isprintable():
            return False
        return same or (known and (host == HOST or host.endswith(f".{HOST}")))

    def _ask(self, method: str, path: str = "", **parts: Any) -> Answer:
        address = self._account.api_url.rstrip("/") + IMAGES + path
        return self._uploading.send(requests.Request(method, address, headers=said_always(self._account), **parts))

    def _stuck(self, answer: Answer) -> Stuck:
        whole = document(answer.body)
        said = self._quote(whole)
        if answer.status == 429:
            again = reopens(answer, whole, self._uploading.now)
            return Stuck(f"LinkedIn has had enough requests for now.{said}", again)
        if answer.status < 300:
            return Stuck(f"its answer does not have the form that we know. It is tried again.{said}")
        outdated = answer.status == 400 and "VERSION_MISSING" in codes_in(whole)
        advice = OUTDATED if outdated else ADVICE.get(answer.status, "It is tried again.")
        again = retry_after(answer.headers, self._uploading.now)
        blocked = outdated or answer.status in BLOCKING
        return Stuck(f"it answered {answer.status}. {advice}{said}", again, blocked=blocked, status=answer.status)
