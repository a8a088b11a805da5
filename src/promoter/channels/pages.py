"""Is a blog's page live? What counts as yes, what each other sight means, and what the team can do about it.

The judgement is pure: `fetch` makes one request and follows nothing, and is told how many seconds there are. What goes
over the network, and which machines are refused, is `page_fetch`'s.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from promoter.campaign.words import alike
from promoter.channels import markup, robots
from promoter.channels.addresses import PORT, Place, host_of, joined, place, same_host, without_secrets

if TYPE_CHECKING:
    from collections.abc import Mapping

REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS = 5
SECONDS = 10.0  #: for the whole check, redirects included
LARGEST = 2_000_000  #: bytes of a page, unpacked
HTML = frozenset({"text/html", "application/xhtml+xml", ""})
_LONGEST_QUOTE = 120


class Why(StrEnum):
    """Why a page does not count as live: for counting and comparing, as the sentences may change."""

    ADDRESS = "address"  #: the address is none that can be used
    NOT_HTTPS = "not_https"
    HOST = "host"  #: not where the campaign's pages live
    PRIVATE = "private"  #: not a public place
    NAME = "name"  #: the host's name is not known
    UNREACHABLE = "unreachable"
    TLS = "tls"  #: no secure connection
    SLOW = "slow"
    BROKEN = "broken"  #: the answer broke off
    HUGE = "huge"
    REDIRECTS = "redirects"  #: round in circles, or nowhere
    SIGN_IN = "sign_in"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    GONE = "gone"
    BUSY = "busy"
    MAINTENANCE = "maintenance"
    SERVER = "server"
    STATUS = "status"  #: an answer that says neither yes nor what is wrong
    NOT_HTML = "not_html"
    NOINDEX = "noindex"
    TITLE = "title"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page that a post leads to. One of `titles` must be on it, if any are given; `hosts` is where it may be, and empty means anywhere."""

    address: str
    titles: tuple[str, ...]
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """A whole answer to one request; `seconds` is what it took, the look-up of the name included."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """No whole answer, or one that was not waited for. `status` is there if the answer got that far."""

    why: Why
    status: int | None = None


class Fetch(Protocol):
    """Makes one GET request to `address`, an https one, within so many seconds. It follows nothing and raises nothing."""

    def __call__(self, address: str, within: float, /) -> Got | Failed: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """The page is there for everybody. `evidence` is what was seen, for the record."""

    detail: str
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotYet:
    """No post may lead there now. `detail` is for the team: what was seen, and what to do."""

    why: Why
    detail: str
    http_status: int | None = None
    evidence: Mapping[str, Any] = field(default_factory=dict)


Verdict = Live | NotYet

#: What was seen and what to do. `{at}` is where it was seen; what a status means is looked up in `BY_STATUS`.
SENTENCES: dict[Why, str] = {
    Why.ADDRESS: "{at} cannot be read as a web address. Copy the page's address from a browser into the blog's file.",
    Why.NOT_HTTPS: "{at} is http, not https, and browsers warn its readers. Use the page's https address, or have the website mended.",
    Why.HOST: "{at} is not where this campaign's pages live ({hosts}). Correct the address in the blog's file, or the hosts in campaign.yaml.",
    Why.PRIVATE: "{at} is not a public place: readers could not open it, and it was not opened. Use the page's public address.",
    Why.NAME: "The name in {at} was not found. Check its spelling; if it is right, ask the web team about it.",
    Why.UNREACHABLE: "{at} could not be reached. If it opens in your browser, check the network of the computer that Promoter runs on.",
    Why.TLS: "{at} could not prove who it is, so browsers will warn its readers. Ask the web team to look at its certificate.",
    Why.SLOW: "{at} took too long to answer. Ask the web team whether the website is in trouble.",
    Why.BROKEN: "{at} broke off in the middle of its answer. If it stays so, ask the web team to look.",
    Why.HUGE: "{at} sent more than any web page should, and was not read to its end. Check that the address is the page's own.",
    Why.REDIRECTS: "{at} leads on and on to other addresses. Open the page in a browser and copy the address it ends at.",
    Why.SIGN_IN: "{at} asks for signing in. Ask the web team to open the page to everybody.",
    Why.FORBIDDEN: "{at} answered {status}: we may not see the page. If you can see it while signed out, ask the web team not to turn Promoter away.",
    Why.NOT_FOUND: "{at} answered {status}: the page is not there. Publish it, or correct its address in the blog's file.",
    Why.GONE: "{at} answered {status}: the page has been removed. Publish it again, or withdraw the post.",
    Why.BUSY: "{at} answered {status}: it has had too many visits for now. Nothing needs doing unless it stays so.",
    Why.MAINTENANCE: "{at} answered {status}: the website is being worked on or overloaded. Ask the web team when it will be back.",
    Why.SERVER: "{at} answered {status}: the website has a fault. Tell the web team.",
    Why.STATUS: "{at} answered {status}, where a page that is live answers 200. Open the page in a browser, and tell the web team what you see.",
    Why.NOT_HTML: "{at} is a file ({type}), not a web page. Put the address of the blog's page into its file.",
    Why.NOINDEX: "{at} tells search engines to leave it out (noindex), as drafts do. Publish the page, or ask the web team to allow it.",
    Why.TITLE: "{at} answers, but its title is {seen}, not {wanted}. Check the address; if the title has changed, change it in the blog's file.",
}
BY_STATUS = {401: Why.SIGN_IN, 403: Why.FORBIDDEN, 404: Why.NOT_FOUND, 410: Why.GONE, 429: Why.BUSY, 503: Why.MAINTENANCE}  # fmt: skip


def check(page: Page, *, fetch: Fetch, within: float = SECONDS) -> Verdict:
    """Whether a post may lead to `page` now. Redirects are followed, each judged before anything is asked of it."""
    visit = _Visit(page)
    address = page.address
    left = within
    while len(visit.trail) <= MOST_REDIRECTS:
        if (stop := visit.step(address)) is not None:
            return visit.not_yet(stop)
        if left <= 0:
            return visit.not_yet(Why.SLOW)
        got = fetch(visit.trail[-1].text, left)
        visit.status = got.status
        if isinstance(got, Failed):
            return visit.not_yet(got.why)
        left -= got.seconds
        headers = {name.lower(): value for name, value in got.headers.items()}
        if got.status not in REDIRECTS:
            return visit.judge(got.body, headers)
        address = joined(visit.trail[-1].text, headers.get("location", ""))
    return visit.not_yet(Why.REDIRECTS)


@dataclass(slots=True)
class _Visit:
    """What has been seen of a page so far."""

    page: Page
    trail: list[Place] = field(default_factory=list)
    at: str = ""
    status: int | None = None
    titles: list[str] = field(default_factory=list)

    def step(self, address: str) -> Why | None:
        """Go on to `address`, unless there is something against it that its words alone show."""
        here = place(address)
        self.at = _quoted(without_secrets(address)) if here is None else here.shown
        if here is None or here.userinfo:
            return Why.ADDRESS
        if here.scheme != "https":
            return Why.NOT_HTTPS if here.scheme == "http" else Why.ADDRESS
        if here.is_a_number:
            return Why.PRIVATE
        if here.port not in {"", str(PORT)}:
            return Why.ADDRESS
        if self.trail and here.sign_in_signs() - self.trail[0].sign_in_signs():
            return Why.SIGN_IN
        hosts = self.page.hosts
        if hosts and not any(same_host(here.host, host_of(host)) for host in hosts):
            return Why.HOST
        if here.text in {past.text for past in self.trail}:
            return Why.REDIRECTS
        self.trail.append(here)
        return None

    def judge(self, body: bytes, headers: Mapping[str, str]) -> Verdict:
        """What the answer at the end of the trail says."""
        status = self.status or 0
        if status != 200:
            return self.not_yet(BY_STATUS.get(status, Why.SERVER if status >= 500 else Why.STATUS))
        content_type = headers.get("content-type", "")
        kind = content_type.partition(";")[0].strip().lower()
        if kind not in HTML:
            return self.not_yet(Why.NOT_HTML, type=_quoted(kind))
        if len(body) > LARGEST:
            return self.not_yet(Why.HUGE)
        seen = markup.read(body, content_type)
        self.titles = seen.titles
        titled = any(_says(title, wanted) for title in seen.titles for wanted in self.page.titles)
        if seen.locked or (not titled and (seen.password or self.trail[-1].sign_in_signs())):
            return self.not_yet(Why.SIGN_IN)
        if any(map(robots.hides, seen.robots)) or robots.header_hides(headers.get("x-robots-tag", "")):
            return self.not_yet(Why.NOINDEX)
        if self.page.titles and not titled:
            first, wanted = [*seen.titles, ""][0], [*self.page.titles, ""][0]
            return self.not_yet(Why.TITLE, seen=_quoted(first), wanted=_quoted(wanted))
        moved = "" if len(self.trail) == 1 else f", where {self.trail[0].shown} leads"
        return Live(detail=f"The page is live at {self.at}{moved}.", evidence=self._evidence())

    def not_yet(self, why: Why, **said: str) -> NotYet:
        hosts = ", ".join(self.page.hosts)
        detail = SENTENCES[why].format(at=self.at, status=self.status, hosts=hosts, **said)
        if self.trail and self.at != self.trail[0].shown:
            detail = f"{self.trail[0].shown} leads to another address. {detail}"
        return NotYet(why=why, detail=detail, http_status=self.status, evidence=self._evidence())

    def _evidence(self) -> dict[str, Any]:
        return {
            "asked": self.trail[0].shown if self.trail else self.at,
            "address": self.at,
            "redirects": max(len(self.trail) - 1, 0),
            "status": self.status,
            "titles": [_clean(title) for title in self.titles[:4]],
        }


# ------------------------------------------------------------------------------------------------------- titles and words


def _says(seen: str, wanted: str) -> bool:
    """Whether `wanted` stands in `seen` word for word, whatever the case, quotation marks, dashes and spaces."""
    words = _words(wanted)
    if words:
        return f" {words} " in f" {_words(seen)} "
    return alike(wanted) != "" and alike(wanted) in alike(seen)


def _words(text: str) -> str:
    folded = unicodedata.normalize("NFKC", alike(text)).casefold()
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFC", folded)))


def _clean(text: str) -> str:
    """A stranger's words on one line, bounded, without what is not to be seen or turns the text around it."""
    line = "".join(" " if char.isspace() else char for char in text)
    line = "".join(char for char in line if not unicodedata.category(char).startswith("C"))
    line = " ".join(line.split())
    return line if len(line) <= _LONGEST_QUOTE else f"{line[: _LONGEST_QUOTE - 1]}…"


def _quoted(text: str) -> str:
    return f"“{_clean(text)}”"
