"""The stand-in X: takes posts, refuses what X refuses, and shows what it took."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from promoter.sandbox.record import PublicPost, StoredPost, Usage, millis
from promoter.sandbox.wire import Answer, NetworkName, Refusal, json_answer
from promoter.sandbox.x import counting, problems, shape
from promoter.sandbox.x.reading import Page, fields_asked, page_asked
from promoter.sandbox.x.sign_in import account_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from promoter.sandbox.record import Record
    from promoter.sandbox.rules import Rules
    from promoter.sandbox.wire import Request

EPOCH_MS = 1288834974657  # the ids count milliseconds from here
WINDOW = timedelta(minutes=15)
DAY = timedelta(hours=24)
DUPLICATES_REMEMBERED = timedelta(hours=24)
#: What one account may do in 15 minutes, but for posting, which `Rules` sets.
LIMITS = {"delete": 50, "timeline": 900, "lookup": 5000, "me": 75}
SETTINGS = {
    "reply_settings": ("following", "mentionedUsers", "subscribers", "verified"),
    "made_with_ai": (True, False),
    "paid_partnership": (True, False),
    "share_with_followers": (True, False),
}
#: Fields that X knows and the sandbox does not play: refused rather than taken and forgotten.
NOT_PLAYED = frozenset(
    {"media", "reply", "quote_tweet_id", "poll", "community_id", "nullcast", "card_uri", "edit_options", "geo"}
    | {"for_super_followers_only", "direct_message_deep_link"}
)
FORBIDDEN_CHARACTERS = re.compile("[\ufffe\ufeff\uffff]")


@dataclass(frozen=True, slots=True)
class _Call:
    request: Request
    account: str
    now: datetime
    lag: timedelta
    identifier: str = ""


class X:
    """One stand-in for all accounts: each token is a user of its own."""

    name = NetworkName.X

    def __init__(self, record: Record, rules: Rules) -> None:
        self._record = record
        self._rules = rules
        self._routes: tuple[tuple[str, str, str, Callable[[_Call], Answer]], ...] = (
            ("POST", r"/2/tweets", "post", self._create),
            ("GET", r"/2/tweets", "lookup", self._lookup),
            ("GET", r"/2/tweets/(\d{1,19})", "lookup", self._show),
            ("DELETE", r"/2/tweets/(\d{1,19})", "delete", self._delete),
            ("GET", r"/2/users/me", "me", self._me),
            ("GET", r"/2/users/(\d{1,19})/tweets", "timeline", self._timeline),
        )

    def serves(self, path: str) -> bool:
        return path.startswith("/2/")

    def publishes(self, request: Request) -> bool:
        return request.method == "POST" and request.path == "/2/tweets"

    def author_and_text(self, request: Request) -> tuple[str, str]:
        try:
            account = account_of(request, self._rules.x_secrets)
        except Refusal:
            account = ""
        try:
            text = request.document()["text"]
        except (ValueError, KeyError, TypeError):
            text = ""
        return account, text if isinstance(text, str) else ""

    def answer(self, request: Request, now: datetime, lag: timedelta = timedelta()) -> Answer:
        for method, pattern, endpoint, act in self._routes:
            match = re.fullmatch(pattern, request.path)
            if match and method == request.method:
                try:
                    account = account_of(request, self._rules.x_secrets)
                except Refusal as refusal:
                    return refusal.answer
                identifier = match[1] if match.groups() else ""
                return self._within_limits(endpoint, act, _Call(request, account, now, lag, identifier))
        return problems.problem(404, "The requested resource does not exist.")

    def usual(self, status: int) -> Answer:
        if status == 400:
            return problems.invalid(("The request is not valid.", {}))
        return problems.rate_limited() if status == 429 else problems.problem(status)

    def throttled(self, now: datetime, reset: int | None) -> Answer:
        if reset is None:
            return problems.rate_limited()
        usage = Usage(self._rules.x_posts, self._rules.x_posts, now + timedelta(seconds=reset))
        return replace(
            problems.rate_limited(), headers=(("Content-Type", problems.KIND), *_limit_headers("x-rate-limit", usage))
        )

    def without_id(self, answer: Answer) -> Answer:
        data = json.loads(answer.body)["data"]
        return replace(answer, body=json.dumps({"data": {"text": data["text"]}}, ensure_ascii=False).encode())

    # ------------------------------------------------------------------------------------------------------- limits

    def _within_limits(self, endpoint: str, act: Callable[[_Call], Answer], call: _Call) -> Answer:
        usages = {"x-rate-limit": self._spend(f"x {endpoint} {call.account}", self._limit(endpoint), call.now, WINDOW)}
        daily = self._rules.x_posts_per_day
        if endpoint == "post" and daily is not None:
            usages["x-app-limit-24hour"] = self._spend("x app", daily, call.now, DAY)
        try:
            answer = problems.rate_limited() if any(usage.exceeded for usage in usages.values()) else act(call)
        except Refusal as refusal:
            answer = refusal.answer
        told = [header for prefix, usage in usages.items() for header in _limit_headers(prefix, usage)]
        return replace(answer, headers=(*answer.headers, *told))

    def _limit(self, endpoint: str) -> int:
        return self._rules.x_posts if endpoint == "post" else LIMITS[endpoint]

    def _spend(self, name: str, limit: int, now: datetime, window: timedelta) -> Usage:
        return self._record.spend(name, limit, now, now + window)

    # --------------------------------------------------------------------------------------------------------- calls

    def _create(self, call: _Call) -> Answer:
        body = _accepted(call.request)
        # X trims a post at both ends before it looks at it.
        text = unicodedata.normalize("NFC", body["text"]).strip()
        if len(text) > counting.LONGEST or counting.weighted_length(text) > counting.LIMIT:
            raise Refusal(problems.problem(403, problems.TOO_LONG))
        if counting.cashtags(text) > 1:
            raise Refusal(problems.problem(403, problems.CASHTAGS))
        if self._record.duplicate_of(self.name, call.account, text, call.now - DUPLICATES_REMEMBERED):
            raise Refusal(problems.problem(403, problems.DUPLICATE))
        post = self._take(call, body, text)
        return replace(json_answer(201, {"data": shape.shown(post, set())}), post=post)

    def _take(self, call: _Call, body: dict[str, Any], text: str) -> PublicPost:
        number = self._record.free_number(self.name, (millis(call.now) - EPOCH_MS) << 22)
        link = next((shape.expanded(text[start:end]) for start, end in counting.links(text)), None)
        post = PublicPost(
            network=self.name,
            account=call.account,
            id=str(number),
            url=f"https://x.com/i/web/status/{number}",
            text=text,
            raw=body["text"],
            link=link,
            card=None,
            created_at=call.now,
        )
        self._record.add(StoredPost(post, number, body), text, call.lag)
        return post

    def _delete(self, call: _Call) -> Answer:
        post = next((post for post in self._record.posts(self.name) if post.id == call.identifier), None)
        if post is None:
            return json_answer(404, {"errors": [problems.not_found("id", call.identifier)]}, kind=problems.KIND)
        if post.account != call.account:
            return problems.problem(403, "You are not authorized to delete this Tweet.")
        self._record.delete(self.name, post.id, call.now)
        return json_answer(200, {"data": {"deleted": True}})

    def _me(self, call: _Call) -> Answer:
        name = f"sandbox_{call.account[-6:]}"
        return json_answer(
            200, {"data": {"id": call.account, "name": f"Sandbox {call.account[-6:]}", "username": name}}
        )

    def _show(self, call: _Call) -> Answer:
        fields = fields_asked(call.request, ())
        for stored in self._record.readable(self.name, call.now):
            if stored.post.id == call.identifier:
                return json_answer(200, {"data": shape.shown(stored.post, fields)})
        return json_answer(200, {"errors": [problems.not_found("id", call.identifier)]})

    def _lookup(self, call: _Call) -> Answer:
        fields = fields_asked(call.request, ("ids",))
        ids = (call.request.param("ids") or "").split(",")
        if not 1 <= len(ids) <= 100 or not all(re.fullmatch(r"\d{1,19}", one) for one in ids):
            raise Refusal(problems.invalid(("The `ids` query parameter needs 1 to 100 ids.", {"ids": ids[:100]})))
        readable = {stored.post.id: stored.post for stored in self._record.readable(self.name, call.now)}
        document: dict[str, Any] = {}
        if data := [shape.shown(readable[one], fields) for one in ids if one in readable]:
            document["data"] = data
        if errors := [problems.not_found("ids", one) for one in ids if one not in readable]:
            document["errors"] = errors
        return json_answer(200, document)

    def _timeline(self, call: _Call) -> Answer:
        fields = fields_asked(call.request, Page.PARAMETERS)
        page = page_asked(call.request)
        posts = [one.post for one in self._record.readable(self.name, call.now) if one.post.account == call.identifier]
        return json_answer(200, page.document(posts, fields))


def _accepted(request: Request) -> dict[str, Any]:
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
    return (
        isinstance(value, str)
        if key == "text"
        else any(value == one and type(value) is type(one) for one in SETTINGS.get(key, ()))
    )


def _complaint(key: str, value: object) -> tuple[str, dict[str, list[str]]]:
    if key in NOT_PLAYED:
        return f"$.{key}: the sandbox does not play this field", {key: []}
    if key != "text" and key not in SETTINGS:
        return f"$.{key}: is not defined in the schema and the schema does not allow additional properties", {key: []}
    return f"$.{key}: the value does not fit the schema", {key: [json.dumps(value)[:100]]}


def _limit_headers(prefix: str, usage: Usage) -> tuple[tuple[str, str], ...]:
    reset = -(-usage.reset.timestamp() // 1)  # a client that waits until then must not come too early
    return (
        (f"{prefix}-limit", str(usage.limit)),
        (f"{prefix}-remaining", str(usage.remaining)),
        (f"{prefix}-reset", str(int(reset))),
    )
