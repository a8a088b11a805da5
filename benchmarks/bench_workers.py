"""How much do more machines help? Workers on PostgreSQL, each a process of its own, posting to a server on this machine.

    python benchmarks/bench_workers.py [POSTS]

With 1, 2 and 4 workers, and with 2 workers on a second server where 100,000 more posts wait that are due two weeks ahead,
in turns; the ratio says how much longer those take, and more than 1.1 means that what is far ahead is not left alone.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from databases import fill, ledger_of, postgresql
from promoter.delivery.fleet import Fleet
from promoter.ledger.database import open_ledger
from promoter.ledger.tables import attempts, posts
from promoter.posts.lifecycle import Status

if TYPE_CHECKING:
    from promoter.ledger.database import Ledger

POSTS, ACCOUNTS, AHEAD = 300, 60, 100_000
TURNS = 5


def work(url: str, network: str) -> None:
    """One worker, until it is told to end."""
    from promoter.channels.contract import Unreadable  # noqa: PLC0415
    from promoter.channels.x import OAuth1Keys, XAccount, XChannel  # noqa: PLC0415
    from promoter.clock import SystemClock  # noqa: PLC0415
    from promoter.delivery.dispatch import Dispatcher, Terms  # noqa: PLC0415

    ledger = open_ledger(url)
    keys = OAuth1Keys(consumer_key="k", consumer_secret="s", access_token="t", access_token_secret="u")
    channel = XChannel(XAccount(credentials=keys, api_url=network))
    channel.read = lambda *_args, **_more: Unreadable(detail="nothing to read here", for_good=True)  # type: ignore[method-assign]
    dispatcher = Dispatcher(
        ledger=ledger, channels={f"x:team-{number}": channel for number in range(ACCOUNTS)}, clock=SystemClock(),
        terms=Terms(grace=timedelta(days=1), lease=timedelta(seconds=60), http_timeout=timedelta(seconds=20)),
        owner="bench", host="here",
    )  # fmt: skip
    fleet = Fleet(
        ledger, SystemClock(), work=dispatcher.run, serve=dispatcher.serve, accounts=dispatcher.channels.keys(),
        tick=timedelta(seconds=5), hands=4,
    )  # fmt: skip
    print("ready", flush=True)
    sys.stdin.readline()
    fleet.start()
    sys.stdin.readline()
    fleet.stop()


def measure(ledger: Ledger, url: str, network: str, workers: int, count: int, turn: str) -> float:
    """Posts a second, from the moment when all workers are let go until the last post is recorded."""
    machines = [
        subprocess.Popen(
            [sys.executable, __file__, "worker", url, network], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(workers)
    ]
    for machine in machines:
        assert machine.stdout is not None
        assert machine.stdout.readline() == "ready\n"
    keys = fill(ledger, count, accounts=ACCOUNTS, first=datetime.now(UTC), name=turn, apart=0.0)
    began = time.perf_counter()
    for machine in machines:
        tell(machine)
    while sent(ledger, keys) < count:
        time.sleep(0.05)
    took = time.perf_counter() - began
    for machine in machines:
        tell(machine)
    for machine in machines:
        machine.communicate()
    return count / took


def tell(machine: subprocess.Popen[str]) -> None:
    assert machine.stdin is not None
    machine.stdin.write("go\n")
    machine.stdin.flush()


def sent(ledger: Ledger, keys: list[str]) -> int:
    with ledger.read() as conn:
        query = select(func.count()).where(
            posts.c.key >= keys[0], posts.c.key <= keys[-1], posts.c.status == Status.SENT
        )
        return conn.execute(query).scalar_one()


def main() -> None:
    from network import network  # noqa: PLC0415

    count = int(sys.argv[1]) if len(sys.argv) > 1 else POSTS
    with (
        network() as there,
        postgresql() as url,
        postgresql() as full_url,
        ledger_of(url, 0, accounts=ACCOUNTS) as ledger,
        ledger_of(full_url, 0, accounts=ACCOUNTS) as full,
    ):
        fill(full, AHEAD, accounts=ACCOUNTS, first=datetime.now(UTC) + timedelta(weeks=2), name="ahead")
        rates: dict[int, list[float]] = {1: [], 2: [], 4: []}
        ahead: list[float] = []
        for turn in range(TURNS):
            for workers, of in rates.items():
                of.append(measure(ledger, url, there, workers, count, f"turn-{turn}-{workers}"))
            ahead.append(measure(full, full_url, there, 2, count, f"turn-{turn}-2"))
        for workers, of in rates.items():
            print(f"{workers} worker{'s' if workers > 1 else ' '}  {median(of):6.1f} posts a second")
        print(
            f"2 workers  {median(ahead):6.1f} posts a second with {AHEAD:,} posts two weeks ahead: "
            f"{median(rates[2]) / median(ahead):.2f} times as long"
        )
        print(f"posts attempted more than once: {twice(ledger) + twice(full)}")


def twice(ledger: Ledger) -> int:
    with ledger.read() as conn:
        return sum(n > 1 for n in Counter(conn.execute(select(attempts.c.post_key)).scalars()).values())


if __name__ == "__main__":
    work(*sys.argv[2:]) if sys.argv[1:2] == ["worker"] else main()
