"""Storms: workers are killed with SIGKILL at random moments while the networks fail wildly, and nothing goes out twice, without
its picture, or not at all.

One worker on SQLite, three on PostgreSQL; `storm.py` beside this says what is real and what is not. Where CI is set a storm
has 300 posts and 30 kills, elsewhere 60 and 8. STORM_POSTS and STORM_KILLS set the numbers, and STORM_SEED, which is
printed when a storm finds something, brings the same faults and the same moments of killing; what a process was doing at
such a moment no seed can bring back.
"""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
from collections import defaultdict
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pytest
import requests

from journeys.storm import picture
from promoter.approval import approve
from promoter.campaign.model import ChannelName, Kind, Settings
from promoter.clock import SystemClock
from promoter.delivery.looking import PERSON
from promoter.ledger import people
from promoter.ledger.accounts import ensure_account, list_accounts
from promoter.ledger.attempts import list_attempts
from promoter.ledger.campaigns import save_campaign
from promoter.ledger.database import open_ledger
from promoter.ledger.events import verify
from promoter.ledger.looks import list_readings
from promoter.ledger.queue import insert_post, list_posts
from promoter.ledger.rows import Actor, PostRow, Role
from promoter.posts.lifecycle import Status
from promoter.posts.model import Card, Media, Wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promoter.ledger.database import Ledger

FULL = os.environ.get("CI", "").lower() not in {"", "0", "false"}
POSTS = int(os.environ.get("STORM_POSTS", "300" if FULL else "60"))
KILLS = int(os.environ.get("STORM_KILLS", "30" if FULL else "8"))
POSTS_OF_ONE = 5  # of each account: one that waits for the network to show a post holds up few others
WORKERS = {"sqlite": 1, "postgresql": 3}
LONGEST = 400.0  # seconds, of a storm and its end; only a broken program takes as long
PROGRAM = str(Path(__file__).parent / "storm.py")
NINE = datetime(2021, 9, 13, 8, 0, tzinfo=UTC)
DUE_WITHIN = timedelta(seconds=24) * KILLS  # as long as the killing takes, in the storm's own time
WRITER, APPROVER = Actor("amara@example.org"), Actor("ruth@example.org")
WEEK = Settings.model_validate({
    "name": "A week", "hashtag": "#SampleWeek", "timezone": "Europe/London", "organisation": {"name": "Example"},
    "themes": [{"id": "one", "name": "One"}], "days": [{"date": "2021-09-13", "theme": "one"}],
    "channels": {"x": {}, "linkedin": {}},
})  # fmt: skip


def approved_posts(ledger: Ledger) -> None:
    """Every second post has a link, every third a picture, every second account is on LinkedIn, and no two posts have the
    same words or picture.
    """
    with ledger.write() as conn:
        for who, role in ((WRITER, Role.EDITOR), (APPROVER, Role.APPROVER)):
            people.add_user(conn, str(who.email), [role], who=Actor(None, "root"), now=NINE)
        save_campaign(conn, "week", folder="week", settings=WEEK, loaded_by=str(WRITER.email), now=NINE)
    for number in range(POSTS):
        with ledger.write() as conn:
            approved_post(conn, number)


def approved_post(conn: Any, number: int) -> None:
    place, linked = number // POSTS_OF_ONE, number % 2 == 0
    channel = (ChannelName.X, ChannelName.LINKEDIN)[place % 2]
    link = f"https://example.org/{number}" if linked else None
    text = f"Number {number} says this" + (f" {link}" if link and channel is ChannelName.X else "") + " #SampleWeek"
    card = Card("A title", "A sub-title") if link and channel is ChannelName.LINKEDIN else None
    its = Media(f"images/{number}.png", hashlib.sha256(picture(number)).hexdigest(), f"What number {number} shows")
    at = NINE + DUE_WITHIN * (number * 7919 % POSTS) / POSTS  # not one account after the other
    post = PostRow(
        key=f"week/number-{number}/{channel}/{'blog' if linked else 'free'}", campaign="week",
        account=ensure_account(conn, channel, str(place)).id, kind=Kind.BLOG if linked else Kind.FREE,
        blog=f"number-{number}" if linked else None, day=at.date(),
        said=Wording(channel=channel, text=text, link=link, card=card, media=(its,) if number % 3 == 0 else ()), at=at, until=NINE + timedelta(hours=8),
        written_by=str(WRITER.email), spacing=timedelta(),
    )  # fmt: skip
    insert_post(conn, post)
    approve(conn, post.key, who=APPROVER, now=NINE - timedelta(days=1))


