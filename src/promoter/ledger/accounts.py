"""The accounts that posts leave from: which are free, which are blocked, and which a person posts for by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, RowMapping, bindparam, case, null, or_, select, update

from promoter.campaign.model import ChannelName
from promoter.errors import UsageProblem
from promoter.ledger import events
from promoter.ledger.putting import put_in
from promoter.ledger.rows import AccountRow, Actor, PostRow
from promoter.ledger.tables import accounts

if TYPE_CHECKING:
    from datetime import datetime


_LEFT = (
    update(accounts)
    .where(
        accounts.c.id == bindparam("its_id"),
        or_(accounts.c.last_left_at.is_(None), accounts.c.last_left_at < bindparam("left_at")),
    )
    .values(last_left_at=bindparam("left_at"))
)
_LET_GO = (
    update(accounts)
    .where(accounts.c.id == bindparam("its_id"), accounts.c.busy_post == bindparam("its_post"))
    .values(busy_post=None)
)
_LEFT_AND_LET_GO = (
    update(accounts)
    .where(accounts.c.id == bindparam("its_id"))
    .values(
        busy_post=case((accounts.c.busy_post == bindparam("its_post"), null()), else_=accounts.c.busy_post),
        last_left_at=case(
            (accounts.c.last_left_at > bindparam("left_at"), accounts.c.last_left_at), else_=bindparam("left_at")
        ),
    )
)


def ensure_account(conn: Connection, channel: ChannelName, name: str) -> AccountRow:
    """The account `name` on a network, made if it is not there yet. A new one is free."""
    identifier = f"{channel}:{name}"
    put_in(conn, accounts, {"id": identifier, "channel": channel, "name": name, "manual": False})
    return get_account(conn, identifier)


def get_account(conn: Connection, account: str) -> AccountRow:
    """The account of this id, such as x:default."""
    row = conn.execute(select(accounts).where(accounts.c.id == account)).mappings().first()
    if row is None:
        raise UsageProblem(f"there is no account {account}; promoter accounts list shows them")
    return account_from(row)


def list_accounts(conn: Connection) -> list[AccountRow]:
    """All accounts, by id."""
    return [account_from(row) for row in conn.execute(select(accounts).order_by(accounts.c.id)).mappings()]


def note_left(conn: Connection, account: str, at: datetime) -> None:
    """A post left this account, by whichever hand: the next one keeps its distance."""
    conn.execute(_LEFT, {"its_id": account, "left_at": at})


def let_go(conn: Connection, post: PostRow) -> None:
    """The account waits for this post no longer: the next one may go."""
    conn.execute(_LET_GO, {"its_id": post.account, "its_post": post.key})


def left_and_let_go(conn: Connection, post: PostRow, at: datetime) -> None:
    """Both at once: the post left the account and is settled."""
    conn.execute(_LEFT_AND_LET_GO, {"its_id": post.account, "its_post": post.key, "left_at": at})


def unblock_account(conn: Connection, account: str, *, who: Actor, now: datetime) -> None:
    """A person has mended the account: its posts may go again."""
    before = get_account(conn, account)
    values = {"blocked_reason": None, "blocked_at": None, "not_before": None}
    conn.execute(update(accounts).where(accounts.c.id == account).values(values))
    events.append_for_house(conn, "account_unblocked", who, now, account=account, reason=before.blocked_reason)


def block_account(conn: Connection, account: str, reason: str, *, who: Actor, now: datetime) -> bool:
    """Stop an account: its posts keep their approval and wait. False if it is stopped for this reason already."""
    if get_account(conn, account).blocked_reason == reason:
        return False
    conn.execute(update(accounts).where(accounts.c.id == account).values(blocked_reason=reason, blocked_at=now))
    events.append_for_house(conn, "account_stopped", who, now, account=account, reason=reason)
    return True


def hold_account(conn: Connection, account: str, *, until: datetime) -> None:
    """Nothing of the account may go before then."""
    later = or_(accounts.c.not_before.is_(None), accounts.c.not_before < until)
    conn.execute(update(accounts).where(accounts.c.id == account, later).values(not_before=until))


def set_manual(conn: Connection, account: str, manual: bool, *, who: Actor, now: datetime) -> None:
    """Say whether people post for this account by hand; Promoter then publishes nothing there."""
    get_account(conn, account)
    conn.execute(update(accounts).where(accounts.c.id == account).values(manual=manual))
    events.append_for_house(conn, "account_by_hand" if manual else "account_automatic", who, now, account=account)


def account_from(row: RowMapping) -> AccountRow:
    """A row of the table as an account."""
    return AccountRow(**{**row, "channel": ChannelName(row["channel"])})
