"""What is kept under seal for an account: its tokens, whose they are, and for which account, so that no two can be swapped."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from promoter.ledger.tokens import Given
from promoter.sealing import NotOpened

if TYPE_CHECKING:
    from datetime import datetime

    from promoter.channels.authorising import Tokens
    from promoter.ledger.tokens import TokenRow
    from promoter.sealing import Seal


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The tokens of one account. `subject` is the network's own name for whose they are."""

    account: str
    subject: str
    access: str = field(repr=False)
    refresh: str | None = field(repr=False)


def keys_of(row: TokenRow, seal: Seal) -> Keys:
    """What is under the seal; `NotOpened` if that is not to be had, or is another account's."""
    keys = Keys(**json.loads(seal.open(row.sealed)))
    if keys.account != row.account:
        raise NotOpened(f"what is kept for {row.account} was sealed for {keys.account}; connect both again")
    return keys


def given(tokens: Tokens, keys: Keys, seal: Seal, *, now: datetime, refresh_ends: datetime | None = None) -> Given:
    """Tokens as the ledger keeps them. `refresh_ends` is for a refresh token of which the network says nothing new."""
    return Given(
        sealed=seal.close(json.dumps(asdict(keys))),
        scopes=tokens.scopes,
        token_ends=None if tokens.lasts is None else now + tokens.lasts,
        refresh_ends=refresh_ends if tokens.refresh_lasts is None else now + tokens.refresh_lasts,
        renewable=keys.refresh is not None,
    )