@contextmanager
def networks(file: Path, began: float, seed: int) -> Iterator[str]:
    """Stand-ins in a process of their own, and where they are."""
    command = [sys.executable, PROGRAM, "network", str(file), str(began), str(seed)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield process.stdout.readline().strip()
    finally:
        process.communicate()


@pytest.fixture
def seed() -> int:
    # Not the one that pytest-randomly sets: every storm is another one.
    seed = int(os.environ.get("STORM_SEED") or random.SystemRandom().randrange(1_000_000))
    sys.stdout.write(
        f"STORM_SEED={seed} STORM_POSTS={POSTS} STORM_KILLS={KILLS}\n"
    )  # pytest shows it if the test fails
    return seed


@pytest.mark.long
def test_a_storm_of_kills_publishes_nothing_twice_and_loses_nothing(database, tmp_path, seed) -> None:
    url = database.fresh(approved_posts)
    log, began = tmp_path / "storm.log", SystemClock().boottime()
    with networks(tmp_path / "networks.db", began, seed) as place, log.open("w") as said:
        ended = storm(url, place, str(began), str(seed), str(WORKERS[database.kind]), str(KILLS), said=said)
        shown = requests.get(f"{place}/sandbox/posts", timeout=60).json()
    ledger = open_ledger(url)
    try:
        broken = judge(ledger, shown["posts"] + shown["coming"])
        cut, asked = cut_short(ledger), with_a_person(ledger)
    finally:
        ledger.close()
    sys.stdout.write(f"{len(cut)} attempts cut short, {len(asked)} posts with a person; more in {log}\n")
    assert not broken, "\n".join(broken)
    assert ended == (0, f"{KILLS}\n")
    assert cut, "no kill hit anything; this was no storm"
    assert len(asked) <= POSTS // 10, asked


def storm(*arguments: str, said: IO[str]) -> tuple[int | None, str]:
    """How the storm ended, None if it did not, and what it printed."""
    command = [sys.executable, PROGRAM, "workers", *arguments]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            timeout=LONGEST,
            text=True,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None, f"not at rest after {LONGEST:.0f} seconds"
    return done.returncode, done.stdout


def cut_short(ledger: Ledger) -> list[str]:
    """The posts of attempts that nobody was left to record."""
    with ledger.read() as conn:
        return [one.post_key for one in list_attempts(conn) if one.detail is not None and "ran out" in one.detail]


def with_a_person(ledger: Ledger) -> list[str]:
    with ledger.read() as conn:
        return [post.key for post in list_posts(conn, status=Status.UNCLEAR)]


# ------------------------------------------------------------------------------------------------------------- the oracle


def judge(ledger: Ledger, public: list[dict[str, Any]]) -> list[str]:
    """What the networks have against what the ledger says: every broken promise as a sentence, with its story."""
    with ledger.read() as conn:
        posts = list_posts(conn)
        broken = [f"the chain of events is broken: {place}" for place in verify(conn)]
        broken += [
            f"{account.id} is busy for ever with {account.busy_post}"
            for account in list_accounts(conn)
            if account.busy_post
        ]
        broken += [
            f"{account.id} is stopped: {account.blocked_reason}"
            for account in list_accounts(conn)
            if account.blocked_reason
        ]
        words = {post.said.payload_text: post.key for post in posts}
        places: dict[str, set[str]] = defaultdict(set)
        seen = {one["raw"]: [picture["sha256"] for picture in one["pictures"]] for one in public}
        for one in public:
            if one["copy_of"] is None:
                places[words.get(one["raw"], f"words that nobody approved: {one['raw']}")].add(one["id"])
        broken += [f"{key} is public" for key in places.keys() - words.values()]
        broken += [
            f"{post.key} is public with the pictures {seen[post.said.payload_text]}"
            for post in posts
            if seen.get(post.said.payload_text, wanted := [medium.sha256 for medium in post.said.media]) != wanted
        ]
        for post in posts:
            broken += [f"{post.key} {fault}\n{story(conn, post)}" for fault in faults(post, places[post.key])]
    return broken


def faults(post: PostRow, ids: set[str]) -> Iterator[str]:
    if len(ids) > 1:
        yield f"is public {len(ids)} times: {', '.join(sorted(ids))}"
    match post.status:
        case Status.SENT:
            if not ids:
                yield "is recorded as sent and is not public"
            elif post.network_id is None and post.look_at is None and post.trouble is None:
                yield "is recorded without an id, and nobody looks for it or was told"
            elif post.network_id is not None and post.network_id not in ids:
                yield f"is public as {', '.join(ids)} and recorded as {post.network_id}"
        case Status.UNCLEAR:
            if post.hold != PERSON or not post.reason:
                yield "is unclear for ever, and nobody is asked"
        case _:
            # None of the faults is a refusal for good, and none lasts until the day is over.
            yield f"is {post.status}, {'public' if ids else 'lost'}: {post.reason or post.trouble}"


def story(conn: Any, post: PostRow) -> str:
    attempts = [
        f"  attempt {a.fence} by {a.owner} at {a.started_at:%H:%M:%S}, until {a.ended_at and f'{a.ended_at:%H:%M:%S}'}: {a.outcome}, {a.detail}"
        for a in list_attempts(conn, post_key=post.key)
    ]
    looks = [
        f"  look after {r.fence} at {r.began_at:%H:%M:%S}: {r.finding}, {'counts, ' if r.counts else ''}{r.network_id or r.detail}"
        for r in list_readings(conn, post.key)
    ]
    return "\n".join([*attempts, *looks])
