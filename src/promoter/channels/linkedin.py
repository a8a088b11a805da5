"""LinkedIn: one post of an organisation's page by one request, and what is there read back.

LinkedIn reads no page: the card of a link is what we say it is. The text comes escaped already.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import requests

from promoter.campaign.model import ChannelName
from promoter.channels import linkedin_figures, linkedin_posts
from promoter.channels.answers import document, objects, quoted, retry_after, settled, unanswered
from promoter.channels.contract import Absent
from promoter.channels.http import Answer, Call, Exchange, Lost, Transport
from promoter.channels.linkedin_answers import (
    CHANGE,
    OUTDATED,
    PICTURES_ANEW,
    READING,
    codes_in,
    duplicate_of,
    pictures_gone,
    reopens,
    row_for,
)  # fmt: skip
from promoter.channels.linkedin_images import Images, said_always
from promoter.channels.reading import Reading, Stopped, contents
from promoter.channels.uploading import Uploading
from promoter.errors import NetworkTrouble
from promoter.posts.outcome import Blocked, Later, Outcome, Refused, Sent, Unclear

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from promoter.channels.contract import (
        Attached,
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

#: The version of LinkedIn's interface. Each lives for about a year: this one ends about September 2027, and on that day
#: LinkedIn refuses everything (426). Not every month has a version, so it is never computed from the date.
VERSION = "202609"
TITLE_LIMIT = 200
DESCRIPTION_LIMIT = 256

FINDER = {"X-RestLi-Method": "FINDER"}
PAGE = 100  # the most that LinkedIn gives at once; requests are counted, posts are not
UNSURE = "We cannot tell whether LinkedIn took this post"


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
    most = 50

    def __init__(self, account: LinkedInAccount, transport: Transport | None = None) -> None:
        self._account = account
        self._transport = transport or Transport()

    def publish(self, post: Outgoing, *, now: datetime, still_ours: Callable[[], bool]) -> Outcome:
        """Post it, with one request. What comes of it is a value, whatever happens."""
        call = Call("LinkedIn", post.key, self._transport, still_ours)

        def create() -> Outcome:
            if fault := _too_much(post):
                return Refused(detail=f"Nothing was sent: {fault} {CHANGE}")
            body = json.dumps(_body(post, self._account.organisation)).encode()
            exchange = call.send(self._request("POST", data=body, headers={"Content-Type": "application/json"}))
            return self._outcome(exchange, now, pictured=bool(post.pictures))

        return settled(call, create)

    def upload(self, picture: Picture, *, subject: str, before: Uploaded | None, now: datetime) -> Brought:
        """Bring a picture, or ask whether LinkedIn is done with it. Its alt text goes with the post, unless it is a link's."""
        uploading = Uploading("LinkedIn", subject, self._transport, now)
        images = Images(uploading, self._account, self._quote)
        return uploading.outcome(lambda: images.bring(picture) if before is None else images.look(before))

    def find(self, sought: Sought, *, now: datetime) -> Finding:
        """Look for the post among the page's own. One that LinkedIn has and does not show is neither found nor absent."""
        reading = Reading("LinkedIn", sought.post.key, self._transport, now)

        def matches() -> Iterator[Seen]:
            hidden = None
            for post in self._own_posts(reading, sought.began):
                created = linkedin_posts.created_at(post)
                if created is None or created < reading.earliest(sought.began) or post["id"] in sought.taken:
                    continue
                if linkedin_posts.is_that_of(post, sought):
                    seen = linkedin_posts.seen(post, sought.post, self._permalink(post["id"]))
                    if linkedin_posts.state(post) == linkedin_posts.PUBLISHED:
                        yield seen
                    else:
                        hidden = seen
            if hidden:
                raise Stopped(f"{hidden.differences[0]} Look on the page: {hidden.url}")

        return reading.outcome(lambda: reading.first_of(matches(), sought.began))

    def read(self, network_id: str, post: Outgoing, *, now: datetime) -> Seen | Absent | Unreadable:
        """Read one post. What comes back whole may still be shown cut."""
        reading = Reading("LinkedIn", post.key, self._transport, now)
        return reading.outcome(lambda: self._one_post(reading, network_id, post))

    def figures(self, network_ids: Sequence[str], *, now: datetime) -> Measured | Unreadable:
        """What posts did, of up to `most` at once, with one request. LinkedIn leaves out posts that nobody saw yet."""
        reading = Reading("LinkedIn", "figures", self._transport, now)

        def ask() -> Measured:
            query = linkedin_figures.query(self._account.organisation, network_ids)
            address = f"{self._account.api_url.rstrip('/')}{linkedin_figures.PATH}?{query}"
            answer = reading.send(requests.Request("GET", address, headers=said_always(self._account)))
            if answer.status != 200:
                raise self._unread(reading, answer)
            return linkedin_figures.measured(contents(answer), frozenset(network_ids))

        return reading.outcome(ask)

    @property
    def page(self) -> str:
        """The page that we post as, by its URN."""
        return self._account.organisation

    def check(self) -> str:
        """One sentence on the page we may post to; NetworkTrouble if LinkedIn does not accept us. Nothing is published."""
        page = self._account.organisation
        # Listing the page's posts needs no more rights than finding a post again does, and shows token, version and role.
        query = {"author": page, "q": "author", "count": "1"}
        call = Call("LinkedIn", "check", self._transport)
        exchange = call.send(self._request("GET", params=query, headers=FINDER))
        if not isinstance(exchange, Answer):
            raise NetworkTrouble(f"LinkedIn did not answer: {exchange.detail}.")
        whole = document(exchange.body)
        if exchange.status == 200 and isinstance(whole.get("elements"), list):
            return f"LinkedIn accepts the token and shows us the posts of {page}."
        row = row_for(exchange.status, codes_in(whole))
        advice = (
            row.advice if row and row.means is Blocked else "Try again later; if it stays so, check page and address."
        )
        quote = self._quote(whole)
        raise NetworkTrouble(f"LinkedIn answered {exchange.status} when asked for the posts of {page}. {advice}{quote}")

    def _own_posts(self, reading: Reading, began: datetime) -> Iterator[dict[str, Any]]:
        """The page's posts, newest first, at least as far back as an attempt.

        Each page of the list begins with the last post of the one before: if it does not, a post was taken away
        meanwhile, and another may have slipped through between them.
        """
        start, last = 0, None
        while True:
            query = {
                "author": self._account.organisation,
                "q": "author",
                "sortBy": "CREATED",
                "count": PAGE,
                "start": start,
            }
            answer = reading.send(self._request("GET", params=query, headers=FINDER))
            whole = contents(answer)
            elements = whole.get("elements")
            posts = [post for post in objects(elements) if linkedin_posts.is_legible(post)]
            if answer.status == 200:
                yield from posts
            if answer.status != 200 or not isinstance(elements, list) or len(posts) < len(elements):
                raise self._unread(reading, answer)
            if last is not None and last not in [post["id"] for post in posts]:
                raise Stopped("LinkedIn could not be read: the list of posts changed meanwhile.")
            if len(posts) < _size(whole) or linkedin_posts.is_followed_by_older_ones(posts, reading.earliest(began)):
                return
            start, last = start + len(posts) - 1, posts[-1]["id"]

    def _one_post(self, reading: Reading, network_id: str, post: Outgoing) -> Seen | Absent:
        if not linkedin_posts.URN.fullmatch(network_id):
            raise Stopped("LinkedIn names its posts by URNs, and this one's name is none. Correct it.", for_good=True)
        if network_id.startswith(linkedin_posts.ACTIVITY):
            # What people copy from LinkedIn's menu; its interface gives such a post under another name, or not at all.
            raise Stopped("LinkedIn's interface does not read posts by the name of their activity.", for_good=True)
        answer = reading.send(self._request("GET", f"/{quote(network_id, safe='')}", headers={}))
        whole = contents(answer)
        if answer.status == 200 and linkedin_posts.is_legible(whole) and whole["id"] == network_id:
            return linkedin_posts.seen(whole, post, self._permalink(network_id))
        # Not every 404 is about the post: a gateway, or an interface that is somewhere else, says the same.
        if answer.status == 404 and whole.get("status") == 404 and "virtual resource" not in str(whole.get("message")):
            return Absent(
                detail=f"LinkedIn has no post {network_id}: it was deleted, or LinkedIn does not show it yet."
            )
        raise self._unread(reading, answer)

    def _unread(self, reading: Reading, answer: Answer) -> Stopped:
        whole = document(answer.body)
        outdated = answer.status == 400 and "VERSION_MISSING" in codes_in(whole)
        advice = OUTDATED if outdated else READING.get(answer.status, "")
        until = (
            reopens(answer, whole, reading.now) if answer.status == 429 else retry_after(answer.headers, reading.now)
        )
        return reading.unread(answer, advice, self._quote(whole), until=until, for_good=outdated)

    def _request(self, method: str, path: str = "", *, headers: dict[str, str], **parts: Any) -> requests.Request:
        address = self._account.api_url.rstrip("/") + "/rest/posts" + path
        return requests.Request(method, address, headers={**said_always(self._account), **headers}, **parts)

    def _outcome(self, exchange: Exchange, now: datetime, *, pictured: bool) -> Outcome:
        if isinstance(exchange, (Answer, Lost)) and exchange.status == 201:
            return self._taken(exchange.headers)  # the answer is in the headers; its body says nothing
        if not isinstance(exchange, Answer):
            return unanswered("LinkedIn", exchange)
        status = exchange.status
        whole = document(exchange.body)
        quote = self._quote(whole)
        if status == 422 and (earlier := duplicate_of(whole)) is not None:
            where = f": {self._permalink(earlier)}. Look there" if earlier else ". Look on the page"
            detail = f"LinkedIn already has this post, or one just like it{where} before anything else.{quote}"
            return Refused(detail=detail, http_status=status, duplicate=True, network_id=earlier or None)
        if status == 429:
            detail = f"LinkedIn has had enough requests for now; the post stays in the queue.{quote}"
            return Later(detail=detail, until=reopens(exchange, whole, now), rate_limited=True, http_status=status)
        if pictured and pictures_gone(status, whole):
            return Later(detail=f"{PICTURES_ANEW}{quote}", pictures_gone=True, http_status=status)
        if row := row_for(status, codes_in(whole)):
            return row.means(detail=f"{row.advice}{quote}", http_status=status)
        return Unclear(detail=f"{UNSURE}: it answered {status}.{quote}", http_status=status)

    def _taken(self, headers: Mapping[str, str]) -> Sent:
        urn = headers.get("x-restli-id", "").strip()
        if linkedin_posts.URN.fullmatch(urn):
            return Sent(network_id=urn, url=self._permalink(urn), http_status=201)
        detail = "LinkedIn took the post but did not say under which name; look it up on the page."
        return Sent(network_id=None, url=None, http_status=201, detail=detail)

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
    if post.link is not None and (post.card is not None or not post.pictures):
        card = {} if post.card is None else {"title": post.card.title, "description": post.card.description}
        thumbnail = {"thumbnail": post.pictures[0].network_id} if post.pictures else {}
        body["content"] = {"article": {"source": post.link, **card, **thumbnail}}
    elif len(post.pictures) == 1:  # LinkedIn takes a single one in this form only
        body["content"] = {"media": _image(post.pictures[0])}
    elif post.pictures:
        body["content"] = {"multiImage": {"images": [_image(picture) for picture in post.pictures]}}
    return body


def _image(picture: Attached) -> dict[str, str]:
    return {"id": picture.network_id, "altText": picture.alt}


def _too_much(post: Outgoing) -> str | None:
    if post.card and post.link is not None and len(post.pictures) > 1:
        return f"the card of a link shows one picture, and there are {len(post.pictures)}."
    # LinkedIn publishes no limits for these; beyond them it is not known to cut, to refuse or to accept.
    if post.card and len(post.card.title) > TITLE_LIMIT:
        return f"the card's title has {len(post.card.title)} characters, more than {TITLE_LIMIT}."
    if post.card and len(post.card.description) > DESCRIPTION_LIMIT:
        return f"the card's description has {len(post.card.description)} characters, more than {DESCRIPTION_LIMIT}."
    return None


def _size(page: Mapping[str, Any]) -> int:
    """How many posts fill a page: what was asked for, or less where LinkedIn says so."""
    paging = page.get("paging")
    count = paging.get("count") if isinstance(paging, dict) else None
    return min(PAGE, count) if isinstance(count, int) and count > 0 else PAGE
