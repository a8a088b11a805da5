"""X: one post by one request, what each answer means, and the only place that knows tweepy.

tweepy builds and signs the request. How it travels is ours (`http`), because tweepy's own way has no timeout, follows
redirects, waits inside the call and logs tokens; and its errors are never made, because making them fails on some
answers. What an answer means stands in the two tables; what neither of them lists is unclear.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import requests
import tweepy

from promoter.campaign.model import ChannelName
from promoter.channels.answers import believable, document, objects, quoted, retry_after, settled, unanswered
from promoter.channels.http import Answer, Call, Exchange, Transport
from promoter.errors import NetworkTrouble
from promoter.posts.outcome import Blocked, Later, Outcome, Refused, Sent, Unclear

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from promoter.channels.contract import Outgoing

for _library in ("tweepy", "oauthlib", "requests_oauthlib"):
    logging.getLogger(_library).setLevel(logging.INFO)  # their DEBUG messages show tokens and signatures

CONNECT = "Put new keys into the settings, start the daemon again and run `promoter accounts unblock x:default`."
CHANGE = "Change the post and have it approved again."
ADDRESS = (
    "X's interface was not found where we look for it. Check the address set for it, then have the post approved again."
)


@dataclass(frozen=True, slots=True)
class Row:
    """What an answer means and the advice that goes with it; for a 403 also how to know it.

    `kinds` are last parts of a problem's type (its host differs), `codes` those of the older interface, `text` a pattern.
    """

    means: type[Refused | Blocked]
    advice: str
    kinds: tuple[str, ...] = ()
    codes: tuple[int, ...] = ()
    text: str = ""


#: Answers to POST /2/tweets by status. 2xx and 429 are read further; a 403 by `FORBIDDEN` first.
BY_STATUS: dict[int, Row] = {
    **dict.fromkeys((300, 301, 302, 303, 304, 305, 307, 308), Row(Refused, ADDRESS)),
    400: Row(Refused, f"X could not accept the post as it is written. {CHANGE}"),
    401: Row(Blocked, f"X does not accept our keys: they are wrong, withdrawn or expired. {CONNECT}"),
    402: Row(
        Blocked,
        "The X account has no credits left, or reached its spending limit. Add credits in X's developer console.",
    ),
    403: Row(Refused, f"X does not allow this post. {CHANGE}"),
    404: Row(Refused, ADDRESS),
    413: Row(Refused, f"X finds the post too large. {CHANGE}"),
    415: Row(Refused, f"X could not read the post in the form it was sent. {CHANGE}"),
    422: Row(Refused, f"X could not accept the post as it is written. {CHANGE}"),
}

DUPLICATE = Row(
    Refused,
    "X already has a post of this account with the same words. Look for it there, or change the words.",
    codes=(187,),
    text=r"duplicate content",
)
CAPPED = Row(
    Blocked,
    "The month's allowance for posts on X is used up. Raise it in X's developer console, or wait for the next month.",
    kinds=("usage-capped",),
    text=r"usage[- ]?cap",
)
#: The kinds of 403, in the order in which they are tried.
FORBIDDEN: tuple[Row, ...] = (
    DUPLICATE,
    CAPPED,
    Row(
        Blocked,
        "X has suspended or locked the account. Sign in to X in a browser and follow what it asks for.",
        kinds=("user-suspended",),
        codes=(64, 326),
        text=r"suspended|account is (temporarily )?locked",
    ),
    Row(
        Blocked,
        "X takes the account for a robot. Sign in to X in a browser, and let posts go out further apart.",
        codes=(226,),
        text=r"might be automated",
    ),
    Row(
        Blocked,
        f"The keys may read on X but not write. Allow writing in X's developer console and make new keys. {CONNECT}",
        kinds=("unsupported-authentication", "oauth1-permissions"),
        text=r"unsupported[- ]authentication|oauth1[- ]permissions",
    ),
    Row(
        Blocked,
        "X does not let our app or account post. Check the app and its plan in X's developer console.",
        kinds=("client-forbidden",),
        codes=(261, 453),
        text=r"client-not-enrolled|not permitted to access this feature|cannot perform write actions",
    ),
    Row(Refused, f"X allows one cashtag ($NAME) in a post. {CHANGE}", text=r"cashtag"),
    Row(Refused, f"X finds an address in the post invalid. {CHANGE}", text=r"invalid url"),
    Row(
        Refused,
        f"X does not let this account post it, often because it is too long. {CHANGE}",
        text=r"not permitted to perform this action",
    ),
    Row(
        Refused, f"X does not let this account reply to or quote that post. {CHANGE}", text=r"\b(reply|replies|quote)\b"
    ),
)

#: The windows in which X counts. An answer 429 names for each how many requests are left and when it opens again.
WINDOWS = ("x-rate-limit", "x-app-limit-24hour", "x-user-limit-24hour")


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuth1Keys:
    """The four strings of OAuth 1.0a: two of the app, two of the account. They do not expire."""

    consumer_key: str = field(repr=False)
    consumer_secret: str = field(repr=False)
    access_token: str = field(repr=False)
    access_token_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class UserToken:
    """The access token of OAuth 2.0 for an account. It lives for two hours; renewing it is not the channel's business."""

    access_token: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class XAccount:
    """An account on X, and where X is: its interface, and the pages that people read."""

    credentials: OAuth1Keys | UserToken
    api_url: str = "https://api.x.com"
    web_url: str = "https://x.com"


