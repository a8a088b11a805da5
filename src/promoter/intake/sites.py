"""Blogs that are on a web site already: read from WordPress or from a feed, whichever the address leads to."""

from __future__ import annotations

import hashlib
import io
import json
import re
from calendar import timegm
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import feedparser

from promoter.intake import markup
from promoter.intake.cleaning import line
from promoter.intake.reading import Stated, Text
from promoter.intake.refusing import NotReadable

if TYPE_CHECKING:
    import time
    from collections.abc import Callable, Iterator, Sequence

    #: Asks for an address and gives the bytes of the answer; raises `NetworkTrouble` with a sentence.
    Fetch = Callable[[str], bytes]

MOST_ENTRIES = 50
API = "wp-json/wp/v2/posts"
_ASK = f"?per_page={MOST_ENTRIES}&_embed=author"
_CUT = re.compile(r"\[(?:…|\.\.\.)\]|(?:…|\.\.\.)$|continue reading|read more", re.IGNORECASE)
_WORDPRESS = "https://api.w.org/"
_FEEDS = ("application/rss+xml", "application/atom+xml")
_JSON = "application/json"
_NOTHING = (
    "there is neither a WordPress site nor a feed at this address: give the address of the site, of its feed (RSS or Atom), "
    "or of one WordPress post"
)


def is_address(name: str) -> bool:
    """Whether somebody names a page on the web rather than a file."""
    return re.match(r"https?://", name, re.IGNORECASE) is not None


def fetched(address: str, fetch: Fetch) -> tuple[bytes, str]:
    """What there is to read at an address, and what to call it: WordPress's own list or the feed, as it came."""
    if not address.lower().startswith("https://"):
        raise NotReadable("its address begins with http: only https can be trusted to bring what is there")
    data = fetch(address)
    if kind(data):
        return data, _name(address, data)
    for other in _elsewhere(address, data):
        data = fetch(other)
        if kind(data):
            return data, _name(address, data)
    raise NotReadable(_NOTHING)


def kind(data: bytes) -> str:
    """Whether some bytes are WordPress's "posts" or a "feed"; "" for neither."""
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] in {b"[", b"{"}:
        return "posts" if _posts(data) else ""
    is_feed = re.search(rb"<(?:rss|feed|rdf:RDF)[\s>]", start) is not None and b"<html" not in start.lower()
    return "feed" if is_feed else ""


def read(data: bytes) -> list[Text]:
    """The entries, the newest first."""
    return [_post(post) for post in _posts(data)] if kind(data) == "posts" else list(_entries(data))


def _elsewhere(address: str, page: bytes) -> Iterator[str]:
    """Where a page says that its text can be had in a form that is meant for programs; then where WordPress has it."""
    links = _Links(address)
    links.feed(page[:2_000_000].decode("utf-8", "replace"))
    yield from links.of("alternate", _JSON, containing="/wp/v2/posts/")
    for root in links.of(_WORDPRESS):
        yield urljoin(root if root.endswith("/") else f"{root}/", f"wp/v2/posts{_ASK}")
    for feed in _FEEDS:
        yield from list(links.of("alternate", feed))[:1]
    yield urljoin(address, f"/{API}{_ASK}")


class _Links(HTMLParser):
    """The `link` elements of a page."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.links: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag == "link":
            given = {name: value or "" for name, value in attrs}
            where = urljoin(self.address, given.get("href", ""))
            self.links.append((given.get("rel", "").lower(), given.get("type", "").lower(), where))

    def of(self, relation: str, kind: str = "", *, containing: str = "") -> Iterator[str]:
        for rel, its, where in self.links:
            if relation in rel.split() and kind in its and containing in where and where.startswith("https://"):
                yield where


def _posts(data: bytes) -> list[dict[str, Any]]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return []
    posts = found if isinstance(found, list) else [found]
    return [post for post in posts if isinstance(post, dict) and _rendered(post, "content")][:MOST_ENTRIES]


def _rendered(post: dict[str, Any], name: str) -> str:
    value = post.get(name)
    said = value.get("rendered", "") if isinstance(value, dict) else ""
    return said if isinstance(said, str) else ""


def _post(post: dict[str, Any]) -> Text:
    authors = post.get("_embedded", {}).get("author", []) if isinstance(post.get("_embedded"), dict) else []
    names = [one["name"] for one in authors if isinstance(one, dict) and isinstance(one.get("name"), str)]
    return _text(
        title=markup.words(_rendered(post, "title")),
        summary=markup.words(_rendered(post, "excerpt")),
        html=_rendered(post, "content"),
        authors=names,
        address=str(post.get("link") or ""),
        out=str(post.get("date_gmt") or ""),
    )


def _entries(data: bytes) -> Iterator[Text]:
    found = feedparser.parse(io.BytesIO(data), sanitize_html=True)
    for entry in found.entries[:MOST_ENTRIES]:
        contents = [part.get("value", "") for part in entry.get("content", [])]
        summary = entry.get("summary", "")
        html = max([*contents, summary], key=len)
        out = entry.get("published_parsed") or entry.get("updated_parsed")
        yield _text(
            title=markup.words(entry.get("title", "")),
            summary=markup.words(summary) if summary != html else "",
            html=html,
            authors=[one["name"] for one in entry.get("authors", []) if one.get("name")],
            address=entry.get("link", ""),
            out=_moment(out),
        )


def _moment(at: time.struct_time | None) -> str:
    return "" if at is None else datetime.fromtimestamp(timegm(at), UTC).strftime("%Y-%m-%dT%H:%M")


def _text(*, title: str, summary: str, html: str, authors: Sequence[str], address: str, out: str) -> Text:
    where = "the site"
    stated = {
        "title": line(title),
        "author": "; ".join(map(line, authors)),
        "subtitle": "" if _CUT.search(summary) else line(summary),
    }
    address = address if urlsplit(address).scheme == "https" else ""
    stated |= {"url": address, "received": out[:16] + "Z" if len(out) >= 16 else ""}
    canonical = json.dumps([*sorted(stated.items()), html], ensure_ascii=False).encode()
    return Text(
        markup.read(html),
        stated={fact: Stated(value, where) for fact, value in stated.items() if value},
        part=address or f"“{line(title)[:80]}”",
        identity=address or None,
        part_sha256=hashlib.sha256(canonical).hexdigest(),
    )


def _name(address: str, data: bytes) -> str:
    host = urlsplit(address).hostname or "site"
    return f"{host}.{'json' if kind(data) == 'posts' else 'xml'}"
