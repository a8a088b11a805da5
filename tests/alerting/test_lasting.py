"""Reminders of what comes to an end: a fortnight, a week and two days ahead, each told once."""

from datetime import timedelta

import pytest

from alerting.conftest import AMARA, GRACE, NINE
from promoter.alerting.outstanding import outstanding
from promoter.ledger.accounts import ensure_account
from promoter.ledger.rows import Actor
from promoter.ledger.tokens import Given, find_tokens, give_up_tokens, keep_tokens


def connected(desk, account="linkedin:default", *, lasts, renewable=False):
    given = Given(
        sealed="x", scopes=("a",), token_ends=NINE + timedelta(hours=2) if renewable else NINE + lasts,
        refresh_ends=NINE + lasts if renewable else None, renewable=renewable,
    )  # fmt: skip
    channel, _, name = account.partition(":")
    with desk.ledger.write() as conn:
        ensure_account(conn, channel, name)
        keep_tokens(conn, account, given, subject="urn:1", name="Example", person="Una", who=AMARA, now=NINE)


def subjects(desk, **more):
    with desk.ledger.read() as conn:
        found = outstanding(conn, now=desk.clock.now(), grace=GRACE, **more)
    return [
        (one.keys[0].rpartition(":")[2], one.subject) for one in found if one.keys[0].startswith(("token", "version"))
    ]


@pytest.mark.parametrize(
    ("before", "told"),
    [
        (timedelta(days=14, minutes=1), []),
        (timedelta(days=14), [("14", "linkedin:default (Example) is connected for 14 days more")]),
        (timedelta(days=7, minutes=1), [("14", "linkedin:default (Example) is connected for 7 days more")]),
        (timedelta(days=7), [("7", "linkedin:default (Example) is connected for 7 days more")]),
        (timedelta(days=2), [("2", "linkedin:default (Example) is connected for 2 days more")]),
        (timedelta(hours=30), [("2", "linkedin:default (Example) is connected for 1 day more")]),
        (timedelta(hours=1), [("2", "linkedin:default (Example) is connected for less than a day more")]),
        (timedelta(), []),  # then it is stopped, which is another alert
    ],
)
def test_the_end_of_a_token_is_told_ahead(desk, before, told):
    desk.campaign()
    connected(desk, lasts=timedelta(days=60))
    desk.clock.advance_to(NINE + timedelta(days=60) - before)
    assert subjects(desk) == told


def test_it_says_what_to_do_and_that_nothing_has_to_be_approved_again(desk):
    desk.campaign()
    connected(desk, "linkedin:team", lasts=timedelta(days=10))
    (one,) = [one for one in desk.outstanding() if one.keys[0].startswith("token")]
    assert "Its tokens end at 09:00 BST on Thursday 23 September." in one.body
    assert "or with promoter accounts connect linkedin --account team" in one.body
    assert "Nothing has to be approved again." in one.body


def test_each_is_another_alert_and_the_same_one_is_the_same(desk):
    desk.campaign()
    connected(desk, lasts=timedelta(days=14))
    keys = []
    for days in (0, 1, 7, 8, 12, 13):
        desk.clock.advance_to(NINE + timedelta(days=days))
        keys += [one.keys[0] for one in desk.outstanding() if one.keys[0].startswith("token")]
    assert [key.rpartition(":")[2] for key in keys] == ["14", "14", "7", "7", "2", "2"]


def test_tokens_that_are_renewed_are_told_by_the_end_of_what_renews_them(desk):
    desk.campaign()
    connected(desk, "x:default", lasts=timedelta(days=180), renewable=True)
    assert subjects(desk) == []
    desk.clock.advance_to(NINE + timedelta(days=175))
    assert subjects(desk) == [("7", "x:default (Example) is connected for 5 days more")]


def test_tokens_that_are_of_no_use_any_more_need_no_reminder(desk):
    desk.campaign()
    connected(desk, lasts=timedelta(days=5))
    with desk.ledger.write() as conn:
        give_up_tokens(conn, find_tokens(conn, "linkedin:default"), "They were taken back.")
    assert subjects(desk) == []


def test_an_account_without_any_week_is_told_of_too(desk):
    connected(desk, lasts=timedelta(days=5))
    assert [key for key, _ in subjects(desk)] == ["7"]


@pytest.mark.parametrize(("days", "told"), [(15, []), (14, ["14"]), (7, ["7"]), (2, ["2"]), (0, [])])
def test_so_is_the_end_of_linkedins_version(desk, days, told):
    desk.campaign()
    assert [key for key, _ in subjects(desk, version_ends=NINE + timedelta(days=days))] == told


def test_which_matters_to_nobody_who_is_not_on_linkedin(desk):
    desk.campaign(channels={"x": {"first": "08:45", "last": "17:00"}})
    assert subjects(desk, version_ends=NINE + timedelta(days=2)) == []
    connected(desk, lasts=timedelta(days=60))
    assert [key for key, _ in subjects(desk, version_ends=NINE + timedelta(days=2))] == ["2"]


def test_a_stopped_account_that_wants_connecting_is_not_told_to_be_unblocked(desk):
    from promoter.connecting.renewing import reconnect
    from promoter.ledger.accounts import block_account

    desk.campaign()
    with desk.ledger.write() as conn:
        block_account(conn, "x:default", f"Its tokens ended. {reconnect('x:default')}", who=Actor("daemon"), now=NINE)
    (one,) = [one for one in desk.outstanding() if one.keys[0].startswith("blocked")]
    assert "promoter accounts connect x" in one.body
    assert "unblock" not in one.body
