"""Claiming and recording: one attempt at a time, exactly what was approved, and nothing lost when things go wrong."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from promoter.campaign.model import ChannelName
from promoter.ledger import accounts, attempts, claims, events, pauses, queue
from promoter.ledger.database import open_ledger
from promoter.ledger.decisions import APPROVE, add_decision
from promoter.ledger.rows import Actor, NextStep
from promoter.ledger.tables import accounts as accounts_table
from promoter.ledger.tables import posts as posts_table
from promoter.posts.lifecycle import Status
from promoter.posts.model import Wording
from promoter.posts.outcome import Blocked, Later, Refused, Sent, Unclear

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
KEY = "week/first/x/blog"
SENT = Sent(network_id="42", url="https://x.com/i/status/42", http_status=201, detail="created")
DONE = NextStep(status=Status.SENT)


def _account(desk, account="x:default"):
    with desk.ledger.read() as conn:
        return accounts.get_account(conn, account)


def _set_account(desk, **values):
    with desk.ledger.write() as conn:
        conn.execute(sa.update(accounts_table).values(values).where(accounts_table.c.id == "x:default"))


def _kinds(desk):
    with desk.ledger.read() as conn:
        return [event.kind for event in events.list_events(conn, campaign="week")]


def _attempts(desk, key=KEY):
    with desk.ledger.read() as conn:
        return attempts.list_attempts(conn, post_key=key)


def test_a_claim_is_on_record_before_anything_leaves(desk, nine):
    post = desk.approved()
    claimed = desk.claim(nine)
    assert (claimed.post.key, claimed.fence, claimed.owner, claimed.host) == (KEY, 1, "daemon-1", "here")
    assert claimed.lease_until == nine + MINUTE
    assert (desk.post().status, desk.post().fence, desk.post().lease_until) == (Status.SENDING, 1, nine + MINUTE)
    (attempt,) = _attempts(desk)
    assert (attempt.fence, attempt.outcome, attempt.digest, attempt.started_at) == (1, None, post.digest, nine)
    assert _account(desk).busy_post == KEY
    assert _kinds(desk) == ["approved", "claimed"]


def test_nothing_is_claimed_before_its_time(desk, nine):
    desk.approved(at=nine)
    assert desk.claim(nine - timedelta(microseconds=1)) is None
    assert desk.claim(nine) is not None


def test_an_account_sends_one_post_at_a_time_and_the_earliest_first(desk, nine):
    desk.approved("week/b/x/blog", at=nine - MINUTE)
    desk.approved("week/a/x/blog", at=nine)
    desk.approved("week/c/linkedin/blog", at=nine)
    assert {desk.claim(nine).post.key, desk.claim(nine).post.key} == {"week/b/x/blog", "week/c/linkedin/blog"}
    assert desk.claim(nine) is None


@pytest.mark.parametrize(
    "state",
    [
        {"blocked_reason": "the token has expired"},
        {"manual": True},
        {"busy_post": "week/other/x/blog"},
        {"not_before": "later"},
    ],
)
def test_an_account_that_is_not_free_sends_nothing(desk, nine, state):
    desk.approved()
    later = nine + MINUTE
    _set_account(desk, **{name: later if value == "later" else value for name, value in state.items()})
    assert desk.claim(nine) is None


def test_an_account_waits_until_the_network_lets_it_go_on(desk, nine):
    desk.approved()
    _set_account(desk, not_before=nine + MINUTE)
    assert desk.claim(nine) is None
    assert desk.claim(nine + MINUTE) is not None


@pytest.mark.parametrize("waits", [{"hold": "page"}, {"not_before": "later"}, {"retry_at": "later"}])
def test_a_post_that_waits_for_something_lets_the_next_one_go(desk, nine, waits):
    later = nine + 30 * MINUTE
    waits = {name: later if value == "later" else value for name, value in waits.items()}
    desk.approved(**waits)
    desk.approved("week/second/x/blog", at=nine + MINUTE)
    assert desk.claim(nine + MINUTE).post.key == "week/second/x/blog"


def test_nothing_is_claimed_during_a_pause_and_what_is_claimed_stays(desk, nine):
    desk.approved()
    desk.approved("week/a/linkedin/blog")
    claimed = desk.claim(nine)
    with desk.ledger.read() as conn:
        assert claims.still_ours(conn, claimed)
    with desk.ledger.write() as conn:
        pauses.open_pause(conn, "a death in the family", who=Actor("tom@example.org"), now=nine)
    with desk.ledger.read() as conn:
        assert not claims.still_ours(conn, claimed)
    assert desk.claim(nine) is None
    with desk.ledger.write() as conn:
        pauses.close_pause(conn, who=Actor("ruth@example.org"), now=nine)
    assert desk.claim(nine) is not None


def test_posts_of_one_account_keep_their_distance_whatever_their_campaign(desk, nine):
    desk.set_up(slug="other")
    desk.approved()
    desk.approved("other/second/x/blog", at=nine + timedelta(seconds=1), spacing=timedelta(minutes=3))
    assert desk.record(desk.claim(nine), SENT, DONE, nine)
    assert desk.claim(nine + 3 * MINUTE - timedelta(seconds=1)) is None
    assert desk.claim(nine + 3 * MINUTE).post.key == "other/second/x/blog"


def test_a_claim_takes_only_what_was_looked_at_and_is_not_too_late(desk, nine):
    desk.approved()
    assert desk.claim(nine, only=["week/other/x/blog"]) is None
    assert desk.claim(nine + 16 * MINUTE, grace=15 * MINUTE) is None
    assert desk.claim(nine + 15 * MINUTE, grace=15 * MINUTE, only=[KEY]) is not None


# ------------------------------------------------------------------------------------------------- as it was approved


def _tamper(desk, **values):
    with desk.ledger.write() as conn:
        conn.execute(sa.update(posts_table).values(values).where(posts_table.c.key == KEY))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"text": "other words"}, "the words are not those that were approved"),
        ({"link": "https://example.org/other", "channel": "linkedin"}, "the words are not those"),
        ({"account": "linkedin:default"}, "the account or the day is not"),
        ({"day": "other"}, "the account or the day is not"),
        ({"until": "later"}, "the account or the day is not"),
        ({"at": "earlier"}, "the time is not what was approved"),
        ({"written_by": "ruth@example.org"}, "nobody but its writer has approved this"),
        ({"version": 2}, "nobody but its writer has approved this"),
    ],
)
def test_what_is_not_exactly_what_was_approved_waits_again(desk, nine, change, says):
    desk.approved()
    moments = {"later": nine + 60 * 8 * MINUTE, "earlier": nine - MINUTE, "other": (nine + timedelta(days=1)).date()}
    _tamper(desk, **{name: moments.get(value, value) for name, value in change.items()})
    assert desk.claim(nine) is None
    assert desk.post().status is Status.PENDING
    assert says in desk.post().reason
    assert _kinds(desk)[-1] == "given_up"
    assert _attempts(desk) == []


def test_a_post_that_may_not_go_does_not_stop_the_next_one(desk, nine):
    desk.approved()
    desk.approved("week/second/x/blog", at=nine)
    _tamper(desk, text="other words")
    assert desk.claim(nine).post.key == "week/second/x/blog"


def test_where_two_approvals_are_needed_one_person_twice_is_not_enough(desk, nine):
    desk.set_up(approvals=2)
    post = desk.approved()
    with desk.ledger.write() as conn:
        add_decision(conn, post, APPROVE, Actor("Ruth@example.org "), now=nine, event="approved")
    assert desk.claim(nine) is None
    assert desk.post().reason == "it lacks an approval"


def test_where_two_approvals_are_needed_two_people_are_enough(desk, nine):
    desk.set_up(approvals=2)
    post = desk.approved()
    with desk.ledger.write() as conn:
        add_decision(conn, post, APPROVE, Actor("tom@example.org"), now=nine, event="approved")
    assert desk.claim(nine) is not None


# ------------------------------------------------------------------------------------------------------- what came of it


def test_a_post_that_was_sent_is_sent_for_good(desk, nine):
    desk.approved()
    assert desk.record(desk.claim(nine), SENT, DONE, nine + MINUTE)
    post = desk.post()
    assert (post.status, post.network_id, post.url, post.sent_at) == (Status.SENT, "42", SENT.url, nine + MINUTE)
    assert (post.tries, post.lease_until, post.trouble) == (1, None, None)
    account = _account(desk)
    assert (account.busy_post, account.last_left_at) == (None, nine + MINUTE)
    (attempt,) = _attempts(desk)
    assert (attempt.outcome, attempt.http_status, attempt.detail, attempt.ended_at) == (
        "sent",
        201,
        "created",
        nine + MINUTE,
    )
    assert _kinds(desk)[-1] == "sent"


def test_a_post_that_was_not_taken_may_go_again_without_new_approval(desk, nine):
    desk.approved()
    step = NextStep(status=Status.APPROVED, retry_at=nine + 2 * MINUTE, account_not_before=nine + MINUTE, counts=False)
    assert desk.record(desk.claim(nine), Later(detail="too many requests", http_status=429), step, nine)
    post = desk.post()
    assert (post.status, post.retry_at, post.tries, post.approved_by) == (
        Status.APPROVED,
        step.retry_at,
        0,
        ("ruth@example.org",),
    )
    assert (_account(desk).not_before, _account(desk).last_left_at) == (nine + MINUTE, None)
    assert desk.claim(nine + MINUTE) is None
    second = desk.claim(nine + 2 * MINUTE)
    assert (second.fence, [attempt.outcome for attempt in _attempts(desk)]) == (2, ["later", None])


def test_a_refused_post_keeps_the_networks_reason(desk, nine):
    desk.approved()
    assert desk.record(
        desk.claim(nine), Refused(detail="too long"), NextStep(status=Status.FAILED, reason="too long"), nine
    )
    assert (desk.post().status, desk.post().trouble, desk.post().reason) == (Status.FAILED, "too long", "too long")
    assert _account(desk).last_left_at is None


def test_a_blocked_account_stops_and_its_post_stays_approved(desk, nine):
    desk.approved()
    step = NextStep(status=Status.APPROVED, block_account="the token has expired; connect again", counts=False)
    assert desk.record(desk.claim(nine), Blocked(detail="401"), step, nine)
    account = _account(desk)
    assert (account.blocked_reason, account.blocked_at, account.busy_post) == (step.block_account, nine, None)
    assert desk.claim(nine) is None
    with desk.ledger.write() as conn:
        accounts.unblock_account(conn, "x:default", who=Actor("tom@example.org"), now=nine)
    assert desk.claim(nine) is not None


def test_what_nobody_can_tell_holds_its_account_until_somebody_looked(desk, nine):
    desk.approved()
    desk.approved("week/second/x/blog", at=nine)
    step = NextStep(status=Status.UNCLEAR, look_at=nine + 5 * SECOND)
    assert desk.record(desk.claim(nine), Unclear(detail="the line went dead"), step, nine)
    post = desk.post()
    assert (post.status, post.trouble, post.look_at) == (Status.UNCLEAR, "the line went dead", nine + 5 * SECOND)
    assert (_account(desk).busy_post, _account(desk).last_left_at) == (KEY, nine)
    assert desk.claim(nine + 60 * MINUTE) is None


def test_a_post_that_comes_back_late_has_to_be_moved(desk, nine):
    desk.approved()
    step = NextStep(status=Status.PENDING, reason="it failed five times")
    desk.record(desk.claim(nine), Later(detail="503"), step, nine + MINUTE)
    assert (desk.post().hold, desk.post().reason, desk.post().approved_by) == ("past", "it failed five times", ())


def test_an_attempt_whose_time_ran_out_is_unclear(desk, nine):
    desk.approved()
    desk.approved("week/second/x/blog", at=nine)
    claimed = desk.claim(nine)
    with desk.ledger.write() as conn:
        assert claims.expire_leases(conn, nine + MINUTE - timedelta(seconds=1)) == []
        (post,) = claims.expire_leases(conn, nine + MINUTE)
        assert claims.expire_leases(conn, nine + MINUTE) == []
    assert (post.key, post.status, post.tries) == (claimed.post.key, Status.UNCLEAR, 1)
    (attempt,) = _attempts(desk)
    assert (attempt.outcome, attempt.detail) == ("unclear", post.trouble)
    assert post.look_at == nine + MINUTE
    assert (_account(desk).busy_post, _account(desk).last_left_at) == (KEY, nine + MINUTE)
    with desk.ledger.read() as conn:
        assert not claims.still_ours(conn, claimed)
    assert desk.claim(nine + 6 * MINUTE) is None


def _expired(desk, nine):
    desk.approved()
    claimed = desk.claim(nine)
    with desk.ledger.write() as conn:
        claims.expire_leases(conn, nine + MINUTE)
    return claimed


def test_news_that_it_was_sent_is_taken_even_when_late(desk, nine):
    claimed = _expired(desk, nine)
    assert desk.record(claimed, SENT, DONE, nine + 2 * MINUTE)
    assert (desk.post().status, desk.post().network_id, desk.post().tries) == (Status.SENT, "42", 1)
    assert (desk.post().trouble, _account(desk).busy_post) == (None, None)
    assert _attempts(desk)[0].outcome == "sent"
    assert _kinds(desk)[-2:] == ["unclear", "sent"]


def test_news_that_it_was_sent_stops_a_second_sending_that_has_not_begun(desk, nine):
    claimed = _expired(desk, nine)
    with desk.ledger.write() as conn:
        queue.update_post(conn, queue.get_post(conn, KEY, lock=True), status=Status.APPROVED)
    assert desk.record(claimed, SENT, DONE, nine + 2 * MINUTE)
    assert desk.claim(nine + 10 * MINUTE) is None


@pytest.mark.parametrize(
    "outcome", [Later(detail="429"), Refused(detail="no"), Blocked(detail="401"), Unclear(detail="?")]
)
def test_other_late_news_is_only_noted(desk, nine, outcome):
    claimed = _expired(desk, nine)
    before = desk.post()
    assert not desk.record(claimed, outcome, NextStep(status=Status.APPROVED), nine + 2 * MINUTE)
    assert desk.post() == before
    assert _kinds(desk)[-1] == "late_answer"


def test_a_late_answer_does_not_touch_a_later_attempt_but_a_double_post_is_told(desk, nine):
    first = _expired(desk, nine)
    _surely_absent(desk)
    second = desk.claim(nine + 10 * MINUTE)
    assert not desk.record(first, SENT, DONE, nine + 10 * MINUTE)
    post = desk.post()
    assert (post.status, post.network_id, post.fence) == (Status.SENDING, None, 2)
    assert post.trouble == "attempt 1, answered late, did go out: https://x.com/i/status/42"
    assert [attempt.outcome for attempt in _attempts(desk)] == ["unclear", None]
    assert desk.record(second, Sent(network_id="43", url=None), DONE, nine + 11 * MINUTE)
    assert (desk.post().network_id, desk.post().trouble) == ("43", post.trouble)


def _surely_absent(desk, key=KEY):
    with desk.ledger.write() as conn:
        post = queue.update_post(conn, queue.get_post(conn, key), status=Status.APPROVED)
        accounts.let_go(conn, post)


def test_what_surely_did_not_arrive_goes_again_with_the_very_same_bytes(desk, nine):
    said = Wording(channel=ChannelName.X, text="All three pieces", uncounted="All pieces")
    desk.approved(said=said, counted_live_from=nine + 5 * MINUTE)
    first = desk.claim(nine)
    with desk.ledger.write() as conn:
        claims.expire_leases(conn, nine + MINUTE)
    _surely_absent(desk)
    again = desk.claim(nine + 10 * MINUTE)
    assert (first.payload, first.again, first.doubt_since) == ("All pieces", None, None)
    assert (again.payload, again.again, again.doubt_since) == ("All pieces", "All pieces", nine)
    assert [attempt.payload for attempt in _attempts(desk)] == ["All pieces", "All pieces"]
    with desk.ledger.read() as conn:
        told = [event.data["again"] for event in events.list_events(conn, post_key=KEY) if event.kind == "claimed"]
    assert told == [False, True]


def test_an_attempt_with_other_words_is_no_doubt_about_these(desk, nine):
    post = _expired(desk, nine).post
    with desk.ledger.write() as conn:
        pending = queue.update_post(conn, desk.post(), status=Status.PENDING)
        accounts.let_go(conn, post)
        other = queue.update_post(conn, pending, said=Wording(channel=ChannelName.X, text="Other words"))
        add_decision(conn, other, APPROVE, Actor("ruth@example.org"), now=nine, event="approved")
        queue.update_post(conn, other, status=Status.APPROVED)
    again = desk.claim(nine + 10 * MINUTE)
    assert (again.payload, again.doubt_since) == ("Other words", None)


def test_an_id_that_another_post_has_is_told_and_not_taken_over(desk, nine):
    desk.approved()
    desk.approved("week/second/x/blog", at=nine)
    assert desk.record(desk.claim(nine), SENT, DONE, nine)
    assert desk.record(desk.claim(nine + 5 * MINUTE), SENT, DONE, nine + 5 * MINUTE)
    second = desk.post("week/second/x/blog")
    assert (second.status, second.network_id, second.url) == (Status.SENT, None, None)
    assert second.trouble == f"X says that it is https://x.com/i/status/42, which is {KEY} here; look at both"


def test_what_was_seen_of_its_page_is_on_record_with_the_claim(desk, nine):
    desk.approved()
    desk.claim(nine, pages={KEY: {"status": 200}})
    with desk.ledger.read() as conn:
        assert events.list_events(conn, post_key=KEY)[-1].data["page"] == {"status": 200}


def test_late_news_about_other_words_is_only_noted(desk, nine):
    claimed = _expired(desk, nine)
    other = Wording(channel=ChannelName.X, text="other words")
    with desk.ledger.write() as conn:
        queue.update_post(conn, queue.get_post(conn, KEY), status=Status.PENDING, said=other)
    assert not desk.record(claimed, SENT, DONE, nine + 2 * MINUTE)
    assert desk.post().status is Status.PENDING
    assert "did go out" in desk.post().trouble


def test_an_outcome_is_recorded_once(desk, nine):
    desk.approved()
    claimed = desk.claim(nine)
    assert desk.record(claimed, SENT, DONE, nine)
    assert not desk.record(claimed, SENT, DONE, nine)
    assert desk.post().trouble is None


def test_a_second_open_attempt_is_refused_by_the_database(desk, nine):
    desk.approved()
    desk.claim(nine)
    _tamper(desk, status="approved")
    _set_account(desk, busy_post=None)
    with pytest.raises(IntegrityError):
        desk.claim(nine)


# ------------------------------------------------------------------------------------------------------------- together


@pytest.mark.parametrize("posts", [1, 5])
def test_of_many_who_reach_for_a_post_exactly_one_gets_it(desk, path, nine, posts):
    for number in range(posts):
        desk.approved(f"week/{number}/x/blog")
    start, won = threading.Barrier(8), []

    def reach(number):
        ledger = open_ledger(f"sqlite:///{path}")
        start.wait()
        with ledger.write() as conn:
            won.append(claims.claim(conn, now=nine, lease=MINUTE, owner=f"worker-{number}", host="here"))
        ledger.close()

    threads = [threading.Thread(target=reach, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [claimed.post.key for claimed in won if claimed] == ["week/0/x/blog"]
    assert len(won) == 8


@pytest.mark.only_on("sqlite")
def test_looking_for_the_next_post_reads_no_other_posts(desk, ledger, nine):
    for number in range(30):
        desk.approved(f"week/{number:02}/x/blog", at=nine + number * MINUTE)
    asked = []

    def listen(_conn, _cursor, statement, parameters, _context, _many):
        if statement.lstrip().startswith("SELECT") and "FROM posts" in statement:
            asked.append((statement, parameters))

    sa.event.listen(ledger.engine, "before_cursor_execute", listen)
    assert desk.claim(nine + 40 * MINUTE, grace=60 * MINUTE) is not None
    with ledger.write() as conn:
        claims.expire_leases(conn, nine)
    sa.event.remove(ledger.engine, "before_cursor_execute", listen)
    with ledger.read() as conn:
        plans = [
            (statement, row[3]) for statement, parameters in asked
            for row in conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]  # fmt: skip
    # PostgreSQL plans a prepared statement without its values, and takes a partial index only if it reads them there.
    assert not [statement for statement, _ in asked if "status = ?" in statement]
    assert any("USING INDEX posts_due" in plan for _, plan in plans)
    assert any("USING INDEX posts_leased" in plan for _, plan in plans)
    assert not [plan for _, plan in plans if "SCAN posts" in plan]
    assert not [plan for statement, plan in plans if statement.startswith("SELECT posts") and "TEMP B-TREE" in plan]
