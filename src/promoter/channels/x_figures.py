"""What X tells of what posts did: its public metrics, in the names that are the same for all networks."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from promoter.channels.answers import objects
from promoter.channels.contract import Measured
from promoter.channels.reading import Stopped

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES: Mapping[str, str] = MappingProxyType({
    "impression_count": "impressions",
    "like_count": "likes",
    "reply_count": "comments",
    "retweet_count": "shares",
    "quote_count": "quotes",
    "bookmark_count": "bookmarks",
})  # fmt: skip
NOT_FOUND = "resource-not-found"


def measured(whole: Mapping[str, Any], asked: frozenset[str]) -> Measured:
    """The figures in an answer; `Stopped` if it has a form that we do not know."""
    posts = [post for post in objects(whole.get("data")) if post.get("id") in asked]
    errors = objects(whole.get("errors"))
    if not posts and not errors:
        raise Stopped("X could not be read: its answer does not have the form that we know.")
    gone = {
        str(one.get("resource_id") or one.get("value"))
        for one in errors
        if str(one.get("type", "")).endswith(NOT_FOUND)
    }
    return Measured(
        figures={post["id"]: counts(post.get("public_metrics")) for post in posts},
        gone=frozenset(gone) & asked - {post["id"] for post in posts},
        returned=len(posts),
    )


def counts(metrics: Any) -> dict[str, int]:
    """The figures that X names; a count is a whole number and never less than 0."""
    told = metrics if isinstance(metrics, dict) else {}
    return {ours: told[theirs] for theirs, ours in NAMES.items() if is_count(told.get(theirs))}


def is_count(value: Any) -> bool:
    """Is this a number of things?"""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31
