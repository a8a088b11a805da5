"""New words, new times, new posts: each waits for somebody else's approval."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from promoter.approval import approve, approve_all, choose, edit, move, return_, write
from promoter.campaign.model import ChannelName, Kind
from promoter.errors import NotPossible, UsageProblem
from promoter.ledger import queue
from promoter.posts.lifecycle import Status
from promoter.posts.model import Wording

KEY = "week/first/x/blog"
LINK = f"https://example.org/{KEY}"
OPEN = [Status.PENDING, Status.APPROVED, Status.FAILED]
CLOSED = sorted(set(Status) - set(OPEN))


@pytest.mark.parametrize("status", OPEN)
def test_new_words_wait_for_approval(desk, status):
    before = desk.at_status(status)
    post = desk.do(edit, KEY, f"  Other words.\r\n{LINK} #SampleWeek ", who="joe")
    assert post.said.text == f"Other words.\n{LINK} #SampleWeek"
    assert (post.said.uncounted, post.said.link) == (None, LINK)
    assert (post.status, post.edited, post.written_by, post.approved_by) == (
        Status.PENDING,
        True,
        "joe@example.org",
        (),
    )
    assert post.version > before.version
    assert post.digest != before.digest
    assert desk.post() == post
    assert desk.events() == ["edited"]


@pytest.mark.parametrize("status", CLOSED)
def test_what_is_going_out_or_done_is_not_edited_or_moved(desk, status, eight):
    desk.at_status(status)
    with pytest.raises(NotPossible, match="cannot be edited"):
        desk.do(edit, KEY, "Other words", who="joe")
    with pytest.raises(NotPossible, match="cannot be moved"):
        desk.do(move, KEY, eight + timedelta(hours=3), who="joe")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "a post needs words"),
        (" \n\t ", "a post needs words"),
        ("x" * 281, "counts 281 and may count 280"),
        ("bell\a", r"U\+0007, which nobody can see"),
        ("tab\there", r"U\+0009, which nobody can see"),
        ("line\u2028separator", r"U\+2028"),
        ("txt.\u202eexe", r"U\+202E"),
        ("half\udc80", r"U\+DC80"),
    ],
)
def test_words_that_cannot_be_posted_are_refused(desk, eight, text, says):
    desk.put()
    with pytest.raises(UsageProblem, match=says):
        desk.do(edit, KEY, text, who="joe")
    with pytest.raises(UsageProblem, match=says):
        desk.do(write, "week", ChannelName.X, eight + timedelta(hours=1), text, who="joe")
    assert desk.events() == []


def test_joined_emoji_are_words_too(desk):
    desk.put()
    assert desk.do(edit, KEY, f"👩‍💻 {LINK}", who="joe").said.text == f"👩‍💻 {LINK}"


def test_the_same_words_again_change_nothing(desk):
    post = desk.do(edit, desk.put().key, f"Words {LINK}", who="joe")
    with pytest.raises(UsageProblem, match="says that already"):
        desk.do(edit, KEY, f"Words {LINK} ", who="amara")
    assert desk.post() == post


def test_an_edit_is_remarked_on(desk):
    desk.put()
    assert "hashtag_missing" in {remark.code for remark in desk.do(edit, KEY, f"Words {LINK}", who="joe").warnings}


@pytest.mark.parametrize("who", ["vera", "adam", "nobody"])
def test_who_changes_nothing(desk, eight, who):
    desk.put()
    for deed in (
        lambda: desk.do(edit, KEY, "Words", who=who),
        lambda: desk.do(move, KEY, eight + timedelta(hours=2), who=who),
        lambda: desk.do(write, "week", ChannelName.X, eight + timedelta(hours=2), "Words", who=who),
        lambda: desk.do(choose, KEY, "files", who=who),
    ):
        with pytest.raises(NotPossible, match=r"may not change posts|nobody here is called"):
            deed()


def test_an_edit_does_not_make_a_missing_address_known(desk):
    desk.put(link=None, hold="address")
    assert desk.do(edit, KEY, "Words", who="joe").hold == "address"


# ------------------------------------------------------------------------------------------------- files against edits


def _two_wordings(desk):
    composed = Wording(channel=ChannelName.X, text=f"From the files {LINK}", link=LINK)
    desk.put(edited=True, hold="choose", hold_reason="the files changed", composed=composed)
    return composed


def test_the_files_words_can_be_chosen(desk):
    composed = _two_wordings(desk)
    post = desk.do(choose, KEY, "files", who="joe")
    assert (post.said, post.edited, post.hold, post.written_by) == (composed, False, None, "joe@example.org")
    assert desk.do(approve, KEY, who="ruth").status is Status.APPROVED


def test_the_edited_words_can_be_kept(desk):
    _two_wordings(desk)
    before = desk.post()
    post = desk.do(choose, KEY, "edited", who="joe")
    assert (post.said, post.edited, post.hold, post.written_by) == (before.said, True, None, before.written_by)
    assert desk.do(approve, KEY, who="ruth").status is Status.APPROVED
    assert desk.events() == ["chosen", "approved"]


def test_editing_is_choosing_and_moving_is_not(desk, eight):
    _two_wordings(desk)
    assert desk.do(move, KEY, eight + timedelta(hours=2), who="joe").hold == "choose"
    assert desk.do(edit, KEY, f"Third words {LINK}", who="joe").hold is None


def test_two_wordings_are_chosen_from_before_and_after_a_past_post_is_moved(desk, eight):
    _two_wordings(desk)
    late = desk.post().at + timedelta(minutes=1)
    with pytest.raises(NotPossible, match="its time has passed"):
        desk.do(approve, KEY, who="ruth", now=late)
    assert desk.do(choose, KEY, "edited", who="joe", now=late).hold == "past"
    assert desk.do(move, KEY, late + timedelta(hours=1), who="joe", now=late).hold is None


def test_the_files_words_can_be_chosen_where_the_edited_ones_lack_the_address(desk):
    composed = Wording(channel=ChannelName.X, text=f"From the files {LINK}", link=LINK)
    desk.put(edited=True, hold="choose", composed=composed, link=None)
    later = desk.post().at + timedelta(hours=1)
    assert desk.do(move, KEY, later, who="joe").hold == "choose"
    assert desk.do(choose, KEY, "files", who="joe").hold is None


@pytest.mark.parametrize("past", [False, True])
def test_a_move_answers_no_request_for_changes_and_an_edit_does(desk, eight, past):
    desk.put(at=eight - timedelta(hours=1), hold="past") if past else desk.put()
    desk.do(return_, KEY, reason="name the city", who="ruth")
    moved = desk.do(move, KEY, eight + timedelta(hours=2), who="joe")
    assert (moved.hold, moved.hold_reason) == ("changes", "name the city")
    assert desk.do(approve_all, who="ruth")[0] == []
    assert desk.do(edit, KEY, f"The city {LINK}", who="joe").hold is None


def test_where_there_is_one_wording_there_is_nothing_to_choose(desk):
    desk.put()
    with pytest.raises(NotPossible, match="nothing to choose"):
        desk.do(choose, KEY, "files", who="joe")


# --------------------------------------------------------------------------------------------------------------- moving


@pytest.mark.parametrize("status", OPEN)
def test_a_new_time_waits_for_approval(desk, status):
    desk.at_status(status)
    to = datetime(2021, 9, 14, 10, 30, tzinfo=timezone(timedelta(hours=1)))
    post = desk.do(move, KEY, to, who="joe")
    assert (post.at, post.day) == (to, date(2021, 9, 14))
    assert post.until == datetime(2021, 9, 14, 16, 0, tzinfo=UTC), "17:00 in London"
    assert (post.status, post.moved, post.written_by, post.approved_by) == (Status.PENDING, True, "joe@example.org", ())
    assert desk.events() == ["moved"]


def test_the_day_of_a_post_is_the_campaigns_not_the_clocks(desk):
    desk.put()
    post = desk.do(move, KEY, datetime(2021, 9, 14, 23, 30, tzinfo=UTC), who="joe")
    assert post.day == date(2021, 9, 15)


def test_a_time_after_the_window_is_its_own_last_moment(desk):
    desk.put()
    evening = datetime(2021, 9, 13, 20, 0, tzinfo=UTC)
    assert desk.do(move, KEY, evening, who="joe").until == evening


def test_a_post_is_not_moved_into_the_past_or_before_its_page(desk, eight):
    desk.put(not_before=datetime(2021, 9, 13, 10, 0, tzinfo=UTC))
    with pytest.raises(NotPossible, match=r"^Monday 13 September 2021, 07:59 BST has passed; choose a time to come"):
        desk.do(move, KEY, eight - timedelta(seconds=1), who="joe")
    with pytest.raises(
        NotPossible, match="cannot go before Monday 13 September 2021, 11:00 BST, when its page is live"
    ):
        desk.do(move, KEY, datetime(2021, 9, 13, 9, 59, tzinfo=UTC), who="joe")
    with pytest.raises(UsageProblem, match="names no time zone"):
        desk.do(move, KEY, datetime(2021, 9, 13, 12, 0), who="joe")
    assert desk.events() == []


def test_moving_brings_back_a_post_whose_time_has_passed(desk, eight):
    desk.put(at=eight - timedelta(hours=1), hold="past")
    assert desk.do(move, KEY, eight + timedelta(hours=2), who="joe").hold is None
    assert desk.do(approve, KEY, who="ruth").status is Status.APPROVED


def test_moving_does_not_make_a_missing_address_known(desk, eight):
    desk.put(at=eight - timedelta(hours=1), hold="past", link=None)
    assert desk.do(move, KEY, eight + timedelta(hours=2), who="joe").hold == "address"


# -------------------------------------------------------------------------------------------------------------- writing


def test_a_free_post_is_approved_like_any_other(desk):
    at = datetime(2021, 9, 13, 12, 0, tzinfo=UTC)
    post = desk.do(write, "week", ChannelName.LINKEDIN, at, "Thank you all.\n#SampleWeek", who="joe")
    assert post.key == "week/2021-09-13/linkedin/free"
    assert (post.kind, post.status, post.written_by, post.day) == (
        Kind.FREE,
        Status.PENDING,
        "joe@example.org",
        date(2021, 9, 13),
    )
    assert (post.account, post.spacing, post.until) == (
        "linkedin:team",
        timedelta(seconds=90),
        datetime(2021, 9, 13, 16, tzinfo=UTC),
    )
    assert post.said.tags == ("#SampleWeek",)
    assert desk.post(post.key) == post
    assert desk.do(approve, post.key, who="ruth").status is Status.APPROVED
    assert desk.events() == ["written", "approved"]


def test_free_posts_of_one_day_are_numbered(desk):
    at = datetime(2021, 9, 13, 12, 0, tzinfo=UTC)
    keys = [desk.do(write, "week", ChannelName.X, at, "Thanks", who="joe").key for _ in range(3)]
    assert keys == ["week/2021-09-13/x/free", "week/2021-09-13/x/free-2", "week/2021-09-13/x/free-3"]
    assert len({post.key for post in _all(desk)}) == 3


def _all(desk):
    with desk.ledger.read() as conn:
        return queue.list_posts(conn)


def test_a_free_post_needs_a_campaign_a_network_and_a_time_to_come(desk, eight):
    desk.set_up(channels={"x": {}})
    later = eight + timedelta(hours=1)
    with pytest.raises(UsageProblem, match="does not use linkedin"):
        desk.do(write, "week", ChannelName.LINKEDIN, later, "Thanks", who="joe")
    with pytest.raises(UsageProblem, match="no campaign weak"):
        desk.do(write, "weak", ChannelName.X, later, "Thanks", who="joe")
    with pytest.raises(NotPossible, match="has passed"):
        desk.do(write, "week", ChannelName.X, eight - timedelta(seconds=1), "Thanks", who="joe")
