"""LinkedIn: one post of an organisation's page by one request, and what each answer means.

LinkedIn reads no page: the card of a link is what we say it is. The text comes escaped already. What an answer means
stands in the two tables; what neither of them lists is unclear.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import requests

from promoter.campaign.model import ChannelName
from promoter.channels.answers import document, objects, quoted, retry_after, settled, unanswered
from promoter.channels.http import Answer, Call, Exchange, Lost, Transport
from promoter.clock import as_utc
from promoter.errors import NetworkTrouble
from promoter.posts.outcome import Blocked, Later, Outcome, Refused, Sent, Unclear

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from promoter.channels.contract import Outgoing

#: The version of LinkedIn's interface. Each lives for about a year: this one ends about September 2027, and on that day
#: LinkedIn refuses everything (426). Not every month has a version, so it is never computed from the date.
VERSION = "202609"
TITLE_LIMIT = 200
DESCRIPTION_LIMIT = 256

CONNECT = (
    "Put a new token into the settings, start the daemon again and run `promoter accounts unblock linkedin:default`."
)
CHANGE = "Change the post and have it approved again."
ADDRESS = "LinkedIn's interface was not found where we look for it. Check the address set for it, then have the post approved again."
OUTDATED = (
    "LinkedIn no longer knows the version of its interface that we use. Set a newer one (PROMOTER_LINKEDIN_VERSION)."
)
UNSURE = "We cannot tell whether LinkedIn took this post"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedInAccount:
    """A page on LinkedIn (`organisation`, a URN), the token that may post as it, and where LinkedIn is."""

    access_token: str = field(repr=False)
    organisation: str
    version: str = VERSION
    api_url: str = "https://api.linkedin.com"
    web_url: str = "https://www.linkedin.com"


class LinkedInChannel:
    """One organisation's page on LinkedIn."""

    name = ChannelName.LINKEDIN

    def __init__(self, account: LinkedInAccount, transport: Transport | None = None) -> None:
        self._account = account
        self._transport = transport or Transport()

    def publish(self, post: Outgoing, *, now: datetime, still_ours: Callable[[], bool]) -> Outcome:
        """Post it, with one request. What comes of it is a value, whatever happens."""
        call = Call("LinkedIn", post.key, self._transport, still_ours)

        def create() -> Outcome:
            if fault := _too_long(post):
                return Refused(detail=f"Nothing was sent: {fault} {CHANGE}")
            body = json.dumps(_body(post, self._account.organisation)).encode()
            return self._outcome(
                call.send(self._request("POST", data=body, headers={"Content-Type": "application/json"})), now
            )

        return settled(call, create)

    def check(self) -> str:
        """One sentence on the page we may post to; NetworkTrouble if LinkedIn does not accept us. Nothing is published."""
        page = self._account.organisation
        # Listing the page's posts needs no more rights than finding a post again does, and shows token, version and role.
        query = {"author": page, "q": "author", "count": "1"}
        call = Call("LinkedIn", "check", self._transport)
        exchange = call.send(self._request("GET", params=query, headers={"X-RestLi-Method": "FINDER"}))
        if not isinstance(exchange, Answer):
            raise NetworkTrouble(f"LinkedIn did not answer: {exchange.detail}.")
        whole = document(exchange.body)
        if exchange.status == 200 and isinstance(whole.get("elements"), list):
            return f"LinkedIn accepts the token and shows us the posts of {page}."
        row = _row(exchange.status, _codes(whole))
        advice = (
            row.advice if row and row.means is Blocked else "Try again later; if it stays so, check page and address."
        )
        quote = self._quote(whole)
        raise NetworkTrouble(f"LinkedIn answered {exchange.status} when asked for the posts of {page}. {advice}{quote}")

    def _request(self, method: str, *, headers: dict[str, str], **parts: Any) -> requests.Request:
        always = {
            "Authorization": f"Bearer {self._account.access_token}",
            "LinkedIn-Version": self._account.version,
            "X-Restli-Protocol-Version": "2.0.0",
        }
        address = self._account.api_url.rstrip("/") + "/rest/posts"
        return requests.Request(method, address, headers={**always, **headers}, **parts)

    def _outcome(self, exchange: Exchange, now: datetime) -> Outcome:
        if isinstance(exchange, (Answer, Lost)) and exchange.status == 201:
            return self._taken(exchange.headers)  # the answer is in the headers; its body says nothing
        if not isinstance(exchange, Answer):
            return unanswered("LinkedIn", exchange)
        status = exchange.status
        whole = document(exchange.body)
        codes = _codes(whole)
        quote = self._quote(whole)
        if status == 422 and (duplicate := self._duplicate(whole, codes)):
            return Refused(detail=f"{duplicate}{quote}", http_status=status, duplicate=True)
        if status == 429:
            detail = f"LinkedIn has had enough requests for now; the post stays in the queue.{quote}"
            return Later(detail=detail, until=_reopens(exchange, whole, now), rate_limited=True, http_status=status)
        if row := _row(status, codes):
            return row.means(detail=f"{row.advice}{quote}", http_status=status)
        return Unclear(detail=f"{UNSURE}: it answered {status}.{quote}", http_status=status)

    def _taken(self, headers: Mapping[str, str]) -> Sent:
        urn = headers.get("x-restli-id", "").strip()
        if re.fullmatch(r"urn:li:\w{1,40}:[\w-]{1,80}", urn, re.ASCII):
            return Sent(network_id=urn, url=self._permalink(urn), http_status=201)
        detail = "LinkedIn took the post but did not say under which name; look it up on the page."
        return Sent(network_id=None, url=None, http_status=201, detail=detail)

    def _duplicate(self, whole: Mapping[str, Any], codes: frozenset[str]) -> str | None:
        message = whole.get("message")
        found = (
            re.search(r"duplicate of (urn:li:\w{1,40}:\d{1,30})", message, re.ASCII)
            if isinstance(message, str)
            else None
        )
        if found:
            return f"LinkedIn already has this post, or one just like it: {self._permalink(found[1])}. Look there before anything else."
        if "DUPLICATE_POST" in codes:
            return "LinkedIn already has this post, or one just like it. Look on the page before anything else."
        return None

    def _permalink(self, urn: str) -> str:
        return f"{self._account.web_url}/feed/update/{urn}/"

    def _quote(self, whole: Mapping[str, Any]) -> str:
        return quoted("LinkedIn", [whole.get("message")], [self._account.access_token])


