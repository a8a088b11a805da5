"""Delivery end to end, one thread, durable commits, against a bare loop of tweepy to the same local server.

    python benchmarks/bench_delivery.py [POSTS]

The promise: at least 0.30 of the bare rate with everything on but the page check. What each stage takes is printed, so
that the next step up is known. Three rounds in turn; the medians count.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import requests
import tweepy

from network import network
from promoter import bootstrap, staging
from promoter.campaign.model import ChannelName, Kind, Settings
from promoter.clock import PretendedClock
from promoter.delivery.dispatch import Dispatcher, Terms
from promoter.ledger.accounts import ensure_account
from promoter.ledger.campaigns import save_campaign
from promoter.ledger.decisions import APPROVE, add_decision
from promoter.ledger.people import add_user
from promoter.ledger.queue import insert_post, update_post
from promoter.ledger.rows import Actor, PostRow, Role
from promoter.posts.lifecycle import Status
from promoter.posts.model import Wording

NINE = datetime(2021, 9, 13, 8, 0, tzinfo=UTC)
WRITER, APPROVER = Actor("writer@example.org"), Actor("approver@example.org")
WEEK = {
    "name": "A week", "hashtag": "#Sample", "timezone": "Europe/London", "organisation": {"name": "Example"},
    "themes": [{"id": "one", "name": "One"}], "days": [{"date": "2021-09-13", "theme": "one"}], "channels": {"x": {}},
}  # fmt: skip
KEYS = {"consumer_key": "k", "consumer_secret": "s", "access_token": "t", "access_token_secret": "u"}


def bare(url, posts):
    """A loop of create_tweet, as anybody would write it."""
    client = tweepy.Client(**KEYS)
    client.session.mount("https://api.twitter.com/", Elsewhere(url))
    started = time.perf_counter()
    for number in range(posts):
        client.create_tweet(text=f"Post {number} https://example.org/{number} #Sample")
    return posts / (time.perf_counter() - started)


class Elsewhere(requests.adapters.HTTPAdapter):
    """tweepy's address is fixed; this sends the request on."""

    def __init__(self, url):
        self.url = url
        super().__init__()

    def send(self, request, **options):
        request.url = request.url.replace("https://api.twitter.com", self.url)
        return super().send(request, **options)


def delivered(url, posts, folder, shares):
    """The same posts through ledger, dispatcher and channel."""
    settings = staging.rehearsal_settings(url, folder / "ledger.db")
    ledger = bootstrap.open_ledger(settings, create=True)
    with ledger.write() as conn:
        add_user(conn, WRITER.name, [Role.EDITOR], who=Actor(None, "bench"), now=NINE)
        add_user(conn, APPROVER.name, [Role.APPROVER], who=Actor(None, "bench"), now=NINE)
        save_campaign(
            conn, "week", folder="week", settings=Settings.model_validate(WEEK), loaded_by=WRITER.name, now=NINE
        )
        ensure_account(conn, ChannelName.X, "default")
        for number in range(posts):
            approved(conn, number)
    clock = PretendedClock(NINE + timedelta(minutes=1))
    channels = {name: Timed(channel, shares) for name, channel in bootstrap.channels(settings).items()}
    terms = Terms(grace=timedelta(minutes=15), lease=timedelta(seconds=60), http_timeout=timedelta(seconds=20))
    dispatcher = Dispatcher(ledger=ledger, channels=channels, clock=clock, terms=terms, owner="bench", host="bench")
    for name in ("_ready", "_start", "_record"):
        object.__setattr__(dispatcher, name, timed(getattr(dispatcher, name), name, shares))
    started = time.perf_counter()
    sent = dispatcher.run()
    seconds = time.perf_counter() - started
    assert [post.status for post in sent] == [Status.SENT] * posts
    shares["all"] += seconds
    ledger.close()
    return posts / seconds


def approved(conn, number, *, account="x:default", at=NINE):
    said = Wording(
        channel=ChannelName.X, text=f"Post {number} https://example.org/{number} #Sample", link=f"https://example.org/{number}",
        tags=("#Sample",),
    )  # fmt: skip
    post = PostRow(
        key=f"week/{number:06}/x/blog", campaign="week", account=account, kind=Kind.BLOG, day=at.date(), said=said,
        at=at, until=at + timedelta(hours=8), written_by=WRITER.name, spacing=timedelta(0),
    )  # fmt: skip
    insert_post(conn, post)
    add_decision(conn, post, APPROVE, APPROVER, now=at, event="approved")
    update_post(conn, post, status=Status.APPROVED, approved_by=(APPROVER.name,), approved_at=at)
    return post


def timed(function, name, shares):
    def call(*args, **options):
        started = time.perf_counter()
        try:
            return function(*args, **options)
        finally:
            shares[name] += time.perf_counter() - started

    return call


class Timed:
    def __init__(self, channel, shares):
        self.name = channel.name
        self._channel = channel
        self.publish = timed(channel.publish, "publish", shares)

    def __getattr__(self, name):
        return getattr(self._channel, name)


def main():
    posts = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    rates = defaultdict(list)
    shares = defaultdict(float)
    with network() as url:
        bare(url, 50)
        for _ in range(3):
            rates["bare"].append(bare(url, posts))
            with tempfile.TemporaryDirectory() as folder:
                rates["ours"].append(delivered(url, posts, Path(folder), shares))
    ours, theirs = (statistics.median(rates[name]) for name in ("ours", "bare"))
    print(f"a bare loop of create_tweet   {theirs:7.0f} posts a second")
    print(
        f"delivery end to end           {ours:7.0f} posts a second   {ours / theirs:.2f} of the bare rate (promised: 0.30)"
    )
    look, claim = shares["_ready"], shares["_start"] - shares["_ready"]
    parts = {"look for what is due": look, "claim": claim, "publish": shares["publish"], "record": shares["_record"]}
    parts["between"] = shares["all"] - sum(parts.values())
    print("of this: " + ", ".join(f"{name} {100 * part / shares['all']:.0f} %" for name, part in parts.items()))


if __name__ == "__main__":
    main()
