"""Many machines: posts are handed over once, served once, and whatever becomes of the queue, nothing goes out twice."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from procrastinate import App

from promoter.campaign.model import ChannelName
from promoter.clock import SystemClock
from promoter.delivery.dispatch import Dispatcher, Terms
from promoter.delivery.fleet import HORIZON, SERVE, Fleet, _clean_up, _connector
from promoter.ledger.accounts import ensure_account
from promoter.ledger.database import open_ledger, upgrade
from promoter.ledger.handing_over import hand_over
from promoter.ledger.queue import get_post, list_posts, update_post
from promoter.posts.lifecycle import Status
from promoter.posts.outcome import Sent

pytestmark = pytest.mark.only_on("postgresql")
SECOND = timedelta(seconds=1)
NEVER = timedelta(hours=1)
PATIENCE = 60.0
FIRST = "week/first/x/blog"
TERMS = Terms(grace=timedelta(minutes=15), lease=timedelta(seconds=60), http_timeout=timedelta(seconds=20))


class Network:
    """Takes every post, and keeps count."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        self._changed = threading.Condition()

    def publish(self, post, *, now, still_ours):
        assert still_ours()
        with self._changed:
            self.taken[post.key] += 1
            self._changed.notify_all()
        return Sent(network_id=post.key, url=f"https://example.org/{post.key}")

    def wait_for(self, *keys: str) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: set(keys) <= set(self.taken), PATIENCE)


def jobs(ledger) -> list[tuple]:
    with ledger.read() as conn:
        query = "SELECT args->>'post', status, scheduled_at FROM procrastinate.procrastinate_jobs ORDER BY id"
        return [tuple(row) for row in conn.exec_driver_sql(query)]


def fleet(ledger, *, serve=print, work=lambda: None, accounts=("x:default",)) -> Fleet:
    return Fleet(ledger, SystemClock(), work=work, serve=serve, accounts=accounts, tick=NEVER)


def machine(ledger, network, accounts, *, tick=NEVER) -> Fleet:
    dispatcher = Dispatcher(
        ledger=ledger, channels=dict.fromkeys(accounts, network), clock=SystemClock(), terms=TERMS, owner="w", host="h"
    )
    work = dispatcher.run if tick is not NEVER else lambda: None
    return Fleet(ledger, SystemClock(), work=work, serve=dispatcher.serve, accounts=accounts, tick=tick)


def teams(house, count: int) -> list[str]:
    with house.ledger.write() as conn:
        return [ensure_account(conn, ChannelName.X, f"team-{number}").id for number in range(count)]


def soon(by: timedelta = timedelta()) -> datetime:
    return datetime.now(UTC) + by


# ---------------------------------------------------------------------------------------------------------- handing over


def test_what_is_due_soon_is_handed_over_once_and_what_is_far_ahead_is_not(house) -> None:
    at = soon(timedelta(minutes=1))
    house.approved(FIRST, at=at)
    house.approved("week/far/x/blog", at=soon(HORIZON + timedelta(minutes=1)))
    house.approved("week/unserved/linkedin/blog", at=at)
    crew = fleet(house.ledger)
    assert crew.hand_over() == 1
    assert crew.hand_over() == 0
    assert jobs(house.ledger) == [(FIRST, "todo", at)]


def test_a_post_that_gets_another_time_gets_another_job(house) -> None:
    house.approved(FIRST, at=soon(timedelta(minutes=1)), until=soon(NEVER))
    crew = fleet(house.ledger)
    assert crew.hand_over() == 1
    later = soon(timedelta(minutes=3))
    with house.ledger.write() as conn:
        update_post(conn, get_post(conn, FIRST), at=later, keep_approval=True)
    assert crew.hand_over() == 1
    assert jobs(house.ledger)[-1] == (FIRST, "todo", later)


def test_a_post_to_be_tried_again_gets_a_job_for_then(house) -> None:
    house.approved(FIRST, at=soon())
    crew = fleet(house.ledger)
    assert crew.hand_over() == 1
    again = soon(timedelta(minutes=2))
    with house.ledger.write() as conn:
        update_post(conn, get_post(conn, FIRST), retry_at=again)
    assert crew.hand_over() == 1
    assert jobs(house.ledger)[-1] == (FIRST, "todo", again)


