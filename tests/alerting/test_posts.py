"""What is told of posts, and when."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from promoter.approval import edit
from promoter.campaign.model import ChannelName
from promoter.delivery.lateness import put_right
from promoter.delivery.looking import PERSON
from promoter.ledger.accounts import ensure_account
from promoter.ledger.due import hold_for_page, release_post
from promoter.posts.lifecycle import Status
from promoter.posts.model import Wording
from promoter.posts.outcome import Later, Refused, Sent, Unclear

from .conftest import AMARA, FIRST, GRACE, NINE

MONDAY, TUESDAY = date(2021, 9, 13), date(2021, 9, 14)
X = frozenset({"x:default"})


def test_a_week_that_goes_well_has_nothing_to_tell(desk) -> None:
    desk.approved()
    desk.approved("week/later/x/blog", at=NINE + timedelta(hours=3))
    desk.attempted(Sent(network_id="1", url="https://x.com/i/1"), Status.SENT)
    assert desk.outstanding() == []


# ------------------------------------------------------------------------------------------------------------ the page


def test_a_post_held_for_its_page_is_told_once_for_each_reason_and_not_for_each_look(desk) -> None:
    desk.approved()
    told = []
    for reason in ("It answered 404.", "It answered 404.", "It wants a sign-in.", "It answered 404."):
        desk.do(hold_for_page, FIRST, reason, look_at=NINE, evidence={})
        told.append([one.body.splitlines()[0] for one in desk.new()])
        desk.pass_time(minutes=3)
    assert told == [["It answered 404."], [], ["It wants a sign-in."], []]


def test_a_held_post_says_where_its_page_is_and_until_when_it_waits(desk) -> None:
    desk.approved()
    desk.do(hold_for_page, FIRST, "It answered 404.", look_at=NINE, evidence={})
    (one,) = desk.new()
    assert one.subject == "week/first/x/blog waits for its page"
    assert "https://example.org/first" in one.body
    assert "due at 09:00 BST on Monday 13 September" in one.body
    assert "until 17:00" in one.body
    desk.do(release_post, FIRST, evidence={})
    assert desk.outstanding() == []


def test_a_post_held_for_its_picture_is_told_with_what_the_network_said_and_until_when_it_waits(desk) -> None:
    desk.approved()
    desk.change(hold="picture", hold_reason="X does not have the picture yet: it answered 503.", picture_at=NINE)
    (one,) = desk.new()
    assert one.subject == "week/first/x/blog waits for its picture"
    assert one.body.startswith("X does not have the picture yet: it answered 503.")
    assert "until 17:00" in one.body
    assert "never without it" in one.body
    desk.change(hold=None, hold_reason=None)
    assert desk.outstanding() == []


# ------------------------------------------------------------------------------------------------- refused and unclear


def test_a_refused_post_is_told_with_what_the_network_said_and_what_to_do(desk) -> None:
    desk.approved()
    desk.attempted(Refused(detail="It is too long", http_status=400), Status.FAILED)
    (one,) = desk.new()
    assert one.subject == "X refused week/first/x/blog"
    assert one.body.startswith("It is too long.\n")
    assert "promoter edit week/first/x/blog" in one.body
    assert desk.new() == []


def test_an_unclear_post_is_told_after_two_minutes_because_most_settle_themselves(desk) -> None:
    desk.approved()
    desk.attempted(Unclear(detail="no answer"), Status.UNCLEAR)
    desk.pass_time(seconds=119)
    assert desk.subjects() == []
    desk.pass_time(seconds=1)
    assert desk.subjects() == ["We cannot tell yet whether week/first/x/blog went out"]
    desk.pass_time(hours=1)
    assert desk.subjects() == []


def test_an_unclear_post_that_waits_for_a_person_is_told_at_once_with_the_command(desk) -> None:
    desk.approved()
    desk.attempted(Unclear(detail="no answer"), Status.UNCLEAR)
    desk.change(hold=PERSON, hold_reason="X cannot be read.", reason="X cannot be read.")
    (one,) = desk.new()
    assert one.subject == "Somebody must look whether week/first/x/blog is on X"
    assert "promoter resolve week/first/x/blog --not-sent" in one.body
    desk.pass_time(hours=1)
    assert desk.new() == []


def test_a_sent_post_that_is_shown_otherwise_is_told(desk) -> None:
    desk.approved()
    desk.attempted(Sent(network_id="1", url="https://x.com/i/1"), Status.SENT)
    desk.change(trouble="X shows it otherwise: the link is missing")
    (one,) = desk.new()
    assert one.subject == "Look at what X shows of week/first/x/blog"
    assert "the link is missing." in one.body
    assert "https://x.com/i/1" in one.body
    desk.change(trouble="X does not show it.")
    assert len(desk.new()) == 1


# -------------------------------------------------------------------------------------------------------- not approved


def test_posts_that_nobody_approved_are_told_together_an_hour_before_the_first(desk) -> None:
    ten = NINE + timedelta(hours=1)
    for name, minutes in (("b", 0), ("c", 30), ("d", 60)):
        desk.pending(f"week/{name}/x/blog", at=ten + timedelta(minutes=minutes))
    desk.approved("week/a/x/blog", at=ten)
    desk.clock.advance_to(ten - timedelta(hours=1, seconds=-1))
    (one,) = desk.new()
    assert one.subject == "week: 2 posts of the hour from 10:00 on Monday 13 September not approved"
    assert one.body.splitlines()[:2] == ["10:00 week/b/x/blog", "10:30 week/c/x/blog"]
    assert "promoter approve POST --as USER" in one.body


@pytest.mark.parametrize(("before", "told"), [(3601, 0), (3600, 1)])
def test_an_hour_before_and_not_earlier(desk, before: int, told: int) -> None:
    desk.pending(at=NINE + timedelta(seconds=before))
    assert len(desk.new()) == told


def test_a_post_that_loses_its_approval_within_the_hour_is_told_again_and_an_approved_one_is_not(desk) -> None:
    desk.pending(at=NINE + timedelta(minutes=30))
    desk.pending("week/b/x/blog", at=NINE + timedelta(minutes=40))
    assert len(desk.new()) == 1
    desk.change("week/b/x/blog", status=Status.APPROVED)
    assert desk.new() == []
    desk.do(edit, FIRST, "Other words.", who=AMARA)
    (one,) = desk.new()
    assert FIRST in one.body
    assert "week/b/x/blog" not in one.body


def test_a_post_whose_time_passed_while_no_daemon_was_there_is_still_told_within_the_hour(desk) -> None:
    desk.pending(at=NINE - timedelta(minutes=59))
    desk.pending("week/b/x/blog", at=NINE - timedelta(minutes=61))
    (one,) = desk.new()
    assert FIRST in one.body
    assert "week/b/x/blog" not in one.body


# ------------------------------------------------------------------------------------------------------ at another time


def late(desk) -> None:
    desk.do(put_right, grace=GRACE, connected=X)


def test_posts_that_are_put_off_are_told_once_a_day_and_account(desk) -> None:
    desk.approved()
    desk.approved("week/b/x/blog", at=NINE + timedelta(minutes=1))
    desk.pass_time(hours=1)
    late(desk)
    (one,) = desk.new()
    assert one.subject == "week: posts of x:default go out later than planned"
    assert "week/first/x/blog: Missed 09:00; the next free time of its day. Now 10:45." in one.body
    assert "week/b/x/blog: Missed 09:01" in one.body
    desk.approved("week/c/x/blog", at=NINE + timedelta(hours=1))
    desk.pass_time(hours=2)
    late(desk)
    assert desk.new() == []
    desk.on(TUESDAY, 10)
    desk.approved("week/d/x/blog", at=NINE + timedelta(days=1))
    late(desk)
    assert "week: posts of x:default go out later than planned" in desk.subjects()


def test_posts_for_which_no_time_is_left_are_told_with_the_reason_and_together(desk) -> None:
    desk.approved()
    desk.approved("week/b/x/blog", at=NINE + timedelta(minutes=1))
    desk.pass_time(hours=9)
    late(desk)
    (one,) = [one for one in desk.new() if "digest" not in one.keys[0]]
    assert one.subject == "week: 2 posts of x:default did not go out"
    assert "week/first/x/blog: It missed 09:00, and no time is free before 17:00." in one.body
    assert "promoter move POST --to TIME" in one.body


def test_a_post_that_the_network_would_not_take_often_enough_is_told(desk) -> None:
    desk.approved()
    desk.pass_time(seconds=1)
    desk.attempted(Later(detail="busy"), Status.PENDING, reason="X was asked five times and took nothing")
    (one,) = desk.new()
    assert one.subject == "week: 1 post of x:default did not go out"
    assert "week/first/x/blog: X was asked five times and took nothing." in one.body


def test_a_post_that_somebody_has_seen_to_already_is_not_told_of(desk) -> None:
    desk.approved()
    desk.pass_time(hours=9)
    late(desk)
    desk.change(status=Status.WITHDRAWN)
    assert not [one for one in desk.new() if "did not go out" in one.subject]


# --------------------------------------------------------------------------------------------------------------- by hand


def test_a_post_made_by_hand_comes_up_at_its_time_with_its_exact_words(desk) -> None:
    desk.by_hand()
    text = "First line & more\n\n  second, with “quotes” #SampleWeek"
    desk.approved(said=Wording(channel=ChannelName.X, text=text, link="https://example.org/first"))
    desk.approved("week/later/x/blog", at=NINE + timedelta(seconds=1))
    (one,) = desk.new()
    assert one.subject == "Post week/first/x/blog by hand now"
    assert f"---\n{text}\n---" in one.body
    assert "with this link: https://example.org/first" in one.body
    assert "promoter resolve week/first/x/blog --sent" in one.body
    desk.pass_time(seconds=1)
    assert desk.subjects() == ["Post week/later/x/blog by hand now"]


def test_by_hand_the_words_without_the_count_are_told_while_the_count_is_not_true(desk) -> None:
    desk.do(lambda conn, now: ensure_account(conn, ChannelName.LINKEDIN, "default"))
    desk.by_hand("linkedin:default")
    said = Wording(channel=ChannelName.LINKEDIN, text="Three blogs (today).", uncounted="Blogs (today).")
    desk.approved("week/r/linkedin/round_up", said=said, counted_live_from=NINE + timedelta(hours=1))
    (one,) = desk.new()
    assert "---\nBlogs (today).\n---" in one.body
    assert "with this link" not in one.body


def test_while_everything_is_paused_nobody_is_asked_to_post_by_hand(desk) -> None:
    desk.by_hand()
    desk.approved()
    desk.pause()
    assert desk.subjects() == ["Everything is stopped by ruth@example.org"]


# ------------------------------------------------------------------------------------------------------ whose week is over


def test_what_happened_before_a_weekend_is_told_on_monday_and_a_week_later_it_is_not(desk) -> None:
    desk.approved(at=NINE + timedelta(days=1))
    desk.on(TUESDAY, 9)
    desk.attempted(Refused(detail="no"), Status.FAILED)
    desk.clock.advance_to(datetime(2021, 9, 17, 8, tzinfo=UTC))
    assert "X refused week/first/x/blog" in [one.subject for one in desk.outstanding()]
    desk.clock.advance_to(datetime(2021, 9, 18, 8, tzinfo=UTC))
    assert desk.outstanding() == []


def test_a_post_that_was_moved_beyond_the_week_keeps_the_week_alive(desk) -> None:
    desk.pending(at=NINE + timedelta(days=20))
    desk.clock.advance_to(NINE + timedelta(days=20, minutes=-10))
    assert desk.subjects()[0] == "week: 1 post of the hour from 09:00 on Sunday 3 October not approved"
