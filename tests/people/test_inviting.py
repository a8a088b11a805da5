"""Links: for a colleague, for whoever forgot their password, and for the first admin."""

from datetime import timedelta

import pytest

from promoter.approval import remove_user
from promoter.errors import NotPossible, UsageProblem
from promoter.ledger import people
from promoter.ledger.database import open_ledger
from promoter.ledger.rows import Actor, Role
from promoter.people import inviting, signing_in
from promoter.people.signing_in import Refused, SignedIn

PASSWORD = "plum cactus ferry"


@pytest.fixture
def accept(desk, noon, cheap):
    def accept(token, password=PASSWORD, *, now=noon):
        return inviting.accept(desk.ledger, token, password, now=now, address="192.0.2.1", agent="Firefox", cost=cheap)

    return accept


def invite(desk, name, *roles, who="adam", **more):
    return desk.do(inviting.invite, f"{name}@example.org", roles, who=desk.person(who), **more)


def test_a_new_person_comes_in_by_a_link_with_the_password_they_choose(desk, noon, accept):
    token = invite(desk, "New", Role.EDITOR, Role.VIEWER)
    found = desk.look(inviting.invitation_of, token, now=noon)
    assert (found.email, found.made_by, found.ends_at) == (
        "new@example.org", "adam@example.org", noon + timedelta(days=7)
    )  # fmt: skip
    came = accept(token)
    assert (came.session.email, came.session.roles, came.session.via) == (
        "new@example.org", {Role.EDITOR, Role.VIEWER}, "invitation"
    )  # fmt: skip
    assert isinstance(desk.sign_in("new"), SignedIn)
    kinds = [kind for kind, _, _ in desk.events()]
    assert kinds[-5:] == ["user_added", "invited", "password_set", "signed_in", "signed_in"]


def test_a_link_works_once(desk, noon, accept):
    token = invite(desk, "amara")
    assert isinstance(accept(token), SignedIn)
    assert "used or has run out" in accept(token, "teal badger violin").why
    assert desk.look(inviting.invitation_of, token, now=noon) is None


def test_of_two_who_use_a_link_at_once_one_comes_in(desk, accept):
    token = invite(desk, "amara")
    came = desk.together(lambda: accept(token), lambda: accept(token, "teal badger violin"))
    assert sorted(type(one).__name__ for one in came) == ["Refused", "SignedIn"]


def test_a_link_ends_by_itself_and_with_the_person(desk, noon, accept):
    token = invite(desk, "amara", lasts=timedelta(days=1))
    assert isinstance(accept(token, now=noon + timedelta(days=1)), Refused)
    desk.do(people.remove_user, "amara@example.org", who=desk.person("adam"))
    assert isinstance(accept(token), Refused)
    assert isinstance(accept("made up"), Refused)


def test_a_link_of_somebody_who_left_does_not_come_back_with_them(desk, accept):
    token = invite(desk, "amara")
    desk.do(remove_user, "amara@example.org", who=desk.person("adam"))
    desk.do(people.add_user, "amara@example.org", [Role.EDITOR], who=desk.person("adam"))
    assert isinstance(accept(token), Refused)


def test_a_poor_password_leaves_the_link_as_it_is(desk, accept):
    token = invite(desk, "amara")
    assert "at least 12" in accept(token, "short").why
    assert "your e-mail" in accept(token, "amara@example.org").why
    assert isinstance(accept(token), SignedIn)


def test_whoever_forgot_their_password_gets_a_new_one_and_keeps_their_roles(desk, accept):
    before = desk.welcome("amara")
    came = accept(invite(desk, "amara"), "teal badger violin")
    assert came.session.roles == {Role.EDITOR}
    assert desk.session_of(before.token) is None
    assert isinstance(desk.sign_in("amara"), Refused)
    assert isinstance(desk.sign_in("amara", "teal badger violin"), SignedIn)


def test_roles_that_are_given_with_a_link_replace_those_that_a_person_had(desk, accept):
    assert accept(invite(desk, "amara", Role.APPROVER)).session.roles == {Role.APPROVER}


def test_the_newest_link_is_the_only_one(desk, noon, accept):
    first, second = invite(desk, "amara"), invite(desk, "amara")
    invite(desk, "vera")
    assert isinstance(accept(first), Refused)
    assert [one.email for one in desk.look(inviting.open_invitations, now=noon)] == [
        "amara@example.org",
        "vera@example.org",
    ]
    assert isinstance(accept(second), SignedIn)
    assert [one.email for one in desk.look(inviting.open_invitations, now=noon)] == ["vera@example.org"]


