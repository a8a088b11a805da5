"""What people were told: noted once, untold until an address took it; and the posts and events that may have to be told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from promoter.ledger import alerts, events
from promoter.ledger.alerts import missed_times, posts_to_watch
from promoter.ledger.counts import accounts_waited_for, count_attempts, count_posts, last_sent, oldest_due
from promoter.ledger.due import give_up, reslot
from promoter.ledger.rows import NextStep
from promoter.posts.lifecycle import Status
from promoter.posts.outcome import Refused, Sent

HOUR = timedelta(hours=1)
EARLY = datetime(2021, 9, 1, tzinfo=UTC)


def raise_(desk, now, *keys: str, text: str = "A text") -> bool:
    with desk.ledger.write() as conn:
        return alerts.raise_alert(conn, keys, text, now=now)


def waiting(desk) -> list[tuple[str, str | None]]:
    with desk.ledger.read() as conn:
        return [(row.key, row.trouble) for row in alerts.untold(conn, since=EARLY)]


def test_an_alert_is_raised_once(desk, nine) -> None:
    assert raise_(desk, nine, "a")
    assert not raise_(desk, nine + HOUR, "a", text="Another text")
    with desk.ledger.read() as conn:
        (row,) = alerts.untold(conn, since=EARLY)
        assert (row.raised_at, row.text) == (nine, "A text")
        assert alerts.raised(conn, ["a", "b"]) == {"a"}


def test_of_several_keys_the_new_ones_are_raised(desk, nine) -> None:
    raise_(desk, nine, "a")
    assert raise_(desk, nine, "a", "b", "b", "c")
    assert [key for key, _ in waiting(desk)] == ["a", "b", "c"]


def test_it_waits_with_its_trouble_until_somebody_took_it(desk, nine) -> None:
    raise_(desk, nine, "b")
    raise_(desk, nine + HOUR, "a")
    with desk.ledger.write() as conn:
        alerts.note_trouble(conn, ["b"], "nobody listens")
    assert waiting(desk) == [("b", "nobody listens"), ("a", None)]
    with desk.ledger.write() as conn:
        alerts.note_told(conn, ["b"], now=nine + HOUR)
        last = alerts.last_told(conn)
    assert last is not None
    assert (last.key, last.told_at, last.trouble) == ("b", nine + HOUR, None)
    assert [key for key, _ in waiting(desk)] == ["a"]
    with desk.ledger.read() as conn:
        assert alerts.untold(conn, since=nine + HOUR + HOUR) == []


def test_a_post_is_watched_if_somebody_may_have_to_see_to_it(desk, nine) -> None:
    desk.pending("week/pending/x/blog")
    desk.approved("week/approved/x/blog")
    desk.approved("week/held/x/blog", hold="page")
    desk.approved("week/later/x/blog", at=nine + 3 * HOUR, hold="page")

    def watched(*by_hand: str) -> list[str]:
        with desk.ledger.read() as conn:
            posts = posts_to_watch(conn, ["week"], by_hand, since=nine - HOUR, until=nine + HOUR)
        return [post.key.split("/")[1] for post in posts]

    assert watched() == ["held", "pending"]
    assert watched("x:default") == ["approved", "held", "pending"]


def test_times_that_were_missed_are_found_as_far_back_as_asked(desk, nine) -> None:
    desk.approved()
    desk.approved("week/b/x/blog")
    with desk.ledger.write() as conn:
        reslot(conn, "week/first/x/blog", nine + HOUR, "missed", now=nine + HOUR)
        give_up(conn, "week/b/x/blog", "no time", now=nine + 2 * HOUR)
        events.append(conn, campaign="week", kind="edited", actor="a", at=nine + 3 * HOUR, data={"status": "pending"})

    def kinds(since) -> list[str]:
        with desk.ledger.read() as conn:
            return [event.kind for event in missed_times(conn, "week", since=since)]

    assert kinds(nine) == ["reslotted", "given_up"]
    assert kinds(nine + 2 * HOUR) == ["given_up"]
    assert kinds(nine + 3 * HOUR) == []


def test_numbers_are_counted_by_network(desk, nine) -> None:
    desk.approved()
    desk.approved("week/b/x/blog", at=nine + timedelta(minutes=10))
    desk.pending("week/c/linkedin/blog")
    desk.record(desk.claim(), Sent(network_id="1", url=None), NextStep(status=Status.SENT), nine)
    later = nine + timedelta(minutes=20)
    with desk.ledger.read() as conn:
        assert oldest_due(conn, nine) is None
        assert oldest_due(conn, later) == nine + timedelta(minutes=10)
        assert accounts_waited_for(conn) == {"x:default"}
    desk.record(desk.claim(later), Refused(detail="no"), NextStep(status=Status.FAILED), later)
    with desk.ledger.read() as conn:
        assert count_posts(conn) == {("x", "sent"): 1, ("x", "failed"): 1, ("linkedin", "pending"): 1}
        assert count_attempts(conn) == {("x", "sent"): 1, ("x", "refused"): 1}
        assert (last_sent(conn), oldest_due(conn, later), accounts_waited_for(conn)) == (nine, None, frozenset())
