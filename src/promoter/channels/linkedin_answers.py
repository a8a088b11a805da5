"""What LinkedIn's answers mean: two tables by status and by code, and the waits that it asks for.

What neither of the tables lists is unclear.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from promoter.channels.answers import objects, retry_after
from promoter.clock import as_utc
from promoter.posts.outcome import Blocked, Later, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from promoter.channels.http import Answer

CONNECT = (
    "Put a new token into the settings, start the daemon again and run `promoter accounts unblock linkedin:default`."
)
CHANGE = "Change the post and have it approved again."
ADDRESS = "LinkedIn's interface was not found where we look for it. Check the address set for it, then have the post approved again."
OUTDATED = (
    "LinkedIn no longer knows the version of its interface that we use. Set a newer one (PROMOTER_LINKEDIN_VERSION)."
)


@dataclass(frozen=True, slots=True)
class Row:
    """What an answer means, and the advice that goes with it."""

    means: type[Refused | Later | Blocked]
    advice: str


#: Answers to POST /rest/posts by status. 201 and 429 are read further, and some codes (`BY_CODE`) come first.
BY_STATUS: dict[int, Row] = {
    400: Row(Refused, f"LinkedIn could not accept the post as it is written. {CHANGE}"),
    401: Row(Blocked, f"LinkedIn does not accept our token: it is wrong, withdrawn or expired. {CONNECT}"),
    403: Row(
        Blocked, f"LinkedIn does not let us post as this page: the right or the role on the page is gone. {CONNECT}"
    ),
    404: Row(Refused, ADDRESS),
    405: Row(Refused, ADDRESS),
    411: Row(Refused, f"LinkedIn could not read the post in the form it was sent. {CHANGE}"),
    413: Row(Refused, f"LinkedIn finds the post too large. {CHANGE}"),
    415: Row(Refused, f"LinkedIn could not read the post in the form it was sent. {CHANGE}"),
    422: Row(Refused, f"LinkedIn could not accept the post as it is written. {CHANGE}"),
    426: Row(Blocked, OUTDATED),
}

#: Where the code in the body says more than the status.
BY_CODE: dict[tuple[int, str], Row] = {
    (400, "VERSION_MISSING"): Row(Blocked, OUTDATED),
    (400, "MEDIA_ASSET_WAITING_UPLOAD"): Row(
        Later, "LinkedIn is still working on the picture; the post stays in the queue."
    ),
}

#: The codes by which LinkedIn says that a post's picture cannot be used, now or any more; the answer is a 400.
OF_PICTURES_GONE = frozenset({"MEDIA_ASSET_PROCESSING_FAILED", "EXPIRED_UPLOAD_URL", "INVALID_IMAGE_ID"})
PICTURES_ANEW = "LinkedIn cannot use the post's picture any more. It is brought to LinkedIn again, and then the post is tried again."

#: What to do about an answer that lets us see nothing, by status.
READING: dict[int, str] = {
    **dict.fromkeys((301, 302, 303, 307, 308, 404, 405), "If it stays so, check the address set for LinkedIn."),
    401: BY_STATUS[401].advice,
    403: "LinkedIn does not let us read the page's posts: the right (r_organization_social) or the role on the page is"
    f" missing. {CONNECT}",
    426: OUTDATED,
}


def codes_in(whole: Mapping[str, Any]) -> frozenset[str]:
    details = whole.get("errorDetails")
    inputs = objects(details.get("inputErrors")) if isinstance(details, dict) else []
    return frozenset(part["code"] for part in [whole, *inputs] if isinstance(part.get("code"), str))


def row_for(status: int, codes: frozenset[str]) -> Row | None:
    special = (BY_CODE[status, code] for code in sorted(codes) if (status, code) in BY_CODE)
    return next(special, None) or BY_STATUS.get(status)


def pictures_gone(status: int, whole: Mapping[str, Any]) -> bool:
    """Was a post refused only because of its picture?"""
    forbidden = status == 403 and "image resource" in str(whole.get("message"))
    return forbidden or (status == 400 and not codes_in(whole).isdisjoint(OF_PICTURES_GONE))


def reopens(answer: Answer, whole: Mapping[str, Any], now: datetime) -> datetime | None:
    """The day's allowance opens again at midnight UTC; of a shorter one LinkedIn says nothing, or Retry-After."""
    if re.search(r"\bDAY\b", str(whole.get("message"))):
        today = as_utc(now)
        return datetime.combine(today.date() + timedelta(days=1), time(), today.tzinfo)
    return retry_after(answer.headers, now)


def duplicate_of(whole: Mapping[str, Any]) -> str | None:
    """The URN of the post of which a refused one is a duplicate; empty if it is one and LinkedIn does not say of what."""
    message = whole.get("message")
    found = (
        re.search(r"duplicate of (urn:li:\w{1,40}:\d{1,30})", message, re.ASCII) if isinstance(message, str) else None
    )
    if found:
        return found[1]
    return "" if "DUPLICATE_POST" in codes_in(whole) else None
