"""A person says whether a post went out: because nobody else can tell, or because they posted it by hand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from promoter.approval.rights import may_write
from promoter.approval.standing import require, standing_hold
from promoter.campaign.model import ChannelName
from promoter.errors import NotPossible, UsageProblem
from promoter.ledger.accounts import let_go, note_left
from promoter.ledger.attempts import list_attempts
from promoter.ledger.campaigns import get_campaign
from promoter.ledger.decisions import add_decision
from promoter.ledger.queue import find_by_network_id, get_post, update_post
from promoter.posts.lifecycle import IN_WORDS, Status

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from promoter.ledger.rows import Actor, PostRow

# Approved or refused: a person posted it by hand. A pending one is refused, because the record says who stood behind
# every post that went out, and nobody has yet.
_MAY_BE_OUT = frozenset({Status.APPROVED, Status.FAILED, Status.UNCLEAR})

_X_HOSTS = frozenset({"x.com", "www.x.com", "mobile.x.com", "twitter.com", "www.twitter.com", "mobile.twitter.com"})
_X_PATH = re.compile(r"/(i/web|i|[A-Za-z0-9_]{1,15})/status/(\d{1,20})(?:/.*)?")
_NOBODY = frozenset({"i/web", "i"})  #: what stands in X's addresses of posts where the account's name could
_LINKEDIN_HOSTS = frozenset({"linkedin.com", "www.linkedin.com"})
_LINKEDIN_PATH = re.compile(r"/feed/update/(urn:li:(?:share|ugcPost|activity):\d{1,20})/?")
_LINKEDIN_SHARED = re.compile(r"/posts/[^/]+-(share|ugcPost|activity)-(\d{1,20})(?:-[^/]*)?/?")


def resolve_sent(conn: Connection, key: str, url: str, *, who: Actor, now: datetime) -> PostRow:
    """The post is out, at `url`: record that. Nothing is sent, and nothing will be."""
    may_write(conn, who)
    post = get_post(conn, key, lock=True)
    if post.status is Status.PENDING:
        raise NotPossible(
            f"{key} {IN_WORDS[post.status]}; approve it first, so that the record says who stood behind it"
        )
    require(post, _MAY_BE_OUT, "settled")
    network_id, address = network_address(post.channel, url)
    _refuse_somebody_elses(conn, post, url, address)
    other = find_by_network_id(conn, post.channel, network_id)
    if other is not None:
        raise NotPossible(f"{address} is {other.key} already; give the address of {key}")
    sent_at = now
    if post.status is Status.UNCLEAR:
        sent_at = list_attempts(conn, post_key=key)[-1].started_at
    after = update_post(
        conn, post, status=Status.SENT, network_id=network_id, url=address, sent_at=sent_at, hold=None,
        hold_reason=None, trouble=None, reason=None, retry_at=None, look_at=now,
    )  # fmt: skip
    let_go(conn, post)
    note_left(conn, post.account, sent_at)
    add_decision(
        conn, after, "resolve_sent", who, now=now, event="resolved", before=post.status, url=address,
        network_id=network_id,
    )  # fmt: skip
    return after


def resolve_not_sent(conn: Connection, key: str, *, who: Actor, now: datetime) -> PostRow:
    """A person looked, and the post is not out: it waits for approval again."""
    may_write(conn, who)
    post = get_post(conn, key, lock=True)
    if post.status is not Status.UNCLEAR:
        raise NotPossible(f"there is nothing to settle about {key}: {IN_WORDS[post.status]}")
    hold, hold_reason = standing_hold(post, now)
    after = update_post(
        conn, post, status=Status.PENDING, hold=hold, hold_reason=hold_reason, trouble=None, look_at=None,
        reason=f"{who.name} looked and it had not gone out",
    )  # fmt: skip
    let_go(conn, post)
    add_decision(conn, after, "resolve_not_sent", who, now=now, event="resolved", before=post.status)
    return after


def network_address(channel: ChannelName, url: str) -> tuple[str, str]:
    """The network's id for the post at this address, and the address as the record keeps it."""
    if channel is ChannelName.X and (match := _on_x(url)):
        return match[2], f"https://x.com/i/status/{match[2]}"
    if channel is ChannelName.LINKEDIN and (path := _path(url, _LINKEDIN_HOSTS)):
        path = unquote(path)
        shared = _LINKEDIN_SHARED.fullmatch(path)
        match = _LINKEDIN_PATH.fullmatch(path)
        urn = match[1] if match else shared and f"urn:li:{shared[1]}:{shared[2]}"
        if urn:
            return urn, f"https://www.linkedin.com/feed/update/{urn}/"
    like = {
        ChannelName.X: "https://x.com/techUK/status/1437312345678901234",
        ChannelName.LINKEDIN: "https://www.linkedin.com/feed/update/urn:li:share:7045020441609936898/",
    }
    raise UsageProblem(f"{url} is not the address of a post on {channel}; it looks like {like[channel]}")


def _refuse_somebody_elses(conn: Connection, post: PostRow, url: str, address: str) -> None:
    """X's addresses name the account. LinkedIn's name a page at most, by a name that no campaign tells us."""
    ours = get_campaign(conn, post.campaign).settings.organisation.x
    match = _on_x(url) if post.channel is ChannelName.X else None
    if ours is None or match is None:
        return
    ours, theirs = ours.removeprefix("@"), match[1]
    if theirs.lower() not in {ours.lower(), *_NOBODY}:
        raise NotPossible(
            f"{url.strip()} is a post of @{theirs}, and {post.key} goes out as @{ours}; "
            f"give the address of @{ours}'s post, or {address} if this one is right all the same"
        )


def _on_x(url: str) -> re.Match[str] | None:
    """The parts of the address of a post on X: whose it is, and its number."""
    path = _path(url, _X_HOSTS)
    return None if path is None else _X_PATH.fullmatch(path)


def _path(url: str, hosts: frozenset[str]) -> str | None:
    """The path of a web address at one of these hosts."""
    try:
        parts = urlsplit(url.strip())
        plain = parts.scheme == "https" and parts.username is None and parts.port in {None, 443}
    except ValueError:
        return None
    return parts.path if plain and parts.hostname in hosts else None
