"""X: one post by one request, what is there read back, and the only place that knows tweepy.

tweepy builds the request. How it is signed is ours (`x_signature`), because tweepy takes long over it; and so is how it
travels (`http`), because tweepy's own way has no timeout, follows redirects, waits inside the call and logs tokens. Its
errors are never made, because making them fails on some answers.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import requests
import tweepy

from promoter.campaign.model import ChannelName
from promoter.channels import x_figures, x_posts
from promoter.channels.answers import document, objects, quoted, settled, unanswered
from promoter.channels.contract import Absent
from promoter.channels.http import Answer, Call, Exchange, Transport
from promoter.channels.reading import MARGIN, Reading, Stopped, contents
from promoter.channels.uploading import Uploading
from promoter.channels.x_answers import (
    CAPPED,
    DUPLICATE,
    PICTURES_ANEW,
    PICTURES_GONE,
    READING,
    Problem,
    problem_in,
    reopens,
    row_for,
)  # fmt: skip
from promoter.channels.x_media import Media
from promoter.channels.x_oauth import owner_in
from promoter.channels.x_signature import Signature
from promoter.errors import NetworkTrouble
from promoter.posts.outcome import Blocked, Later, Outcome, Refused, Sent, Unclear

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from promoter.channels.authorising import Owner
    from promoter.channels.contract import (
        Brought,
        Finding,
        Measured,
        Outgoing,
        Picture,
        Seen,
        Sought,
        Unreadable,
        Uploaded,
    )  # fmt: skip

for _library in ("tweepy", "oauthlib", "requests_oauthlib"):
    logging.getLogger(_library).setLevel(logging.INFO)  # their DEBUG messages show tokens and signatures

NO_ACCOUNT = "X does not say whose account this is."
PAGE = 100  # posts are paid for by the piece: the fewest requests cost no more and can fail the least


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
    most = 100

    def __init__(self, account: XAccount, transport: Transport | None = None) -> None:
        self._account = account
        self._transport = transport or Transport()
        keys = account.credentials
        self._signed = isinstance(keys, OAuth1Keys)
        self._secrets = tuple(getattr(keys, name) for name in keys.__slots__)
        self._user_id: str | None = None  # asked for once: keys do not change hands

    def publish(self, post: Outgoing, *, now: datetime, still_ours: Callable[[], bool]) -> Outcome:
        """Post it, with one request. What comes of it is a value, whatever happens."""
        call = Call("X", post.key, self._transport, still_ours)

        def create() -> Outcome:
            client = _Client(self._account, call)
            pictures = [picture.network_id for picture in post.pictures] or None
            exchange = client.create_tweet(text=post.text, media_ids=pictures, user_auth=self._signed)
            return self._outcome(exchange, now, pictured=pictures is not None)

        return settled(call, create)

    def upload(self, picture: Picture, *, subject: str, before: Uploaded | None, now: datetime) -> Brought:
        """Bring a picture, or go on with it. Its alt text is set before it is ready."""
        uploading = Uploading("X", subject, self._transport, now)

        def request(method: str, route: str, **parts: Any) -> Answer:
            answer: Answer = _Client(self._account, uploading).ask(method, route, signed=self._signed, **parts)
            return answer

        return uploading.outcome(lambda: Media(uploading, request, self._quote).bring(picture, before))

    def find(self, sought: Sought, *, now: datetime) -> Finding:
        """Look for the post among the account's own. Links count as the addresses behind them."""
        reading = Reading("X", sought.post.key, self._transport, now)

        def matches() -> Iterator[Seen]:
            for post in self._own_posts(reading, sought.began):
                if x_posts.answers_or_repeats(post) or not sought.taken.isdisjoint(x_posts.names(post)):
                    continue
                if x_posts.created_at(post) >= reading.earliest(sought.began) and x_posts.is_that_of(post, sought):
                    yield x_posts.seen(post, sought.post, self._account.web_url)

        return reading.outcome(lambda: reading.first_of(matches(), sought.began))

    def read(self, network_id: str, post: Outgoing, *, now: datetime) -> Seen | Absent | Unreadable:
        """Read one post. Of a link X gives back where it leads; the card is made of that page and is not told."""
        reading = Reading("X", post.key, self._transport, now)
        return reading.outcome(lambda: self._one_post(reading, network_id, post))

    def figures(self, network_ids: Sequence[str], *, now: datetime) -> Measured | Unreadable:
        """What posts did, of up to `most` at once, with one request. Each that comes back is paid for."""
        reading = Reading("X", "figures", self._transport, now)

        def ask() -> Measured:
            names = [name for name in network_ids if x_posts.NAME.fullmatch(name)]
            if not names:
                raise Stopped("X numbers its posts, and none of these names is a number.", for_good=True)
            answer: Answer = _Client(self._account, reading).get_tweets(
                names, user_auth=self._signed, tweet_fields="public_metrics"
            )
            if answer.status != 200:
                raise self._unread(reading, answer)
            return x_figures.measured(contents(answer), frozenset(names))

        return reading.outcome(ask)

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
        problem = problem_in(exchange.body)
        row = row_for(exchange.status, problem)
        advice = (
            row.advice
            if row and row.means is Blocked
            else "Try again later; if it stays so, check the address set for X."
        )
        raise NetworkTrouble(
            f"X answered {exchange.status} when asked whose keys these are. {advice}{self._quote(problem)}"
        )

    def whose(self) -> Owner:
        """Whose account this is; NetworkTrouble if X does not say so. Nothing is published."""
        exchange: Exchange = _Client(self._account, Call("X", "check", self._transport)).get_me(user_auth=self._signed)
        owner = owner_in(document(exchange.body)) if isinstance(exchange, Answer) and exchange.status == 200 else None
        if owner is None:
            raise NetworkTrouble(
                "X does not say whose account the keys in the settings are, so nobody can tell whether it stays the same; "
                "see promoter accounts check, or take the keys out of the settings"
            )
        return owner

    def _outcome(self, exchange: Exchange, now: datetime, *, pictured: bool) -> Outcome:
        if not isinstance(exchange, Answer):
            return unanswered("X", exchange)
        status = exchange.status
        if 200 <= status < 300:
            return self._taken(exchange)
        problem = problem_in(exchange.body)
        row = row_for(status, problem)
        quote = self._quote(problem)
        if pictured and status == 400 and PICTURES_GONE.search(problem.text):
            return Later(detail=f"{PICTURES_ANEW}{quote}", pictures_gone=True, http_status=status)
        if row is DUPLICATE:
            return Refused(detail=f"{row.advice}{quote}", http_status=status, duplicate=True)
        if row:
            return row.means(detail=f"{row.advice}{quote}", http_status=status)
        if status == 429:
            detail = f"X has had enough requests for now; the post stays in the queue.{quote}"
            return Later(detail=detail, until=reopens(exchange.headers, now), rate_limited=True, http_status=status)
        return Unclear(
            detail=f"We cannot tell whether X took this post: it answered {status}.{quote}", http_status=status
        )

    def _taken(self, answer: Answer) -> Sent | Unclear:
        data = document(answer.body).get("data")
        name = data.get("id") if isinstance(data, dict) else None
        if isinstance(name, str) and re.fullmatch(r"[0-9]{1,19}", name):
            return Sent(network_id=name, url=f"{self._account.web_url}/i/web/status/{name}", http_status=answer.status)
        quote = self._quote(problem_in(answer.body))
        detail = f"X probably took this post but did not say under which number (it answered {answer.status}).{quote}"
        return Unclear(detail=detail, http_status=answer.status)

    def _own_posts(self, reading: Reading, began: datetime) -> Iterator[dict[str, Any]]:
        """The account's posts since an attempt; read once more if X's clock shows that we did not look back far enough."""
        user = self._user(reading)
        since = None
        while since is None or reading.earliest(began) + MARGIN < since:
            since = reading.earliest(began)
            yield from self._posts_since(since, user, reading)

    def _posts_since(self, since: datetime, user: str, reading: Reading) -> Iterator[dict[str, Any]]:
        asked = {"max_results": PAGE, "exclude": "retweets", "since_id": x_posts.since_id(since)}
        token = None
        while True:
            answer: Answer = _Client(self._account, reading).get_users_tweets(
                user, user_auth=self._signed, pagination_token=token, **x_posts.ASKED, **asked
            )
            page = contents(answer)
            legible = (post for post in objects(page.get("data")) if x_posts.is_legible(post))
            posts = [x_posts.with_pictures(post, page) for post in legible]
            if answer.status == 200:
                yield from posts
            meta = page.get("meta")
            whole = isinstance(meta, dict) and meta.get("result_count") == len(posts) and "errors" not in page
            if answer.status != 200 or not whole:
                raise self._unread(reading, answer)
            token = page["meta"].get("next_token")
            if token is None:
                return

    def _user(self, reading: Reading) -> str:
        if self._user_id is None:
            answer: Answer = _Client(self._account, reading).get_me(user_auth=self._signed)
            me = contents(answer).get("data")
            name = me.get("id") if isinstance(me, dict) else None
            if answer.status != 200 or not (isinstance(name, str) and x_posts.NAME.fullmatch(name)):
                raise self._unread(reading, answer)
            self._user_id = name
        return self._user_id

    def _one_post(self, reading: Reading, network_id: str, post: Outgoing) -> Seen | Absent:
        if not x_posts.NAME.fullmatch(network_id):
            raise Stopped("X numbers its posts, and this one's number is none. Correct its address.", for_good=True)
        answer: Answer = _Client(self._account, reading).get_tweet(network_id, user_auth=self._signed, **x_posts.ASKED)
        whole = contents(answer)
        data = whole.get("data")
        if answer.status == 200 and isinstance(data, dict) and x_posts.is_legible(data) and data["id"] == network_id:
            return x_posts.seen(x_posts.with_pictures(data, whole), post, self._account.web_url)
        if answer.status in {200, 404} and data is None and "resource-not-found" in problem_in(answer.body).kinds:
            return Absent(detail=f"X has no post {network_id}: it was deleted, or X does not show it yet.")
        raise self._unread(reading, answer)

    def _unread(self, reading: Reading, answer: Answer) -> Stopped:
        problem = problem_in(answer.body)
        capped = answer.status in {403, 429} and problem.is_a(CAPPED)
        advice = CAPPED.advice if capped else READING.get(answer.status, "")
        until = reopens(answer.headers, reading.now)
        return reading.unread(answer, advice, self._quote(problem), until=until, for_good=capped)

    def _quote(self, problem: Problem) -> str:
        return quoted("X", problem.words, self._secrets)


class _Client(tweepy.Client):  # type: ignore[misc]
    """tweepy's client, sending through a call or a reading. Its methods hand back what `request` returns, untouched."""

    def __init__(self, account: XAccount, through: Call | Reading | Uploading) -> None:
        keys = account.credentials
        names = (
            {"bearer_token": keys.access_token}
            if isinstance(keys, UserToken)
            else {n: getattr(keys, n) for n in keys.__slots__}
        )
        super().__init__(return_type=requests.Response, **names)
        self._base = account.api_url.rstrip("/")
        self._through = through

    def request(self, method: str, route: str, params: Any = None, json: Any = None, user_auth: bool = False) -> Any:
        return self.ask(method, route, signed=user_auth, params=params, json=json)

    def ask(self, method: str, route: str, *, signed: bool, **parts: Any) -> Any:
        """Any request of X's interface, such as those for pictures, which tweepy does not know."""
        headers = {} if signed else {"Authorization": f"Bearer {self.bearer_token}"}
        request = requests.Request(method, self._base + route, headers=headers, **parts)
        if signed:
            keys = (self.consumer_key, self.consumer_secret, self.access_token, self.access_token_secret)
            request.auth = Signature(*keys)
        return self._through.send(request)
