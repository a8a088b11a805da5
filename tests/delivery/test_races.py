"""Several dispatchers on one ledger: whoever is faster, each post leaves once."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from promoter.ledger.database import open_ledger
from promoter.posts.lifecycle import Status
from promoter.sandbox.faults import Fault, FaultKind
from promoter.sandbox.wire import NetworkName

NINE = datetime(2021, 9, 13, 8, 0, tzinfo=UTC)
ON_BOTH = ("week/first/x/blog", "week/first/linkedin/blog")
WORKER = """
import sys
from datetime import datetime, timedelta
from promoter.channels.http import Transport
from promoter.channels.linkedin import LinkedInAccount, LinkedInChannel
from promoter.channels.x import OAuth1Keys, XAccount, XChannel
from promoter.clock import PretendedClock
from promoter.delivery.dispatch import Dispatcher, Terms
from promoter.ledger.database import open_ledger

path, url, name = sys.argv[1:]
clock = PretendedClock(datetime.fromisoformat("2021-09-13T08:00+00:00"))
keys = OAuth1Keys(consumer_key="k", consumer_secret="s", access_token="t", access_token_secret="u")
page = LinkedInAccount(access_token="t", organisation="urn:li:organization:1", api_url=url)
dispatcher = Dispatcher(
    ledger=open_ledger(f"sqlite:///{path}"),
    channels={
        "x:default": XChannel(XAccount(credentials=keys, api_url=url)),
        "linkedin:default": LinkedInChannel(page),
    },
    clock=clock,
    terms=Terms(grace=timedelta(hours=9), lease=timedelta(seconds=60), http_timeout=timedelta(seconds=20)),
    owner=name,
    host=name,
)
print("ready", flush=True)
for _ in sys.stdin:
    dispatcher.run()
    clock.advance(timedelta(minutes=5))
    print("done", flush=True)
"""


@pytest.fixture
def week(house):
    """Ten posts for each network, five minutes apart."""
    for minute in range(0, 50, 5):
        for channel in ("x", "linkedin"):
            house.approved(f"week/number-{minute}/{channel}/blog", at=NINE + timedelta(minutes=minute))
    return house


def assert_once(house) -> None:
    assert Counter(post.status for post in house.posts()) == {Status.SENT: 20}
    assert Counter(post.raw for post in house.sandbox.posts()) == {post.said.payload_text: 1 for post in house.posts()}
    assert len(house.sandbox.requests()) == 20


def test_dispatchers_in_several_threads_send_each_post_once(week, path) -> None:
    ledgers = [open_ledger(f"sqlite:///{path}") for _ in range(3)]
    dispatchers = [
        week.dispatcher(ledger=ledger, owner=f"daemon-{number}", hands=2) for number, ledger in enumerate(ledgers)
    ]
    for _ in range(10):
        threads = [threading.Thread(target=dispatcher.run) for dispatcher in dispatchers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        week.pass_time(minutes=5)
    for ledger in ledgers:
        ledger.close()
    assert_once(week)


def test_dispatchers_in_several_processes_send_each_post_once(week, path) -> None:
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, str(path), week.sandbox.url, f"machine-{number}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(2)
    ]
    try:
        assert [worker.stdout.readline() for worker in workers] == ["ready\n"] * 2
        for _ in range(10):
            for worker in workers:
                worker.stdin.write("go\n")
                worker.stdin.flush()
            assert [worker.stdout.readline() for worker in workers] == ["done\n"] * 2
            week.pass_time(minutes=5)
    finally:
        for worker in workers:
            worker.communicate()
    assert_once(week)


def test_a_network_that_hangs_does_not_hold_up_the_other(house) -> None:
    for key in ON_BOTH:
        house.approved(key)
    taken, hung = threading.Event(), threading.Event()
    house.hears.append(lambda post: taken.set() if post.network is NetworkName.X else None)
    house.sandbox.order(Fault(kind=FaultKind.HANG, network=NetworkName.LINKEDIN))
    dispatcher = house.dispatcher(hands=2)
    linkedin = dispatcher.channels["linkedin:default"]

    class Hangs:
        """Does not come back before X has its post."""

        def publish(self, post, *, now, still_ours):
            hung.set()
            assert taken.wait(20)
            return linkedin.publish(post, now=now, still_ours=lambda: False)

    house.dispatcher(channels={**dispatcher.channels, "linkedin:default": Hangs()}, hands=2).run()
    assert hung.is_set()
    assert [house.post(key).status for key in ON_BOTH] == [Status.SENT, Status.APPROVED]
