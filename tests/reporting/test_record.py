from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from promoter.campaign.model import ChannelName, Kind
from promoter.ledger.rows import AccountRow, AttemptRow, PauseRow, PostRow
from promoter.posts.lifecycle import Status
from promoter.posts.model import Card, Media, Remark, Wording
from promoter.reporting.record import (
    DELIVERY_COLUMNS,
    Delivery,
    delivery_cells,
    delivery_json,
    post_json,
)
from promoter.reporting.standing import status_in_words, why_it_stands

LONDON = ZoneInfo("Europe/London")
AT = datetime(2021, 9, 13, 9, 45, tzinfo=UTC)
ACCOUNT = AccountRow(id="linkedin:default", channel=ChannelName.LINKEDIN, name="default")
POST = PostRow(
    key="week/first/linkedin/blog",
    campaign="week",
    account="linkedin:default",
    kind=Kind.BLOG,
    day=date(2021, 9, 13),
    said=Wording(
        channel=ChannelName.LINKEDIN,
        text="Four (of nine) blogs 😀 #SampleWeek",
        uncounted="Blogs (today) #SampleWeek",
        link="https://example.org/a",
        card=Card("A title", "A line"),
        media=(Media("a.png", "00ff", "A door"),),
        tags=("#SampleWeek",),
    ),
    at=AT,
    until=AT + timedelta(hours=6),
    written_by="amara@example.org",
    spacing=timedelta(minutes=5),
    warnings=(Remark("praise", "Let the reader judge."),),
    blog="first",
    theme="one",
)
ATTEMPT = AttemptRow(
    post_key=POST.key,
    fence=1,
    account=POST.account,
    digest=POST.digest,
    owner="daemon-1",
    host="here",
    started_at=AT,
    lease_until=AT + timedelta(seconds=60),
    ended_at=None,
    outcome=None,
    http_status=None,
    detail=None,
)


def test_a_post_has_every_field_that_is_promised():
    promised = (
        "key campaign channel kind blog theme day at until text link card length limit digest media warnings why payload_text "
        "status approved_by hold"
    )
    assert set(promised.split()) <= post_json(POST, LONDON).keys()


def test_times_carry_the_offset_of_the_campaigns_zone():
    shape = post_json(POST, LONDON)
    assert (shape["day"], shape["at"], shape["until"]) == (
        "2021-09-13",
        "2021-09-13T10:45:00+01:00",
        "2021-09-13T16:45:00+01:00",
    )
    assert shape["sent_at"] is None


def test_both_wordings_are_told_as_read_and_as_they_leave():
    shape = post_json(POST, LONDON)
    assert shape["text"] == POST.said.text
    assert shape["length"] == len(POST.said.text) + 1  # the face counts two
    assert shape["payload_text"] == POST.said.payload_text != POST.said.text
    assert shape["text_without_count"] == POST.said.uncounted
    assert shape["payload_without_count"] == POST.said.payload_uncounted


def test_on_x_there_is_no_other_form_of_the_text():
    post = replace(POST, said=Wording(channel=ChannelName.X, text="A (b)"))
    assert "payload_text" not in post_json(post, LONDON)


def test_the_files_words_are_told_only_where_they_differ():
    assert post_json(replace(POST, composed=POST.said), LONDON)["composed"] is None
    other = replace(POST, composed=Wording(channel=ChannelName.LINKEDIN, text="Other"))
    assert post_json(other, LONDON)["composed"]["text"] == "Other"


def test_an_attempt_under_way_has_no_outcome_yet():
    (attempt,) = delivery_json(Delivery(post=POST, zone=LONDON, attempts=[ATTEMPT]))["attempts"]
    assert (attempt["number"], attempt["started_at"], attempt["ended_at"]) == (1, "2021-09-13T10:45:00+01:00", None)
    assert attempt["outcome"] is attempt["http_status"] is attempt["detail"] is None


def test_a_row_of_the_record_has_a_cell_for_every_column():
    first = replace(ATTEMPT, outcome="later", http_status=503, detail="busy")
    cells = delivery_cells(Delivery(post=POST, zone=LONDON, why="So it is.", attempts=[ATTEMPT, first]))
    row = dict(zip(DELIVERY_COLUMNS, cells, strict=True))
    assert (row["attempts"], row["outcome"], row["http_status"], row["detail"]) == (2, "later", 503, "busy")
    assert (row["why"], row["approved_by"]) == ("So it is.", "")
    never_tried = dict(zip(DELIVERY_COLUMNS, delivery_cells(Delivery(post=POST, zone=LONDON)), strict=True))
    assert (never_tried["attempts"], never_tried["outcome"], never_tried["why"]) == (0, None, None)


