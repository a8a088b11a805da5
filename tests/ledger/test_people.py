"""People, accounts, pauses and signs of life."""

from datetime import timedelta

import pytest

from promoter.campaign.model import ChannelName
from promoter.errors import NotPossible, UsageProblem
from promoter.ledger import accounts, events, heartbeats, pauses, people
from promoter.ledger.rows import Actor, Heartbeat, Role

HERE = Actor(None, "root")


def _house(conn):
    return [(event.kind, event.actor, event.data) for event in events.list_events(conn, campaign=events.HOUSE)]


def test_a_person_is_known_however_their_address_is_written(ledger, nine):
    with ledger.write() as conn:
        assert not people.anybody(conn)
        people.add_user(conn, " Amara@Example.org ", [Role.EDITOR, Role.ADMIN], who=HERE, now=nine)
        person = people.known_user(conn, "AMARA@example.org")
        assert (person.email, person.roles, person.added_by) == (
            "amara@example.org",
            {Role.EDITOR, Role.ADMIN},
            "os:root",
        )
        assert people.anybody(conn)
        assert people.list_users(conn) == [person]
        assert _house(conn) == [("user_added", "os:root", {"email": "amara@example.org", "roles": ["admin", "editor"]})]


def test_somebody_unknown_is_told_how_to_become_known(ledger):
    with (
        ledger.read() as conn,
        pytest.raises(NotPossible, match=r"nobody here is called a@b\.c; promoter users add a@b\.c"),
    ):
        people.known_user(conn, "a@b.c")


def test_somebody_who_left_is_not_known_until_they_are_added_again(ledger, nine):
    with ledger.write() as conn:
        people.add_user(conn, "a@b.c", [Role.EDITOR], who=HERE, now=nine)
        people.remove_user(conn, "a@b.c", who=HERE, now=nine)
        with pytest.raises(NotPossible, match="is not active any more"):
            people.known_user(conn, "a@b.c")
        assert people.add_user(conn, "a@b.c", [Role.VIEWER], who=HERE, now=nine).roles == {Role.VIEWER}
        assert [kind for kind, _, _ in _house(conn)] == ["user_added", "user_removed", "user_changed"]


@pytest.mark.parametrize("email", ["", "amara", "a b@c", "a@b@c", "a@b\n", "a@\x1b[31m"])
def test_what_is_no_address_is_refused(ledger, nine, email):
    with ledger.write() as conn:
        if email == "a@b\n":  # outer space is not part of an address
            assert people.add_user(conn, email, [Role.VIEWER], who=HERE, now=nine).email == "a@b"
            return
        with pytest.raises(UsageProblem, match="is not an e-mail address"):
            people.add_user(conn, email, [Role.VIEWER], who=HERE, now=nine)


def test_a_person_without_a_role_is_refused(ledger, nine):
    with ledger.write() as conn, pytest.raises(UsageProblem, match="at least one role"):
        people.add_user(conn, "a@b.c", [], who=HERE, now=nine)


def test_an_account_is_made_once_and_kept(ledger, nine):
    with ledger.write() as conn:
        account = accounts.ensure_account(conn, ChannelName.X, "default")
        assert (account.id, account.channel, account.name, account.manual) == (
            "x:default",
            ChannelName.X,
            "default",
            False,
        )
        accounts.set_manual(conn, "x:default", True, who=HERE, now=nine)
        accounts.note_left(conn, "x:default", nine)
        accounts.note_left(conn, "x:default", nine - timedelta(hours=1))
        kept = accounts.ensure_account(conn, ChannelName.X, "default")
        assert (kept.manual, kept.last_left_at) == (True, nine)
        assert accounts.list_accounts(conn) == [kept]
        assert [kind for kind, _, _ in _house(conn)] == ["account_by_hand"]
        with pytest.raises(UsageProblem, match="there is no account x:other"):
            accounts.get_account(conn, "x:other")


def test_a_pause_is_open_until_somebody_resumes(ledger, nine):
    with ledger.write() as conn:
        assert pauses.current_pause(conn) is None
        opened = pauses.open_pause(conn, "a cyber incident", who=Actor("a@b.c"), now=nine)
        assert pauses.current_pause(conn) == opened
        pauses.close_pause(conn, who=Actor("d@e.f"), now=nine + timedelta(hours=1))
        assert pauses.current_pause(conn) is None
        (closed,) = pauses.list_pauses(conn)
        assert (closed.reason, closed.paused_by, closed.resumed_by) == ("a cyber incident", "a@b.c", "d@e.f")
        assert [(kind, actor) for kind, actor, _ in _house(conn)] == [("paused", "a@b.c"), ("resumed", "d@e.f")]


def test_the_last_sign_of_life_counts(ledger, nine):
    with ledger.write() as conn:
        heartbeats.beat(conn, "one", now=nine)
        heartbeats.beat(conn, "two", now=nine + timedelta(seconds=1), detail="waits")
        heartbeats.beat(conn, "one", now=nine + timedelta(seconds=2), detail="sends")
        assert heartbeats.list_heartbeats(conn) == [
            Heartbeat("one", nine + timedelta(seconds=2), "sends"),
            Heartbeat("two", nine + timedelta(seconds=1), "waits"),
        ]
