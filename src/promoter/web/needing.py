"""What needs somebody: which posts and accounts, why, and how many."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING

from promoter.alerting.week import weeks
from promoter.ledger.accounts import list_accounts
from promoter.ledger.attention import standings
from promoter.ledger.holds import CHANGES, CHOOSE, PAGE, PAST, PICTURE
from promoter.ledger.pauses import current_pause
from promoter.ledger.signoffs import waiting_signoffs
from promoter.posts.lifecycle import Status
from promoter.web.stopped import passed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from promoter.alerting.week import Week
    from promoter.ledger.attention import Standing
    from promoter.ledger.rows import AccountRow, PauseRow, PostRow

AHEAD = timedelta(days=1)  #: what is not approved by then is told of


class Concern(Enum):
    """Why a post needs somebody: the heading under which it stands, most pressing first, and what is to be known.

    The last two need nobody to decide; they are shown, and not counted.
    """

    UNCLEAR = (
        "Nobody can tell whether these went out",
        "Look on the network first. Until somebody has, nothing repeats them.",
    )
    BY_HAND = ("To be posted by hand now", "Their accounts are kept by people: nothing goes out there by itself.")
    OVERDUE = (
        "Should have gone out by now",
        "They are approved and nothing sent them. Whoever looks after the server should see that Promoter's sender runs.",
    )
    REFUSED = (
        "Refused by the network",
        "They do not go out as they are. Change the words or the time, or take them out.",
    )
    PAGE = (
        "Waiting for their page",
        "The page is looked at again every few minutes. The post goes once the page is live, and never without it.",
    )
    PICTURE = (
        "Waiting for their picture",
        "The picture is brought to the network again every few minutes. The post goes once it is there, and never without it.",
    )
    MISSED = ("Their time has passed", "They do not go out any more unless somebody gives them a new time.")
    CHOOSE = ("Two wordings to choose from", "The file changed after somebody had edited the post.")
    CHANGES = ("Changes wanted", "They were sent back to their writers.")
    HELD = ("Held back", "Something is still missing; until it is there, they do not go out.")
    APPROVAL = ("Not approved, and due within a day", "What nobody approves does not go out.")
    LOOKED_FOR = (
        "Being looked for",
        "The network is being read. Most are settled so within a quarter of an hour; do not post them again.",
    )
    OTHERWISE = ("Out, and not quite as approved", "Nothing is deleted or repeated by itself. Mend it on the network if it matters.")  # fmt: skip

    @property
    def heading(self) -> str:
        return self.value[0]

    @property
    def says(self) -> str:
        return self.value[1]

    @property
    def counts(self) -> bool:
        return self not in {Concern.LOOKED_FOR, Concern.OTHERWISE}


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What posts are judged by: the weeks that are not over, the accounts, and whether everything is stopped."""

    now: datetime
    grace: timedelta
    weeks: tuple[Week, ...]
    accounts: dict[str, AccountRow]
    pause: PauseRow | None

    @property
    def slugs(self) -> tuple[str, ...]:
        return tuple(week.slug for week in self.weeks)

    @property
    def until(self) -> datetime:
        return self.now + AHEAD

    def stopped(self) -> Iterator[AccountRow]:
        """The accounts that stopped, as far as a week uses them."""
        for account in self.accounts.values():
            if account.blocked_reason is not None and any(account.id in week.accounts for week in self.weeks):
                yield account


def house(conn: Connection, *, now: datetime, grace: timedelta) -> House:
    """How the house stands now."""
    return House(
        now=now, grace=grace, weeks=tuple(weeks(conn, now)), pause=current_pause(conn),
        accounts={account.id: account for account in list_accounts(conn)},
    )  # fmt: skip


def count(conn: Connection, *, now: datetime, grace: timedelta) -> int:
    """How many posts and accounts need somebody to decide."""
    stands = house(conn, now=now, grace=grace)
    waiting = len(waiting_signoffs(conn, stands.slugs))
    return sum(kind.counts for _, kind in _concerns(conn, stands)) + sum(1 for _ in stands.stopped()) + waiting


def stamp(conn: Connection, stands: House) -> str:
    """What tells one state of the page from another, for whoever keeps it open."""
    posts = sorted(f"{post.key} {kind.name}" for post, kind in _concerns(conn, stands))
    accounts = sorted(account.id for account in stands.stopped())
    corrections = [f"{row.id} {row.answered_at}" for row in waiting_signoffs(conn, stands.slugs)]
    return hashlib.sha256("\n".join([*posts, *accounts, *corrections]).encode()).hexdigest()[:12]


def _concerns(conn: Connection, stands: House) -> Iterator[tuple[Standing, Concern]]:
    for post in standings(conn, stands.slugs, now=stands.now, until=stands.until):
        kind = concern(post, stands)
        if kind is not None:
            yield post, kind


def concern(post: Standing | PostRow, stands: House) -> Concern | None:
    """Why this post needs somebody; None if it does not."""
    match post.status:
        case Status.UNCLEAR:
            return Concern.LOOKED_FOR if post.hold is None else Concern.UNCLEAR
        case Status.FAILED:
            return Concern.REFUSED
        case Status.PENDING:
            return _of_waiting(post, stands)
        case Status.APPROVED:
            return _of_approved(post, stands)
        case Status.SENT:
            return Concern.OTHERWISE if post.trouble else None
        case _:
            return None


def _of_waiting(post: Standing | PostRow, stands: House) -> Concern | None:
    if post.hold == CHOOSE[0]:
        return Concern.CHOOSE
    if post.at < stands.now or post.hold == PAST[0]:
        return Concern.MISSED
    if post.hold == CHANGES:
        return Concern.CHANGES
    if post.hold is not None:
        return Concern.HELD
    return Concern.APPROVAL if post.at <= stands.until else None


def _of_approved(post: Standing | PostRow, stands: House) -> Concern | None:
    if passed(post, stands.pause, now=stands.now, grace=stands.grace):
        return Concern.MISSED
    account = stands.accounts[post.account]
    waits = stands.pause is not None and post.let_through != stands.pause.id
    if account.manual:
        return Concern.BY_HAND if post.at <= stands.now and not waits else None
    if post.hold == PAGE:
        return Concern.PAGE
    if post.hold == PICTURE:
        return Concern.PICTURE
    if post.hold is not None:
        return Concern.HELD
    late = post.at + stands.grace < stands.now
    return Concern.OVERDUE if late and not waits and account.blocked_reason is None else None
