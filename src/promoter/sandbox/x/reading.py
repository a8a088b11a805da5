"""What a read of X asks for: which fields, which posts, which page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from promoter.sandbox.wire import Refusal
from promoter.sandbox.x import problems, shape

if TYPE_CHECKING:
    from promoter.sandbox.record import PublicPost
    from promoter.sandbox.wire import Request

EARLIEST, LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
ALWAYS_KNOWN = ("tweet.fields", "expansions", "media.fields", "poll.fields", "user.fields", "place.fields")


def fields_asked(request: Request, known: tuple[str, ...]) -> set[str]:
    """`tweet.fields`; a query parameter or field that X does not know is refused."""
    unknown = [key for key, _ in request.query if key not in (*known, *ALWAYS_KNOWN)]
    if unknown:
        raise Refusal(
            problems.invalid((f"The query parameter [{unknown[0]}] is not one that is known here", {unknown[0]: []}))
        )
    fields = set(filter(None, (request.param("tweet.fields") or "").split(",")))
    if strange := sorted(fields - shape.FIELDS):
        raise Refusal(
            problems.invalid(
                (f"The `tweet.fields` query parameter value [{strange[0]}] is not known", {"tweet.fields": strange})
            )
        )
    return fields


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of a timeline. The pagination token is the id below which the page begins."""

    PARAMETERS: ClassVar = (
        "since_id",
        "until_id",
        "start_time",
        "end_time",
        "max_results",
        "pagination_token",
        "exclude",
    )

    since: int
    until: int
    start: datetime
    end: datetime
    size: int

    def document(self, posts: list[PublicPost], fields: set[str], request: Request) -> dict[str, Any]:
        """`posts` are newest first."""
        fitting = [post for post in posts if self._holds(post)]
        page = fitting[: self.size]
        if not page:
            return {"meta": {"result_count": 0}}
        meta = {"result_count": len(page), "newest_id": page[0].id, "oldest_id": page[-1].id}
        if len(fitting) > len(page):
            meta["next_token"] = f"before{page[-1].id}"
        shown = [shape.shown(post, fields) for post in page]
        return {"data": shown, **shape.includes(page, request), "meta": meta}

    def _holds(self, post: PublicPost) -> bool:
        return self.since < int(post.id) < self.until and self.start <= post.created_at < self.end


def page_asked(request: Request) -> Page:
    size = _matching(request, "max_results", r"\d{1,3}", "10")
    if not 5 <= int(size) <= 100:
        raise _not_valid("max_results", size, "is not between 5 and 100")
    until = int(_matching(request, "until_id", r"\d{1,19}", str(2**63)))
    token = _matching(request, "pagination_token", r"before\d{1,19}", f"before{until}")
    # The sandbox has neither replies nor retweets, so there is nothing to leave out.
    _matching(request, "exclude", r"(replies|retweets)(,(replies|retweets))?", "")
    return Page(
        since=int(_matching(request, "since_id", r"\d{1,19}", "0")),
        until=min(until, int(token.removeprefix("before"))),
        start=_moment(request, "start_time", EARLIEST),
        end=_moment(request, "end_time", LATEST),
        size=int(size),
    )


def _matching(request: Request, name: str, pattern: str, otherwise: str) -> str:
    value = request.param(name)
    if value is None:
        return otherwise
    if not re.fullmatch(pattern, value):
        raise _not_valid(name, value, "is not valid")
    return value


def _moment(request: Request, name: str, otherwise: datetime) -> datetime:
    value = _matching(request, name, r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z", "")
    try:
        return datetime.fromisoformat(value) if value else otherwise
    except ValueError:
        raise _not_valid(name, value, "is not valid") from None


def _not_valid(name: str, value: str, why: str) -> Refusal:
    return Refusal(problems.invalid((f"The `{name}` query parameter value [{value}] {why}", {name: [value]})))
