"""What is due, when the next thing is, and posts that cannot go at their time."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from promoter.ledger import due, events, pauses
from promoter.ledger.rows import Actor
from promoter.ledger.tables import accounts
from promoter.posts.lifecycle import Status

MINUTE = timedelta(minutes=1)


def _next(desk, now):
    with desk.ledger.read() as conn:
        return due.next_due(conn, now)


def _candidates(desk, now, *only):
    with desk.ledger.read() as conn:
        return [[post.key for post in its] for its in due.candidates(conn, now, only=only or ("x:default",))]


def _set_account(desk, **values):
    with desk.ledger.write() as conn:
        conn.execute(sa.update(accounts).values(values).where(accounts.c.id == "x:default"))


def test_due_is_every_approved_post_whose_time_has_come(desk, nine):
    desk.approved("week/b/x/blog", at=nine)
    desk.approved("week/a/linkedin/blog", at=nine - MINUTE, hold="page")
    desk.approved("week/c/x/blog", at=nine, retry_at=nine + MINUTE)
    desk.approved("week/d/x/blog", at=nine + MINUTE)
    desk.pending("week/e/x/blog", at=nine)
    with desk.ledger.read() as conn:
        assert [post.key.split("/")[1] for post in due.due(conn, nine)] == ["a", "b", "c"]


def test_nothing_is_next_where_nothing_is_approved(desk, nine):
    desk.pending()
    assert _next(desk, nine) is None


def test_next_is_the_earliest_post_of_any_account_and_never_in_the_past(desk, nine):
    desk.approved("week/a/linkedin/blog", at=nine + 2 * MINUTE)
    desk.approved("week/b/x/blog", at=nine + MINUTE)
    assert _next(desk, nine) == nine + MINUTE
    assert _next(desk, nine + 5 * MINUTE) == nine + 5 * MINUTE


@pytest.mark.parametrize("bound", ["retry_at", "not_before"])
def test_next_waits_for_what_the_post_waits_for(desk, nine, bound):
    desk.approved(at=nine, **{bound: nine + 7 * MINUTE})
    assert _next(desk, nine) == nine + 7 * MINUTE


def test_next_waits_for_what_the_account_waits_for(desk, nine):
    desk.approved(at=nine)
    _set_account(desk, last_left_at=nine - MINUTE)
    assert _next(desk, nine) == nine + 4 * MINUTE
    _set_account(desk, not_before=nine + 9 * MINUTE)
    assert _next(desk, nine) == nine + 9 * MINUTE


@pytest.mark.parametrize("state", [{"busy_post": "k"}, {"blocked_reason": "mend it"}, {"manual": True}])
def test_an_account_that_is_not_free_has_no_next_moment(desk, nine, state):
    desk.approved()
    _set_account(desk, **state)
    assert _next(desk, nine) is None


def test_a_pause_and_a_hold_that_a_person_lifts_have_no_next_moment(desk, nine):
    desk.approved(hold="choose")
    assert _next(desk, nine) is None
    desk.approved("week/second/x/blog")
    assert _next(desk, nine) is not None
    with desk.ledger.write() as conn:
        pauses.open_pause(conn, "stop", who=Actor("tom@example.org"), now=nine)
    assert _next(desk, nine) is None
    assert _candidates(desk, nine) == []


@pytest.mark.parametrize(("at", "moment"), [(0, 3), (5, 5)])
def test_a_post_that_waits_for_its_page_comes_up_when_the_page_is_looked_at_again(desk, nine, at, moment):
    desk.approved(hold="page", at=nine + at * MINUTE, look_at=nine + 3 * MINUTE)
    assert _next(desk, nine) == nine + moment * MINUTE
    assert _candidates(desk, nine + moment * MINUTE - timedelta(microseconds=1)) == []
    assert _candidates(desk, nine + moment * MINUTE) == [["week/first/x/blog"]]


def test_many_posts_that_wait_for_their_pages_hide_neither_the_next_one_nor_its_moment(desk, nine):
    for number in range(25):
        desk.approved(f"week/held-{number:02}/x/blog", at=nine, hold="page", look_at=nine + 9 * MINUTE)
    desk.approved("week/z/x/blog", at=nine + MINUTE)
    assert _next(desk, nine) == nine + MINUTE
    assert _candidates(desk, nine + MINUTE) == [["week/z/x/blog"]]


def test_candidates_are_the_due_posts_of_each_free_account_that_can_be_served(desk, nine):
    desk.approved("week/b/x/blog", at=nine)
    desk.approved("week/a/x/blog", at=nine - MINUTE)
    desk.approved("week/c/x/blog", at=nine + MINUTE)
    desk.approved("week/d/x/blog", at=nine, retry_at=nine + MINUTE)
    desk.approved("week/a/linkedin/blog", at=nine)
    assert _candidates(desk, nine, "x:default") == [["week/a/x/blog", "week/b/x/blog"]]
    assert _candidates(desk, nine, "x:default", "linkedin:default")[0] == ["week/a/linkedin/blog"]
    desk.claim(nine, only=["week/a/x/blog"])
    assert _candidates(desk, nine, "x:default") == []


def test_what_next_promises_can_be_claimed_then_and_not_before(desk, nine):
    desk.approved(at=nine, retry_at=nine + 3 * MINUTE)
    moment = _next(desk, nine)
    assert desk.claim(moment - timedelta(microseconds=1)) is None
    assert desk.claim(moment) is not None


def test_a_later_time_of_the_same_day_keeps_the_approval_and_may_be_claimed(desk, nine):
    before = desk.approved(at=nine)
    with desk.ledger.write() as conn:
        after = due.reslot(conn, before.key, nine + 60 * MINUTE, "the next free slot", now=nine + 20 * MINUTE)
    assert (after.status, after.version, after.approved_by) == (Status.APPROVED, before.version, before.approved_by)
    assert (after.at, after.why) == (nine + 60 * MINUTE, "the next free slot")
    assert desk.claim(nine + 60 * MINUTE) is not None


def test_a_post_is_never_put_earlier_or_beyond_its_last_moment(desk, nine):
    post = desk.approved(at=nine)
    for at in (nine - MINUTE, post.until + MINUTE):
        with pytest.raises(ValueError, match="may be put between"), desk.ledger.write() as conn:
            due.reslot(conn, post.key, at, "no", now=nine)


def test_a_post_that_cannot_go_waits_for_a_person_with_the_reason(desk, nine):
    post = desk.approved(at=nine)
    with desk.ledger.write() as conn:
        after = due.give_up(conn, post.key, "no slot is left on Monday", now=nine + MINUTE)
    assert (after.status, after.reason, after.hold, after.approved_by) == (
        Status.PENDING,
        "no slot is left on Monday",
        "past",
        (),
    )


def test_a_post_that_a_person_took_back_meanwhile_is_left_as_it_is(desk, nine):
    post = desk.pending(at=nine)
    with desk.ledger.write() as conn:
        assert due.give_up(conn, post.key, "no", now=nine) == post
        assert due.reslot(conn, post.key, nine + MINUTE, "no", now=nine) == post
        assert events.list_events(conn) == []


def _hold(conn, key, reason, now, **more):
    return due.hold_for_page(conn, key, reason, look_at=now + 3 * MINUTE, now=now, evidence={"status": 404}, **more)


def test_a_post_is_held_for_its_page_and_released_and_each_sight_is_told_once(desk, nine):
    post = desk.approved(at=nine)
    with desk.ledger.write() as conn:
        for minute in (0, 3):
            held = _hold(conn, post.key, "its page answers 404", nine + minute * MINUTE)
        assert held.look_at == nine + 6 * MINUTE
        _hold(conn, post.key, "its page asks for a password", nine)
    assert (held.hold, held.status, held.approved_by) == ("page", Status.APPROVED, post.approved_by)
    assert desk.claim(nine) is None
    with desk.ledger.write() as conn:
        for _ in range(2):
            released = due.release_post(conn, post.key, now=nine, evidence={"status": 200})
        assert (released.hold, released.look_at) == (None, None)
        told = events.list_events(conn, campaign="week")
    assert [event.kind for event in told] == ["approved", "held", "held", "released"]
    assert [event.data.get("page") for event in told[1:]] == [{"status": 404}, {"status": 404}, {"status": 200}]
    assert desk.claim(nine) is not None


def test_what_keeps_a_pending_post_back_is_not_released_by_a_page(desk, nine):
    post = desk.pending(hold="address")
    with desk.ledger.write() as conn:
        assert due.release_post(conn, post.key, now=nine, evidence={}).hold == "address"
        assert _hold(conn, post.key, "no", nine).hold == "address"
