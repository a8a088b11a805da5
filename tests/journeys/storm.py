"""What a storm is made of, as processes of their own: networks that fail wildly, and workers that are killed and come back.

    storm.py network FILE BEGAN SEED                            says where it is; until its standard input ends
    storm.py workers LEDGER NETWORK BEGAN SEED WORKERS KILLS    says how many it killed; until all is at rest

Everything is real: the processes and SIGKILL, HTTP, SQL, the wild profile as it is, and Promoter's own terms. Only time is
short: a second of the machine's boot-time clock is half a minute for all of them, counted from BEGAN, a reading of it. So a
lease takes two seconds and a network that hangs two thirds of one.
"""

from __future__ import annotations

import logging
import mmap
import os
import random
import signal
import struct
import sys
import threading
import time
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from promoter.campaign.model import ChannelName
from promoter.channels.contract import Picture
from promoter.channels.http import Transport
from promoter.channels.linkedin import LinkedInAccount, LinkedInChannel
from promoter.channels.x import UserToken, XAccount, XChannel
from promoter.clock import SystemClock
from promoter.delivery.dispatch import Dispatcher, Terms
from promoter.delivery.engine import TICK, Metronome
from promoter.delivery.fleet import Fleet
from promoter.delivery.looking import PERSON, Settling
from promoter.ledger.accounts import list_accounts
from promoter.ledger.database import open_ledger
from promoter.ledger.queue import list_posts
from promoter.posts.lifecycle import Status
from promoter.sandbox.faults import profile
from promoter.sandbox.rules import Rules
from promoter.sandbox.server import Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Never

    from promoter.channels.contract import Channel
    from promoter.delivery.engine import Engine
    from promoter.ledger.database import Ledger
    from promoter.ledger.rows import PostRow

PACE = 30  #: how many seconds pass in one
NINE = datetime(2021, 9, 13, 8, 0, tzinfo=UTC)  # nine in London
BETWEEN_KILLS = 0.8  # seconds, on average
HANDS = 4
SETTLING = Settling(timedelta(seconds=120), resend=True)  # the wild networks show everything after 75 seconds
TERMS = Terms(
    grace=timedelta(hours=12), lease=timedelta(seconds=60), http_timeout=timedelta(seconds=20),
    settling=dict.fromkeys(ChannelName, SETTLING),
)  # fmt: skip


def picture(number: int) -> bytes:
    """One of many pictures, each of two pixels that say its number."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 1, 8, 0, 0, 0, 0))
    pixels = zlib.compress(bytes([0, *divmod(number, 256)]))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def pictures_of(post: PostRow) -> list[Picture]:
    """A post's pictures by the numbers that their files are named with."""
    return [
        Picture(content=picture(int(Path(medium.file).stem)), media_type="image/png", alt=medium.alt)
        for medium in post.said.media
    ]


class ShortClock:
    """The same time in every process: nine o'clock when it began, and from then on `PACE` seconds in one."""

    def __init__(self, began: float) -> None:
        self._machine, self._began = SystemClock(), began

    def now(self) -> datetime:
        return NINE + timedelta(seconds=PACE * (self._machine.boottime() - self._began))

    def boottime(self) -> float:
        return PACE * self._machine.boottime()


def network(file: str, began: float, seed: int) -> None:
    # A burst is not what this is about, so X takes any number.
    with Sandbox(
        Path(file), clock=ShortClock(began).now, faults=profile("wild", seed), rules=Rules(x_posts=10_000),
        wait=lambda seconds: time.sleep(seconds / PACE),  # a hang is not a wait: it is the fault
    ) as sandbox:  # fmt: skip
        say(sandbox.url)
        sys.stdin.read()


def storm(ledger: str, url: str, began: float, seed: int, workers: int, kills: int) -> None:
    """Kill random workers at random moments, start others in their places, and then let them finish."""
    drawn = random.Random(seed)
    calm = mmap.mmap(-1, 1)  # shared with the workers; a signal that meets a worker at its birth would be lost

    def start(place: int, life: int) -> int:
        # Forked from a process that has imported everything and opened nothing: what is killed so often has no second
        # to spare for its start.
        child = os.fork()
        if not child:
            work(ledger, url, ShortClock(began), f"worker-{place}.{life}", calm)
        return child

    running = [start(place, 0) for place in range(workers)]
    for life in range(1, kills + 1):
        time.sleep(drawn.uniform(0, 2 * BETWEEN_KILLS))  # not a wait: the random moment is the storm
        place = drawn.randrange(workers)
        os.kill(running[place], signal.SIGKILL)
        _, status = os.waitpid(running[place], 0)
        if os.waitstatus_to_exitcode(status) != -signal.SIGKILL:
            sys.exit(f"worker {place} had ended by itself: {status}")
        running[place] = start(place, life)
    say(str(kills))
    calm[0] = 1
    ended = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in running]
    if any(ended):
        sys.exit(f"workers ended with {ended}")


def work(address: str, url: str, clock: ShortClock, owner: str, calm: mmap.mmap) -> Never:
    """Be a worker until it is killed or, once the storm is over, until nothing is left to do."""
    parent, home = os.getppid(), threading.Event()
    ledger = open_ledger(address)
    dispatcher = Dispatcher(
        ledger=ledger, channels=channels_to(ledger, url), clock=clock, terms=TERMS, owner=owner, host="here",
        hands=HANDS, pictures_of=pictures_of,
    )  # fmt: skip

    def round_() -> None:
        dispatcher.run()
        if calm[0] and at_rest(ledger):
            home.set()

    engine = engine_of(ledger, dispatcher, round_)
    engine.start()
    while not home.wait(1) and os.getppid() == parent:
        pass
    if not home.is_set():
        os._exit(1)  # whoever looked after it is gone
    engine.stop()
    os._exit(0)


def engine_of(ledger: Ledger, dispatcher: Dispatcher, round_: Callable[[], object]) -> Engine:
    if ledger.engine.dialect.name == "sqlite":
        return Metronome(round_, lambda: None, tick=TICK / PACE)
    return Fleet(
        ledger, dispatcher.clock, work=round_, serve=dispatcher.serve, accounts=dispatcher.channels.keys(),
        tick=TICK / PACE, hands=HANDS,
    )  # fmt: skip


def channels_to(ledger: Ledger, url: str) -> Mapping[str, Channel]:
    transport = Transport(total=TERMS.http_timeout.total_seconds() / PACE)
    channels: dict[str, Channel] = {}
    with ledger.read() as conn:
        accounts = list_accounts(conn)
    for account in accounts:
        if account.channel is ChannelName.X:
            keys = UserToken(access_token=f"token-{account.name}")
            channels[account.id] = XChannel(XAccount(credentials=keys, api_url=url), transport)
        else:
            page = LinkedInAccount(
                access_token=f"token-{account.name}", organisation=f"urn:li:organization:{account.name}", api_url=url
            )
            channels[account.id] = LinkedInChannel(page, transport)
    return channels


def at_rest(ledger: Ledger) -> bool:
    """Is every post sent, or with a person?"""
    with ledger.read() as conn:
        waiting = any(list_posts(conn, status=status) for status in (Status.APPROVED, Status.SENDING))
        return not waiting and all(post.hold == PERSON for post in list_posts(conn, status=Status.UNCLEAR))


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    match sys.argv[1:]:
        case ["network", file, began, seed]:
            network(file, float(began), int(seed))
        case ["workers", ledger, url, began, seed, workers, kills]:
            storm(ledger, url, float(began), int(seed), int(workers), int(kills))
        case _:
            sys.exit(__doc__)
