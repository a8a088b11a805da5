"""Two different people stand behind every post, and they approved exactly what goes out."""

from datetime import UTC, date, datetime, timedelta

import pytest

from promoter.approval import approve, approve_all, edit, move, return_, wanted
from promoter.errors import NotPossible, UsageProblem
from promoter.ledger import claims, people
from promoter.ledger.decisions import list_decisions
from promoter.ledger.events import list_events
from promoter.ledger.rows import Actor, Role
from promoter.posts.lifecycle import Status
from promoter.posts.model import Wording

KEY = "week/first/x/blog"


def _claim(desk, now):
    with desk.ledger.write() as conn:
        return claims.claim(conn, now=now, lease=timedelta(minutes=1), owner="daemon", host="here")


def test_an_approver_approves_what_an_editor_wrote_and_it_may_go(desk, eight):
    desk.put()
    post = desk.do(approve, KEY, who="ruth")
    assert (post.status, post.approved_by, post.approved_at) == (Status.APPROVED, ("ruth@example.org",), eight)
    with desk.ledger.read() as conn:
        (decision,) = list_decisions(conn, KEY)
    assert (decision.by, decision.os_user, decision.digest, decision.at, decision.until, decision.day) == (
        "ruth@example.org", "os-ruth", post.digest, post.at, post.until, post.day,
    )  # fmt: skip
    assert desk.events() == ["approved"]
    assert _claim(desk, post.at).post.key == KEY


@pytest.mark.parametrize(
    ("writer", "who", "says"),
    [
        ("amara", "amara", "changed week/first/x/blog last, so somebody else has to approve it"),
        ("ruth", "ruth", "changed week/first/x/blog last, so somebody else has to approve it"),
        ("amara", "joe", "is an editor, and amara@example.org, .* is no approver"),
        ("load", "joe", "is an editor, and load, .* is no approver"),
        ("amara", "vera", "is a viewer and may not approve"),
        ("amara", "adam", "is an admin and may not approve"),
        ("ruth", "vera", "is a viewer and may not approve"),
        ("ruth", "adam", "is an admin and may not approve"),
        ("amara", "nobody", "nobody here is called nobody@example.org"),
    ],
)
def test_who_may_not_approve(desk, writer, who, says):
    desk.put(written_by=writer if writer == "load" else f"{writer}@example.org")
    with pytest.raises(NotPossible, match=says):
        desk.do(approve, KEY, who=who)
    assert desk.post().status is Status.PENDING
    assert desk.decisions() == []


@pytest.mark.parametrize(("writer", "who"), [("ruth", "amara"), ("ruth", "tom"), ("joe", "tom")])
def test_who_may_approve(desk, writer, who):
    desk.put(written_by=f"{writer}@example.org")
    assert desk.do(approve, KEY, who=who).status is Status.APPROVED


def test_an_editor_countersigns_only_while_the_writer_is_an_approver_here(desk, eight):
    desk.put(written_by="ruth@example.org")
    with desk.ledger.write() as conn:
        people.remove_user(conn, "ruth@example.org", who=Actor(None), now=eight)
    with pytest.raises(NotPossible, match="is no approver"):
        desk.do(approve, KEY, who="amara")


def test_admin_beside_approver_changes_nothing(desk, eight):
    with desk.ledger.write() as conn:
        people.add_user(conn, "adam@example.org", [Role.ADMIN, Role.APPROVER], who=Actor(None), now=eight)
    desk.put(written_by="adam@example.org")
    with pytest.raises(NotPossible, match="somebody else has to approve"):
        desk.do(approve, KEY, who="adam")


def test_nobody_approves_without_a_name(desk, eight):
    desk.put()
    with pytest.raises(NotPossible, match="say who you are"), desk.ledger.write() as conn:
        approve(conn, KEY, who=Actor(None, "root"), now=eight)


