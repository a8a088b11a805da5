"""Blogs that are on a site already: WordPress's own list, feeds, and the way from a page to either."""

from __future__ import annotations

import json

import pytest

from promoter.errors import NetworkTrouble
from promoter.intake import sites
from promoter.intake.refusing import NotReadable

POST = {
    "title": {"rendered": "On time &#8211; and more"},
    "excerpt": {"rendered": "<p>How it came to be.</p>"},
    "content": {"rendered": "<p>First, <strong>bold</strong> <a href='https://example.org/'>words</a>.</p><script>alert(1)</script><ul><li>one</li><li>two</li></ul>"},
    "link": "https://blog.example.org/on-time",
    "date_gmt": "2021-09-08T14:20:00",
    "_embedded": {"author": [{"name": "Ann Sample"}]},
}  # fmt: skip
RSS = b"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>A site</title>
<item><title>On time</title><link>https://blog.example.org/on-time</link><author>ann@example.org (Ann Sample)</author>
<pubDate>Wed, 08 Sep 2021 15:20:00 +0100</pubDate><description>Cut short [&#8230;]</description>
<content:encoded><![CDATA[<h2>A heading</h2><p>The text.</p><p style="display:none">hidden</p>]]></content:encoded></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>A site</title><entry><title>On time</title><link href="https://blog.example.org/on-time"/>
<published>2021-09-08T14:20:00Z</published><author><name>Ann Sample</name></author><content type="html">&lt;p&gt;The text.&lt;/p&gt;</content></entry></feed>"""
SITE = "https://blog.example.org"
API = f"{SITE}/wp-json/wp/v2/posts?per_page=50&_embed=author"


def web(**pages: bytes):
    """A site of these pages; asking for any other is an error."""
    asked: list[str] = []

    def fetch(address: str) -> bytes:
        asked.append(address)
        if address not in pages:
            raise NetworkTrouble(f"{address} answers 404")
        return pages[address]

    return fetch, asked


def test_a_wordpress_post_is_read_with_all_that_it_says(propose):
    (one,) = propose("blog.example.org.json", json.dumps([POST]))
    assert {fact: guess.value for fact, guess in one.facts.items()} == {
        "title": "On time – and more", "subtitle": "How it came to be.", "authors.0.name": "Ann Sample",
        "received": "2021-09-08T15:20", "url": "https://blog.example.org/on-time",
    }  # fmt: skip
    assert one.body == "First, **bold** [words](https://example.org/).\n\n- one\n- two\n"
    assert one.identity == "https://blog.example.org/on-time"


@pytest.mark.parametrize("feed", [RSS, ATOM], ids=["RSS", "Atom"])
def test_a_feed_is_read(propose, feed):
    (one,) = propose("blog.example.org.xml", feed)
    assert (one.value("title"), one.value("authors.0.name"), one.value("url")) == (
        "On time",
        "Ann Sample",
        "https://blog.example.org/on-time",
    )
    assert one.value("received") == "2021-09-08T15:20"
    assert "The text." in one.body
    assert "hidden" not in one.body
    assert "subtitle" not in one.facts


def test_a_site_leads_to_its_posts_by_what_its_page_says_or_by_where_wordpress_has_them():
    page = f'<html><head><link rel="https://api.w.org/" href="{SITE}/wp-json/"></head></html>'.encode()
    for start in (page, b"<html></html>"):
        fetch, asked = web(**{f"{SITE}/": start, API: json.dumps([POST]).encode()})
        data, name = sites.fetched(f"{SITE}/", fetch)
        assert (name, asked) == ("blog.example.org.json", [f"{SITE}/", API])
        assert [text.part for text in sites.read(data)] == ["https://blog.example.org/on-time"]


def test_the_page_of_one_post_leads_to_that_post():
    one = f"{SITE}/wp-json/wp/v2/posts/7"
    page = f'<html><head><link rel="alternate" type="application/json" href="{one}"><link rel="https://api.w.org/" href="{SITE}/wp-json/"></head></html>'
    fetch, asked = web(**{f"{SITE}/on-time": page.encode(), one: json.dumps(POST).encode()})
    data, _ = sites.fetched(f"{SITE}/on-time", fetch)
    assert asked[-1] == one
    assert len(sites.read(data)) == 1


def test_another_site_leads_to_its_feed():
    page = b'<html><head><link rel="alternate" type="application/atom+xml" href="/feed.xml"></head></html>'
    fetch, _ = web(**{f"{SITE}/": page, f"{SITE}/feed.xml": ATOM})
    assert sites.fetched(f"{SITE}/", fetch) == (ATOM, "blog.example.org.xml")


def test_an_address_without_either_or_without_https_is_a_sentence():
    fetch, _ = web(**{f"{SITE}/": b"<html></html>", API: b'{"code": "rest_no_route"}'})
    with pytest.raises(NotReadable, match="neither a WordPress site nor a feed"):
        sites.fetched(f"{SITE}/", fetch)
    with pytest.raises(NotReadable, match="only https"):
        sites.fetched("http://blog.example.org/", fetch)
    with pytest.raises(NetworkTrouble):
        sites.fetched("https://other.example.org/", fetch)


def test_a_link_that_a_page_gives_to_plain_http_is_not_followed():
    page = b'<html><head><link rel="alternate" type="application/rss+xml" href="http://10.0.0.1/feed"></head></html>'
    fetch, asked = web(**{f"{SITE}/": page})
    with pytest.raises(NetworkTrouble):
        sites.fetched(f"{SITE}/", fetch)
    assert asked == [f"{SITE}/", API]


def test_odd_posts_and_entries_do_no_harm(propose):
    odd = [
        {},
        7,
        {"content": 1},
        {
            "content": {"rendered": "<p>x</p>"},
            "title": None,
            "_embedded": {"author": [None, {"name": 3}]},
            "link": "javascript:1",
        },
    ]
    (one,) = propose("a.json", json.dumps(odd))
    assert "url" not in one.facts
    assert one.body == "x\n"
    assert sites.kind(b"[" * 100_000) == ""
    assert sites.read(b"<rss><channel><item>" * 50) != []
