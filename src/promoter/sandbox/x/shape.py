"""A post as X's interface shows it: links shortened to t.co, text escaped for HTML, only the fields asked for."""

from __future__ import annotations

import hashlib
import html
import re
from typing import TYPE_CHECKING, Any

from promoter.sandbox.crowd import reactions
from promoter.sandbox.x.counting import links

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from promoter.sandbox.pictures import Shown
    from promoter.sandbox.record import PublicPost
    from promoter.sandbox.wire import Request

DISPLAYED = 27  # characters of a link's address before it is cut with an ellipsis
SHORT_ID = 10  # makes https://t.co/ plus id 23 long, as every short link is
FIELDS = frozenset(
    {
        *("article", "attachments", "author_id", "card_uri", "community_id", "context_annotations", "conversation_id"),
        *("created_at", "display_text_range", "edit_controls", "edit_history_tweet_ids", "entities", "geo", "id"),
        *("in_reply_to_user_id", "lang", "media_metadata", "non_public_metrics", "note_tweet", "organic_metrics"),
        *("possibly_sensitive", "promoted_metrics", "public_metrics", "referenced_tweets", "reply_settings", "scopes"),
        *("source", "suggested_source_links", "text", "withheld"),
    }
)
COUNTS = ("retweet_count", "reply_count", "like_count", "quote_count", "bookmark_count", "impression_count")


def shown(post: PublicPost, fields: set[str], now: datetime | None = None) -> dict[str, Any]:
    """The post with those of `fields` that the sandbox knows, and with those that X always gives; figures are as of `now`."""
    text, urls = shortened(post)
    whole: dict[str, Any] = {
        "attachments": {"media_keys": [_key(picture) for picture in post.pictures]} if post.pictures else None,
        "author_id": post.account,
        "conversation_id": post.id,
        "created_at": timestamp(post.created_at),
        "entities": {"urls": urls} if urls else None,
        "public_metrics": _metrics(post, now or post.created_at),
        "reply_settings": "everyone",
    }
    asked = {name: value for name, value in whole.items() if name in fields and value is not None}
    return {"id": post.id, "text": text, "edit_history_tweet_ids": [post.id], **asked}


def _metrics(post: PublicPost, now: datetime) -> dict[str, int]:
    did = reactions(post, now)
    values = (did.shares, did.comments, did.likes, did.quotes, did.bookmarks, did.impressions)
    return dict(zip(COUNTS, values, strict=True))


def shortened(post: PublicPost) -> tuple[str, list[dict[str, Any]]]:
    """The text with its links shortened, and where each one stands in it."""
    written, urls, at = "", [], 0
    for number, (start, end) in enumerate(links(post.text)):
        written += html.escape(post.text[at:start], quote=False)
        link, at = post.text[start:end], end
        short = "https://t.co/" + _short_id(f"{post.id}/{number}")
        urls.append(
            {
                "start": len(written),
                "end": len(written) + len(short),
                "url": short,
                "expanded_url": expanded(link),
                "display_url": _display(link),
            }
        )
        written += short
    written += html.escape(post.text[at:], quote=False)
    if post.pictures:  # whose one address X adds to the end, once for each of them
        short = "https://t.co/" + _short_id(f"{post.id}/pictures")
        start = len(written) + 1
        place = {"start": start, "end": start + len(short), "url": short, "expanded_url": f"{post.url}/photo/1"}
        urls += [{**place, "display_url": "pic.x.com/" + short[-10:], "media_key": _key(one)} for one in post.pictures]
        written += f" {short}"
    return written, urls


def includes(posts: Iterable[PublicPost], request: Request) -> dict[str, Any]:
    """What is told beside the posts of their pictures, if it was asked for."""
    if "attachments.media_keys" not in (request.param("expansions") or "").split(","):
        return {}
    fields = set((request.param("media.fields") or "").split(","))
    shown = {_key(picture): picture for post in posts for picture in post.pictures}
    media = [
        {
            "media_key": key,
            "type": "photo",
            **({"alt_text": picture.alt} if picture.alt and "alt_text" in fields else {}),
        }
        for key, picture in shown.items()
    ]
    return {"includes": {"media": media}} if media else {}


def _key(picture: Shown) -> str:
    return f"3_{picture.id}"


def expanded(link: str) -> str:
    return link if re.match(r"https?://", link, re.IGNORECASE) else f"http://{link}"


def timestamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def _display(link: str) -> str:
    bare = re.sub(r"^(https?://)?(www\.)?", "", link, flags=re.IGNORECASE)
    return bare if len(bare) <= DISPLAYED else bare[: DISPLAYED - 1] + "…"


def _short_id(seed: str) -> str:
    letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    number, made = int.from_bytes(hashlib.sha256(seed.encode()).digest()), ""
    for _ in range(SHORT_ID):
        number, index = divmod(number, len(letters))
        made += letters[index]
    return made