def test_a_digest_that_was_seen_has_to_be_the_one_that_is_there(desk):
    post = desk.put()
    with pytest.raises(NotPossible, match="changed since you looked: it is sha256:"):
        desk.do(approve, KEY, who="ruth", digest="sha256:" + "0" * 64)
    with pytest.raises(UsageProblem, match="too short for a digest"):
        desk.do(approve, KEY, who="ruth", digest=post.digest[:12])
    assert desk.do(approve, KEY, who="ruth", digest=post.digest[7:20]).status is Status.APPROVED


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.PENDING])
def test_only_what_waits_can_be_approved(desk, status):
    desk.at_status(status)
    with pytest.raises(NotPossible, match=r"is approved already|does not wait for approval"):
        desk.do(approve, KEY, who="ruth")


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"at": datetime(2021, 9, 13, 6, 59, tzinfo=UTC)}, "its time has passed; move it"),
        ({"hold": "past", "hold_reason": "Monday is over"}, r"\(past\): Monday is over"),
        ({"hold": "address"}, "the address of its page is still to come"),
        ({"link": None}, "the address of its page is still to come"),
        ({"hold": "choose", "hold_reason": "two wordings"}, r"\(choose\): two wordings"),
        ({"hold": "some new word"}, r"\(some new word\): it is on hold"),
        ({"text": "x" * 281}, "counts 281 and may count 280"),
        ({"text": "  "}, "has no words"),
    ],
)
def test_what_cannot_be_approved_yet(desk, more, says):
    desk.put(**more)
    with pytest.raises(NotPossible, match=says):
        desk.do(approve, KEY, who="ruth")
    assert desk.post().status is Status.PENDING


def test_a_page_that_is_not_live_yet_keeps_nobody_from_approving(desk):
    desk.put(hold="page", hold_reason="404")
    post = desk.do(approve, KEY, who="ruth")
    assert (post.status, post.hold) == (Status.APPROVED, "page")


def test_where_two_approvals_are_needed_two_people_besides_the_writer_give_them(desk):
    desk.set_up(approvals=2)
    desk.put()
    first = desk.do(approve, KEY, who="ruth")
    assert (first.status, first.approved_by, first.approved_at) == (Status.PENDING, ("ruth@example.org",), None)
    with pytest.raises(NotPossible, match="has approved week/first/x/blog already; it takes another person's"):
        desk.do(approve, KEY, who="ruth")
    with pytest.raises(NotPossible, match="changed week/first/x/blog last"):
        desk.do(approve, KEY, who="amara")
    second = desk.do(approve, KEY, who="tom")
    assert (second.status, second.approved_by) == (Status.APPROVED, ("ruth@example.org", "tom@example.org"))
    assert _claim(desk, second.at) is not None


@pytest.mark.parametrize("change", ["edit", "move", "return"])
def test_a_first_approval_ends_with_any_change(desk, eight, change):
    desk.set_up(approvals=2)
    desk.put()
    desk.do(approve, KEY, who="ruth")
    if change == "edit":
        desk.do(edit, KEY, "Other words https://example.org/week/first/x/blog", who="amara")
    elif change == "move":
        desk.do(move, KEY, desk.post().at, who="amara")
    else:
        desk.do(return_, KEY, reason="too dry", who="tom")
    assert desk.post().approved_by == ()
    assert desk.do(approve, KEY, who="tom").status is Status.PENDING


def test_a_post_edited_after_approval_waits_again(desk):
    desk.put()
    desk.do(approve, KEY, who="ruth")
    desk.do(edit, KEY, "Other words https://example.org/week/first/x/blog", who="ruth")
    assert desk.post().status is Status.PENDING
    with pytest.raises(NotPossible, match="somebody else has to approve"):
        desk.do(approve, KEY, who="ruth")
    assert desk.do(approve, KEY, who="amara").status is Status.APPROVED


# ------------------------------------------------------------------------------------------------------------ in one go


