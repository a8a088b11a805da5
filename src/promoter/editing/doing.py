"""A change seen and then done in one transaction, and the one way in which it can end half done told to whoever did it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.editing.effect import carry_out
from promoter.editing.mistakes import HalfDone

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Connection

    from promoter.editing.effect import Effect
    from promoter.ledger.database import Ledger


def do(ledger: Ledger, plan: Callable[[Connection], Effect], *, now: datetime, seen: str | None = None) -> Effect:
    """Plan it and carry it out, if it still comes to what was `seen`.

    Files cannot be taken back together with a transaction. So they are written last, and if then the ledger fails, whoever
    did it is told that they are, and what puts it right.
    """
    saved: Effect | None = None
    try:
        with ledger.write() as conn:
            effect = plan(conn)
            carry_out(conn, effect, now=now, seen=seen)
            saved = effect if effect.files else None
    except Exception as problem:  # whatever it is, the files are written
        if saved is None:
            raise
        raise HalfDone(
            "The campaign's files say it already, but the posts could not be changed: what Promoter keeps of them could not "
            f"be written. Nothing is lost. Load the campaign again (promoter load {saved.campaign}), and both agree; "
            "until then, change nothing else."
        ) from problem
    return effect
