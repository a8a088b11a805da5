"""What posts did is read at its time, paid for within the budget, and never before a post that is to go out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from delivery.conftest import FIRST, NINE, channels_to
from promoter.channels.contract import Unreadable
from promoter.delivery.measuring import X_PRICE, Measurer, month_of
from promoter.ledger.events import HOUSE, list_events
from promoter.ledger.figures import Standing, list_readings, spent
from promoter.ledger.not_read import not_read
from promoter.sandbox.faults import Fault
from promoter.sandbox.kinds import Act, FaultKind
from promoter.sandbox.wire import NetworkName

HOUR = timedelta(hours=1)
SECOND = "week/second/linkedin/blog"


@pytest.fixture
def out(house):
    """One post on each network, out since nine."""
    house.campaign()
    house.approved(FIRST)
    house.approved(SECOND)
    house.run()
    return house


def measurer(house, budget=5_000_000, channels=None):
    return Measurer(
        ledger=house.ledger, channels=channels or channels_to(house.sandbox.url), clock=house.clock, budget=budget
    )


def readings(house, key=None):
    with house.ledger.read() as conn:
        return list_readings(conn, post_key=key)


def paid(house, network="x"):
    with house.ledger.read() as conn:
        return spent(conn, network, since=month_of(NINE))


def why_not(house):
    with house.ledger.read() as conn:
        return not_read(conn)


def test_nothing_is_read_before_an_hour_has_passed(out):
    out.clock.advance(timedelta(minutes=59))
    assert measurer(out).round() == 0
    assert readings(out) == []
    assert paid(out) == 0


def test_each_network_is_read_once_at_each_age(out):
    ours = measurer(out)
    for age, mark in ((HOUR, "1h"), (24 * HOUR, "24h"), (168 * HOUR, "7d"), (672 * HOUR, "28d")):
        out.clock.advance_to(NINE + age + timedelta(minutes=1))
        assert ours.round() == 2, mark
        out.clock.advance(timedelta(minutes=10))
        assert ours.round() == 0, "what was read is not read again"
    assert [one.mark for one in readings(out, FIRST)] == ["1h", "24h", "7d", "28d"]
    seen = [one.counts.impressions for one in readings(out, FIRST)]
    assert seen == sorted(seen)
    assert seen[-1] > 0
    assert readings(out, FIRST)[0].counts.clicks is None, "X does not tell clicks"


def test_each_post_that_x_shows_is_paid_for_and_linkedin_s_are_not(out):
    out.clock.advance(HOUR)
    measurer(out).round()
    assert paid(out) == X_PRICE
    assert paid(out, "linkedin") == 0


def test_no_more_is_read_than_the_month_allows(out):
    out.clock.advance(HOUR)
    assert measurer(out, budget=X_PRICE - 1).round() == 1, "LinkedIn's, which costs nothing"
    assert readings(out, FIRST) == []
    out.clock.advance(timedelta(minutes=6))
    assert measurer(out, budget=X_PRICE).round() == 1
    assert readings(out, FIRST) != []


def test_two_machines_do_not_pay_twice(out):
    out.clock.advance(HOUR)
    one, other = measurer(out), measurer(out)
    assert one.round() == 2
    assert other.round() == 0
    assert paid(out) == X_PRICE


def test_a_post_that_is_due_goes_first(out):
    out.clock.advance(HOUR - timedelta(seconds=10))
    out.approved("week/next/x/blog", at=NINE + HOUR, until=NINE + 6 * HOUR)
    out.clock.advance(timedelta(seconds=10))
    assert measurer(out).round() == 0
    out.run()
    out.clock.advance(timedelta(minutes=6))
    assert measurer(out).round() == 2


def test_a_post_that_was_deleted_is_gone_and_its_figures_stay(out):
    ours = measurer(out)
    out.clock.advance(HOUR)
    ours.round()
    for post in out.sandbox.posts():
        out.sandbox._record.delete(post.network, post.id, NINE)
    out.clock.advance_to(NINE + 24 * HOUR)
    ours.round()
    first, second = readings(out, FIRST)
    assert (first.standing, second.standing) == (Standing.READ, Standing.GONE)
    assert second.counts.impressions is None
    assert [one.standing for one in readings(out, SECOND)][-1] is Standing.OMITTED, "LinkedIn does not say why"


@pytest.mark.parametrize("status", [402, 401, 403])
def test_a_network_that_refuses_is_left_alone_for_a_day_and_goes_on_posting(out, status):
    out.sandbox.order(Fault(kind=FaultKind.REFUSED, on=Act.READ, network=NetworkName.X, status=status))
    out.clock.advance(HOUR)
    ours = measurer(out)
    assert ours.round() == 1
    assert [f"answered {status}" in one for one in ours.trouble] == [True]
    (kept,) = why_not(out).values()
    assert (kept.account, kept.since, kept.http_status) == ("x:default", NINE + HOUR, status)
    assert f"answered {status}" in kept.why
    out.clock.advance(2 * HOUR)
    assert ours.round() == 0
    assert out.account("x:default").blocked_reason is None
    out.approved("week/next/x/blog", at=out.clock.now())
    assert [post.status for post in out.run()] == ["sent"]


def test_why_a_network_is_not_read_is_kept_once_and_until_it_lets_us_read(out):
    ours = measurer(out)
    for hours in (1, 26):
        out.sandbox.order(Fault(kind=FaultKind.REFUSED, on=Act.READ, network=NetworkName.X, status=402))
        out.clock.advance_to(NINE + hours * HOUR)
        ours.round()
    with out.ledger.read() as conn:
        kept = [event.at for event in list_events(conn, campaign=HOUSE) if event.kind == "figures_refused"]
    assert kept == [NINE + HOUR]
    assert why_not(out).keys() == {"x:default"}
    out.clock.advance(25 * HOUR)
    assert ours.round() == 1
    assert why_not(out) == {}


def test_a_network_that_has_had_enough_is_asked_again_when_it_says(out):
    out.sandbox.order(Fault(kind=FaultKind.RATE_LIMITED, on=Act.READ, network=NetworkName.X, reset=1200))
    out.clock.advance(HOUR)
    ours = measurer(out)
    ours.round()
    out.clock.advance(timedelta(minutes=15))
    assert ours.round() == 0
    out.clock.advance(timedelta(minutes=10))
    assert ours.round() == 1
    assert readings(out, FIRST) != []


def test_an_account_that_cannot_be_read_is_passed_over(out):
    out.clock.advance(HOUR)
    assert measurer(out, channels={"x:default": object()}).round() == 0


def test_what_was_answered_and_not_recorded_is_read_again_and_counted_once(out, monkeypatch):
    out.clock.advance(HOUR)
    ours = measurer(out)
    with monkeypatch.context() as patch:
        patch.setattr("promoter.delivery.measuring.add_reading", _fails)
        with pytest.raises(RuntimeError):
            ours.round()
    assert readings(out) == []
    out.clock.advance(timedelta(minutes=6))
    ours.round()
    assert len(readings(out, FIRST)) == 1


def _fails(*_):
    raise RuntimeError("the machine stopped here")


def test_an_answer_that_is_no_answer_is_kept_nowhere(out):
    out.sandbox.order(Fault(kind=FaultKind.HTML, on=Act.READ, network=NetworkName.X))
    out.clock.advance(HOUR)
    found = channels_to(out.sandbox.url)["x:default"].figures([str(out.post().network_id)], now=out.clock.now())
    assert isinstance(found, Unreadable)
