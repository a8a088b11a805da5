"""Anybody stops everything; an approver starts it again; nothing bursts out then."""

from datetime import timedelta

import pytest

from promoter.approval import approve, edit, let_through, move, pause, resume
from promoter.errors import NotPossible, UsageProblem
from promoter.ledger import claims
from promoter.ledger.pauses import current_pause, list_pauses
from promoter.posts.lifecycle import Status

GRACE = timedelta(minutes=15)
KEY = "week/first/x/blog"


@pytest.mark.parametrize("who", ["amara", "ruth", "vera", "adam"])
def test_anybody_known_may_stop_everything(desk, eight, who):
    paused = desk.do(pause, reason="a cyber incident", who=who)
    assert (paused.paused_by, paused.reason, paused.paused_at) == (f"{who}@example.org", "a cyber incident", eight)
    with desk.ledger.read() as conn:
        assert current_pause(conn) == paused
    assert desk.events("")[-1] == "paused"


def test_a_stranger_may_not(desk):
    with pytest.raises(NotPossible, match="nobody here is called"):
        desk.do(pause, reason="a prank", who="nobody")
    with pytest.raises(UsageProblem, match="give a reason"):
        desk.do(pause, reason="", who="vera")


def test_pressing_stop_twice_is_one_stop(desk):
    first = desk.do(pause, reason="a cyber incident", who="vera")
    assert desk.do(pause, reason="me too", who="amara") == first
    with desk.ledger.read() as conn:
        assert len(list_pauses(conn)) == 1


@pytest.mark.parametrize("who", ["amara", "vera", "adam"])
def test_only_an_approver_starts_again(desk, who):
    desk.do(pause, reason="a cyber incident", who="vera")
    with pytest.raises(NotPossible, match="only an approver may start again"):
        desk.do(resume, who=who, grace=GRACE)


def test_there_is_nothing_to_resume_where_nothing_is_paused(desk):
    with pytest.raises(NotPossible, match="nothing is stopped"):
        desk.do(resume, who="ruth", grace=GRACE)


def test_what_passed_during_the_pause_waits_again_and_the_rest_goes_on(desk):
    past = desk.put("week/past/x/blog")
    just = desk.put("week/just/x/blog", at=past.at + timedelta(seconds=1))
    later = desk.put("week/later/x/blog", at=past.at + timedelta(hours=2))
    for post in (past, just, later):
        desk.do(approve, post.key, who="ruth")
    desk.do(pause, reason="a cyber incident", who="vera")
    now = just.at + GRACE
    (returned,) = desk.do(resume, who="ruth", grace=GRACE, now=now)
    assert (returned.key, returned.status, returned.hold) == (past.key, Status.PENDING, "past")
    assert returned.reason == "its time passed while everything was stopped (a cyber incident)"
    assert desk.post(just.key).status is desk.post(later.key).status is Status.APPROVED
    with desk.ledger.write() as conn:
        claimed = claims.claim(conn, now=now, lease=timedelta(minutes=1), owner="a", host="b", grace=GRACE)
    assert claimed.post.key == just.key
    assert desk.do(move, past.key, now + timedelta(hours=1), who="joe", now=now).hold is None


# --------------------------------------------------------------------------------------------------- through a pause


def through(desk, key=KEY, who="ruth", **more):
    return desk.do(let_through, key, reason="our condolences", who=who, grace=GRACE, **more)


def claimed(desk, now):
    with desk.ledger.write() as conn:
        found = claims.claim(conn, now=now, lease=timedelta(minutes=1), owner="d", host="h")
        return found and found.post.key


def test_an_approver_lets_one_post_through_and_the_others_wait(desk):
    at = desk.put().at
    desk.put("week/other/linkedin/blog", at=at)
    for key in (KEY, "week/other/linkedin/blog"):
        desk.do(approve, key, who="ruth")
    desk.do(pause, reason="a cyber incident", who="vera")
    assert claimed(desk, at) is None
    through(desk)
    assert desk.events("week")[-1] == "let_through"
    assert claimed(desk, at) == KEY
    assert claimed(desk, at) is None


def test_what_was_let_through_and_claimed_still_leaves(desk):
    at = desk.put().at
    desk.do(approve, KEY, who="ruth")
    desk.do(pause, reason="a cyber incident", who="vera")
    through(desk)
    with desk.ledger.write() as conn:
        found = claims.claim(conn, now=at, lease=timedelta(minutes=1), owner="d", host="h")
        assert claims.still_ours(conn, found)
    desk.do(resume, who="ruth", grace=GRACE)
    desk.do(pause, reason="another one", who="vera")
    with desk.ledger.read() as conn:
        assert not claims.still_ours(conn, found)


def test_a_post_is_let_through_one_pause_and_not_the_next(desk):
    at = desk.put().at
    desk.do(approve, KEY, who="ruth")
    desk.do(pause, reason="a cyber incident", who="vera")
    through(desk)
    desk.do(resume, who="ruth", grace=GRACE)
    desk.do(pause, reason="another one", who="vera")
    assert claimed(desk, at) is None
    through(desk)
    assert claimed(desk, at) == KEY


def test_any_change_of_a_post_ends_that_it_was_let_through(desk):
    at = desk.put().at
    desk.do(approve, KEY, who="ruth")
    desk.do(pause, reason="a cyber incident", who="vera")
    through(desk)
    desk.do(edit, KEY, text="Other words.", who="amara")
    desk.do(approve, KEY, who="ruth")
    assert claimed(desk, at) is None


@pytest.mark.parametrize("who", ["amara", "vera", "adam"])
def test_only_an_approver_lets_a_post_through(desk, who):
    desk.put()
    desk.do(approve, KEY, who="ruth")
    desk.do(pause, reason="a cyber incident", who="vera")
    with pytest.raises(NotPossible, match="only an approver may"):
        through(desk, who=who)


def test_what_is_not_approved_or_too_late_or_not_stopped_cannot_be_let_through(desk):
    at = desk.put().at
    with pytest.raises(NotPossible, match="nothing is stopped"):
        through(desk)
    desk.do(pause, reason="a cyber incident", who="vera")
    with pytest.raises(NotPossible, match="approve it first"):
        through(desk)
    desk.do(approve, KEY, who="ruth")
    with pytest.raises(NotPossible, match="has passed"):
        through(desk, now=at + GRACE + timedelta(seconds=1))
    assert through(desk) == through(desk)
    with pytest.raises(UsageProblem, match="give a reason"):
        desk.do(let_through, KEY, reason=" ", who="ruth", grace=GRACE)
