"""What X lets pass as a new post: its fields and their values."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from promoter.sandbox.wire import Refusal
from promoter.sandbox.x import problems
from promoter.sandbox.x.media import is_ids

if TYPE_CHECKING:
    from promoter.sandbox.wire import Request

SETTINGS = {
    "reply_settings": ("following", "mentionedUsers", "subscribers", "verified"),
    "made_with_ai": (True, False),
    "paid_partnership": (True, False),
    "share_with_followers": (True, False),
}
#: Fields that X knows and the sandbox does not play: refused rather than taken and forgotten.
NOT_PLAYED = frozenset(
    {"reply", "quote_tweet_id", "poll", "community_id", "nullcast", "card_uri", "edit_options", "geo"}
    | {"for_super_followers_only", "direct_message_deep_link"}
)
FORBIDDEN_CHARACTERS = re.compile("[\ufffe\ufeff\uffff]")


def accepted(request: Request) -> dict[str, Any]:
    """The body, if X's schema lets it pass."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise Refusal(problems.problem(415, "The body must be application/json.", title="Unsupported Media Type"))
    try:
        body = request.document()
    except ValueError:
        raise Refusal(problems.invalid(("The body is not valid JSON.", {}))) from None
    if not isinstance(body, dict):
        raise Refusal(problems.invalid(("$: an object is expected.", {})))
    if complaints := [_complaint(key, value) for key, value in body.items() if not _fits(key, value)]:
        raise Refusal(problems.invalid(*complaints))
    if not body.get("text", "").strip():
        raise Refusal(problems.invalid(("$.text: is missing but it is required", {"text": []})))
    if FORBIDDEN_CHARACTERS.search(body["text"]):
        raise Refusal(problems.invalid(("$.text: contains invalid characters", {"text": []})))
    return body


def _fits(key: str, value: object) -> bool:
    if key == "media":
        return is_ids(value)
    return (
        isinstance(value, str)
        if key == "text"
        else any(value == one and type(value) is type(one) for one in SETTINGS.get(key, ()))
    )


def _complaint(key: str, value: object) -> tuple[str, dict[str, list[str]]]:
    if key in NOT_PLAYED:
        return f"$.{key}: the sandbox does not play this field", {key: []}
    if key not in {"text", "media"} and key not in SETTINGS:
        return f"$.{key}: is not defined in the schema and the schema does not allow additional properties", {key: []}
    return f"$.{key}: the value does not fit the schema", {key: [json.dumps(value)[:100]]}
