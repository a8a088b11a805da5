"""Taking posts out and bringing them back."""

from datetime import timedelta

import pytest

from promoter.approval import approve, reopen, resolve_not_sent, withdraw
from promoter.errors import NotPossible, UsageProblem
from promoter.ledger import claims
from promoter.ledger.rows import NextStep
from promoter.posts.lifecycle import Status
from promoter.posts.outcome import Unclear

KEY = "week/first/x/blog"
OUT = [Status.PENDING, Status.APPROVED, Status.FAILED, Status.UNCLEAR]


@pytest.mark.parametrize("status", OUT)
def test_a_post_is_taken_out_with_the_reason_and_comes_back_unapproved(desk, status):
    desk.at_status(status)
    post = desk.do(withdraw, KEY, reason="the author asked us to", who="joe")
    assert (post.status, post.withdrawn_by, post.reason) == (
        Status.WITHDRAWN,
        "joe@example.org",
        "the author asked us to",
    )
    post = desk.do(reopen, KEY, who="joe")
    assert (post.status, post.withdrawn_by, post.reason, post.approved_by) == (Status.PENDING, None, None, ())
    assert desk.decisions() == [("withdraw", "joe@example.org"), ("reopen", "joe@example.org")]
    assert desk.events() == ["withdrawn", "reopened"]


@pytest.mark.parametrize(
    ("status", "says"),
    [(Status.SENT, "what is out is out"), (Status.SENDING, "wait until"), (Status.WITHDRAWN, "reopen")],
)
def test_what_cannot_be_taken_out(desk, status, says):
    desk.at_status(status)
    with pytest.raises(NotPossible, match=says):
        desk.do(withdraw, KEY, reason="no", who="joe")


@pytest.mark.parametrize("status", set(Status) - {Status.WITHDRAWN})
def test_only_what_was_taken_out_comes_back(desk, status):
    desk.at_status(status)
    with pytest.raises(NotPossible, match="cannot be brought back"):
        desk.do(reopen, KEY, who="joe")


def test_taking_out_needs_a_reason_and_somebody_who_may(desk):
    desk.put()
    with pytest.raises(UsageProblem, match="give a reason"):
        desk.do(withdraw, KEY, reason=" ", who="joe")
    for who in ("vera", "adam"):
        with pytest.raises(NotPossible, match="may not change posts"):
            desk.do(withdraw, KEY, reason="no", who=who)
        with pytest.raises(NotPossible, match="may not change posts"):
            desk.do(reopen, KEY, who=who)


def test_who_brings_a_post_back_has_not_written_it(desk):
    desk.put()
    desk.do(withdraw, KEY, reason="no", who="ruth")
    desk.do(reopen, KEY, who="ruth")
    assert desk.do(approve, KEY, who="ruth").status is Status.APPROVED


def test_a_post_that_comes_back_after_its_time_has_to_be_moved(desk):
    post = desk.at_status(Status.WITHDRAWN)
    assert desk.do(reopen, KEY, who="joe", now=post.at + timedelta(seconds=1)).hold == "past"


def _unclear(desk, eight):
    post = desk.put()
    desk.do(approve, KEY, who="ruth")
    with desk.ledger.write() as conn:
        claimed = claims.claim(conn, now=post.at, lease=timedelta(minutes=1), owner="a", host="b")
        claims.record(conn, claimed, Unclear(detail="the line went dead"), NextStep(status=Status.UNCLEAR), now=post.at)


def test_a_post_that_may_be_out_comes_back_with_a_warning(desk, eight):
    _unclear(desk, eight)
    for _ in range(2):
        desk.do(withdraw, KEY, reason="no", who="joe")
        post = desk.do(reopen, KEY, who="joe")
        assert [warning.code for warning in post.warnings] == ["may_be_out"]


def test_a_post_that_was_looked_for_comes_back_without_a_warning(desk, eight):
    _unclear(desk, eight)
    desk.do(resolve_not_sent, KEY, who="joe")
    desk.do(withdraw, KEY, reason="no", who="joe")
    assert desk.do(reopen, KEY, who="joe").warnings == ()
