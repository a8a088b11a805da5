"""How close to its time a post leaves: 1,000 posts on 200 accounts due over ten seconds, to a local server.

    python benchmarks/bench_punctuality.py [POSTS] [ACCOUNTS]

The measure is from due time to the request on the wire. Beside it, in the same run: bare APScheduler jobs in a memory
store that make the same bare tweepy calls at the same times. The promise: the 99th percentile is at most 5 times that of
the bare jobs, and nothing is missed. Durable commits are on; pages are not looked at. Three rounds in turn; the medians
of the percentiles count.
"""

from __future__ import annotations

import gc
import statistics
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import tweepy
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from bench_delivery import APPROVER, KEYS, WEEK, WRITER, Elsewhere, approved
from network import network
from promoter import bootstrap, staging
from promoter.__main__ import YOUNG
from promoter.campaign.model import ChannelName, Settings
from promoter.channels.x import OAuth1Keys, XAccount, XChannel
from promoter.clock import SystemClock
from promoter.daemon import Daemon
from promoter.delivery.dispatch import Dispatcher, Terms
from promoter.ledger.accounts import ensure_account
from promoter.ledger.campaigns import save_campaign
from promoter.ledger.people import add_user
from promoter.ledger.rows import Actor, Role

OVER = timedelta(seconds=10)
LEAD = timedelta(seconds=4)
ROUNDS = 3


def moments(count):
    start = datetime.now(UTC) + LEAD
    return [start + OVER * number / count for number in range(count)]


def bare(url, count):
    """Seconds from due time to the request, for bare jobs; those that never ran are missing."""
    client, late = tweepy.Client(**KEYS), []
    wire = Noting(url, late)
    client.session.mount("https://api.twitter.com/", wire)

    def job(number, due):
        wire.due.moment = due
        client.create_tweet(text=f"Post {number} #Sample")

    defaults = {"misfire_grace_time": None}
    scheduler = BackgroundScheduler(timezone=UTC, executors={"default": ThreadPoolExecutor(10)}, job_defaults=defaults)
    due = moments(count)
    scheduler.start(paused=True)
    for number, moment in enumerate(due):
        scheduler.add_job(job, "date", run_date=moment, args=(number, moment))
    scheduler.resume()
    time.sleep(max((due[-1] - datetime.now(UTC)).total_seconds(), 0) + 5)
    scheduler.shutdown(wait=True)
    return late


class Noting(Elsewhere):
    """Notes how late each request is as it leaves."""

    def __init__(self, url, late):
        self.late, self.due = late, threading.local()
        super().__init__(url)

    def send(self, request, **options):
        self.late.append((datetime.now(UTC) - self.due.moment).total_seconds())
        return super().send(request, **options)


class Timed:
    """A channel that notes when each request may leave."""

    def __init__(self, channel, due, late):
        self.name, self._channel, self._due, self._late = channel.name, channel, due, late

    def publish(self, post, *, now, still_ours):
        def ours():
            yes = still_ours()
            if yes:
                self._late.append((datetime.now(UTC) - self._due[post.key]).total_seconds())
            return yes

        return self._channel.publish(post, now=now, still_ours=ours)

    def __getattr__(self, name):
        return getattr(self._channel, name)


def ours(url, count, accounts, folder):
    settings = staging.rehearsal_settings(url, folder / "ledger.db")
    ledger = bootstrap.open_ledger(settings, create=True)
    due, late = {}, []
    keys = OAuth1Keys(**KEYS)
    start = datetime.now(UTC)
    with ledger.write() as conn:
        add_user(conn, WRITER.name, [Role.EDITOR], who=Actor(None, "bench"), now=start)
        add_user(conn, APPROVER.name, [Role.APPROVER], who=Actor(None, "bench"), now=start)
        save_campaign(
            conn, "week", folder="week", settings=Settings.model_validate(WEEK), loaded_by=WRITER.name, now=start
        )
        for number in range(accounts):
            ensure_account(conn, ChannelName.X, str(number))
    times = moments(count)
    shift = timedelta(seconds=count / 150)  # putting them in takes its time
    with ledger.write() as conn:
        for number, moment in enumerate(times):
            post = approved(conn, number, account=f"x:{number % accounts}", at=moment + shift)
            due[post.key] = moment + shift
    channel = XChannel(XAccount(credentials=keys, api_url=url))
    channels = {f"x:{number}": Timed(channel, due, late) for number in range(accounts)}
    terms = Terms(grace=timedelta(minutes=15), lease=timedelta(seconds=60), http_timeout=timedelta(seconds=20))
    clock = SystemClock()
    dispatcher = Dispatcher(
        ledger=ledger, channels=channels, clock=clock, terms=terms, owner="bench", host="bench", hands=2
    )
    over = threading.Event()

    def wait():
        end = (times[-1] + shift - datetime.now(UTC)).total_seconds() + 30
        until = time.monotonic() + max(end, 0)
        while len(late) < count and time.monotonic() < until:
            over.wait(0.2)

    Daemon(dispatcher, ledger, clock).run(wait)
    ledger.close()
    return late


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    accounts = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    gc.set_threshold(YOUNG)  # as the command does
    worst = {"bare jobs": [], "Promoter": []}
    with network() as url:
        for _ in range(ROUNDS):
            theirs = bare(url, count)
            with tempfile.TemporaryDirectory() as folder:
                mine = ours(url, count, accounts, Path(folder))
            for name, late in (("bare jobs", theirs), ("Promoter", mine)):
                cuts = statistics.quantiles(late, n=100)
                worst[name].append(cuts[98])
                print(
                    f"{name:10} {len(late):5} of {count} left; median {1000 * cuts[49]:7.1f} ms, "
                    f"99th percentile {1000 * cuts[98]:7.1f} ms, last {1000 * max(late):7.1f} ms after their time"
                )
    ratio = statistics.median(worst["Promoter"]) / statistics.median(worst["bare jobs"])
    print(f"the 99th percentile is {ratio:.1f} times that of the bare jobs (promised: at most 5)")


if __name__ == "__main__":
    main()
