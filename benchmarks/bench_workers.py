"""How much do more machines help? Workers on PostgreSQL, each a process of its own, posting to a server on this machine.

    python benchmarks/bench_workers.py [POSTS]

With 1, 2 and 4 workers, and with 2 workers again while 100,000 posts wait that are due two weeks ahead; the last line has
the ratio of the two, and more than 1.1 means that what is far ahead is not left alone. Every post must have arrived once.
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

POSTS, ACCOUNTS, AHEAD = 600, 60, 100_000
TURNS = 3


def work(url: str, network: str) -> None:
    """One worker, until it is told to end."""
    from promoter.channels.x import OAuth1Keys, XAccount, XChannel  # noqa: PLC0415
    from promoter.clock import SystemClock  # noqa: PLC0415
    from promoter.delivery.dispatch import Dispatcher, Terms  # noqa: PLC0415

    ledger = open_ledger(url)
    keys = OAuth1Keys(consumer_key="k", consumer_secret="s", access_token="t", access_token_secret="u")
    channel = XChannel(XAccount(credentials=keys, api_url=network))
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
    with postgresql() as url, network() as there, ledger_of(url, 0, accounts=ACCOUNTS) as ledger:
        rates: dict[int, list[float]] = {1: [], 2: [], 4: []}
        for turn in range(TURNS):
            for workers, of in rates.items():
                of.append(measure(ledger, url, there, workers, count, f"turn-{turn}-{workers}"))
        for workers, of in rates.items():
            print(f"{workers} worker{'s' if workers > 1 else ' '}  {median(of):6.1f} posts a second")
        without = [measure(ledger, url, there, 2, count, f"without-{turn}") for turn in range(TURNS)]
        fill(ledger, AHEAD, accounts=ACCOUNTS, first=datetime.now(UTC) + timedelta(weeks=2), name="ahead")
        ahead = [measure(ledger, url, there, 2, count, f"with-{turn}") for turn in range(TURNS)]
        print(
            f"2 workers  {median(without):6.1f} posts a second, {median(ahead):.1f} with {AHEAD:,} posts two weeks ahead: "
            f"{median(without) / median(ahead):.2f} times as long"
        )
        with ledger.read() as conn:
            twice = [key for key, n in Counter(conn.execute(select(attempts.c.post_key)).scalars()).items() if n > 1]
        print(f"posts attempted more than once: {len(twice)}")


if __name__ == "__main__":
    work(*sys.argv[2:]) if sys.argv[1:2] == ["worker"] else main()