@pytest.mark.parametrize("who", ["amara", "ruth", "vera"])
def test_only_an_admin_invites_and_withdraws(desk, noon, who):
    with pytest.raises(NotPossible, match="only an admin"):
        invite(desk, who, Role.ADMIN, who=who)
    invite(desk, "amara")
    (found,) = desk.look(inviting.open_invitations, now=noon)
    with pytest.raises(NotPossible, match="only an admin"):
        desk.do(inviting.withdraw_invitation, found.id, who=desk.person(who))


def test_a_new_person_needs_a_role(desk):
    with pytest.raises(UsageProblem, match="at least one role"):
        invite(desk, "new")
    with pytest.raises(UsageProblem, match="at least one role"):
        invite(desk, "gone")


def test_a_link_that_is_withdrawn_works_no_more(desk, noon, accept):
    token = invite(desk, "amara")
    (found,) = desk.look(inviting.open_invitations, now=noon)
    desk.do(inviting.withdraw_invitation, found.id, who=desk.person("adam"))
    assert isinstance(accept(token), Refused)
    assert desk.events()[-1][::2] == ("invitation_withdrawn", {"email": "amara@example.org"})
    with pytest.raises(UsageProblem, match="there is no invitation"):
        desk.do(inviting.withdraw_invitation, found.id, who=desk.person("adam"))


# ------------------------------------------------------------------------------------------------------ the first admin


@pytest.fixture
def first(desk, noon, cheap):
    def first(token, email="Nora@example.org", password=PASSWORD, roles=(), *, now=noon, ledger=desk.ledger):
        return inviting.accept_first(
            ledger, token, email, password, roles, now=now, address="192.0.2.1", agent="Firefox", cost=cheap
        )

    return first


def test_the_first_person_makes_themself_an_admin_and_more_if_they_like(database, noon, first):
    ledger = open_ledger(database.fresh())
    with ledger.write() as conn:
        token = inviting.first_admin_token(conn, now=noon)
    came = first(token, roles=[Role.APPROVER], ledger=ledger)
    assert (came.session.email, came.session.roles) == ("nora@example.org", {Role.ADMIN, Role.APPROVER})
    with ledger.write() as conn:
        assert inviting.first_admin_token(conn, now=noon) is None
    ledger.close()


def test_people_who_were_made_known_before_the_pages_were_do_not_bar_the_first_admin(desk, first):
    token = desk.do(inviting.first_admin_token)
    assert first(token, "amara@example.org").session.roles == {Role.ADMIN, Role.EDITOR}


def test_the_first_link_ends_with_the_next_start_and_with_the_hour(desk, noon, first):
    before = desk.do(inviting.first_admin_token)
    token = desk.do(inviting.first_admin_token)
    assert isinstance(first(before), Refused)
    assert isinstance(first(token, now=noon + timedelta(hours=1)), Refused)
    assert isinstance(first(token, now=noon + timedelta(minutes=59)), SignedIn)


def test_once_anybody_can_sign_in_there_is_no_first_admin(desk, noon, first):
    token = desk.do(inviting.first_admin_token)
    desk.welcome("vera")
    assert desk.do(inviting.first_admin_token) is None
    assert desk.look(inviting.invitation_of, token, now=noon) is None
    assert isinstance(first(token), Refused)
    assert desk.look(people.find_user, "nora@example.org") is None


def test_nor_where_people_come_in_from_another_service(desk):
    came = desk.do(signing_in.sign_in_elsewhere, "vera@example.org", address="192.0.2.1", agent="", by="Example ID")
    desk.do(signing_in.sign_out, came.token)
    assert desk.do(inviting.first_admin_token) is None


def test_a_slip_does_not_use_the_first_link_up(desk, first):
    token = desk.do(inviting.first_admin_token)
    assert "at least 12" in first(token, password="short").why
    assert "not an e-mail" in first(token, "nora").why
    assert isinstance(first(token), SignedIn)
    assert isinstance(first(token, "other@example.org"), Refused)


def test_neither_link_does_the_others_work(desk, noon, accept, first):
    assert isinstance(first(invite(desk, "vera")), Refused)
    token = desk.do(inviting.first_admin_token)
    assert desk.look(inviting.invitation_of, token, now=noon).email is None
    assert desk.look(inviting.open_invitations, now=noon) == [
        one for one in desk.look(inviting.open_invitations, now=noon) if one.email
    ]
    assert isinstance(accept(token), Refused)


def test_of_two_who_want_to_be_the_first_one_is(desk, first):
    token = desk.do(inviting.first_admin_token)
    came = desk.together(lambda: first(token, "a@example.org"), lambda: first(token, "b@example.org"))
    assert sorted(type(one).__name__ for one in came) == ["Refused", "SignedIn"]


def test_the_machines_own_people_may_invite(desk, noon):
    token = desk.do(inviting.invite, "new@example.org", [Role.ADMIN], who=Actor(None, "root"))
    assert desk.look(inviting.invitation_of, token, now=noon).made_by == "os:root"