class XChannel:
    """One account on X."""

    name = ChannelName.X

    def __init__(self, account: XAccount, transport: Transport | None = None) -> None:
        self._account = account
        self._transport = transport or Transport()
        keys = account.credentials
        self._signed = isinstance(keys, OAuth1Keys)
        self._secrets = tuple(getattr(keys, name) for name in keys.__slots__)

    def publish(self, post: Outgoing, *, now: datetime, still_ours: Callable[[], bool]) -> Outcome:
        """Post it, with one request. What comes of it is a value, whatever happens."""
        call = Call("X", post.key, self._transport, still_ours)

        def create() -> Outcome:
            return self._outcome(_Client(self._account, call).create_tweet(text=post.text, user_auth=self._signed), now)

        return settled(call, create)

    def check(self) -> str:
        """One sentence on whose account this is; NetworkTrouble if X does not accept us. Nothing is published."""
        call = Call("X", "check", self._transport)
        exchange: Exchange = _Client(self._account, call).get_me(user_auth=self._signed)
        if not isinstance(exchange, Answer):
            raise NetworkTrouble(f"X did not answer: {exchange.detail}.")
        me = document(exchange.body).get("data")
        username = me.get("username") if isinstance(me, dict) else None
        if exchange.status == 200 and isinstance(username, str) and re.fullmatch(r"\w{1,50}", username):
            return f"X accepts the keys; they post as @{username}."
        problem = _problem(exchange.body)
        row = _row(exchange.status, problem)
        advice = (
            row.advice
            if row and row.means is Blocked
            else "Try again later; if it stays so, check the address set for X."
        )
        raise NetworkTrouble(
            f"X answered {exchange.status} when asked whose keys these are. {advice}{self._quote(problem)}"
        )

    def _outcome(self, exchange: Exchange, now: datetime) -> Outcome:
        if not isinstance(exchange, Answer):
            return unanswered("X", exchange)
        status = exchange.status
        if 200 <= status < 300:
            return self._taken(exchange)
        problem = _problem(exchange.body)
        row = _row(status, problem)
        quote = self._quote(problem)
        if row is DUPLICATE:
            return Refused(detail=f"{row.advice}{quote}", http_status=status, duplicate=True)
        if row:
            return row.means(detail=f"{row.advice}{quote}", http_status=status)
        if status == 429:
            detail = f"X has had enough requests for now; the post stays in the queue.{quote}"
            return Later(detail=detail, until=_reopens(exchange.headers, now), rate_limited=True, http_status=status)
        return Unclear(
            detail=f"We cannot tell whether X took this post: it answered {status}.{quote}", http_status=status
        )

    def _taken(self, answer: Answer) -> Sent | Unclear:
        data = document(answer.body).get("data")
        name = data.get("id") if isinstance(data, dict) else None
        if isinstance(name, str) and re.fullmatch(r"[0-9]{1,19}", name):
            return Sent(network_id=name, url=f"{self._account.web_url}/i/web/status/{name}", http_status=answer.status)
        quote = self._quote(_problem(answer.body))
        detail = f"X probably took this post but did not say under which number (it answered {answer.status}).{quote}"
        return Unclear(detail=detail, http_status=answer.status)

    def _quote(self, problem: _Problem) -> str:
        return quoted("X", problem.words, self._secrets)


