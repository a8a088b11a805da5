"""What a deputy may do on their days: approve, send back and resume as the approver would, and nothing beyond."""

from datetime import date, timedelta

import pytest

from promoter.approval import (
    approve,
    approve_all,
    edit,
    let_through,
    pause,
    remove_user,
    resume,
    return_,
    withdraw,
)
from promoter.errors import NotPossible
from promoter.ledger import deputies, events, people
from promoter.ledger.rows import Role
from promoter.posts.lifecycle import Status

KEY = "week/first/x/blog"
TODAY, DAY = date(2021, 9, 13), timedelta(days=1)
GRACE = timedelta(minutes=15)


@pytest.fixture
def stand_in(desk):
    """Ruth, an approver, is away today; who is named stands in for her."""

    def stand_in(name, approver="ruth", since=TODAY, until=TODAY):
        return desk.do(
            deputies.add_deputy,
            f"{approver}@example.org",
            f"{name}@example.org",
            since=since,
            until=until,
            made_by="adam@example.org",
        )

    return stand_in


def told(desk, campaign="week"):
    with desk.ledger.read() as conn:
        return [(event.kind, event.data.get("in_stead_of")) for event in events.list_events(conn, campaign=campaign)]


@pytest.mark.parametrize("who", ["joe", "vera"])
def test_a_deputy_approves_in_the_approvers_stead_and_the_record_says_so(desk, stand_in, who):
    desk.put()
    with pytest.raises(NotPossible, match="approver"):
        desk.do(approve, KEY, who=who)
    stand_in(who)
    approved = desk.do(approve, KEY, who=who)
    assert (approved.status, approved.approved_by) == (Status.APPROVED, (f"{who}@example.org",))
    assert told(desk)[-1] == ("approved", "ruth@example.org")
    assert desk.decisions() == [("approve", f"{who}@example.org")]


def test_the_days_are_those_of_utc_both_included(desk, stand_in, eight):
    stand_in("vera", since=TODAY, until=TODAY + DAY)
    midnight = eight.replace(hour=0)
    moments = {
        midnight - timedelta(seconds=1): False,
        midnight: True,
        midnight + 2 * DAY - timedelta(seconds=1): True,
        midnight + 2 * DAY: False,
    }
    for moment, may in moments.items():
        if may:
            desk.do(pause, reason="to see", who="vera", now=moment)
            assert desk.do(resume, who="vera", now=moment, grace=GRACE) == []
            continue
        desk.do(pause, reason="to see", who="vera", now=moment)
        with pytest.raises(NotPossible, match="only an approver may start again"):
            desk.do(resume, who="vera", now=moment, grace=GRACE)
        desk.do(resume, who="ruth", now=moment, grace=GRACE)


def test_nobody_approves_their_own_words_a_deputy_neither(desk, stand_in):
    desk.put(written_by="joe@example.org")
    stand_in("joe")
    with pytest.raises(NotPossible, match="changed week/first/x/blog last"):
        desk.do(approve, KEY, who="joe")


def test_a_deputys_own_words_are_no_approvers_words(desk, stand_in):
    """The right that is lent is to approve; an editor's countersigning takes an approver who wrote."""
    desk.put(written_by="joe@example.org")
    stand_in("joe")
    with pytest.raises(NotPossible, match="is no approver"):
        desk.do(approve, KEY, who="amara")


def test_a_deputy_and_who_is_stood_in_for_are_two_people(desk, stand_in):
    desk.set_up(approvals=2)
    desk.put()
    stand_in("joe")
    assert desk.do(approve, KEY, who="ruth").status is Status.PENDING
    approved = desk.do(approve, KEY, who="joe")
    assert (approved.status, approved.approved_by) == (Status.APPROVED, ("ruth@example.org", "joe@example.org"))


