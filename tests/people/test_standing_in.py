"""Deputies: who may be one, and who says so. What a deputy may do is tested with the decisions themselves."""

from datetime import date, timedelta

import pytest

from promoter.approval import remove_user
from promoter.errors import Mistake, NotPossible, UsageProblem
from promoter.ledger import people
from promoter.ledger.rows import Role
from promoter.people import standing_in

FIRST, LAST = date(2021, 9, 13), date(2021, 9, 17)


def appoint(desk, approver="ruth", deputy="amara", *, who="ruth", since=FIRST, until=LAST):
    return desk.do(
        standing_in.appoint,
        f"{approver}@example.org",
        f"{deputy}@example.org",
        since=since,
        until=until,
        who=desk.person(who),
    )


@pytest.mark.parametrize("who", ["ruth", "adam"])
def test_an_approver_or_an_admin_appoints_a_deputy(desk, who):
    made = appoint(desk, who=who)
    assert desk.look(standing_in.deputies) == [made]
    assert (made.approver, made.deputy, made.made_by) == (
        "ruth@example.org", "amara@example.org", f"{who}@example.org"
    )  # fmt: skip
    assert desk.events()[-1][::2] == (
        "deputy_appointed",
        {
            "approver": "ruth@example.org",
            "deputy": "amara@example.org",
            "since": "2021-09-13",
            "until": "2021-09-17",
        },
    )


@pytest.mark.parametrize("who", ["amara", "vera"])
def test_nobody_makes_themself_a_deputy(desk, who):
    with pytest.raises(NotPossible, match="only an admin"):
        appoint(desk, deputy=who, who=who)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"approver": "amara", "deputy": "vera", "who": "adam"}, "only an approver has a deputy"),
        ({"deputy": "ruth"}, "is an approver already"),
        ({"deputy": "adam"}, "an editor or a viewer can stand in"),
        ({"deputy": "gone"}, "not active any more"),
        ({"deputy": "nobody"}, "nobody here is called"),
        ({"since": LAST, "until": FIRST}, "comes before the first"),
        ({"since": date(2021, 9, 1), "until": date(2021, 9, 9)}, "has passed"),
    ],
)
def test_what_makes_no_sense_is_refused(desk, changes, complaint):
    with pytest.raises((NotPossible, UsageProblem), match=complaint):
        appoint(desk, **changes)
    assert desk.look(standing_in.deputies) == []


@pytest.mark.parametrize(("who", "may"), [("ruth", True), ("amara", True), ("adam", True), ("vera", False)])
def test_the_approver_the_deputy_or_an_admin_ends_it_early(desk, who, may):
    made = appoint(desk)
    if not may:
        with pytest.raises(NotPossible, match="only an admin"):
            desk.do(standing_in.end_early, made.id, who=desk.person(who))
        return
    desk.do(standing_in.end_early, made.id, who=desk.person(who))
    assert desk.look(standing_in.deputies) == []
    with pytest.raises(UsageProblem, match="nobody stands in under number"):
        desk.do(standing_in.end_early, made.id, who=desk.person(who))


def test_who_leaves_lends_and_borrows_no_right_when_they_come_back(desk, noon):
    appoint(desk)
    appoint(desk, deputy="vera", since=FIRST + timedelta(days=1))
    desk.do(remove_user, "amara@example.org", who=desk.person("adam"))
    assert [one.deputy for one in desk.look(standing_in.deputies)] == ["vera@example.org"]
    desk.do(remove_user, "ruth@example.org", who=desk.person("adam"))
    desk.do(people.add_user, "ruth@example.org", [Role.APPROVER], who=desk.person("adam"))
    assert desk.look(standing_in.deputies) == []


def test_a_wrong_day_is_told_with_its_field_and_as_people_write_it(desk):
    with pytest.raises(Mistake, match="the last day, Monday 13 September, comes before the first, Friday 17") as told:
        appoint(desk, since=LAST, until=FIRST)
    assert told.value.field == "until"
