"""Keeping what somebody connected an account with, unless it is another's than before and nobody said that it shall be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from promoter.approval import may_administer
from promoter.campaign.model import ChannelName
from promoter.connecting.keys import Keys, given
from promoter.errors import NotPossible, UsageProblem
from promoter.ledger.accounts import ensure_account, get_account, list_accounts, unblock_account
from promoter.ledger.due import give_up
from promoter.ledger.queue import list_posts, update_post
from promoter.ledger.tokens import find_tokens, forget_tokens, keep_tokens, list_tokens
from promoter.ledger.uploads import forget_account_pictures
from promoter.posts.lifecycle import Status

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from promoter.channels.authorising import Owner
    from promoter.connecting.consent import Consent
    from promoter.ledger.rows import AccountRow, Actor
    from promoter.sealing import Seal


class AnotherOwner(NotPossible):
    """The account belonged to `before`, and what was brought belongs to `now`."""

    def __init__(self, account: str, before: str, now: str) -> None:
        network = account.partition(":")[0]
        super().__init__(
            f"{account} posts as {before} so far, and what was just agreed to is {now}. Nothing was connected, because its "
            f"posts were approved for {before}. Agree again as that one, or say that {now} replaces it "
            f"(promoter accounts connect {network} --replace)"
        )
        self.before, self.now = before, now


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What became of connecting an account. `returned` posts wait for approval again, because they were for somebody else."""

    account: AccountRow
    owner: Owner
    lasts_until: datetime | None
    renewable: bool
    unblocked: bool
    returned: int

    @property
    def said(self) -> str:
        """What was connected, in sentences."""
        said = [f"{self.account.id} is connected: it posts as {self.owner.name}."]
        if self.lasts_until is not None:
            until = f"{self.lasts_until.day} {self.lasts_until:%B %Y}"
            by_itself = self.renewable and self.account.channel is ChannelName.X
            said.append(
                f"It is renewed by itself; left alone it lasts until {until}."
                if by_itself
                else f"It lasts until {until}; you are reminded before."
            )
        if self.unblocked:
            said.append("It was stopped and goes on.")
        if self.returned:
            posts = "1 post waits" if self.returned == 1 else f"{self.returned} posts wait"
            said.append(f"{posts} for approval again, because it is another one than before.")
        if self.account.manual:
            said.append("People post there by hand as before, until somebody ends that.")
        return " ".join(said)


def keep(
    conn: Connection, channel: ChannelName, name: str, consent: Consent, owner: Owner, *, seal: Seal, settled: Owner | None,
    replace: bool, who: Actor, now: datetime,
) -> Kept:  # fmt: skip
    """Connect an account with what somebody agreed to, in one transaction; it goes on if it was stopped.

    `settled` is whose account the settings name, where they do. Posts that were approved for somebody else wait again.
    """
    may_administer(conn, who)
    account = ensure_account(conn, channel, name)
    _refuse_twice(conn, account, owner)
    before = owner_before(conn, account, settled)
    returned = 0
    if before is not None and before[0] != owner.subject:
        if not replace:
            raise AnotherOwner(account.id, before[1], owner.name)
        returned = _hand_over(conn, account, before[1], owner, now)
        forget_account_pictures(conn, account.id, f"It was brought for {before[1]}.", now=now)
    tokens = consent.tokens
    keys = Keys(account=account.id, subject=owner.subject, access=tokens.access, refresh=tokens.refresh)
    kept = given(tokens, keys, seal, now=now)
    keep_tokens(
        conn, account.id, kept, subject=owner.subject, name=owner.name, person=consent.offer.person, who=who, now=now
    )
    if account.blocked_reason is not None:
        unblock_account(conn, account.id, who=who, now=now)
    return Kept(
        account=get_account(conn, account.id), owner=owner, renewable=kept.renewable, returned=returned,
        lasts_until=kept.refresh_ends if kept.renewable else kept.token_ends,
        unblocked=account.blocked_reason is not None,
    )  # fmt: skip


def owner_before(conn: Connection, account: AccountRow, settled: Owner | None) -> tuple[str, str] | None:
    """Whose account it is so far: as it was connected, as the settings say, or as it was once connected."""
    if settled is not None and find_tokens(conn, account.id) is None:
        return settled.subject, settled.name
    return None if account.subject is None else (account.subject, account.subject_name or account.subject)


def disconnect(conn: Connection, account: str, *, who: Actor, now: datetime) -> AccountRow:
    """Forget the tokens of an account. Its posts stay as they are, and wait."""
    may_administer(conn, who)
    found = get_account(conn, account)
    if not forget_tokens(conn, account, who=who, now=now):
        raise UsageProblem(f"{account} is not connected, so there is nothing to forget")
    return found


def _refuse_twice(conn: Connection, account: AccountRow, owner: Owner) -> None:
    """Two names for one account would let its posts come too close, and be looked for among each other's."""
    connected = {row.account for row in list_tokens(conn)}
    for other in list_accounts(conn):
        same = other.subject == owner.subject and other.channel is account.channel
        if same and other.id != account.id and other.id in connected:
            raise NotPossible(
                f"{owner.name} is connected already, as {other.id}; use that one in the campaign, or disconnect it first"
            )


def _hand_over(conn: Connection, account: AccountRow, before: str, owner: Owner, now: datetime) -> int:
    """What was approved for one is not approved for another: those posts wait again. How many."""
    if account.busy_post is not None:
        raise NotPossible(
            f"{account.id} is busy with {account.busy_post}, which is {before}'s; wait until that is settled, then connect again"
        )
    why = f"It was approved for {before}, and {account.id} is {owner.name} now."
    returned = 0
    for post in list_posts(conn, account=account.id, lock=True):
        if post.status is Status.APPROVED:
            give_up(conn, post.key, why, now=now)
            returned += 1
        elif post.status is Status.PENDING and post.approved_by:
            update_post(conn, post, void=True, reason=why)
            returned += 1
    return returned
