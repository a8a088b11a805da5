"""The web sites that posts link to, for whoever looks whether a page is there: GET /pages/ and the page's address.

The address is percent-encoded whole, or stands there as it is: /pages/https://www.example.org/2021/a-blog. Without a
scheme it is a page of the sandbox's own: /pages/a-blog. Query and fragment are left aside, as blogs do. As long as no
page was made known every address has one, with a title made of its last part; then only those that are known have.
"""

from __future__ import annotations

import html
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from promoter.sandbox.damage import mangled, said, unanswered
from promoter.sandbox.faults import PRIVATE_ADDRESS
from promoter.sandbox.kinds import FaultKind
from promoter.sandbox.wire import Answer, html_answer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from promoter.sandbox.faults import Fault
    from promoter.sandbox.wire import Request

PAGES = "/pages/"
SIGN_IN = "/sign-in"
FILLER = 5_000_000  # bytes before the title of a huge page
NOINDEX = '<meta name="robots" content="noindex, nofollow">\n'
WHOLE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
{head}</head>
<body>
{body}
</body>
</html>
"""
TITLE = """<title>{title}</title>
<meta property="og:title" content="{title}">
<meta property="og:description" content="A page of the sandbox.">
<meta name="twitter:card" content="summary">
"""
BODY = "<h1>{title}</h1>\n<p>A page of the sandbox.</p>"
SIGN_IN_FORM = '<form method="post"><label>Password <input type="password" name="password"></label></form>'
PDF = b"%PDF-1.4\n%%EOF\n"


@dataclass(frozen=True, slots=True)
class Page:
    """`live_from` is a moment of the sandbox's clock; before it there is no such page."""

    title: str
    live_from: datetime | None = None


class Site:
    """Which pages there are. Safe to use from many threads."""

    def __init__(self, pages: Mapping[str, Page] | None = None) -> None:
        self._lock = threading.Lock()
        self._pages: dict[str, Page] = {}
        self.put(pages or {})

    def put(self, pages: Mapping[str, Page]) -> None:
        """From now on these are the pages, by their addresses, and there are no others."""
        with self._lock:
            self._pages = {_key(address): page for address, page in pages.items()}

    def pages(self) -> dict[str, Page]:
        with self._lock:
            return dict(self._pages)

    def find(self, request: Request, now: datetime) -> Page | None:
        """The page that is asked for, if there is one by now. The query's `title` gives one to a page that is not known."""
        address = address_of(request)
        with self._lock:
            if not self._pages:
                last = unquote(urlsplit(address).path.rstrip("/").rpartition("/")[2])
                return Page(request.param("title") or last.replace("-", " ").capitalize())
            page = self._pages.get(_key(address))
        return None if page is None or (page.live_from and now < page.live_from) else page


def path_of(address: str) -> str:
    """Where on the sandbox the page of this address is."""
    return PAGES + quote(address, safe="")


def address_of(request: Request) -> str:
    """The address whose page is asked for; of a page of the sandbox's own, its path."""
    rest = request.path.removeprefix(PAGES)
    whole = rest if rest.startswith(("http://", "https://")) else unquote(rest)
    return whole if whole.startswith(("http://", "https://")) else request.path


def _key(address: str) -> str:
    split = urlsplit(address)
    return f"{split.scheme.lower()}://{split.netloc.lower()}{unquote(split.path).rstrip('/')}"


def _page(title: str, head: str = "", body: str = "") -> str:
    shown = html.escape(title)
    head = head + TITLE.format(title=shown) if title else head
    return WHOLE.format(head=head, body=body or BODY.format(title=shown))


def _missing(status: int) -> Answer:
    return html_answer(status, _page("Page not found" if status == 404 else "This page cannot be shown"))


def shown(address: str, page: Page | None, fault: Fault | None = None) -> Answer:
    """The page as a browser gets it, or what the fault makes of it."""
    if fault is not None and fault.before:
        return unanswered(fault) or said(fault, _missing(fault.answers))
    if urlsplit(address).path.endswith(SIGN_IN):
        return html_answer(200, _page("Sign in", body=SIGN_IN_FORM))
    if page is None:
        return _missing(404)
    usual = html_answer(200, _page(page.title))
    return usual if fault is None else _spoilt(fault, address, page.title, usual)


def _spoilt(fault: Fault, address: str, title: str, usual: Answer) -> Answer:
    match fault.kind:
        case FaultKind.SIGN_IN:
            return _sent_on(_sign_in(address))
        case FaultKind.REDIRECT:
            return _sent_on(fault.to or PRIVATE_ADDRESS)
        case FaultKind.NOINDEX:
            return html_answer(200, _page(title, head=NOINDEX))
        case FaultKind.NOINDEX_HEADER:
            return Answer(200, usual.body, (*usual.headers, ("X-Robots-Tag", "noindex")))
        case FaultKind.NO_TITLE:
            return html_answer(200, _page("", body=BODY.format(title=html.escape(title))))
        case FaultKind.OTHER_TITLE:
            return html_answer(200, _page("Welcome to our new web site"))
        case FaultKind.HUGE:
            return html_answer(200, _page(title, head=f"<!-- {'x' * FILLER} -->\n"))
        case FaultKind.NOT_HTML:
            return Answer(200, PDF, (("Content-Type", "application/pdf"),))
        case _:
            return mangled(fault, usual)


def _sent_on(to: str) -> Answer:
    return Answer(302, headers=(("Location", to),))


def _sign_in(address: str) -> str:
    split = urlsplit(address)
    if not split.netloc:
        return f"{PAGES.rstrip('/')}{SIGN_IN}?return={quote(address, safe='')}"
    return f"{split.scheme}://{quote(split.netloc, safe='@:[]')}{SIGN_IN}?return={quote(split.path or '/', safe='')}"
