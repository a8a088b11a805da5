"""What the daemon says before it starts, and how it lives and ends."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from promoter.approval import pause
from promoter.campaign.model import ChannelName, Kind, Settings
from promoter.cli.daemon import _complain, _in_words
from promoter.clock import PretendedClock
from promoter.daemon import Daemon, prospects
from promoter.delivery.dispatch import Dispatcher, Terms
from promoter.errors import NetworkTrouble, PromoterError
from promoter.ledger import people
from promoter.ledger.accounts import ensure_account, set_manual
from promoter.ledger.campaigns import save_campaign
from promoter.ledger.claims import claim, record
from promoter.ledger.database import Ledger, open_ledger
from promoter.ledger.decisions import APPROVE, add_decision
from promoter.ledger.heartbeats import list_heartbeats
from promoter.ledger.queue import get_post, insert_post, update_post
from promoter.ledger.rows import Actor, NextStep, PostRow, Role
from promoter.posts.lifecycle import Status
from promoter.posts.model import Wording
from promoter.posts.outcome import Blocked, Sent, Unclear
from promoter.sandbox.faults import Fault, FaultKind
from promoter.sandbox.server import Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NINE = datetime(2021, 9, 13, 8, 0, tzinfo=UTC)  # nine in London, on the Monday of the week
BOTH = frozenset({"x:default", "linkedin:default"})
RUTH = Actor("ruth@example.org")
TERMS = Terms(grace=timedelta(minutes=15), lease=timedelta(seconds=60), http_timeout=timedelta(seconds=20))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "ledger.db"
    ledger = open_ledger(f"sqlite:///{path}", create=True)
    with ledger.write() as conn:
        people.add_user(conn, str(RUTH.email), [Role.APPROVER], who=Actor(None, "root"), now=NINE)
    ledger.close()
    return path


@pytest.fixture
def ledger(template: Path, tmp_path: Path) -> Iterator[Ledger]:
    ledger = open_ledger(f"sqlite:///{shutil.copy(template, tmp_path / 'ledger.db')}")
    yield ledger
    ledger.close()


def load(ledger: Ledger, slug: str = "week", days: tuple[str, ...] = ("2021-09-13", "2021-09-17")) -> None:
    settings = Settings.model_validate({
        "name": "A week", "hashtag": "#SampleWeek", "timezone": "Europe/London", "organisation": {"name": "Example"},
        "themes": [{"id": "one", "name": "One"}], "days": [{"date": day, "theme": "one"} for day in days],
        "channels": {"x": {}, "linkedin": {}},
    })  # fmt: skip
    with ledger.write() as conn:
        save_campaign(conn, slug, folder=slug, settings=settings, loaded_by="amara@example.org", now=NINE)
        for channel in ChannelName:
            ensure_account(conn, channel, "default")


def put(
    ledger: Ledger, key: str, status: Status = Status.PENDING, at: datetime = NINE, *, until: datetime | None = None
) -> PostRow:
    campaign, _, channel, _ = key.split("/")
    post = PostRow(
        key=key, campaign=campaign, account=f"{channel}:default", kind=Kind.BLOG, day=at.date(),
        said=Wording(channel=ChannelName(channel), text=key), at=at, until=until or at + timedelta(hours=8),
        written_by="amara@example.org", spacing=timedelta(minutes=5),
    )  # fmt: skip
    with ledger.write() as conn:
        insert_post(conn, post)
        if status is not Status.PENDING:
            add_decision(conn, post, APPROVE, RUTH, now=NINE - timedelta(days=1), event="approved")
            post = update_post(conn, post, status=Status.APPROVED)
    return post


def settle(ledger: Ledger, outcome, step: NextStep) -> None:
    with ledger.write() as conn:
        claimed = claim(conn, now=NINE, lease=timedelta(seconds=60), owner="d", host="h")
        assert claimed is not None
        record(conn, claimed, outcome, step, now=NINE)


def said(ledger: Ledger, now: datetime = NINE - timedelta(hours=1), connected: frozenset[str] = BOTH) -> list[str]:
    with ledger.read() as conn:
        return list(prospects(conn, now=now, connected=connected))


# ----------------------------------------------------------------------------------------------------------- what it says


def test_with_nothing_loaded_it_says_that(ledger: Ledger) -> None:
    assert said(ledger) == ["No campaign is loaded, so nothing will be posted."]


def test_a_week_that_is_past_is_said_in_one_sentence(ledger: Ledger) -> None:
    load(ledger)
    for key in ("week/a/x/blog", "week/b/x/blog"):
        put(ledger, key)
    (sentence,) = said(ledger, now=datetime(2026, 11, 2, tzinfo=UTC))
    because = "nothing will be posted, because its last day was Friday 17 September 2021"
    assert sentence == f"week: {because}; 2 of its posts did not go out."


def test_the_evening_of_the_last_day_is_not_past_yet(ledger: Ledger) -> None:
    load(ledger)
    assert "no post is approved" in said(ledger, now=datetime(2021, 9, 17, 22, 59, tzinfo=UTC))[0]
    assert "its last day was" in said(ledger, now=datetime(2021, 9, 17, 23, 0, tzinfo=UTC))[0]  # midnight in London


def test_a_post_that_was_moved_beyond_the_week_keeps_it_alive(ledger: Ledger) -> None:
    load(ledger)
    put(ledger, "week/a/x/blog", Status.APPROVED, at=NINE + timedelta(days=7))
    assert (
        "1 approved and ready, the first at 09:00 on Monday 20 September" in said(ledger, NINE + timedelta(days=5))[0]
    )


@pytest.mark.parametrize(("pending", "waiting"), [(0, "none waits"), (1, "1 waits"), (2, "2 wait")])
def test_a_week_that_nobody_approved_says_so(ledger: Ledger, pending: int, waiting: str) -> None:
    load(ledger)
    for number in range(pending):
        put(ledger, f"week/{number}/x/blog")
    assert said(ledger) == [f"week: nothing will be posted, because no post is approved; {waiting} for approval."]


def test_what_is_approved_is_told_with_its_first_time_on_the_campaigns_clocks(ledger: Ledger) -> None:
    load(ledger)
    put(ledger, "week/a/x/blog", Status.APPROVED)
    put(ledger, "week/b/x/blog", Status.APPROVED, at=NINE + timedelta(hours=1))
    put(ledger, "week/c/x/blog")
    assert said(ledger) == [
        "week: 2 approved and ready, the first at 09:00 on Monday 13 September (Europe/London); 1 waits for approval."
    ]
    assert "the first was due at 09:00" in said(ledger, now=NINE + timedelta(hours=2))[0]


def test_a_pause_is_told_first_and_with_each_campaign(ledger: Ledger) -> None:
    load(ledger)
    put(ledger, "week/a/x/blog", Status.APPROVED)
    with ledger.write() as conn:
        pause(conn, reason="A sad day.", who=RUTH, now=NINE)
    assert said(ledger) == [
        "Everything is stopped by ruth@example.org: A sad day. Nothing is posted until somebody starts again.",
        "week: nothing will be posted while everything is stopped; 1 approved, none waits for approval.",
    ]


def test_accounts_without_keys_are_named_and_their_posts_not_promised(ledger: Ledger) -> None:
    load(ledger)
    put(ledger, "week/a/x/blog", Status.APPROVED)
    assert said(ledger, connected=frozenset()) == [
        "linkedin:default has no keys in the settings, so nothing is posted there: connect it on the page Accounts, or put its keys into .env.",
        "x:default has no keys in the settings, so nothing is posted there: connect it on the page Accounts, or put its keys into .env.",
        "week: nothing will be posted, because no account of its approved posts is ready; 1 approved, none waits for approval.",
    ]
    put(ledger, "week/a/linkedin/blog", Status.APPROVED)
    assert "1 approved and ready" in said(ledger, connected=frozenset({"linkedin:default"}))[-1]


def test_a_blocked_account_is_told_with_what_to_do(ledger: Ledger) -> None:
    load(ledger)
    put(ledger, "week/a/x/blog", Status.APPROVED)
    settle(ledger, Blocked(detail="no"), NextStep(status=Status.APPROVED, block_account="The keys expired."))
    assert (
        said(ledger)[0]
        == "x:default is stopped: The keys expired. promoter accounts unblock x:default starts it again."
    )
    assert "no account of its approved posts is ready" in said(ledger)[1]


def test_an_account_that_people_serve_by_hand_is_told(ledger: Ledger) -> None:
    load(ledger)
    with ledger.write() as conn:
        set_manual(conn, "x:default", True, who=RUTH, now=NINE)
    assert said(ledger)[0].startswith("x:default is served by hand")


def test_a_post_that_is_unclear_is_told_even_when_the_week_is_past(ledger: Ledger) -> None:
    load(ledger)
    put(ledger, "week/a/x/blog", Status.APPROVED)
    settle(ledger, Unclear(detail="who knows"), NextStep(status=Status.UNCLEAR))
    for now in (NINE + timedelta(hours=1), NINE + timedelta(days=30)):
        assert said(ledger, now=now)[0].endswith(
            "of 1 nobody can tell whether it went out: look, then promoter resolve."
        )


def test_each_of_several_campaigns_has_one_sentence(ledger: Ledger) -> None:
    load(ledger, "autumn", days=("2021-11-01",))
    load(ledger, "past", days=("2020-09-07",))
    load(ledger, "week")
    assert [sentence.split(":")[0] for sentence in said(ledger)] == ["autumn", "past", "week"]


# -------------------------------------------------------------------------------------------------------- how it lives


class TakesAll:
    """A network that takes everything, when it is let."""

    def __init__(self) -> None:
        self.began, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()
        self.asked = 0

    def publish(self, post, *, now, still_ours):
        self.asked += 1
        self.began.set()
        assert self.go_on.wait(20)
        assert still_ours()
        return Sent(network_id=post.key, url=None)


@pytest.fixture
def daemon(ledger: Ledger) -> Daemon:
    load(ledger)
    clock = PretendedClock(NINE)
    dispatcher = Dispatcher(
        ledger=ledger, channels={"x:default": TakesAll()}, clock=clock, terms=TERMS, owner="here:1", host="here"
    )
    return Daemon(dispatcher, ledger, clock, tick=timedelta(milliseconds=20))


def test_once_does_what_is_due_and_no_more(daemon: Daemon, ledger: Ledger) -> None:
    put(ledger, "week/a/x/blog", Status.APPROVED)
    put(ledger, "week/b/x/blog", Status.APPROVED, at=NINE + timedelta(hours=1))
    assert [(post.key, post.status) for post in daemon.once()] == [("week/a/x/blog", Status.SENT)]
    assert daemon.once() == []


def test_past_posts_are_never_sent(daemon: Daemon, ledger: Ledger) -> None:
    put(ledger, "week/a/x/blog", Status.APPROVED, at=NINE - timedelta(days=1))
    assert [(post.key, post.status) for post in daemon.once()] == [("week/a/x/blog", Status.PENDING)]
    assert daemon.dispatcher.channels["x:default"].asked == 0


def test_it_leaves_a_sign_of_life_now_and_then(daemon: Daemon, ledger: Ledger) -> None:
    seen = []
    for _ in range(4):
        daemon.round()
        with ledger.read() as conn:
            ((name, at),) = [(beat.name, beat.at) for beat in list_heartbeats(conn)]
        seen.append((name, at - NINE))
        daemon.clock.advance(timedelta(seconds=20))
    assert seen == [("here:1", timedelta(seconds=seconds)) for seconds in (0, 0, 40, 40)]


def test_it_says_that_it_only_looked_once(daemon: Daemon, ledger: Ledger) -> None:
    daemon.once()
    with ledger.read() as conn:
        assert [beat.detail for beat in list_heartbeats(conn)] == ["once"]


def test_it_says_that_it_has_ended(daemon: Daemon, ledger: Ledger) -> None:
    daemon.run(lambda: None)
    with ledger.read() as conn:
        assert [beat.detail for beat in list_heartbeats(conn)] == ["ended"]


def test_a_round_that_fails_leaves_no_sign_of_life(daemon: Daemon, ledger: Ledger, tmp_path: Path) -> None:
    ledger.close()
    (tmp_path / "ledger.db").write_bytes(b"no ledger any more")
    with pytest.raises(PromoterError):
        daemon.once()
    assert daemon._last_beat is None


def test_it_ends_when_it_is_told_after_the_post_in_flight_is_recorded(daemon: Daemon, ledger: Ledger) -> None:
    put(ledger, "week/a/x/blog", Status.APPROVED)
    network = daemon.dispatcher.channels["x:default"]
    network.go_on.clear()

    def told_in_mid_flight() -> None:
        assert network.began.wait(20)
        threading.Timer(0.1, network.go_on.set).start()

    daemon.run(told_in_mid_flight)
    with ledger.read() as conn:
        assert get_post(conn, "week/a/x/blog").status is Status.SENT
    assert not [thread for thread in threading.enumerate() if "APScheduler" in thread.name]


# ---------------------------------------------------------------------------------------------------------- the command


@pytest.fixture
def once(ledger: Ledger, tmp_path: Path) -> Iterator[Callable[..., subprocess.CompletedProcess[str]]]:
    """`promoter daemon --once` on this ledger, by the machine's clock, with a sandbox that has faults to order."""
    load(ledger)
    with Sandbox() as sandbox:
        env = os.environ | {
            "PROMOTER_DATABASE_URL": f"sqlite:///{tmp_path / 'ledger.db'}", "PROMOTER_X_API_URL": sandbox.url,
            "PROMOTER_X_CONSUMER_KEY": "sample", "PROMOTER_X_CONSUMER_SECRET": "sample",
            "PROMOTER_X_ACCESS_TOKEN": "sample", "PROMOTER_X_ACCESS_TOKEN_SECRET": "sample",
        }  # fmt: skip

        def run(*faults: Fault) -> subprocess.CompletedProcess[str]:
            for fault in faults:
                sandbox.order(fault)
            command = [sys.executable, "-m", "promoter", "daemon", "--once"]
            return subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)

        yield run


