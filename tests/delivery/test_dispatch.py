"""From an outcome on the wire to a state in the ledger: what is claimed, what leaves, what is recorded, what comes next."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import update

from promoter.approval import pause, resume
from promoter.clock import RunningClock
from promoter.errors import PromoterError
from promoter.ledger.accounts import set_manual, unblock_account
from promoter.ledger.claims import claim
from promoter.ledger.database import Ledger
from promoter.ledger.events import verify
from promoter.ledger.queue import update_post
from promoter.ledger.rows import Actor
from promoter.ledger.tables import posts
from promoter.posts.lifecycle import Status
from promoter.posts.outcome import Later, Sent
from promoter.sandbox.faults import Fault, FaultKind
from promoter.sandbox.kinds import Act
from promoter.sandbox.wire import NetworkName

NINE = datetime(2021, 9, 13, 8, 0, tzinfo=UTC)
FIRST, SECOND, THIRD = (f"week/{name}/x/blog" for name in ("first", "second", "third"))
ON_LINKEDIN = "week/first/linkedin/blog"
RUTH = Actor("ruth@example.org")
LOST = [
    Fault(kind=FaultKind.ERROR_BEFORE),
    Fault(kind=FaultKind.GATEWAY_PAGE),
    Fault(kind=FaultKind.DROPPED_BEFORE),
    Fault(kind=FaultKind.ERROR_AFTER),
    Fault(kind=FaultKind.DROPPED_AFTER),
    Fault(kind=FaultKind.EMPTY, status=200),
    Fault(kind=FaultKind.HTML, status=200),
    Fault(kind=FaultKind.NO_ID),
    Fault(kind=FaultKind.TRUNCATED),
]


def blocked(status: int) -> Fault:
    return Fault(kind=FaultKind.REFUSED, status=status)


# -------------------------------------------------------------------------------------------------- before the first round


@pytest.mark.parametrize("key", [FIRST, ON_LINKEDIN])
def test_nothing_stays_of_warming_up_and_nothing_leaves(house, key: str) -> None:
    house.approved(key, at=NINE + timedelta(hours=1))
    post, account, events = house.post(key), house.account(), house.events(key)
    house.dispatcher().warm_up()
    assert (house.post(key), house.account(), house.events(key)) == (post, account, events)
    assert house.attempts(key) == []
    assert house.sandbox.requests() == []
    house.pass_time(hours=1)
    house.run()
    assert house.post(key).status is Status.SENT


def test_warming_up_takes_no_time_from_what_is_due_and_ends_nothing_when_it_fails(house, caplog) -> None:
    house.dispatcher().warm_up()  # with nothing to go through it with
    house.approved(at=NINE + timedelta(hours=1))
    with house.ledger.write() as conn:
        conn.execute(update(posts).values(card={"no": "card"}))
    house.dispatcher().warm_up()
    assert "could not be made ready" in caplog.text


# ------------------------------------------------------------------------------------------------- outcome, state, next step


@pytest.mark.parametrize("key", [FIRST, ON_LINKEDIN])
def test_what_the_network_takes_is_sent_with_its_id_and_address(house, key: str) -> None:
    house.approved(key)
    house.run()
    post, (public,) = house.post(key), house.sandbox.posts()
    assert (post.status, post.sent_at, post.network_id) == (Status.SENT, NINE, public.id)
    assert public.id in str(post.url)
    assert public.raw == post.said.payload_text
    (attempt,) = house.attempts(key)
    assert (attempt.outcome, attempt.http_status, attempt.digest) == ("sent", 201, post.digest)


@pytest.mark.parametrize("status", [400, 403, 404, 422])
def test_what_the_network_refuses_waits_for_a_person_and_is_not_tried_again(house, status: int) -> None:
    house.approved()
    house.sandbox.order(Fault(kind=FaultKind.REFUSED, status=status, body='{"title": "No"}'))
    house.run()
    house.pass_time(minutes=10)
    house.run()
    assert house.post().status is Status.FAILED
    assert "“No”" in str(house.post().trouble)
    assert len(house.sandbox.requests()) == 1


@pytest.mark.parametrize("fault", LOST, ids=lambda fault: fault.kind)
def test_what_cannot_be_told_is_unclear_and_in_the_end_public_once(house, fault: Fault) -> None:
    house.approved()
    house.sandbox.order(fault)
    (post,) = house.run()
    assert (post.key, post.status) == (FIRST, Status.UNCLEAR)
    for _ in range(20):
        house.pass_time(minutes=1)
        house.run()
    assert house.post().status is Status.SENT
    assert [post.id for post in house.sandbox.posts()] == [house.post().network_id]
    assert len({request.text for request in house.sandbox.requests()}) == 1


def test_a_fault_of_the_account_stops_the_account_and_leaves_its_posts_approved(house) -> None:
    house.approved(FIRST)
    house.approved(SECOND)
    house.sandbox.order(blocked(401))
    house.run()
    house.pass_time(minutes=6)
    house.run()
    assert [house.post(key).status for key in (FIRST, SECOND)] == [Status.APPROVED, Status.APPROVED]
    assert "keys" in (house.account().blocked_reason or "")
    assert len(house.sandbox.requests()) == 1


def test_a_blocked_account_that_is_mended_sends_what_is_still_in_time(house) -> None:
    house.approved()
    house.sandbox.order(blocked(401))
    house.run()
    house.pass_time(minutes=5)
    house.do(unblock_account, "x:default", who=RUTH)
    house.run()
    assert house.post().status is Status.SENT


def test_a_post_of_an_account_that_stays_blocked_says_so_when_its_day_ends(house) -> None:
    house.approved()
    house.sandbox.order(blocked(401))
    house.run()
    house.clock.advance_to(house.post().until + timedelta(seconds=1))
    house.run()
    post = house.post()
    assert (post.status, post.hold) == (Status.PENDING, "past")
    assert "x:default is stopped" in post.reason
    assert "keys" in post.reason


def test_a_network_that_is_blocked_does_not_hold_up_the_other(house) -> None:
    house.approved(FIRST)
    house.approved(ON_LINKEDIN)
    house.sandbox.order(Fault(kind=FaultKind.REFUSED, status=401, network=NetworkName.LINKEDIN))
    house.run(hands=2)
    assert (house.post(FIRST).status, house.post(ON_LINKEDIN).status) == (Status.SENT, Status.APPROVED)


def test_a_rate_limit_holds_its_account_until_it_ends_and_the_other_network_goes_on(house) -> None:
    house.approved(FIRST)
    house.approved("week/second/x/blog", at=NINE + timedelta(minutes=1))
    house.approved(ON_LINKEDIN, at=NINE + timedelta(minutes=1))
    house.sandbox.order(Fault(kind=FaultKind.RATE_LIMITED, network=NetworkName.X, reset=480))
    house.run()
    house.pass_time(minutes=1)
    house.run()
    assert house.post(ON_LINKEDIN).status is Status.SENT
    assert [house.post(key).status for key in (FIRST, SECOND)] == [Status.APPROVED, Status.APPROVED]
    assert house.post(FIRST).tries == 0
    house.pass_time(minutes=1)
    house.run()  # LinkedIn's post is read back meanwhile
    assert house.dispatcher().next_due() == NINE + timedelta(minutes=8)
    house.clock.advance_to(NINE + timedelta(minutes=8))
    house.run()
    assert (house.post(FIRST).status, house.post(SECOND).status) == (Status.SENT, Status.APPROVED)


def test_a_rate_limit_beyond_the_last_moment_gives_the_post_back_at_once(house) -> None:
    house.approved(at=NINE, until=NINE + timedelta(minutes=30))
    house.sandbox.order(Fault(kind=FaultKind.RATE_LIMITED, reset=3600))
    house.run()
    post = house.post()
    assert post.status is Status.PENDING
    assert "only after its last moment" in post.reason


class Nowhere:
    """A network that surely takes nothing."""

    name = "x"

    def __init__(self, house) -> None:
        self.house, self.tried = house, []

    def publish(self, post, *, now, still_ours):
        self.tried.append(now)
        return Later(detail="Nothing was sent: no connection could be made.")


def test_what_surely_did_not_leave_is_tried_again_after_growing_pauses(house) -> None:
    house.approved()
    nowhere = Nowhere(house)
    dispatcher = house.dispatcher(channels={"x:default": nowhere})
    for _ in range(5):
        dispatcher.run()
        house.clock.advance_to(dispatcher.next_due())
    assert [later - earlier for earlier, later in pairwise(nowhere.tried)] == [
        timedelta(seconds=seconds) for seconds in (10, 30, 90, 270)
    ]
    assert house.post().status is Status.APPROVED
    assert house.post().tries == 5


def test_a_post_that_could_never_leave_is_given_back_with_the_reason(house) -> None:
    house.approved()
    dispatcher = house.dispatcher(channels={"x:default": Nowhere(house)})
    while house.post().status is Status.APPROVED:
        house.clock.advance_to(max(dispatcher.next_due() or NINE, house.clock.now() + timedelta(seconds=1)))
        dispatcher.run()
    assert house.post().status is Status.PENDING
    assert "no connection could be made" in house.post().reason
    assert house.clock.now() <= house.post().until + timedelta(minutes=15)


# ---------------------------------------------------------------------------------------------- what a round tells of itself


def test_a_round_tells_of_the_posts_it_saw_to_as_they_stand_afterwards(house) -> None:
    house.approved(FIRST)
    house.approved(ON_LINKEDIN, at=NINE - timedelta(minutes=20), until=NINE - timedelta(minutes=1))
    house.approved(SECOND, at=NINE + timedelta(hours=1))
    for hands in (1, 2):
        told = {post.key: post for post in house.run(hands=hands)}
        assert {key: post.status for key, post in told.items()} == (
            {FIRST: Status.SENT, ON_LINKEDIN: Status.PENDING} if hands == 1 else {}
        )
        assert all(post == house.post(key) for key, post in told.items())


def test_a_round_tells_of_a_post_whose_lease_ran_out(house) -> None:
    house.approved()
    house.do(claim, lease=timedelta(seconds=60), owner="daemon-0", host="there")
    house.pass_time(seconds=60)
    assert [(post.key, post.status) for post in house.run()] == [(FIRST, Status.UNCLEAR)]


def test_a_round_tells_of_an_answer_that_it_could_record_only_now(house, path, impatient) -> None:
    house.approved()
    dispatcher = house.dispatcher(ledger=impatient)
    with Stuck(house, path), pytest.raises(PromoterError, match="busy"):
        dispatcher.run()
    assert [(post.key, post.status) for post in dispatcher.run()] == [(FIRST, Status.SENT)]


# ------------------------------------------------------------------------------------------------------ which words go out


@pytest.mark.parametrize(
    ("live_from", "counted"), [(NINE - timedelta(minutes=1), True), (NINE, True), (NINE + timedelta(minutes=1), False)]
)
def test_the_wording_without_the_count_goes_out_while_not_all_is_live(
    house, live_from: datetime, counted: bool
) -> None:
    post = house.approved(
        text="All three pieces #SampleWeek", uncounted="All pieces #SampleWeek", counted_live_from=live_from
    )
    house.run()
    assert house.public() == [post.said.text if counted else post.said.uncounted]


@pytest.mark.parametrize("key", [FIRST, ON_LINKEDIN])
def test_a_second_wording_that_nothing_has_to_wait_for_stays_at_home(house, key: str) -> None:
    post = house.approved(key, text="All three (3) pieces", uncounted="All pieces")
    house.run()
    assert house.public() == [post.said.payload_text]


# ------------------------------------------------------------------------------------------------------------- two commits


def test_the_claim_is_durable_before_the_network_sees_the_request(house, path) -> None:
    house.approved()
    seen = []

    def look(_public) -> None:
        # Another connection sees what is committed and nothing else.
        with closing(sqlite3.connect(path)) as other:
            seen.append(other.execute("SELECT status, fence FROM posts").fetchone())
            seen.append(other.execute("SELECT fence, outcome FROM attempts").fetchone())

    house.hears.append(look)
    house.run()
    assert seen == [("sending", 1), (1, None)]


class Stuck:
    """Keeps the ledger locked, as a backup program might, from the moment a post is taken."""

    def __init__(self, house, path) -> None:
        self._other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        house.hears.append(lambda _: self._other.execute("BEGIN IMMEDIATE"))

    def __enter__(self):
        return self

    def __exit__(self, *_) -> None:
        self.free()

    def free(self) -> None:
        self._other.close()


def test_an_answer_that_cannot_be_recorded_is_recorded_later_and_never_sent_again(house, path, impatient) -> None:
    house.approved()
    dispatcher = house.dispatcher(ledger=impatient)
    with Stuck(house, path) as stuck:
        with pytest.raises(PromoterError, match="busy"):
            dispatcher.run()
        assert house.post().status is Status.SENDING
        stuck.free()
    house.pass_time(seconds=5)
    dispatcher.run()
    assert (house.post().status, house.post().sent_at) == (Status.SENT, NINE)
    assert len(house.sandbox.requests()) == 1


def test_a_ledger_that_fails_for_a_moment_takes_the_answer_in_the_same_round(house) -> None:
    house.approved()
    failing: list[str] = []

    class Failing(Ledger):
        @contextmanager
        def write(self):
            if failing:
                raise PromoterError(failing.pop())
            with super().write() as conn:
                yield conn

    house.hears.append(lambda _: failing.extend(["busy"] * 2))
    (post,) = house.run(ledger=Failing(house.ledger.engine, house.ledger.where))
    assert (post.status, failing) == (Status.SENT, [])


def test_an_answer_that_died_with_its_daemon_is_unclear_once_the_lease_runs_out(house, path, impatient) -> None:
    house.approved()
    with Stuck(house, path), pytest.raises(PromoterError, match="busy"):
        house.run(ledger=impatient)
    house.pass_time(seconds=59)
    house.run()
    assert house.post().status is Status.SENDING
    house.pass_time(seconds=1)
    house.run()
    assert house.post().status is Status.SENT
    assert house.events() == ["approved", "claimed", "unclear", "found"]
    assert len(house.sandbox.requests()) == 1


def test_an_answer_that_is_recorded_after_the_lease_ran_out_still_counts(house, path, impatient) -> None:
    house.approved()
    dispatcher = house.dispatcher(ledger=impatient)
    with Stuck(house, path), pytest.raises(PromoterError, match="busy"):
        dispatcher.run()
    house.pass_time(seconds=61)
    house.sandbox.order(Fault(kind=FaultKind.ERROR_BEFORE, on=Act.READ))
    house.run()
    assert (house.post().status, house.account().busy_post) == (Status.UNCLEAR, FIRST)
    house.pass_time(minutes=2)
    dispatcher.run()
    assert (house.post().status, house.post().sent_at) == (Status.SENT, NINE)
    assert (house.account().last_left_at, house.account().busy_post) == (NINE + timedelta(seconds=61), None)
    assert len(house.sandbox.requests()) == 1


@pytest.mark.only_on("sqlite")
def test_a_disk_that_is_full_before_the_claim_lets_nothing_leave(house) -> None:
    house.approved()
    house.fill_the_disk()
    with pytest.raises(PromoterError, match="disk is full"):
        house.run()
    assert house.sandbox.requests() == []
    house.make_room()
    house.run()
    assert house.post().status is Status.SENT


@pytest.mark.only_on("sqlite")
def test_a_disk_that_fills_up_while_a_post_is_out_repeats_nothing(house) -> None:
    house.approved()
    house.hears.append(lambda _: house.fill_the_disk())
    with pytest.raises(PromoterError, match="disk is full"):
        house.run()
    house.make_room()
    house.pass_time(minutes=2)
    house.run()
    assert house.post().status is Status.SENT
    assert "found" in house.events()
    assert len(house.public()) == 1


def test_whatever_becomes_of_a_post_the_record_is_whole(house) -> None:
    for minute, fault in enumerate([None, *LOST, blocked(403), Fault(kind=FaultKind.RATE_LIMITED, reset=60)]):
        house.approved(f"week/number-{minute}/x/blog", at=house.clock.now())
        if fault:
            house.sandbox.order(fault)
        house.run()
        house.pass_time(minutes=6)
    with house.ledger.read() as conn:
        assert verify(conn) == []


# ---------------------------------------------------------------------------------------------------- the guard, and the pause


@pytest.mark.parametrize(("slow", "leaves"), [(40, True), (40.5, False)])
def test_nothing_leaves_when_the_lease_has_no_room_for_a_whole_request(house, slow: float, leaves: bool) -> None:
    house.approved()
    dispatcher = house.dispatcher()
    channel = dispatcher.channels["x:default"]

    class Slow:
        """The machine sleeps between the claim and the call."""

        def publish(self, post, *, now, still_ours):
            house.pass_time(seconds=slow)
            return channel.publish(post, now=now, still_ours=still_ours)

    (post,) = house.dispatcher(channels={"x:default": Slow()}).run()
    assert bool(house.sandbox.requests()) is leaves
    assert post.status is (Status.SENT if leaves else Status.APPROVED)


def test_a_pause_between_claim_and_call_keeps_the_post_at_home(house) -> None:
    house.approved()
    channel = house.dispatcher().channels["x:default"]

    class Paused:
        def publish(self, post, *, now, still_ours):
            house.do(pause, reason="wrong picture", who=RUTH)
            return channel.publish(post, now=now, still_ours=still_ours)

    house.run(channels={"x:default": Paused()})
    assert house.sandbox.requests() == []
    assert house.post().status is Status.APPROVED
    house.pass_time(seconds=30)
    house.run()
    assert house.sandbox.requests() == []
    house.do(resume, who=RUTH, grace=timedelta(minutes=15))
    house.run()
    assert house.post().status is Status.SENT


def test_a_ledger_that_cannot_be_read_lets_nothing_leave(house) -> None:
    house.approved()
    channel = house.dispatcher().channels["x:default"]
    failing = []

    class Failing(Ledger):
        @contextmanager
        def read(self):
            if failing:
                raise PromoterError("the disk fails under the ledger")
            with super().read() as conn:
                yield conn

    class Late:
        def publish(self, post, *, now, still_ours):
            failing.append("from the claim on")
            return channel.publish(post, now=now, still_ours=still_ours)

    dispatcher = house.dispatcher(
        ledger=Failing(house.ledger.engine, house.ledger.where), channels={"x:default": Late()}
    )
    with pytest.raises(PromoterError, match="disk fails"):  # when it looks for the next post
        dispatcher.run()
    assert house.sandbox.requests() == []
    assert house.post().status is Status.APPROVED
    assert "was over" in house.attempts()[0].detail  # and not: a fault of ours, please report it


# ------------------------------------------------------------------------------------------------------------- who is served


def test_an_account_without_keys_claims_nothing_and_says_so_when_the_day_ends(house) -> None:
    house.approved()
    only_linkedin = {name: channel for name, channel in house.dispatcher().channels.items() if name != "x:default"}
    for _ in range(200):
        house.run(channels=only_linkedin)
        house.pass_time(minutes=3)
    assert house.attempts() == []
    assert house.post().status is Status.PENDING
    assert house.post().reason.endswith("no time is free before 17:00: x:default has no keys in the settings.")


def test_an_account_without_keys_does_not_hold_up_one_that_has_them(house) -> None:
    house.approved(FIRST)
    house.approved(ON_LINKEDIN)
    house.run(channels={"x:default": house.dispatcher().channels["x:default"]})
    assert (house.post(FIRST).status, house.attempts(ON_LINKEDIN)) == (Status.SENT, [])


class Takes:
    """A network that needs this long to take a post."""

    def __init__(self, house, **time: float) -> None:
        self.house, self.time = house, time

    def publish(self, post, *, now, still_ours):
        self.house.pass_time(**self.time)
        return Sent(network_id="1", url=None)


def test_a_post_that_grew_too_late_while_another_was_out_is_not_claimed(house) -> None:
    house.approved(FIRST)
    house.approved(ON_LINKEDIN)
    house.run(channels=house.dispatcher().channels | {"linkedin:default": Takes(house, minutes=16)})
    assert (house.post(ON_LINKEDIN).status, house.post(FIRST).status) == (Status.SENT, Status.APPROVED)
    assert house.attempts(FIRST) == []


def test_a_post_is_sent_when_the_network_answers(house) -> None:
    house.approved()
    house.run(channels={"x:default": Takes(house, seconds=3)})
    assert house.post().sent_at == house.attempts()[0].ended_at == NINE + timedelta(seconds=3)


def test_a_post_that_is_given_up_at_its_claim_does_not_hold_up_the_next_one(house) -> None:
    approved = house.approved(FIRST)
    house.approved(SECOND)
    with house.ledger.write() as conn:  # past all guards, by whoever writes into the database
        conn.execute(update(posts).where(posts.c.key == FIRST).values(text=approved.said.text + "!"))
    house.run()
    assert (house.post(FIRST).status, house.post(SECOND).status) == (Status.PENDING, Status.SENT)


def test_an_account_without_keys_wakes_nobody(house) -> None:
    house.approved(FIRST)
    house.approved(ON_LINKEDIN, at=NINE + timedelta(minutes=1))
    only_linkedin = {"linkedin:default": house.dispatcher().channels["linkedin:default"]}
    assert house.dispatcher(channels=only_linkedin).next_due() == NINE + timedelta(minutes=1)


def test_an_account_that_is_served_by_hand_is_left_to_people(house) -> None:
    house.approved()
    with house.ledger.write() as conn:
        set_manual(conn, "x:default", True, who=RUTH, now=NINE)
    house.run()
    house.clock.advance_to(house.post().until + timedelta(hours=1))
    house.run()
    assert house.post().status is Status.APPROVED
    assert house.sandbox.requests() == []


@pytest.mark.parametrize("status", [Status.PENDING, Status.WITHDRAWN])
def test_nothing_that_is_not_approved_leaves(house, status: Status) -> None:
    post = house.approved()
    with house.ledger.write() as conn:
        update_post(conn, post, status=status)
    assert house.run() == []
    assert house.sandbox.requests() == []


def test_the_log_names_posts_and_never_their_words(house, caplog: pytest.LogCaptureFixture, path, impatient) -> None:
    house.approved(text="Secret words https://example.org/first #SampleWeek")
    with caplog.at_level("DEBUG", logger="promoter"), Stuck(house, path), pytest.raises(PromoterError):
        house.run(ledger=impatient)
    assert FIRST in caplog.text
    assert "Secret words" not in caplog.text
    assert house.sandbox.posts()[0].id in caplog.text


def test_what_becomes_due_in_a_moment_leaves_in_the_same_round(house) -> None:
    house.approved(spacing=timedelta(0))
    house.approved("week/second/x/blog", at=NINE + timedelta(milliseconds=300), spacing=timedelta(0))
    house.dispatcher(clock=RunningClock(NINE), hands=2).run()
    assert len(house.public()) == 2


def test_what_is_due_later_is_left_to_the_next_round(house) -> None:
    house.approved(spacing=timedelta(0))
    house.approved("week/second/x/blog", at=NINE + timedelta(minutes=1), spacing=timedelta(0))
    house.dispatcher(clock=RunningClock(NINE), hands=2).run()
    assert len(house.public()) == 1