@dataclass(frozen=True, slots=True)
class _Problem:
    """What an answer's body complains of, in whichever of X's three forms it came."""

    kinds: frozenset[str]
    codes: frozenset[int]
    text: str
    words: tuple[str, ...]

    def is_a(self, row: Row) -> bool:
        by_name = not self.kinds.isdisjoint(row.kinds) or not self.codes.isdisjoint(row.codes)
        return by_name or bool(row.text and re.search(row.text, self.text, re.IGNORECASE))


def _problem(body: bytes) -> _Problem:
    whole = document(body)
    parts = [whole, *objects(whole.get("errors"))]

    def values(*names: str) -> tuple[str, ...]:
        return tuple(part[name] for part in parts for name in names if isinstance(part.get(name), str))

    return _Problem(
        kinds=frozenset(kind.rstrip("/").rpartition("/")[2] for kind in values("type")),
        codes=frozenset(part["code"] for part in parts if isinstance(part.get("code"), int)),
        text=" ".join(values("title", "detail", "message", "reason")),
        words=values("detail", "message") or values("title"),
    )


def _row(status: int, problem: _Problem) -> Row | None:
    if status == 429:
        return CAPPED if problem.is_a(CAPPED) else None
    kinds = (row for row in FORBIDDEN if status == 403 and problem.is_a(row))
    return next(kinds, None) or BY_STATUS.get(status)


def _reopens(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """When the last of the exhausted windows opens again. The short window's reset alone may be hours too early."""
    moments = [retry_after(headers, now)]
    for window in WINDOWS:
        reset = headers.get(f"{window}-reset", "").strip()
        if headers.get(f"{window}-remaining", "0").strip() in {"", "0"} and re.fullmatch(r"[0-9]{1,10}", reset):
            moments.append(believable(datetime.fromtimestamp(int(reset), UTC), now))
    return max((moment for moment in moments if moment), default=None)


class _Client(tweepy.Client):  # type: ignore[misc]
    """tweepy's client, sending through a call. Its methods hand back what `request` returns, untouched."""

    def __init__(self, account: XAccount, call: Call) -> None:
        keys = account.credentials
        names = (
            {"bearer_token": keys.access_token}
            if isinstance(keys, UserToken)
            else {n: getattr(keys, n) for n in keys.__slots__}
        )
        super().__init__(return_type=requests.Response, **names)
        self._base = account.api_url.rstrip("/")
        self._call = call

    def request(self, method: str, route: str, params: Any = None, json: Any = None, user_auth: bool = False) -> Any:
        headers = {} if user_auth else {"Authorization": f"Bearer {self.bearer_token}"}
        request = requests.Request(method, self._base + route, params=params, json=json, headers=headers)
        if user_auth:
            keys = (self.consumer_key, self.consumer_secret, self.access_token, self.access_token_secret)
            request.auth = tweepy.OAuth1UserHandler(*keys).apply_auth()
        return self._call.send(request)
