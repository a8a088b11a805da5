"""The lines about pages: do the addresses answer to which posts lead, or will they in time, and with what card."""

from __future__ import annotations

from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING

from promoter.approval import leads_elsewhere
from promoter.campaign.links import host
from promoter.channels.pages import Live, NotYet, Page, Why
from promoter.preflight.lines import LOOK, NOT_READY, READY, Detail, Line, counted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from promoter.ledger.rows import PostRow
    from promoter.preflight.seen import PageLook, Seen

#: What is as true of a page before it is published as after: no waiting mends the address.
OF_ADDRESS = frozenset({Why.ADDRESS, Why.NOT_HTTPS, Why.HOST, Why.PRIVATE})
#: How a page that is still to come may well look until then.
OF_DRAFT = frozenset({Why.NOT_FOUND, Why.SIGN_IN, Why.FORBIDDEN, Why.NOINDEX, Why.GONE})
UNCHECKED = "pages are not looked at before posts go out (PROMOTER_PAGE_CHECK is off)"
NEARLY, FAR = timedelta(seconds=2), timedelta(seconds=60)


def pages_of(seen: Seen) -> dict[Page, list[PostRow]]:
    """Every page to which posts to come lead, with those posts, by the time of the first."""
    hosts = seen.campaign.settings.rules.hosts
    found: dict[Page, list[PostRow]] = {}
    for post in sorted(seen.to_come, key=lambda post: post.at):
        if post.said.link is not None:
            # The call says where blogs live; the week's own page and the event's may be anywhere.
            page = Page(address=uncounted(post.said.link), titles=post.page_titles, hosts=hosts if post.blog else ())
            found.setdefault(page, []).append(post)
    return found


def uncounted(address: str) -> str:
    """The address without what tells the website's statistics which post brought a reader: one page is looked at once."""
    bare, mark, query = address.partition("?")
    query, hash_sign, fragment = query.partition("#")
    left = "&".join(part for part in query.split("&") if part and not part.startswith("utm_"))
    return f"{bare}{mark if left else ''}{left}{hash_sign}{fragment}"


def of_pages(seen: Seen) -> Iterator[Line]:
    """Every page by itself, then their cards and the addresses that are still to come."""
    pages = pages_of(seen)
    if seen.looks is None or not seen.house.page_check:
        why = "the pages were not asked" if seen.looks is None else UNCHECKED
        yield Line(
            "pages", "pages", LOOK, f"{why}: {counted(len(pages), 'address', 'addresses')}", "Open each in a browser."
        )
        yield from _elsewhere(seen)
    else:
        lines = [_page(seen, page, posts, seen.looks.pages.get(page)) for page, posts in pages.items()]
        yield from (line for line in lines if line.standing is not READY)
        yield from _good([line for line in lines if line.standing is READY])
        yield from _cards(seen, list(pages))
    waiting = [post for post in seen.to_come if post.blog is not None and post.said.link is None]
    if waiting:
        details = tuple(seen.detail(post) for post in waiting)
        says = f"{counted(len(waiting), 'post')} of which nobody knows the page's address yet"
        todo = "As soon as the web team names it, an editor writes it on the blog's own page (or into its file as url, then promoter load)."
        yield Line("addresses", "addresses", NOT_READY, says, todo, details)
    yield _clock(seen)


def _elsewhere(seen: Seen) -> Iterator[Line]:
    """Blogs' posts that lead to no host that the week names, which needs no look at a page."""
    hosts = seen.campaign.settings.rules.hosts
    away = [post for post in seen.to_come if leads_elsewhere(post, hosts)]
    if not away:
        return
    one = len(away) == 1
    then = (
        f"{'it' if one else 'they'} would be held when {'its time comes' if one else 'their times come'}"
        if seen.house.page_check
        else f"{UNCHECKED}, so {'it goes' if one else 'they go'} out there all the same"
    )
    says = f"{counted(len(away), 'post leads', 'posts lead')} to a host that the week does not name ({', '.join(hosts)}): {then}"
    todo = "An editor adds the host on the page Facts, or changes the blog's address on its own page."
    details = tuple(seen.detail(post, host(post.said.link or "")) for post in away)
    yield Line("hosts", "hosts", NOT_READY if seen.house.page_check else LOOK, says, todo, details)


