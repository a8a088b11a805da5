"""Does a claim cost the same in a full ledger? Claim and record, against the ledger alone, with 1,000 and 1,000,000 posts.

    python benchmarks/bench_ledger.py [MANY]

On SQLite and on PostgreSQL, commits durable, both ledgers open side by side and measured in turns. Each line ends with
the ratio of the times per post; more than 1.3 means that something is not flat.
"""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING

from databases import START, ledger_of, postgresql, sqlite
from promoter.ledger.claims import claim, record
from promoter.ledger.rows import NextStep
from promoter.posts.lifecycle import Status
from promoter.posts.outcome import Sent

if TYPE_CHECKING:
    from promoter.ledger.database import Ledger

FEW, MANY = 1_000, 1_000_000
ACCOUNTS = 10
TURNS, IN_A_TURN = 12, 25


def one(ledger: Ledger, number: int) -> None:
    now = START + timedelta(seconds=2 * (ACCOUNTS + number))
    with ledger.write() as conn:
        claimed = claim(conn, now=now, lease=timedelta(seconds=60), owner="bench", host="here")
    assert claimed is not None
    outcome = Sent(network_id=f"{number}", url=f"https://x.com/i/status/{number}")
    with ledger.write() as conn:
        assert record(conn, claimed, outcome, NextStep(status=Status.SENT), now=now)


def turn(ledger: Ledger, numbers: range) -> float:
    began = time.perf_counter()
    for number in numbers:
        one(ledger, number)
    return (time.perf_counter() - began) / len(numbers)


def main() -> None:
    many = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    for name, place in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
        times: dict[int, list[float]] = {FEW: [], many: []}
        with (
            place() as here,
            place() as there,
            ledger_of(here, FEW, accounts=ACCOUNTS) as small,
            ledger_of(there, many, accounts=ACCOUNTS) as large,
        ):
            for number in range(TURNS):
                numbers = range(number * IN_A_TURN, (number + 1) * IN_A_TURN)
                times[FEW].append(turn(small, numbers))
                times[many].append(turn(large, numbers))
        few, lots = median(times[FEW]), median(times[many])
        print(
            f"{name:<10}  {FEW:>9,} posts: {few * 1e3:.2f} ms a post   {many:>9,} posts: {lots * 1e3:.2f} ms   "
            f"{lots / few:.2f} times"
        )


if __name__ == "__main__":
    main()
