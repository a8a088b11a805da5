"""A post as LinkedIn gives it back, and whether it is the one that was sent.

LinkedIn gives back the whole text also of a post that it shows cut, at a letter that should have been escaped. So words
that come back whole prove that LinkedIn has them, and not that people can read them all.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

from promoter.channels.answers import objects
from promoter.channels.comparing import difference, is_same_address, words
from promoter.channels.contract import Seen
from promoter.posts import little_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from promoter.channels.contract import Outgoing, Sought

ACTIVITY = "urn:li:activity:"
URN = re.compile(r"urn:li:\w{1,40}:[\w-]{1,80}", re.ASCII)
PUBLISHED = "PUBLISHED"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST_EXCERPT = 80


def is_legible(post: Mapping[str, Any]) -> bool:
    """Has it what every post of a page has? Its text may be missing: a picture can do without."""
    name, text = post.get("id"), post.get("commentary", "")
    return (
        isinstance(name, str) and bool(URN.fullmatch(name)) and isinstance(text, str) and created_at(post) is not None
    )


def created_at(post: Mapping[str, Any]) -> datetime | None:
    return _moment(post.get("createdAt"))


def state(post: Mapping[str, Any]) -> str:
    """`PUBLISHED`, or the word for why nobody can see it."""
    return str(post.get("lifecycleState", PUBLISHED))


def is_that_of(post: Mapping[str, Any], sought: Sought) -> bool:
    """Is it the post that was sent? A picture that was brought for it alone says so, or the tag in its link, or its words."""
    if not sought.pictures.isdisjoint(pictures(post)):
        return True
    sent = sought.post
    ours, theirs = _tag(sent.link), _tag(_article(post).get("source"))
    if ours and theirs:
        return ours == theirs
    return _words(post.get("commentary")) == _words(sent.text)


def pictures(post: Mapping[str, Any]) -> list[str]:
    """The names of the pictures that it shows, the thumbnail of its link among them."""
    return [name for picture in _images(post) if isinstance(name := picture.get("id"), str)]


def is_followed_by_older_ones(page: Sequence[Mapping[str, Any]], moment: datetime) -> bool:
    """Are all posts after this page older than `moment`? Only if the page is ordered, by creation or by last change."""
    for name in ("createdAt", "lastModifiedAt"):
        moments = [_moment(post.get(name)) or datetime.max.replace(tzinfo=UTC) for post in page]
        if moments == sorted(moments, reverse=True) and moments[-1] < moment:
            return True
    return False


def seen(post: Mapping[str, Any], sent: Outgoing, url: str) -> Seen:
    """The post, held against the one that was sent."""
    differences = tuple(_differences(post, sent))
    return Seen(
        network_id=post["id"],
        url=url,
        text=little_text.visible(post.get("commentary", "")),
        created_at=created_at(post),
        as_sent=not differences,
        differences=differences,
        raw=post,
    )


def _differences(post: Mapping[str, Any], sent: Outgoing) -> Iterator[str]:
    if state(post) != PUBLISHED:
        yield f"LinkedIn has it and does not show it: its state is {words(state(post))[:LONGEST_EXCERPT]}."
    if differs := difference("LinkedIn", _words(sent.text), _words(post.get("commentary"))):
        yield differs
    yield from _other_pictures(post, sent)
    article = _article(post)
    source = article.get("source")
    if sent.link is not None and (sent.card is not None or not sent.pictures):
        if not isinstance(source, str):
            yield "LinkedIn shows it without its link."
        elif not is_same_address(sent.link, source):
            yield f"LinkedIn links it to {words(source)[:LONGEST_EXCERPT]} instead of {sent.link}."
    for name, said in (("title", sent.card and sent.card.title), ("description", sent.card and sent.card.description)):
        shown = article.get(name)
        if said is not None and isinstance(shown, str) and words(shown) != words(said):
            yield f"LinkedIn shows another {name} of the link than was sent: “{words(shown)[:LONGEST_EXCERPT]}”."


def _other_pictures(post: Mapping[str, Any], sent: Outgoing) -> Iterator[str]:
    shown = {_number(image.get("id")): image for image in _images(post)}
    for picture in sent.pictures:
        if not shown:
            yield "LinkedIn shows it without its picture."
        elif _number(picture.network_id) not in shown:
            yield f"LinkedIn shows another picture than the one that was brought as {picture.network_id}."
        elif "thumbnail" not in (image := shown[_number(picture.network_id)]):  # which has no alt text there
            alt = image.get("altText")
            if words(alt if isinstance(alt, str) else "") != words(picture.alt):
                yield f"LinkedIn shows its picture with {'another' if alt else 'no'} alt text."


def _images(post: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The pictures as LinkedIn describes them; a thumbnail in the same form, marked as one."""
    content = post.get("content")
    if not isinstance(content, dict):
        return []
    several = content.get("multiImage")
    images = objects(several.get("images")) if isinstance(several, dict) else []
    images += objects([content.get("media")])
    if isinstance(thumbnail := _article(post).get("thumbnail"), str):
        images.append({"id": thumbnail, "thumbnail": True})
    return [image for image in images if isinstance(image.get("id"), str)]


def _number(urn: object) -> str:
    """What tells a picture from others: LinkedIn has called the same one by URNs of different kinds."""
    return str(urn).rpartition(":")[2]


def _words(wire: str | None) -> str:
    return words(little_text.visible(wire or ""))


def _article(post: Mapping[str, Any]) -> Mapping[str, Any]:
    content = post.get("content")
    article = content.get("article") if isinstance(content, dict) else None
    return article if isinstance(article, dict) else {}


def _tag(link: object) -> tuple[str | None, str] | None:
    """Which campaign's and which post's link it is, by the tags that we put on every link."""
    tags = dict(_TAGS.findall(link)) if isinstance(link, str) else {}
    content = tags.get("utm_content")
    return (tags.get("utm_campaign"), unquote_plus(content)) if content else None


_TAGS = re.compile(r"[?&](utm_campaign|utm_content)=([^&#]*)")


def _moment(millis: object) -> datetime | None:
    try:
        return EPOCH + timedelta(milliseconds=millis) if type(millis) is int else None
    except OverflowError:
        return None