def why(
    now: datetime = AT + timedelta(hours=1), *, account: AccountRow = ACCOUNT, pause: PauseRow | None = None, **changes
) -> str:
    return why_it_stands(replace(POST, **changes), now=now, account=account, pause=pause, zone=LONDON)


def test_a_post_that_was_missed_says_why():
    assert why() == "Nobody approved it before its time."
    assert why(hold="past", hold_reason="its time has passed; move it") == "Its time has passed; move it."
    assert why(reason="no slot is left", hold_reason="No slot is left.", trouble="503") == "No slot is left. 503."


def test_an_approved_post_says_what_stops_it_the_widest_reason_first():
    approved = {"status": Status.APPROVED}
    pause = PauseRow(id=1, reason="silence", paused_by="ruth@example.org", paused_at=AT)
    stopped = replace(ACCOUNT, blocked_reason="The token has ended.")
    held = {**approved, "hold": "page", "hold_reason": "the page answers 404"}
    said = "Everything is stopped by ruth@example.org: silence."
    assert why(AT - timedelta(hours=1), account=stopped, pause=pause, **held) == said
    assert why(account=stopped, pause=pause, **held) == f"{said} Its time passed meanwhile."
    assert why(account=stopped, **held) == "Its account linkedin:default is stopped: The token has ended."
    assert why(**held) == "The page answers 404."
    lacking = {**approved, "hold": "picture", "hold_reason": "X answered 503", "picture_at": AT + timedelta(hours=2)}
    assert why(**lacking) == "X answered 503. It is brought again at 12:45."
    on_its_way = {**approved, "picture_at": AT + timedelta(seconds=3)}
    assert why(**on_its_way) == "Its picture is on its way to LinkedIn."
    assert why(account=replace(ACCOUNT, manual=True), **approved).startswith("A person posts it by hand")
    later = AT + timedelta(hours=2)
    assert why(**approved, retry_at=later, trouble="X answered 503") == "It will be tried again. X answered 503."
    assert why(AT - timedelta(hours=1), **approved) == "It goes out at its time."


def test_an_approved_post_whose_time_has_come_says_what_it_waits_for():
    approved = {"status": Status.APPROVED}
    assert why(**approved) == "Its time has come and no daemon has taken it yet."

    def waits(now: datetime = AT, *, its: dict | None = None, **account) -> str:
        return why(now, account=replace(ACCOUNT, **account), **approved, **(its or {}))

    assert waits(busy_post="week/b/linkedin/blog") == (
        "It waits for week/b/linkedin/blog, which is going out from linkedin:default."
    )
    resting = {"not_before": AT + timedelta(hours=1)}
    assert waits(**resting) == "LinkedIn takes nothing from linkedin:default before 11:45 BST."
    assert waits(not_before=AT + timedelta(days=1)).endswith("before 10:45 BST on Tuesday 14 September.")
    just_before = {"last_left_at": AT - timedelta(minutes=2)}
    distance = "It keeps its distance from the last post of linkedin:default: not before 10:48 BST."
    assert waits(**just_before) == distance
    assert waits(AT + timedelta(minutes=3), **just_before).endswith("no daemon has taken it yet.")
    assert waits(its={"not_before": AT + timedelta(minutes=1)}) == "Its page is live only from 10:46 BST."


def test_a_post_that_will_be_kept_at_its_time_does_not_promise_it():
    approved = {"status": Status.APPROVED}
    before = AT - timedelta(hours=1)
    for account in (
        replace(ACCOUNT, not_before=AT + timedelta(seconds=1)),
        replace(ACCOUNT, last_left_at=AT - POST.spacing + timedelta(seconds=1)),
    ):
        assert why(before, account=account, **approved).endswith("before 10:46 BST.")
    for account in (
        replace(ACCOUNT, not_before=AT),
        replace(ACCOUNT, last_left_at=AT - POST.spacing),
        replace(ACCOUNT, busy_post="week/b/linkedin/blog"),
    ):
        assert why(before, account=account, **approved) == "It goes out at its time."


def test_every_status_has_words_and_a_hold_says_more():
    for status in Status:
        assert status_in_words(replace(POST, status=status))
        assert isinstance(why(status=status, withdrawn_by="load"), str)
    assert status_in_words(replace(POST, hold="changes")) == "changes wanted"
    assert status_in_words(replace(POST, status=Status.SENT, hold="changes")) == "sent"