def test_a_sweep_approves_what_it_may_and_says_why_it_left_the_rest(desk, eight):
    desk.put("week/a/x/blog")
    desk.put("week/b/x/blog", written_by="ruth@example.org")
    desk.put("week/c/x/blog", at=eight - timedelta(hours=1))
    desk.put("week/d/x/blog", hold="address")
    desk.put("week/e/x/blog", hold="changes", hold_reason="too dry")
    desk.at_status(Status.SENT, "week/f/x/blog")
    approved, skipped = desk.do(approve_all, who="ruth")
    assert [post.key for post in approved] == ["week/a/x/blog"]
    assert [(one.key, one.reason.split(";")[0].removeprefix(f"{one.key} ")) for one in skipped] == [
        ("week/c/x/blog", "cannot be approved: its time has passed"),
        ("week/b/x/blog", "ruth@example.org changed week/b/x/blog last, so somebody else has to approve it"),
        ("week/d/x/blog", "cannot be approved: the address of its page is still to come"),
        ("week/e/x/blog", "changes are wanted: too dry"),
    ]


def test_a_sweep_stays_within_its_campaign_and_its_day(desk, eight):
    desk.put("week/a/x/blog")
    desk.put("week/b/x/blog", at=eight + timedelta(days=1), until=eight + timedelta(days=1, hours=9))
    approved, skipped = desk.do(approve_all, who="ruth", campaign="week", day=date(2021, 9, 14))
    assert ([post.key for post in approved], skipped) == (["week/b/x/blog"], [])
    with pytest.raises(UsageProblem, match="no campaign other"):
        desk.do(approve_all, who="ruth", campaign="other")


@pytest.mark.parametrize("who", ["vera", "adam"])
def test_who_decides_nothing_gets_no_sweep(desk, who):
    desk.put()
    with pytest.raises(NotPossible, match="may not approve"):
        desk.do(approve_all, who=who)


# ------------------------------------------------------------------------------------------------------ changes wanted


@pytest.mark.parametrize("status", [Status.PENDING, Status.APPROVED])
def test_changes_wanted_send_a_post_back_with_the_reason(desk, status):
    desk.at_status(status)
    post = desk.do(return_, KEY, reason="  say what\nit saved ", who="ruth")
    assert (post.status, post.hold, post.reason) == (Status.PENDING, "changes", "say what it saved")
    assert desk.events() == ["returned"]
    assert desk.do(approve_all, who="ruth")[0] == []
    assert desk.do(approve, KEY, who="tom").hold is None


def test_changes_wanted_do_not_hide_what_else_is_in_the_way(desk):
    desk.put(hold="choose", hold_reason="two wordings")
    assert desk.do(return_, KEY, reason="too dry", who="ruth").hold == "choose"


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.PENDING, Status.APPROVED}))
def test_what_is_on_its_way_or_done_is_not_sent_back(desk, status):
    desk.at_status(status)
    with pytest.raises(NotPossible, match="cannot be sent back"):
        desk.do(return_, KEY, reason="too dry", who="ruth")


def test_a_reason_is_a_reason(desk):
    desk.put()
    for empty in ("", " \n"):
        with pytest.raises(UsageProblem, match="give a reason"):
            desk.do(return_, KEY, reason=empty, who="ruth")


def test_what_two_people_approved_is_what_is_claimed_even_if_somebody_writes_into_the_database(desk):
    desk.put()
    post = desk.do(approve, KEY, who="ruth")
    with desk.ledger.write() as conn:
        conn.exec_driver_sql("UPDATE posts SET text = 'something else'")
    assert _claim(desk, post.at) is None
    assert desk.post().status is Status.PENDING
    assert desk.post().said != Wording(channel=post.channel, text=post.said.text)


def test_a_later_wish_takes_the_place_of_the_first_and_the_record_says_that_neither_was_met(desk):
    desk.put()
    desk.do(return_, KEY, reason="name the city", who="ruth")
    assert wanted(desk.post()) == "name the city"
    desk.do(return_, KEY, reason="name the year", who="tom")
    assert wanted(desk.post()) == "name the year"
    assert wanted(desk.do(approve, KEY, who="tom")) is None
    with desk.ledger.read() as conn:
        assert list_events(conn, post_key=KEY)[-1].data["although"] == "name the year"


def test_where_two_approve_each_of_them_is_asked_about_what_was_wanted(desk):
    desk.set_up(approvals=2)
    desk.put()
    desk.do(return_, KEY, reason="name the city", who="ruth")
    assert wanted(desk.do(approve, KEY, who="ruth")) == "name the city"
    assert wanted(desk.do(approve, KEY, who="tom")) is None
