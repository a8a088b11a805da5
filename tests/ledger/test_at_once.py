"""Two programs that do the same, or the opposite, in a ledger on PostgreSQL at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from at_once import begin, both
from promoter.campaign.model import ChannelName
from promoter.errors import PromoterError
from promoter.ledger import accounts, alerts, campaigns, events, heartbeats, people
from promoter.ledger.queue import get_post
from promoter.ledger.rows import Actor, Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

pytestmark = pytest.mark.only_on("postgresql")
NOW = datetime(2021, 9, 13, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(seconds=1)
HERE = Actor(None, "root")


def test_a_campaign_that_two_load_for_the_first_time_is_there_as_the_second_loaded_it(desk, ledger) -> None:
    with ledger.read() as conn:
        settings = campaigns.get_campaign(conn, "week").settings

    def load(who: str) -> Callable[[Connection], object]:
        return lambda conn: campaigns.save_campaign(
            conn, "new", folder="new", settings=settings, loaded_by=who, now=NOW
        )

    both(ledger, load("amara@example.org"), load("ruth@example.org"))
    with ledger.read() as conn:
        assert campaigns.get_campaign(conn, "new").loaded_by == "ruth@example.org"


def test_an_account_that_two_make_is_one(ledger) -> None:
    one, other = both(ledger, *[lambda conn: accounts.ensure_account(conn, ChannelName.X, "new")] * 2)
    assert one == other
    assert one.id == "x:new"


def test_a_person_whom_two_add_was_added_once_and_has_the_roles_that_were_given_last(ledger) -> None:
    def add(role: Role) -> Callable[[Connection], object]:
        return lambda conn: people.add_user(conn, "new@example.org", [role], who=HERE, now=NOW)

    both(ledger, add(Role.EDITOR), add(Role.APPROVER))
    with ledger.read() as conn:
        assert people.known_user(conn, "new@example.org").roles == {Role.APPROVER}
        assert [event.kind for event in events.list_events(conn, campaign=events.HOUSE)] == [
            "user_added",
            "user_changed",
        ]
        assert events.verify(conn) == []


def test_a_daemon_that_gives_two_signs_of_life_is_alive_since_the_second(ledger) -> None:
    both(
        ledger,
        lambda conn: heartbeats.beat(conn, "here:7", now=NOW),
        lambda conn: heartbeats.beat(conn, "here:7", now=LATER, detail="again"),
    )
    with ledger.read() as conn:
        assert heartbeats.list_heartbeats(conn) == [heartbeats.Heartbeat("here:7", LATER, "again")]


def test_of_two_who_would_tell_the_same_one_does(ledger) -> None:
    def tell(*keys: str) -> Callable[[Connection], object]:
        return lambda conn: alerts.raise_alert(conn, keys, "Look.", now=NOW)

    assert both(ledger, tell("one", "two"), tell("two", "one")) == [True, False]
    assert both(ledger, tell("three"), tell("three", "four")) == [True, True]


def test_of_two_who_wait_for_each_other_one_gets_on_and_the_other_is_told_to_try_again(desk, ledger) -> None:
    """No two of our own do; whatever else locks posts in an order of its own should not see an error of the driver."""
    one, other = desk.pending("week/one/x/blog").key, desk.pending("week/other/x/blog").key
    troubles = []
    with ThreadPoolExecutor(1) as pool:
        try:
            with ledger.write() as conn:
                get_post(conn, one, lock=True)
                begun = begin(pool, ledger, lambda conn: [get_post(conn, key, lock=True).key for key in (other, one)])
                get_post(conn, other, lock=True)
        except PromoterError as problem:
            troubles.append(problem)
        if (trouble := begun.exception()) is not None:
            troubles.append(trouble)
    (trouble,) = troubles
    assert isinstance(trouble, PromoterError)
    assert str(trouble).startswith("the ledger is busy: another program was faster at ")
    assert str(trouble).endswith("; try again")
