"""LinkedIn's statistics of single posts: lifetime figures, a while behind, and nothing at all for posts without any."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from promoter.sandbox.crowd import is_overlooked, reactions
from promoter.sandbox.linkedin import errors
from promoter.sandbox.wire import NetworkName, Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from promoter.sandbox.record import Record
    from promoter.sandbox.wire import Request

PATH = "/rest/organizationalEntityShareStatistics"
BEHIND = timedelta(minutes=30)  #: how old the newest figures are
_LISTS = {"shares": "share", "ugcPosts": "ugcPost"}
_ASKED = frozenset({"q", "organizationalEntity", *_LISTS})


def statistics(request: Request, record: Record, now: datetime) -> dict[str, Any]:
    """The figures of the posts that are asked for, of one organisation."""
    organisation = request.param("organizationalEntity") or ""
    if request.param("q") != "organizationalEntity" or not re.fullmatch(r"urn:li:organization:\d+", organisation):
        raise Refusal(errors.error(400, "ILLEGAL_ARGUMENT", "Give q=organizationalEntity and the organization's URN"))
    if strange := [name for name, _ in request.query if name not in _ASKED]:
        raise Refusal(
            errors.error(400, "PARAM_INVALID", f"Query parameter {strange[0]} is not supported with specific posts")
        )
    elements = []
    for name, kind in _LISTS.items():
        for urn in _list(request, name):
            if not re.fullmatch(rf"urn:li:{kind}:\d{{1,19}}", urn):
                raise Refusal(errors.bad_field("INVALID_URN_TYPE", name, f"{urn[:60]} is not the URN of a {kind}"))
            told = _of_one(urn, organisation, record, now)
            if told is not None:
                elements.append({"organizationalEntity": organisation, kind: urn, "totalShareStatistics": told})
    return {"paging": {"start": 0, "count": 10, "links": []}, "elements": elements}


def _of_one(urn: str, organisation: str, record: Record, now: datetime) -> dict[str, Any] | None:
    stored = record.shown(NetworkName.LINKEDIN, urn, now)
    if stored is None or stored.post.account != organisation or is_overlooked(stored.post):
        return None
    found = reactions(stored.post, now - BEHIND)
    if not found.impressions:
        return None
    did = found.clicks + found.likes + found.comments + found.shares
    return {
        "impressionCount": found.impressions,
        "uniqueImpressionsCount": found.reach,
        "clickCount": found.clicks,
        "likeCount": found.likes,
        "commentCount": found.comments,
        "shareCount": found.shares,
        "engagement": did / found.impressions,
    }


def _list(request: Request, name: str) -> list[str]:
    written = request.param(name)
    if written is None:
        return []
    match = re.fullmatch(r"List\((.*)\)", written)
    if not match:
        raise Refusal(errors.error(400, "PARAM_INVALID", f"{name} is not a list: write List(...)"))
    return [unquote(one) for one in match[1].split(",") if one]