def _page(seen: Seen, page: Page, posts: list[PostRow], look: PageLook | None) -> Line:
    first = posts[0]
    what = page.address
    if look is None:
        says = "no answer came in the time that was given to all pages"
        return Line("page", what, NOT_READY, says, "Try again; if it stays so, ask the web team.")
    if isinstance(look.verdict, Live):
        return Line("page", what, READY, f"it is live; the first post leads there {seen.when(first.at)}")
    comes = _comes(posts)
    says, todo = _in_two(look.verdict)
    if comes is None or comes <= seen.now or look.verdict.why in OF_ADDRESS:
        return Line("page", what, NOT_READY, says, f"{todo} The first post leads there {seen.when(first.at)}.".strip())
    if comes > first.at:
        after = f"it comes {seen.when(comes)}, and the first post leads there {seen.when(first.at)}"
        return Line(
            "page", what, NOT_READY, after, "An editor moves the post, or the web team publishes the page earlier."
        )
    due = f"it comes {seen.when(comes)}, before the first post at {seen.when(first.at)}"
    if look.verdict.why in OF_DRAFT:
        return Line("page", what, READY, due)
    return Line("page", what, LOOK, f"{due}; now: {says}", todo)


def _good(lines: list[Line]) -> Iterator[Line]:
    """All pages that are as they should be, in one line."""
    if lines:
        says = f"{counted(len(lines), 'page is', 'pages are')} live, or due before the first post that leads there"
        yield Line("pages", "pages", READY, says, "", tuple(Detail(f"{line.what}: {line.says}") for line in lines))


def _comes(posts: list[PostRow]) -> datetime | None:
    """From when the page is there, as its blog's file says."""
    return max((post.not_before for post in posts if post.not_before is not None), default=None)


def _in_two(verdict: NotYet) -> tuple[str, str]:
    """What was seen, and what to do: the sentences of a verdict end with that."""
    says, _, todo = verdict.detail.partition(". ")
    return says.rstrip("."), todo


def _cards(seen: Seen, pages: list[Page]) -> Iterator[Line]:
    """What a page says to networks that show a card for it: X does, as does LinkedIn when people share it by hand."""
    looks = seen.looks.pages if seen.looks else {}
    found = {page: look.faults for page in pages if (look := looks.get(page)) is not None and look.faults is not None}
    faulty = tuple(Detail(f"{page.address}: {'; '.join(faults)}") for page, faults in found.items() if faults)
    if faulty:
        says = f"{counted(len(faulty), 'page has', 'pages have')} no whole card for networks to show"
        todo = "Ask the web team for title, picture and kind of card in the pages' heads (og:title, og:image, twitter:card)."
        yield Line("cards", "cards", LOOK, says, todo, faulty)
    elif found:
        yield Line(
            "cards", "cards", READY, f"{counted(len(found), 'page has', 'pages have')} title, picture and kind of card"
        )


def _clock(seen: Seen) -> Line:
    """Our clock against those of all who answered: half of them say at least so much."""
    apart = seen.looks.apart if seen.looks else ()
    if not apart:
        says = f"{seen.now:%H:%M} UTC, and nobody was there to compare it with"
        return Line("clock_compared", "clock, compared", LOOK, says, "Compare it with another clock.")
    off = timedelta(seconds=median(one.total_seconds() for one in apart))
    against = counted(len(apart), "answer")
    if abs(off) <= NEARLY:
        return Line("clock_compared", "clock, compared", READY, f"right, by {against} of other machines")
    seconds = round(abs(off).total_seconds())
    says = f"{seconds:,} seconds {'behind' if off > timedelta() else 'ahead'}, by {against} of other machines"
    todo = "An admin sets this machine's clock and lets it follow a time server."
    return Line("clock_compared", "clock, compared", NOT_READY if abs(off) > FAR else LOOK, says, todo)
