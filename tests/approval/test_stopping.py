"""Anybody stops everything; an approver starts it again; nothing bursts out then."""

from datetime import timedelta

import pytest

from promoter.approval import approve, move, pause, resume
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
    with pytest.raises(NotPossible, match="only an approver may resume"):
        desk.do(resume, who=who, grace=GRACE)


def test_there_is_nothing_to_resume_where_nothing_is_paused(desk):
    with pytest.raises(NotPossible, match="nothing is paused"):
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
    assert returned.reason == "its time passed during the pause (a cyber incident)"
    assert desk.post(just.key).status is desk.post(later.key).status is Status.APPROVED
    with desk.ledger.write() as conn:
        claimed = claims.claim(conn, now=now, lease=timedelta(minutes=1), owner="a", host="b", grace=GRACE)
    assert claimed.post.key == just.key
    assert desk.do(move, past.key, now + timedelta(hours=1), who="joe", now=now).hold is None
