"""What becomes of posts, as the ledger writes it down: sent, refused, unclear, looked for, given to a person."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from promoter import approval
from promoter.ledger import claims
from promoter.ledger.looks import record_look, take_look
from promoter.ledger.queue import get_post, list_posts
from promoter.ledger.rows import Actor, LookStep, NextStep, ReadingRow
from promoter.posts.lifecycle import Status
from promoter.posts.outcome import Refused, Sent, Unclear
from serving import email

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from promoter.ledger.rows import PostRow
    from promoter.posts.outcome import Outcome
    from serving import House

SLUG = "smarter-state-2021"
OPENER, ROUND_UP = f"{SLUG}/2021-09-13/x/opener", f"{SLUG}/2021-09-13/x/round_up"
BLOG = f"{SLUG}/give-every-new-system-a-leaving-date/x/blog"
BY_HAND = f"{SLUG}/2021-09-13/linkedin/opener"
DROPPED = Unclear(detail="The connection was dropped before an answer came.")
ADDRESS = "https://x.com/techUK/status/1437312345678901234"


def post(house: House, key: str) -> PostRow:
    with house.ledger.read() as conn:
        return get_post(conn, key)


def every(house: House) -> list[PostRow]:
    with house.ledger.read() as conn:
        return list_posts(conn, campaign=SLUG)


def do(house: House, deed: Callable[..., Any], *args: object, who: str = "ruth", **more: object) -> Any:
    with house.ledger.write() as conn:
        return deed(conn, *args, who=Actor(email(who)), now=house.clock.now(), **more)


def attempt(house: House, key: str, outcome: Outcome, status: Status, **step: object) -> datetime:
    """Approve the post and try to send it at its time; the clock is there then."""
    if post(house, key).status is Status.PENDING:
        do(house, approval.approve, key)
    at = post(house, key).at
    house.clock.advance_to(at)
    with house.ledger.write() as conn:
        claimed = claims.claim(conn, now=at, lease=timedelta(minutes=1), owner="daemon", host="here", only=[key])
        assert claimed is not None, key
    with house.ledger.write() as conn:
        claims.record(conn, claimed, outcome, NextStep(status=status, **step), now=at + timedelta(seconds=3))
    return at


def sent(house: House, key: str = OPENER, number: int = 1437312345678901200) -> None:
    url = f"https://x.com/i/status/{number}"
    attempt(house, key, Sent(network_id=str(number), url=url, http_status=201), Status.SENT)


def refused(house: House, key: str = BLOG, detail: str = "X says that the text is too long.") -> None:
    attempt(house, key, Refused(detail=detail, http_status=403), Status.FAILED, reason=detail)


def unclear(house: House, key: str = OPENER) -> None:
    """Nobody can tell, and the network is to be read back two minutes later."""
    attempt(house, key, DROPPED, Status.UNCLEAR, look_at=post(house, key).at + timedelta(minutes=2))


def for_a_person(house: House, key: str = OPENER) -> None:
    """Nobody can tell, the network was read back, and a person has to look."""
    at = attempt(house, key, DROPPED, Status.UNCLEAR, look_at=post(house, key).at + timedelta(minutes=3))
    then = at + timedelta(minutes=4)
    house.clock.advance_to(then)
    with house.ledger.write() as conn:
        look = take_look(conn, then, patience=timedelta(minutes=5), only=["x:default"])
        assert look is not None
        reading = ReadingRow(
            post_key=key, fence=look.post.fence, began_at=then, finding="absent", counts=True,
            detail="40 posts were read and none has these words",
        )  # fmt: skip
        reason = (
            "X was read twice and does not have it. "
            f"Look on X yourself, then run promoter resolve {key} --not-sent, or --sent with its address."
        )
        step = LookStep(status=Status.UNCLEAR, hold="person", reason=reason, frees=True, event="for_a_person")
        assert record_look(conn, look, reading, step, now=then) is not None