LIMITED = Fault(kind=FaultKind.RATE_LIMITED, reset=3 * 3600)


@pytest.mark.parametrize(
    ("useful", "says", "code", "status"),
    [
        (timedelta(hours=4), "1 to be tried again.", 0, Status.APPROVED),
        (timedelta(hours=2), "1 not sent, and waiting for a person.", 1, Status.PENDING),
    ],
)
def test_the_command_says_where_the_post_is_and_not_what_the_network_said(
    once, ledger: Ledger, useful: timedelta, says: str, code: int, status: Status
) -> None:
    now = datetime.now(UTC)
    put(ledger, "week/a/x/blog", Status.APPROVED, at=now, until=now + useful)
    done = once(LIMITED)
    assert (done.returncode, done.stderr.count(says)) == (code, 1), done.stderr
    with ledger.read() as conn:
        assert get_post(conn, "week/a/x/blog").status is status


def test_the_command_does_not_call_it_success_when_a_post_came_too_late(once, ledger: Ledger) -> None:
    put(ledger, "week/a/x/blog", Status.APPROVED, at=datetime.now(UTC) - timedelta(days=2))
    done = once()
    assert (done.returncode, "1 not sent, and waiting for a person." in done.stderr) == (1, True), done.stderr
    done = once()
    assert (done.returncode, "Nothing was posted." in done.stderr) == (0, True), done.stderr


