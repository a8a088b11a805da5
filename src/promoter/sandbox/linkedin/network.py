"""The stand-in LinkedIn: takes an organisation's posts, refuses what LinkedIn refuses, and cuts what LinkedIn cuts."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from promoter.sandbox.linkedin import errors, little_text, versions
from promoter.sandbox.linkedin.images import IMAGES, PLACES, Images
from promoter.sandbox.linkedin.schema import ORGANISATION, accepted
from promoter.sandbox.linkedin.shape import element
from promoter.sandbox.linkedin.statistics import PATH, statistics
from promoter.sandbox.record import PublicPost, StoredPost, millis
from promoter.sandbox.wire import USUAL, Answer, Fate, Moment, NetworkName, Refusal, json_answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from promoter.sandbox.authorising.linkedin import LinkedInAuthorisation
    from promoter.sandbox.pictures import Shown
    from promoter.sandbox.record import Record
    from promoter.sandbox.rules import Rules
    from promoter.sandbox.wire import Request

LIMIT = 3000
DUPLICATES_REMEMBERED = timedelta(minutes=10)
PROTOCOL = "2.0.0"
HIGHEST = 0x3FFFFF  # the last id of a millisecond
URN = re.compile(r"urn:li:(?:share|ugcPost):\d{1,19}")


@dataclass(frozen=True, slots=True)
class _Call:
    request: Request
    token: str
    moment: Moment
    fate: Fate
    urn: str = ""


class LinkedIn:
    """One stand-in for all organisations: a token may post for any, unless `Rules` says for which."""

    name = NetworkName.LINKEDIN

    def __init__(self, record: Record, rules: Rules, consent: LinkedInAuthorisation) -> None:
        self._record = record
        self._rules = rules
        self._consent = consent
        self._images = Images(record.gallery, rules)

    def serves(self, path: str) -> bool:
        return path.startswith(("/rest/", PLACES))

    def publishes(self, request: Request) -> bool:
        return request.method == "POST" and request.path == "/rest/posts"

    def uploads(self, request: Request) -> bool:
        return request.path.startswith((IMAGES, PLACES))

    def gives_tokens(self, request: Request) -> bool:  # noqa: ARG002 - another part of the sandbox does
        return False

    def is_for_people(self, request: Request) -> bool:  # noqa: ARG002
        return False

    def author_and_text(self, request: Request) -> tuple[str, str]:
        try:
            body = request.document()
        except ValueError:
            return "", ""
        found = (body.get(name) for name in ("author", "commentary")) if isinstance(body, dict) else ("", "")
        author, text = (value if isinstance(value, str) else "" for value in found)
        return author, text

    def answer(self, request: Request, moment: Moment, fate: Fate = USUAL) -> Answer:
        try:
            act, urn = self._route(request)
            token = _token(request)
            self._consent.check(token, moment.theirs)
            if not request.path.startswith(PLACES):  # which are not of the versioned interface
                self._check_headers(request, moment.theirs)
            self._check_quota(token, moment.theirs)
            answer = act(_Call(request, token, moment, fate, urn))
        except Refusal as refusal:
            answer = refusal.answer
        return replace(answer, headers=(*answer.headers, *_trace(request, moment.theirs)))

    def usual(self, status: int, request: Request) -> Answer:
        if status == 429:
            return errors.throttled()
        if status == 426:
            return errors.version_not_active(request.headers.get("linkedin-version", ""))
        return errors.not_permitted(request.method) if status == 403 else errors.usual(status)

    def throttled(self, request: Request, moment: Moment, reset: int | None) -> Answer:  # noqa: ARG002 - it counts seconds
        if reset is None:
            return errors.throttled()
        answer = errors.throttled(errors.MINUTE_LIMIT)
        return replace(answer, headers=(*answer.headers, ("Retry-After", str(reset))))

    def duplicate(self, earlier: str | None, moment: Moment) -> Answer:
        """One that is not there has a name all the same: LinkedIn is known to name posts that nobody can find."""
        return errors.duplicate(earlier or f"urn:li:share:{millis(moment.theirs) << 22 | HIGHEST}")

    def without_id(self, answer: Answer) -> Answer:
        return replace(answer, headers=tuple(header for header in answer.headers if header[0] != "x-restli-id"))

    # ------------------------------------------------------------------------------------------------------- checks

    def _route(self, request: Request) -> tuple[Callable[[_Call], Answer], str]:
        if self.uploads(request):
            return self._route_of_images(request)
        if request.path == PATH and request.method == "GET":
            return self._statistics, ""
        match = re.fullmatch(r"/rest/posts(?:/([^/]+))?", request.path)
        if not match:
            raise Refusal(
                errors.error(404, "RESOURCE_NOT_FOUND", f"No virtual resource found for {request.path[:100]}")
            )
        urn = unquote(match[1] or "")
        acts = {
            ("GET", True): self._show,
            ("DELETE", True): self._delete,
            ("GET", False): self._find,
            ("POST", False): self._create,
        }
        act = acts.get((request.method, bool(urn)))
        if act is None:
            raise Refusal(errors.error(405, "METHOD_NOT_ALLOWED", "The sandbox does not play this method here"))
        if urn and not URN.fullmatch(urn):
            raise Refusal(errors.bad_field("INVALID_URN_ID", "id", "The id is not the URN of a share"))
        return act, urn

    def _route_of_images(self, request: Request) -> tuple[Callable[[_Call], Answer], str]:
        urn = unquote(request.path.removeprefix(IMAGES).removeprefix("/"))
        if request.method == "POST" and request.path == IMAGES:
            return lambda call: self._images.initialise(call.request, call.moment), ""
        if request.method == "PUT" and request.path.startswith(PLACES):
            return lambda call: self._images.put(call.request, call.moment, call.fate), ""
        if request.method == "GET" and urn.startswith("urn:li:image:"):
            return self._show_image, urn
        raise Refusal(errors.error(405, "METHOD_NOT_ALLOWED", "The sandbox does not play this method here"))

    def _show_image(self, call: _Call) -> Answer:
        owner = self._images.owner(call.urn)
        if owner is not None:
            self._check_author(call.token, owner)
        return self._images.show(call.urn, call.moment)

    def _check_headers(self, request: Request, now: datetime) -> None:
        version = request.headers.get("linkedin-version", "").strip()
        if not version:
            raise Refusal(errors.version_missing())
        chosen = self._rules.linkedin_versions
        if not (versions.is_active(version, now) if chosen is None else version in chosen):
            raise Refusal(errors.version_not_active(version))
        if request.headers.get("x-restli-protocol-version") != PROTOCOL:
            message = f"X-Restli-Protocol-Version must be {PROTOCOL}"
            raise Refusal(errors.error(400, "INVALID_PROTOCOL_VERSION", message))
        if request.method == "POST" and not request.headers.get("content-type", "").startswith("application/json"):
            raise Refusal(errors.error(415, "UNSUPPORTED_MEDIA_TYPE", "Content-Type must be application/json"))

    def _check_quota(self, token: str, now: datetime) -> None:
        limit = self._rules.linkedin_calls_per_day
        if limit is not None:
            midnight = datetime.combine(now.date() + timedelta(days=1), time(), UTC)
            if self._record.spend(f"linkedin {_digest(token)}", limit, now, midnight).exceeded:
                raise Refusal(errors.throttled())

    def _check_author(self, token: str, author: str) -> None:
        issued_for = self._consent.pages_of(token)
        allowed = self._rules.linkedin_organisations.get(token) if issued_for is None else issued_for
        if allowed is not None and author not in allowed:
            raise Refusal(errors.wrong_author())

    # -------------------------------------------------------------------------------------------------------- calls

    def _create(self, call: _Call) -> Answer:
        try:
            body = accepted(call.request.document())
        except ValueError:
            raise Refusal(errors.error(400, "INVALID_JSON", "The body is not valid JSON")) from None
        self._check_author(call.token, body["author"])
        reading = little_text.read(body["commentary"])
        if reading.length > LIMIT:
            raise Refusal(errors.too_long(reading.length, LIMIT))
        fingerprint = _digest(json.dumps([body["commentary"], body.get("content")], sort_keys=True))
        since, at = call.moment.theirs - DUPLICATES_REMEMBERED, call.moment.at
        earlier = self._record.duplicate_of(self.name, body["author"], fingerprint, since, at)
        if earlier:
            raise Refusal(errors.duplicate(earlier))
        pictures = self._images.of_a_post(body, call.moment)
        post = self._take(call, body, reading, fingerprint, pictures=pictures)
        if call.fate.twice:
            self._take(call, body, reading, fingerprint, pictures=pictures, copy_of=post.id)
        return Answer(201, headers=(("x-restli-id", post.id),), post=post)

    def _take(
        self,
        call: _Call,
        body: dict[str, Any],
        reading: little_text.Reading,
        fingerprint: str,
        *,
        pictures: tuple[Shown, ...],
        copy_of: str | None = None,
    ) -> PublicPost:
        public_at = call.moment.at + call.fate.accept
        created_at = public_at + call.moment.ahead
        number = self._record.free_number(self.name, millis(created_at) << 22)
        urn = f"urn:li:share:{number}"
        article = body.get("content", {}).get("article")
        post = PublicPost(
            network=self.name,
            account=body["author"],
            id=urn,
            url=f"https://www.linkedin.com/feed/update/{urn}/",
            text=reading.shown,
            raw=body["commentary"],
            link=article and article["source"],
            card=article and {name: article[name] for name in ("title", "description") if name in article},
            created_at=created_at,
            public_at=public_at,
            listed_at=public_at + call.fate.lag,
            shown_at=public_at + call.fate.lag_by_id,
            copy_of=copy_of,
            pictures=pictures,
        )
        self._record.add(StoredPost(post, number, body), fingerprint)
        return post

    def _show(self, call: _Call) -> Answer:
        stored = self._record.shown(self.name, call.urn, call.moment.at)
        if stored is None:
            return errors.usual(404)
        self._check_author(call.token, stored.post.account)
        return json_answer(200, element(stored))

    def _find(self, call: _Call) -> Answer:
        request, author = call.request, call.request.param("author") or ""
        if request.headers.get("x-restli-method", "").upper() != "FINDER" or request.param("q") != "author":
            raise Refusal(errors.error(400, "ILLEGAL_ARGUMENT", "Give q=author and the header X-RestLi-Method: FINDER"))
        if not ORGANISATION.fullmatch(author):
            raise Refusal(
                errors.bad_field("INVALID_URN_TYPE", "author", "The author is not the URN of an organization")
            )
        self._check_author(call.token, author)
        if request.param("sortBy") not in (None, "LAST_MODIFIED", "CREATED"):
            raise Refusal(errors.bad_field("INVALID_VALUE_FOR_FIELD", "sortBy", "sortBy is LAST_MODIFIED or CREATED"))
        start, count = _whole(request, "start", 0, 10**6), _whole(request, "count", 10, 100)
        found = self._record.listed(self.name, author, call.moment.at)
        paging = {"start": start, "count": count, "links": []}
        return json_answer(200, {"paging": paging, "elements": [element(one) for one in found[start : start + count]]})

    def _statistics(self, call: _Call) -> Answer:
        self._check_author(call.token, call.request.param("organizationalEntity") or "")
        return json_answer(200, statistics(call.request, self._record, call.moment.at))

    def _delete(self, call: _Call) -> Answer:
        for post in self._record.posts(call.moment.at, self.name):
            if post.id == call.urn:
                self._check_author(call.token, post.account)
                self._record.delete(self.name, post.id, call.moment.at)
        return Answer(204)  # as LinkedIn does: what is gone already counts as deleted


def _token(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token:
        raise Refusal(errors.no_token())
    if token.startswith("expired-"):
        raise Refusal(errors.expired())
    if token.startswith("revoked-"):
        raise Refusal(errors.revoked())
    return token


def _whole(request: Request, name: str, otherwise: int, most: int) -> int:
    value = request.param(name)
    if value is None:
        return otherwise
    if not re.fullmatch(r"\d{1,7}", value) or int(value) > most or (name == "count" and int(value) < 1):
        raise Refusal(errors.bad_field("INVALID_VALUE_FOR_FIELD", name, f"{name} is a whole number up to {most}"))
    return int(value)


def _trace(request: Request, now: datetime) -> tuple[tuple[str, str], ...]:
    """The headers that LinkedIn's support asks for; the same request at the same moment has the same."""
    seed = f"{now.isoformat()} {request.method} {request.path} {_digest(request.body.decode(errors='replace'))}"
    identifier = uuid.uuid5(uuid.NAMESPACE_URL, seed)
    return (("x-li-uuid", str(identifier)), ("x-li-request-id", identifier.hex), ("x-li-fabric", "sandbox"))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
