"""What to do next, as a table: outcome, history and time in; the next step out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from promoter.campaign.model import ChannelName, Kind
from promoter.delivery.policy import last_moment, next_step, pause_before
from promoter.ledger.rows import PostRow
from promoter.posts.lifecycle import Status
from promoter.posts.model import Wording
from promoter.posts.outcome import Blocked, Later, Refused, Sent, Unclear

NINE = datetime(2021, 9, 13, 8, 0, tzinfo=UTC)
GRACE = timedelta(minutes=15)


def a_post(**more) -> PostRow:
    given = {
        "key": "week/first/x/blog", "campaign": "week", "account": "x:default", "kind": Kind.BLOG, "day": date(2021, 9, 13),
        "said": Wording(channel=ChannelName.X, text="Words"), "at": NINE, "until": NINE + timedelta(hours=8),
        "written_by": "amara@example.org", "spacing": timedelta(minutes=5), "status": Status.SENDING,
    }  # fmt: skip
    return PostRow(**given | more)


def after(outcome, now: datetime = NINE, **post):
    return next_step(outcome, a_post(**post), now=now, grace=GRACE)


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (Sent(network_id="1", url=None), Status.SENT),
        (Refused(detail="no"), Status.FAILED),
        (Blocked(detail="no keys"), Status.APPROVED),
        (Later(detail="not now"), Status.APPROVED),
        (Unclear(detail="who knows"), Status.UNCLEAR),
    ],
)
def test_each_outcome_has_one_next_state_and_its_words_are_the_reason(outcome, status: Status) -> None:
    step = after(outcome)
    assert (step.status, step.reason or "") == (status, outcome.detail)


def test_a_blocked_account_is_stopped_with_the_reason_and_costs_the_post_no_try() -> None:
    step = after(Blocked(detail="Connect the account again."))
    assert (step.block_account, step.counts) == ("Connect the account again.", False)


def test_pauses_between_tries_grow_and_have_an_end() -> None:
    assert [pause_before(tries).total_seconds() for tries in range(1, 7)] == [10, 30, 90, 270, 300, 300]
    assert pause_before(10_000).total_seconds() == 300


def test_a_moment_that_the_network_names_is_waited_for() -> None:
    step = after(Later(detail="busy", until=NINE + timedelta(minutes=7)))
    assert (step.retry_at, step.account_not_before, step.counts) == (NINE + timedelta(minutes=7), None, True)


def test_a_moment_that_has_passed_is_not_taken_at_its_word() -> None:
    assert after(Later(detail="busy", until=NINE - timedelta(hours=1))).retry_at == NINE + timedelta(seconds=1)


@pytest.mark.parametrize(("named", "wait"), [(NINE + timedelta(minutes=3), 3), (None, 15)])
def test_a_rate_limit_holds_the_account_and_costs_no_try(named: datetime | None, wait: int) -> None:
    step = after(Later(detail="enough", until=named, rate_limited=True))
    assert step.account_not_before == step.retry_at == NINE + timedelta(minutes=wait)
    assert not step.counts


@pytest.mark.parametrize(("late", "status"), [(0, Status.APPROVED), (1, Status.PENDING)])
def test_a_try_that_would_come_after_the_last_moment_is_given_back_now(late: int, status: Status) -> None:
    until = NINE + timedelta(hours=1)
    step = after(Later(detail="Busy.", until=until + timedelta(seconds=late)), until=until)
    assert step.status is status


def test_a_post_at_the_end_of_its_window_still_has_its_grace() -> None:
    assert last_moment(a_post(until=NINE), GRACE) == NINE + GRACE
    assert last_moment(a_post(until=NINE + timedelta(hours=1)), GRACE) == NINE + timedelta(hours=1)


def test_linkedin_gets_the_escaped_form_of_either_wording() -> None:
    said = Wording(channel=ChannelName.LINKEDIN, text="Three (3)", uncounted="Some (all)")
    assert a_post(said=said).payload_at(NINE) == "Three \\(3\\)"
    waiting = a_post(said=said, counted_live_from=NINE + timedelta(seconds=1))
    assert waiting.payload_at(NINE) == "Some \\(all\\)"
    assert waiting.payload_at(NINE + timedelta(seconds=1)) == "Three \\(3\\)"


def test_a_post_that_was_sent_is_read_back_and_one_in_doubt_is_looked_for() -> None:
    assert after(Sent(network_id="1", url=None)).look_at == NINE + timedelta(seconds=60)
    assert after(Unclear(detail="who knows")).look_at == NINE + timedelta(seconds=5)


def test_what_the_network_says_it_has_already_is_looked_for_at_once() -> None:
    step = after(Refused(detail="again", duplicate=True))
    assert (step.status, step.look_at, step.reason) == (Status.UNCLEAR, NINE, "again")