def test_a_post_is_not_marked_if_its_job_cannot_be_made(house, postgresql) -> None:
    house.approved(FIRST, at=soon())
    with house.ledger.write() as conn:
        conn.exec_driver_sql("ALTER TABLE procrastinate.procrastinate_jobs RENAME TO gone")
    crew = fleet(house.ledger)
    with pytest.raises(Exception, match="Database error"):
        crew.hand_over()
    with house.ledger.write() as conn:
        assert len(hand_over(conn, soon(), horizon=HORIZON, only=["x:default"])) == 1


def test_two_do_not_hand_over_at_the_same_time(house) -> None:
    house.approved(FIRST, at=soon())
    with house.ledger.write() as conn:
        assert len(hand_over(conn, soon(), horizon=HORIZON, only=["x:default"])) == 1
        assert fleet(house.ledger).hand_over() == 0


# -------------------------------------------------------------------------------------------------------------- serving


def test_several_machines_send_each_post_once_and_keep_no_jobs(house, url) -> None:
    accounts = teams(house, 12)
    keys = [f"week/number-{number}/x/blog" for number in range(12)]
    for key, account in zip(keys, accounts, strict=True):
        house.approved(key, account=account, at=soon(SECOND), until=soon(NEVER))
    network = Network()
    ledgers = [open_ledger(url) for _ in range(3)]
    crew = [machine(ledger, network, accounts) for ledger in ledgers]
    for one in crew:
        one.start()
    assert network.wait_for(*keys)
    for one in crew:
        one.stop()
    for ledger in ledgers:
        ledger.close()
    assert network.taken == dict.fromkeys(keys, 1)
    assert {post.status for post in house.posts()} == {Status.SENT}
    assert jobs(house.ledger) == []


def test_a_job_that_comes_late_or_twice_finds_nothing_to_do(house) -> None:
    house.approved(FIRST, at=soon(), until=soon(NEVER))
    network = Network()
    crew = machine(house.ledger, network, ["x:default"])
    assert crew.hand_over() == 1
    with house.ledger.write() as conn:
        conn.exec_driver_sql("SET LOCAL search_path TO procrastinate")
        conn.exec_driver_sql(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args) "
            "SELECT queue_name, task_name, args FROM procrastinate_jobs"
        )
    crew.start()
    assert network.wait_for(FIRST)
    while jobs(house.ledger):
        threading.Event().wait(0.05)
    crew.stop()
    assert network.taken == {FIRST: 1}


def test_the_job_of_a_machine_that_died_is_taken_out(house) -> None:
    with house.ledger.write() as conn:
        conn.exec_driver_sql("SET LOCAL search_path TO procrastinate")
        worker = conn.exec_driver_sql(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id"
        ).scalar()
        conn.exec_driver_sql(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id, args) "
            "VALUES ('default', %s, 'doing', %s, '{}'), ('default', %s, 'todo', NULL, '{}')",
            (SERVE, worker, SERVE),
        )

    async def clean_up() -> None:
        app = App(connector=_connector(house.ledger))
        async with app.open_async():
            await _clean_up(app)

    asyncio.run(clean_up())
    assert [status for _, status, _ in jobs(house.ledger)] == ["todo"]


def test_a_server_that_is_restarted_under_load_costs_nothing_and_doubles_nothing(house, own_postgresql) -> None:
    ledger = open_ledger(own_postgresql.address(), older=True)
    upgrade(ledger)
    there = type(house)(ledger, house.clock, None)
    there.campaign()
    accounts = teams(there, 30)
    keys = [f"week/number-{number:02}/x/blog" for number in range(30)]
    for number, (key, account) in enumerate(zip(keys, accounts, strict=True)):
        there.approved(key, account=account, at=soon(SECOND if number < 15 else 6 * SECOND), until=soon(NEVER))
    network = Network()
    crew = [machine(ledger, network, accounts, tick=SECOND) for _ in range(2)]
    for one in crew:
        one.start()
    assert network.wait_for(keys[0])
    own_postgresql.stop("immediate")
    own_postgresql.start()
    assert network.wait_for(*keys[15:])
    for one in crew:
        one.stop()
    with ledger.read() as conn:
        status = {post.key: post.status for post in list_posts(conn)}
    ledger.close()
    assert max(network.taken.values()) == 1
    assert set(network.taken) <= {key for key, its in status.items() if its in {Status.SENT, Status.SENDING}}
    assert {status[key] for key in keys[15:]} == {Status.SENT}
