"""Before a post is claimed: is the page live that it leads to? What was seen is believed for a minute, and kept as evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from promoter.channels.pages import Live, Page, check

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from promoter.channels.pages import Fetch, Verdict
    from promoter.clock import Clock
    from promoter.ledger.rows import PostRow

BELIEVED = timedelta(minutes=1)
AGAIN = timedelta(minutes=3)  #: after which a page that was not live is looked at again
MOST_REMEMBERED = 500


@dataclass(frozen=True)
class PageCheck:
    """Looks at pages through `fetch`, which makes one request and follows nothing."""

    fetch: Fetch
    clock: Clock
    _seen: dict[Page, tuple[datetime, Verdict]] = field(default_factory=dict, repr=False, compare=False)

    def look(self, post: PostRow, hosts: Sequence[str]) -> Verdict:
        """What is seen of the page that a post leads to, now or less than a minute ago."""
        if post.said.link is None:
            return Live(detail="It leads to no page.")
        # The call says where blogs live; the week's own page and the event's may be anywhere.
        page = Page(address=post.said.link, titles=post.page_titles, hosts=tuple(hosts) if post.blog else ())
        now = self.clock.now()
        before = self._seen.get(page)
        if before is not None and before[0] <= now < before[0] + BELIEVED:
            return before[1]
        verdict = check(page, fetch=self.fetch)
        if len(self._seen) >= MOST_REMEMBERED:
            self._seen.clear()
        self._seen[page] = (self.clock.now(), verdict)
        return verdict
