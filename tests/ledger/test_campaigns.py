"""Which weeks are over, and what nobody has confirmed of those that are not."""

from datetime import timedelta

import pytest

from promoter.campaign.model import Assumption
from promoter.ledger.campaigns import campaigns_over, get_campaign, save_campaign
from promoter.ledger.queue import get_post, update_post
from promoter.posts.lifecycle import Status

WEEK = "week/first/x/blog"


@pytest.fixture
def over(desk, ledger, nine):
    """The weeks that are over some days after Monday's; `next` is one that begins a fortnight after it."""
    with ledger.write() as conn:
        settings = get_campaign(conn, "week").settings
        days = tuple(day.model_copy(update={"date": day.date + timedelta(days=14)}) for day in settings.days)
        later = settings.model_copy(update={"days": days})
        save_campaign(conn, "next", folder="next", settings=later, loaded_by="amara@example.org", now=nine)

    def over(days=1, **more):
        with ledger.read() as conn:
            return campaigns_over(conn, nine + timedelta(days=days, **more))

    return over


def test_a_week_is_over_when_its_last_day_has_passed(over, desk, nine):
    desk.pending(at=nine)
    assert over(0, hours=8) == frozenset()
    assert over(1) == {"week"}


def test_the_last_day_ends_on_the_campaigns_clocks(over, desk, nine):
    desk.pending(at=nine)
    assert over(0, hours=13, minutes=59) == frozenset()
    assert over(0, hours=14) == {"week"}  # midnight in London, an hour before that of UTC


def test_a_week_of_which_a_post_is_to_come_is_not_over(over, desk, nine):
    desk.pending(at=nine + timedelta(days=3))
    assert over(3) == frozenset()
    assert over(4) == {"week"}


@pytest.mark.parametrize("status", [Status.APPROVED, Status.SENDING, Status.UNCLEAR])
def test_a_week_of_which_something_is_to_be_settled_is_not_over(over, desk, ledger, status):
    desk.approved()
    steps = [Status.SENDING, Status.UNCLEAR][: [Status.APPROVED, Status.SENDING, Status.UNCLEAR].index(status)]
    for step in steps:
        with ledger.write() as conn:
            update_post(conn, get_post(conn, WEEK), status=step)
    assert over() == frozenset()


@pytest.mark.parametrize("status", [Status.SENT, Status.FAILED, Status.WITHDRAWN])
def test_what_is_done_or_missed_does_not_keep_a_week_open(over, desk, ledger, status):
    desk.approved()
    with ledger.write() as conn:
        if status is Status.FAILED:
            update_post(conn, get_post(conn, WEEK), status=Status.SENDING)
        update_post(conn, get_post(conn, WEEK), status=status)
    assert over() == {"week"}


def test_where_all_weeks_are_over_none_is_in_the_way(over, desk):
    desk.pending()
    assert over(30) == frozenset()


def test_an_assumption_is_open_until_somebody_has_confirmed_it(desk, ledger, nine):
    assumptions = (
        Assumption(about="days", says="in the order of the call"),
        Assumption(about="deadline", says="17:00", confirmed_by="Ruth"),
    )
    with ledger.write() as conn:
        settings = get_campaign(conn, "week").settings.model_copy(update={"assumptions": assumptions})
        save_campaign(conn, "week", folder="week", settings=settings, loaded_by="amara@example.org", now=nine)
        assert [one.about for one in get_campaign(conn, "week").open_assumptions] == ["days"]
