"""Taking posts out and bringing them back."""

from datetime import timedelta

import pytest

from promoter.approval import approve, move, reopen, resolve_not_sent, return_, withdraw
from promoter.errors import NotPossible, UsageProblem
from promoter.posts.lifecycle import Status

KEY = "week/first/x/blog"
OUT = [Status.PENDING, Status.APPROVED, Status.FAILED]


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
    [
        (Status.SENT, "what is out is out"),
        (Status.SENDING, "wait until"),
        (Status.WITHDRAWN, "reopen"),
        (Status.UNCLEAR, f"look for it on the network first, and settle it with promoter resolve {KEY}"),
    ],
)
def test_what_cannot_be_taken_out(desk, status, says):
    desk.at_status(status)
    with pytest.raises(NotPossible, match=says):
        desk.do(withdraw, KEY, reason="no", who="joe")


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.WITHDRAWN}))
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


def test_what_may_be_out_is_taken_out_once_somebody_looked(desk):
    desk.at_status(Status.UNCLEAR)
    desk.do(resolve_not_sent, KEY, who="joe")
    assert desk.do(withdraw, KEY, reason="no", who="joe").status is Status.WITHDRAWN


def test_taking_out_and_bringing_back_answers_no_request_for_changes(desk):
    post = desk.put()
    desk.do(return_, KEY, reason="name the city", who="ruth")
    desk.do(withdraw, KEY, reason="no", who="joe")
    after = desk.do(reopen, KEY, who="joe", now=post.at + timedelta(seconds=1))
    assert (after.hold, after.hold_reason) == ("changes", "name the city")
    later = post.at + timedelta(hours=1)
    assert desk.do(move, KEY, later, who="joe").hold == "changes"
