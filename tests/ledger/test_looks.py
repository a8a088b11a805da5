"""Looks at the network: taken by one, guarded like attempts, and kept as evidence."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from promoter.campaign.model import ChannelName
from promoter.ledger import accounts, claims, events, looks, queue
from promoter.ledger.rows import LookStep, NextStep, ReadingRow
from promoter.posts.lifecycle import Status
from promoter.posts.model import Wording
from promoter.posts.outcome import Refused, Sent, Unclear

MINUTE = timedelta(minutes=1)
KEY, SECOND = "week/first/x/blog", "week/second/x/blog"
PATIENCE = timedelta(seconds=40)
ONLY = ("x:default", "linkedin:default")


def _take(desk, now, only=ONLY):
    with desk.ledger.write() as conn:
        return looks.take_look(conn, now, patience=PATIENCE, only=only)


def _reading(look, finding="absent", *, counts=True, **more):
    return ReadingRow(
        post_key=look.post.key, fence=look.post.fence, began_at=look.post.look_at, finding=finding, counts=counts,
        detail="as seen", **more,
    )  # fmt: skip


def _record(desk, look, step, now, **reading):
    with desk.ledger.write() as conn:
        return looks.record_look(conn, look, _reading(look, **reading), step, now=now)


def _found(name="7"):
    changes = {"network_id": name, "url": f"https://x.com/{name}", "sent_at": None, "trouble": None}
    return LookStep(status=Status.SENT, frees=True, event="found", changes=changes)


def _again(moment):
    return LookStep(status=Status.UNCLEAR, look_at=moment)


def _unclear(desk, now, key=KEY, **more):
    desk.approved(key, at=now, **more)
    claimed = desk.claim(now, only=[key])
    desk.record(claimed, Unclear(detail="lost"), NextStep(status=Status.UNCLEAR, look_at=now), now)
    return claimed


def _free(desk, key=KEY):
    with desk.ledger.write() as conn:
        accounts.let_go(conn, queue.get_post(conn, key))


def _busy(desk):
    with desk.ledger.read() as conn:
        return accounts.get_account(conn, "x:default").busy_post


def _next(desk, only=ONLY):
    with desk.ledger.read() as conn:
        return looks.next_look(conn, only=only)


# --------------------------------------------------------------------------------------------------------------- taking


def test_a_look_is_taken_once_and_again_after_whoever_took_it_was_lost(desk, nine):
    _unclear(desk, nine)
    assert _take(desk, nine - timedelta(seconds=1)) is None
    assert _take(desk, nine).post.key == KEY
    assert _take(desk, nine) is None
    assert _next(desk) == nine + PATIENCE
    assert _take(desk, nine + PATIENCE).post.key == KEY


def test_of_two_workers_one_takes_the_look(desk, nine):
    _unclear(desk, nine)
    taken, together = [], threading.Barrier(2)

    def work():
        together.wait()
        taken.append(_take(desk, nine))

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(look is None for look in taken) == [False, True]


def test_the_look_that_was_due_first_is_taken_first(desk, nine):
    _unclear(desk, nine)
    _unclear(desk, nine - MINUTE, "week/first/linkedin/blog")
    assert [_take(desk, nine).post.key for _ in range(2)] == ["week/first/linkedin/blog", KEY]


def test_accounts_that_cannot_be_spoken_to_are_left(desk, nine):
    _unclear(desk, nine)
    for only in ((), ("linkedin:default",)):
        assert _take(desk, nine, only) is None
        assert _next(desk, only) is None
    assert _next(desk) == nine


@pytest.mark.parametrize("status", [Status.APPROVED, Status.PENDING])
def test_only_what_may_be_on_the_network_is_looked_for_there(desk, nine, status):
    desk.approved(look_at=nine)
    if status is Status.PENDING:
        with desk.ledger.write() as conn:
            queue.update_post(conn, queue.get_post(conn, KEY), status=status)
    assert _take(desk, nine + MINUTE) is None
    assert _next(desk) is None


def test_a_look_knows_its_history(desk, nine):
    first = _unclear(desk, nine)
    with desk.ledger.write() as conn:
        post = queue.update_post(conn, queue.get_post(conn, KEY), status=Status.APPROVED)
        accounts.let_go(conn, post)
    again = desk.claim(nine + 5 * MINUTE)
    desk.record(again, Refused(detail="twice", duplicate=True), NextStep(status=Status.UNCLEAR, look_at=nine), nine)
    look = _take(desk, nine + 6 * MINUTE)
    assert (look.began, look.attempt.fence, look.attempt.outcome) == (nine, 2, "refused")
    assert look.text == first.payload == again.payload
    assert (look.absences, look.made) == (0, 0)


def test_absences_are_those_that_count_since_the_last_attempt(desk, nine):
    _unclear(desk, nine)
    for finding, counts in (("absent", False), ("absent", True), ("unreadable", False), ("absent", True)):
        look = _take(desk, nine + MINUTE)
        _record(desk, look, _again(nine), nine, finding=finding, counts=counts)
    look = _take(desk, nine + MINUTE)
    assert (look.absences, look.made) == (2, 4)
    step = LookStep(status=Status.APPROVED, frees=True)
    _record(desk, look, step, nine + MINUTE)
    second = desk.claim(nine + 5 * MINUTE)
    desk.record(second, Unclear(detail="lost"), NextStep(status=Status.UNCLEAR, look_at=nine), nine + 5 * MINUTE)
    look = _take(desk, nine + 6 * MINUTE)
    assert (look.absences, look.made, look.began) == (0, 0, nine)


def test_what_went_out_last_is_looked_for_even_if_more_is_live_by_now(desk, nine):
    said = Wording(channel=ChannelName.X, text="All three pieces", uncounted="All pieces")
    _unclear(desk, nine, said=said, counted_live_from=nine + MINUTE)
    assert _take(desk, nine + 5 * MINUTE).text == "All pieces"


def test_a_post_that_a_person_posted_is_looked_at_without_an_attempt(desk, nine):
    desk.approved(status=Status.PENDING)
    with desk.ledger.write() as conn:
        post = queue.get_post(conn, KEY)
        queue.update_post(conn, post, status=Status.SENT, sent_at=nine, network_id="7", look_at=nine)
    look = _take(desk, nine)
    assert (look.attempt.outcome, look.began, look.text) == (None, nine, post.said.payload_text)


def test_words_that_were_refused_are_not_those_of_the_post_that_a_person_posted(desk, nine):
    desk.approved()
    desk.record(desk.claim(nine), Refused(detail="no"), NextStep(status=Status.FAILED), nine)
    other = Wording(channel=ChannelName.X, text="Other words")
    with desk.ledger.write() as conn:
        post = queue.update_post(conn, queue.get_post(conn, KEY), status=Status.PENDING, said=other)
        queue.update_post(conn, post, status=Status.SENT, sent_at=nine, network_id="7", look_at=nine)
    assert _take(desk, nine).text == "Other words"


def test_ids_of_other_posts_of_the_network_are_known_to_the_search(desk, nine):
    desk.approved(SECOND, at=nine)
    sent = Sent(network_id="6", url=None)
    desk.record(desk.claim(nine), sent, NextStep(status=Status.SENT), nine)
    _unclear(desk, nine + 10 * MINUTE)
    assert _take(desk, nine + 10 * MINUTE).taken == {"6"}


def test_a_later_post_with_the_same_words_bounds_the_search(desk, nine):
    same = Wording(channel=ChannelName.X, text="Hello")
    for minutes, key, said in (
        (0, KEY, same),
        (10, "week/other/x/blog", replace(same, text="Not hello")),
        (20, SECOND, same),
    ):
        _unclear(desk, nine + minutes * MINUTE, key, said=said)
        _free(desk, key)
    later = nine + 20 * MINUTE
    known = {(look := _take(desk, later)).post.key: look.next_alike for _ in range(3)}
    assert known == {KEY: later, "week/other/x/blog": None, SECOND: None}


def test_a_post_with_the_same_words_that_is_just_going_out_bounds_it_too(desk, nine):
    same = Wording(channel=ChannelName.X, text="Hello")
    _unclear(desk, nine, said=same)
    _free(desk)
    desk.approved(SECOND, at=nine + 10 * MINUTE, said=same)
    desk.claim(nine + 10 * MINUTE)
    assert _take(desk, nine + 10 * MINUTE).next_alike == nine + 10 * MINUTE


# ------------------------------------------------------------------------------------------------------------ recording


def test_what_was_found_is_taken_over_with_its_evidence(desk, nine):
    _unclear(desk, nine)
    look = _take(desk, nine)
    after = _record(desk, look, _found(), nine, finding="found", counts=False, network_id="7", seen={"text": "Hello"})
    assert (after.status, after.network_id, after.look_at, after.hold) == (Status.SENT, "7", None, None)
    assert _busy(desk) is None
    with desk.ledger.read() as conn:
        (reading,) = looks.list_readings(conn, KEY)
        told = events.list_events(conn, post_key=KEY)[-1]
        assert events.verify(conn) == []
    assert (reading.finding, reading.network_id, reading.seen) == ("found", "7", {"text": "Hello"})
    assert (told.kind, told.data["network_id"], told.data["seen"]) == ("found", "7", {"text": "Hello"})


def test_a_look_that_brought_nothing_new_is_kept_and_not_told(desk, nine):
    _unclear(desk, nine)
    _record(desk, _take(desk, nine), _again(nine + MINUTE), nine)
    assert (desk.post().look_at, _busy(desk)) == (nine + MINUTE, KEY)
    with desk.ledger.read() as conn:
        assert [reading.finding for reading in looks.list_readings(conn, KEY)] == ["absent"]
        assert events.list_events(conn, post_key=KEY)[-1].kind == "unclear"


def test_a_hold_for_a_person_has_its_reason_and_goes_when_it_is_found(desk, nine):
    _unclear(desk, nine)
    step = LookStep(
        status=Status.UNCLEAR, hold="person", reason="Look there.", look_at=nine, frees=True, event="for_a_person"
    )
    after = _record(desk, _take(desk, nine), step, nine)
    assert (after.hold, after.hold_reason, after.reason, _busy(desk)) == ("person", "Look there.", "Look there.", None)
    after = _record(desk, _take(desk, nine), _found(), nine)
    assert (after.status, after.hold, after.hold_reason) == (Status.SENT, None, None)


def test_what_a_person_settled_meanwhile_stays_and_the_reading_is_kept(desk, nine):
    _unclear(desk, nine)
    look = _take(desk, nine)
    with desk.ledger.write() as conn:
        settled = queue.update_post(conn, queue.get_post(conn, KEY), status=Status.PENDING, look_at=None)
    assert _record(desk, look, _found(), nine) is None
    assert desk.post() == settled
    with desk.ledger.read() as conn:
        assert len(looks.list_readings(conn, KEY)) == 1


def test_a_look_at_an_earlier_attempt_changes_nothing(desk, nine):
    _unclear(desk, nine)
    look = _take(desk, nine)
    with desk.ledger.write() as conn:
        post = queue.update_post(conn, queue.get_post(conn, KEY), status=Status.APPROVED)
        accounts.let_go(conn, post)
    desk.record(desk.claim(nine + 5 * MINUTE), Unclear(detail="?"), NextStep(status=Status.UNCLEAR, look_at=nine), nine)
    before = desk.post()
    for step in (LookStep(status=Status.APPROVED, frees=True), _found()):
        assert _record(desk, look, step, nine) is None
    assert (desk.post(), _busy(desk)) == (before, KEY)


def test_a_look_that_somebody_took_up_again_decides_nothing_but_what_it_found(desk, nine):
    _unclear(desk, nine)
    lost = _take(desk, nine)
    taken = _take(desk, nine + PATIENCE)
    hold = LookStep(status=Status.UNCLEAR, hold="person", reason="?", look_at=nine, frees=True)
    assert _record(desk, taken, hold, nine + PATIENCE).hold == "person"
    assert _record(desk, lost, _again(nine), nine + PATIENCE) is None
    assert desk.post().hold == "person"
    assert _record(desk, lost, _found(), nine + PATIENCE).status is Status.SENT


def test_an_id_that_another_post_has_by_now_is_not_taken_over(desk, nine):
    desk.approved(SECOND, at=nine)
    other = desk.claim(nine)
    _free(desk, SECOND)
    _unclear(desk, nine + 10 * MINUTE)
    look = _take(desk, nine + 10 * MINUTE)
    desk.record(other, Sent(network_id="7", url=None), NextStep(status=Status.SENT), nine + 10 * MINUTE)
    after = _record(desk, look, _found("7"), nine + 10 * MINUTE)
    assert (after.status, after.network_id, _busy(desk)) == (Status.UNCLEAR, None, KEY)
    assert after.look_at > nine + 10 * MINUTE
    assert _take(desk, after.look_at).taken == {"7"}


def test_the_account_is_not_let_go_for_another_post(desk, nine):
    _unclear(desk, nine)
    _free(desk)
    desk.approved(SECOND, at=nine + 10 * MINUTE)
    desk.claim(nine + 10 * MINUTE)
    _record(desk, _take(desk, nine + 10 * MINUTE), _found(), nine + 10 * MINUTE)
    assert _busy(desk) == SECOND
    with desk.ledger.write() as conn:
        assert [post.key for post in claims.expire_leases(conn, nine + 11 * MINUTE)] == [SECOND]


@pytest.mark.only_on("postgresql")
def test_of_two_looks_at_one_post_both_are_written_down(desk, nine):
    """The second was taken up because the first took so long, and both come back at the same moment."""
    _unclear(desk, nine)
    first, second = _take(desk, nine), _take(desk, nine + PATIENCE)
    meet = threading.Barrier(2)

    def record(look):
        with desk.ledger.write() as conn:
            conn.execute(text("SELECT 1"))
            meet.wait(20)
            looks.record_look(conn, look, _reading(look), _again(nine + MINUTE), now=nine + PATIENCE)

    for _ in range(10):
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(record, (first, second)))
    with desk.ledger.read() as conn:
        assert len(looks.list_readings(conn, KEY)) == 20


def test_a_post_that_left_later_than_it_was_tried_keeps_the_next_one_at_a_distance_from_then(desk, nine):
    _unclear(desk, nine)
    step = _found()
    later = replace(step, changes={**step.changes, "sent_at": nine + MINUTE})
    _record(desk, _take(desk, nine), later, nine + 2 * MINUTE, finding="found", network_id="7")
    with desk.ledger.read() as conn:
        assert accounts.get_account(conn, "x:default").last_left_at == nine + MINUTE