def words_of(daemon: Daemon) -> str:
    posts = daemon.once()
    with daemon.ledger.read() as conn:
        return "; ".join(_in_words(conn, posts, daemon.clock.now()))


def test_the_command_says_that_a_late_post_was_put_off(daemon: Daemon, ledger: Ledger) -> None:
    put(ledger, "week/a/x/blog", Status.APPROVED)
    daemon.clock.advance(timedelta(minutes=30))
    assert words_of(daemon) == "1 put off to a later time of its day"
    assert words_of(daemon) == "Nothing was posted"


def test_a_stopped_account_is_no_success_when_its_posts_were_only_put_off(daemon: Daemon, ledger: Ledger) -> None:
    put(ledger, "week/a/x/blog", Status.APPROVED)
    settle(ledger, Blocked(detail="no"), NextStep(status=Status.APPROVED, block_account="The keys expired."))
    daemon.clock.advance(timedelta(minutes=30))
    posts = daemon.once()
    with ledger.read() as conn:
        now = daemon.clock.now()
        assert list(_in_words(conn, posts, now)) == ["1 stopped with its account"]
        with pytest.raises(NetworkTrouble, match="The keys expired"):
            _complain(conn, posts, now, BOTH, paused=False)


def test_the_command_records_what_went_to_a_stand_in_under_the_stand_ins_address(once, ledger: Ledger) -> None:
    put(ledger, "week/a/x/blog", Status.APPROVED, at=datetime.now(UTC))
    done = once()
    assert (done.returncode, "1 sent." in done.stderr) == (0, True), done.stderr
    with ledger.read() as conn:
        assert (get_post(conn, "week/a/x/blog").url or "").startswith("http://127.0.0.1:")
