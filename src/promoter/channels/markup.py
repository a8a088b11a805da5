"""What a web page's HTML says of the page: its titles, whether robots may list it, whether it asks for a password.

Read as browsers read it, as far as that matters here, and in one pass: whatever is left open runs to the end, so that no
page costs more than its length. The standard library's parser goes back and reads on, and some pages keep it for minutes.
"""

from __future__ import annotations

import codecs
import html
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from promoter.channels.robots import OURS

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 2_000  #: characters of a title that are read
MOST = 10  #: entries of one kind that are kept
CARD = frozenset({"og:title", "og:image", "twitter:title", "twitter:image", "twitter:card"})
HEADINGS = 2  #: a site's own name and the article's; a page with more is a list of articles

_TAG = re.compile(r"<(?:(?P<comment>!--)|(?P<bogus>[!?]|/(?![A-Za-z]))|(?P<close>/)?(?P<name>[A-Za-z][^\s/>]*))")
_COMMENT_END = re.compile(r"--!?>")
_PLAIN_END = re.compile(r"""[^>"'=]*>""")
_ATTRIBUTE = re.compile(r"""[\s/]*(=?[^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"?|'([^']*)'?|([^\s>"'][^\s>]*)?))?""")
_RAW = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
    for name in ("script", "style", "textarea", "title", "iframe", "noembed", "noframes", "xmp")
}
_SPACING = frozenset({"br", "div", "p", "li", "td", "tr"})
_META_CHARSET = re.compile(rb"""<meta[^<>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
#: What browsers read these names as, by Python's names for them.
_MEANT = {"ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gbk"}
#: The encodings of the web. Python knows others, of which some are none and some take for ever.
_KNOWN = frozenset(
    ["utf-8", "utf-16-le", "utf-16-be", "koi8-r", "koi8-u", "mac-roman", "cp866", "cp874", "gbk", "gb18030", "big5"]
    + ["euc_jp", "shift_jis", "cp932", "iso2022_jp", "euc_kr", "cp949"]
    + [f"cp125{number}" for number in range(9)]
    + [f"iso8859-{number}" for number in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)]
)


@dataclass(slots=True)
class Markup:
    """`titles` are the page's title, those for networks and its first headings; `robots` what robots are told."""

    titles: list[str] = field(default_factory=list)
    robots: list[str] = field(default_factory=list)
    card: dict[str, str] = field(default_factory=dict)  #: what networks make a card of, by the names of its parts
    password: bool = False  #: there is a field for a password, if only that of a box in the corner
    locked: bool = False  #: the field is the one that WordPress shows instead of an article with a password


def read(body: bytes, content_type: str) -> Markup:
    """What the page says; `content_type` is the answer's header."""
    text = decoded(body, content_type)
    page = Markup()
    title: str | None = None
    headings: list[str] = []
    heading: list[str] | None = None
    for name, attributes, said in _parts(text):
        if name == "h1" and heading is None and len(headings) < HEADINGS:
            heading = []
        elif name == "/h1" and heading is not None:
            headings.append(_line("".join(heading)))
            heading = None
        elif heading is not None:
            heading.append(said or (" " if name.lstrip("/") in _SPACING else ""))
        if name == "title" and title is None:
            title = _line(said)
        elif name == "meta":
            _note_meta(page, attributes)
        elif name == "input" and attributes.get("type", "").strip().lower() == "password":
            page.password = True
            page.locked = page.locked or attributes.get("name") == "post_password"
    if heading is not None:
        headings.append(_line("".join(heading)))
    page.titles = list(filter(None, dict.fromkeys([title or "", *page.titles, *headings])))
    return page


def _note_meta(page: Markup, attributes: dict[str, str]) -> None:
    content = html.unescape(attributes.get("content", "")[:LONGEST])
    named = {attributes.get(key, "").strip().lower() for key in ("name", "property")}
    if named & {"og:title", "twitter:title"} and len(page.titles) < MOST:
        page.titles.append(_line(content))
    for name in named & CARD:
        if content.strip():
            page.card.setdefault(name, _line(content))
    if named & OURS and len(page.robots) < MOST:
        page.robots.append(content)


def _line(text: str) -> str:
    return " ".join(html.unescape(text[:LONGEST]).split())


# ------------------------------------------------------------------------------------------------------------- the tags


def _parts(text: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """Tags and the text between them, as (name, attributes, text): "" for text, "/h1" for the end of an h1.

    `title` comes with its text; scripts, styles and comments with none.
    """
    position = 0
    while tag := _TAG.search(text, position):
        if tag.start() > position:
            yield "", {}, text[position : tag.start()]
        if tag["comment"]:
            end = _COMMENT_END.search(text, tag.start() + 2)  # <!--> is a whole comment
            position = end.end() if end else len(text)
        elif tag["bogus"]:
            position = text.find(">", tag.end()) + 1 or len(text)
        else:
            name = f"{tag['close'] or ''}{tag['name'].lower()}"
            attributes, position = _attributes(text, tag.end())
            raw = _RAW.get(name)
            inside = position
            if raw is not None:
                end = raw.search(text, position)
                position = end.start() if end else len(text)
            yield name, attributes, text[inside:position] if name == "title" else ""
    yield "", {}, text[position:]


def _attributes(text: str, position: int) -> tuple[dict[str, str], int]:
    """The attributes of the tag whose name ends at `position`, and where the tag ends. One left open has none."""
    if plain := _PLAIN_END.match(text, position):
        return {}, plain.end()
    found: dict[str, str] = {}
    while (part := _ATTRIBUTE.match(text, position)) and part[1]:
        position = part.end()
        found.setdefault(part[1].lower(), part[2] or part[3] or part[4] or "")
    end = part.end() if part else len(text)
    return (found, end + 1) if end < len(text) else ({}, end)


# --------------------------------------------------------------------------------------------------------- the encoding


def decoded(body: bytes, content_type: str) -> str:
    """The text, in the encoding that the bytes, the header or the page name; else UTF-8, or Windows-1252 if it is none."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    in_header = re.search(r"""charset\s*=\s*["']?\s*([\w.:-]{1,40})""", content_type, re.IGNORECASE)
    in_page = _META_CHARSET.search(body[:4096])
    named = [in_header[1] if in_header else "", in_page[1].decode("ascii", "replace") if in_page else ""]
    for name in filter(None, map(_encoding, named)):
        return body.decode(name, "replace")
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def _encoding(label: str) -> str | None:
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    name = _MEANT.get(name, name)
    return name if name in _KNOWN else None
