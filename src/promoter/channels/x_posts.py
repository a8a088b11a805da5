"""A post as X gives it back, and whether it says what was sent.

X shortens every link to t.co, escapes for HTML, adds the address of a picture to the end, and gives a long post twice:
cut, and whole as `note_tweet`.
"""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from promoter.channels.answers import objects
from promoter.channels.comparing import address, difference, words
from promoter.channels.contract import Seen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from promoter.channels.contract import Attached, Outgoing, Sought

#: Its ids count milliseconds from here, above 22 other bits.
EPOCH = datetime(2010, 11, 4, 1, 42, 54, 657_000, tzinfo=UTC)
NAME = re.compile(r"[0-9]{1,19}")
ASKED: Mapping[str, str] = MappingProxyType({
    "tweet_fields": "created_at,entities,note_tweet,referenced_tweets,attachments",
    "expansions": "attachments.media_keys",
    "media_fields": "media_key,type,alt_text",
})  # fmt: skip


def is_legible(post: Mapping[str, Any]) -> bool:
    """Has it what every post has?"""
    name, text = post.get("id"), post.get("text")
    return isinstance(name, str) and NAME.fullmatch(name) is not None and isinstance(text, str)


def answers_or_repeats(post: Mapping[str, Any]) -> bool:
    """A reply, or somebody's post shared on: never what we sent."""
    return any(other.get("type") in {"replied_to", "retweeted"} for other in objects(post.get("referenced_tweets")))


def names(post: Mapping[str, Any]) -> set[str]:
    """Its id, and those under which it stood before somebody edited it."""
    history = post.get("edit_history_tweet_ids")
    return (
        {post["id"], *(name for name in history if isinstance(name, str))}
        if isinstance(history, list)
        else {post["id"]}
    )


def created_at(post: Mapping[str, Any]) -> datetime:
    """When it was created: as X says, or as its id does."""
    try:
        told = datetime.fromisoformat(post["created_at"])
    except (KeyError, TypeError, ValueError):
        told = None
    if told is None or told.tzinfo is None:
        return EPOCH + timedelta(milliseconds=int(post["id"]) >> 22)
    return told.astimezone(UTC)


def since_id(moment: datetime) -> str:
    """The id that a post of `moment` would at least have."""
    return str(max((moment - EPOCH) // timedelta(milliseconds=1), 0) << 22)


def with_pictures(post: Mapping[str, Any], answer: Mapping[str, Any]) -> dict[str, Any]:
    """The post with what the answer says of its pictures, which X tells apart from the posts."""
    includes = answer.get("includes")
    media = objects(includes.get("media")) if isinstance(includes, dict) else []
    its = _keys(post)
    known = [medium for medium in media if medium.get("media_key") in its]
    return {**post, "includes": {"media": known}} if known else dict(post)


def is_that_of(post: Mapping[str, Any], sought: Sought) -> bool:
    """Is it the post that was sent? The picture that was brought for it alone says so, or its words."""
    numbers = {key.rpartition("_")[2] for key in _keys(post)}
    if not sought.pictures.isdisjoint(numbers):
        return True
    return _difference(post, sought.post.text) is None


def seen(post: Mapping[str, Any], sent: Outgoing, web_url: str) -> Seen:
    """The post, held against the one that was sent."""
    text, addresses = _said(post)
    differences = tuple(filter(None, (_difference(post, sent.text), _other_pictures(post, sent.pictures))))
    return Seen(
        network_id=post["id"],
        url=f"{web_url}/i/web/status/{post['id']}",
        text=_links(addresses).sub(lambda short: addresses[short[0]], text),
        created_at=created_at(post),
        as_sent=not differences,
        differences=differences,
        raw=post,
    )


def _difference(post: Mapping[str, Any], sent: str) -> str | None:
    text, addresses = _said(post)
    sent = words(sent)
    return difference("X", sent, _as_sent(words(text), addresses, sent))


def _other_pictures(post: Mapping[str, Any], sent: Sequence[Attached]) -> str | None:
    """A sentence on pictures that are not as they were sent, as far as X tells."""
    if len(_keys(post)) < len(sent):
        return "X shows it without its picture."
    if not sent or "includes" not in post:
        return None
    shown = sorted(words(str(medium.get("alt_text", ""))) for medium in post["includes"]["media"])
    if shown == sorted(words(picture.alt) for picture in sent):
        return None
    how = "another alt text than was sent" if all(shown) else "no alt text"
    return f"X shows its picture with {how}."


def _keys(post: Mapping[str, Any]) -> list[str]:
    attachments = post.get("attachments")
    keys = attachments.get("media_keys") if isinstance(attachments, dict) else None
    return [key for key in keys if isinstance(key, str)] if isinstance(keys, list) else []


def _said(post: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """What it says, with short links, and the address behind each of them."""
    note = post.get("note_tweet")
    whole = note if isinstance(note, dict) and isinstance(note.get("text"), str) else post
    text = html.unescape(whole["text"])
    addresses = {}
    for entity in (*_urls(post), *_urls(whole)):
        if "media_key" in entity:
            text = text.replace(entity["url"], "")
        elif isinstance(entity.get("expanded_url"), str):
            addresses[entity["url"]] = entity["expanded_url"]
    return text.strip(), addresses


def _urls(post: Mapping[str, Any]) -> list[dict[str, Any]]:
    entities = post.get("entities")
    urls = objects(entities.get("urls")) if isinstance(entities, dict) else []
    return [entity for entity in urls if isinstance(entity.get("url"), str) and entity["url"]]


def _links(addresses: Mapping[str, str]) -> re.Pattern[str]:
    # By its letters, not by its place: X counts places in the escaped text, and a short link is the only one of its kind.
    longest_first = sorted(addresses, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)) if addresses else r"(?!)")


def _as_sent(shown: str, addresses: Mapping[str, str], sent: str) -> str:
    """`shown` with every short link as the address that was sent in its place, or else as the one behind it."""
    written, at = "", 0
    for short in _links(addresses).finditer(shown):
        written += shown[at : short.start()]
        at = short.end()
        behind = words(addresses[short[0]])
        same = address(behind).match(sent, len(written))
        written += same[0] if same else behind
    return written + shown[at:]
