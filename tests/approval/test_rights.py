"""Who is let in, and the warning that comes before a team of one notices on Friday."""

import pytest

from promoter.approval import add_user, may_write, remove_user, team_warning
from promoter.errors import NotPossible
from promoter.ledger import people
from promoter.ledger.rows import Actor, Role


def test_whoever_runs_the_machine_or_is_an_admin_lets_people_in(desk, eight):
    with desk.ledger.write() as conn:
        add_user(conn, "new@example.org", [Role.EDITOR], who=Actor(None, "root"), now=eight)
        add_user(conn, "newer@example.org", [Role.EDITOR], who=desk.person("adam"), now=eight)
        remove_user(conn, "new@example.org", who=desk.person("adam"), now=eight)
        assert people.known_user(conn, "newer@example.org").added_by == "adam@example.org"


@pytest.mark.parametrize("who", ["amara", "ruth", "vera"])
def test_nobody_else_does(desk, eight, who):
    with desk.ledger.write() as conn:
        with pytest.raises(NotPossible, match="only an admin"):
            add_user(conn, f"{who}@example.org", [Role.ADMIN], who=desk.person(who), now=eight)
        with pytest.raises(NotPossible, match="only an admin"):
            remove_user(conn, "ruth@example.org", who=desk.person(who), now=eight)


@pytest.mark.parametrize(("who", "may"), [("amara", True), ("ruth", True), ("vera", False), ("adam", False)])
def test_writing_takes_an_editor_or_an_approver(desk, who, may):
    with desk.ledger.read() as conn:
        if may:
            assert may_write(conn, desk.person(who)).email == f"{who}@example.org"
            return
        with pytest.raises(NotPossible, match="that takes an editor or an approver"):
            may_write(conn, desk.person(who))


def test_a_team_that_could_not_approve_is_warned(desk, eight):
    with desk.ledger.write() as conn:
        assert team_warning(conn) is None
        assert team_warning(conn, approvals=2) is None
        for name in ("amara", "joe", "tom"):
            remove_user(conn, f"{name}@example.org", who=Actor(None), now=eight)
        assert "it takes 2 people to get a post out and only 1" in team_warning(conn)
        remove_user(conn, "ruth@example.org", who=Actor(None), now=eight)
        assert "nobody here is an approver" in team_warning(conn)
