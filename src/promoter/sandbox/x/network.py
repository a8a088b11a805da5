"""The stand-in X: takes posts, refuses what X refuses, and shows what it took."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from promoter.sandbox.record import PublicPost, StoredPost, Usage, millis
from promoter.sandbox.wire import USUAL, Answer, Fate, Moment, NetworkName, Refusal, json_answer
from promoter.sandbox.x import counting, problems, shape
from promoter.sandbox.x.media import Media
from promoter.sandbox.x.reading import Page, fields_asked, page_asked
from promoter.sandbox.x.schema import accepted
from promoter.sandbox.x.sign_in import account_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from promoter.sandbox.authorising.x import XAuthorisation
    from promoter.sandbox.pictures import Shown
    from promoter.sandbox.record import Record
    from promoter.sandbox.rules import Rules
    from promoter.sandbox.wire import Request

EPOCH_MS = 1288834974657  # the ids count milliseconds from here
WINDOW = timedelta(minutes=15)
DAY = timedelta(hours=24)
DUPLICATES_REMEMBERED = timedelta(hours=24)
#: What one account may do in 15 minutes, but for posting, which `Rules` sets.
LIMITS = {
    "delete": 50,
    "timeline": 900,
    "lookup": 5000,
    "me": 75,
    "upload": 500,
    "metadata": 500,
    "upload_status": 1875,
}

#: The scope that a token of the authorisation server needs for each.
NEEDED = {
    **dict.fromkeys(("post", "delete"), "tweet.write"),
    **dict.fromkeys(("timeline", "lookup"), "tweet.read"),
    **dict.fromkeys(("upload", "metadata", "upload_status"), "media.write"),
    "me": "users.read",
}


@dataclass(frozen=True, slots=True)
class _Call:
    request: Request
    account: str
    moment: Moment
    fate: Fate
    identifier: str = ""


class X:
    """One stand-in for all accounts: each token is a user of its own."""

    name = NetworkName.X

    def __init__(self, record: Record, rules: Rules, consent: XAuthorisation) -> None:
        self._record = record
        self._rules = rules
        self._consent = consent
        self._media = Media(record.gallery)
        self._routes: tuple[tuple[str, str, str, Callable[[_Call], Answer]], ...] = (
            ("POST", r"/2/tweets", "post", self._create),
            ("GET", r"/2/tweets", "lookup", self._lookup),
            ("GET", r"/2/tweets/(\d{1,19})", "lookup", self._show),
            ("DELETE", r"/2/tweets/(\d{1,19})", "delete", self._delete),
            ("GET", r"/2/users/me", "me", self._me),
            ("GET", r"/2/users/(\d{1,19})/tweets", "timeline", self._timeline),
            ("POST", "/2/media/upload", "upload", self._upload),
            ("GET", "/2/media/upload", "upload_status", self._upload_status),
            ("POST", "/2/media/metadata", "metadata", self._describe),
        )

    def serves(self, path: str) -> bool:
        return path.startswith("/2/")

    def publishes(self, request: Request) -> bool:
        return request.method == "POST" and request.path == "/2/tweets"

    def uploads(self, request: Request) -> bool:
        return request.path.startswith("/2/media/")

    def gives_tokens(self, request: Request) -> bool:  # noqa: ARG002 - another part of the sandbox does
        return False

    def is_for_people(self, request: Request) -> bool:  # noqa: ARG002
        return False

    def author_and_text(self, request: Request) -> tuple[str, str]:
        try:
            account = self._consent.user_of(request) or account_of(request, self._rules.x_secrets)
        except Refusal:
            account = ""
        try:
            text = request.document()["text"]
        except (ValueError, KeyError, TypeError):
            text = ""
        return account, text if isinstance(text, str) else ""

    def answer(self, request: Request, moment: Moment, fate: Fate = USUAL) -> Answer:
        route = self._route(request)
        if route is not None:
            endpoint, act, identifier = route
            try:
                self._consent.check(request, NEEDED[endpoint], moment.theirs)
                account = self._consent.user_of(request) or account_of(request, self._rules.x_secrets)
            except Refusal as refusal:
                return refusal.answer
            return self._within_limits(endpoint, act, _Call(request, account, moment, fate, identifier))
        return problems.problem(404, "The requested resource does not exist.")

    def _route(self, request: Request) -> tuple[str, Callable[[_Call], Answer], str] | None:
        for method, pattern, endpoint, act in self._routes:
            match = re.fullmatch(pattern, request.path)
            if match and method == request.method:
                return endpoint, act, match[1] if match.groups() else ""
        return None

    def usual(self, status: int, request: Request) -> Answer:  # noqa: ARG002 - X says the same to all
        if status == 400:
            return problems.invalid(("The request is not valid.", {}))
        return problems.rate_limited() if status == 429 else problems.problem(status)

    def throttled(self, request: Request, moment: Moment, reset: int | None) -> Answer:
        if reset is None:
            return problems.rate_limited()
        route = self._route(request)
        limit = self._limit(route[0] if route else "post")
        usage = Usage(limit, limit, moment.theirs + timedelta(seconds=reset))
        headers = (("Content-Type", problems.KIND), *_limit_headers("x-rate-limit", usage))
        return replace(problems.rate_limited(), headers=headers)

    def duplicate(self, earlier: str | None, moment: Moment) -> Answer:  # noqa: ARG002 - X does not say of what
        return problems.problem(403, problems.DUPLICATE)

    def without_id(self, answer: Answer) -> Answer:
        data = json.loads(answer.body)["data"]
        return replace(answer, body=json.dumps({"data": {"text": data["text"]}}, ensure_ascii=False).encode())

    # ------------------------------------------------------------------------------------------------------- limits

    def _within_limits(self, endpoint: str, act: Callable[[_Call], Answer], call: _Call) -> Answer:
        usages = {
            "x-rate-limit": self._spend(
                f"x {endpoint} {call.account}", self._limit(endpoint), call.moment.theirs, WINDOW
            )
        }
        daily = self._rules.x_posts_per_day
        if endpoint == "post" and daily is not None:
            usages["x-app-limit-24hour"] = self._spend("x app", daily, call.moment.theirs, DAY)
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
        body = accepted(call.request)
        # X trims a post at both ends before it looks at it.
        text = unicodedata.normalize("NFC", body["text"]).strip()
        if len(text) > counting.LONGEST or counting.weighted_length(text) > counting.LIMIT:
            raise Refusal(problems.problem(403, problems.TOO_LONG))
        if counting.cashtags(text) > 1:
            raise Refusal(problems.problem(403, problems.CASHTAGS))
        pictures = self._media.of_a_post(body, call.account, call.moment)
        since, at = call.moment.theirs - DUPLICATES_REMEMBERED, call.moment.at
        if self._record.duplicate_of(self.name, call.account, text, since, at):
            raise Refusal(problems.problem(403, problems.DUPLICATE))
        post = self._take(call, body, text, pictures)
        if call.fate.twice:
            self._take(call, body, text, pictures, copy_of=post.id)
        return replace(json_answer(201, {"data": shape.shown(post, set())}), post=post)

    def _take(
        self,
        call: _Call,
        body: dict[str, Any],
        text: str,
        pictures: tuple[Shown, ...],
        copy_of: str | None = None,
    ) -> PublicPost:
        public_at = call.moment.at + call.fate.accept
        created_at = public_at + call.moment.ahead
        number = self._record.free_number(self.name, (millis(created_at) - EPOCH_MS) << 22)
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
            created_at=created_at,
            public_at=public_at,
            listed_at=public_at + call.fate.lag,
            shown_at=public_at + call.fate.lag_by_id,
            copy_of=copy_of,
            pictures=pictures,
        )
        self._record.add(StoredPost(post, number, body), text)
        return post

    def _upload(self, call: _Call) -> Answer:
        return self._media.upload(call.request, call.account, call.moment, call.fate)

    def _upload_status(self, call: _Call) -> Answer:
        return self._media.status(call.request, call.account, call.moment)

    def _describe(self, call: _Call) -> Answer:
        return self._media.describe(call.request, call.account)

    def _delete(self, call: _Call) -> Answer:
        post = next(
            (post for post in self._record.posts(call.moment.at, self.name) if post.id == call.identifier), None
        )
        if post is None:
            return json_answer(404, {"errors": [problems.not_found("id", call.identifier)]}, kind=problems.KIND)
        if post.account != call.account:
            return problems.problem(403, "You are not authorized to delete this Tweet.")
        self._record.delete(self.name, post.id, call.moment.at)
        return json_answer(200, {"data": {"deleted": True}})

    def _me(self, call: _Call) -> Answer:
        name = self._consent.username(call.account) or f"sandbox_{call.account[-6:]}"
        return json_answer(
            200, {"data": {"id": call.account, "name": f"Sandbox {call.account[-6:]}", "username": name}}
        )

    def _show(self, call: _Call) -> Answer:
        fields = fields_asked(call.request, ())
        stored = self._record.shown(self.name, call.identifier, call.moment.at)
        if stored is not None:
            told = {
                "data": shape.shown(stored.post, fields, call.moment.theirs),
                **shape.includes([stored.post], call.request),
            }
            return json_answer(200, told)
        return json_answer(200, {"errors": [problems.not_found("id", call.identifier)]})

    def _lookup(self, call: _Call) -> Answer:
        fields = fields_asked(call.request, ("ids",))
        ids = (call.request.param("ids") or "").split(",")
        if not 1 <= len(ids) <= 100 or not all(re.fullmatch(r"\d{1,19}", one) for one in ids):
            raise Refusal(problems.invalid(("The `ids` query parameter needs 1 to 100 ids.", {"ids": ids[:100]})))
        found = {one: stored for one in ids if (stored := self._record.shown(self.name, one, call.moment.at))}
        document: dict[str, Any] = {}
        if found:
            document["data"] = [shape.shown(stored.post, fields, call.moment.theirs) for stored in found.values()]
            document |= shape.includes([stored.post for stored in found.values()], call.request)
        if errors := [problems.not_found("ids", one) for one in ids if one not in found]:
            document["errors"] = errors
        return json_answer(200, document)

    def _timeline(self, call: _Call) -> Answer:
        fields = fields_asked(call.request, Page.PARAMETERS)
        page = page_asked(call.request)
        if call.identifier != call.account and not self._record.knows(self.name, call.identifier):
            return json_answer(200, {"errors": [problems.no_user(call.identifier)]})
        listed = self._record.listed(self.name, call.identifier, call.moment.at)
        return json_answer(200, page.document([one.post for one in listed], fields, call.request))


def _limit_headers(prefix: str, usage: Usage) -> tuple[tuple[str, str], ...]:
    reset = -(-usage.reset.timestamp() // 1)  # a client that waits until then must not come too early
    return (
        (f"{prefix}-limit", str(usage.limit)),
        (f"{prefix}-remaining", str(usage.remaining)),
        (f"{prefix}-reset", str(int(reset))),
    )
