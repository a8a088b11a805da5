"""What LinkedIn tells of what a page's posts did: lifetime statistics by post, in the names that are the same for all networks."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from promoter.channels.answers import objects
from promoter.channels.contract import Measured
from promoter.channels.reading import Stopped
from promoter.channels.x_figures import is_count

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PATH = "/rest/organizationalEntityShareStatistics"
NAMES: Mapping[str, str] = MappingProxyType({
    "impressionCount": "impressions",
    "uniqueImpressionsCount": "reach",
    "likeCount": "likes",
    "commentCount": "comments",
    "shareCount": "shares",
    "clickCount": "clicks",
})  # fmt: skip
#: The parameter for each kind of name; what has another, such as an activity's, cannot be asked for.
LISTS: Mapping[str, str] = MappingProxyType({"urn:li:share:": "shares", "urn:li:ugcPost:": "ugcPosts"})


def query(organisation: str, network_ids: Iterable[str]) -> str:
    """What to ask for, with the brackets and commas of a list as they are and everything in it encoded."""
    names = list(network_ids)
    lists = [
        f"{parameter}=List({','.join(quote(name, safe='') for name in its)})"
        for start, parameter in LISTS.items()
        if (its := [name for name in names if name.startswith(start)])
    ]
    if not lists:
        raise Stopped("LinkedIn tells nothing of posts by the names that these have.", for_good=True)
    return "&".join(["q=organizationalEntity", f"organizationalEntity={quote(organisation, safe='')}", *lists])


def measured(whole: Mapping[str, Any], asked: frozenset[str]) -> Measured:
    """The figures in an answer; `Stopped` if it has a form that we do not know."""
    elements = whole.get("elements")
    if not isinstance(elements, list):
        raise Stopped("LinkedIn could not be read: its answer does not have the form that we know.")
    found: dict[str, dict[str, int]] = {}
    for element in objects(elements):
        name = element.get("share") or element.get("ugcPost")
        if isinstance(name, str) and name in asked:
            found[name] = _counts(element.get("totalShareStatistics"))
    return Measured(figures=found, returned=len(found))


def _counts(statistics: Any) -> dict[str, int]:
    told = statistics if isinstance(statistics, dict) else {}
    return {ours: told[theirs] for theirs, ours in NAMES.items() if is_count(told.get(theirs))}