def _body(post: Outgoing, organisation: str) -> dict[str, Any]:
    body: dict[str, Any] = {
        "author": organisation,
        "commentary": post.text,
        "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []},
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
    }
    if post.link is not None:
        card = {} if post.card is None else {"title": post.card.title, "description": post.card.description}
        body["content"] = {"article": {"source": post.link, **card}}
    return body


def _too_long(post: Outgoing) -> str | None:
    # LinkedIn publishes no limits for these; beyond them it is not known to cut, to refuse or to accept.
    if post.card and len(post.card.title) > TITLE_LIMIT:
        return f"the card's title has {len(post.card.title)} characters, more than {TITLE_LIMIT}."
    if post.card and len(post.card.description) > DESCRIPTION_LIMIT:
        return f"the card's description has {len(post.card.description)} characters, more than {DESCRIPTION_LIMIT}."
    return None


def _codes(whole: Mapping[str, Any]) -> frozenset[str]:
    details = whole.get("errorDetails")
    inputs = objects(details.get("inputErrors")) if isinstance(details, dict) else []
    return frozenset(part["code"] for part in [whole, *inputs] if isinstance(part.get("code"), str))


def _row(status: int, codes: frozenset[str]) -> Row | None:
    special = (BY_CODE[status, code] for code in sorted(codes) if (status, code) in BY_CODE)
    return next(special, None) or BY_STATUS.get(status)


def _reopens(answer: Answer, whole: Mapping[str, Any], now: datetime) -> datetime | None:
    """The day's allowance opens again at midnight UTC; of a shorter one LinkedIn says nothing, or Retry-After."""
    if re.search(r"\bDAY\b", str(whole.get("message"))):
        today = as_utc(now)
        return datetime.combine(today.date() + timedelta(days=1), time(), today.tzinfo)
    return retry_after(answer.headers, now)
