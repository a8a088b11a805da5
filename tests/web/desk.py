"""The pages of the week and the ledger under them, for tests that ask as programs do."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from promoter.ledger.queue import get_post, list_posts, update_post
from promoter.ledger.rows import Actor
from promoter.posts.lifecycle import Status
from promoter.web.wiring import Wiring
from serving import PEOPLE, email
from web.visiting import visitor

if TYPE_CHECKING:
    from collections.abc import Callable

    from promoter.ledger.rows import PostRow
    from serving import House

WEEK = "smarter-state-2021"
KEY = f"{WEEK}/give-every-new-system-a-leaving-date/x/blog"
OTHER = f"{WEEK}/give-every-new-system-a-leaving-date/linkedin/blog"
SHORTER = "The legacy systems of 2031 are being bought this year. {link} #techUKSmarterState"


class Desk:
    """The pages and the ledger under them."""

    def __init__(self, house: House) -> None:
        self.wiring = wiring = Wiring(ledger=house.ledger, clock=house.clock, grace=timedelta(minutes=15))
        self.clock = house.clock
        self.clients = {name: visitor(wiring, name) for name in PEOPLE}

    def post(self, key: str = KEY) -> PostRow:
        with self.wiring.ledger.read() as conn:
            return get_post(conn, key)

    def posts(self) -> list[PostRow]:
        with self.wiring.ledger.read() as conn:
            return list_posts(conn, campaign=WEEK)

    def does(self, who: str, deed: Callable[..., Any], *args: Any, **more: Any) -> Any:
        """A decision made elsewhere, such as on the command line."""
        with self.wiring.ledger.write() as conn:
            return deed(conn, *args, who=Actor(email(who)), now=self.wiring.clock.now(), **more)

    def force(self, key: str = KEY, **changes: Any) -> PostRow:
        with self.wiring.ledger.write() as conn:
            return update_post(conn, get_post(conn, key), **changes)

    def press(self, who: str, deed: str, key: str = KEY, *, version: int | None = None, **fields: str) -> Any:
        """Send the form of the post as it is now, or as it was at `version`."""
        post = self.post(key)
        sent = {"version": str(version or post.version), "digest": post.digest, **fields}
        return self.clients[who].post(f"/posts/{key}/{deed}", data=sent)

    def look(self, who: str, key: str = KEY) -> Any:
        return self.clients[who].get(f"/posts/{key}")

    def shorter(self, *, more: str = "") -> str:
        return SHORTER.format(link=self.post().said.link) + more

    def approved(self) -> set[str]:
        return {post.key for post in self.posts() if post.status is Status.APPROVED}

    def sweep_form(self, who: str) -> dict[str, str]:
        """What the board's form would send, before anything is ticked."""
        page = self.clients[who].get(f"/weeks/{WEEK}").text
        return {f"post:{post.key}": str(post.version) for post in self.posts() if f'name="post:{post.key}"' in page}
