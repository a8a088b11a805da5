"""The tokens of connected accounts: sealed, given anew one at a time, and how long they last.

A refresh token is good for one use. Whoever is about to spend it says so first, in a transaction of its own; what came of
it is written down under the generation that was spent. So no two spend one, and if a process dies in between,
everybody can see that nobody knows what became of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, or_, select, update

from promoter.ledger import events
from promoter.ledger.accounts import get_account
from promoter.ledger.putting import put_over
from promoter.ledger.tables import accounts, tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from promoter.ledger.rows import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRow:
    """What is kept of an account's tokens. `sealed` holds them, with the account's name and whose they are.

    `token_ends` is when the access token ends and `refresh_ends` when the refresh token does, as far as the network says
    so. `renewable`: there is a refresh token. `renewal_by` is spending it until `renewal_until`. After a try that came to
    nothing the next one is `renew_after`. `trouble` is why these tokens are of no use any more.
    """

    account: str
    sealed: str = field(repr=False)
    scopes: tuple[str, ...]
    person: str | None
    connected_at: datetime
    connected_by: str
    given_at: datetime
    token_ends: datetime | None
    refresh_ends: datetime | None
    renewable: bool
    generation: int = 1
    renewal_by: str | None = None
    renewal_until: datetime | None = None
    renew_after: datetime | None = None
    renew_tries: int = 0
    trouble: str | None = None

    @property
    def lasts_until(self) -> datetime | None:
        """Until when the account can be posted from if nobody connects it again; None if nobody knows."""
        return self.refresh_ends if self.renewable else self.token_ends

    def ended(self, now: datetime) -> bool:
        """Does the network take the access token no more?"""
        return self.token_ends is not None and self.token_ends <= now


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Tokens as they were just given, sealed, and how long they last."""

    sealed: str = field(repr=False)
    scopes: tuple[str, ...]
    token_ends: datetime | None
    refresh_ends: datetime | None
    renewable: bool


def list_tokens(conn: Connection) -> list[TokenRow]:
    """The tokens of all connected accounts, by account."""
    return [_from(row) for row in conn.execute(select(tokens).order_by(tokens.c.account)).mappings()]


def find_tokens(conn: Connection, account: str) -> TokenRow | None:
    """The tokens of an account, if it is connected."""
    row = conn.execute(select(tokens).where(tokens.c.account == account)).mappings().first()
    return None if row is None else _from(row)


def token_ends(conn: Connection, account: str) -> datetime | None:
    """When an account can be posted from no more unless somebody connects it again; None if nobody knows, or not at all."""
    found = find_tokens(conn, account)
    return None if found is None else found.lasts_until


def keep_tokens(
    conn: Connection, account: str, given: Given, *, subject: str, name: str, person: str | None, who: Actor, now: datetime
) -> None:  # fmt: skip
    """Keep what somebody connected the account with, over what was there; it is theirs to whom `subject` belongs."""
    before, old = get_account(conn, account), find_tokens(conn, account)
    row = {
        "account": account, "person": person, "connected_at": now, "connected_by": who.name, "given_at": now,
        **_columns(given), "generation": 1 if old is None else old.generation + 1, **_AT_REST,
    }  # fmt: skip
    put_over(conn, tokens, row)
    conn.execute(update(accounts).where(accounts.c.id == account).values(subject=subject, subject_name=name))
    events.append_for_house(
        conn, "account_connected", who, now, account=account, subject=subject, name=name, person=person,
        scopes=list(given.scopes), lasts_until=given.refresh_ends if given.renewable else given.token_ends,
        before=before.subject,
    )  # fmt: skip


def forget_tokens(conn: Connection, account: str, *, who: Actor, now: datetime) -> bool:
    """Forget the tokens of an account; False if there are none. Whose it was is remembered."""
    gone = conn.execute(delete(tokens).where(tokens.c.account == account)).rowcount > 0
    if gone:
        events.append_for_house(conn, "account_disconnected", who, now, account=account)
    return gone


def reseal_tokens(conn: Connection, renew: Callable[[str], str]) -> int:
    """Seal all tokens with the newest key; how many there are."""
    query = select(tokens).order_by(tokens.c.account).with_for_update()  # new ones must not be put over by old ones
    found = [_from(row) for row in conn.execute(query).mappings()]
    for row in found:
        conn.execute(update(tokens).where(tokens.c.account == row.account).values(sealed=renew(row.sealed)))
    return len(found)


# ------------------------------------------------------------------------------------------------------- tokens given anew


def begin_renewal(conn: Connection, row: TokenRow, *, by: str, now: datetime, until: datetime) -> bool:
    """The right to spend this refresh token; False if somebody else has it, or there are other tokens by now."""
    free = or_(tokens.c.renew_after.is_(None), tokens.c.renew_after <= now)
    statement = update(tokens).where(_same(row), tokens.c.renewal_by.is_(None), tokens.c.trouble.is_(None), free)
    return conn.execute(statement.values(renewal_by=by, renewal_until=until)).rowcount == 1


def keep_renewed(conn: Connection, row: TokenRow, given: Given, *, now: datetime) -> bool:
    """Keep the new tokens instead of those that were spent; False if there are others by now."""
    values = {**_columns(given), **_AT_REST, "given_at": now, "generation": row.generation + 1}
    return conn.execute(update(tokens).where(_same(row)).values(values)).rowcount == 1


def put_off_renewal(conn: Connection, row: TokenRow, *, until: datetime) -> None:
    """The refresh token is not spent, and may be tried again from then on."""
    values = {"renewal_by": None, "renewal_until": None, "renew_after": until, "renew_tries": row.renew_tries + 1}
    conn.execute(update(tokens).where(_same(row)).values(values))


def end_now(conn: Connection, row: TokenRow, *, now: datetime) -> None:
    """The network takes this access token no more, though its time is not over: it is to be renewed."""
    conn.execute(update(tokens).where(_same(row), tokens.c.trouble.is_(None)).values(token_ends=now))


def give_up_tokens(conn: Connection, row: TokenRow, trouble: str) -> bool:
    """These tokens are of no use any more; False if that is known, or there are others by now."""
    values = {"trouble": trouble, "renewal_by": None, "renewal_until": None}
    statement = update(tokens).where(_same(row), tokens.c.trouble.is_(None))
    return conn.execute(statement.values(values)).rowcount == 1


_AT_REST: dict[str, Any] = {
    "renewal_by": None, "renewal_until": None, "renew_after": None, "renew_tries": 0, "trouble": None,
}  # fmt: skip


def _same(row: TokenRow) -> Any:
    # The generations of tokens that were forgotten meanwhile, and connected anew, begin again at one.
    same = (tokens.c.account == row.account) & (tokens.c.generation == row.generation)
    return same & (tokens.c.connected_at == row.connected_at)


def _columns(given: Given) -> dict[str, Any]:
    return {
        "sealed": given.sealed, "scopes": list(given.scopes), "token_ends": given.token_ends,
        "refresh_ends": given.refresh_ends, "renewable": given.renewable,
    }  # fmt: skip


def _from(row: Any) -> TokenRow:
    scopes: Sequence[str] = row["scopes"]
    return TokenRow(**{**row, "scopes": tuple(scopes)})