def test_the_words_of_who_is_stood_in_for_may_be_approved_too(desk, stand_in):
    desk.put(written_by="ruth@example.org")
    stand_in("vera")
    assert desk.do(approve, KEY, who="vera").status is Status.APPROVED
    assert told(desk)[-1] == ("approved", "ruth@example.org")


def test_an_editor_who_countersigns_needs_nobodys_right_for_that(desk, stand_in):
    desk.put(written_by="tom@example.org")
    stand_in("joe")
    desk.do(approve, KEY, who="joe")
    assert told(desk)[-1] == ("approved", None)


def test_an_approver_acts_in_their_own_right_whomever_they_stand_in_for(desk, stand_in):
    desk.put()
    stand_in("tom")
    desk.do(approve, KEY, who="tom")
    assert told(desk)[-1] == ("approved", None)


@pytest.mark.parametrize("change", ["gone", "approver no more", "ended"])
def test_a_right_ends_with_whoever_lends_it(desk, stand_in, eight, change):
    desk.put()
    made = stand_in("vera")
    if change == "gone":
        desk.do(people.remove_user, "ruth@example.org", who="adam")
    elif change == "approver no more":
        desk.do(people.add_user, "ruth@example.org", [Role.EDITOR], who="adam")
    else:
        desk.do(deputies.end_deputy, made.id)
    with pytest.raises(NotPossible, match="is a viewer and may not approve"):
        desk.do(approve, KEY, who="vera")


def test_a_deputy_who_left_may_nothing(desk, stand_in):
    desk.put()
    stand_in("vera")
    desk.do(remove_user, "vera@example.org", who="adam")
    with pytest.raises(NotPossible, match="not active any more"):
        desk.do(approve, KEY, who="vera")


def test_a_deputy_may_sweep_and_send_back(desk, stand_in):
    desk.put()
    desk.put("week/second/x/blog")
    with pytest.raises(NotPossible, match="may not approve"):
        desk.do(approve_all, who="vera")
    with pytest.raises(NotPossible, match="may not approve"):
        desk.do(return_, KEY, reason="shorter, please", who="vera")
    stand_in("vera")
    desk.do(return_, KEY, reason="shorter, please", who="vera")
    approved, skipped = desk.do(approve_all, who="vera")
    assert [post.key for post in approved] == ["week/second/x/blog"]
    assert [one.key for one in skipped] == [KEY]
    assert told(desk)[-2:] == [("returned", "ruth@example.org"), ("approved", "ruth@example.org")]


def test_a_deputy_may_let_through_and_resume(desk, stand_in, eight):
    desk.at_status(Status.APPROVED)
    desk.at_status(Status.APPROVED, "week/second/x/blog", at=eight)
    desk.do(pause, reason="breaking news", who="amara")
    stand_in("vera")
    desk.do(let_through, KEY, reason="our condolences", who="vera", grace=GRACE)
    (returned,) = desk.do(resume, who="vera", grace=GRACE, now=eight + timedelta(minutes=30))
    assert returned.key == "week/second/x/blog"
    assert told(desk)[-2:] == [("let_through", "ruth@example.org"), ("given_up", "ruth@example.org")]
    assert told(desk, events.HOUSE)[-1] == ("resumed", "ruth@example.org")


def test_a_viewer_who_stands_in_changes_no_words_and_takes_nothing_out(desk, stand_in):
    desk.put()
    stand_in("vera")
    with pytest.raises(NotPossible, match="may not change posts"):
        desk.do(edit, KEY, "Other words. #SampleWeek", who="vera")
    with pytest.raises(NotPossible, match="may not change posts"):
        desk.do(withdraw, KEY, reason="pulled", who="vera")


def test_who_stands_in_for_two_is_noted_for_the_one_who_was_away_first(desk, stand_in):
    desk.put()
    stand_in("vera", "tom")
    stand_in("vera", "ruth", since=TODAY - DAY)
    desk.do(approve, KEY, who="vera")
    assert told(desk)[-1] == ("approved", "ruth@example.org")
