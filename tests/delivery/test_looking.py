"""What to make of a look, as a table: what was seen, history and time in; the next step out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from promoter.campaign.model import ChannelName, Kind
from promoter.channels.contract import Absent, Found, Seen, Unreadable
from promoter.delivery.looking import MOST_LOOKS, PERSON, SETTLING, Settling, compare, of_this_post, reading_of, settle
from promoter.ledger.rows import AttemptRow, Look, LookStep, PostRow
from promoter.posts.lifecycle import Status
from promoter.posts.model import Wording

NINE = datetime(2021, 9, 13, 8, 0, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
LEASE_END = NINE + MINUTE
X, LINKEDIN = SETTLING[ChannelName.X], SETTLING[ChannelName.LINKEDIN]
COUNTS_FROM = LEASE_END + X.settle
ABSENT = Absent(detail="X showed everything: none is this one.")
BUSY = Unreadable(detail="X answered 503.", http_status=503)
NO_RIGHT = Unreadable(detail="X answered 401.", http_status=401, for_good=True)


def seen(name: str = "7", *differences: str, at: datetime | None = NINE + SECOND) -> Seen:
    return Seen(
        network_id=name, url=f"https://x.com/i/web/status/{name}", text="Words", created_at=at,
        as_sent=not differences, differences=differences, raw={"id": name},
    )  # fmt: skip


def a_look(*, absences: int = 0, made: int = 0, outcome: str = "unclear", next_alike=None, **post) -> Look:
    channel = post.pop("channel", ChannelName.X)
    row = PostRow(
        **{
            "key": "week/first/x/blog", "campaign": "week", "account": f"{channel}:default", "kind": Kind.BLOG,
            "day": date(2021, 9, 13), "said": Wording(channel=channel, text="Words"), "at": NINE,
            "until": NINE + timedelta(hours=8), "written_by": "amara@example.org", "spacing": 5 * MINUTE,
            "status": Status.UNCLEAR, "fence": 1,
        }
        | post
    )  # fmt: skip
    attempt = AttemptRow(
        post_key=row.key, fence=1, account=row.account, digest=row.digest, owner="a", host="b", started_at=NINE,
        lease_until=LEASE_END, ended_at=NINE, outcome=outcome, http_status=None, detail=None, payload="Words",
    )  # fmt: skip
    return Look(
        post=row, attempt=attempt, text="Words", began=NINE, taken=frozenset(), next_alike=next_alike,
        absences=absences, made=made,
    )  # fmt: skip


def after(finding, now: datetime, *, settling: Settling = X, began: datetime | None = None, **look) -> LookStep:
    looked = a_look(**look)
    age = (began or now) - NINE
    reading = reading_of(looked, finding, settling, began=began or now, age=age)
    return settle(looked, finding, reading, settling, now=now, age=age)


def read_back(finding, now: datetime, **post) -> LookStep:
    return compare(a_look(**{"status": Status.SENT, "network_id": "7", "sent_at": NINE} | post), finding, now=now)


# ------------------------------------------------------------------------------------------------------------------- found


@pytest.mark.parametrize("now", [NINE + SECOND, COUNTS_FROM + timedelta(hours=9)])
@pytest.mark.parametrize("hold", [None, PERSON])
def test_a_match_is_taken_over_at_any_time_and_frees_the_account(now: datetime, hold: str | None) -> None:
    step = after(Found(seen=seen()), now, hold=hold)
    assert (step.status, step.frees, step.hold, step.event, step.look_at) == (Status.SENT, True, None, "found", None)
    assert step.changes == {
        "network_id": "7", "url": "https://x.com/i/web/status/7", "sent_at": NINE + SECOND, "trouble": None,
    }  # fmt: skip


def test_when_the_network_does_not_say_when_it_was_made_it_left_with_its_attempt() -> None:
    assert after(Found(seen=seen(at=None)), LEASE_END).changes["sent_at"] == NINE
    assert after(Found(seen=seen()), LEASE_END, status=Status.SENT, sent_at=NINE + MINUTE).changes["sent_at"] == (
        NINE + MINUTE
    )


def test_copies_and_differences_are_told() -> None:
    trouble = after(Found(seen=seen("7", "X shows other words."), others=(seen("8"),)), LEASE_END).changes["trouble"]
    assert trouble == (
        "X has it 2 times: delete https://x.com/i/web/status/8 there. X shows it otherwise: X shows other words."
    )


def test_what_was_seen_is_kept_as_evidence() -> None:
    reading = reading_of(a_look(), Found(seen=seen(), others=(seen("8"),)), X, began=LEASE_END, age=MINUTE)
    assert (reading.finding, reading.network_id, reading.counts, reading.began_at) == ("found", "7", False, LEASE_END)
    assert reading.seen == {
        "text": "Words", "url": "https://x.com/i/web/status/7", "created_at": (NINE + SECOND).isoformat(),
        "others": [{"network_id": "8", "url": "https://x.com/i/web/status/8"}], "raw": {"id": "7"},
    }  # fmt: skip


def test_a_post_that_may_be_our_next_one_with_the_same_words_is_not_taken_for_this_one() -> None:
    eleven = NINE + timedelta(hours=2)
    look = a_look(next_alike=eleven)
    mine, its = seen("7"), seen("8", at=eleven + SECOND)
    assert of_this_post(look, Found(seen=mine, others=(its,))) == Found(seen=mine)
    assert of_this_post(look, Found(seen=its, others=(mine,))) == Found(seen=mine)
    assert isinstance(of_this_post(look, Found(seen=its)), Unreadable)
    assert isinstance(of_this_post(look, Found(seen=seen("9", at=eleven - MINUTE))), Unreadable)
    assert of_this_post(look, ABSENT) == ABSENT
    assert of_this_post(a_look(), Found(seen=its)) == Found(seen=its)


# ------------------------------------------------------------------------------------------------------------------ absent


@pytest.mark.parametrize(("began", "counts"), [(COUNTS_FROM, False), (COUNTS_FROM + SECOND, True)])
def test_an_absence_counts_only_if_the_reading_began_after_lease_and_settle_time(began, counts: bool) -> None:
    age = began - NINE
    assert reading_of(a_look(), ABSENT, X, began=began, age=age).counts is counts
    assert not reading_of(a_look(), BUSY, X, began=began, age=age).counts


def test_where_nobody_measures_long_enough_a_person_is_asked() -> None:
    waits = after(ABSENT, NINE + MINUTE, made=MOST_LOOKS - 1, reason="why")
    asks = after(ABSENT, NINE + MINUTE, made=MOST_LOOKS, reason="why")
    assert (waits.hold, asks.hold, asks.frees) == (None, PERSON, True)
    assert "--not-sent" in asks.reason


def test_what_was_measured_goes_before_what_the_wall_clock_says() -> None:
    assert reading_of(a_look(), ABSENT, X, began=NINE - MINUTE, age=5 * MINUTE).counts
    assert not reading_of(a_look(), ABSENT, X, began=NINE + 60 * MINUTE, age=MINUTE).counts


@pytest.mark.parametrize(
    ("now", "made", "again"),
    [
        (NINE + 5 * SECOND, 0, NINE + 35 * SECOND),
        (NINE + 35 * SECOND, 1, COUNTS_FROM + SECOND),
        (COUNTS_FROM - 5 * SECOND, 0, COUNTS_FROM + SECOND),
        (COUNTS_FROM + SECOND, 2, COUNTS_FROM + 31 * SECOND),
    ],
)
def test_what_is_not_there_is_looked_for_again(now: datetime, made: int, again: datetime) -> None:
    step = after(ABSENT, now, made=made, reason="why")
    assert (step.status, step.look_at, step.frees, step.hold) == (Status.UNCLEAR, again, False, None)
    assert (step.reason, step.event) == ("why", None)


@pytest.mark.parametrize(
    ("absences", "began", "status"),
    [
        (0, COUNTS_FROM + SECOND, Status.UNCLEAR),
        (1, COUNTS_FROM, Status.UNCLEAR),
        (1, COUNTS_FROM + SECOND, Status.APPROVED),
        (2, COUNTS_FROM + SECOND, Status.APPROVED),
    ],
)
def test_two_absences_that_count_send_it_once_more(absences: int, began: datetime, status: Status) -> None:
    step = after(ABSENT, COUNTS_FROM + MINUTE, began=began, absences=absences)
    assert (step.status, step.frees) == (status, status is Status.APPROVED)
    if step.frees:
        assert (step.event, step.look_at, step.hold) == ("absent", None, None)


def test_where_nothing_may_go_twice_by_itself_a_person_decides() -> None:
    now = LEASE_END + LINKEDIN.settle + MINUTE
    step = after(ABSENT, now, settling=LINKEDIN, absences=1, channel=ChannelName.LINKEDIN)
    assert (step.status, step.hold, step.frees, step.event) == (Status.UNCLEAR, PERSON, True, "for_a_person")
    assert step.look_at == now + 15 * MINUTE
    assert "--not-sent" in str(step.reason)


def test_what_was_refused_as_a_duplicate_and_is_not_there_is_for_a_person() -> None:
    step = after(ABSENT, COUNTS_FROM + MINUTE, absences=1, outcome="refused")
    assert (step.status, step.hold, step.frees) == (Status.UNCLEAR, PERSON, True)
    assert "refused it as a duplicate" in str(step.reason)


# -------------------------------------------------------------------------------------------------------------- unreadable


@pytest.mark.parametrize(("made", "pause"), [(0, 30), (1, 60), (2, 120), (3, 240), (4, 300), (99, 300)])
def test_a_network_that_cannot_be_read_is_asked_again_after_growing_pauses(made: int, pause: int) -> None:
    step = after(BUSY, NINE + MINUTE, made=made)
    assert (step.status, step.look_at, step.frees) == (Status.UNCLEAR, NINE + MINUTE + pause * SECOND, False)


def test_a_moment_that_the_network_names_is_waited_for() -> None:
    named = Unreadable(detail="429", until=NINE + 9 * MINUTE)
    assert after(named, NINE + MINUTE).look_at == NINE + 9 * MINUTE
    past = Unreadable(detail="429", until=NINE - 9 * MINUTE)
    assert after(past, NINE + MINUTE).look_at == NINE + MINUTE + 30 * SECOND


@pytest.mark.parametrize(
    ("finding", "now", "person"),
    [
        (BUSY, COUNTS_FROM + 29 * MINUTE, False),
        (BUSY, COUNTS_FROM + 29 * MINUTE + 31 * SECOND, True),
        (BUSY, COUNTS_FROM + 30 * MINUTE, True),
        (NO_RIGHT, NINE + 5 * SECOND, True),
        (Unreadable(detail="429", until=COUNTS_FROM + 31 * MINUTE), NINE + 5 * SECOND, True),
    ],
)
def test_when_patience_ends_or_waiting_cannot_help_a_person_is_asked(finding, now: datetime, person: bool) -> None:
    step = after(finding, now)
    assert (step.hold == PERSON, step.frees, step.event == "for_a_person") == (person, person, person)
    assert step.status is Status.UNCLEAR
    if person:
        assert finding.detail.rstrip(".") in str(step.reason)


@pytest.mark.parametrize("finding", [ABSENT, BUSY, NO_RIGHT])
def test_a_post_that_waits_for_a_person_is_looked_for_now_and_then_and_never_sent(finding) -> None:
    for now, again in (
        (COUNTS_FROM + MINUTE, COUNTS_FROM + 16 * MINUTE),
        (NINE + timedelta(hours=24), None),
    ):
        step = after(finding, now, hold=PERSON, reason="Look there.", absences=5)
        assert (step.status, step.hold, step.reason, step.event) == (Status.UNCLEAR, PERSON, "Look there.", None)
        assert step.look_at == again


# --------------------------------------------------------------------------------------------------------------- read back


def test_a_post_that_is_as_it_was_sent_is_done() -> None:
    assert read_back(seen(), NINE + MINUTE) == LookStep(status=Status.SENT, event="read_back")


def test_a_post_that_is_shown_otherwise_is_told() -> None:
    step = read_back(seen("7", "X shows no words."), NINE + MINUTE)
    assert (step.event, step.look_at) == ("differs", None)
    assert step.changes == {"trouble": "X shows it otherwise: X shows no words."}


AGES = [(1, 3), (3, 13), (13, 73)]


@pytest.mark.parametrize(("minutes", "again"), AGES)
@pytest.mark.parametrize("finding", [ABSENT, BUSY])
def test_a_post_that_is_not_seen_at_once_is_read_again(finding, minutes: int, again: int) -> None:
    step = read_back(finding, NINE + minutes * MINUTE)
    assert (step.look_at, step.event, step.changes) == (NINE + again * MINUTE, None, {})


def test_a_post_that_is_gone_is_told_and_one_that_nobody_can_read_is_not() -> None:
    late = NINE + 73 * MINUTE
    gone = read_back(ABSENT, late, url="https://x.com/i/web/status/7")
    assert (gone.event, gone.look_at) == ("gone", None)
    assert "Look at https://x.com/i/web/status/7." in gone.changes["trouble"]
    for finding, now in ((BUSY, late), (NO_RIGHT, NINE + MINUTE)):
        assert read_back(finding, now) == LookStep(status=Status.SENT)


def test_reading_back_waits_for_a_moment_that_the_network_names() -> None:
    named = Unreadable(detail="429", until=NINE + 30 * MINUTE)
    assert read_back(named, NINE + MINUTE).look_at == NINE + 30 * MINUTE


@pytest.mark.parametrize("finding", [ABSENT, BUSY, NO_RIGHT])
def test_a_sent_post_without_a_name_is_looked_for_and_then_told(finding) -> None:
    nameless = {"status": Status.SENT, "sent_at": NINE, "made": 9}
    for minutes, again in AGES:
        step = after(finding, NINE + minutes * MINUTE, absences=5, **nameless)
        assert step == LookStep(status=Status.SENT, look_at=NINE + again * MINUTE)
    step = after(finding, NINE + 73 * MINUTE, **nameless)
    assert (step.status, step.event, step.look_at) == (Status.SENT, "gone", None)
    assert "Look for it on X." in step.changes["trouble"]
