"""Sessions: how they end, who sees them, and who may end them."""

from datetime import timedelta

import pytest

from promoter.errors import NotPossible, UsageProblem
from promoter.ledger import people, sessions
from promoter.ledger.rows import Role
from promoter.people import signing_in, standing_in
from promoter.people.sessions import IDLE, LONGEST

HOUR = timedelta(hours=1)


def test_a_session_ends_after_twelve_hours_without_use(desk, noon):
    came = desk.welcome("amara")
    assert came.session.ends_at == noon + IDLE == noon + 12 * HOUR
    assert desk.session_of(came.token, now=noon + IDLE - timedelta(seconds=1)) is not None
    assert desk.session_of(came.token, now=noon + IDLE) is None


def test_a_session_in_use_ends_after_a_week(desk, noon):
    came = desk.welcome("amara")
    now = noon
    while now < noon + LONGEST:
        found = desk.session_of(came.token, now=now)
        assert found.ends_at <= noon + LONGEST
        desk.do(signing_in.touch, came.token, now=now)
        now += 11 * HOUR
    desk.do(signing_in.touch, came.token, now=noon + LONGEST)
    assert desk.session_of(came.token, now=noon + LONGEST) is None


def test_use_is_noted_at_most_once_a_minute(desk, noon):
    came = desk.welcome("amara")

    def seen_at(now):
        desk.do(signing_in.touch, came.token, now=now)
        return desk.session_of(came.token, now=now).seen_at

    assert not signing_in.stale(came.session, now=noon + timedelta(seconds=59))
    assert seen_at(noon + timedelta(seconds=59)) == noon
    assert signing_in.stale(came.session, now=noon + timedelta(seconds=60))
    assert seen_at(noon + timedelta(seconds=60)) == noon + timedelta(seconds=60)


def test_a_made_up_token_opens_nothing(desk, noon):
    came = desk.welcome("amara")
    for token in ("", "x", came.token[:-1], came.token + "x", "\0", "\ud800", str(came.session.id)):
        assert desk.session_of(token) is None
        desk.do(signing_in.touch, token)
        desk.do(signing_in.sign_out, token)
    assert desk.session_of(came.token) is not None


def test_a_session_has_the_roles_that_its_person_has_now(desk, noon):
    came = desk.welcome("amara")
    desk.do(people.add_user, "amara@example.org", [Role.VIEWER], who=desk.person("adam"))
    assert desk.session_of(came.token).roles == {Role.VIEWER}
    assert came.session.roles == {Role.EDITOR}


def test_a_session_of_somebody_who_is_not_let_in_is_none(desk, noon):
    came = desk.welcome("amara")
    desk.do(people.remove_user, "amara@example.org", who=desk.person("adam"))
    assert desk.session_of(came.token) is None
    assert desk.look(signing_in.sessions_of, "amara@example.org", now=noon) == []


def test_a_deputy_has_the_approvers_role_on_the_days_of_it(desk, noon):
    came, first = desk.welcome("vera"), (noon + timedelta(days=1)).date()
    desk.do(
        standing_in.appoint, "ruth@example.org", "vera@example.org", since=first, until=first, who=desk.person("ruth")
    )
    assert desk.session_of(came.token).roles == {Role.VIEWER}
    desk.do(signing_in.touch, came.token, now=noon + 11 * HOUR)
    midnight = noon + 12 * HOUR
    found = desk.session_of(came.token, now=midnight)
    assert (found.roles, found.own_roles, found.stands_in_for) == (
        {Role.VIEWER, Role.APPROVER}, {Role.VIEWER}, ("ruth@example.org",)
    )  # fmt: skip


def test_signing_out_ends_this_session_and_no_other(desk):
    one, other = desk.welcome("amara"), desk.sign_in("amara")
    desk.do(signing_in.sign_out, one.token)
    desk.do(signing_in.sign_out, one.token)
    assert desk.session_of(one.token) is None
    assert desk.session_of(other.token) is not None
    told = [(actor, data) for kind, actor, data in desk.events() if kind == "signed_out"]
    assert told == [("amara@example.org", {"email": "amara@example.org", "session": one.session.id})]


def test_people_see_and_end_their_own_sessions_and_an_admin_everybodys(desk, noon):
    amara, vera, again = desk.welcome("amara"), desk.welcome("vera"), desk.sign_in("amara", address="198.51.100.7")
    desk.do(signing_in.touch, amara.token, now=noon + HOUR)
    hers = desk.look(signing_in.sessions_of, " Amara@example.org", now=noon + HOUR)
    assert [(one.id, one.address) for one in hers] == [
        (amara.session.id, "192.0.2.1"),
        (again.session.id, "198.51.100.7"),
    ]
    everybodys = desk.look(signing_in.sessions_of, now=noon)
    assert {one.id for one in everybodys} == {amara.session.id, vera.session.id, again.session.id}
    with pytest.raises(NotPossible, match="only an admin"):
        desk.do(signing_in.revoke, amara.session.id, who=desk.person("vera"))
    desk.do(signing_in.revoke, again.session.id, who=desk.person("amara"))
    desk.do(signing_in.revoke, vera.session.id, who=desk.person("adam"))
    assert [one.id for one in desk.look(signing_in.sessions_of, now=noon)] == [amara.session.id]
    with pytest.raises(UsageProblem, match="there is no session"):
        desk.do(signing_in.revoke, vera.session.id, who=desk.person("adam"))
    assert desk.look(signing_in.sessions_of, now=noon + LONGEST) == []


def test_signing_out_everywhere_is_for_the_person_or_an_admin(desk):
    one, two, other = desk.welcome("amara"), desk.sign_in("amara"), desk.welcome("vera")
    with pytest.raises(NotPossible, match="only an admin"):
        desk.do(signing_in.sign_out_everywhere, "amara@example.org", who=desk.person("vera"))
    assert desk.do(signing_in.sign_out_everywhere, "amara@example.org", who=desk.person("amara")) == 2
    assert [desk.session_of(came.token) for came in (one, two)] == [None, None]
    assert desk.session_of(other.token) is not None
    assert desk.do(signing_in.sign_out_everywhere, "vera@example.org", who=desk.person("adam")) == 1
    with pytest.raises(UsageProblem, match="nobody here"):
        desk.do(signing_in.sign_out_everywhere, "nobody@example.org", who=desk.person("adam"))
    assert desk.events()[-1][0] == "signed_out_everywhere"


def test_what_a_browser_says_of_itself_is_made_harmless(desk):
    desk.welcome("amara")
    came = desk.sign_in("amara", agent="Fire\0fox\n\x1b[31m" + "x" * 500)
    assert came.session.agent.startswith("Firefox[31mxxx")
    assert len(came.session.agent) == 200


def test_sessions_of_long_ago_are_forgotten(desk, noon):
    desk.welcome("amara", now=noon - timedelta(days=91))
    desk.welcome("vera", now=noon - timedelta(days=89))
    desk.welcome("ruth")
    kept = {one.email for one in desk.look(sessions.list_sessions)}
    assert kept == {"vera@example.org", "ruth@example.org"}
